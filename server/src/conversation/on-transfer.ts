/** What becomes of a call, and what the lead is told: every failure has a next step. */
import type { Fact, Outcome } from '../kernel/events.ts';
import { hold, offerTimes, slotToTake } from './calls.ts';
import { need, type Part, phrases, say } from './compose.ts';
import { fullTime } from './times.ts';
import { clearTimer, dropBooking, dropDraft, rest, settle, type Work } from './work.ts';

type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** What becomes of a call they asked for is told as a notice: it answers no text of theirs. */
const NOTICE = { kind: 'notice' } as const;

/** Somebody took it: the lead is told who is about to call. */
export function transferAccepted(w: Work, fact: Of<'transfer.accepted'>): void {
  // After a hand-back somebody else calls, and the lead hears who.
  if (fact.transferId !== w.s.transferId || w.s.acceptedBy === fact.agentName) return;
  w.s.acceptedBy = fact.agentName;
  // Who is on the line hears it.
  if (w.s.phase !== 'ready' || w.s.onLine === fact.transferId) return;
  dropDraft(w);
  say(w, [need(phrases(w).accepted, { agentName: agentFirstName(fact.agentName) })], {
    kind: 'notice',
    now: true,
  });
}

function agentFirstName(name: string): string {
  return (
    name
      .trim()
      .split(/\s+/)[0]
      ?.replace(/[^\p{L}'-]/gu, '') || 'Someone'
  );
}

export function transferJoined(w: Work, fact: Of<'transfer.joined'>): void {
  if (fact.transferId !== w.s.transferId) return;
  w.s.acceptedBy ??= fact.agentName;
  if (w.s.phase === 'ready') w.s.phase = 'on-call';
  dropDraft(w);
  dropBooking(w, 'they are talking now');
}

/** A transfer started elsewhere (from the floor) counts as the one running (C4). */
export function transferRequested(w: Work, fact: Of<'transfer.requested'>): void {
  if (w.s.transferId !== null) return;
  w.s.transferId = fact.transferId;
  w.s.acceptedBy = null;
  clearTimer(w, 'follow-up');
  if (w.s.phase === 'talking' || w.s.phase === 'offering' || w.s.phase === 'booked') w.s.phase = 'ready';
}

export function transferEnded(w: Work, fact: Of<'transfer.ended'>): void {
  if (fact.transferId !== w.s.transferId) return;
  w.s.transferId = null;
  w.s.acceptedBy = null;
  if (w.s.onLine === fact.transferId && fact.outcome !== 'connected') {
    // The caller is still with the assistant: what they choose, or how they leave, decides what follows.
    // Also after a talk: whoever passed them on hung up, and nobody took them.
    if (w.s.phase === 'ready' || w.s.phase === 'on-call') settle(w);
    return;
  }
  if (w.s.phase === 'with-human' || w.s.phase === 'escalated') {
    if (fact.message) awaitMessage(w, fact);
    else w.s.outcomeOwed = fact.outcome;
    return;
  }
  if (fact.outcome === 'connected') {
    handedOver(w);
    return;
  }
  if (w.s.phase !== 'ready' && w.s.phase !== 'on-call') return;
  settle(w);
  // They called it off, and were answered then: an end that they asked for is not news.
  if (w.s.calledOff === fact.transferId && fact.outcome === 'lead-left') return;
  dropDraft(w);
  if (fact.message) awaitMessage(w, fact);
  else tellOutcome(w, fact.outcome);
}

/** A text that said we called, and would arrive while the machine still greets, would be about a call that goes on. */
function awaitMessage(w: Work, { transferId }: Of<'transfer.ended'>): void {
  w.s.afterMessage = { transferId, textsIn: w.s.textsIn };
}

/** The message on their machine is over, or none was left. Who has written meanwhile has been answered. */
export function messageOver(w: Work, fact: Of<'voicemail.left' | 'voicemail.not-left'>): void {
  const { afterMessage: after } = w.s;
  if (after?.transferId !== fact.callId) return;
  w.s.afterMessage = null;
  if (w.s.phase === 'with-human' || w.s.phase === 'escalated') {
    w.s.outcomeOwed = 'lead-voicemail';
    return;
  }
  const isQuiet = w.s.textsIn === after.textsIn && w.s.transferId === null;
  if (isQuiet && (w.s.phase === 'talking' || w.s.phase === 'booked')) tellOutcome(w, 'lead-voicemail');
}

/** They talked: nothing more is texted. */
function handedOver(w: Work): void {
  dropBooking(w, 'they have talked');
  if (w.s.phase === 'opted-out') return;
  rest(w, 'closed', 'handed-over');
  w.facts.push({ type: 'lead.closed', leadId: w.s.leadId, why: 'handed-over' });
}

type Failure = Exclude<Outcome, 'connected'>;

/** One row an outcome: no key may be missing. */
const AFTER: Record<Failure, (w: Work) => void> = {
  'lead-unreachable': (w) => timesAfter(w, need(phrases(w).unreachable)),
  'lead-voicemail': (w) => timesAfter(w, need(phrases(w).unreachable)),
  'lead-left': (w) => timesAfter(w, need(phrases(w).cutOff)),
  'declined-by-lead': (w) => timesAfter(w, need(phrases(w).laterThen)),
  unanswered: bookSoonest,
  'all-declined': bookSoonest,
  'nobody-free': bookSoonest,
  failed: bookSoonest,
  cancelled: bookSoonest,
  booked: () => {},
  // After an opt-out this is never reached; at a forbidden hour the lead hears so, and chooses a time.
  'not-permitted': (w) => timesAfter(w, need(phrases(w).notNow)),
};

/** Says and does what an outcome asks for, now or when a person gives the thread back. */
export function tellOutcome(w: Work, outcome: string): void {
  if (outcome === 'connected') {
    handedOver(w);
    return;
  }
  const row = Object.hasOwn(AFTER, outcome) ? AFTER[outcome as Failure] : undefined;
  row?.(w);
}

/** The lead was the one not there: they choose the next time. */
function timesAfter(w: Work, told: Part): void {
  if (w.s.booking) {
    say(
      w,
      [told, need(phrases(w).stillBooked, { time: fullTime(w.s.booking, w.nowMs, w.s.language) })],
      NOTICE,
    );
    return;
  }
  offerTimes(w, [told], undefined, NOTICE);
}

/**
 * We were the ones not there: their place is kept, the soonest slot is theirs, and a freed agent is offered
 * first.
 */
export function bookSoonest(w: Work): void {
  const sorry = need(phrases(w).sorryBusy);
  w.s.waiting = { sinceMs: w.nowMs, direct: false, asks: 0 };
  if (w.s.booking) {
    say(
      w,
      [sorry, need(phrases(w).stillBooked, { time: fullTime(w.s.booking, w.nowMs, w.s.language) })],
      NOTICE,
    );
    return;
  }
  const slot = slotToTake(w);
  if (!slot) {
    w.s.phase = 'offering';
    say(w, [sorry, need(phrases(w).willText)], NOTICE);
    return;
  }
  hold(w, slot);
  say(w, [sorry, need(phrases(w).autoBooked, { time: fullTime(slot, w.nowMs, w.s.language) })], NOTICE);
}
