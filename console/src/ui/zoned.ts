/** A wall-clock time in a named zone to an instant. Pure. */

/** Offset of a zone at an instant, ms. */
function zoneOffsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const n = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  return (
    Date.UTC(n('year'), n('month') - 1, n('day'), n('hour'), n('minute'), n('second')) -
    Math.floor(atMs / 1_000) * 1_000
  );
}

/**
 * "2026-11-21T14:30" in the zone, as epoch ms; null when it is no time. In the hour that the spring change skips the
 * later reading is taken; in the hour that autumn repeats, the first.
 */
export function zonedToMs(wall: string, zone: string): number | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = asUtc - zoneOffsetMs(asUtc - 86_400_000, zone);
  const after = asUtc - zoneOffsetMs(asUtc + 86_400_000, zone);
  const fits = [before, after].filter((at) => at + zoneOffsetMs(at, zone) === asUtc);
  return fits.length > 0 ? Math.min(...fits) : Math.max(before, after);
}
