/** `./baton start`: settings -> PostgreSQL -> migrations -> app, and the same backwards when told to stop. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrate, readMigrations } from '../adapters/postgres/migrate.ts';
import { checkReachable, openPool } from '../adapters/postgres/pool.ts';
import { startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { type Config, readConfig } from '../config.ts';
import { BatonError, toError } from '../errors.ts';
import { ensurePrograms } from './debian.ts';
import { columns, makeLog, print, printError, progress } from './output.ts';

const DRAIN_TIMEOUT_MS = 60_000;
const FORCED = 130;

/** @returns 0 after a clean stop, 1 when it could not start or stop cleanly */
export async function run(argv: string[]): Promise<number> {
  if (argv.length > 0)
    throw new BatonError('USAGE', `./baton start takes no arguments, but got "${argv.join(' ')}".`);
  const began = performance.now();
  const config = readConfig();
  const log = makeLog(config);
  const stop = stopSignal();
  await offerSpeech(config);

  const closers: (() => Promise<void>)[] = [];
  // Read in while PostgreSQL starts; the settings have been judged, so it is not in vain.
  const app = import('../app.ts');
  app.catch(() => {}); // met below, when it is wanted
  try {
    const databaseUrl = await openDatabase(config, closers, stop.now);
    const pool = openPool({
      databaseUrl,
      maxConnections: 24,
      onIdleError: (error) =>
        stop.requested() === null && log.warn({ error: error.message }, 'a database connection was lost'),
    });
    closers.push(() => pool.end());
    const { version } = await checkReachable(pool, databaseUrl);
    progress(`PostgreSQL ${version} is up`);
    const migrations = readMigrations(path.join(config.root, 'server/sql'));
    await migrate(pool, migrations, progress);

    if (stop.requested() !== null) return await closeAll(closers);
    const { startApp } = await app;
    const running = await startApp({ config, pool, log });
    closers.push(running.drain);
    progress(`ready in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    print();
    for (const line of columns(running.urls.map(({ label, url }) => [label, url]))) print(line);
    print();
    print('  Ctrl-C stops Baton.');
    const reason = await stop.wait();
    progress(`${reason}: finishing what is under way (Ctrl-C again stops at once)`);
    const code = await closeAll(closers);
    progress('stopped');
    return reason === 'database lost' ? 1 : code;
  } catch (error) {
    printError(portInUse(error, config));
    await closeAll(closers);
    return 1;
  }
}

/** The embedded server's address, or one's own server's. */
async function openDatabase(
  config: Config,
  closers: (() => Promise<void>)[],
  stopNow: (reason: string) => void,
) {
  if (config.databaseUrl !== null) {
    progress('using the PostgreSQL of DATABASE_URL');
    return config.databaseUrl;
  }
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    durable: true,
    log: progress,
    onDown: (error) => {
      printError(error);
      stopNow('database lost');
    },
  });
  closers.push(embedded.stop);
  return embedded.url;
}

/** The last opened is closed first. Each gets its chance even when one before it fails. */
async function closeAll(closers: (() => Promise<void>)[]): Promise<number> {
  let code = 0;
  for (const close of closers.splice(0).reverse()) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('a part did not stop in time')), DRAIN_TIMEOUT_MS);
    });
    try {
      await Promise.race([close(), late]);
    } catch (error) {
      progress(`while stopping: ${toError(error).message}`);
      code = 1;
    } finally {
      clearTimeout(timer);
    }
  }
  return code;
}

/** The first signal asks for a clean stop, the second ends the process; PostgreSQL then stops by itself. */
function stopSignal() {
  let reason: string | null = null;
  let wake: (reason: string) => void = () => undefined;
  const stopped = new Promise<string>((resolve) => {
    wake = resolve;
  });
  const now = (why: string) => {
    reason ??= why;
    wake(why);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (reason !== null && signal !== 'SIGHUP') {
        progress('stopping at once');
        process.exit(FORCED);
      }
      now(signal === 'SIGINT' ? 'Ctrl-C' : signal);
    });
  }
  return { now, wait: () => stopped, requested: () => reason };
}

function portInUse(error: unknown, config: Config): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const where = `${config.http.host}:${config.http.port}`;
  if (code === 'EADDRINUSE') return new BatonError('PORT_IN_USE', `${where} is taken.`, { cause: error });
  if (code === 'EACCES' && config.http.port < 1024 && config.http.port > 0) {
    return new BatonError(
      'PORT_IN_USE',
      `Ports below 1024 need rights that this account does not have (${where}).`,
    );
  }
  return error;
}

/** Speech is installed once where that is possible; a failed try is remembered, so that starts stay fast. */
async function offerSpeech(config: Config): Promise<void> {
  const tried = path.join(config.dataDir, 'speech-tried');
  if (existsSync(tried)) return;
  const missing = await ensurePrograms(['espeak-ng'], progress);
  if (missing.length === 0) return;
  progress('espeak-ng is not installed: briefs are shown, not spoken (./baton doctor tells more)');
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o711 });
    writeFileSync(tried, '');
  } catch {
    // the database start says it better
  }
}
