import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extensionPlan, keyOfInfo, oneLineOf } from './words.ts';

it('a line is never broken, never too long and never half a letter', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 8, max: 240 }),
      (text, max) => {
        const line = oneLineOf(text, max);
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\r\n\0]/);
        expect(Buffer.from(line).toString()).toBe(line);
      },
    ),
  );
});

it('reads keys of INFO as phones write them', () => {
  expect(keyOfInfo('application/dtmf-relay', 'Signal=5\r\nDuration=160')).toBe('5');
  expect(keyOfInfo('application/dtmf-relay; x=1', 'Duration=160\r\nSignal= #')).toBe('#');
  expect(keyOfInfo('application/dtmf', ' 11\r\n')).toBe('#');
  expect(keyOfInfo('application/dtmf', 'hello')).toBeUndefined();
  expect(keyOfInfo('text/plain', '1')).toBeUndefined();
});

it('an extension is dialled in steps, with its waits, and bounded', () => {
  expect(extensionPlan('12,,3')).toEqual({
    steps: [
      { atMs: 1_000, keys: '12' },
      { atMs: 5_520, keys: '3' },
    ],
    doneMs: 5_780,
  });
  expect(extensionPlan('').steps).toEqual([]);
  const long = extensionPlan('1'.repeat(100) + ','.repeat(500));
  expect(long.steps.map(({ keys }) => keys.length)).toEqual([32]);
  expect(long.doneMs).toBeLessThanOrEqual(45_000);
});
