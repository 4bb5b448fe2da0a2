import { expect, it } from 'vitest';
import { createPacing } from './pacing.ts';

it('waits only while packets come fast, and never longer than three milliseconds', async () => {
  let nowMs = 0;
  const slept: number[] = [];
  const pacing = createPacing(
    () => nowMs,
    (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
  );
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  nowMs = 100;
  pacing.note(50);
  await turns();
  expect(slept).toEqual([]);
  nowMs += 100;
  pacing.note(50 + 1_000);
  await turns();
  expect(slept.length).toBeGreaterThan(1);
  expect(Math.max(...slept)).toBeLessThanOrEqual(3);
  const done: number[] = [];
  pacing.afterLook(() => done.push(1));
  expect(done).toEqual([]);
  await turns();
  expect(done).toEqual([1]);
  pacing.afterLook(() => done.push(2));
  nowMs += 100;
  pacing.note(1_050 + 100);
  // No more looks: what waited for one is not forgotten, and nothing waits from here on.
  expect(done).toEqual([1, 2]);
  pacing.afterLook(() => done.push(3));
  expect(done).toEqual([1, 2, 3]);
  slept.length = 0;
  await turns();
  expect(slept).toEqual([]);
});
