import { describe, expect, it } from 'vitest';
import {
  fullTime,
  intoWakingHours,
  nearestSlots,
  oneTime,
  slotForWish,
  twoSlots,
  twoTimes,
  waitWords,
} from './times.ts';

const tz = 'America/Chicago';
const at = (iso: string) => Date.parse(iso);
const NOW = at('2026-11-17T10:12:00-06:00');
const slot = (iso: string) => ({ atMs: at(iso), tz });

describe('times in words', () => {
  it.each([
    ['2026-11-17T15:30:00-06:00', 'Tuesday (today) at 3:30 PM CST'],
    ['2026-11-18T09:00:00-06:00', 'Wednesday (tomorrow) at 9 AM CST'],
    ['2026-11-20T12:00:00-06:00', 'Friday at 12 PM CST'],
    ['2026-11-24T09:00:00-06:00', 'Tuesday, Nov 24 at 9 AM CST'],
    // Past the change of clocks the zone changes its name.
    ['2027-03-15T09:00:00-05:00', 'Monday, Mar 15 at 9 AM CDT'],
  ])('%s', (iso, words) => {
    expect(fullTime(slot(iso), NOW, 'en')).toBe(words);
  });

  it('is the lead’s day, not the server’s', () => {
    const late = { atMs: at('2026-11-18T05:30:00Z'), tz };
    expect(fullTime(late, NOW, 'en')).toBe('Tuesday (today) at 11:30 PM CST');
  });

  it('says day and zone once for two times of one day', () => {
    expect(twoTimes(slot('2026-11-17T15:00:00-06:00'), slot('2026-11-17T16:30:00-06:00'), NOW, 'en')).toEqual(
      ['today at 3 PM', '4:30 PM CST'],
    );
    expect(oneTime(slot('2026-11-18T15:00:00-06:00'), NOW, 'es')).toBe('mañana a las 3 PM CST');
    expect(waitWords(7 * 60_000, 'en')).toBe('10 minutes');
  });
});

describe('slots', () => {
  const slots = ['11:00', '11:30', '12:30', '16:00'].map((time) => slot(`2026-11-17T${time}:00-06:00`));

  it('offers the soonest and a real alternative', () => {
    expect(twoSlots(slots, NOW).map((s) => new Date(s.atMs).toISOString().slice(11, 16))).toEqual([
      '17:00',
      '18:30',
    ]);
    expect(twoSlots([], NOW)).toEqual([]);
    expect(
      twoSlots(slots, NOW, {
        fromMs: at('2026-11-17T15:00:00-06:00'),
        toMs: at('2026-11-17T18:00:00-06:00'),
      }),
    ).toHaveLength(1);
    expect(nearestSlots(slots, at('2026-11-17T15:00:00-06:00'), NOW)).toEqual([slots[2], slots[3]]);
  });

  it.each([
    ['a slot', '2026-11-17T11:00:00-06:00', 'exact', '2026-11-17T11:00:00-06:00'],
    ['between two slots', '2026-11-17T11:15:00-06:00', 'exact', '2026-11-17T11:15:00-06:00'],
    ['nobody then', '2026-11-17T14:00:00-06:00', 'exact', null],
    ['a lower bound', '2026-11-17T14:00:00-06:00', 'after', '2026-11-17T16:00:00-06:00'],
    ['about then', '2026-11-17T12:00:00-06:00', 'approximate', '2026-11-17T12:30:00-06:00'],
    ['past', '2026-11-17T09:00:00-06:00', 'exact', null],
  ])('%s', (_, wish, kind, expected) => {
    const found = slotForWish(slots, { atMs: at(wish), kind }, tz, NOW);
    expect(found?.atMs ?? null).toBe(expected === null ? null : at(expected));
  });

  it('moves a follow-up into the lead’s day', () => {
    expect(intoWakingHours(at('2026-11-17T23:00:00-06:00'), tz)).toBe(at('2026-11-18T09:05:00-06:00'));
    expect(intoWakingHours(at('2026-11-17T05:00:00-06:00'), tz)).toBe(at('2026-11-17T09:05:00-06:00'));
    expect(intoWakingHours(NOW, tz)).toBe(NOW);
    expect(intoWakingHours(NOW, 'Nowhere/Land')).toBe(NOW);
  });
});
