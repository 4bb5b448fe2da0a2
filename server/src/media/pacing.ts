/**
 * When a thread that is woken for every packet spends more on waking than on the packet. With few packets each is passed on the
 * moment it comes; with many they are looked for at each tick of the clock, dozens at once, and nobody hears five milliseconds.
 * Network cards moderate their interrupts for the same reason. Pure.
 */

/** Packets a second above which looking is paced, and below which it no longer is. */
const BUSY_PER_S = 1_000;
const CALM_PER_S = 600;
const COUNT_EVERY_MS = 20;

export interface Pacing {
  /** Whether packets are to be looked for rather than waking the thread, after so many were taken in all. */
  isBusy(taken: number, nowMs: number): boolean;
}

export function createPacing(): Pacing {
  let countedAtMs = Number.NEGATIVE_INFINITY;
  let counted = 0;
  let busy = false;
  return {
    isBusy: (taken, nowMs) => {
      const passedMs = nowMs - countedAtMs;
      if (passedMs < COUNT_EVERY_MS) return busy;
      const perS = ((taken - counted) * 1_000) / passedMs;
      countedAtMs = nowMs;
      counted = taken;
      busy = perS > (busy ? CALM_PER_S : BUSY_PER_S);
      return busy;
    },
  };
}
