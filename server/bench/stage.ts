/** What every part stands on: a durable PostgreSQL of its own, a database a part, and the real floor with fake far ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, readMigrations } from '../src/adapters/postgres/migrate.ts';
import { openPool, type Pool, withTransaction } from '../src/adapters/postgres/pool.ts';
import { quoteIdent } from '../src/adapters/postgres/sql.ts';
import { startEmbeddedPostgres } from '../src/adapters/postgres/supervisor.ts';
import { newAgentState } from '../src/agents/agent.ts';
import { saveAgent } from '../src/agents/store.ts';
import { demoConsentText } from '../src/app/demo.ts';
import { createFloor, type FloorParts } from '../src/app/floor.ts';
import { createGateFor } from '../src/app/gate-for.ts';
import { createRecords, type Records } from '../src/app/record.ts';
import { demoSettings, type Settings } from '../src/app/settings.ts';
import { makeBrief } from '../src/brief/index.ts';
import { defaultRules, demoTenant, type TenantFacts } from '../src/consent/index.ts';
import { createConversationDecide } from '../src/conversation/index.ts';
import { type Clock, systemClock } from '../src/kernel/clock.ts';
import { createIds, createRandom } from '../src/kernel/ids.ts';
import type { Db, Loop, Tx } from '../src/kernel/loop.ts';
import type { Playbook } from '../src/playbook/playbook.ts';
import { createReader } from '../src/reading/index.ts';
import { benchSpeech } from './ends.ts';

export interface Stage {
  playbooks: ReadonlyMap<string, Playbook>;
  /** A fresh, migrated database; `from` copies another one that nobody uses at the moment. */
  database(name: string, from?: string): Promise<{ pool: Pool; db: Db }>;
  /**
   * Two copies of a database as it stands now. Its connections are closed for that moment (the pool opens new ones).
   */
  copyOf(name: string): Promise<{ first: Pool; second: Pool; close(): Promise<void> }>;
  pid(): number | null;
  /** A number not given before, for names. */
  next(): number;
  close(): Promise<void>;
}

