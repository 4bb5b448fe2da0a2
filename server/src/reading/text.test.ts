import { describe, expect, it } from 'vitest';
import { cleanText, normalize } from './text.ts';

describe('normalize', () => {
  it.each([
    ['Don’t  call ME', 'dont call me'],
    ['mañana a las 3', 'manana a las 3'],
    ['ok 👍🏽 thx', 'ok yesemoji thanks'],
    ['w/o   insurance…', 'without insurance . . .'],
    ['s t o p', 'stop'],
    ['ｆｕｌｌ width', 'full width'],
    ['漢字 call me', 'call me'],
    ['a\u2028b', 'a b'],
    ['', ''],
  ])('reads %j as %j', (raw, text) => expect(normalize(raw).text).toBe(text));

  it('gives texts of plain letters only, and the words of them', () => {
    for (const raw of ['¿Cómo? 😀 “yes” — ok', 'naïve café №5', '\u200bhi\ufeff']) {
      const norm = normalize(raw);
      expect(norm.text).toMatch(/^[ -~]*$/);
      expect(norm.words.join(' ')).toBe(norm.text);
    }
  });

  it('keeps marks, figures and letters of other scripts in the clean form', () => {
    expect(cleanText('Costs $5.50 – “ok”\tmañana')).toBe('costs $5.50 - "ok" mañana');
    expect(cleanText('`so`')).toBe("'so'");
  });

  it('measures capitals where there are letters enough to tell', () => {
    expect(normalize('CALL ME now').shout).toBeCloseTo(6 / 9);
    expect(normalize('OK').shout).toBe(0);
  });
});
