/** `./baton audit`: finds what somebody with the database in hand changed, and says where; the rehearsal counts violations. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrate, readMigrations } from '../adapters/postgres/migrate.ts';
import { makeTemporaryDataDir } from '../adapters/postgres/place.ts';
import { openPool, withTransaction } from '../adapters/postgres/pool.ts';
import { startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { noteRules } from '../app/compliance/rule-versions.ts';
import { checkoutRoot } from '../config.ts';
import {
  ALL_CHANNELS,
  addSuppression,
  appendLog,
  defaultRules,
  permit,
  recordDecision,
  searchRules,
} from '../consent/index.ts';
import { buildCase } from '../consent/rehearsal/cases.ts';
import { drawCase, rehearse } from '../consent/rehearsal/rehearse.ts';
import { ask, at } from '../consent/testing.ts';
import { createRandom } from '../kernel/ids.ts';
import type { Db } from '../kernel/loop.ts';
import { testDatabase } from '../testing/pg.ts';
import { madeNumbers, measureSpeed, type SpeedReport } from './audit-speed.ts';
import { main } from './main.ts';

const db = testDatabase();
const NOON = at('2026-11-17T17:00:00Z');
const PHONE = '+13055550100';
let out = '';
let err = '';
beforeEach(() => {
  out = '';
  err = '';
  vi.stubEnv('DATABASE_URL', db.url);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Decisions and an opt-out of one person, as the app writes them. @returns their chain */
async function history(): Promise<number> {
  const decision = permit(ask(NOON));
  let chain = -1;
  for (let n = 0; n < 4; n += 1) {
    ({ chain } = await withTransaction(db.pool, (client) =>
      recordDecision(client, {
        atMs: NOON + n,
        sellerId: 'sel_acme',
        phone: PHONE,
        leadId: 'l1',
        ref: `m${n}`,
        stage: 'dispatch',
        attempt: 'text:opening',
        decision,
      }),
    ));
  }
  await withTransaction(db.pool, (client) =>
    addSuppression(client, {
      phone: PHONE,
      leadId: 'l1',
      entry: {
        sellerId: 'sel_acme',
        channels: ALL_CHANNELS,
        purposes: ['all'],
        reason: 'keyword',
        effectiveAtMs: NOON + 9,
      },
      receivedAtMs: NOON + 9,
      verbatim: 'STOP',
      evidenceRef: 'in-1',
    }),
  );
  return chain;
}

/** Somebody with the database in hand: triggers are nothing to them. */
async function tamper(statement: string, values: unknown[] = []): Promise<void> {
  await withTransaction(db.pool, async (client) => {
    await client.query(`set local session_replication_role = 'replica'`);
    await client.query(statement, values);
  });
}

