import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePhone } from './phone.ts';

describe('parsePhone', () => {
  it.each([
    ['(512) 555-0142', 'US', '+15125550142'],
    ['1-512-555-0142', 'US', '+15125550142'],
    ['+1 512 555 0142', 'DE', '+15125550142'],
    ['tel:+44 20 7946 0018', 'US', '+442079460018'],
    ['0044 20 7946 0018', 'US', '+442079460018'],
    ['020 7946 0018', 'GB', '+442079460018'],
    ['  512.555.0142 ', 'US', '+15125550142'],
  ])('%s in %s is %s', (text, country, e164) => {
    expect(parsePhone(text, country)).toMatchObject({ ok: true, e164 });
  });

  it.each([
    ['', 'US', /missing/],
    ['   ', 'US', /missing/],
    ['123', 'US', /long/],
    ['555-0142', 'US', /long/],
    ['abc', 'US', /cannot be a number/],
    ['+1 115 555 0142', 'US', /No country/],
    ['+999123456789', 'US', /country code/],
    ['+1 512 555 0142 ext 5', 'US', /extension/],
    ['9'.repeat(41), 'US', /at most 40/],
    ['(512) 555-0142', 'Texas', /two letters/],
    ['(512) 555-0142', 'XX', /two letters/],
  ])('%s in %s is refused in words', (text, country, words) => {
    const read = parsePhone(text, country);
    expect(read).toMatchObject({ ok: false, code: 'BAD_PHONE' });
    expect(read.ok ? '' : read.message).toMatch(words);
  });

  it('never throws, and what it accepts is E.164 that reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ().-]{3,20}$/)), (text) => {
        const read = parsePhone(text);
        if (!read.ok) return;
        expect(read.e164).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(parsePhone(read.e164)).toEqual(read);
      }),
      { numRuns: 2_000 },
    );
  });
});
