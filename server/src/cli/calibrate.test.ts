import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  it('gives each coded transfer that a text started, with the readiness it began at', async () => {
    await db.pool.query(
      `insert into baton.leads (id, phone, name, tz, playbook, source, created_ms) values ('l1', '+15125550101', 'Ada', 'America/Chicago', 'events', 'test', 1)`,
    );
    await db.pool.query(
      `insert into baton.conversations (id, state) values ('l1', '{"lastAsked":"party_size"}')`,
    );
    const ready = (transferId: string, origin: string, readiness: number) =>
      db.pool.query(
        `insert into baton.journal (at_ms, room, key, type, lead_id, body) values (1, 'conversation', 'l1', 'lead.ready', 'l1', $1)`,
        [JSON.stringify({ type: 'lead.ready', leadId: 'l1', transferId, origin, readiness })],
      );
    await ready('t1', 'text', 0.91);
    await ready('t2', 'operator', 0.2);
    for (const [id, disposition] of [
      ['t1', 'sold'],
      ['t2', 'not-ready'],
    ])
      await db.pool.query(
        `insert into baton.dispositions (transfer_id, agent_id, lead_id, at_ms, disposition, notes) values ($1, 'a1', 'l1', 2, $2, '')`,
        [id, disposition],
      );
    expect(await readFloor(db.pool)).toEqual([
      { playbook: 'events', score: 0.91, disposition: 'sold', field: 'party_size' },
    ]);
  });
});
