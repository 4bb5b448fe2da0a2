/** Fields over the whole thread: each lead turn is read in the light of what was asked just before it; last correction wins. */
import type { Playbook } from '../playbook/playbook.ts';
import type { HistoryTurn, SlotReading } from '../ports/reader.ts';
import { askedFields, type Field, fieldsOf, readField } from './asked-fields.ts';
import type { FieldContext, FieldHit } from './fields/common.ts';
import { besidesQuestions, speaksOfSelf } from './fields/inquiry.ts';
import { maskSensitive } from './mask.ts';
import { pickedLabel } from './menu.ts';
import { confirmFromAi, reviseAmounts } from './slot-revisions.ts';
import { type Norm, normalize } from './text.ts';
import type { Thread } from './thread.ts';

export interface SlotState {
  slots: Record<string, SlotReading>;
  newly: string[];
  asked: string[];
  unsure: boolean;
}

const ABOUT_CALL =
  /\b(call|ring|phone|talk|speak|chat|connect|reach you|line|what time|when (can|should|works|is good)|good time|llam\w+|hablar|dial|patch|hop on|jump on)\b/;
const UNSURE = /\b(not sure|no idea|dont know|idk|unsure|let me (look|check)|have to check|cant remember)\b/;

/** Kinds of which a question may name a value; a zip or an address in a question is the lead's own. */
const QUESTIONABLE = new Set(['choice', 'company', 'credit', 'term', 'weekday', 'integer', 'money']);
/** So few words are a value and no story. */
const LONE_WORDS = 3;
/** Kinds whose value is a figure. */
const NUMERIC = new Set(['money', 'integer', 'zip', 'credit', 'term']);
const OF_HOURS = /\b(open|closed|hours|you|yall|u|they|dr|doctor)\b/;
const PRICE_FOR = /\b(how much|what|whats|cost|price|run)\b.* for (like |about |around |under )?[$]?\d/;

/** "What's up at the house?", "why the visit?": whatever the words, the field the vertical turns on is asked for. */
const OPEN_QUESTION =
  /\b(what|whats|why|what is|que|tell me|how can|how may)\b(?!.*\b(time|name|number|address|email|zip|date|ballpark|budget|per|cost|income|age|old|year|city|state|rate|payment)\b)[^?]*\?/;
const MAIN_FIELDS = new Set([
  'coverage_type',
  'loan_purpose',
  'interest',
  'visit_reason',
  'service',
  'system',
  'topic',
]);

/** "What's included in maintenance?", "difference between ga and vip?": of one option, and not yet for it. */
const WHAT_IT_IS =
  /^((so|and|but|ok|well|wait|um) )*(what|whats|how|hows|explain|is there a|the)\b(?!.*\b(i|my|mine|we|our|need|want)\b).*\b(includ\w*|means?|cover(s|ed)?|comes? with|entails?|involves?|differen\w+|versus|vs)\b/;

export function readSlots(
  playbook: Playbook,
  history: HistoryTurn[],
  message: string,
  nowMs: number,
  tz: string,
  askedField?: string,
  messageId?: string,
): SlotState {
  const t = beginning(playbook, nowMs, tz);
  const turns = [...history, { from: 'lead' as const, text: message, id: messageId }];
  let asked: string[] = [];
  turns.forEach((turn, index) => {
    asked = nextTurn(t, turn, index, index === turns.length - 1 ? askedField : undefined) ?? asked;
  });
  return { slots: t.slots, newly: t.newly, asked, unsure: UNSURE.test(normalize(message).text) };
}

/** What is known after each turn of the lead, in one pass over the thread. */
export function slotsAfterEach(
  playbook: Playbook,
  turns: HistoryTurn[],
  nowMs: number,
  tz: string,
): Record<string, SlotReading>[] {
  const t = beginning(playbook, nowMs, tz);
  return turns.flatMap((turn, index) => {
    nextTurn(t, turn, index, undefined);
    return turn.from === 'lead' ? [structuredClone(t.slots)] : [];
  });
}

const beginning = (playbook: Playbook, nowMs: number, tz: string): Thread => ({
  fields: fieldsOf(playbook),
  slots: {},
  weak: new Set(),
  newly: [],
  before: [],
  ai: [],
  nowMs,
  tz,
  vertical: playbook.vertical,
});

/** @returns what was asked when the lead said this; undefined for a turn of the assistant */
function nextTurn(
  t: Thread,
  turn: HistoryTurn,
  index: number,
  askedField: string | undefined,
): string[] | undefined {
  const norm = normalize(turn.from === 'lead' ? besidesNumbersOfPersons(turn.text) : turn.text);
  if (turn.from === 'ai') {
    t.ai.push(norm);
    return undefined;
  }
  const said = askedFields(t.ai.map((a) => a.text).join(' . '), t.fields);
  const asked = askedField ? [askedField, ...said] : said;
  readTurn(t, asked, spelledOut(t, norm), index, turn.id);
  t.ai = [];
  return asked;
}

const LONG_NUMBER = /\d(?:[ .-]?\d){6}/;

/** Five digits of a social security or a card number are no ZIP. */
const besidesNumbersOfPersons = (text: string): string =>
  LONG_NUMBER.test(text) ? maskSensitive(text).text : text;

/** "2" to a menu says what its second option says. */
function spelledOut(t: Thread, norm: Norm): Norm {
  const label = pickedLabel(t.ai.at(-1)?.clean ?? '', norm.text);
  return label === undefined ? norm : normalize(label);
}

