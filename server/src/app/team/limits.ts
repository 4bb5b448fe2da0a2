/**
 * The limits an installation may set, one table: what the API shows, checks and stores, and what the page says of each.
 * Ranges and defaults are those of the settings' own schema (app/settings.ts); a test compares them. Pure.
 */
import type { z } from 'zod';
import type { Limit } from '../../../../contract/team.ts';
import { demoSettings, type Settings } from '../settings.ts';

interface Row {
  label: string;
  words: string;
  /** Seconds are stored as milliseconds, switches as booleans. */
  kind: 'seconds' | 'count' | 'switch';
  min: number;
  max: number;
  get(settings: Settings): number | boolean;
  set(settings: Settings, stored: number | boolean): Settings;
}

type LimitName = keyof Settings['limits'];
const limit = (name: LimitName, row: Pick<Row, 'label' | 'words' | 'kind' | 'min' | 'max'>): Row => ({
  ...row,
  get: (settings) => settings.limits[name],
  set: (settings, stored) => ({ ...settings, limits: { ...settings.limits, [name]: stored } }),
});
const top = (
  name: 'wrapUpMs' | 'maxMisses' | 'serviceLevelMs',
  row: Pick<Row, 'label' | 'words' | 'kind' | 'min' | 'max'>,
): Row => ({
  ...row,
  get: (settings) => settings[name],
  set: (settings, stored) => ({ ...settings, [name]: stored }),
});
const monitoring = (name: keyof Settings['monitoring'], row: Pick<Row, 'label' | 'words'>): Row => ({
  ...row,
  kind: 'switch',
  min: 0,
  max: 1,
  get: (settings) => settings.monitoring[name],
  set: (settings, stored) => ({ ...settings, monitoring: { ...settings.monitoring, [name]: stored } }),
});

export const rows: Readonly<Record<string, Row>> = {
  ring: limit('ringMs', {
    label: 'Ring',
    words: 'How long one wave of agents is rung.',
    kind: 'seconds',
    min: 5,
    max: 300,
  }),
  accept: limit('acceptMs', {
    label: 'Accept',
    words: "From an agent's phone being picked up to the accept key.",
    kind: 'seconds',
    min: 5,
    max: 60,
  }),
  brief: limit('briefMs', {
    label: 'Brief',
    words: 'How long the spoken brief may take.',
    kind: 'seconds',
    min: 0,
    max: 30,
  }),
  'lead-ring': limit('leadRingMs', {
    label: "Lead's phone",
    words: "How long the lead's phone may ring.",
    kind: 'seconds',
    min: 15,
    max: 120,
  }),
  total: limit('totalMs', {
    label: 'Whole transfer',
    words: 'From ready to joined; after it the lead is told and booked.',
    kind: 'seconds',
    min: 20,
    max: 600,
  }),
  waves: limit('maxWaves', {
    label: 'Waves',
    words: 'How often agents are rung for one transfer.',
    kind: 'count',
    min: 1,
    max: 10,
  }),
  'wave-size': limit('waveSize', {
    label: 'Agents a wave',
    words: 'How many more are rung in each wave, where a playbook rings in waves.',
    kind: 'count',
    min: 1,
    max: 50,
  }),
  'wrap-up': top('wrapUpMs', {
    label: 'Wrap-up',
    words: 'Time after a call for the result; no offers meanwhile.',
    kind: 'seconds',
    min: 0,
    max: 600,
  }),
  misses: top('maxMisses', {
    label: 'Misses before a pause',
    words: 'Offers an agent may miss in a row.',
    kind: 'count',
    min: 1,
    max: 10,
  }),
  'service-level': top('serviceLevelMs', {
    label: 'Service level',
    words: 'The floor shows the share joined within this time.',
    kind: 'seconds',
    min: 5,
    max: 600,
  }),
  monitoring: monitoring('allowed', {
    label: 'Supervisors may listen',
    words: 'Listen, whisper and barge on live calls.',
  }),
  'monitoring-told': monitoring('tellAgents', {
    label: 'Agents are told',
    words: 'The desk says who listens.',
  }),
  'monitoring-announced': monitoring('tellEverywhere', {
    label: 'Leads are told, everywhere',
    words:
      'A notice before a supervisor hears a call. Off: only where the strictest place the lead may be in wants the consent of all.',
  }),
};

/** As they are before anybody changed one. */
const defaults: Settings = structuredClone(demoSettings);

const shown = (row: Row, settings: Settings): number => {
  const stored = row.get(settings);
  return typeof stored === 'boolean' ? Number(stored) : row.kind === 'seconds' ? stored / 1_000 : stored;
};

export function limitsOf(settings: Settings): z.input<typeof Limit>[] {
  return Object.entries(rows).map(([name, row]) => ({
    name,
    label: row.label,
    words: row.words,
    kind: row.kind,
    value: shown(row, settings),
    default: shown(row, defaults),
    min: row.min,
    max: row.max,
  }));
}

const rangeWords = (row: Row): string =>
  row.kind === 'switch'
    ? 'on (1) or off (0)'
    : `${row.min} to ${row.max}${row.kind === 'seconds' ? ' seconds' : ''}`;

/** @returns the changed settings, or for each bad field what it takes */
export function withLimits(
  settings: Settings,
  values: Readonly<Record<string, number>>,
): { settings: Settings; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  let next = settings;
  for (const [name, value] of Object.entries(values)) {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    const whole = row?.kind === 'seconds' ? Number.isInteger(value * 10) : Number.isInteger(value);
    if (!row) problems[`limits.${name}`] = 'There is no such limit.';
    else if (!whole || value < row.min || value > row.max)
      problems[`limits.${name}`] = `It takes ${rangeWords(row)}.`;
    else
      next = row.set(
        next,
        row.kind === 'switch' ? value === 1 : row.kind === 'seconds' ? Math.round(value * 1_000) : value,
      );
  }
  const { ringMs, totalMs } = next.limits;
  if (totalMs < ringMs && Object.keys(problems).length === 0)
    problems[values.total === undefined ? 'limits.ring' : 'limits.total'] =
      'The whole transfer may not be shorter than one wave of ringing.';
  return { settings: next, problems };
}
