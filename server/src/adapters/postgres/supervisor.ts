/**
 * The embedded PostgreSQL: makes the cluster on first start, starts the server, restarts it when it dies, and
 * stops it. It listens on a Unix socket only, in a directory only its own account can enter, with a generated
 * password. Main flow: lock -> place -> programs -> leftovers -> cluster -> server -> database.
 *
 * A small shell process watches us: when Baton dies, even by kill -9, its pipe closes and it asks PostgreSQL to
 * stop. Should that fail too, the next start finds the server and stops it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { BatonError, toError } from '../../errors.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { clearLeftovers, ensureCluster, readPostmasterPid, SERVER_ENV, SUPERUSER } from './cluster.ts';
import { dataLockHolder, lockDataDir } from './data-lock.ts';
import { choosePlace, type Place } from './place.ts';
import { pause, waitUntil } from './processes.ts';
import { asAccount } from './run-as.ts';

const START_TIMEOUT_MS = 300_000; // recovery after a crash replays the log, which can take a while
const PROGRESS_EVERY_MS = 5_000;
const STOP_TIMEOUT_MS = 30_000;
const LOG_MAX_BYTES = 5_000_000;
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 600_000;
const RESTART_DELAY_MS = 250;

export interface EmbeddedOptions {
  dataDir: string;
  /** False for tests only: no fsync, so a power cut may lose everything. */
  durable: boolean;
  log: (line: string) => void;
  /** Called once when the server died and could not be restarted. */
  onDown?: (error: Error) => void;
  maxConnections?: number;
}

export interface EmbeddedPostgres {
  /** postgres://... of the database `baton`; holds the password. */
  url: string;
  /** The same for another database of this server. */
  urlOf: (database: string) => string;
  version: string;
  place: Place;
  /** Process id of the server as it is now. */
  pid: () => number | null;
  /** Stops the server cleanly and releases the data directory. Calling it again does nothing more. */
  stop: () => Promise<void>;
}

/**
 * Starts the embedded server and returns when it takes connections.
 * @throws BatonError DATA_DIR_LOCKED, DATA_DIR_UNUSABLE, DATABASE_START_FAILED, DATABASE_VERSION
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const releases: (() => void)[] = [];
  const releaseAll = () => {
    for (const release of releases.splice(0)) release();
  };
  try {
    releases.push(takeLock(options.dataDir));
    const place = choosePlace(options.dataDir);
    if (place.elsewhere) {
      // a copied data directory would point at the same cluster
      releases.push(takeLock(place.home));
      options.log(
        `PostgreSQL runs as ${place.account?.name}, which cannot enter ${options.dataDir}: database in ${place.home}`,
      );
    }
    const binaries = prepareBinaries(place.account, place.copyPlace);
    await clearLeftovers(place.cluster, options.log);
    const startedAt = performance.now();
    if ((await ensureCluster(place, binaries, options.durable)) === 'made') {
      options.log(`Made a new PostgreSQL database in ${place.cluster} (${seconds(startedAt)})`);
    }
    return await supervise(options, place, binaries, releaseAll);
  } catch (error) {
    releaseAll();
    throw error;
  }
}

function takeLock(dir: string): () => void {
  try {
    return lockDataDir(dir).release;
  } catch (error) {
    if (error instanceof BatonError) throw error;
    const message = `${dir} cannot be written: ${toError(error).message}.`;
    throw new BatonError('DATA_DIR_UNUSABLE', message, { cause: error });
  }
}

/** Keeps one server running until `stop`. */
async function supervise(
  options: EmbeddedOptions,
  place: Place,
  binaries: Binaries,
  releaseAll: () => void,
): Promise<EmbeddedPostgres> {
  let server = await launch(options, place, binaries);
  let stopping: Promise<void> | null = null;
  const restarts: number[] = [];

  const watch = (current: Server) => {
    void current.exited.then(async (how) => {
      if (stopping !== null) return;
      const now = performance.now();
      while (restarts[0] !== undefined && now - restarts[0] > RESTART_WINDOW_MS) restarts.shift();
      restarts.push(now);
      options.log(`PostgreSQL ended unexpectedly (${how}); starting it again`);
      try {
        if (restarts.length > MAX_RESTARTS)
          throw new BatonError('DATABASE_START_FAILED', `PostgreSQL keeps ending (${how}).`);
        await pause(RESTART_DELAY_MS);
        if (stopping !== null) return;
        await clearLeftovers(place.cluster, options.log);
        const next = await launch(options, place, binaries);
        if (stopping !== null) return void (await halt(next));
        server = next;
        watch(server);
      } catch (error) {
        options.onDown?.(toError(error));
      }
    });
  };

  const password = readFileSync(path.join(place.home, 'password'), 'utf8').trim();
  const urlOf = (database: string) => connectionUrl(place.socketDir, password, database);
  try {
    await ensureDatabase(urlOf('postgres'));
  } catch (error) {
    await halt(server);
    throw error;
  }
  watch(server);
  const record = path.join(options.dataDir, 'postgres', 'connection');
  writePrivately(record, urlOf(SUPERUSER));
  return {
    url: urlOf(SUPERUSER),
    urlOf,
    version: binaries.version,
    place,
    pid: () => server.child.pid ?? null,
    stop: () => {
      stopping ??= halt(server).then(() => {
        rmSync(record, { force: true });
        if (!place.socketDir.startsWith(place.home))
          rmSync(place.socketDir, { recursive: true, force: true });
        releaseAll();
      });
      return stopping;
    },
  };
}

