/** What an inbound text changes. It is read at once; the reply is paced. */
import type { Fact } from '../kernel/events.ts';
import type { HistoryTurn, Reading } from '../ports/reader.ts';
import { commonValues, maybe, need, phrases, say } from './compose.ts';
import { interpret } from './interpret.ts';
import { accepts, askOptions, nextQuestion, questionFor } from './questions.ts';
import { reply } from './reply.ts';
import { fillIn } from './sentences.ts';
import {
  clearTimer,
  dropBooking,
  dropDraft,
  historyFor,
  keepTurn,
  MAX_TEXTS_OUT,
  rest,
  sendText,
  type Work,
} from './work.ts';

export type TextReceived = Extract<Fact, { type: 'text.received' }>;

const HELP = /^\W*(help|info|ayuda)\W*$/i;
const START = /^\W*(start|unstop)\W*$/i;
const MAX_SEEN = 200;

/** Talking, offering, booked: read and answered. */
export function textAnswered(w: Work, fact: TextReceived): void {
  const reading = hear(w, fact);
  if (!reading) return;
  if (w.s.phase === 'new' || w.s.phase === 'opening-held') w.s.phase = 'talking';
  reply(w, reading, fact.body);
}

/** Closed or silent: only what wants an answer opens the thread again. */
export function textReopens(w: Work, fact: TextReceived): void {
  const { closedWhy } = w.s;
  const reading = hear(w, fact);
  if (!reading) return;
  // "Wrong number" is taken back only by words that only the lead would write.
  const isLead = reading.action === 'transfer' || reading.action === 'schedule';
  if (closedWhy === 'wrong-person' && !isLead) return;
  const wants = reading.action !== 'ask' || reading.isQuestion || reading.answered === 'yes';
  if (w.s.phase === 'closed' && (!wants || reading.action === 'close' || reading.action === 'wrong_person'))
    return;
  w.s.phase = 'talking';
  w.s.closedWhy = null;
  reply(w, reading, fact.body);
}

/** While agents ring: a change of mind stops them; anything else is answered without a question. */
export function textWhileRinging(w: Work, fact: TextReceived): void {
  const reading = hear(w, fact);
  if (!reading) return;
  const stops = ['schedule', 'close', 'wrong_person', 'escalate'].includes(reading.action);
  const { transferId } = w.s;
  if (stops && transferId) {
    w.facts.push({ type: 'lead.left', transferId, leadId: w.s.leadId });
  }
  reply(w, reading, fact.body);
}

/** On a call: what is typed is kept and read, but the people are talking. */
export function textKept(w: Work, fact: TextReceived): void {
  hear(w, fact);
}

/** A complaint waits for a person: further texts are added to it. */
export function textAddedOn(w: Work, fact: TextReceived): void {
  const reading = hear(w, fact);
  if (reading) say(w, [maybe(phrases(w).addedOn)]);
}

/** Opted out: nothing is answered but START (C2). */
export function textWhileOptedOut(w: Work, fact: TextReceived): void {
  if (w.s.seen.includes(fact.messageId)) return;
  remember(w, fact);
  if (!START.test(fact.body)) return;
  w.facts.push({ type: 'consent.given', leadId: w.s.leadId, by: 'lead' });
  welcomeBack(w);
}

export function welcomeBack(w: Work): void {
  w.s.phase = 'talking';
  w.s.closedWhy = null;
  const question = nextQuestion(w.inputs.playbook, w.s);
  const asked = question ? [maybe(askOptions(w.s, question))] : [];
  say(w, [need(phrases(w).welcomeBack), ...asked], question ? { asks: question.field } : {});
}

function remember(w: Work, fact: TextReceived): void {
  w.s.seen = [...w.s.seen, fact.messageId].slice(-MAX_SEEN);
  w.s.textsIn += 1;
  keepTurn(w, { id: fact.messageId, from: 'lead', text: fact.body, atMs: fact.atMs });
}

/**
 * Keeps and reads a text. Null when there is nothing left to do: seen before (C9), HELP, or a revocation,
 * which is obeyed here in every phase.
 */
function hear(w: Work, fact: TextReceived): Reading | null {
  if (w.s.seen.includes(fact.messageId)) return null;
  const history = historyFor(w);
  remember(w, fact);
  w.s.channel = fact.channel;
  if (HELP.test(fact.body)) {
    help(w);
    return null;
  }
  w.s.failuresInARow = 0;
  const reading = readText(w, history, { id: fact.messageId, text: fact.body, atMs: fact.atMs });
  learn(w, reading, fact);
  if (reading.action === 'opt_out') {
    optOut(w, fact);
    return null;
  }
  dropDraft(w);
  clearTimer(w, 'follow-up');
  w.s.held = null;
  clearTimer(w, 'retry');
  w.s.followUpStep = 0;
  w.s.freedStarts = 0;
  w.s.autoBooked = 0;
  return reading;
}

