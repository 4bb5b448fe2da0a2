/** Where a person may be: every signal adds candidates, none removes another (rules TZ-01 to TZ-04). */
import type { Clock } from './clock.ts';
import { runtimeClock } from './clock-runtime.ts';
import type { CompiledRules, PlaceZones } from './compile.ts';
import type { LocationEvidence, ZoneEvidence } from './types.ts';

/** One place and clock that must allow the attempt. */
export interface Candidate {
  place: string;
  clock: Clock;
  from: string;
}

const STATEMENT_LASTS_MS = 30 * 86_400_000;
const ADDRESS_LASTS_MS = 365 * 86_400_000;
const BOUND = 200;

/** The clock of a zone: shipped, else the runtime's (kept, at most a few hundred). Null for a name nobody knows. */
export function clockOf(rules: CompiledRules, zone: string): Clock | null {
  const shipped = rules.clocks.get(zone);
  if (shipped !== undefined) return shipped;
  const scanned = runtimeClock(zone);
  if (scanned !== null && rules.clocks.size < 700) rules.clocks.set(zone, scanned);
  return scanned;
}

/** Normalises "FL", "us-fl", "Florida", "BC", "GB" to a place key, or null. */
export function placeKey(rules: CompiledRules, text: string): string | null {
  const upper = text.trim().toUpperCase();
  if (rules.placeNames.has(upper) && upper !== 'UNKNOWN') return upper;
  if (rules.placeNames.has(`US-${upper}`)) return `US-${upper}`;
  if (rules.placeNames.has(`CA-${upper}`)) return `CA-${upper}`;
  for (const [key, name] of rules.placeNames) {
    if (key !== 'UNKNOWN' && name.toUpperCase() === upper) return key;
  }
  return null;
}

/** The area code of a +1 number, or null. */
export function areaCodeOf(phone: string | undefined): string | null {
  return phone?.startsWith('+1') === true && phone.length === 12 ? phone.slice(2, 5) : null;
}

function placesOfPhone(
  rules: CompiledRules,
  phone: string,
): { places: readonly PlaceZones[]; nowhere: boolean } {
  const area = areaCodeOf(phone);
  if (area !== null) {
    const places = rules.areaCodes.get(area) ?? [];
    return { places, nowhere: places.length === 0 };
  }
  const digits = phone.slice(1);
  for (let length = 3; length >= 1; length -= 1) {
    const country = rules.tables.places.countries[digits.slice(0, length)];
    if (country !== undefined)
      return { places: [{ place: country.place, zones: country.zones }], nowhere: false };
  }
  return { places: [], nowhere: true };
}

/** Five digits of a US ZIP, or a Canadian postal code's province by its first letter. */
function placesOfZip(rules: CompiledRules, zip: string): readonly PlaceZones[] {
  const trimmed = zip.trim().toUpperCase();
  if (/^\d{5}(-?\d{4})?$/.test(trimmed)) return rules.zipPrefixes.get(trimmed.slice(0, 3)) ?? [];
  if (!/^[A-Z]\d[A-Z] ?\d[A-Z]\d$/.test(trimmed)) return [];
  const letters: Record<string, string[]> = {
    A: ['NL'],
    B: ['NS'],
    C: ['PE'],
    E: ['NB'],
    G: ['QC'],
    H: ['QC'],
    J: ['QC'],
    K: ['ON'],
    L: ['ON'],
    M: ['ON'],
    N: ['ON'],
    P: ['ON'],
    R: ['MB'],
    S: ['SK'],
    T: ['AB'],
    V: ['BC'],
    X: ['NT', 'NU'],
    Y: ['YT'],
  };
  return (letters[trimmed[0] as string] ?? []).map((p) => wholePlace(rules, `CA-${p}`));
}

function wholePlace(rules: CompiledRules, place: string): PlaceZones {
  const known = rules.tables.places.places[place];
  if (known !== undefined) return { place, zones: known.zones };
  const country = Object.values(rules.tables.places.countries).find((c) => c.place === place);
  return { place, zones: country?.zones ?? rules.tables.places.unknown_zones };
}

interface Found extends PlaceZones {
  from: string;
}

