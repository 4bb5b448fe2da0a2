/** When a failed delivery is tried again. Pure: chance and time are arguments. */

/** About 7 hours in all. */
export const MOST_TRIES = 8;
const FIRST_MS = 10_000;
const GROWTH = 3.5;
export const LONGEST_MS = 6 * 3_600_000;

/**
 * Pause after the `tries`th try, ms: 10 s, 35 s, 2 min ... with up to half of it taken off by chance, so that a
 * receiver that comes back is not met by everything at once. A `Retry-After` that asks for longer is honoured.
 * @param random uniform in [0, 1)
 */
export function retryDelayMs(tries: number, random: number, retryAfterMs: number | null = null): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * GROWTH ** Math.max(0, tries - 1));
  const jittered = Math.round(full * (1 - random / 2));
  return Math.min(LONGEST_MS, Math.max(jittered, retryAfterMs ?? 0));
}

export type Next = { status: 'delivered' } | { status: 'failed' } | { status: 'pending'; nextTryMs: number };

/** 2xx is delivered; 410 Gone says "never again"; everything else is tried again, at most MOST_TRIES times. */
export function nextOf(
  result: { status: number | null; retryAfterMs: number | null },
  tries: number,
  nowMs: number,
  random: number,
): Next {
  if (result.status !== null && result.status >= 200 && result.status < 300) return { status: 'delivered' };
  if (result.status === 410 || tries >= MOST_TRIES) return { status: 'failed' };
  return { status: 'pending', nextTryMs: nowMs + retryDelayMs(tries, random, result.retryAfterMs) };
}
