import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIds, createRandom } from './ids.ts';

describe('ids', () => {
  it('sort by the order of their making, within a millisecond and when the clock goes back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 200 }), (steps) => {
        let nowMs = 1_795_000_000_000;
        const id = createIds(() => nowMs, createRandom(1));
        const made = steps.map((step) => {
          nowMs += step;
          return id();
        });
        expect([...made].sort()).toEqual(made);
        expect(new Set(made).size).toBe(made.length);
      }),
    );
  });

  it('borrow the next millisecond when one is full', () => {
    const id = createIds(
      () => 1_795_000_000_000,
      () => 0,
    );
    const made = Array.from({ length: 70_000 }, id);
    expect(new Set(made).size).toBe(made.length);
    expect([...made].sort()).toEqual(made);
  });
});

describe('chance with a seed', () => {
  it('is the same twice, uniform enough, and inside [0, 1)', () => {
    const list = (seed: number) => Array.from({ length: 10_000 }, createRandom(seed));
    expect(list(7)).toEqual(list(7));
    expect(list(7)).not.toEqual(list(8));
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of list(7)) tenths[Math.floor(value * 10)]! += 1;
    for (const n of tenths) expect(n).toBeGreaterThan(850);
  });
});
