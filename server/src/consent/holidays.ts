/** Barred days by list and year, as sets of local day numbers. */
import type { z } from 'zod';
import { dayNumber, nthWeekday, weekdayOf } from './clock.ts';
import type { HolidayDay, HolidaysFile } from './tables.ts';

const FIRST = 2020;
const LAST = 2045;

/** Day number of Easter Sunday (anonymous Gregorian computus). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3);
  const h = (19 * a + d + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return dayNumber(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}

/** The day number of a holiday in a year, or null when it does not occur in it. */
export function holidayIn(day: HolidayDay, year: number): number | null {
  if (day.every !== undefined && year % day.every !== 0) return null;
  if (day.fixed !== undefined) return monthDay(year, day.fixed);
  if (day.nth !== undefined) return nthWeekday(year, day.nth[2], day.nth[0], day.nth[1]);
  if (day.easter !== undefined) return easterSunday(year) + day.easter;
  if (day.election === true) return nthWeekday(year, 11, 1, 1) + 1;
  if (day.before !== undefined) {
    const limit = monthDay(year, day.before[1]) - 1;
    return limit - ((weekdayOf(limit) - day.before[0] + 7) % 7);
  }
  return null;
}

function monthDay(year: number, text: string): number {
  const [month, dayOfMonth] = text.split('-').map(Number);
  return dayNumber(year, month ?? 1, dayOfMonth ?? 1);
}

/** The day itself and the day it is observed on: Sunday to Monday, and Saturday to Friday where the list says so. */
function withObserved(day: number, observed: 'both' | 'sun-mon' | 'none'): number[] {
  const weekday = weekdayOf(day);
  if (observed !== 'none' && weekday === 0) return [day, day + 1];
  if (observed === 'both' && weekday === 6) return [day, day - 1];
  return [day];
}

/** List name -> barred local day numbers. "ANY-US" is the union of all lists of the United States, for an unknown place. */
export function compileHolidays(file: z.infer<typeof HolidaysFile>): Map<string, Set<number>> {
  const lists = new Map<string, Set<number>>();
  const any = new Set<number>();
  for (const row of file.rows) {
    const days = lists.get(row.list) ?? new Set<number>();
    for (const name of row.days) {
      const rule = file.days[name];
      if (rule === undefined) continue;
      for (let year = FIRST; year <= LAST; year += 1) {
        const day = holidayIn(rule, year);
        if (day === null) continue;
        for (const barred of withObserved(day, row.observed)) days.add(barred);
      }
    }
    for (const text of row.extra ?? []) days.add(Math.floor(Date.parse(`${text}T00:00:00Z`) / 86_400_000));
    lists.set(row.list, days);
    if (row.list.startsWith('US')) for (const day of days) any.add(day);
  }
  lists.set('ANY-US', any);
  return lists;
}

/** The barred-day list that governs a place. */
export function holidayListOf(
  lists: ReadonlyMap<string, ReadonlySet<number>>,
  place: string,
): ReadonlySet<number> {
  const own = lists.get(place);
  if (own !== undefined) return own;
  if (place === 'UNKNOWN') return lists.get('ANY-US') ?? new Set();
  const country = place.slice(0, 2);
  return lists.get(country) ?? lists.get('EU') ?? new Set();
}
