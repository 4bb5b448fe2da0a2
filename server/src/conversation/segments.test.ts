import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSegments } from './segments.ts';

describe('segments', () => {
  it.each([
    ['', 'GSM-7', 0, 1],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    // Two septets each.
    ['€'.repeat(80), 'GSM-7', 160, 1],
    // An escaped pair does not fit into the last septet of a part: 152 + 2.
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
    ['á'.repeat(70), 'UCS-2', 70, 1],
    ['á'.repeat(71), 'UCS-2', 71, 2],
    ['😀'.repeat(35), 'UCS-2', 70, 1],
    // A surrogate pair is not split: 67 holds 33 of them.
    ['😀'.repeat(67), 'UCS-2', 134, 3],
  ] as const)('%# %s', (text, encoding, units, segments) => {
    expect(countSegments(text)).toEqual({ encoding, units, segments });
  });

  it('never counts fewer parts for a longer text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ maxLength: 20 }),
        (text, more) => {
          expect(countSegments(text + more).segments).toBeGreaterThanOrEqual(countSegments(text).segments);
        },
      ),
      { seed: 7 },
    );
  });
});
