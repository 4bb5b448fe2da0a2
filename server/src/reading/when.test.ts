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
    ['pencil me in thursday for 4', '2026-10-08T16:00:00-05:00'],
    ['20 past 3pm', '2026-10-07T15:20:00-05:00'],
    ['fourteen hundred hours', '2026-10-07T14:00:00-05:00'],
    ['a las tres menos diez', '2026-10-07T14:50:00-05:00'],
    ['cuarto para las 4', '2026-10-07T15:45:00-05:00'],
  ])('reads %j', (message, at) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true })?.at).toBe(at);
  });
  it.each([
    // days
    ['the first tuesday of november at 10', '2026-11-03T10:00:00-06:00'],
    ['last monday of october 9am', '2026-10-26T09:00:00-05:00'],
    ['two weeks from friday at 2', '2026-10-23T14:00:00-05:00'],
    ['on the twenty first at noon', '2026-10-21T12:00:00-05:00'],
    ['christmas eve at 11', '2026-12-24T11:00:00-06:00'],
    ['the day before thanksgiving at noon', '2026-11-25T12:00:00-06:00'],
    ['labor day 2pm', '2027-09-06T14:00:00-05:00'],
    ['not tomorrow. day after at 10', '2026-10-09T10:00:00-05:00'],
    ['any day but today, 3 pm', '2026-10-08T15:00:00-05:00'],
    ['mon, wed or fri after 3', '2026-10-07T15:00:00-05:00'],
    ['next month on the 5th at 10', '2026-11-05T10:00:00-06:00'],
  ])('composes the day of %j', (message, at) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true })?.at).toBe(at);
  });
  it.each([
    ['before lunch tomorrow', '2026-10-08T08:00:00-05:00', '2026-10-08T11:30:00-05:00'],
    ['out in the field until dark', '2026-10-07T18:00:00-05:00', '2026-10-07T21:00:00-05:00'],
    ['once church lets out', '2026-10-11T12:00:00-05:00', '2026-10-11T21:00:00-05:00'],
    ['nothing before dinner please', '2026-10-07T17:30:00-05:00', '2026-10-07T21:00:00-05:00'],
    ['i wont be free until 3', '2026-10-07T15:00:00-05:00', '2026-10-07T21:00:00-05:00'],
    ['nobody before ten thirty', '2026-10-07T10:30:00-05:00', '2026-10-07T21:00:00-05:00'],
    ['teaching until 2 so call after that', '2026-10-07T14:00:00-05:00', '2026-10-07T21:00:00-05:00'],
    ['busy from 1 to 2', '2026-10-07T14:00:00-05:00', '2026-10-07T21:00:00-05:00'],
  ])('wraps with its bound what %j names', (message, from, to) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    const w = parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true });
    expect([w?.from, w?.to]).toEqual([from, to]);
  });
  it.each([
    ['no sooner than 3:30, bus drops em at 320', '2026-10-07T15:30:00-05:00'],
    ['4. at 3 we will still be on the trail', '2026-10-07T16:00:00-05:00'],
    ['i can talk at 2. my stories come on at 3', '2026-10-07T14:00:00-05:00'],
    ['call me 7 tonight. i leave for the plant 7 30', '2026-10-07T19:00:00-05:00'],
    ['not 2 not 3 but 4', '2026-10-07T16:00:00-05:00'],
  ])('tells the call from a story in %j', (message, at) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true })?.at).toBe(at);
  });
  it.each([
    ['3 oclock eastern which is 2 here', undefined, '2026-10-07T14:00:00-05:00'],
    ['4 your time', 'our officer sits in denver . when should he call ?', '2026-10-07T17:00:00-05:00'],
    ['my sister is in tulsa, lets do 1 her time', undefined, '2026-10-07T13:00:00-05:00'],
    ['in vegas all week. noon here', undefined, '2026-10-07T14:00:00-05:00'],
    ['3:30 mountain not eastern', undefined, '2026-10-07T16:30:00-05:00'],
    ['your on eastern right? 4 MY time', undefined, '2026-10-07T16:00:00-05:00'],
    ['4 your time', undefined, undefined],
  ])('knows whose clock %j goes by', (message, asked, at) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true, asked })?.at).toBe(at);
  });
  it.each([
    'you called me at 2, at 4 and at 5:30',
    'why am i getting texts at 6 in the morning',
    'how late are you open on saturdays',
    'the deadline is friday at 5pm right?',
    'my policy renews november 3rd',
    'its 2 here',
    '2 kids, 4 and 6',
    'my daughter is 16',
    'ahorita no puedo hablar',
    'i need 4 tickets for the 7pm show',
    'you always call too early',
    'need coverage by friday',
    'did it myself saturday. 3 trips to lowes',
  ])('takes no time from %j', (message) => {
    const nowMs = Date.parse('2026-10-07T10:15:00-05:00');
    expect(parseWhen(message, { nowMs, tz: 'America/Chicago', loose: true })).toBeNull();
  });
  it('takes day and part from what the lead said before the question', () => {
    const options = { nowMs: Date.parse('2026-10-07T10:15:00-05:00'), tz: 'America/Chicago', loose: true };
    const said = (before: string, message: string) =>
      parseWhen(message, { ...options, asked: 'what time ?', before })?.at;
    expect(said('call me tomorrow evening', '8')).toBe('2026-10-08T20:00:00-05:00');
    expect(said('call me tomorrow evening', 'friday at 8')).toBe('2026-10-09T08:00:00-05:00');
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