/** Carriers want HELP answered each time, in the same words: the one text that may repeat itself. */
function help(w: Work): void {
  const { helpLine } = w.inputs.playbook.seller;
  const values = { ...commonValues(w), help: helpLine ? `${helpLine}.` : ' ' };
  const body = fillIn(phrases(w).help[0] ?? '', values);
  if (body && w.s.textsOut < MAX_TEXTS_OUT) sendText(w, { body, kind: 'notice' });
}

function readText(
  w: Work,
  history: HistoryTurn[],
  text: { id: string; text: string; atMs: number },
): Reading {
  const { playbook, lead } = w.inputs;
  const reading = w.deps.reader.read({
    playbook,
    lead: { name: lead.name, tz: lead.tz, ...(lead.zip ? { zip: lead.zip } : {}) },
    nowMs: text.atMs,
    history,
    message: text.text,
    messageId: text.id,
    ...(w.s.lastAsked ? { askedField: w.s.lastAsked } : {}),
  });
  return interpret(w.s, reading, text);
}

/** Answers the last text when it is the lead's and nobody did: after a person gave the thread back. */
export function answerLast(w: Work): void {
  const last = w.s.turns.at(-1);
  if (last?.from !== 'lead') return;
  const reading = readText(w, historyFor(w, last.id), last);
  // Opt-outs were obeyed when they came; a complaint has just been in a person's hands.
  if (reading.action !== 'opt_out' && reading.action !== 'escalate') reply(w, reading, last.text);
}

/** Keeps what the reading found, and tells the journal. */
function learn(w: Work, reading: Reading, fact: TextReceived): void {
  const { s, inputs } = w;
  if (reading.language === 'es' || reading.language === 'en')
    s.language = spokenLanguage(w, reading, fact.body);
  s.readiness = reading.readiness;
  s.reasons = reading.reasons.slice(0, 12).map(({ code, text, weight, messageId }) => ({
    code,
    text,
    weight,
    ...(messageId ? { messageId } : {}),
  }));
  s.owed.messageIds = [...s.owed.messageIds, fact.messageId].slice(-5);
  for (const [field, slot] of Object.entries(reading.slots)) {
    const question = questionFor(inputs.playbook, field);
    if (!question || !accepts(question.value, slot.value)) continue;
    const known = s.fields[field];
    if (known && known.value !== slot.value && slot.messageId === fact.messageId) s.owed.corrected = true;
    if (known?.value === slot.value && known.by === 'lead') continue;
    if (known?.value !== slot.value && s.owed.filled !== s.lastAsked) s.owed.filled = field;
    if (field === s.lastAsked) s.owed.filled = field;
    s.fields[field] = {
      value: slot.value,
      by: 'lead',
      ...(slot.messageId ? { messageId: slot.messageId } : {}),
    };
  }
  if (s.lastAsked && (reading.answered === 'refused' || reading.answered === 'unsure')) {
    if (!s.fields[s.lastAsked]) s.skipped = [...new Set([...s.skipped, s.lastAsked])];
  }
  w.facts.push({
    type: 'turn.read',
    leadId: s.leadId,
    messageId: fact.messageId,
    action: reading.action,
    confidence: reading.confidence,
    readiness: reading.readiness,
    ready: reading.ready,
    reasons: s.reasons,
    at: reading.at,
    slots: Object.fromEntries(
      Object.entries(s.fields).map(([field, { value, messageId }]) => [
        field,
        { value, ...(messageId ? { messageId } : {}) },
      ]),
    ),
  });
}

/** One foreign word does not change a thread: short texts keep the language that is being spoken. */
function spokenLanguage(w: Work, reading: Reading, body: string): 'en' | 'es' {
  const read = reading.language === 'es' ? 'es' : 'en';
  const words = body.trim().split(/\s+/).length;
  const enough = read === 'es' ? 2 : 4;
  return words < enough && w.s.textsIn > 1 ? w.s.language : read;
}

/** A revocation, in any words: one confirmation, then nothing (C2, C7). */
export function optOut(w: Work, fact: TextReceived): void {
  w.facts.push({
    type: 'consent.revoked',
    leadId: w.s.leadId,
    words: fact.body.slice(0, 500),
    messageId: fact.messageId,
    by: 'lead',
  });
  dropBooking(w, 'the lead opted out');
  rest(w, 'opted-out', 'opted-out');
  say(w, [need(phrases(w).optedOut)], { kind: 'confirmation', now: true });
}
