import { describe, expect, it } from 'vitest';
import { dayTexts, licencesOf, licenceText, shiftsOf, wordsOf } from './text-forms.ts';

const week = (text: string): string[] => [text, text, text, text, text, '', ''];

describe('shifts as text', () => {
  it('are read and written the same', () => {
    const shifts = [
      { days: [1, 2, 3, 4, 5], from: '09:00', to: '13:00' },
      { days: [1, 2, 3, 4, 5], from: '14:30', to: '17:00' },
    ];
    expect(dayTexts(shifts)).toEqual(week('9-13, 14:30-17'));
    expect(shiftsOf(dayTexts(shifts))).toEqual({ ok: true, value: shifts });
  });
  it.each([
    ['22-6', { days: [1], from: '22:00', to: '06:00' }],
    ['0-24', { days: [1], from: '00:00', to: '24:00' }],
    ['9:05 – 17:30', { days: [1], from: '09:05', to: '17:30' }],
  ])('%s', (line, shift) => {
    expect(shiftsOf([line])).toEqual({ ok: true, value: [shift] });
  });
  it.each(['9', '9-', '25-26', '9-9', '9-17-18', 'nine-five', '9:75-17', '24-25'])(
    '"%s" is refused with its day',
    (line) => {
      const read = shiftsOf(['', line]);
      expect(read).toMatchObject({ ok: false, problem: expect.stringContaining('Tuesday') });
    },
  );
  it('all empty is no shift at all', () => {
    expect(shiftsOf(['', ' ', ''])).toEqual({ ok: true, value: [] });
  });
});

describe('licences as text', () => {
  it('are read and written the same, in any of the ways people write', () => {
    const licences = [
      { state: 'TX', until: '2027-05-31' },
      { state: 'FL', until: null },
    ];
    expect(licenceText(licences)).toBe('TX 2027-05-31\nFL');
    for (const text of [licenceText(licences), 'tx until 2027-05-31, fl', '\nTX  2027-05-31\n\nFL\n'])
      expect(licencesOf(text)).toEqual({ ok: true, value: licences });
  });
  it.each(['Texas', 'TX 31.5.2027', 'TX, TX'])('"%s" is refused in words', (text) => {
    expect(licencesOf(text).ok).toBe(false);
  });
});

it('words are each there once', () => {
  expect(wordsOf(' insurance, claims,\ninsurance, ')).toEqual(['insurance', 'claims']);
});
