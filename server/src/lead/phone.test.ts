import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPhoneReader, parsePhone } from './phone.ts';

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

describe('reading the lines of a file', () => {
  it('gives for every number what the one way gives', () => {
    const read = createPhoneReader();
    // A fixed walk over all ten-digit numbers, whole exchanges and broken ones, each exchange met more than once.
    const digits = (i: number) =>
      String(2_000_000_000 + ((i * 433_494_437) % 8_000_000_000)).padStart(10, '0');
    const forms = (ten: string) => [ten, `1${ten}`, `+1${ten}`, `(${ten.slice(0, 3)}) ${ten.slice(3)}`];
    const walked = Array.from({ length: 4_000 }, (_, i) => digits(i));
    const again = walked
      .slice(0, 2_000)
      .map((ten) => `${ten.slice(0, 6)}${9_999 - Number(ten.slice(6))}`.padEnd(10, '0'));
    const special = [
      '5125550142',
      '5125551142',
      '8005550199',
      '4725561234',
      '9832561234',
      '2682561234',
      '6842561234',
    ];
    for (const text of [...walked, ...again, ...special].flatMap(forms)) {
      const slow = parsePhone(text);
      const fast = read(text);
      expect(fast.ok ? fast.e164 : null, text).toBe(slow.ok ? slow.e164 : null);
      if (!fast.ok && !slow.ok) expect(fast.message).toBe(slow.message);
    }
  });
  it('an exchange is asked about whole: its last four digits decide nothing', () => {
    for (const exchange of ['212233', '472256', '983199', '268256', '684633', '800255', '900255', '212155'])
      for (const line of ['0000', '0100', '4567', '9999'])
        expect(parsePhone(`+1${exchange}${line}`).ok, `${exchange}${line}`).toBe(
          parsePhone(`+1${exchange}1234`).ok,
        );
  });
  it('other forms and countries are read the one way', () => {
    const read = createPhoneReader();
    for (const text of ['+442079460018', '', 'none', '+15125550142 ext 9', '12'])
      expect(read(text)).toEqual(parsePhone(text));
  });
});