/** As `./baton start` opens its own: fsync on, the same number of connections. */
export async function openStage(root: string, playbooks: ReadonlyMap<string, Playbook>): Promise<Stage> {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-bench-'));
  const server = await startEmbeddedPostgres({ dataDir: dir, log: () => {}, durable: true });
  const pools: Pool[] = [];
  let made = 0;
  const open = (name: string, maxConnections: number) => {
    const pool = openPool({ databaseUrl: server.urlOf(name), maxConnections, pipeline: true });
    // Connections that were closed for a copy are replaced by the pool.
    pool.on('error', () => {});
    pools.push(pool);
    return pool;
  };
  const admin = open('postgres', 1);
  await admin.query('create database bench_template');
  const template = openPool({ databaseUrl: server.urlOf('bench_template'), maxConnections: 2 });
  await migrate(template, readMigrations(path.join(root, 'server/sql')), () => {});
  await template.end();
  return {
    playbooks,
    async database(name, from = 'bench_template') {
      await admin.query(`create database ${quoteIdent(name)} template ${quoteIdent(from)}`);
      const pool = open(name, 24);
      return { pool, db: pool as unknown as Db };
    },
    async copyOf(name) {
      // Nobody may hold a connection to what is copied; the alarm of a loop at rest is tried again.
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const copies = [`${name}_first`, `${name}_second`];
      for (const copy of copies)
        await admin.query(`create database ${quoteIdent(copy)} template ${quoteIdent(name)}`);
      const [first, second] = copies.map((copy) => open(copy, 24)) as [Pool, Pool];
      return { first, second, close: async () => void (await Promise.all([first.end(), second.end()])) };
    },
    pid: () => server.pid(),
    next: () => made++,
    async close() {
      for (const pool of pools) if (!pool.ended) await pool.end();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/**
 * The real clock at its real pace, read as if the bench had begun on Tuesday 17 November 2026 at noon in Chicago: at
 * night the gate would rightly hold every text, and there would be nothing to measure.
 */
export function noonClock(): Clock {
  const aheadMs = Date.UTC(2026, 10, 17, 18, 0, 0) - systemClock.nowMs();
  return { nowMs: () => systemClock.nowMs() + aheadMs, after: systemClock.after };
}

export interface BenchFloor {
  loop: Loop;
  clock: Clock;
  id: () => string;
  records: Records;
  settings: Settings;
  gate: FloorParts['gate'];
  locate: FloorParts['locate'];
  tenant: TenantFacts;
  /** Errors that the floor noted; a part that saw one says so. */
  errors: string[];
}

type Ends = Pick<FloorParts, 'telephony' | 'messaging'> &
  Partial<Pick<FloorParts, 'onCommitted' | 'decide' | 'speech'>>;

export const benchDecide = () => createConversationDecide({ reader: createReader(), makeBrief });

/** The floor as app.ts composes it, but for the far ends; wrap-up is nil, so that agents are free for the next round. */
export function openFloor(stage: Stage, db: Db, ends: Ends): BenchFloor {
  const clock = noonClock();
  const random = createRandom(1);
  const id = createIds(() => clock.nowMs(), random);
  const settings: Settings = { ...demoSettings, wrapUpMs: 0 };
  const { seller } = settings;
  const records = createRecords(seller);
  const rules = defaultRules();
  const tenant = demoTenant(rules, {
    sellerId: seller.id,
    sellerName: seller.name,
    senders: [seller.number],
  });
  const { playbooks } = stage;
  const { gate, locate } = createGateFor({
    rules,
    tenant,
    callerId: seller.number,
    facts: records.facts,
    playbooks,
  });
  const errors: string[] = [];
  const loop = createFloor({
    db,
    clock,
    id,
    random,
    owner: 'bench',
    decide: benchDecide(),
    playbooks,
    settings,
    gate,
    locate,
    speech: benchSpeech,
    leadTarget: (phone) => ({ kind: 'station', stationId: `handset:${phone}` }),
    sending: records.sending,
    suppress: records.suppressFact,
    restore: records.restoreFact,
    settleCall: records.settleCall,
    inbound: records.inbound,
    onError: (error, what) => errors.push(`${what}: ${error instanceof Error ? error.message : 'unknown'}`),
    ...ends,
  });
  return { loop, clock, id, records, settings, gate, locate, tenant, errors };
}

const states = 'TX IL NY CA FL CO AZ WA GA MA NV NC OR OH MO TN UT'.split(' ');

/** Agents who are free for every lead, each with a desk `desk:<id>`. */
export async function hire(stage: Stage, db: Db, count: number, nowMs: number): Promise<string[]> {
  const skills = [...new Set([...stage.playbooks.values()].flatMap((playbook) => playbook.needs.skills))];
  const ids = Array.from({ length: count }, (_, i) => `agent-${String(i + 1).padStart(3, '0')}`);
  for (const [i, id] of ids.entries()) {
    const state = {
      ...newAgentState(nowMs),
      set: 'available' as const,
      device: { ok: true, sinceMs: nowMs, words: 'this desk rings' },
    };
    const shifts = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];
    const licences = states.map((one) => ({ state: one, until: null }));
    const target = { kind: 'station' as const, stationId: `desk:${id}` };
    await saveAgent(
      db,
      {
        id,
        name: `Agent ${i + 1}`,
        tz: 'America/Chicago',
        skills,
        languages: ['en'],
        licences,
        shifts,
        target,
        demo: true,
      },
      state,
    );
  }
  return ids;
}

export const phoneOf = (n: number): string =>
  `+1${[512, 312, 212, 214, 713][n % 5]}555${String(1_000 + Math.floor(n / 5)).padStart(4, '0')}`;

/** The lead ticked the form's box, just now. */
export async function giveConsent(
  pool: Pool,
  records: Records,
  lead: { leadId: string; phone: string; name: string },
  uuid: () => string,
  nowMs: number,
): Promise<void> {
  const consent = {
    channels: ['sms', 'voice'] as ('sms' | 'voice')[],
    textShown: demoConsentText,
    atMs: nowMs - 1_000,
    source: 'form',
    ip: '203.0.113.9',
    pageUrl: 'https://example.com/quote',
  };
  await withTransaction(pool, (client) =>
    records.saveConsent(client as unknown as Tx, lead, consent, uuid, nowMs),
  );
}
