/*
 * What one source may do to us. Every source has a bucket of messages that refills with time, and a count of wrong
 * passwords that makes it wait, twice as long each time. The table is bounded: the source quiet the longest is forgotten.
 */
export interface GuardLimits {
  /** Messages a second a source may send for long. */
  ratePerS: number;
  /** Messages it may send at once. */
  burst: number;
  maxSources: number;
  /** Wrong passwords before a source has to wait. */
  freeFailures: number;
  firstBackOffMs: number;
  maxBackOffMs: number;
}

export const DEFAULT_GUARD: GuardLimits = {
  ratePerS: 100,
  burst: 300,
  maxSources: 4_096,
  freeFailures: 5,
  firstBackOffMs: 1_000,
  maxBackOffMs: 600_000,
};

interface Source {
  tokens: number;
  seenMs: number;
  failures: number;
  waitUntilMs: number;
}

export interface Guard {
  limits: GuardLimits;
  sources: Map<string, Source>;
}

export function createGuard(limits: Partial<GuardLimits> = {}): Guard {
  return { limits: { ...DEFAULT_GUARD, ...limits }, sources: new Map() };
}

function touch(guard: Guard, key: string, nowMs: number): Source {
  const { limits, sources } = guard;
  const known = sources.get(key);
  const source = known ?? { tokens: limits.burst, seenMs: nowMs, failures: 0, waitUntilMs: 0 };
  source.tokens = Math.min(limits.burst, source.tokens + ((nowMs - source.seenMs) / 1000) * limits.ratePerS);
  source.seenMs = nowMs;
  // Taken out and put back: the map keeps its sources in the order they were last heard.
  sources.delete(key);
  sources.set(key, source);
  if (sources.size > limits.maxSources) sources.delete(sources.keys().next().value!);
  return source;
}

/** Takes one message off the source's bucket; false when it is empty. */
export function takeMessage(guard: Guard, host: string, nowMs: number): boolean {
  const source = touch(guard, host, nowMs);
  if (source.tokens < 1) return false;
  source.tokens -= 1;
  return true;
}

/** Notes a wrong password and says how long the source has to wait now, in ms. */
export function wrongPassword(guard: Guard, key: string, nowMs: number): number {
  const { freeFailures, firstBackOffMs, maxBackOffMs } = guard.limits;
  const source = touch(guard, key, nowMs);
  source.failures++;
  const over = source.failures - freeFailures;
  if (over <= 0) return 0;
  const waitMs = Math.min(maxBackOffMs, firstBackOffMs * 2 ** Math.min(over - 1, 30));
  source.waitUntilMs = nowMs + waitMs;
  return waitMs;
}

export function rightPassword(guard: Guard, key: string): void {
  const source = guard.sources.get(key);
  if (!source) return;
  source.failures = 0;
  source.waitUntilMs = 0;
}

/** Seconds the source still has to wait, 0 when it may try. Does not touch the table. */
export function mustWaitS(guard: Guard, key: string, nowMs: number): number {
  const leftMs = (guard.sources.get(key)?.waitUntilMs ?? 0) - nowMs;
  return leftMs <= 0 ? 0 : Math.ceil(leftMs / 1000);
}