function readTurn(t: Thread, asked: string[], norm: Norm, turn: number, messageId: string | undefined): void {
  const open = new Set(asked.length > 0 ? asked : restated(t, norm));
  const aboutCall = t.ai.some((a) => ABOUT_CALL.test(a.text));
  t.before = t.newly;
  t.newly = [];
  const mainAsked = asked.length === 0 && !aboutCall && OPEN_QUESTION.test(t.ai.at(-1)?.text ?? '');
  for (const field of t.fields) {
    const main = mainAsked && MAIN_FIELDS.has(field.name) && !t.slots[field.name];
    const c: FieldContext = {
      asked: open.has(field.name) || main,
      idle: open.size === 0,
      unknown: t.slots[field.name] === undefined,
      aboutCall,
      nowMs: t.nowMs,
      tz: t.tz,
      fromAi: false,
      vertical: t.vertical,
    };
    if (ofTheOtherQuestion(field.name, asked, norm)) continue;
    const told = toldIn(field, norm);
    const hit = told && readField(field, told, c);
    if (!hit || !overrides(t, field, c, hit, norm.words.length)) continue;
    t.slots[field.name] = { value: hit.value, turn, messageId, confidence: hit.confidence };
    t.weak.delete(field.name);
    t.newly.push(field.name);
    if (hit.each) forTheParty(t, field.name);
  }
  reviseAmounts(t, norm, turn, messageId, aboutCall);
  confirmFromAi(t, asked, norm, turn, messageId);
}

/** What a text tells of a field: a question about it tells nothing, unless who asks of such a thing is after it. */
function toldIn(field: Field, norm: Norm): Norm | undefined {
  const kind = field.spec.kind;
  if (field.words?.askingWants && WHAT_IT_IS.test(norm.text)) return besidesQuestions(norm);
  if (field.words?.askingWants || !QUESTIONABLE.has(kind)) return norm;
  // "What's it run for 12?", "what do you have for like 2 grand?"
  if ((kind === 'integer' || kind === 'money') && PRICE_FOR.test(norm.text)) return norm;
  // "How is next Monday looking?" proposes the day; "are you open Saturdays?" does not.
  if (kind === 'weekday' && !OF_HOURS.test(norm.text)) return norm;
  const besides = besidesQuestions(norm);
  if (besides === norm || besides === undefined) return besides;
  return kind === 'choice' && speaksOfSelf(besides.text) ? norm : besides;
}

const SEEKS_DEGREE =
  /\b(mba|msn|bsn|program|online|want|wanna|looking|interested|apply|applying|enroll|(masters?|bachelors?|associates?) in)\b/;

/** "Masters in supply chain" names a program where that was asked, and a degree held where that was. */
function ofTheOtherQuestion(field: string, asked: string[], norm: Norm): boolean {
  if (field === 'program') return asked.includes('education_level') && !asked.includes('program');
  if (field !== 'education_level' || asked.includes(field)) return false;
  // "Yes the online MBA" is what they are after, whatever was asked.
  if (!asked.includes('program') && !SEEKS_DEGREE.test(norm.text)) return false;
  return !/\b(have|got|has|already|finished|completed|graduated|diploma|ged|high school|hs|no college|some college|credits|with my|my (ba|bs|bachelors?|associates?|masters?))\b/.test(
    norm.text,
  );
}

/** Whether a value found now may stand in the place of what is known. */
function overrides(t: Thread, field: Field, c: FieldContext, hit: FieldHit, words: number): boolean {
  if (!t.slots[field.name]) return true;
  if (c.asked || hit.corrected === true) return true;
  if (hit.confidence < 0.8) return false;
  // In an answer about a call a house or a car is where they are; alone it is an answer.
  if (c.aboutCall && field.spec.kind === 'choice' && words > LONE_WORDS) return false;
  return t.weak.has(field.name) || field.spec.kind === 'zip' || field.spec.kind === 'email';
}

/** "50 a head" for 30 people is 1,500; without a head count it is no budget. */
function forTheParty(t: Thread, name: string): void {
  const slot = t.slots[name];
  const people = t.slots.party_size?.value;
  if (slot && typeof slot.value === 'number' && typeof people === 'number') slot.value *= people;
  else delete t.slots[name];
}

/** A short denial or a lone value after nothing else was asked restates what the lead said a turn before. */
function restated(t: Thread, norm: Norm): string[] {
  // "When can we call?" "1 today": an hour, whatever was told before.
  if (t.ai.some((a) => ABOUT_CALL.test(a.text))) return [];
  if (t.newly.length === 0 || t.ai.length === 0 || norm.words.length > 8) return [];
  if (/^(add|plus|and|drop|minus)\b/.test(norm.text)) return [];
  const numbers = t.newly.filter((name) =>
    NUMERIC.has(t.fields.find((f) => f.name === name)?.spec.kind ?? ''),
  );
  const denies = /^(no|nope|nah|not|wait|sorry|oops|actually|i meant?|correction)\b/.test(norm.text);
  const lone = norm.words.length <= 3 && /\d/.test(norm.text);
  const adds = /^(ya|yes|yeah|yep|ok|right)\b.*\b(sorry|actually|make it|but)\b.*\d/.test(norm.text);
  return denies ? t.newly : lone || adds ? numbers : [];
}
