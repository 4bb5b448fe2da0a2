/**
 * `./baton audit verify [--json]`: finds any change in the hash-chained log of decisions, consents and opt-outs, and says where.
 * `./baton audit rehearse [--attempts N --seed N --json]`: random attempts through the gate, judged again by a second reading of
 * the rules. Exit code 0 when nothing was found, 1 when something was.
 * `./baton audit speed [--numbers N --json]`: what the gate's questions cost with N opt-outs and a list of N numbers, measured here.
 * `./baton audit rules [--from VERSION --to VERSION --json]`: two versions of the rule table that this installation ran, side by side.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkReachable, openPool, type Pool, withTransaction } from '../adapters/postgres/pool.ts';
import { runningDatabaseUrl, startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { ruleDiff } from '../app/compliance/rule-versions.ts';
import { type Config, readConfig } from '../config.ts';
import { type AuditFault, verifyAudit } from '../consent/index.ts';
import { rehearse } from '../consent/rehearsal/rehearse.ts';
import { BatonError } from '../errors.ts';
import type { Db } from '../kernel/loop.ts';
import { speed } from './audit-speed.ts';
import { columns, print, progress } from './output.ts';
import { wholeNumber } from './whole-number.ts';

const USAGE =
  'Usage: ./baton audit verify [--json], ./baton audit rehearse [--attempts 100000 --seed 1 --json], ./baton audit speed [--numbers 1000000 --json], or ./baton audit rules [--from VERSION --to VERSION --json]';
const MOST_ATTEMPTS = 10_000_000;
const MOST_NUMBERS = 10_000_000;
const SHOWN_FAULTS = 100;
/** A page of the log is read at a time; a table that answers slower than this is not well. */
const STATEMENT_LIMIT_MS = 120_000;

const MEANS: Record<AuditFault['problem'], string> = {
  missing: 'an entry before this one is gone, or one was put in',
  content: 'the content was changed after it was written',
  link: 'its links were rewritten',
  head: 'the end of the chain is not where its head says: entries were cut off, or the head was moved',
  'unexplained erasure': 'it was emptied, but no logged erasure names it',
};

/** @returns 0 when nothing was found, 1 when something was */
export async function run(argv: string[]): Promise<number> {
  const { word, values } = understand(argv);
  if (word === 'rehearse') return rehearsal(values);
  if (values.attempts !== undefined || values.seed !== undefined)
    throw new BatonError('USAGE', '--attempts and --seed are of rehearse.', { hint: USAGE });
  if (word === 'speed')
    return speed(
      wholeNumber(values.numbers, {
        name: 'numbers',
        fallback: 1_000_000,
        least: 1,
        most: MOST_NUMBERS,
        hint: USAGE,
      }),
      values.json,
    );
  if (values.numbers !== undefined) throw new BatonError('USAGE', '--numbers is of speed.', { hint: USAGE });
  if (word === 'rules') return withDatabase(readConfig(), (pool) => compareRules(pool, values));
  return withDatabase(readConfig(), (pool) => verify(pool, values.json));
}

async function compareRules(
  pool: Pool,
  asked: { from?: string | undefined; to?: string | undefined; json: boolean },
): Promise<number> {
  const diff = await ruleDiff(pool as unknown as Db, asked);
  if (asked.json) {
    print(JSON.stringify(diff));
    return 0;
  }
  print(`Ran here: ${diff.versions.map(({ version }) => version).join(', ')}`);
  print(
    `${diff.from} against ${diff.to}: ${diff.added.length} new, ${diff.removed.length} gone, ${diff.changed.length} changed.`,
  );
  for (const row of diff.added) print(`  + ${row.id}: ${row.rule} ${row.parameter}`);
  for (const row of diff.removed) print(`  - ${row.id}: ${row.rule} ${row.parameter}`);
  for (const { id, what, before, after } of diff.changed) {
    print(`  ~ ${id} (${what.join(', ')})`);
    print(`      was: ${before.rule} ${before.parameter}`);
    print(`      now: ${after.rule} ${after.parameter}`);
  }
  return 0;
}

