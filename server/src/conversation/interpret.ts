/**
 * What a reading means in this thread. The reader judges words; the conversation knows what was offered,
 * asked and promised. Every change leaves its reason beside the reading. Pure.
 */
import type { Reading } from '../ports/reader.ts';
import { asksIfAi } from './asks-if-ai.ts';
import type { Conversation } from './conversation.ts';
import { soundsDangerous } from './danger.ts';
import { isBareYes } from './pick.ts';

/** Characters; a complaint has more to say. */
const SHORT_QUESTION = 60;
const SURE_OF_AN_END = 0.6;
const SURE_OF_A_CALL = 0.9;
const SURE_OF_A_COMPLAINT = 0.85;
const SURE_OF_AN_OPT_OUT = 0.8;
const SPEAKS_OF_A_CALL =
  /\b(call|calls|ring|phone|talk|speak|chat|someone|somebody|person|human|agent|ready|connect|now|asap|later|after|before|at \d|am|pm|tomorrow|tonight|ll[aá]m\w*|hablar|ahora)\b/i;
/** The ends of words by Unicode: to `\b` the í of "sí" is no letter. */
const AGREES =
  /(?<![\p{L}\p{N}_])(?:y|ye|yes|yea|yeah|yep|yup|ya|k|kk|ok|okay|okey|sure|please|pls|plz|fine|alright|all right|absolutely|definitely|of course|go ahead|go for it|do it|let'?s|sounds good|works|good|great|perfect|why not|put me through|patch me|transfer|free|available|here|s[ií]|claro|dale|bueno|vale|por favor)(?![\p{L}\p{N}_])|[👍👌✅🙏]/iu;
const OFFER_STANDS_MS = 30 * 60_000;
const REFUSES =
  /\b(rather not|prefer not|not comfortable|none of (your|ur) (business|beeswax)|don'?t want to (say|share|give|tell)|not (telling|giving|sharing|saying)|skip (that|this)( one)?|prefiero no)\b/i;
const CALL_AGAIN =
  /\b(?:try|call|ring)(?: me)? (?:again|back now|now|right now)\b|\bi'?m (?:here|free|back|ready) now\b/i;
const CALL_ME_NOW = /\b(?:call|ring|phone) me (?:back )?(?:right )?(?:now|asap)\b/i;
const NO_CALL = /\b(?:don'?t|do not|never|stop|quit|not|no|can'?t)\b[^.!?]{0,20}\b(?:call|ring|phone) me\b/i;
/** Takes back what was said before, not what follows. */
const TAKES_BACK = /\b(?:never ?mind|nvm|forget it|scratch that)\b[ ,.]*/gi;
const DECLINES = /\b(don'?t|do not|stop|never|not|no|nope|nah|wrong|already|pass|leave|done)\b/i;
const COMMANDS =
  /\b(?:ignore|disregard|forget)\b.{0,20}\b(?:previous|prior|above|all|your)\b.{0,20}\b(?:instructions?|rules|prompts?)\b|^\s*(?:system|assistant|developer)\s*:|\b(?:system|hidden) prompt\b|\byou are now\b|\b(?:developer|jailbreak|debug) mode\b|\bset readiness\b|<\/?(?:system|tool|instructions)/i;

/** A text that reads like commands to a machine: it is data, and starts nothing by itself. */
export function readsLikeCommands(message: string): boolean {
  return COMMANDS.test(message);
}

/** Words of a call, a person or a time are in it. */
export function speaksOfACall(message: string): boolean {
  return SPEAKS_OF_A_CALL.test(message);
}

/** The reading as this thread understands it. */
export function interpret(
  s: Conversation,
  read: Reading,
  text: { id: string; text: string; atMs: number },
): Reading {
  const reading = readsLikeCommands(text.text) ? asData(read, text.id) : read;
  // "Is a machine answering me?" is asked in few words, and reads like a complaint; it is owed its answer first.
  const onlyAsks = text.text.length < SHORT_QUESTION && asksIfAi(text.text) !== null;
  if (reading.action === 'escalate' && onlyAsks)
    return { ...reading, action: 'answer', ready: 'unclear', isQuestion: true };
  if (complainsOnAGuess(s, reading, text)) return asAnswer(s, reading);
  if (reading.action === 'opt_out' || reading.action === 'escalate') return reading;
  if (asksForCallNow(reading, text.text))
    return wantsCallNow(reading, 'asked-now', 'asked to be called now', text.id);
  if (reading.action === 'transfer' && builtInQuestion(text.text) === 'call-about') {
    return { ...reading, action: 'answer', ready: 'unclear', isQuestion: true };
  }
  if (acceptsOffer(s, reading, text)) {
    return wantsCallNow(reading, 'accepted-offer', 'said yes to the call that was offered', text.id);
  }
  if (reading.answered === 'refused' && builtInQuestion(text.text) === 'why-ask') {
    return { ...reading, action: 'answer', answered: 'no', isQuestion: true };
  }
  if (endsOnAGuess(s, reading, text.text)) return { ...reading, action: 'ask', ready: 'unclear' };
  if (refusesQuestion(s, reading, text.text))
    return { ...reading, action: 'ask', answered: 'refused', ready: 'unclear' };
  if (answersQuestion(s, reading, text) || agreesToNothing(s, reading, text.text))
    return asAnswer(s, reading);
  if (answersWithDay(s, reading))
    return { ...reading, action: 'ask', answered: 'yes', at: null, ready: 'unclear' };
  const open = s.offer !== null && s.transferId === null;
  if (open && reading.action === 'ask' && CALL_AGAIN.test(text.text) && !DECLINES.test(text.text)) {
    return wantsCallNow(reading, 'asked-again', 'asked to be called again now', text.id);
  }
  return reading;
}

/** Commands tell nothing of the lead and end nothing, but a plain opt-out among them is obeyed. */
function asData(reading: Reading, messageId: string): Reading {
  const slots = Object.fromEntries(
    Object.entries(reading.slots).filter(([, slot]) => slot.messageId !== messageId),
  );
  const { action, confidence } = reading;
  const ends = action === 'escalate' || action === 'close' || action === 'wrong_person';
  if (ends || (action === 'opt_out' && confidence < SURE_OF_AN_OPT_OUT))
    return { ...reading, slots, action: 'answer', ready: 'unclear', isQuestion: true };
  return { ...reading, slots };
}

/** A bare yes while a call stands offered accepts it, also when other texts of ours came in between. */
function acceptsOffer(s: Conversation, reading: Reading, text: { text: string; atMs: number }): boolean {
  if (s.offer?.kind !== 'call-now' || text.atMs - s.offer.atMs > OFFER_STANDS_MS) return false;
  return (
    (reading.action === 'ask' || reading.action === 'answer') && !reading.isQuestion && isBareYes(text.text)
  );
}

/** "I'd rather not say" to a question of ours refuses the question, not us. */
function refusesQuestion(s: Conversation, reading: Reading, message: string): boolean {
  return (
    s.lastAsked !== undefined &&
    (reading.action === 'close' || reading.action === 'ask') &&
    REFUSES.test(message)
  );
}

/**
 * Closing a thread loses the lead, going on costs one text: a guess at an ending without a word of
 * declining goes on.
 */
function endsOnAGuess(s: Conversation, reading: Reading, message: string): boolean {
  if (reading.action !== 'close' && reading.action !== 'wrong_person') return false;
  const asked = s.lastAsked !== undefined || s.offer !== null;
  return asked && reading.confidence < SURE_OF_AN_END && !DECLINES.test(message);
}

/** "This is stupid. auto": rude, and the answer that was asked for. Handing that to people takes the lead's turn away. */
function complainsOnAGuess(s: Conversation, reading: Reading, text: { id: string; text: string }): boolean {
  if (reading.action !== 'escalate' || reading.confidence >= SURE_OF_A_COMPLAINT || s.lastAsked === undefined)
    return false;
  const slot = reading.slots[s.lastAsked];
  const given = slot?.messageId === text.id && s.fields[s.lastAsked] === undefined;
  return given && text.text.length < SHORT_QUESTION && !soundsDangerous(text.text);
}

/** "Never mind, call me now" takes back the time and asks for the call, whatever else the words look like. */
function asksForCallNow(reading: Reading, message: string): boolean {
  const { action, confidence, isQuestion } = reading;
  if (action === 'transfer' || action === 'wrong_person' || isQuestion || confidence >= SURE_OF_A_CALL)
    return false;
  const words = message.replace(TAKES_BACK, '');
  return CALL_ME_NOW.test(words) && !NO_CALL.test(words);
}

/**
 * A plain answer to a question wants no call, however it was read, unless it speaks of one: the surer
 * reading of a text that fills a field is that it fills the field.
 */
function answersQuestion(s: Conversation, reading: Reading, text: { id: string; text: string }): boolean {
  if (reading.action !== 'transfer' && reading.action !== 'schedule') return false;
  if (SPEAKS_OF_A_CALL.test(text.text)) return false;
  const filled = Object.entries(reading.slots).filter(
    ([field, slot]) => slot.messageId === text.id && s.fields[field]?.value !== slot.value,
  );
  const asked = s.offer === null && filled.some(([field]) => field === s.lastAsked);
  return filled.length > 0 && reading.confidence < (asked ? SURE_OF_A_CALL : SURE_OF_AN_END);
}

/** "Repair i guess", said to "shall we call you now?", has no word of agreeing and none of a call: a guess rings nobody. */
function agreesToNothing(s: Conversation, reading: Reading, message: string): boolean {
  if (reading.action !== 'transfer' || s.offer?.kind !== 'call-now' || reading.confidence >= SURE_OF_A_CALL)
    return false;
  return !SPEAKS_OF_A_CALL.test(message) && !AGREES.test(message);
}

function asAnswer(s: Conversation, reading: Reading): Reading {
  const readiness = Math.min(reading.readiness, Math.max(s.readiness, 0.5));
  return { ...reading, action: 'ask', answered: 'yes', at: null, ready: 'unclear', readiness };
}

/** "Thursday", said to "which weekday works for the visit?", answers that; it asks for no call. */
function answersWithDay(s: Conversation, reading: Reading): boolean {
  if (reading.action !== 'schedule' || !s.lastAsked || s.booking || s.offer?.kind === 'times') return false;
  const spec = reading.slots[s.lastAsked];
  const dayOnly = reading.at === null || reading.atKind === 'day' || reading.atKind === 'daypart';
  return spec !== undefined && s.fields[s.lastAsked] === undefined && dayOnly;
}

function wantsCallNow(reading: Reading, code: string, text: string, messageId: string): Reading {
  return {
    ...reading,
    action: 'transfer',
    ready: 'yes',
    confidence: Math.max(0.9, reading.confidence),
    readiness: Math.max(0.9, reading.readiness),
    reasons: [{ code, text, weight: 1, messageId }, ...reading.reasons],
  };
}

const DAY_NAMED =
  /\b(today|tonight|tomorrow|tmrw|tmw|tomm?or?ow|mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|\w+day|weekend|next|hoy|ma[nñ]ana|\d{1,2}\/\d{1,2}|\d{1,2}(?:st|nd|rd|th))\b/i;

/** "Make it 5" to a booked call means 5 on that day: true when no other day is named. */
export function namesNoDay(message: string): boolean {
  return !DAY_NAMED.test(message);
}

type BuiltIn = 'call-about' | 'is-ai' | 'who-is-this' | 'how-got-number' | 'why-ask' | 'only-this';

const BUILT_IN: [BuiltIn, RegExp][] = [
  [
    'call-about',
    /\bwhat(?:'s| is| would| will|s)?\b.{0,14}\bcall\b.{0,6}\babout\b|\bwhat happens on the call\b|\bwhy (?:do|would) i (?:need|have) (?:a|to) call\b|\bwhat would (?:we|they) (?:talk|go over)\b/i,
  ],
  [
    'who-is-this',
    /\b(who|what) (is|are|r|s) (this|you|u)\b|\bwho'?s this\b|\bwhat'?s this\b|\bwho dis\b|\bwho am i (talking|texting|speaking)\b|\bwhat do (you|u) want\b|\bqu[ií]en (es|habla)\b/i,
  ],
  [
    'how-got-number',
    /\b(how|where) (did|do|d) (you|u|y'?all) get (my|this)\b|\bwho gave (you|u) my\b|\bwhy (are|r) (you|u) (texting|messaging|contacting)\b/i,
  ],
  [
    'why-ask',
    /\bwhy (do|does|would|are|r)? ?(you|u|they|ya) (need|want|ask|asking|care)\b|\bwhat do you need (that|it|this) for\b/i,
  ],
];

/**
 * Questions that every thread gets and that must be answered right, whatever the playbook's own wording
 * matches.
 */
export function builtInQuestion(message: string): BuiltIn | null {
  if (readsLikeCommands(message)) return 'only-this';
  const found = BUILT_IN.find(([, pattern]) => pattern.test(message))?.[0] ?? null;
  return found !== 'call-about' && asksIfAi(message) !== null ? 'is-ai' : found;
}
