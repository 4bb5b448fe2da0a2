import { describe, expect, it } from 'vitest';
import { type Header, readHeader, readInstant, readRow } from './csv.ts';

const context = { playbook: 'insurance', playbookIds: new Set(['insurance', 'lending']), country: 'US' };
function headerOf(...cells: string[]): Header {
  const { header, error } = readHeader(cells);
  expect(error).toBeNull();
  return header;
}

describe('the header', () => {
  it.each([
    ['Phone Number', 'phone'],
    ['MOBILE', 'phone'],
    ['\uFEFFphone', 'phone'],
    ['Full Name', 'name'],
    ['e-mail', 'email'],
    ['ZIP Code', 'zip'],
    ['tcpa_text', 'consentText'],
    ['Opt-in date', 'consentAt'],
  ])('%s is %s', (cell, ours) => {
    const { header } = readHeader([cell]);
    expect(header.columns[0]).toEqual({ ours });
  });

  it('other columns become known answers under a plain name; nameless ones nothing', () => {
    expect(headerOf('phone', 'Cars owned?', '').columns.slice(1)).toEqual([{ field: 'cars_owned' }, null]);
  });

  it('is refused without a phone, with one column twice, and with too many', () => {
    expect(readHeader(['name']).error?.message).toMatch(/phone/);
    expect(readHeader(['phone', 'Mobile']).error?.message).toMatch(/Two columns/);
    expect(readHeader(['phone', ...Array(200).fill('x')]).error?.message).toMatch(/200/);
  });
});

describe('a row', () => {
  const header = headerOf(
    'phone',
    'first name',
    'last name',
    'state',
    'value',
    'cars',
    'consent text',
    'consent at',
  );
  const words = 'I agree to get texts from Northside.';
  const good = [
    '(512) 555-0142',
    'Maria',
    'Gomez',
    'tx',
    '$1,200.50',
    '2',
    words,
    '2026-03-01T14:02:00-06:00',
  ];
  const change = (index: number, value: string) => good.map((cell, i) => (i === index ? value : cell));

  it('becomes a lead', () => {
    expect(readRow(good, 2, header, context).lead).toEqual({
      phone: '+15125550142',
      name: 'Maria Gomez',
      playbook: 'insurance',
      state: 'TX',
      dealValue: 1200.5,
      source: 'csv',
      fields: { cars: '2' },
      consent: {
        channels: ['sms'],
        textShown: words,
        atMs: Date.parse('2026-03-01T20:02:00Z'),
        source: 'csv',
      },
    });
  });

  it('without any evidence of consent is a lead without consent', () => {
    expect(readRow([...good.slice(0, 6), '', ''], 2, header, context).lead).not.toHaveProperty('consent');
  });

  it.each([
    ['a bad phone', change(0, '12'), 'phone', 'BAD_PHONE'],
    ['no name', change(1, '').map((cell, i) => (i === 2 ? '' : cell)), 'name', 'VALIDATION'],
    ['a state in full', change(3, 'Texas'), 'state', 'VALIDATION'],
    ['a value that is no number', change(4, 'much'), 'dealValue', 'VALIDATION'],
    ['consent without a time', change(7, ''), 'consent at', 'NO_CONSENT'],
    ['consent without words', change(6, ''), 'consent text', 'NO_CONSENT'],
    ['a time without a zone', change(7, '2026-03-01 14:02'), 'consent at', 'VALIDATION'],
    ['words too short to be any', change(6, 'yes'), 'consent textShown', 'VALIDATION'],
    ['too many cells', [...good, 'x'], null, 'VALIDATION'],
  ])('with %s is refused, naming row and column', (_, cells, column, code) => {
    const { lead, errors } = readRow(cells, 7, header, context);
    expect(lead).toBeNull();
    expect(errors).toContainEqual({ row: 7, column, code, message: expect.stringMatching(/.{8}/) });
  });

  it('with an unknown playbook is refused, and all faults are told at once', () => {
    const two = headerOf('phone', 'playbook');
    const codes = readRow(['1', 'none'], 3, two, context).errors.map((one) => one.code);
    expect(codes).toEqual(['BAD_PHONE', 'VALIDATION', 'UNKNOWN_PLAYBOOK']);
  });
});

it.each([
  ['2026-03-01T14:02:00Z', Date.UTC(2026, 2, 1, 14, 2)],
  ['2026-03-01 14:02-0600', Date.UTC(2026, 2, 1, 20, 2)],
  ['1767225600', 1767225600000],
  ['1767225600000', 1767225600000],
  ['2026-03-01', null],
  ['2026-13-01T00:00:00Z', null],
  ['yesterday', null],
])('readInstant(%s) is %s', (text, want) => {
  expect(readInstant(text)).toBe(want);
});
