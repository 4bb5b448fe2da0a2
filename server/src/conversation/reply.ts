/**
 * The next thing to say to what was just read: acknowledge in the lead's words, answer what was asked, then
 * one question or one offer.
 */
import type { Action, Reading } from '../ports/reader.ts';
import { acknowledge } from './acknowledge.ts';
import { asksIfAi, isAiInFrench } from './asks-if-ai.ts';
import { book, offerCall, wantsCall, wantsTime } from './calls.ts';
import { maybe, need, type Part, phrases, say } from './compose.ts';
import { soundsDangerous } from './danger.ts';
import { builtInQuestion } from './interpret.ts';
import { pickAnotherHour, pickOffered } from './pick.ts';
import { askOptions, nextQuestion, requiredDone, thresholdFor } from './questions.ts';
import {
  ASLEEP_MS,
  callPossible,
  clearTimers,
  dropBooking,
  dropDraft,
  MAX_TEXTS_OUT,
  rest,
  setTimer,
  type Work,
} from './work.ts';

/** Below this an entry of the knowledge is not what was asked. */
const KNOWLEDGE_SCORE = 0.45;
/** Beside a wish for a call, only what was surely asked is answered: the one word of an entry is not enough. */
const SURE_KNOWLEDGE_SCORE = 0.85;
const OFFER_AGAIN_AFTER_TEXTS = 3;
const MAX_OFFERS = 3;

export function reply(w: Work, reading: Reading, message: string): void {
  owe(w, reading, message);
  const worn = w.s.textsOut >= MAX_TEXTS_OUT;
  if (worn && reading.action !== 'opt_out') {
    escalate(w, message, 'the thread is too long for the assistant');
    return;
  }
  ACTS[reading.action](w, reading, message);
}

/** One row an action: no key may be missing. */
const ACTS: Record<Action, (w: Work, reading: Reading, message: string) => void> = {
  ask: goOn,
  answer: goOn,
  transfer: goOn,
  schedule: goOn,
  // Obeyed as soon as it was read.
  opt_out: () => {},
  wrong_person: wrongPerson,
  close: goodbye,
  escalate: (w, reading, message) =>
    escalate(w, message, reading.reasons[0]?.text ?? 'a complaint or a danger'),
};

function goOn(w: Work, reading: Reading, message: string): void {
  const { s } = w;
  const before = answers(w);
  const picked = s.offer?.kind === 'times' ? pickOffered(message, s.offer.slots, w.inputs.lead.tz) : null;
  const near = s.booking ?? s.offer?.slots[0];
  const moved = near ? pickAnotherHour(message, w.inputs.availability.soonest, near, w.inputs.lead.tz) : null;
  if (picked && s.transferId === null && picked.atMs > w.nowMs) {
    book(w, picked, before);
  } else if (moved && s.transferId === null && reading.confidence < 0.8) {
    book(w, moved, before);
  } else if (reading.action === 'transfer') {
    wantsCall(w, reading, before);
  } else if (reading.action === 'schedule') {
    wantsTime(w, reading, message, before);
  } else if (s.transferId !== null) {
    say(w, [...before, maybe(phrases(w).stillRinging)]);
  } else if (s.phase === 'booked') {
    whileBooked(w, reading, before);
  } else {
    qualify(w, reading, message, before);
  }
}

/** Adds what this message asks to what earlier ones asked and no text answered yet. */
function owe(w: Work, reading: Reading, message: string): void {
  const { owed } = w.s;
  const decides = reading.action === 'transfer' || reading.action === 'schedule';
  const builtIn = builtInQuestion(message);
  const asks = reading.isQuestion || reading.action === 'answer';
  const enough = decides ? SURE_KNOWLEDGE_SCORE : KNOWLEDGE_SCORE;
  const found = reading.asksFor.find((asked) => asked.score >= enough)?.knowledgeId;
  const knows = builtIn ?? (asks ? found : undefined);
  if (knows) owed.knowledge = [...new Set([...owed.knowledge, knows])].slice(-2);
  // Objecting is asking for an answer; words of an objection inside a plain answer are not one.
  const objects = reading.action === 'answer' && reading.answered !== 'unsure' && !builtIn;
  if (reading.objectionId && objects) owed.objectionId = reading.objectionId;
  if (reading.echo) owed.echo = reading.echo;
  if (reading.action !== 'answer' || !reading.isQuestion || knows || owed.objectionId) return;
  if (reading.answered === 'unsure') return;
  owed.unknown = true;
  const messageId = owed.messageIds.at(-1) ?? '';
  w.s.unknown = [...w.s.unknown, { messageId, text: message.slice(0, 200) }].slice(-5);
}

/** Knowledge, objection, or an honest "the agent will know". */
function answers(w: Work): Part[] {
  const { playbook } = w.inputs;
  const { owed, language } = w.s;
  const parts = owed.knowledge.map((id) => need(answerTo(w, id)));
  if (w.introduces) return [need(w.introduces), ...parts].slice(0, 2);
  const objection = playbook.objections.find((entry) => entry.id === owed.objectionId);
  if (objection && parts.length === 0) {
    parts.push(need(language === 'es' ? (objection.es ?? phrases(w).ackCalm) : objection.reply));
  }
  if (owed.unknown && parts.length === 0) parts.push(need(phrases(w).unknown));
  return parts.slice(0, 2);
}

