/** Turns the checked rule table into the form the gate reads: look-ups by place, day numbers, minutes, clocks. Once per version. */
import { type Clock, compileClock, DAY_MS, dayNumber, offsetAt } from './clock.ts';
import { runtimeClock, runtimeOffsetMin } from './clock-runtime.ts';
import { compileLimits, type Limits } from './compile-limits.ts';
import { compileHolidays } from './holidays.ts';
import type { AiVoicePolicy, Confidence, HoursRow, RuleTables } from './tables.ts';

/** Minutes since local midnight, half-open; null bars the day. */
export type Window = { open: number; close: number } | null;

export interface DayWindows {
  wk: Window;
  sat: Window;
  sun: Window;
  /** undefined: a holiday is treated as its weekday. */
  hol: Window | undefined;
}

/** One row of hours for one place, in force for local days [fromDay, toDay). */
export interface CompiledHours {
  place: string;
  fromDay: number;
  toDay: number;
  base: DayWindows;
  /** Already intersected with the base row. */
  ai: DayWindows;
  cap24: number | null;
  capExemptsRequests: boolean;
  noRequestOverride: boolean;
  alsoZone: Clock | null;
  exception: { id: string; windows: DayWindows } | null;
  source: string;
  confidence: Confidence;
}

/** A place and the zones a person of it may be in. */
export interface PlaceZones {
  place: string;
  zones: readonly string[];
}

export interface AiVoiceRow {
  policy: AiVoicePolicy;
  ebrExempts: boolean;
  exemptionNeedsCounsel: boolean;
  source: string;
  fromDay: number;
  toDay: number;
}

export interface CompiledRules {
  version: string;
  activatedAtMs: number;
  tables: RuleTables;
  limits: Limits;
  /** place, country prefix or DEFAULT -> rows. */
  hours: ReadonlyMap<string, readonly CompiledHours[]>;
  productDefault: DayWindows;
  holidays: ReadonlyMap<string, ReadonlySet<number>>;
  clocks: Map<string, Clock>;
  /** Zones whose shipped clock differs from the runtime's: the runtime's reading, evaluated as well (section 5.4). */
  alternateClocks: Map<string, Clock>;
  areaCodes: ReadonlyMap<string, readonly PlaceZones[]>;
  carefulZones: ReadonlyMap<string, readonly string[]>;
  nowhereCodes: ReadonlySet<string>;
  premiumCodes: ReadonlySet<string>;
  zipPrefixes: ReadonlyMap<string, readonly PlaceZones[]>;
  placeNames: ReadonlyMap<string, string>;
  aiVoice: ReadonlyMap<string, readonly AiVoiceRow[]>;
  pewcPlaces: ReadonlySet<string>;
  forbidden: readonly { category: string; re: RegExp; verticals: readonly string[] }[];
}

function dayOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  return Math.floor(Date.parse(`${text}T00:00:00Z`) / DAY_MS);
}

/** "9:30-20" -> { open: 570, close: 1200 }; "none" -> null. */
export function parseWindow(text: string): Window {
  if (text === 'none') return null;
  const [open, close] = text.split('-').map((part) => {
    const [hour, minute] = part.split(':');
    return Number(hour) * 60 + Number(minute ?? 0);
  });
  return { open: open ?? 0, close: close ?? 0 };
}

/** The narrower of two windows; null when they do not meet. */
export function intersect(a: Window, b: Window): Window {
  if (a === null || b === null) return null;
  const open = Math.max(a.open, b.open);
  const close = Math.min(a.close, b.close);
  return open < close ? { open, close } : null;
}

type DayTexts = { wk?: string; sat?: string; sun?: string; hol?: string };

function dayWindows(row: DayTexts, fallback: DayWindows): DayWindows {
  return {
    wk: row.wk === undefined ? fallback.wk : parseWindow(row.wk),
    sat: row.sat === undefined ? fallback.sat : parseWindow(row.sat),
    sun: row.sun === undefined ? fallback.sun : parseWindow(row.sun),
    hol: row.hol === undefined ? fallback.hol : parseWindow(row.hol),
  };
}

