import { describe, expect, it } from 'vitest';
import { demoSettings, Settings } from '../settings.ts';
import { limitsOf, rows, withLimits } from './limits.ts';

const stored = (row: (typeof rows)[string], value: number) =>
  row.kind === 'switch' ? value === 1 : row.kind === 'seconds' ? value * 1_000 : value;

describe('limits and defaults', () => {
  it.each(Object.entries(rows))('%s: its range is the one the settings themselves check', (_name, row) => {
    for (const value of [row.min, row.max])
      expect(Settings.safeParse(row.set(demoSettings, stored(row, value))).success).toBe(true);
    if (row.kind === 'switch' || row.label === 'Service level') return;
    for (const value of [row.min - 1, row.max + 1])
      expect(Settings.safeParse(row.set(demoSettings, stored(row, value))).success).toBe(false);
  });
  it('shows what was set, with the default beside it', () => {
    const { settings, problems } = withLimits(demoSettings, { ring: 42.5, misses: 5, monitoring: 0 });
    expect(problems).toEqual({});
    expect(settings.limits.ringMs).toBe(42_500);
    expect(settings.monitoring).toEqual({ allowed: false, tellAgents: true, tellEverywhere: true });
    expect(limitsOf(settings).find(({ name }) => name === 'ring')).toMatchObject({
      value: 42.5,
      default: 20,
    });
    expect(limitsOf(settings).find(({ name }) => name === 'misses')).toMatchObject({ value: 5, default: 3 });
  });
  it.each([
    [{ ring: 4 }, 'limits.ring', 'It takes 5 to 300 seconds.'],
    [{ ring: Number.NaN }, 'limits.ring', 'It takes 5 to 300 seconds.'],
    [{ misses: 2.5 }, 'limits.misses', 'It takes 1 to 10.'],
    [{ monitoring: 2 }, 'limits.monitoring', 'It takes on (1) or off (0).'],
    [{ sleep: 1 }, 'limits.sleep', 'There is no such limit.'],
    [{ constructor: 1 }, 'limits.constructor', 'There is no such limit.'],
    [{ ring: 200 }, 'limits.ring', 'The whole transfer may not be shorter than one wave of ringing.'],
    [
      { ring: 200, total: 100 },
      'limits.total',
      'The whole transfer may not be shorter than one wave of ringing.',
    ],
  ] as [Record<string, number>, string, string][])(
    '%o is refused where it is wrong',
    (values, field, words) => {
      expect(withLimits(demoSettings, values).problems).toEqual({ [field]: words });
    },
  );
});
