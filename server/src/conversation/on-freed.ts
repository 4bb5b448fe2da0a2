/**
 * The lead's turn: an agent is free, and this lead waits for one.
 *
 * A turn that cannot be used must not keep those behind waiting. Who may not be called yet, was just asked, or is in a
 * person's hands steps aside until then (`notBeforeMs`, which the queue reads); a wait that is over is taken out of the
 * line. Any news of the lead puts them back in it.
 */
import type { Fact } from '../kernel/events.ts';
import { startTransfer, WAIT_KEPT_MS } from './calls.ts';
import { need, phrases, say } from './compose.ts';
import type { Waiting } from './conversation.ts';
import { dropDraft, type Work } from './work.ts';

const DIRECT_WITHIN_MS = 3 * 60_000;
const ASK_AGAIN_AFTER_MS = 30 * 60_000;
const MAX_FREED_ASKS = 2;
/** Calls started by a freed agent without a word of the lead in between. */
const MAX_FREED_STARTS = 2;

/** The wait still counts; one that is over is taken out of the line. */
function stillWaits(w: Work): Waiting | null {
  const { waiting } = w.s;
  if (waiting && w.nowMs <= waiting.sinceMs + WAIT_KEPT_MS) return waiting;
  w.s.waiting = null;
  return null;
}

/** Not this lead's turn again before then; from the end of the wait on it is, so that the line forgets them. */
function stepAside(w: Work, waiting: Waiting, untilMs: number): void {
  w.s.waiting = { ...waiting, notBeforeMs: Math.min(untilMs, waiting.sinceMs + WAIT_KEPT_MS + 1) };
}

/** In a phase in which nobody is called: the turn goes on, and comes back with news of the lead. */
export function freedInVain(w: Work): void {
  const waiting = stillWaits(w);
  if (waiting) stepAside(w, waiting, Number.POSITIVE_INFINITY);
}

/** Whoever waits is called at once when that was the wish or it was a moment ago, else asked. */
export function agentFreed(w: Work): void {
  const waiting = stillWaits(w);
  // Who is on the phone with the assistant is about to choose; one transfer at a time.
  if (!waiting || w.s.onLine || w.s.transferId !== null) return;
  const { mayCallNow, availability } = w.inputs;
  if (!mayCallNow.ok) stepAside(w, waiting, mayCallNow.untilMs ?? Number.POSITIVE_INFINITY);
  // Nobody free here: this agent is free, but not for this lead.
  else if (availability.freeNow > 0) takeTurn(w, waiting);
}

function takeTurn(w: Work, waiting: Waiting): void {
  const mayStart = waiting.direct || w.nowMs - waiting.sinceMs <= DIRECT_WITHIN_MS;
  const againMs = waiting.askedAtMs === undefined ? w.nowMs : waiting.askedAtMs + ASK_AGAIN_AFTER_MS;
  if (mayStart && w.s.freedStarts < MAX_FREED_STARTS) callAtOnce(w);
  else if (waiting.asks >= MAX_FREED_ASKS) stepAside(w, waiting, Number.POSITIVE_INFINITY);
  else if (w.nowMs < againMs) stepAside(w, waiting, againMs);
  // A reply is on its way: two texts at once would talk past each other.
  else if (w.s.draft === null && w.s.asking === undefined) askAgain(w, waiting);
}

function askAgain(w: Work, waiting: Waiting): void {
  w.s.waiting = { ...waiting, askedAtMs: w.nowMs, asks: waiting.asks + 1 };
  if (!w.s.booking) w.s.phase = 'offering';
  say(w, [need(phrases(w).freedAsk)], {
    offer: { kind: 'call-now', slots: [], atMs: w.nowMs },
    kind: 'follow-up',
  });
}

function callAtOnce(w: Work): void {
  w.s.freedStarts += 1;
  dropDraft(w);
  startTransfer(w, 'text');
  say(w, [need(phrases(w).freedRinging)], { kind: 'notice' });
}

/** Alarms of our own are no news of the lead, and a freed agent is what the line is about. */
const NO_NEWS: readonly Fact['type'][] = ['agent.freed', 'timer', 'text.delivered'];

/** Whatever is heard of the lead may have changed why they stepped aside. */
export function backInLine(w: Work, type: Fact['type']): void {
  if (NO_NEWS.includes(type) || w.s.waiting?.notBeforeMs === undefined) return;
  const { notBeforeMs: _, ...waiting } = w.s.waiting;
  w.s.waiting = waiting;
}
