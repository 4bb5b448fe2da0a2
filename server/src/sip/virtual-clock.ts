import type { SipClock, SipIds } from './clock.ts';

export interface VirtualClock extends SipClock {
  /** Moves time on, firing every timer in order of its due time, those set on the way included. */
  advance(ms: number): void;
  /** Timers not yet fired: a test that ends with some left has a leak. */
  pending(): number;
}

const MAX_FIRES_PER_ADVANCE = 10_000_000;

/** Time for tests: stands still until it is moved. Equal due times fire in the order they were set. */
export function virtualClock(startMs = 0): VirtualClock {
  let now = startMs;
  let order = 0;
  const heap: { at: number; order: number; fire: () => void; live: boolean }[] = [];
  const before = (a: number, b: number): boolean => {
    const x = heap[a]!;
    const y = heap[b]!;
    return x.at < y.at || (x.at === y.at && x.order < y.order);
  };
  const swap = (a: number, b: number): void => {
    const held = heap[a]!;
    heap[a] = heap[b]!;
    heap[b] = held;
  };
  const up = (start: number): void => {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!before(i, parent)) return;
      swap(i, parent);
      i = parent;
    }
  };
  const pop = (): void => {
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      if (left >= heap.length) return;
      const least = left + 1 < heap.length && before(left + 1, left) ? left + 1 : left;
      if (!before(least, i)) return;
      swap(i, least);
      i = least;
    }
  };
  return {
    nowMs: () => now,
    after(delayMs, fire) {
      const entry = { at: now + Math.max(0, delayMs), order: order++, fire, live: true };
      heap.push(entry);
      up(heap.length - 1);
      return () => {
        entry.live = false;
      };
    },
    advance(ms) {
      const end = now + ms;
      for (let fires = 0; heap.length > 0 && heap[0]!.at <= end; fires++) {
        if (fires > MAX_FIRES_PER_ADVANCE)
          throw new Error('virtual clock: timers feed each other without end');
        const next = heap[0]!;
        pop();
        if (!next.live) continue;
        now = Math.max(now, next.at);
        next.fire();
      }
      now = end;
    },
    pending: () => heap.filter((entry) => entry.live).length,
  };
}

/** Ids for tests: the same seed gives the same ids and the same chances (mulberry32). */
export function seededIds(seed: number): SipIds {
  let state = seed >>> 0;
  const chance = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const part = (): string =>
    Math.floor(chance() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return { chance, token: () => part() + part() };
}
