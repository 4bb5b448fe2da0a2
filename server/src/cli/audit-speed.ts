/**
 * `./baton audit speed`: how long the gate's questions take with N opt-outs and a do-not-call list of N numbers, measured here. A
 * PostgreSQL of its own, as durable as an installation's, is filled by the product's own streamed imports and thrown away. The
 * numbers are made, distinct and the same at every run; half of those looked up were loaded, half were not, and every answer is
 * checked.
 */
import { rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { migrate, readMigrations } from '../adapters/postgres/migrate.ts';
import { makeTemporaryDataDir } from '../adapters/postgres/place.ts';
import { openPool, type Pool, withTransaction } from '../adapters/postgres/pool.ts';
import { startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { importSuppressionRows } from '../app/compliance/suppression-file.ts';
import { checkoutRoot } from '../config.ts';
import {
  contactFacts,
  defaultRules,
  importList,
  listsWith,
  permit,
  suppressionsOf,
} from '../consent/index.ts';
import { buildCase } from '../consent/rehearsal/cases.ts';
import { drawCase } from '../consent/rehearsal/rehearse.ts';
import type { PermitInput } from '../consent/types.ts';
import { createRandom } from '../kernel/ids.ts';
import type { Db } from '../kernel/loop.ts';
import { parsePhone } from '../lead/phone.ts';
import { columns, print, progress } from './output.ts';

/** The seller of the rehearsal's cases, whose gate input the measured facts are put into. */
const SELLER = 'sel_acme';
/** When the lists are taken: a day of the rehearsal's span. */
const LOADED_MS = Date.UTC(2026, 10, 1);
const SAMPLES = 2_000;
const WARM_UP = 200;
/** The least of so many tries is what a question costs; the first is what it took, with the waiting for a processor. */
const TRIES = 5;
const CHUNK_NUMBERS = 10_000;
const STATEMENT_LIMIT_MS = 600_000;

interface Timing {
  what: string;
  /** Milliseconds, each question asked once. */
  p50: number;
  p99: number;
  /** Milliseconds, each question the least of five. */
  leastP50: number;
  leastP99: number;
}

export interface SpeedReport {
  numbers: number;
  optOuts: { taken: number; seconds: number };
  list: { numbers: number; seconds: number };
  memoryMb: { before: number; peak: number };
  diskMb: number;
  timings: Timing[];
  looked: { loaded: number; notLoaded: number };
  /** Loaded numbers that were not found or were allowed, and others that were found. Zero, or something is broken. */
  wrong: number;
  machine: { cores: number; loadBefore: number; loadAfter: number };
}

/** Distinct numbers of real area codes: the i-th is the same at every run, and neighbours are far apart. */
export function madeNumbers(): (index: number) => string {
  // New area codes have but a part of their exchanges in use; only whole ones are taken.
  const whole = (code: string) => [2, 3, 4, 5, 6, 7, 8, 9].every((d) => parsePhone(`+1${code}${d}456789`).ok);
  const areas = [...defaultRules().areaCodes.keys()].filter(whole);
  const exchanges = Array.from({ length: 800 }, (_, i) => 200 + i).filter((n) => n % 100 !== 11 && n !== 555);
  const all = areas.length * exchanges.length * 10_000;
  // A prime that does not divide their number: the multiples of it, modulo that number, are all different.
  const stride = 433_494_437;
  return (index) => {
    const at = (index * stride) % all;
    const line = String(at % 10_000).padStart(4, '0');
    const block = Math.floor(at / 10_000);
    const exchange = exchanges[block % exchanges.length];
    return `+1${areas[Math.floor(block / exchanges.length)]}${exchange}${line}`;
  };
}

async function* linesOf(numbers: number, numberAt: (index: number) => string): AsyncGenerator<Buffer> {
  for (let from = 0; from < numbers; from += CHUNK_NUMBERS) {
    const length = Math.min(CHUNK_NUMBERS, numbers - from);
    yield Buffer.from(`${Array.from({ length }, (_, i) => numberAt(from + i)).join('\n')}\n`);
  }
}

const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);
const secondsSince = (from: number) => Math.round((performance.now() - from) / 100) / 10;

/** Times one question about every sample, after a warm-up. @returns the answers in order */
async function timed<S, A>(
  what: string,
  samples: readonly S[],
  ask: (sample: S) => Promise<A> | A,
): Promise<{ timing: Timing; answers: A[] }> {
  for (const sample of samples.slice(0, WARM_UP)) await ask(sample);
  const first: number[] = [];
  const least: number[] = [];
  const answers: A[] = [];
  for (const sample of samples) {
    const tries: number[] = [];
    for (let n = 0; n < TRIES; n += 1) {
      const from = performance.now();
      const answer = await ask(sample);
      tries.push(performance.now() - from);
      if (n === 0) answers.push(answer);
    }
    first.push(tries[0] as number);
    least.push(Math.min(...tries));
  }
  const share = (times: number[], part: number) =>
    times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] as number;
  const timing = {
    what,
    p50: share(first, 0.5),
    p99: share(first, 0.99),
    leastP50: share(least, 0.5),
    leastP99: share(least, 0.99),
  };
  return { timing, answers };
}

