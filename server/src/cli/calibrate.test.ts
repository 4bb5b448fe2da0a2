import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutRoot } from '../config.ts';
import { loadPlaybooks } from '../playbook/load.ts';
import { testDatabase } from '../testing/pg.ts';
import { readFloor, runCalibrate } from './calibrate.ts';

const nothing = (async function* (): AsyncGenerator<string> {})();
let dir = '';
const before = { data: process.env.BATON_DATA, url: process.env.DATABASE_URL };
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'baton-calibrate-'));
  process.env.BATON_DATA = dir;
  delete process.env.DATABASE_URL;
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
  if (before.data === undefined) delete process.env.BATON_DATA;
  else process.env.BATON_DATA = before.data;
  if (before.url !== undefined) process.env.DATABASE_URL = before.url;
});

describe('calibrate', () => {
  it('prints every playbook and type without a database', async () => {
    let out = '';
    const code = await runCalibrate(['--report'], nothing, {
      write: (s: string) => {
        out += s;
      },
    });
    expect(code).toBe(0);
    for (const word of ['lending (regulated)', 'events', 'factual', 'open', 'least cost', 'No database'])
      expect(out).toContain(word);
  });
  it('refuses what it does not know', async () => {
    let err = '';
    const sink = {
      write: (s: string) => {
        err += s;
      },
    };
    expect(await runCalibrate(['--nope'], nothing, sink, sink)).toBe(2);
    expect(err).toContain('usage');
  });
});

describe('the floor in a real database', () => {
  const db = testDatabase();
  it('gives each coded transfer with what its wish was held against, and puts accepted thresholds in force', async () => {
    const code = (id: string, disposition: string, judged: unknown[]) =>
      db.pool.query(
        `insert into baton.dispositions (transfer_id, agent_id, lead_id, at_ms, disposition, notes, playbook, question_type, score, threshold)
         values ($1, 'a1', 'l1', 2, $2, '', $3, $4, $5, $6)`,
        [id, disposition, ...judged],
      );
    await code('t1', 'sold', ['events', 'factual', 0.91, 0.8]);
    // Begun by a person: nothing was judged, so nothing is learned.
    await code('t2', 'not-ready', [null, null, null, null]);
    await db.pool.query(
      `insert into baton.threshold_changes (id, at_ms, playbook, question_type, base, before, after, by, evidence)
       values ('c1', 1, 'events', 'open', 0.6, 0.6, 0.7, 'Dana', '{"words":"-"}')`,
    );
    const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
    expect(playbooks.get('events')?.thresholds.open).toBe(0.6);
    expect(await readFloor(db.pool, playbooks)).toEqual([
      { playbook: 'events', type: 'factual', score: 0.91, disposition: 'sold' },
    ]);
    expect(playbooks.get('events')?.thresholds.open).toBe(0.7);
  });
});
