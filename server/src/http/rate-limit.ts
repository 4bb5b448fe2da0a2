/**
 * Token buckets. Pure but for its own map: time is an argument. Bounded: when full, the buckets that are whole again
 * are forgotten first, which changes no answer.
 */
export interface Limit {
  /** How many at once. */
  burst: number;
  /** One more after this long. */
  everyMs: number;
}

export type Verdict = { ok: true } | { ok: false; retryAfterMs: number };

export interface RateLimiter {
  /** Takes one from the bucket of `key`; says when to come again when it is empty. */
  take(key: string, nowMs: number): Verdict;
  /** A fresh bucket, for example after a right password. */
  forgive(key: string): void;
}

const MAX_KEYS = 20_000;

export function createRateLimiter(limit: Limit, maxKeys = MAX_KEYS): RateLimiter {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const level = (bucket: { tokens: number; atMs: number }, nowMs: number) =>
    // A clock that goes back must not empty a bucket.
    Math.min(limit.burst, bucket.tokens + Math.max(0, nowMs - bucket.atMs) / limit.everyMs);

  function makeRoom(nowMs: number): void {
    for (const [key, bucket] of buckets) {
      if (level(bucket, nowMs) >= limit.burst) buckets.delete(key);
    }
    // Everything is in use: the oldest goes, so that a flood of names cannot fill the memory.
    for (const key of buckets.keys()) {
      if (buckets.size < maxKeys) break;
      buckets.delete(key);
    }
  }

  return {
    take(key, nowMs) {
      const bucket = buckets.get(key);
      if (!bucket && buckets.size >= maxKeys) makeRoom(nowMs);
      const tokens = bucket ? level(bucket, nowMs) : limit.burst;
      if (tokens < 1) return { ok: false, retryAfterMs: Math.ceil((1 - tokens) * limit.everyMs) };
      buckets.set(key, { tokens: tokens - 1, atMs: nowMs });
      return { ok: true };
    },
    forgive(key) {
      buckets.delete(key);
    },
  };
}
