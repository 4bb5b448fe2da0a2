/**
 * Time zones whose offsets are remembered: the runtime works each out by writing a date in words, and a reading makes dozens of moments.
 */
import { IANAZone, Info, type Zone } from 'luxon';

const DAY_MS = 86_400_000;
/** Days of one zone, and zones, that are kept; then all are forgotten. */
const MOST_DAYS = 400;
const MOST_ZONES = 100;

class RememberedZone extends IANAZone {
  /** Offset in minutes by day since 1970; NaN for a day in which it changes. */
  readonly #days = new Map<number, number>();

  override offset(ms: number): number {
    const day = Math.floor(ms / DAY_MS);
    const known = this.#days.get(day) ?? this.#learn(day);
    return Number.isNaN(known) ? super.offset(ms) : known;
  }

  #learn(day: number): number {
    const first = super.offset(day * DAY_MS);
    const offset = first === super.offset((day + 1) * DAY_MS) ? first : Number.NaN;
    if (this.#days.size >= MOST_DAYS) this.#days.clear();
    this.#days.set(day, offset);
    return offset;
  }
}

const zones = new Map<string, Zone>();

/** The zone of a name; one that is not valid for a name of no zone. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const plain = Info.normalizeZone(name);
  const zone = plain.type === 'iana' && plain.isValid ? new RememberedZone(plain.name) : plain;
  if (zones.size >= MOST_ZONES) zones.clear();
  zones.set(name, zone);
  return zone;
}
