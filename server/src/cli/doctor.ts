/**
 * `./baton doctor`: looks at everything Baton stands on, one line each, and says how to mend what is not well.
 * A failure means Baton does not start; a warning names what is lost.
 */
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createEspeak } from '../adapters/espeak/espeak.ts';
import { createModel, createTranscriber, faultOf, hearingFaultOf } from '../adapters/models/index.ts';
import { dataLockHolder } from '../adapters/postgres/data-lock.ts';
import { findMissing, readMigrations } from '../adapters/postgres/migrate.ts';
import { makeTemporaryDataDir, strayHomes } from '../adapters/postgres/place.ts';
import { checkReachable, openPool } from '../adapters/postgres/pool.ts';
import { runningDatabaseUrl, startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { loadModelSettings, mendOf } from '../app/assistant/model-commands.ts';
import { loadHearingSettings } from '../app/hearing-commands.ts';
import { HEARING_DEADLINE_MS } from '../app/hearing-side.ts';
import { hearingMendOf, trialSound, trialWords } from '../app/hearing-trial.ts';
import { TRIAL, toModelError } from '../app/model-side.ts';
import { certificateFaults, readTlsFiles } from '../app/sip-certificate.ts';
import { type Config, readConfig } from '../config.ts';
import { MODEL_DEADLINE_MS } from '../conversation/index.ts';
import { BatonError, isBatonError, toError } from '../errors.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Tx } from '../kernel/loop.ts';
import { readProposal } from '../ports/model.ts';
import { ALL_PROGRAMS, findProgram, installCommand, PROGRAMS } from './debian.ts';
import { checkMediaSockets, checkMediaWorkers, checkWebRtc } from './doctor-sound.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { print } from './output.ts';

type Check = (config: Config) => Finding | Finding[] | Promise<Finding | Finding[]>;

const CHECKS: [string, Check][] = [
  ['Node.js', checkNode],
  ['packages', checkPackages],
  ['build', checkBuild],
  ['data directory', checkDataDir],
  ['disk space', checkDisk],
  ['stray databases', checkStrays],
  ['PostgreSQL', checkPostgres],
  ['model', checkModel],
  ['hearing', checkHearing],
  ['HTTP port', checkPort],
  ['SIP over TLS', checkSipTls],
  ['media workers', checkMediaWorkers],
  ['media sockets', checkMediaSockets],
  ['WebRTC', checkWebRtc],
  ['time zones', checkTimeZones],
  ['programs', checkPrograms],
];

const MODEL_LIMIT_MS = 10_000;
const LOW_DISK_MB = 500;
const LAST_DISK_MB = 100;

/** @returns 1 when something failed; warnings alone give 0 */
export async function run(argv: string[]): Promise<number> {
  if (argv.length > 0) throw new BatonError('USAGE', './baton doctor takes no arguments.');
  const findings: Finding[] = [];
  const config = readSettings();
  if ('finding' in config) findings.push(config.finding);
  else for (const [what, check] of CHECKS) findings.push(...(await examine(what, check, config.config)));
  for (const finding of findings) show(finding);
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  print(`\n${count('ok')} ok, ${count('warn')} warnings, ${count('fail')} failures`);
  return count('fail') > 0 ? 1 : 0;
}

function show({ status, what, found, mend }: Finding): void {
  print(`${status.padEnd(4)}  ${what}: ${found}`);
  if (mend !== undefined && status !== 'ok') print(`      -> ${mend}`);
}

function readSettings(): { config: Config } | { finding: Finding } {
  try {
    return { config: readConfig() };
  } catch (error) {
    return { finding: failed('settings', error) };
  }
}

/** A check that throws is a failed check, never a failed doctor. */
async function examine(what: string, check: Check, config: Config): Promise<Finding[]> {
  try {
    return [await check(config)].flat();
  } catch (error) {
    return [failed(what, error)];
  }
}

function failed(what: string, error: unknown): Finding {
  const details = isBatonError(error) && typeof error.details === 'string' ? ` ${error.details}` : '';
  const mend = isBatonError(error) ? error.hint : undefined;
  return {
    status: 'fail',
    what,
    found: toError(error).message + details,
    ...(mend === undefined ? {} : { mend }),
  };
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  const found = `${process.versions.node} on ${process.platform}-${process.arch}`;
  return fits
    ? ok('Node.js', found)
    : fail('Node.js', found, 'Install Node.js 20.19 or newer from https://nodejs.org.');
}

function checkPackages(config: Config): Finding {
  const { dependencies } = JSON.parse(readFileSync(path.join(config.root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const wrong = Object.entries(dependencies).filter(([name, wanted]) => {
    const file = path.join(config.root, 'node_modules', name, 'package.json');
    if (!existsSync(file)) return true;
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version !== wanted;
  });
  if (wrong.length === 0)
    return ok('packages', `${Object.keys(dependencies).length} direct dependencies as locked`);
  return fail(
    'packages',
    `missing or of another version: ${wrong.map(([name]) => name).join(', ')}`,
    'Run npm ci.',
  );
}

function checkBuild(config: Config): Finding[] {
  const server = existsSync(path.join(config.root, 'dist/.server'))
    ? ok('server build', 'complete')
    : warn('server build', 'has type errors', 'Run npx tsc --noEmit to see them.');
  if (existsSync(path.join(config.root, 'dist/console/index.html')))
    return [server, ok('console build', 'complete')];
  return [server, warn('console build', 'missing: no web pages', 'Run node scripts/build.mjs console.')];
}

function checkDataDir(config: Config): Finding {
  const pid = dataLockHolder(config.dataDir);
  if (pid !== null)
    return ok('data directory', `${config.dataDir}, in use by the Baton with process id ${pid}`);
  let dir = config.dataDir;
  while (!existsSync(dir)) dir = path.dirname(dir);
  try {
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch {
    return fail(
      'data directory',
      `${dir} cannot be written by this account`,
      'Change its owner, or set BATON_DATA.',
    );
  }
  return ok('data directory', `${config.dataDir}${dir === config.dataDir ? '' : ' (made on first start)'}`);
}

function checkDisk(config: Config): Finding[] {
  return databaseDirs(config).map((dir) => {
    const { bavail, bsize } = statfsSync(dir);
    const freeMb = Math.round((bavail * bsize) / 1_000_000);
    const found = `${(freeMb / 1000).toFixed(1)} GB free in ${dir}`;
    if (freeMb >= LOW_DISK_MB) return ok('disk space', found);
    const mend = 'Free some space, or move the data with BATON_DATA.';
    return freeMb < LAST_DISK_MB ? fail('disk space', found, mend) : warn('disk space', found, mend);
  });
}

/** The data directory, and the place of the database where that is another (see adapters/postgres/place.ts). */
function databaseDirs(config: Config): string[] {
  let dir = config.dataDir;
  while (!existsSync(dir)) dir = path.dirname(dir);
  const pointer = path.join(config.dataDir, 'postgres', 'location');
  return existsSync(pointer) ? [dir, readFileSync(pointer, 'utf8').trim()] : [dir];
}

/** Databases kept outside a data directory (Baton as root) whose data directory is gone. */
function checkStrays(): Finding[] {
  return strayHomes().map(({ home, origin }) =>
    warn(
      'stray database',
      `${home} belonged to ${origin}, which is gone`,
      `If it is not coming back: rm -r ${home}`,
    ),
  );
}

/** The larger model, where one is set up: its settings, then one small question. Without it the embedded reader answers. */
async function checkModel(config: Config): Promise<Finding> {
  const settings = config.model ?? (await saved(config, loadModelSettings));
  if (settings === null) return ok('model', 'none set up; the embedded reader answers');
  const name = `${settings.model} at ${new URL(settings.url).host}`;
  const fault = faultOf(settings);
  if (fault !== null) return warn('model', name, fault);
  const began = performance.now();
  try {
    const answer = await createModel(settings).ask(TRIAL, AbortSignal.timeout(MODEL_LIMIT_MS));
    readProposal(answer);
  } catch (error) {
    const { failure, message } = toModelError(error);
    return warn('model', `${name}: ${message} The embedded reader answers meanwhile.`, mendOf(failure));
  }
  const tookMs = Math.round(performance.now() - began);
  if (tookMs <= MODEL_DEADLINE_MS) return ok('model', `${name} answers in ${tookMs} ms`);
  return warn(
    'model',
    `${name} answers in ${tookMs} ms, a lead waits ${MODEL_DEADLINE_MS} ms`,
    mendOf('deadline'),
  );
}

/** Speech to text, where it is set up: its settings, then one sentence, spoken where this machine can speak. */
async function checkHearing(config: Config): Promise<Finding> {
  const settings = config.hearing ?? (await saved(config, loadHearingSettings));
  if (settings === null) return ok('hearing', 'none set up; opting out on a call takes key 9 or the agent');
  const name = `${settings.model} at ${new URL(settings.url).host}`;
  const fault = hearingFaultOf(settings);
  if (fault !== null) return warn('hearing', name, fault);
  const sound = await trialSound(createEspeak());
  try {
    const stop = AbortSignal.timeout(HEARING_DEADLINE_MS);
    const judged = trialWords(sound, await createTranscriber(settings).transcribe(sound.pcm, 'en', stop));
    return judged.ok ? ok('hearing', `${name}: ${judged.words}`) : warn('hearing', name, judged.words);
  } catch (error) {
    const { failure, message } = toModelError(error);
    return warn(
      'hearing',
      `${name}: ${message} Nothing said on a call is understood.`,
      hearingMendOf(failure),
    );
  }
}

/** What is set up in the console, where its database can be asked now; a stopped embedded one is not started for it. */
async function saved<T>(
  config: Config,
  load: (tx: Pick<Tx, 'query'>) => Promise<T | null>,
): Promise<T | null> {
  const databaseUrl = config.databaseUrl ?? runningDatabaseUrl(config.dataDir);
  if (databaseUrl === null) return null;
  const pool = openPool({ databaseUrl, maxConnections: 1, applicationName: 'baton doctor' });
  try {
    const there = await pool.query<{ yes: boolean }>(
      `select to_regclass('baton.settings') is not null as yes`,
    );
    return there.rows[0]?.yes ? await load(pool as unknown as Tx) : null;
  } finally {
    await pool.end();
  }
}

async function checkPostgres(config: Config): Promise<Finding[]> {
  if (config.databaseUrl !== null) return checkDatabase(config, config.databaseUrl, 'DATABASE_URL');
  const running = runningDatabaseUrl(config.dataDir);
  if (running !== null) return checkDatabase(config, running, 'embedded, of the running Baton');
  const [dir] = databaseDirs(config);
  const exists = dir === config.dataDir && readdirSync(dir).includes('postgres');
  const dataDir = exists ? config.dataDir : makeTemporaryDataDir('doctor');
  const began = performance.now();
  const notes: Finding[] = [];
  const server = await startEmbeddedPostgres({ dataDir, durable: exists, log: () => undefined });
  try {
    const tookMs = Math.round(performance.now() - began);
    if (server.place.account !== null)
      notes.push(ok('PostgreSQL account', `${server.place.account.name}, as root may not`));
    const words = exists
      ? `embedded, started in ${tookMs} ms`
      : `embedded, tried in a temporary directory, ${tookMs} ms`;
    return [...(await checkDatabase(config, server.url, words)), ...notes];
  } finally {
    await server.stop();
    if (!exists) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function checkDatabase(config: Config, databaseUrl: string, words: string): Promise<Finding[]> {
  const pool = openPool({ databaseUrl, maxConnections: 1, applicationName: 'baton doctor' });
  try {
    const { version } = await checkReachable(pool, databaseUrl);
    const major = Number.parseInt(version, 10);
    if (major < 15)
      return [fail('PostgreSQL', `${version} (${words})`, 'Baton needs PostgreSQL 15 or newer.')];
    const migrated = await pool.query<{ yes: boolean }>(
      `select to_regclass('baton.migrations') is not null as yes`,
    );
    const done = migrated.rows[0]?.yes
      ? (await pool.query<{ name: string; checksum: string }>('select name, checksum from baton.migrations'))
          .rows
      : [];
    const missing = findMissing(readMigrations(path.join(config.root, 'server/sql')), done);
    const state =
      missing.length === 0
        ? `${done.length} migrations applied`
        : `${missing.length} migrations to apply at the next start`;
    return [ok('PostgreSQL', `${version} (${words}), ${state}`)];
  } finally {
    await pool.end();
  }
}

async function checkPort(config: Config): Promise<Finding> {
  const { host, port } = config.http;
  const where = `${host}:${port}`;
  const holder = dataLockHolder(config.dataDir);
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
  if (problem === null) return ok('HTTP port', `${where} is free`);
  if (problem.code === 'EADDRINUSE' && holder !== null)
    return ok('HTTP port', `${where} is taken, by the running Baton`);
  const mend = 'Choose another with BATON_PORT (or BATON_HOST), or stop the program that has it.';
  return fail('HTTP port', `${where} cannot be listened on: ${problem.code ?? problem.message}`, mend);
}

/** Files that cannot be used at all are thrown by their reader, with the mend. */
function checkSipTls({ sip }: Config): Finding[] {
  const what = 'SIP over TLS';
  if (sip === null) return [ok(what, 'SIP is off (BATON_SIP_PORT)')];
  const { server } = sip.tls === undefined ? {} : readTlsFiles(sip.tls);
  if (server === undefined || !sip.tls?.listen)
    return [ok(what, 'to carriers only; phones cannot connect over it (BATON_SIP_TLS_CERT)')];
  const faults = certificateFaults(server.cert, sip.host, systemClock.nowMs());
  const where = `${sip.host}:${sip.tls.listen.port}, ${sip.tls.listen.certificate}`;
  if (faults.length === 0) return [ok(what, where)];
  return faults.map(({ status, found, mend }) => ({ status, what, found: `${where}: ${found}`, mend }));
}

/** From this release on the 2026 changes of western Canada are known. Zones of the United States are unaffected. */
const GOOD_TZ = '2026e';

function checkTimeZones(): Finding {
  const tz = process.versions.tz ?? 'none';
  if (tz >= GOOD_TZ && tz !== 'none') return ok('time zones', tz);
  // Vancouver keeps UTC-7 in winter from 2026; older data say UTC-8
  const hour = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/Vancouver',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const right = hour.format(new Date('2026-12-15T20:00:00Z')) === '13';
  const found = right
    ? `${tz}, knows the changes of 2026`
    : `${tz} is an hour off for parts of Canada from 2026`;
  if (right) return ok('time zones', found);
  return warn(
    'time zones',
    found,
    `Use a Node.js whose data are ${GOOD_TZ} or newer (node -p process.versions.tz).`,
  );
}

function checkPrograms(): Finding[] {
  return ALL_PROGRAMS.map((name) => {
    const where = findProgram(name);
    if (where !== null) return ok(name, where);
    const { lost, use } = PROGRAMS[name];
    return warn(
      name,
      `not installed${use === 'tests' ? ', needed for tests only' : ''}; without it no ${lost}`,
      installCommand([name]),
    );
  });
}