function aiWindows(base: DayWindows, ai: DayTexts | undefined): DayWindows {
  if (ai === undefined) return base;
  const narrower = (window: Window, text: string | undefined) =>
    text === undefined ? window : intersect(window, parseWindow(text));
  const hol =
    ai.hol === undefined
      ? base.hol
      : base.hol === undefined
        ? parseWindow(ai.hol)
        : narrower(base.hol, ai.hol);
  return {
    wk: narrower(base.wk, ai.wk),
    sat: narrower(base.sat, ai.sat),
    sun: narrower(base.sun, ai.sun),
    hol,
  };
}

function compileHours(tables: RuleTables, clocks: Map<string, Clock>): Map<string, CompiledHours[]> {
  const federal = tables.hours.rows.find((row) => row.place === 'DEFAULT');
  const none: DayWindows = { wk: null, sat: null, sun: null, hol: undefined };
  const fallback = federal === undefined ? none : dayWindows(federal, none);
  const byPlace = new Map<string, CompiledHours[]>();
  for (const row of tables.hours.rows) {
    const base = dayWindows(row, fallback);
    const list = byPlace.get(row.place) ?? [];
    list.push({
      place: row.place,
      fromDay: dayOf(row.effective_from, Number.NEGATIVE_INFINITY),
      toDay: dayOf(row.effective_to, Number.POSITIVE_INFINITY),
      base,
      ai: aiWindows(base, row.ai),
      cap24: row.cap24 ?? null,
      capExemptsRequests: row.cap_exempts_requests ?? false,
      noRequestOverride: row.no_request_override ?? false,
      alsoZone: row.also_zone === undefined ? null : (clocks.get(row.also_zone) ?? null),
      exception: exceptionOf(row, base),
      source: row.source,
      confidence: row.confidence,
    });
    byPlace.set(row.place, list);
  }
  return byPlace;
}

function exceptionOf(row: HoursRow, base: DayWindows): CompiledHours['exception'] {
  if (row.exception === undefined) return null;
  return { id: row.exception.id, windows: dayWindows(row.exception, base) };
}

/** "005 100-102" -> ["005", "100", "101", "102"]. */
export function expandCodes(text: string): string[] {
  const out: string[] = [];
  for (const part of text.split(' ').filter((p) => p !== '')) {
    const [first, last] = part.split('-');
    const end = Number(last ?? first);
    for (let code = Number(first); code <= end; code += 1) out.push(String(code).padStart(3, '0'));
  }
  return out;
}

function expandKeys<T>(table: Record<string, T>): Map<string, T> {
  const out = new Map<string, T>();
  for (const [keys, value] of Object.entries(table))
    for (const code of expandCodes(keys)) out.set(code, value);
  return out;
}

function placesByCode(
  codes: Record<string, string>,
  zonesOf: Map<string, readonly string[]>,
  also: Map<string, readonly string[]>,
  tables: RuleTables,
): Map<string, PlaceZones[]> {
  const out = new Map<string, PlaceZones[]>();
  for (const [place, list] of Object.entries(codes)) {
    const first = tables.places.places[place]?.zones[0] ?? 'America/New_York';
    for (const code of expandCodes(list)) {
      const zones = zonesOf.get(code) ?? [first];
      const entries = out.get(code) ?? [];
      entries.push({ place, zones });
      for (const other of also.get(code) ?? []) {
        entries.push({ place: other, zones: tables.places.places[other]?.zones ?? zones });
      }
      out.set(code, entries);
    }
  }
  return out;
}

function compileAiVoice(tables: RuleTables): Map<string, AiVoiceRow[]> {
  const out = new Map<string, AiVoiceRow[]>();
  for (const row of tables['ai-voice'].rows) {
    for (const place of typeof row.place === 'string' ? [row.place] : row.place) {
      const list = out.get(place) ?? [];
      list.push({
        policy: row.policy,
        ebrExempts: row.ebr_exempts ?? false,
        exemptionNeedsCounsel: row.exemption_needs_counsel ?? false,
        source: row.source,
        fromDay: dayOf(row.effective_from, Number.NEGATIVE_INFINITY),
        toDay: dayOf(row.effective_to, Number.POSITIVE_INFINITY),
      });
      out.set(place, list);
    }
  }
  return out;
}

function compileNames(tables: RuleTables): Map<string, string> {
  const names = new Map<string, string>([['UNKNOWN', 'an unknown place']]);
  for (const [key, { name }] of Object.entries(tables.places.places)) names.set(key, name);
  for (const { place, name } of Object.values(tables.places.countries)) names.set(place, name);
  return names;
}

