import { describe, expect, it } from 'vitest';
import { whenCases } from '../../corpus/when-cases.ts';
import { parseWhen } from './when.ts';

const file = new URL('../../corpus/cases/when.txt', import.meta.url).pathname;

describe('parseWhen', () => {
  it.each(whenCases(file).map((c) => [c.message, c] as const))('reads %j', (_m, c) => {
    const w = parseWhen(c.message, { nowMs: Date.parse(c.now), tz: c.tz, loose: true });
    if (c.expect === null) return expect(w).toBeNull();
    const at = Date.parse(w?.at ?? '');
    expect(at).toBeGreaterThanOrEqual(Date.parse(c.expect.from));
    expect(at).toBeLessThanOrEqual(Date.parse(c.expect.to));
  });
  it.each([
    ['when-round3-test.txt', 0.96],
    ['when-round3-dev.txt', 0.96],
  ])('holds on %s', (name, least) => {
    const all = whenCases(new URL(`../../corpus/cases/${name}`, import.meta.url).pathname);
    const right = all.filter((c) => {
      const at = parseWhen(c.message, { nowMs: Date.parse(c.now), tz: c.tz, loose: true })?.at;
      if (c.expect === null || at === undefined) return c.expect === null && at === undefined;
      return Date.parse(at) >= Date.parse(c.expect.from) && Date.parse(at) <= Date.parse(c.expect.to);
    });
    expect(right.length / all.length).toBeGreaterThanOrEqual(least);
  });
  it('keeps the wall clock across a change of the clocks', () => {
    const w = parseWhen('sunday 1 pm', {
      nowMs: Date.parse('2026-10-31T20:20:00-05:00'),
      tz: 'America/Chicago',
    });
    expect(w?.at).toBe('2026-11-01T13:00:00-06:00');
  });
  it('is null for a zone nobody has', () =>
    expect(parseWhen('at 5', { nowMs: 0, tz: 'Mars/Base' })).toBeNull());
});
