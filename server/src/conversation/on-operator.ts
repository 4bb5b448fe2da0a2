/** A person takes the thread over, writes in it, gives it back. */
import type { Fact } from '../kernel/events.ts';
import { book, hold } from './calls.ts';
import { answerLast } from './on-text.ts';
import { tellOutcome } from './on-transfer.ts';
import { ASLEEP_MS, clearTimers, dropDraft, keepTurn, setTimer, settle, type Work } from './work.ts';

type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** The assistant sleeps: no draft, no follow-up. A booked call keeps its alarm, it was promised. */
export function takenOver(w: Work, fact: Of<'thread.taken-over'>): void {
  sleep(w, fact.by);
}

function sleep(w: Work, by: string): void {
  dropDraft(w);
  clearTimers(w, ['follow-up', 'retry']);
  w.s.held = null;
  w.s.phase = 'with-human';
  w.s.takenOverBy = by;
  setTimer(w, 'asleep', w.nowMs + ASLEEP_MS);
}

/** A person's own words: they leave as written; the gate judges them like any other text. */
export function written(w: Work, fact: Of<'thread.written'>): void {
  if (w.s.turns.some((turn) => turn.id === fact.messageId)) return;
  sleep(w, w.s.takenOverBy ?? fact.by);
  w.orders.push({
    type: 'text.send',
    messageId: fact.messageId,
    leadId: w.s.leadId,
    channel: w.s.channel,
    body: fact.body,
    kind: 'operator',
  });
  keepTurn(w, {
    id: fact.messageId,
    from: 'agent',
    text: fact.body,
    atMs: w.nowMs,
    kind: 'operator',
    state: 'ordered',
  });
  delete w.s.lastAsked;
  w.s.offer = null;
}

/** A person booked a call: it is held, and the lead is told, unless a person is writing with them or they are on the phone. */
export function bookedByPerson(w: Work, fact: Of<'lead.book'>): void {
  const slot = { atMs: fact.atMs, tz: w.inputs.lead.tz };
  if (fact.atMs <= w.nowMs) return;
  if (w.s.phase === 'with-human' || w.s.phase === 'on-call' || w.s.transferId !== null) hold(w, slot);
  else book(w, slot);
}

/**
 * Back to the assistant: it tells what happened meanwhile, or answers what nobody answered, or waits for
 * the lead.
 */
export function wake(w: Work): void {
  settle(w);
  const owed = w.s.outcomeOwed;
  w.s.outcomeOwed = null;
  if (owed && w.s.transferId === null) tellOutcome(w, owed);
  else answerLast(w);
}
