/** A zone of the time zone data that remembers its offsets: the runtime works each out by writing a date in words. */
import { IANAZone } from 'luxon';

const minuteMs = 60_000;
const maxMinutes = 5_000;

class RememberingZone extends IANAZone {
  readonly #offsets = new Map<number, number>();

  /** Minutes east of UTC. No zone changes within a minute. */
  override offset(atMs: number): number {
    const minute = Math.floor(atMs / minuteMs);
    const known = this.#offsets.get(minute);
    if (known !== undefined) return known;
    const offset = super.offset(atMs);
    if (this.#offsets.size >= maxMinutes) this.#offsets.clear();
    this.#offsets.set(minute, offset);
    return offset;
  }
}

const zones = new Map<string, RememberingZone>();
const maxZones = 1_000;

/** @param name of the time zone data, `America/Chicago`; a name that is none gives an invalid zone, as in luxon */
export function zoneOf(name: string): IANAZone {
  const known = zones.get(name);
  if (known) return known;
  const zone = new RememberingZone(name);
  if (zones.size >= maxZones) zones.clear();
  zones.set(name, zone);
  return zone;
}