describe('audit verify', () => {
  let chain = 0;
  beforeEach(async () => {
    await tamper('delete from baton.consent_log');
    await tamper(`update baton.consent_log_heads set seq = 0, hash = repeat('0', 64)`);
    await tamper('delete from baton.consent_suppressions');
    chain = await history();
  });

  it('an untouched log verifies', async () => {
    expect(await main(['audit', 'verify'])).toBe(0);
    expect(out).toContain('5 entries read');
    expect(out).toContain('Nothing was changed, removed or put in.');
  });

  it.each([
    [
      'a refusal turned into permission',
      `update baton.consent_log set payload = jsonb_set(payload, '{decision,verdict}', '"deny"') where chain = $1 and seq = 2`,
      2,
      'the content was changed',
    ],
    [
      'another time',
      'update baton.consent_log set at_ms = at_ms - 1 where chain = $1 and seq = 3',
      3,
      'the content was changed',
    ],
    [
      'another person',
      'update baton.consent_log set phone = phone + 32 where chain = $1 and seq = 1',
      1,
      'the content was changed',
    ],
    ['an entry removed', 'delete from baton.consent_log where chain = $1 and seq = 3', 4, 'gone'],
    [
      'the opt-out, which is last, removed',
      'delete from baton.consent_log where chain = $1 and seq = 5',
      5,
      'not where its head says',
    ],
    [
      'content and digest rewritten',
      `update baton.consent_log set payload = '{}', digest = repeat('a', 64) where chain = $1 and seq = 2`,
      2,
      'links were rewritten',
    ],
    [
      'emptied as if erased',
      'update baton.consent_log set payload = null, phone = null, lead_id = null, erased_at_ms = 1 where chain = $1 and seq = 2',
      2,
      'no logged erasure names it',
    ],
    [
      'two entries exchanged',
      'update baton.consent_log set seq = case seq when 2 then -3 else -2 end where chain = $1 and seq in (2, 3)',
      -3,
      '',
    ],
  ])('%s: found, with its place, exit 1', async (_what, statement, seq, words) => {
    await tamper(statement, [chain]);
    if (seq < 0)
      await tamper('update baton.consent_log set seq = -seq where chain = $1 and seq < 0', [chain]);
    expect(await main(['audit', 'verify'])).toBe(1);
    expect(out).toContain(`chain ${chain}, entry ${Math.abs(seq)}`);
    expect(out).toContain(words);
    expect(out).toContain('the log is not as it was written');
  });

  it('an entry put in after the fact, and a head that was moved', async () => {
    await tamper(
      `insert into baton.consent_log (chain, seq, at_ms, kind, seller_id, payload, digest, hash_prev, hash_self) values ($1, 6, 1, 'decision', 's', '{}', repeat('a', 64), repeat('b', 64), repeat('c', 64))`,
      [chain],
    );
    expect(await main(['audit', 'verify', '--json'])).toBe(1);
    const result = JSON.parse(out) as {
      ok: boolean;
      faults: { chain: number; seq: number; problem: string }[];
    };
    expect(result.faults).toContainEqual({ chain, seq: 6, problem: 'link' });
    await tamper('delete from baton.consent_log where seq = 6');
    await tamper(`update baton.consent_log_heads set hash = repeat('d', 64) where chain = $1`, [chain]);
    out = '';
    expect(await main(['audit', 'verify'])).toBe(1);
    expect(out).toContain('the head was moved');
  });

  it('words it does not know are refused, and a place without a database is said', async () => {
    expect(await main(['audit'])).toBe(2);
    expect(await main(['audit', 'mend'])).toBe(2);
    expect(await main(['audit', 'verify', '--seed', '1'])).toBe(2);
    vi.stubEnv('DATABASE_URL', '');
    vi.stubEnv('BATON_DATA', '/nonexistent/baton');
    expect(await main(['audit', 'verify'])).toBe(1);
    expect(err).toContain('There is no database in /nonexistent/baton');
  });

  it('starts the database of a data directory for as long as it is read', async () => {
    const dataDir = makeTemporaryDataDir('audit');
    try {
      const server = await startEmbeddedPostgres({ dataDir, durable: false, log: () => undefined });
      const pool = openPool({ databaseUrl: server.url, maxConnections: 1 });
      await migrate(pool, readMigrations(path.join(checkoutRoot(), 'server/sql')), () => undefined);
      await withTransaction(pool, (client) =>
        appendLog(client, {
          atMs: NOON,
          kind: 'list',
          sellerId: 's',
          phone: null,
          leadId: null,
          payload: { list: 'national' },
        }),
      );
      await pool.end();
      await server.stop();
      vi.stubEnv('DATABASE_URL', '');
      vi.stubEnv('BATON_DATA', dataDir);
      expect(await main(['audit', 'verify'])).toBe(0);
      expect(out).toContain('1 entries read');
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 60_000);
});

describe('audit rehearse', () => {
  it('prints the count; the same seed, the same figures', async () => {
    expect(await main(['audit', 'rehearse', '--attempts', '5000', '--seed', '3', '--json'])).toBe(0);
    const first = JSON.parse(out) as Record<string, number>;
    expect(first).toMatchObject({ seed: 3, attempts: 5000, violations: 0 });
    expect(first.allowed! + first.deferred! + first.denied!).toBe(5000);
    expect(first.allowed).toBeGreaterThan(300);
    out = '';
    await main(['audit', 'rehearse', '--attempts', '5000', '--seed', '3', '--json']);
    expect(JSON.parse(out)).toEqual(first);
    expect(await main(['audit', 'rehearse', '--attempts', 'many'])).toBe(2);
  });

  it('a gate that lets anything through is found out, and each kind of rule is seen to be broken', () => {
    const broken = rehearse(
      3_000,
      1,
      undefined,
      (input) => ({ ...permit(input), verdict: 'allow' }) as ReturnType<typeof permit>,
    );
    expect(broken.allowed).toBe(3_000);
    expect(broken.violations).toBeGreaterThan(2_000);
    expect(broken.examples).toHaveLength(10);
  });

  it('a gate without its hours alone is found out', () => {
    const blind = rehearse(20_000, 1, undefined, (input) => {
      const decision = permit(input);
      return decision.verdict === 'defer' ? { ...decision, verdict: 'allow' as const } : decision;
    });
    expect(blind.violations).toBeGreaterThan(500);
    const words = blind.examples.flatMap((one) => one.broken).join(' ');
    expect(words).toMatch(/outside|barred day|closing margin/);
  });

  it('draws people of every state, near the edges of the day', () => {
    const random = createRandom(1);
    const cases = Array.from({ length: 4_000 }, () => buildCase(drawCase(random)));
    expect(new Set(cases.map((one) => one.state)).size).toBeGreaterThanOrEqual(51);
  });
});

describe('audit speed', () => {
  it('loads by the real imports, finds what it loaded, and reports', async () => {
    expect(await main(['audit', 'speed', '--numbers', '3000', '--json'])).toBe(0);
    const report = JSON.parse(out) as SpeedReport;
    expect(report).toMatchObject({
      numbers: 3000,
      optOuts: { taken: 3000 },
      list: { numbers: 3000 },
      looked: { loaded: 2000, notLoaded: 2000 },
      wrong: 0,
    });
    expect(report.timings.map(({ what }) => what)).toEqual([
      'opt-outs of a number',
      'lists a number is on',
      'all facts of a person',
      'the gate, given the facts',
    ]);
    for (const { p50, p99, leastP50 } of report.timings) {
      expect(p50).toBeGreaterThan(0);
      expect(p99).toBeGreaterThanOrEqual(p50);
      expect(leastP50).toBeLessThanOrEqual(p50);
    }
    expect(report.memoryMb.peak).toBeGreaterThanOrEqual(report.memoryMb.before);
  }, 300_000);

  it('a number that was not loaded, or was found though it was not, is counted as wrong', async () => {
    // A row taken away behind the import's back: what the command asks for it must be missed.
    const gone = madeNumbers()(0);
    await db.pool.query(
      `create function baton.lose_one() returns trigger language plpgsql as $$ begin return null; end $$;
       create trigger lose_one before insert on baton.consent_suppressions for each row
         when (new.phone = ${gone.slice(1)}) execute function baton.lose_one()`,
    );
    try {
      const report = await measureSpeed(db.pool, 50, () => {});
      expect(report.optOuts.taken).toBe(49);
      expect(report.wrong).toBe(1);
    } finally {
      await db.pool.query(
        'drop trigger lose_one on baton.consent_suppressions; drop function baton.lose_one',
      );
    }
  }, 120_000);

  it('makes distinct numbers, and refuses what it cannot do', async () => {
    const numberAt = madeNumbers();
    const some = Array.from({ length: 50_000 }, (_, i) => numberAt(i * 200));
    expect(new Set(some).size).toBe(some.length);
    expect(await main(['audit', 'speed', '--numbers', '10000001'])).toBe(2);
    expect(await main(['audit', 'verify', '--numbers', '5'])).toBe(2);
    expect(err).toContain('--numbers is of speed');
  });
});

describe('audit rules', () => {
  it('lays two versions side by side, and names one that never ran', async () => {
    const rules = defaultRules();
    await noteRules(db.pool as unknown as Db, rules, NOON);
    const rows = searchRules(rules).slice(1);
    const [first, ...rest] = rows;
    if (!first) throw new Error('there are rules');
    const next = [{ ...first, parameter: '9-17' }, ...rest, { ...first, id: 'NEW-01', rule: 'A new rule' }];
    await db.pool.query(
      'insert into baton.rule_versions (version, activated_ms, first_seen_ms, rows) values ($1, $2, $2, $3) on conflict (version) do update set rows = excluded.rows',
      ['2099-01-01.1', NOON + 1000, JSON.stringify(next)],
    );
    expect(await main(['audit', 'rules'])).toBe(0);
    expect(out).toContain(`${rules.version} against 2099-01-01.1: 1 new, 1 gone, 1 changed.`);
    expect(out).toContain('+ NEW-01: A new rule');
    expect(out).toContain(`~ ${first.id} (parameter)`);
    out = '';
    expect(await main(['audit', 'rules', '--from', '2099-01-01.1', '--to', '2099-01-01.1', '--json'])).toBe(
      0,
    );
    expect(JSON.parse(out)).toMatchObject({ added: [], removed: [], changed: [] });
    expect(await main(['audit', 'rules', '--to', 'never'])).not.toBe(0);
    expect(await main(['audit', 'verify', '--to', 'x'])).not.toBe(0);
    expect(err).toContain('--from and --to are of rules');
  });
});
