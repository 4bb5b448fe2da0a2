/** Quiet hours: when may every candidate be contacted (rules QH-01 to QH-03, section 4.2, section 5.1). Pure. */
import { type Clock, instantOf, localTime, offsetAt } from './clock.ts';
import {
  type CompiledHours,
  type CompiledRules,
  type DayWindows,
  intersect,
  rowOn,
  rowsFor,
  type Window,
} from './compile.ts';
import { holidayListOf } from './holidays.ts';
import type { Candidate } from './location.ts';
import type { Channel } from './types.ts';

/** Longest search for a common instant. */
export const SEARCH_DAYS = 14;

/** How the windows are read for one attempt. */
export interface HoursQuery {
  channel: Channel;
  /** Artificial or recorded voice. */
  aiVoice: boolean;
  /** Intersect with the product default (tenant did not opt into legal hours). */
  productDefault: boolean;
  /** Hour exceptions the tenant switched on and the consent supports. */
  exceptions: readonly string[];
}

function dayWindow(windows: DayWindows, weekday: number, holiday: boolean): Window {
  const own = weekday === 0 ? windows.sun : weekday === 6 ? windows.sat : windows.wk;
  // A holiday row never widens the weekday it falls on.
  return holiday && windows.hol !== undefined ? intersect(own, windows.hol) : own;
}

function windowsOf(row: CompiledHours, query: HoursQuery): DayWindows {
  const exception = row.exception;
  const base = query.aiVoice ? row.ai : row.base;
  if (exception === null || !query.exceptions.includes(exception.id)) return base;
  return exception.windows;
}

/** The window of a place on a local day, margins not applied; null when barred or when no row is in force. */
export function windowOn(rules: CompiledRules, place: string, day: number, query: HoursQuery): Window {
  const row = rowOn(rowsFor(rules.hours, place), day);
  if (row === undefined) return null;
  const weekday = (((day + 4) % 7) + 7) % 7;
  const holiday = holidayListOf(rules.holidays, place).has(day);
  const window = dayWindow(windowsOf(row, query), weekday, holiday);
  if (!query.productDefault) return window;
  return intersect(window, dayWindow(rules.productDefault, weekday, holiday));
}

/** Window minus the margins: the first and last minute at which an attempt may start. */
function usable(rules: CompiledRules, window: Window, channel: Channel): Window {
  if (window === null) return null;
  const { limits } = rules;
  const open = window.open + limits.afterOpenMin;
  const close = window.close - (channel === 'voice' ? limits.callBeforeCloseMin : limits.textBeforeCloseMin);
  return open < close ? { open, close } : null;
}

/** A candidate list widened by each place's second zone (TX, MS). */
export function withAlsoZones(rules: CompiledRules, list: readonly Candidate[], nowMs: number): Candidate[] {
  const out = [...list];
  for (const { place, clock } of list) {
    const row = rowOn(rowsFor(rules.hours, place), localTime(clock, nowMs).day);
    const also = row?.alsoZone ?? null;
    if (also === null || out.some((c) => c.place === place && c.clock.zone === also.zone)) continue;
    out.push({ place, clock: also, from: 'the state’s own reading' });
  }
  return out;
}

/** First instant at or after `ms` inside this candidate's usable window; Infinity when none within the search. */
export function nextOpen(
  rules: CompiledRules,
  place: string,
  clock: Clock,
  ms: number,
  query: HoursQuery,
): number {
  const { day } = localTime(clock, ms);
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead += 1) {
    const window = usable(rules, windowOn(rules, place, day + ahead, query), query.channel);
    if (window === null) continue;
    if (ms >= instantOf(clock, day + ahead, window.close)) continue;
    return Math.max(ms, instantOf(clock, day + ahead, window.open));
  }
  return Number.POSITIVE_INFINITY;
}

export interface HoursAnswer {
  open: boolean;
  /** First common instant (equals now when open); Infinity when none within 14 days. */
  atMs: number;
  /** The candidate that binds now, and whether its day is barred as a whole. */
  binding: Candidate | null;
  barred: boolean;
}

/** The first instant at which all candidates are open, by raising the latest bound until nothing moves. */
export function commonInstant(
  rules: CompiledRules,
  list: readonly Candidate[],
  nowMs: number,
  query: HoursQuery,
): HoursAnswer {
  let at = nowMs;
  let binding: Candidate | null = null;
  let furthest = nowMs;
  for (let round = 0; round < 4 * SEARCH_DAYS; round += 1) {
    let moved = at;
    for (const candidate of list) {
      const open = nextOpen(rules, candidate.place, candidate.clock, at, query);
      if (round === 0 && open > furthest) {
        furthest = open;
        binding = candidate;
      }
      if (open > moved) moved = open;
    }
    if (moved === at || moved === Number.POSITIVE_INFINITY) {
      at = moved;
      break;
    }
    at = moved;
  }
  if (at > nowMs + SEARCH_DAYS * 86_400_000) at = Number.POSITIVE_INFINITY;
  let barred = false;
  if (binding !== null) {
    barred = windowOn(rules, binding.place, localTime(binding.clock, nowMs).day, query) === null;
  }
  return { open: at === nowMs, atMs: at, binding, barred };
}

