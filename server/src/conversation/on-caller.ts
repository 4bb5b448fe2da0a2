/**
 * The lead called in and chose by key: an agent now, or a call back. What the assistant says on the line is the caller
 * room's; here it is decided whether it may be promised, and what they are owed once they are gone.
 */
import type { Fact } from '../kernel/events.ts';
import { hold, slotToTake, startTransfer } from './calls.ts';
import { need, phrases, say } from './compose.ts';
import { tellOutcome } from './on-transfer.ts';
import { fullTime } from './times.ts';
import { dropDraft, settle, type Work } from './work.ts';

type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;
type Answer = Of<'caller.told'>['answer'];

/** A key says it as surely as words could. */
const CALLED = { code: 'called', text: 'Called us and asked for a person', weight: 1 };

export function callerAsked(w: Work, fact: Of<'caller.asked'>): void {
  // Told twice, answered once (C9).
  if (w.s.transferId === fact.callId) return;
  w.s.onLine = fact.callId;
  const { answer, words } = fact.want === 'agent' ? agentNow(w, fact.callId) : callback(w);
  w.facts.push({
    type: 'caller.told',
    callId: fact.callId,
    leadId: w.s.leadId,
    answer,
    ...(words === undefined ? {} : { words }),
  });
}

function agentNow(w: Work, callId: string): { answer: Answer; words?: string } {
  if (w.s.transferId !== null) return { answer: 'already-running' };
  if (w.inputs.availability.freeNow <= 0) return { answer: 'nobody-free' };
  dropDraft(w);
  w.s.readiness = 1;
  w.s.reasons = [CALLED, ...w.s.reasons.filter((reason) => reason.code !== CALLED.code)];
  startTransfer(w, 'caller', callId);
  return { answer: 'ringing' };
}

/** Whether a call may be promised at all: forbidden only for now is no hindrance to a later one. */
function mayPromise(w: Work): boolean {
  const { ok, untilMs } = w.inputs.mayCallNow;
  return w.s.phase !== 'opted-out' && (ok || untilMs !== undefined);
}

function callback(w: Work): { answer: Answer; words?: string } {
  if (!mayPromise(w)) return { answer: 'not-allowed' };
  const told = (atMs: number) => fullTime({ atMs, tz: w.inputs.lead.tz }, w.nowMs, 'en');
  // Whoever is free first takes them, and the time in the book stands beneath it.
  w.s.waiting = { sinceMs: w.nowMs, direct: true, asks: 0 };
  if (w.s.booking) return { answer: 'booked', words: told(w.s.booking.atMs) };
  const slot = slotToTake(w);
  if (!slot) {
    if (w.s.phase === 'new' || w.s.phase === 'closed' || w.s.phase === 'silent') w.s.phase = 'offering';
    return { answer: 'no-time' };
  }
  hold(w, slot);
  say(w, [need(phrases(w).booked, { time: fullTime(slot, w.nowMs, w.s.language) })], { kind: 'notice' });
  return { answer: 'booked', words: told(slot.atMs) };
}

/** They are gone. Who asked for an agent and had none is not dropped: as after a call that failed. */
export function callerLeft(w: Work, fact: Of<'caller.left'>): void {
  if (w.s.onLine === fact.callId) w.s.onLine = null;
  if (fact.owed === null || w.s.phase === 'on-call' || !mayPromise(w)) return;
  if (w.s.transferId === fact.callId) {
    // Its own table ends it as well, with the caller's leg.
    w.s.transferId = null;
    w.s.acceptedBy = null;
  }
  if (w.s.phase === 'with-human' || w.s.phase === 'escalated' || w.s.transferId !== null) return;
  settle(w);
  tellOutcome(w, fact.owed);
}
