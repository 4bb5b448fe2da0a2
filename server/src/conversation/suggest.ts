/** Suggest-only: the assistant's texts wait for a person, who sends them, changes them or drops them. */
import type { Fact } from '../kernel/events.ts';
import { judge } from './compose.ts';
import type { Suggestion } from './conversation.ts';
import { orderText, planFollowUp, queueText, suggests, type Work } from './work.ts';

type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** Switched for this thread. What waits goes on its way when the assistant may send again by itself. */
export function suggestSet(w: Work, fact: Of<'thread.suggest-set'>): void {
  w.s.suggest = fact.on;
  const { suggested } = w.s;
  if (!suggested || suggests(w)) return;
  w.s.suggested = null;
  const { id: _id, atMs: _atMs, problem: _problem, ...draft } = suggested;
  // Judged once more before it leaves, as any draft is.
  queueText(w, draft);
}

/** A person sends it. As it stood, it is judged by what is true now; in words of their own it leaves as written. */
export function suggestionSent(w: Work, fact: Of<'suggestion.sent'>): void {
  const { suggested } = w.s;
  if (suggested?.id !== fact.suggestionId) return;
  const body = fact.body.trim();
  const own = body !== suggested.body;
  const problem = own ? null : problemOf(w, suggested);
  if (problem !== null) {
    w.s.suggested = { ...suggested, problem };
    return;
  }
  w.s.suggested = null;
  const { id: _id, atMs: _atMs, problem: _problem, ...draft } = suggested;
  if (!own) {
    orderText(w, draft);
    return;
  }
  // What they wrote instead may ask or offer anything: nothing is expected of the lead's next words.
  const { asks: _asks, offer: _offer, by: _by, staleAtMs: _stale, ...plain } = draft;
  orderText(w, { ...plain, body });
}

function problemOf(w: Work, { body, kind, staleAtMs }: Suggestion): string | null {
  if (staleAtMs !== undefined && staleAtMs <= w.nowMs) return 'what it says was true for a while only';
  return judge(w, body, kind)[0]?.words ?? null;
}

/** Dropped: the lead gets nothing now; a follow-up is drafted when it is due. */
export function suggestionDiscarded(w: Work, fact: Of<'suggestion.discarded'>): void {
  if (w.s.suggested?.id !== fact.suggestionId) return;
  w.s.suggested = null;
  planFollowUp(w);
}
