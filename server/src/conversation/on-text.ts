/** What an inbound text changes. It is read at once; the reply is paced. */
import type { Fact } from '../kernel/events.ts';
import type { HistoryTurn, Reading } from '../ports/reader.ts';
import { commonValues, maybe, need, phrases, say } from './compose.ts';
import { handOver } from './hand-over.ts';
import { interpret } from './interpret.ts';
import { learn, revoked } from './learn.ts';
import { askModel } from './model-turn.ts';
import { askOptions, nextQuestion } from './questions.ts';
import { reply } from './reply.ts';
import { fillIn } from './sentences.ts';
import { clearTimer, dropDraft, historyFor, keepTurn, MAX_TEXTS_OUT, sendText, type Work } from './work.ts';

export type TextReceived = Extract<Fact, { type: 'text.received' }>;

const HELP = /^\W*(help|info|ayuda)\W*$/i;
const START = /^\W*(start|unstop)\W*$/i;
const MAX_SEEN = 200;

/** Talking, offering, booked: read and answered. */
export function textAnswered(w: Work, fact: TextReceived): void {
  const heard = hear(w, fact);
  if (!heard) return;
  if (w.s.phase === 'new' || w.s.phase === 'opening-held') w.s.phase = 'talking';
  if (handOver(w, heard, fact.body)) {
    // The next one introduces itself in its playbook's words, so no model is asked about this text.
    const reading = readAgain(w, fact);
    if (reading.action === 'opt_out') revoked(w, fact);
    else reply(w, reading, fact.body);
  } else if (!askModel(w, heard, fact)) reply(w, heard, fact.body);
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
  if (!askModel(w, reading, fact)) reply(w, reading, fact.body);
}

/** While agents ring: a change of mind stops them; anything else is answered without a question. */
export function textWhileRinging(w: Work, fact: TextReceived): void {
  const reading = hear(w, fact);
  if (!reading) return;
  const stops = ['schedule', 'close', 'wrong_person', 'escalate'].includes(reading.action);
  const { transferId } = w.s;
  if (stops && transferId) {
    w.s.calledOff = transferId;
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
    revoked(w, fact);
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

/** Another playbook has the thread now: its own questions, knowledge and thresholds read the same text. */
function readAgain(w: Work, fact: TextReceived): Reading {
  const text = { id: fact.messageId, text: fact.body, atMs: fact.atMs };
  const reading = readText(w, historyFor(w, fact.messageId), text);
  learn(w, reading, fact);
  return reading;
}

/** Answers the last text when it is the lead's and nobody did: after a person gave the thread back. */
export function answerLast(w: Work): void {
  const last = w.s.turns.at(-1);
  if (last?.from !== 'lead') return;
  const reading = readText(w, historyFor(w, last.id), last);
  // Opt-outs were obeyed when they came; a complaint has just been in a person's hands.
  if (reading.action !== 'opt_out' && reading.action !== 'escalate') reply(w, reading, last.text);
}
