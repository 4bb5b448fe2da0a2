/** No allowed attempt breaks any rule in force, over random people, places, times and rule versions; the oracle is written apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPermitted, permit } from './permit.ts';
import { buildCase, choices, type Drawn, end, later, people, start } from './rehearsal/cases.ts';
import { violations } from './rehearsal/oracle.ts';
import { at } from './testing.ts';

const seed = Number(process.env.BATON_SEED ?? 20261121);

const anyCase: fc.Arbitrary<Drawn> = fc.record({
  person: fc.constantFrom(...people),
  zonePick: fc.nat(3),
  nowMs: fc.integer({ min: start / 1000, max: end / 1000 }).map((s) => s * 1000),
  kind: fc.constantFrom(...choices.kind),
  purpose: fc.constantFrom(...choices.purpose),
  consent: fc.constantFrom(...choices.consent),
  stopped: fc.constantFrom(...choices.stopped),
  history: fc.array(
    fc.record({
      hoursAgo: fc.double({ min: 0.1, max: 200, noNaN: true }),
      reply: fc.boolean(),
      failed: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  answers: fc.option(fc.integer({ min: 0, max: 900_000 }), { freq: 6 }),
  requested: fc.boolean(),
  listed: fc.boolean(),
  reassigned: fc.constantFrom(...choices.reassigned),
  blocked: fc.constantFrom(...choices.blocked),
  liveIntro: fc.boolean(),
  version: fc.constantFrom(...choices.version),
  zip: fc.option(fc.constantFrom(...choices.zip), { freq: 5 }),
});

describe('no allowed attempt violates a rule in force', () => {
  it(`random people, places, times, rule versions (seed ${seed})`, () => {
    let allowed = 0;
    const run = fc.property(anyCase, (drawn) => {
      const { input, zone, state } = buildCase(drawn);
      const decision = permit(input);
      expect(decision.gates).toHaveLength(18);
      expect(decision.rulesVersion).toBe(input.rules.version);
      if (decision.verdict === 'defer') expect(decision.untilMs).toBeGreaterThan(input.nowMs);
      if (decision.verdict !== 'allow') {
        expect(decision.words).not.toBe('');
        return;
      }
      allowed += 1;
      expect(violations(input, { state, zone })).toEqual([]);
      if (
        input.rules === later &&
        state === 'GA' &&
        input.nowMs > at('2027-01-02T00:00:00Z') &&
        input.attempt.directReply === undefined &&
        input.attempt.requested === undefined
      ) {
        const local = new Intl.DateTimeFormat('en-GB', {
          timeZone: zone,
          hour: '2-digit',
          hourCycle: 'h23',
        }).format(input.nowMs);
        expect(Number(local)).toBeLessThan(19);
      }
    });
    fc.assert(run, { numRuns: 20_000, seed });
    // The property must not hold for want of allowed attempts.
    expect(allowed).toBeGreaterThan(1_000);
  }, 180_000);

  it(`what is planned for later is permitted then (seed ${seed})`, () => {
    let planned = 0;
    const run = fc.property(anyCase, (drawn) => {
      const { input, zone, state } = buildCase(drawn);
      const next = nextPermitted(input);
      if (next === null) return;
      planned += 1;
      const { directReply: _gone, ...attempt } = input.attempt;
      expect(violations({ ...input, attempt, nowMs: next.atMs }, { state, zone })).toEqual([]);
    });
    fc.assert(run, { numRuns: 6_000, seed });
    expect(planned).toBeGreaterThan(300);
  }, 180_000);
});