function answerTo(w: Work, id: string): readonly string[] {
  const entry = w.inputs.playbook.knowledge.find((known) => known.id === id);
  const own = w.s.language === 'es' ? entry?.es : entry?.answer;
  if (own) return own;
  const words = phrases(w);
  switch (id) {
    case 'is-ai':
      return asksIfAi(w.s.turns.findLast((turn) => turn.from === 'lead')?.text ?? '') === 'fr'
        ? isAiInFrench
        : words.isAi;
    case 'who-is-this':
      return words.whoIsThis;
    case 'how-got-number':
      return words.howGotNumber;
    case 'why-ask':
      return words.whyAsk;
    case 'call-about':
      return words.callAbout;
    case 'only-this':
      return words.onlyThis;
    default:
      return words.unknown;
  }
}

/** One more question, an offer, or a quiet end. */
function qualify(w: Work, reading: Reading, message: string, before: Part[]): void {
  const { s, inputs } = w;
  const ack = acknowledge(w, reading, message, before.length > 0);
  const done = requiredDone(inputs.playbook, s);
  const eager = reading.ready === 'yes' || s.readiness >= thresholdFor(inputs.playbook, s);
  const rested = s.offersMade === 0 || s.textsIn - s.lastOfferAtTextsIn >= OFFER_AGAIN_AFTER_TEXTS;
  const pressing = reading.ready === 'no' && s.offersMade > 0;
  if (before.length > 0 && !pressing && remindOfOffer(w, before)) return;
  if ((done || eager) && rested && !pressing && s.offersMade < MAX_OFFERS) {
    if (offerCall(w, [...ack, ...before])) return;
  }
  if (askNext(w, [...ack, ...before])) return;
  if (!pressing && remindOfOffer(w, [...ack, ...before])) return;
  s.phase = 'talking';
  if (before.length > 0) say(w, before, { open: true });
  else if (s.offersMade > 0) say(w, [...ack, maybe(phrases(w).hereIfNeeded)]);
}

/** The lead asked something instead of answering an offer: answered, and the offer is put once more. */
function remindOfOffer(w: Work, before: Part[]): boolean {
  const { offer } = w.s;
  if (!offer || w.s.offersMade >= MAX_OFFERS) return false;
  if (offer.kind === 'call-now') {
    return (
      callPossible(w) &&
      say(w, [...before, need(phrases(w).stillNow)], { offer: { ...offer, atMs: w.nowMs } })
    );
  }
  const open = offer.slots.filter((slot) => slot.atMs > w.nowMs);
  if (open.length < 2) return false;
  return say(w, [...before, need(phrases(w).stillTimes)], {
    offer: { ...offer, slots: open, atMs: w.nowMs },
  });
}

function askNext(w: Work, before: Part[]): boolean {
  const question = nextQuestion(w.inputs.playbook, w.s);
  if (!question) return false;
  w.s.phase = 'talking';
  return say(w, [...before, need(askOptions(w.s, question))], { asks: question.field, open: true });
}

/** A call is booked: questions are answered, thanks need no answer, and nothing more is asked. */
function whileBooked(w: Work, reading: Reading, before: Part[]): void {
  if (before.length > 0) say(w, before);
  else if (reading.answered === 'yes' || w.s.offer !== null) say(w, [maybe(phrases(w).allSet)]);
}

function wrongPerson(w: Work): void {
  const messageId = w.s.owed.messageIds.at(-1) ?? '';
  dropBooking(w, 'not the lead');
  w.facts.push({ type: 'lead.wrong-person', leadId: w.s.leadId, messageId });
  close(w, 'wrong-person', [need(phrases(w).wrongPerson)]);
}

function goodbye(w: Work, reading: Reading, message: string): void {
  const objection = w.inputs.playbook.objections.find((entry) => entry.id === reading.objectionId);
  dropBooking(w, 'not interested any more');
  const why = objection?.label ?? (message.length > 0 ? 'not interested' : 'no words');
  close(w, why, [need(phrases(w).goodbye)]);
}

/** Closes with one last, paced text. */
function close(w: Work, why: string, parts: Part[]): void {
  rest(w, 'closed', why);
  w.facts.push({ type: 'lead.closed', leadId: w.s.leadId, why });
  say(w, parts);
}

/** To people: the assistant says so once and stops selling. */
export function escalate(w: Work, message: string, why: string): void {
  const messageId = w.s.owed.messageIds.at(-1) ?? '';
  dropDraft(w);
  clearTimers(w, ['follow-up', 'retry']);
  w.s.held = null;
  w.s.offer = null;
  w.s.waiting = null;
  dropBooking(w, 'a complaint is with people now');
  w.s.phase = 'escalated';
  w.s.escalations += 1;
  w.facts.push({ type: 'lead.escalated', leadId: w.s.leadId, messageId, why });
  setTimer(w, 'asleep', w.nowMs + ASLEEP_MS);
  say(w, [need(soundsDangerous(message) ? phrases(w).danger : phrases(w).escalated)]);
}
