import { describe, expect, it } from 'vitest';
import { whenCases } from '../../corpus/when-cases.ts';
import { isRightStart } from './score.ts';
import { parseWhen } from './when.ts';

const file = new URL('../../corpus/cases/when.txt', import.meta.url).pathname;

describe('parseWhen', () => {
  it.each(whenCases(file).map((c) => [c.message, c] as const))('reads %j', (_m, c) => {
    const w = parseWhen(c.message, { nowMs: Date.parse(c.now), tz: c.tz, loose: true });
    if (c.expect === null) return expect(w).toBeNull();
    const at = Date.parse(w?.at ?? '');
    expect(at).toBeGreaterThanOrEqual(Date.parse(c.expect.from));
    expect(at).toBeLessThanOrEqual(Date.parse(c.expect.to));
  });
  it.each([
    ['when-round3-test.txt', 0.96],
    ['when-round3-dev.txt', 0.96],
    ['when-round8-dev.txt', 0.96],
    ['when-round8-test.txt', 0.85],
  ])('holds on %s', (name, least) => {
    const all = whenCases(new URL(`../../corpus/cases/${name}`, import.meta.url).pathname);
    const right = all.filter((c) => {
      const at = parseWhen(c.message, { nowMs: Date.parse(c.now), tz: c.tz, loose: true })?.at;
      return isRightStart(at, c.expect);
    });
    expect(right.length / all.length).toBeGreaterThanOrEqual(least);
  });
  it('keeps the wall clock across a change of the clocks', () => {
    const w = parseWhen('sunday 1 pm', {
      nowMs: Date.parse('2026-10-31T20:20:00-05:00'),
      tz: 'America/Chicago',
    });
    expect(w?.at).toBe('2026-11-01T13:00:00-06:00');
  });
  it.each([
    ['1540 hrs tomorrow', '2026-10-08T15:40:00-05:00'],
    ['on my 10:45 break', '2026-10-07T10:45:00-05:00'],
    ['3 was fine but 445 is better', '2026-10-07T16:45:00-05:00'],
    ['4 is tight, 6 easier', '2026-10-07T18:00:00-05:00'],
    ['mejor a las 6 que a las 5', '2026-10-07T18:00:00-05:00'],
    ['20 min after 3', '2026-10-07T15:20:00-05:00'],
    ['2 et', '2026-10-07T13:00:00-05:00'],
    ['phones at 4 percent lol. hour from now', '2026-10-07T11:15:00-05:00'],
    ["traffic. i'll be parked by 11:15, call then", '2026-10-07T11:15:00-05:00'],
  ])('reads %j', (message, at) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago' })?.at).toBe(at);
  });
  it('puts an hour on the one day that the assistant asked about', () => {
    const options = { nowMs: Date.parse('2026-10-07T10:15:00-05:00'), tz: 'America/Chicago', loose: true };
    const on = (asked: string, message: string) => parseWhen(message, { ...options, asked })?.at;
    expect(on('what time tomorrow ?', '10 . no wait , 10:45')).toBe('2026-10-08T10:45:00-05:00');
    expect(on('what time tomorrow ?', 'today at 4')).toBe('2026-10-07T16:00:00-05:00');
    expect(on('your visit is friday . shall we call ?', 'at 4')).toBe('2026-10-07T16:00:00-05:00');
  });
  it.each([
    ['yes, im on my lunch break till 1', true],
    ['go ahead, i leave at 11:30', true],
    ['lovely, i am sat by the phone until 5', true],
    ['yes but im in class till 1', false],
    ['cant, on my lunch till 1', false],
  ])('%j is free until then: %s', (message, closing) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago' })?.closing).toBe(closing);
  });
  it('is null for a zone nobody has', () =>
    expect(parseWhen('at 5', { nowMs: 0, tz: 'Mars/Base' })).toBeNull());
});
