/** Time that only moves when nothing is left to do: a day of the floor passes in seconds, in the same order each time. */
import type { Clock } from '../src/kernel/clock.ts';

interface Alarm {
  atMs: number;
  order: number;
  run: () => void;
  cancelled: boolean;
}

export interface VirtualClock extends Clock {
  /** The next alarm's moment, or null. */
  nextMs(): number | null;
  /** Moves to that moment and runs what is due, in the order in which it was asked for. */
  moveTo(atMs: number): void;
}

export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let made = 0;
  const heap: Alarm[] = [];
  const before = (a: Alarm, b: Alarm) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function push(alarm: Alarm): void {
    heap.push(alarm);
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(heap[i]!, heap[parent]!)) return;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  function pop(): Alarm | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (!top || !last || heap.length === 0) return top;
    heap[0] = last;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const right = left + 1;
      let least = i;
      if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
      if (right < heap.length && before(heap[right]!, heap[least]!)) least = right;
      if (least === i) return top;
      [heap[i], heap[least]] = [heap[least]!, heap[i]!];
      i = least;
    }
  }

  function dropCancelled(): void {
    while (heap[0]?.cancelled) pop();
  }

  return {
    nowMs: () => nowMs,
    after(delayMs, run) {
      const alarm: Alarm = {
        atMs: nowMs + Math.max(0, Math.round(delayMs)),
        order: made++,
        run,
        cancelled: false,
      };
      push(alarm);
      return {
        cancel: () => {
          alarm.cancelled = true;
        },
      };
    },
    nextMs() {
      dropCancelled();
      return heap[0]?.atMs ?? null;
    },
    moveTo(atMs) {
      nowMs = Math.max(nowMs, atMs);
      for (dropCancelled(); heap[0] && heap[0].atMs <= nowMs; dropCancelled()) pop()!.run();
    },
  };
}
