import { describe, expect, it } from 'vitest';
import {
  clock,
  countdown,
  duration,
  phone,
  share,
  smsSegments,
  timeForBoth,
  timeWithZone,
} from './format.ts';
import { zonedToMs } from './zoned.ts';

const at = Date.UTC(2026, 10, 21, 20, 2);
const cases: [what: string, is: string, want: string][] = [
  ['under 1 s', duration(62), '62 ms'],
  ['under 10 s', duration(8_400), '8.4 s'],
  ['under 60 s', duration(42_000), '42 s'],
  ['under 1 h', duration(187_000), '3:07'],
  ['more', duration(3_840_000), '1 h 04 min'],
  ['clock', clock(14_900), '0:14'],
  ['countdown rounds up', countdown(13_001), '0:14'],
  ['countdown at its end', countdown(-5), '0:00'],
  ['phone of the country', phone('+15125550142'), '(512) 555-0142'],
  ['phone abroad', phone('+442079460018'), '+44 20 7946 0018'],
  ['phone masked by the server', phone('(512) •••-••42'), '(512) •••-••42'],
  ['share of many', share(23, 25), '92 % (23 of 25)'],
  ['share of few', share(7, 9), '7 of 9'],
  ['time with zone', timeWithZone(at, 'America/Chicago'), '2:02 PM CST'],
  ['both times', timeForBoth(at, 'America/Chicago', 'America/New_York'), '2:02 PM CST · 3:02 PM your time'],
  ['one time when the same', timeForBoth(at, 'America/Chicago', 'America/Chicago'), '2:02 PM CST'],
];

describe('formats', () => {
  it.each(cases)('%s', (_, is, want) => {
    expect(is).toBe(want);
  });
});

describe('smsSegments', () => {
  it.each([
    ['', 0],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['č'.repeat(70), 1],
    ['č'.repeat(71), 2],
  ])('%#', (text, segments) => {
    expect(smsSegments(text).segments).toBe(segments);
  });
});

describe('zonedToMs', () => {
  it.each([
    ['winter', '2026-11-21T14:02', 'America/Chicago', at],
    ['summer', '2026-07-01T09:00', 'America/New_York', Date.UTC(2026, 6, 1, 13)],
    ['half-hour zone', '2026-11-21T14:00', 'Asia/Kolkata', Date.UTC(2026, 10, 21, 8, 30)],
    [
      'hour that autumn repeats: the first',
      '2026-11-01T01:30',
      'America/Chicago',
      Date.UTC(2026, 10, 1, 6, 30),
    ],
    [
      'hour that spring skips: the later reading',
      '2026-03-08T02:30',
      'America/Chicago',
      Date.UTC(2026, 2, 8, 8, 30),
    ],
    ['no time at all', 'soon', 'America/Chicago', null],
  ])('%s', (_, wall, zone, want) => {
    expect(zonedToMs(wall, zone)).toBe(want);
  });
});