/** Fills the database and asks. `say` hears what is going on. */
export async function measureSpeed(
  pool: Pool,
  numbers: number,
  say: (line: string) => void,
): Promise<SpeedReport> {
  const numberAt = madeNumbers();
  const machine = { cores: cpus().length, loadBefore: loadavg()[0] ?? 0 };
  const before = peakMb();
  say(`loading ${numbers} opt-outs`);
  let from = performance.now();
  const who = { sellerId: SELLER, by: 'audit speed' };
  const db = pool as unknown as Db;
  const { taken } = await importSuppressionRows(db, who, linesOf(numbers, numberAt), LOADED_MS);
  const optOuts = { taken, seconds: secondsSince(from) };
  say(`loading a do-not-call list of ${numbers} numbers`);
  from = performance.now();
  const meta = { sellerId: SELLER, list: 'national', copyAtMs: LOADED_MS, nowMs: LOADED_MS };
  const listed = await withTransaction(pool, (client) =>
    importList(client, meta, linesOf(numbers, numberAt)),
  );
  const list = { numbers: listed.numbers, seconds: secondsSince(from) };
  const memoryMb = { before, peak: peakMb() };
  // What autovacuum does by itself soon after so much was written.
  await pool.query('vacuum analyze');
  const size = await pool.query<{ mb: number }>(
    'select (pg_database_size(current_database()) / 1048576)::int as mb',
  );
  say('asking');
  const loaded = Math.min(SAMPLES, numbers);
  const phones = [
    ...Array.from({ length: loaded }, (_, i) => numberAt(Math.floor((i * numbers) / loaded))),
    ...Array.from({ length: loaded }, (_, i) => numberAt(numbers + i)),
  ];
  const { timings, wrong } = await askAll(pool, phones, loaded);
  return {
    numbers,
    optOuts,
    list,
    memoryMb,
    diskMb: size.rows[0]?.mb ?? 0,
    timings,
    looked: { loaded, notLoaded: loaded },
    wrong,
    machine: { ...machine, loadAfter: loadavg()[0] ?? 0 },
  };
}

/** The first `loaded` of the phones are in the store and on the list, the others in neither. */
async function askAll(
  pool: Pool,
  phones: readonly string[],
  loaded: number,
): Promise<{ timings: Timing[]; wrong: number }> {
  const client = await pool.connect();
  try {
    const stopped = await timed('opt-outs of a number', phones, (phone) =>
      suppressionsOf(client, SELLER, phone),
    );
    const onList = await timed('lists a number is on', phones, (phone) => listsWith(client, SELLER, phone));
    const facts = await timed('all facts of a person', phones, (phone) =>
      contactFacts(client, { sellerId: SELLER, phone, nowMs: LOADED_MS, lock: false }),
    );
    const random = createRandom(1);
    const inputs = facts.answers.map((known, i): PermitInput => {
      const { input } = buildCase(drawCase(random));
      const phone = phones[i] as string;
      return {
        ...input,
        lead: { ...input.lead, ...known.lead, phone },
        consents: input.consents.map((consent) => ({ ...consent, phone })),
        suppressions: known.suppressions,
      };
    });
    const decided = await timed('the gate, given the facts', inputs, permit);
    const wrong = phones.filter((_, i) => {
      const there = i < loaded;
      const found = stopped.answers[i]?.length === 1 && onList.answers[i]?.join() === 'national';
      const absent = stopped.answers[i]?.length === 0 && onList.answers[i]?.length === 0;
      return there ? !found || decided.answers[i]?.verdict === 'allow' : !absent;
    }).length;
    return { timings: [stopped, onList, facts, decided].map(({ timing }) => timing), wrong };
  } finally {
    client.release();
  }
}

/** @returns 0 when every number was found as it was loaded, 1 when one was not */
export async function speed(numbers: number, json: boolean): Promise<number> {
  const dataDir = makeTemporaryDataDir('speed');
  try {
    const server = await startEmbeddedPostgres({ dataDir, durable: true, log: () => {} });
    const pool = openPool({
      databaseUrl: server.url,
      maxConnections: 2,
      statementTimeoutMs: STATEMENT_LIMIT_MS,
    });
    try {
      await migrate(pool, readMigrations(path.join(checkoutRoot(), 'server/sql')), () => {});
      const report = await measureSpeed(pool, numbers, json ? () => {} : progress);
      if (json) print(JSON.stringify(report));
      else for (const line of speedText(report)) print(line);
      return report.wrong === 0 ? 0 : 1;
    } finally {
      await pool.end();
      await server.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function speedText(report: SpeedReport): string[] {
  const { machine, optOuts, list, memoryMb, looked, wrong } = report;
  const ms = (value: number) => `${value.toFixed(3)} ms`;
  const table = report.timings.map(({ what, p50, p99, leastP50, leastP99 }) => [
    what,
    ...[p50, p99, leastP50, leastP99].map(ms),
  ]);
  return [
    `${optOuts.taken} opt-outs loaded in ${optOuts.seconds} s, a list of ${list.numbers} numbers in ${list.seconds} s;`,
    `memory of this program ${memoryMb.peak} MB at most (${memoryMb.before} MB before), ${report.diskMb} MB on disk.`,
    '',
    ...columns([['', 'p50', 'p99', 'p50, least of 5', 'p99, least of 5'], ...table]),
    '',
    `${looked.loaded} loaded numbers and ${looked.notLoaded} others looked up: ${wrong === 0 ? 'every answer is right' : `${wrong} WRONG answers`}.`,
    `${machine.cores} processors, load ${machine.loadBefore.toFixed(1)} before and ${machine.loadAfter.toFixed(1)} after.`,
  ];
}
