import { afterEach, describe, expect, it, vi } from 'vitest';
import { BUCKETS, startClock } from './clock.ts';

afterEach(() => vi.useRealTimers());

describe('clock', () => {
  it('gives every bucket one tick each 20 ms, staggered, and does not drift', () => {
    vi.useFakeTimers();
    const steps: { bucket: number; dueMs: number }[] = [];
    const clock = startClock(
      () => performance.now(),
      (bucket, dueMs) => steps.push({ bucket, dueMs }),
    );
    const startMs = performance.now();
    vi.advanceTimersByTime(10_000);
    clock.stop();
    expect(steps).toHaveLength(2_000);
    expect(steps.slice(0, 5).map(({ bucket }) => bucket)).toEqual([0, 1, 2, 3, 0]);
    expect(steps.at(-1)!.dueMs - startMs).toBe(10_000);
    vi.advanceTimersByTime(100);
    expect(steps).toHaveLength(2_000);
  });

  it('makes up for 100 ms of a stall and leaves the rest out, whole rounds of buckets or not', () => {
    let nowMs = 0;
    vi.useFakeTimers();
    const steps: number[] = [];
    const clock = startClock(
      () => nowMs,
      (bucket) => steps.push(bucket),
    );
    nowMs = 1_000;
    vi.advanceTimersByTime(5);
    expect(steps).toHaveLength(20);
    expect(clock.takeLateness().skipped).toBe(200 - 20);
    for (let i = 1; i < steps.length; i += 1) expect(steps[i]).toBe((steps[i - 1]! + 1) % BUCKETS);
    clock.stop();
  });

  it('is woken once for each step, whatever part of a millisecond it began in, and not after it was stopped', () => {
    vi.useFakeTimers();
    const steps: number[] = [];
    const clock = startClock(
      () => performance.now() + 0.37,
      (bucket) => steps.push(bucket),
    );
    const waits = vi.spyOn(globalThis, 'setTimeout');
    vi.advanceTimersByTime(1_000);
    expect(waits.mock.calls.length).toBeLessThanOrEqual(steps.length + 1);
    expect(steps.length).toBeGreaterThanOrEqual(199);
    waits.mockRestore();
    clock.stop();
    const { length } = steps;
    vi.advanceTimersByTime(100);
    expect(steps).toHaveLength(length);
  });
});
