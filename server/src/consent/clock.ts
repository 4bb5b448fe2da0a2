/**
 * Wall clocks from shipped rules, so that a runtime with stale time-zone data cannot move a call into the evening (rules
 * TZ-05, TZ-06). Offsets are minutes east of Greenwich. Transitions are computed once; a look-up is a binary search.
 */
import type { ZoneRow } from './tables.ts';

/** Milliseconds in a day and in a minute. */
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Years covered by a compiled clock. Outside of them the nearest offset is used. */
export const FIRST_YEAR = 2018;
export const LAST_YEAR = 2050;

/** One zone's clock: `starts[i]` (epoch ms) is when `offsets[i]` (minutes) begins. */
export interface Clock {
  zone: string;
  /** Spoken name: "Eastern". */
  name: string;
  /** Abbreviations in winter and summer: ["EST", "EDT"]. */
  abbr: readonly [string, string];
  /** Winter offset, used to choose the abbreviation. */
  standardMin: number;
  starts: readonly number[];
  offsets: readonly number[];
}

/** A local instant: days since 1970-01-01 in local time, minutes since local midnight, weekday (0 is Sunday). */
export interface LocalTime {
  day: number;
  minute: number;
  weekday: number;
}

/** Days since 1970-01-01 of a civil date (proleptic Gregorian). */
export function dayNumber(year: number, month: number, dayOfMonth: number): number {
  return Math.floor(Date.UTC(year, month - 1, dayOfMonth) / DAY_MS);
}

/** Weekday of a day number; 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Day number of the nth (1..5, or -1 for the last) weekday of a month. */
export function nthWeekday(year: number, month: number, nth: number, weekday: number): number {
  if (nth > 0) {
    const first = dayNumber(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
  }
  const last = dayNumber(year, month + 1, 0);
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}

/** Instants (epoch ms) at which summer time starts and ends in one year, for a zone with this winter offset. */
function switches(rule: 'US' | 'EU', year: number, standardMin: number): [number, number] {
  if (rule === 'EU') {
    const start = nthWeekday(year, 3, -1, 0) * DAY_MS + 60 * MINUTE_MS;
    const end = nthWeekday(year, 10, -1, 0) * DAY_MS + 60 * MINUTE_MS;
    return [start, end];
  }
  const start = nthWeekday(year, 3, 2, 0) * DAY_MS + (120 - standardMin) * MINUTE_MS;
  const end = nthWeekday(year, 11, 1, 0) * DAY_MS + (120 - standardMin - 60) * MINUTE_MS;
  return [start, end];
}

/** Compiles one shipped zone row into a clock. */
export function compileClock(zone: string, row: ZoneRow): Clock {
  const starts: number[] = [Number.NEGATIVE_INFINITY];
  const offsets: number[] = [row.utc];
  const staysFromMs = row.stays_from === undefined ? Number.POSITIVE_INFINITY : Date.parse(row.stays_from);
  if (row.dst !== undefined) {
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
      const [on, off] = switches(row.dst, year, row.utc);
      if (on < staysFromMs) {
        starts.push(on);
        offsets.push(row.utc + 60);
      }
      if (off < staysFromMs) {
        starts.push(off);
        offsets.push(row.utc);
      }
    }
  }
  if (row.stays_utc !== undefined && Number.isFinite(staysFromMs)) {
    starts.push(staysFromMs);
    offsets.push(row.stays_utc);
  }
  return { zone, name: row.name, abbr: row.abbr, standardMin: row.utc, starts, offsets };
}

/** Offset in minutes of a clock at an instant. */
export function offsetAt(clock: Clock, ms: number): number {
  let low = 0;
  let high = clock.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((clock.starts[middle] as number) <= ms) low = middle;
    else high = middle - 1;
  }
  return clock.offsets[low] as number;
}

/** Local day, minute and weekday at an instant. */
export function localTime(clock: Clock, ms: number): LocalTime {
  const local = ms + offsetAt(clock, ms) * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  return { day, minute: Math.floor((local - day * DAY_MS) / MINUTE_MS), weekday: weekdayOf(day) };
}

/** The instant (epoch ms) of a local day and minute. In a skipped hour the instant after the gap is returned. */
export function instantOf(clock: Clock, day: number, minute: number): number {
  const local = day * DAY_MS + minute * MINUTE_MS;
  const guess = offsetAt(clock, local - clock.standardMin * MINUTE_MS);
  const first = local - guess * MINUTE_MS;
  const actual = offsetAt(clock, first);
  if (actual === guess) return first;
  const second = local - actual * MINUTE_MS;
  return offsetAt(clock, second) === actual ? second : Math.max(first, second);
}

/** "8:02 AM". */
export function clockWords(minute: number): string {
  const hour = Math.floor(minute / 60);
  const shown = hour % 12 === 0 ? 12 : hour % 12;
  return `${shown}:${String(minute % 60).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** The abbreviation in force: "EST" or "EDT". A zone that stopped switching shows its name's summer form. */
export function abbreviationAt(clock: Clock, ms: number): string {
  return offsetAt(clock, ms) === clock.standardMin ? clock.abbr[0] : clock.abbr[1];
}