/** The address of the server that a living Baton runs on this data directory; null when there is none. */
export function runningDatabaseUrl(dataDir: string): string | null {
  const record = path.join(dataDir, 'postgres', 'connection');
  return dataLockHolder(dataDir) !== null && existsSync(record) ? readFileSync(record, 'utf8').trim() : null;
}

function connectionUrl(socketDir: string, password: string, database: string): string {
  const query = `host=${encodeURIComponent(socketDir)}&sslmode=disable`;
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@localhost:5432/${database}?${query}`;
}

interface Server {
  child: ChildProcess;
  watcher: ChildProcess;
  /** How it ended, in words. */
  exited: Promise<string>;
}

async function launch(options: EmbeddedOptions, place: Place, binaries: Binaries): Promise<Server> {
  const logFile = path.join(place.home, 'server.log');
  if (existsSync(logFile) && statSync(logFile).size > LOG_MAX_BYTES) renameSync(logFile, `${logFile}.old`);
  const logFd = openSync(logFile, 'a', 0o600);
  const logFrom = statSync(logFile).size;
  // Its own process group: Ctrl-C in the terminal is for Baton, which stops PostgreSQL when it has drained.
  const child = spawn(binaries.postgres, ['-D', place.cluster, ...settings(options, place.socketDir)], {
    ...asAccount(place.account),
    cwd: '/',
    env: SERVER_ENV,
    detached: true,
    stdio: ['ignore', logFd, logFd],
  });
  closeSync(logFd);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let ended: string | null = null;
  void exited.then((how) => {
    ended = how;
  });
  const startedAt = performance.now();
  const ready = () => {
    const written = readPostmasterPid(place.cluster);
    return ended !== null || (written?.pid === child.pid && written?.status === 'ready');
  };
  while (!(await waitUntil(ready, PROGRESS_EVERY_MS))) {
    options.log(`PostgreSQL is still starting (${seconds(startedAt)}), perhaps recovering after a crash`);
    if (performance.now() - startedAt > START_TIMEOUT_MS) child.kill('SIGQUIT');
  }
  if (ended !== null) {
    throw new BatonError('DATABASE_START_FAILED', `PostgreSQL did not start (${ended}).`, {
      details: tailOf(logFile, logFrom) || `See ${logFile}.`,
    });
  }
  return { child, exited, watcher: startWatcher(child.pid as number, place) };
}

/** Ends PostgreSQL when we end in any way. It reads a pipe that only we hold the other end of. */
function startWatcher(pid: number, place: Place): ChildProcess {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    ...asAccount(place.account),
    cwd: '/',
    env: SERVER_ENV,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return watcher;
}

/** Fast shutdown first; then immediate, which the next start recovers from. */
async function halt(server: Server): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', STOP_TIMEOUT_MS],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, timeoutMs] of steps) {
    server.child.kill(signal);
    const done = await Promise.race([
      server.exited.then(() => true),
      pauseUnref(timeoutMs).then(() => false),
    ]);
    if (done) break;
  }
  server.watcher.kill('SIGKILL');
}

function pauseUnref(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function settings(options: EmbeddedOptions, socketDir: string): string[] {
  const values: Record<string, string | number> = {
    listen_addresses: '',
    port: 5432,
    unix_socket_directories: `"${socketDir}"`,
    unix_socket_permissions: '0700',
    max_connections: options.maxConnections ?? 100,
    shared_buffers: '64MB',
    jit: 'off', // our statements are short; compiling them costs more than running them
    io_method: 'sync', // no worker processes for a database of this size
    max_parallel_workers_per_gather: 0,
    random_page_cost: 1.1, // what a floor works on is in memory: a row is found by its index, also in a table of a few pages
    max_wal_size: '512MB',
    // Rows of a running floor change by the second, and the tables are small. Without fsync it is a rehearsal, which hardly reads.
    autovacuum_naptime: options.durable ? '10s' : '20s',
    autovacuum_vacuum_cost_delay: 0,
    log_timezone: 'UTC',
    timezone: 'UTC',
    log_checkpoints: 'off',
    // personal data never in logs: no statement texts, no DETAIL lines that quote row values
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    fsync: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
    synchronous_commit: options.durable ? 'on' : 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [SUPERUSER]);
    if (found.rowCount === 0) await client.query(`create database ${SUPERUSER}`);
  } catch (cause) {
    const message = `The embedded PostgreSQL does not let us in: ${toError(cause).message}.`;
    throw new BatonError('DATABASE_START_FAILED', message, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  chmodSync(file, 0o600); // the mode above counts only when the file is new
}

function tailOf(file: string, from: number): string {
  const size = statSync(file).size;
  const start = Math.max(from, size - 4_000);
  const buffer = Buffer.alloc(size - start);
  const fd = openSync(file, 'r');
  readSync(fd, buffer, 0, buffer.length, start);
  closeSync(fd);
  return buffer.toString('utf8').trim().split('\n').slice(-12).join('\n');
}

function seconds(sincePerformanceMs: number): string {
  return `${((performance.now() - sincePerformanceMs) / 1000).toFixed(1)} s`;
}