function gather(rules: CompiledRules, at: LocationEvidence, nowMs: number, keepAreaZones: boolean) {
  const found: Found[] = [];
  const add = (places: readonly PlaceZones[], from: string) => {
    for (const { place, zones } of places) found.push({ place, zones, from });
  };
  const zipPlaces = at.zip === undefined ? [] : placesOfZip(rules, at.zip);
  add(zipPlaces, 'zip');
  let nowhere = false;
  if (at.phone !== undefined) {
    const phone = placesOfPhone(rules, at.phone);
    nowhere = phone.nowhere;
    const addressed = new Set(zipPlaces.flatMap((p) => p.zones));
    // TZ-03 drops the area code's zone only, never its state.
    if (keepAreaZones || addressed.size === 0) add(phone.places, 'area code');
    else
      add(
        phone.places.map(({ place }) => ({ place, zones: [...addressed] })),
        'area code (state only)',
      );
  }
  const states: [string | undefined, string][] = [
    [at.state, 'state'],
    [at.ipState, 'address of the device'],
  ];
  for (const said of at.statements ?? []) {
    if (nowMs - said.atMs <= STATEMENT_LASTS_MS) states.push([said.state, 'statement']);
  }
  let unreadable = false;
  for (const [text, from] of states) {
    if (text === undefined || text === '') continue;
    const place = placeKey(rules, text);
    if (place === null) unreadable = true;
    // A ZIP of the same state is finer than the state's whole set of zones.
    else if (!zipPlaces.some((p) => p.place === place)) add([wholePlace(rules, place)], from);
  }
  const zones: [string, string][] = [];
  if (at.tz !== undefined && at.tz !== '') zones.push([at.tz, 'declared zone']);
  if (at.deviceTz !== undefined && at.deviceTz !== '') zones.push([at.deviceTz, 'device zone']);
  for (const said of at.statements ?? []) {
    if (said.tz !== undefined && nowMs - said.atMs <= STATEMENT_LASTS_MS) zones.push([said.tz, 'statement']);
  }
  return { found, zones, nowhere, unreadable };
}

/**
 * The candidate set: every place with every zone it may be in, each declared zone for every place, and the UNKNOWN row in four
 * zones when nothing names a place (TZ-04). Empty only when there is no evidence at all.
 */
export function candidates(
  rules: CompiledRules,
  at: LocationEvidence,
  nowMs: number,
  options: { trustAddress?: boolean; neighbourZones?: boolean } = {},
): Candidate[] {
  const address = at.addressVerifiedAtMs;
  const trusted =
    options.trustAddress === true && address !== undefined && nowMs - address < ADDRESS_LASTS_MS;
  const { found, zones, nowhere, unreadable } = gather(rules, at, nowMs, !trusted);
  if (found.length === 0 && zones.length === 0 && !nowhere && !unreadable) return [];
  if (found.length === 0 || unreadable) {
    found.push({
      place: 'UNKNOWN',
      zones: rules.tables.places.unknown_zones,
      from: nowhere ? 'number without a place' : 'unknown',
    });
  }
  const area = options.neighbourZones === true ? areaCodeOf(at.phone) : null;
  const careful = area === null ? [] : (rules.carefulZones.get(area) ?? []);
  const out: Candidate[] = [];
  const seen = new Set<string>();
  const push = (place: string, zone: string, from: string) => {
    const key = `${place} ${zone}`;
    if (seen.has(key) || out.length >= BOUND) return;
    seen.add(key);
    const clock = clockOf(rules, zone);
    if (clock === null) return;
    out.push({ place, clock, from });
    const other = rules.alternateClocks.get(zone);
    if (other !== undefined) out.push({ place, clock: other, from: `${from}, clock of this computer` });
  };
  for (const { place, zones: own, from } of found) {
    for (const zone of own) push(place, zone, from);
    for (const [zone, why] of zones) push(place, zone, why);
    if (from === 'area code') for (const zone of careful) push(place, zone, 'neighbour zone');
  }
  return out;
}

/** The candidates as stored with a decision. */
export function asEvidence(list: readonly Candidate[]): ZoneEvidence[] {
  return list.map(({ place, clock, from }) => ({ place, zone: clock.zone, from }));
}
