import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../virtual-clock.ts';
import { createTimerWheel, SLOT_MS } from './timer-wheel.ts';

describe('timer wheel', () => {
  it('fires every timer once, never early, at most one slot late, and none that was taken back', () => {
    const delays = fc.array(
      fc.record({
        delay: fc.integer({ min: 0, max: 40_000 }),
        wait: fc.integer({ min: 0, max: 300 }),
        keep: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(delays, (plan) => {
        const clock = virtualClock(123.4);
        const wheel = createTimerWheel(clock);
        const fired: number[] = [];
        const want: number[] = [];
        for (const { delay, wait, keep } of plan) {
          const due = clock.nowMs() + delay;
          const timer = wheel.add(delay, () => {
            const late = clock.nowMs() - due;
            expect(late).toBeGreaterThanOrEqual(-0.002);
            expect(late).toBeLessThanOrEqual(SLOT_MS + 0.002);
            fired.push(due);
          });
          if (keep) want.push(due);
          else wheel.remove(timer);
          clock.advance(wait);
        }
        clock.advance(50_000);
        expect(fired.sort((a, b) => a - b)).toEqual(want.sort((a, b) => a - b));
        expect(wheel.size()).toBe(0);
        expect(clock.pending()).toBe(0);
      }),
    );
  });

  it('catches up after a long sleep', () => {
    let now = 0;
    let wake = (): void => {};
    const clock = {
      nowMs: () => now,
      after: (_: number, fire: () => void) => {
        wake = fire;
        return () => {};
      },
    };
    const wheel = createTimerWheel(clock);
    let fired = 0;
    for (let i = 0; i < 100; i++) wheel.add(i * 500, () => fired++);
    now = 1_000_000;
    wake();
    expect(fired).toBe(100);
  });
});
