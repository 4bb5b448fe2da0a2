/** Clocks from the runtime's own time-zone data (Intl): for zones that are not shipped, and to cross-check those that are. */
import { type Clock, DAY_MS, FIRST_YEAR, LAST_YEAR, MINUTE_MS } from './clock.ts';

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatFor(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    made = null;
  }
  if (formats.size < 700) formats.set(zone, made);
  return made;
}

/** Offset in minutes by the runtime's data, or null when it does not know the zone. Slow (microseconds); not for the gate. */
export function runtimeOffsetMin(zone: string, ms: number): number | null {
  const format = formatFor(zone);
  if (format === null) return null;
  const whole = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(whole)) part[type] = Number(value);
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
  return Math.round((local - whole) / MINUTE_MS);
}

/** A clock scanned from the runtime, month by month then by bisection. Null for an unknown zone name. */
export function runtimeClock(zone: string, name = zone): Clock | null {
  const first = Date.UTC(FIRST_YEAR, 0, 1);
  const standard = runtimeOffsetMin(zone, first);
  if (standard === null) return null;
  const starts = [Number.NEGATIVE_INFINITY];
  const offsets = [standard];
  const last = Date.UTC(Math.min(LAST_YEAR, FIRST_YEAR + 20), 0, 1);
  let before = standard;
  for (let at = first; at < last; at += 14 * DAY_MS) {
    const after = runtimeOffsetMin(zone, at + 14 * DAY_MS) ?? before;
    if (after === before) continue;
    let low = at;
    let high = at + 14 * DAY_MS;
    while (high - low > MINUTE_MS) {
      const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
      if (runtimeOffsetMin(zone, middle) === before) low = middle;
      else high = middle;
    }
    starts.push(high);
    offsets.push(after);
    before = after;
  }
  const abbr: [string, string] = [zone, zone];
  return { zone, name, abbr, standardMin: Math.min(...offsets), starts, offsets };
}
