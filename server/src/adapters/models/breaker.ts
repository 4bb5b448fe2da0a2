/**
 * When not to ask a model any more. Pure: the state is a value, time an argument.
 *
 *     closed ── 3 ill answers in a row, or "retry after" ──► open ── its time is over ──► one trial
 *       ▲                                                      ▲                            │
 *       └──────────────────── a good answer ───────────────────┼────────────────────────────┤
 *                                                              └── ill: twice as long ──────┘
 */
export interface Breaker {
  /** Ill answers since the last good one. */
  failures: number;
  /** Nothing is asked before this instant. */
  openUntilMs: number;
  /** How long it was last open. */
  waitMs: number;
  /** A trial is under way since then; nobody else asks meanwhile. */
  trialSinceMs: number | null;
}

export const CLOSED: Breaker = { failures: 0, openUntilMs: 0, waitMs: 0, trialSinceMs: null };
const OPENS_AFTER = 3;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A trial that told nothing by then is over. */
const TRIAL_MS = 10_000;

/** Whether one may ask now; `next` notes the trial that an open breaker permits. */
export function mayAsk(breaker: Breaker, nowMs: number): { ok: boolean; next: Breaker } {
  if (breaker.failures < OPENS_AFTER && nowMs >= breaker.openUntilMs) return { ok: true, next: breaker };
  const tried = breaker.trialSinceMs !== null && nowMs - breaker.trialSinceMs < TRIAL_MS;
  if (nowMs < breaker.openUntilMs || tried) return { ok: false, next: breaker };
  return { ok: true, next: { ...breaker, trialSinceMs: nowMs } };
}

/** After an answer. `ill` is false for every answer that shows a provider at work, also for one we cannot use. */
export function afterAnswer(
  breaker: Breaker,
  answer: { ill: boolean; retryAfterMs: number | null },
  nowMs: number,
): Breaker {
  if (!answer.ill) return CLOSED;
  const failures = breaker.failures + 1;
  const opens = failures >= OPENS_AFTER;
  const doubled = breaker.waitMs === 0 ? FIRST_WAIT_MS : breaker.waitMs * 2;
  const waitMs = opens ? Math.min(LONGEST_WAIT_MS, doubled) : 0;
  const untilMs = nowMs + Math.max(waitMs, answer.retryAfterMs ?? 0);
  return {
    failures,
    waitMs,
    openUntilMs: opens || answer.retryAfterMs !== null ? untilMs : breaker.openUntilMs,
    trialSinceMs: null,
  };
}
