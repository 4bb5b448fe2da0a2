/**
 * `./baton calibrate [--report] [--json]`: what readiness threshold costs least, for each playbook and question type.
 *
 * Without a database: the playbook's cost table against the reader's own calibrated confidences on held-out cases.
 * With one (DATABASE_URL, or a data directory that holds one): the floor's dispositions beside it, and the thresholds
 * that were accepted. It only proposes; a person accepts in the console.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openPool, type Pool } from '../adapters/postgres/pool.ts';
import { runningDatabaseUrl, startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import {
  applyThresholds,
  evidenceWords,
  floorOutcomes as floorOutcomesOf,
} from '../app/assistant/calibration.ts';
import { readConfig } from '../config.ts';
import { BatonError } from '../errors.ts';
import type { Tx } from '../kernel/loop.ts';
import { loadPlaybooks } from '../playbook/load.ts';
import type { Playbook } from '../playbook/playbook.ts';
import {
  type Advice,
  advise,
  type FloorCase,
  floorCases,
  heldOutCases,
  MIN_CASES,
  TYPES,
} from '../readiness/calibration.ts';
import type { Output } from './json-lines.ts';

const USAGE = `usage: baton calibrate [--report] [--json]

Prints, for each playbook and question type, the threshold that costs least by the playbook's cost table,
beside the one in force. With a database, proposals from the floor's own dispositions follow. Changes nothing.
`;
const STATEMENT_LIMIT_MS = 30_000;

/**
 * The command.
 * @returns exit code: 0 printed, 2 for a wrong command line
 */
export async function runCalibrate(
  argv: string[],
  _stdin: AsyncIterable<Buffer | string>,
  stdout: Output,
  stderr: Output = process.stderr,
): Promise<number> {
  let json = false;
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        report: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      strict: true,
    });
    if (values.help) {
      stdout.write(USAGE);
      return 0;
    }
    json = values.json;
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : 'not understood'}\n${USAGE}`);
    return 2;
  }
  const config = readConfig();
  const loaded = await loadPlaybooks(path.join(config.root, 'playbooks'));
  const floor = await askFloor(config, loaded.playbooks);
  const playbooks = [...loaded.playbooks.values()].sort((a, b) => a.id.localeCompare(b.id));
  const samples = heldOutCases();
  const cases = samples.reduce((a, c) => a + (c.n ?? 1), 0);
  const advice = playbooks.flatMap((playbook) =>
    TYPES.map((type) => advise(playbook, type, samples, floorCases(floor ?? [], playbook.id, type))),
  );
  if (json) stdout.write(`${JSON.stringify({ cases, floor: floor?.length ?? null, advice })}\n`);
  else stdout.write(print(playbooks, advice, cases, floor));
  return 0;
}

/** Outcomes of transfers that an agent coded; null when there is no database to ask. */
async function askFloor(
  config: ReturnType<typeof readConfig>,
  playbooks: Map<string, Playbook>,
): Promise<FloorCase[] | null> {
  const known = config.databaseUrl ?? runningDatabaseUrl(config.dataDir);
  if (known === null && !existsSync(path.join(config.dataDir, 'postgres'))) return null;
  const server =
    known === null
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, durable: true, log: () => {} })
      : null;
  try {
    const pool = openPool({
      databaseUrl: known ?? server?.url ?? '',
      maxConnections: 1,
      applicationName: 'baton calibrate',
      statementTimeoutMs: STATEMENT_LIMIT_MS,
    });
    try {
      return await readFloor(pool, playbooks);
    } finally {
      await pool.end();
    }
  } finally {
    await server?.stop();
  }
}

/** What the floor said, and the thresholds that were accepted, put over the playbooks. */
export async function readFloor(
  pool: Pick<Pool, 'query'>,
  playbooks: Map<string, Playbook>,
): Promise<FloorCase[]> {
  const there = await pool.query<{ there: boolean }>(
    `select to_regclass('baton.threshold_changes') is not null as there`,
  );
  if (!there.rows[0]?.there)
    throw new BatonError('NOT_FOUND', 'This database has no outcomes yet.', {
      hint: 'Start this version of Baton once; it makes its tables.',
    });
  const tx = pool as unknown as Tx;
  await applyThresholds(tx, playbooks);
  return floorOutcomesOf(tx);
}

const two = (x: number): string => x.toFixed(2);

function print(playbooks: Playbook[], advice: Advice[], samples: number, floor: FloorCase[] | null): string {
  const out = [
    `Thresholds of least expected cost at the reader's calibration (${samples} held-out cases); in force ones beside.`,
    "A transfer starts at or above the threshold. Costs are the playbook's own, US dollars.",
    '',
  ];
  for (const p of playbooks) {
    out.push(
      `${p.id}${p.regulated ? ' (regulated)' : ''}: wrong answer $${p.costs.wrongAnswer}, unneeded transfer $${p.costs.unneededTransfer}, lost lead $${p.costs.lostLead}`,
      `  ${'type'.padEnd(10)} ${'in force'.padStart(8)} ${'default'.padStart(8)} ${'least cost'.padStart(11)} ${'cost now'.padStart(9)} ${'there'.padStart(8)}  floor`,
    );
    for (const a of advice.filter((x) => x.playbook === p.id))
      out.push(
        `  ${a.type.padEnd(10)} ${two(a.inForce).padStart(8)} ${two(a.byDefault).padStart(8)} ${two(a.best).padStart(11)} ${`$${two(a.costNow)}`.padStart(9)} ${`$${two(a.costBest)}`.padStart(8)}  ${floorWords(a, floor !== null)}`,
      );
    out.push('');
  }
  out.push(
    floor === null
      ? 'No database: the floor has no say here. Set DATABASE_URL or BATON_DATA to hear it.'
      : `${floor.length} coded transfers read. Below ${MIN_CASES} of a kind only counts are shown.`,
    "Nothing was changed. A proposal is accepted, and undone, on the console's page Calibration.",
  );
  return `${out.join('\n')}\n`;
}

function floorWords(a: Advice, asked: boolean): string {
  if (!asked) return '-';
  const words = evidenceWords(a);
  return a.proposal ? `${words}; proposes ${two(a.proposal.threshold)}` : words;
}
