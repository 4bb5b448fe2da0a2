/** `./baton simulate`: a day of the floor against scripted leads and agents, on a PostgreSQL of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { endsOf } from '../../sim/ends.ts';
import { type Memory, remembering } from '../../sim/memory/memory.ts';
import { oneConnection } from '../../sim/one-connection.ts';
import { makeReport, reportText } from '../../sim/report.ts';
import { runWorld } from '../../sim/world.ts';
import { migrate, readMigrations } from '../adapters/postgres/migrate.ts';
import { openPool, type Pool } from '../adapters/postgres/pool.ts';
import { startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { checkoutRoot } from '../config.ts';
import { BatonError } from '../errors.ts';
import type { Connection } from '../kernel/loop.ts';
import { describeProblem, loadPlaybooks } from '../playbook/load.ts';
import { print, progress } from './output.ts';
import { wholeNumber } from './whole-number.ts';

const limits = { leads: 100_000, agents: 500, hours: 24 * 31 };

/** @returns 0 when every promise held, 1 when one was broken */
export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      leads: { type: 'string' },
      agents: { type: 'string' },
      hours: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    strict: true,
  });
  const asked = {
    seed: wholeNumber(values.seed, { name: 'seed', fallback: 1, least: 0, most: 2 ** 31 }),
    leads: wholeNumber(values.leads, { name: 'leads', fallback: 200, least: 1, most: limits.leads }),
    agents: wholeNumber(values.agents, { name: 'agents', fallback: 8, least: 1, most: limits.agents }),
    hours: wholeNumber(values.hours, { name: 'hours', fallback: 24, least: 1, most: limits.hours }),
  };
  const root = checkoutRoot();
  const { playbooks, problems } = await loadPlaybooks(path.join(root, 'playbooks'));
  if (problems.length > 0) throw new BatonError('BAD_CONFIG', problems.map(describeProblem).join('\n'));
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-rehearsal-'));
  const began = performance.now();
  const server = await startEmbeddedPostgres({ dataDir: dir, log: () => {}, durable: false });
  const pool = openPool({ databaseUrl: server.url, maxConnections: 4, pipeline: true });
  try {
    await migrate(pool, readMigrations(path.join(root, 'server/sql')), () => {});
    const report = await rehearse(pool, playbooks, asked, values.json ? () => {} : progress);
    if (values.json) print(JSON.stringify(report));
    else {
      print(reportText(report));
      print(
        `\n${asked.leads} leads over ${asked.hours} simulated hours took ${((performance.now() - began) / 1_000).toFixed(1)} s.`,
      );
    }
    return report.violations.length === 0 ? 0 : 1;
  } finally {
    await pool.end();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function rehearse(
  pool: Pool,
  playbooks: Parameters<typeof runWorld>[0]['playbooks'],
  asked: { seed: number; leads: number; agents: number; hours: number },
  say: (line: string) => void,
  memory: { checkEvery?: number; counted?: (counts: ReturnType<Memory['counts']>) => void } = {},
) {
  const connection = (await pool.connect()) as unknown as Connection;
  try {
    // The day asks the same few statements a hundred thousand times: each is planned once, not by each set of values.
    await connection.query({ text: 'set plan_cache_mode = force_generic_plan', values: [] });
    const db = await remembering(oneConnection(connection), memory.checkEvery);
    const report = await played(db, playbooks, asked, say);
    memory.counted?.(db.counts());
    return report;
  } finally {
    connection.release();
  }
}

async function played(
  db: Memory,
  playbooks: Parameters<typeof runWorld>[0]['playbooks'],
  asked: { seed: number; leads: number; agents: number; hours: number },
  say: (line: string) => void,
) {
  let told = 0;
  const result = await runWorld({
    db,
    playbooks,
    ...asked,
    onProgress(share) {
      const tenth = Math.floor(share * 10);
      if (tenth > told) {
        told = tenth;
        say(`${tenth * 10} % of the day played`);
      }
    },
  });
  await db.settled();
  const { ends, violations } = await endsOf(db, result);
  const { rows } = await db.query<{ n: number }>({
    text: `select count(*)::int as n from baton.messages where sender = 'assistant' and status in ('sent', 'delivered')`,
    values: [],
  });
  return makeReport(
    { ...result, violations: [...result.violations, ...violations] },
    asked,
    ends,
    rows[0]?.n ?? 0,
  );
}