function understand(argv: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        attempts: { type: 'string' },
        seed: { type: 'string' },
        numbers: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
      strict: true,
    });
    const [word, ...more] = positionals;
    if ((word !== 'verify' && word !== 'rehearse' && word !== 'speed' && word !== 'rules') || more.length > 0)
      throw new Error('say verify, rehearse, speed or rules');
    if (word !== 'rules' && (values.from !== undefined || values.to !== undefined))
      throw new Error('--from and --to are of rules');
    return { word, values };
  } catch (error) {
    throw new BatonError('USAGE', `${error instanceof Error ? error.message : 'Not understood'}.`, {
      hint: USAGE,
    });
  }
}

/** Walks the whole log in one snapshot, so that a server which writes meanwhile does not disturb it. */
async function verify(pool: Pool, json: boolean): Promise<number> {
  const found = await pool.query<{ there: boolean }>(
    `select to_regclass('baton.consent_log') is not null as there`,
  );
  if (!found.rows[0]?.there)
    throw new BatonError('NOT_FOUND', 'This database has no decision log yet.', {
      hint: 'Start Baton once; it makes its tables.',
    });
  const result = await withTransaction(pool, (client) => verifyAudit(client), {
    isolation: 'repeatable read',
    readOnly: true,
  });
  if (json) print(JSON.stringify(result));
  else {
    print(`${result.rows} entries read, ${result.erased} of them emptied by an erasure.`);
    if (result.ok) print('Nothing was changed, removed or put in.');
    for (const fault of result.faults.slice(0, SHOWN_FAULTS))
      print(`  chain ${fault.chain}, entry ${fault.seq}: ${MEANS[fault.problem]}`);
    if (result.faults.length > SHOWN_FAULTS) print(`  and ${result.faults.length - SHOWN_FAULTS} more`);
    if (!result.ok)
      print(
        `${result.faults.length} fault${result.faults.length === 1 ? '' : 's'}: the log is not as it was written.`,
      );
  }
  return result.ok ? 0 : 1;
}

/** One's own server, the embedded one of a Baton that runs, or the data directory's, started for as long as it is read. */
async function withDatabase<T>(config: Config, work: (pool: Pool) => Promise<T>): Promise<T> {
  const known = config.databaseUrl ?? runningDatabaseUrl(config.dataDir);
  if (known === null && !existsSync(path.join(config.dataDir, 'postgres'))) {
    throw new BatonError('NOT_FOUND', `There is no database in ${config.dataDir}.`, {
      hint: 'Set BATON_DATA or DATABASE_URL to the one to verify.',
    });
  }
  const server =
    known === null
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, durable: true, log: progress })
      : null;
  try {
    const databaseUrl = known ?? server?.url ?? '';
    const pool = openPool({
      databaseUrl,
      maxConnections: 1,
      applicationName: 'baton audit',
      statementTimeoutMs: STATEMENT_LIMIT_MS,
    });
    try {
      await checkReachable(pool, databaseUrl);
      return await work(pool);
    } finally {
      await pool.end();
    }
  } finally {
    await server?.stop();
  }
}

function rehearsal(values: {
  attempts?: string | undefined;
  seed?: string | undefined;
  json: boolean;
}): number {
  const attempts = wholeNumber(values.attempts, {
    name: 'attempts',
    fallback: 100_000,
    least: 1,
    most: MOST_ATTEMPTS,
    hint: USAGE,
  });
  const seed = wholeNumber(values.seed, {
    name: 'seed',
    fallback: 1,
    least: 0,
    most: 2 ** 32 - 1,
    hint: USAGE,
  });
  const began = performance.now();
  const report = rehearse(
    attempts,
    seed,
    values.json ? undefined : (done) => done % 50_000 === 0 && progress(`${done} attempts tried`),
  );
  if (values.json) print(JSON.stringify({ seed, ...report }));
  else {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    print(
      `${attempts} random attempts, seed ${seed}, in ${seconds} s: ${report.allowed} allowed, ${report.deferred} deferred, ${report.denied} denied.`,
    );
    const reasons = Object.entries(report.reasons).sort(([, a], [, b]) => b - a);
    for (const line of columns(reasons.map(([reason, count]) => [reason, String(count).padStart(9)])))
      print(line);
    print(`${report.violations} violations of a rule in force.`);
    for (const { attempt, state, zone, at, broken } of report.examples)
      print(`  attempt ${attempt}, ${state} (${zone}) at ${at}: ${broken.join('; ')}`);
  }
  return report.violations === 0 ? 0 : 1;
}
