import { expect, it } from 'vitest';
import { createPacing } from './pacing.ts';

it('is busy above a thousand packets a second and until there are fewer than six hundred', () => {
  const pacing = createPacing();
  let nowMs = 0;
  let taken = 0;
  const after = (perS: number, ms = 100): boolean => {
    nowMs += ms;
    taken += (perS * ms) / 1_000;
    return pacing.isBusy(taken, nowMs);
  };
  expect(after(0)).toBe(false);
  expect(after(900)).toBe(false);
  expect(after(1_100)).toBe(true);
  expect(after(700)).toBe(true);
  expect(after(500)).toBe(false);
  expect(after(900)).toBe(false);
});

it('judges no burst of a few milliseconds', () => {
  const pacing = createPacing();
  expect(pacing.isBusy(0, 100)).toBe(false);
  expect(pacing.isBusy(18, 105)).toBe(false);
  expect(pacing.isBusy(18, 120)).toBe(false);
  expect(pacing.isBusy(58, 140)).toBe(true);
});