/**
 * Compiles a rule table. `crossCheckClocks` compares each shipped clock that changed recently with the runtime's and keeps the
 * runtime's reading beside it where they differ, so that both must allow (section 5.4).
 * @throws Error when limits.yaml lacks a number the gate needs.
 */
export function compileRules(tables: RuleTables, crossCheckClocks = true): CompiledRules {
  const clocks = new Map<string, Clock>();
  const alternateClocks = new Map<string, Clock>();
  for (const [zone, row] of Object.entries(tables.zones.rows)) {
    clocks.set(zone, compileClock(zone, row));
    if (!crossCheckClocks || !differsFromRuntime(clocks.get(zone) as Clock)) continue;
    const other = runtimeClock(zone, row.name);
    if (other !== null) alternateClocks.set(zone, { ...other, abbr: row.abbr, standardMin: row.utc });
  }
  const fallback: DayWindows = { wk: null, sat: null, sun: null, hol: undefined };
  const product = tables.hours.product_default;
  const area = tables['area-codes'];
  const zip = tables['zip-prefixes'];
  return {
    version: tables.manifest.version,
    activatedAtMs: Date.parse(tables.manifest.activated_at),
    tables,
    limits: compileLimits(tables),
    hours: compileHours(tables, clocks),
    productDefault: { ...dayWindows(product, fallback), hol: parseWindow(product.federal_holidays) },
    holidays: compileHolidays(tables.holidays),
    clocks,
    alternateClocks,
    areaCodes: placesByCode(area.codes, expandKeys(area.split), expandKeys(area.also), tables),
    carefulZones: expandKeys(area.careful),
    nowhereCodes: new Set(expandCodes(area.nowhere)),
    premiumCodes: new Set(expandCodes(area.premium)),
    zipPrefixes: placesByCode(zip.places, expandKeys(zip.zones), expandKeys(zip.also), tables),
    placeNames: compileNames(tables),
    aiVoice: compileAiVoice(tables),
    pewcPlaces: new Set(tables['ai-voice'].pewc_any_automation.places),
    forbidden: tables.content.forbidden.map(({ category, pattern, verticals }) => ({
      category,
      re: new RegExp(pattern, 'i'),
      verticals: verticals ?? [],
    })),
  };
}

/** Sampled over the coming years, on both sides of each switch. */
function differsFromRuntime(shipped: Clock): boolean {
  return clockDifference(shipped, runtimeOffsetMin) !== null;
}

/** The first sampled instant at which a clock and another reading of its zone differ, or null. Unknown zones do not differ. */
export function clockDifference(
  shipped: Clock,
  offsetMin: (zone: string, ms: number) => number | null,
): { atMs: number; shippedMin: number; otherMin: number } | null {
  for (let year = 2026; year <= 2031; year += 1) {
    for (const [month, date] of SAMPLES) {
      const atMs = dayNumber(year, month, date) * DAY_MS;
      const otherMin = offsetMin(shipped.zone, atMs);
      if (otherMin === null) return null;
      const shippedMin = offsetAt(shipped, atMs);
      if (otherMin !== shippedMin) return { atMs, shippedMin, otherMin };
    }
  }
  return null;
}

const SAMPLES: readonly (readonly [number, number])[] = [
  [1, 15],
  [3, 5],
  [3, 20],
  [7, 15],
  [10, 20],
  [11, 15],
  [12, 15],
];

/** Country part of a place key: "US-FL" -> "US", "GB" -> "GB". */
export function countryOf(place: string): string {
  return place.slice(0, 2);
}

const EU_HOURS = 'EU';

/** The rows that govern a place: its own, else its country's, else EU for a listed country, else DEFAULT. */
export function rowsFor<T>(table: ReadonlyMap<string, readonly T[]>, place: string): readonly T[] {
  const own = table.get(place);
  if (own !== undefined) return own;
  const country = countryOf(place);
  if (country !== 'US' && place !== 'UNKNOWN')
    return table.get(country) ?? table.get(EU_HOURS) ?? table.get('DEFAULT') ?? [];
  return table.get('DEFAULT') ?? [];
}

/** The row in force on a local day. Without one (a gap between versions), the caller must treat the day as barred. */
export function rowOn<T extends { fromDay: number; toDay: number }>(
  rows: readonly T[],
  day: number,
): T | undefined {
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i] as T;
    if (row.fromDay <= day && day < row.toDay) return row;
  }
  return undefined;
}
