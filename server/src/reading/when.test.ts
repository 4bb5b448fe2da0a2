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
    ['7 works better 4 me', '2026-10-07T19:00:00-05:00'],
    ['4 is tight, 6 easier', '2026-10-07T18:00:00-05:00'],
    ['mejor a las 6 que a las 5', '2026-10-07T18:00:00-05:00'],
    ['20 min after 3', '2026-10-07T15:20:00-05:00'],
    ['2 et', '2026-10-07T13:00:00-05:00'],
    ['phones at 4 percent lol. hour from now', '2026-10-07T11:15:00-05:00'],
    ["traffic. i'll be parked by 11:15, call then", '2026-10-07T11:15:00-05:00'],
    ['1 is my daughters recital. 2:15', '2026-10-07T14:15:00-05:00'],
    ['carpool at 3, home by 3:40, try me then', '2026-10-07T15:40:00-05:00'],
    ['i clock out at 4, give me 10 to reach the truck', '2026-10-07T16:10:00-05:00'],
    ['an hour before noon', '2026-10-07T11:00:00-05:00'],
    ['1 at the earliest, 4 at the latest', '2026-10-07T13:00:00-05:00'],
    ['tues or wed at 11 but tues is better', '2026-10-13T11:00:00-05:00'],
    ['2. strike that 6', '2026-10-07T18:00:00-05:00'],
    ['5 to 4', '2026-10-07T15:55:00-05:00'],
    ['6 pm boise time', '2026-10-07T19:00:00-05:00'],
    ['an hour and ten min', '2026-10-07T11:25:00-05:00'],
  ])('reads %j', (message, at) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true })?.at).toBe(at);
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
  it('takes "same time" for the hour agreed on, on the day named now', () => {
    const options = { nowMs: Date.parse('2026-10-07T10:15:00-05:00'), tz: 'America/Chicago' };
    const said = (standing?: string) => parseWhen('friday, same time', { ...options, standing })?.at;
    expect(said('2026-10-08T15:30:00-05:00')).toBe('2026-10-09T15:30:00-05:00');
    expect(said()).toBe('2026-10-09T10:15:00-05:00');
  });
  it('is null where there is no telling when', () => {
    const options = { nowMs: Date.parse('2026-10-07T10:15:00-05:00'), tz: 'America/Chicago', loose: true };
    expect(parseWhen('after the kids are asleep', options)).not.toBeNull();
    expect(parseWhen('after the kids are asleep, no telling when', options)).toBeNull();
  });
  it('is null for a zone nobody has', () =>
    expect(parseWhen('at 5', { nowMs: 0, tz: 'Mars/Base' })).toBeNull());
});
