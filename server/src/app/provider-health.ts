/** How a provider outside is (a model, a recogniser): what it answered last, and whether it rests after failures. */
import { afterAnswer, type Breaker, CLOSED, mayAsk } from '../adapters/models/breaker.ts';
import type { Clock } from '../kernel/clock.ts';
import { ILL, type ModelError } from '../ports/model.ts';

/** Answers that show how it is, newest last. */
export interface Health {
  lastGoodMs: number | null;
  lastBad: { atMs: number; failure: string; words: string } | null;
  /** Not asked before this instant; null when it may be asked. */
  restsUntilMs: number | null;
}

export interface ProviderHealth {
  /** Not resting. Changes nothing. */
  isReady(nowMs: number): boolean;
  /** May be asked now; counts as asked when it may. */
  asks(nowMs: number): boolean;
  /** What came of asking: a failure, or null for an answer. */
  note(error: ModelError | null): void;
  /** Another provider, of which nothing is known. */
  forget(): void;
  health(nowMs: number): Health;
}

export function createProviderHealth(clock: Clock): ProviderHealth {
  let breaker: Breaker = CLOSED;
  let lastGoodMs: number | null = null;
  let lastBad: Health['lastBad'] = null;
  return {
    isReady: (nowMs) => mayAsk(breaker, nowMs).ok,
    asks(nowMs) {
      const { ok, next } = mayAsk(breaker, nowMs);
      breaker = next;
      return ok;
    },
    note(error) {
      const nowMs = clock.nowMs();
      const ill = error !== null && ILL.includes(error.failure);
      breaker = afterAnswer(breaker, { ill, retryAfterMs: error?.retryAfterMs ?? null }, nowMs);
      if (error) lastBad = { atMs: nowMs, failure: error.failure, words: error.message };
      else lastGoodMs = nowMs;
    },
    forget() {
      breaker = CLOSED;
      lastBad = null;
      lastGoodMs = null;
    },
    health: (nowMs) => ({
      lastGoodMs,
      lastBad,
      restsUntilMs: breaker.openUntilMs > nowMs ? breaker.openUntilMs : null,
    }),
  };
}

/** Work that is told to stop after so long. */
export async function within<T>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const limit = clock.after(limitMs, () => stop.abort());
  try {
    return await work(stop.signal);
  } finally {
    limit.cancel();
  }
}
