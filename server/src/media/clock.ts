/**
 * The 20 ms clock in staggered buckets: one bucket each 5 ms, so that not all calls send in the same moment. Due times
 * are counted from the start, so lateness never adds up.
 */
import { FRAME_MS } from './frame.ts';

export const BUCKETS = 4;
const STEP_MS = FRAME_MS / BUCKETS;
/** Steps made up for after a stall: 100 ms. What is older is left out; there is no use in sending it late. */
const CATCH_UP_STEPS = 20;
const LATE_SAMPLES = 4_096;

export interface Clock {
  stop(): void;
  /** Lateness since the last call, ms, and steps left out so far. */
  takeLateness(): { p99Ms: number; maxMs: number; skipped: number };
}

/** Calls `step(bucket, dueMs)` every 5 ms until stopped. `nowMs` is monotonic. */
export function startClock(nowMs: () => number, step: (bucket: number, dueMs: number) => void): Clock {
  const startMs = nowMs();
  const late = new Float32Array(LATE_SAMPLES);
  let lateCount = 0;
  let count = 0;
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = (): void => {
    if (stopped) return;
    const now = nowMs();
    const due = Math.floor((now - startMs) / STEP_MS);
    if (due - count > CATCH_UP_STEPS) {
      skipped += due - count - CATCH_UP_STEPS;
      count = due - CATCH_UP_STEPS;
    }
    for (; count < due; count += 1) {
      const dueMs = startMs + (count + 1) * STEP_MS;
      late[lateCount % LATE_SAMPLES] = Math.max(0, nowMs() - dueMs);
      lateCount += 1;
      step(count % BUCKETS, dueMs);
    }
    // In whole milliseconds, upwards: a timer that fires a part of one early is a waking in vain.
    timer = setTimeout(run, Math.ceil(Math.max(0, startMs + (count + 1) * STEP_MS - nowMs())));
  };
  timer = setTimeout(run, STEP_MS);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    takeLateness: () => {
      const sorted = late.slice(0, Math.min(lateCount, LATE_SAMPLES)).sort();
      lateCount = 0;
      const at = Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99));
      return { p99Ms: sorted[at] ?? 0, maxMs: sorted[sorted.length - 1] ?? 0, skipped };
    },
  };
}
