/** Start-up check of time-zone data (TZ-05, section 5.4): the shipped clocks are used; this tells where the runtime is stale. */

import { runtimeOffsetMin } from './clock-runtime.ts';
import { type CompiledRules, clockDifference } from './compile.ts';

export interface ZoneFinding {
  /** corrected: the gate uses the shipped clock and asks both to allow. stop: do not start. */
  severity: 'corrected' | 'stop';
  zone: string | null;
  words: string;
}

/** The runtime's own data: its release and its offsets. `process.versions.tz` in Node. */
export interface RuntimeZones {
  release: string;
  offsetMin(zone: string, ms: number): number | null;
}

/** Node's own data. */
export function nodeZones(): RuntimeZones {
  return { release: process.versions.tz ?? 'unknown', offsetMin: runtimeOffsetMin };
}

function hours(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const whole = Math.abs(minutes);
  return `UTC${sign}${Math.floor(whole / 60)}${whole % 60 === 0 ? '' : `:${String(whole % 60).padStart(2, '0')}`}`;
}

/**
 * Compares the shipped clocks with the runtime's. `ok` is false, and the server must not start, when the shipped table is older
 * than the release the rules demand and the runtime is no newer; a stale runtime alone is corrected by the shipped clocks.
 */
export function checkTimeZoneData(
  rules: CompiledRules,
  runtime: RuntimeZones = nodeZones(),
): { ok: boolean; findings: ZoneFinding[] } {
  const { tzdb, min_tzdb: wanted } = rules.tables.manifest;
  const findings: ZoneFinding[] = [];
  if (tzdb < wanted) {
    const words = `The shipped clocks are of ${tzdb}, the rules demand ${wanted}. Update server/rules/zones.yaml.`;
    findings.push({ severity: 'stop', zone: null, words });
  }
  for (const clock of rules.clocks.values()) {
    const shipped = rules.tables.zones.rows[clock.zone];
    if (shipped === undefined) continue;
    const difference = clockDifference(clock, runtime.offsetMin);
    if (difference === null) continue;
    const day = new Date(difference.atMs).toISOString().slice(0, 10);
    const since = shipped.changed_in === undefined ? '' : ` (changed in ${shipped.changed_in})`;
    const words =
      `${clock.zone} is ${hours(difference.shippedMin)} on ${day}${since}; this computer’s data of ${runtime.release} says ` +
      `${hours(difference.otherMin)}. The gate uses the shipped clock and asks both to allow.`;
    findings.push({ severity: 'corrected', zone: clock.zone, words });
  }
  return { ok: findings.every((f) => f.severity !== 'stop'), findings };
}
