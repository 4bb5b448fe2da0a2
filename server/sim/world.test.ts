import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../src/cli/simulate.ts';
import { checkoutRoot } from '../src/config.ts';
import { loadPlaybooks } from '../src/playbook/load.ts';
import { createTestDatabase } from '../src/testing/pg.ts';
import { createWatch } from './watch.ts';

const asked = { leads: 40, agents: 6, hours: 6, seed: 11 };

async function day(over: Partial<typeof asked> = {}, memory: Parameters<typeof rehearse>[4] = {}) {
  const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
  const database = await createTestDatabase();
  try {
    return await rehearse(database.pool, playbooks, { ...asked, ...over }, () => {}, memory);
  } finally {
    await database.drop();
  }
}

describe('a rehearsed day on a real PostgreSQL', () => {
  it('keeps every promise, connects leads, and is the same day twice', async () => {
    const first = await day();
    expect(first.violations).toEqual([]);
    expect(first.errors).toEqual({});
    expect(first.outcomes.connected).toBeGreaterThan(5);
    expect(first.optOuts).toBeGreaterThan(0);
    // This time PostgreSQL is asked for everything that is remembered, too.
    let counts = { remembered: 0, checked: 0 };
    const counted = (all: typeof counts) => {
      counts = all;
    };
    const second = await day({}, { checkEvery: 1, counted });
    expect(counts.remembered).toBeGreaterThan(5_000);
    expect(counts.checked).toBeGreaterThan(0.9 * counts.remembered);
    expect(second).toEqual(first);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  }, 300_000);

  it('another seed is another day', async () => {
    const other = await day({ seed: 12, leads: 15 });
    expect(other.violations).toEqual([]);
    expect(other.seed).toBe(12);
  }, 200_000);
});

describe('the judge', () => {
  const rules = (act: (watch: ReturnType<typeof createWatch>) => void) => {
    const watch = createWatch();
    act(watch);
    return watch.violations.map((one) => one.rule);
  };
  const text = {
    leadId: 'l',
    kind: 'follow-up',
    revoked: false,
    tz: 'America/Chicago',
    hadConsent: true,
    wroteFirst: false,
  };
  const noon = Date.UTC(2026, 10, 17, 18);

  it.each([
    [
      'a text after an opt-out',
      (w) => (
        w.facts([{ type: 'consent.revoked', leadId: 'l', words: 'stop', by: 'lead' }], noon),
        w.text({ ...text, revoked: w.hasRevoked('l') }, noon)
      ),
      ['opt-out'],
    ],
    [
      'two confirmations',
      (w) => (
        w.text({ ...text, revoked: true, kind: 'confirmation' }, noon),
        w.text({ ...text, revoked: true, kind: 'confirmation' }, noon)
      ),
      ['opt-out'],
    ],
    ['a follow-up at night', (w) => w.text(text, noon + 12 * 3_600_000), ['quiet-hours']],
    ['a text without consent', (w) => w.text({ ...text, hadConsent: false }, noon), ['consent']],
    [
      'a dial after the end',
      (w) => (
        w.facts([{ type: 'transfer.ended', transferId: 't', leadId: 'l', outcome: 'failed', detail: '' }], 1),
        w.dialled({ callId: 't', stationId: 'desk:a', role: 'agent' }, 2)
      ),
      ['T11'],
    ],
    [
      'a lead who hears the brief',
      (w) =>
        w.arranged({ callId: 't', revision: 1, hears: { lead: ['t:brief:a'] }, plays: [] }, () => true, 1),
      ['T13'],
    ],
    [
      'an agent given back twice',
      (w) => w.facts([{ type: 'agent.released', agentId: 'a', transferId: 't', how: 'lost' }], 1),
      ['T3'],
    ],
    [
      'one desk rung for two',
      (w) =>
        w.still(
          new Map([
            ['1', { callId: 'x', stationId: 'desk:a' }],
            ['2', { callId: 'y', stationId: 'desk:a' }],
          ]),
          1,
        ),
      ['T1'],
    ],
    [
      'connected without a join',
      (w) =>
        w.facts(
          [{ type: 'transfer.ended', transferId: 't', leadId: 'l', outcome: 'connected', detail: '' }],
          1,
        ),
      ['T12'],
    ],
  ] as [string, (watch: ReturnType<typeof createWatch>) => void, string[]][])(
    'sees %s',
    (_name, act, expected) => {
      expect(rules(act)).toEqual(expected);
    },
  );
});