/** Today's window of a place in one of its zones, as a map or table shows it. */
export interface WindowNow {
  place: string;
  zone: string;
  /** Minutes since local midnight now. */
  localMinute: number;
  open: boolean;
  /** The statutory window today, null when barred. */
  window: Window;
  /** When it opens next, or closes if open (epoch ms). */
  changesAtMs: number;
}

/**
 * What a place's window says now. `where` is a place key (US-FL) or an IANA zone (federal row). For a place with several zones
 * the strictest answer is returned: closed if any is closed.
 */
export function windowNow(
  rules: CompiledRules,
  where: string,
  channel: Channel,
  nowMs: number,
  options: { aiVoice?: boolean; productDefault?: boolean } = {},
): WindowNow | null {
  const query: HoursQuery = {
    channel,
    aiVoice: options.aiVoice ?? false,
    productDefault: options.productDefault ?? false,
    exceptions: [],
  };
  const known = rules.tables.places.places[where];
  const zones = known?.zones ?? (rules.clocks.has(where) ? [where] : null);
  if (zones === null) return null;
  const place = known === undefined ? 'DEFAULT' : where;
  let strictest: WindowNow | null = null;
  for (const zone of zones) {
    const clock = rules.clocks.get(zone);
    if (clock === undefined) continue;
    const answer = windowNowIn(rules, place, clock, nowMs, query);
    if (strictest === null || stricter(answer, strictest)) strictest = answer;
  }
  return strictest;
}

/** One zone of a place, the state's second reading (TX, MS) counted in. */
export interface ZoneWindow extends Omit<WindowNow, 'changesAtMs'> {
  /** Infinity when nothing opens within 14 days. */
  changesAtMs: number;
}

/**
 * What a place's window says now in each of its zones, as the gate would judge somebody there: where a state's law is read in
 * a second zone too, both must be open. Empty for a place nobody knows.
 */
export function windowsNow(
  rules: CompiledRules,
  place: string,
  nowMs: number,
  query: HoursQuery,
): ZoneWindow[] {
  const zones = rules.tables.places.places[place]?.zones ?? [];
  return zones.flatMap((zone) => {
    const clock = rules.clocks.get(zone);
    if (clock === undefined) return [];
    const own = windowNowIn(rules, place, clock, nowMs, query);
    const readings = withAlsoZones(rules, [{ place, clock, from: 'zone' }], nowMs);
    if (readings.length === 1) return [own];
    const common = commonInstant(rules, readings, nowMs, query);
    const closings = readings.map((one) => windowNowIn(rules, place, one.clock, nowMs, query).changesAtMs);
    return [{ ...own, open: common.open, changesAtMs: common.open ? Math.min(...closings) : common.atMs }];
  });
}

/** Closed before open; among open the one that closes first, among closed the one that opens last. */
function stricter(a: WindowNow, b: WindowNow): boolean {
  if (a.open !== b.open) return !a.open;
  return a.open ? a.changesAtMs < b.changesAtMs : a.changesAtMs > b.changesAtMs;
}

function windowNowIn(
  rules: CompiledRules,
  place: string,
  clock: Clock,
  nowMs: number,
  query: HoursQuery,
): WindowNow {
  const local = localTime(clock, nowMs);
  const window = windowOn(rules, place, local.day, query);
  const open = nextOpen(rules, place, clock, nowMs, query) === nowMs;
  const inner = usable(rules, window, query.channel);
  const changesAtMs =
    open && inner !== null
      ? instantOf(clock, local.day, inner.close)
      : nextOpen(rules, place, clock, nowMs, query);
  return { place, zone: clock.zone, localMinute: local.minute, open, window, changesAtMs };
}

/** Seconds a carrier may hold a text accepted now, so that it cannot arrive after the window (section 1). */
export function validitySeconds(
  rules: CompiledRules,
  list: readonly Candidate[],
  nowMs: number,
  query: HoursQuery,
): number {
  const { validityMaxMs, validityBeforeCloseMs } = rules.limits;
  let left = validityMaxMs;
  for (const { place, clock } of list) {
    const local = localTime(clock, nowMs);
    const window = windowOn(rules, place, local.day, query);
    if (window === null) return 0;
    left = Math.min(left, instantOf(clock, local.day, window.close) - nowMs - validityBeforeCloseMs);
  }
  return Math.max(0, Math.floor(left / 1000));
}

/** Whether two clocks show the same wall time now (used to word "it is" or "it may be"). */
export function sameWallTime(list: readonly Candidate[], nowMs: number): boolean {
  const first = list[0];
  return first === undefined || list.every((c) => offsetAt(c.clock, nowMs) === offsetAt(first.clock, nowMs));
}
