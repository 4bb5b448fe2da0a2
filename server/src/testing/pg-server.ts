/**
 * One PostgreSQL for a whole test run, started only when the first test asks for it: a run of pure tests does
 * not pay. Lives in the main vitest process; test files reach it through a Unix socket (see pg.ts).
 *
 * The server dies with this process, even by kill -9 (the supervisor's watcher); what such a run leaves on disk
 * is removed by the next one.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { dataLockHolder } from '../adapters/postgres/data-lock.ts';
import { migrate, readMigrations } from '../adapters/postgres/migrate.ts';
import { makeTemporaryDataDir } from '../adapters/postgres/place.ts';
import { openPool } from '../adapters/postgres/pool.ts';
import { isAlive } from '../adapters/postgres/processes.ts';
import { quoteIdent } from '../adapters/postgres/sql.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../adapters/postgres/supervisor.ts';
import { checkoutRoot } from '../config.ts';
import { errorLines } from '../errors.ts';

const PREFIX = 'baton-test-';
const TEMPLATE = 'baton_template';

/** What a test file is told: where to make its database, or why it cannot. */
export type ServerAnswer = { adminUrl: string; template: string } | { error: string };

export interface TestServer {
  /** Socket on which each connection is answered with one ServerAnswer as JSON. */
  askPath: string;
  stop: () => Promise<void>;
}

export async function serveTestPostgres(log: (line: string) => void): Promise<TestServer> {
  const dir = makeTemporaryDataDir(`test-${process.pid}`);
  sweep(path.dirname(dir));
  const askPath = path.join(dir, 'ask');
  let starting: Promise<EmbeddedPostgres> | null = null;
  const answer = async (): Promise<ServerAnswer> => {
    try {
      starting ??= startTemplate(path.join(dir, 'data'), log);
      return { adminUrl: (await starting).urlOf('postgres'), template: TEMPLATE };
    } catch (error) {
      return { error: errorLines(error).join('\n') };
    }
  };
  const asked: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    void answer().then((reply) => socket.end(JSON.stringify(reply)));
  });
  await new Promise<void>((resolve, reject) => {
    asked.once('error', reject);
    asked.listen(askPath, resolve);
  });
  asked.unref();
  return {
    askPath,
    stop: async () => {
      asked.close();
      await (await starting?.catch(() => null))?.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A migrated database that nobody may connect to, so that it can be cloned at any time. */
async function startTemplate(dataDir: string, log: (line: string) => void): Promise<EmbeddedPostgres> {
  mkdirSync(dataDir, { mode: 0o711 });
  const server = await startEmbeddedPostgres({
    dataDir,
    durable: false,
    log: () => undefined,
    maxConnections: 300,
  });
  try {
    const admin = openPool({ databaseUrl: server.urlOf('postgres'), maxConnections: 1 });
    const template = quoteIdent(TEMPLATE);
    await admin.query(`create database ${template}`);
    const pool = openPool({ databaseUrl: server.urlOf(TEMPLATE), maxConnections: 2 });
    const result = await migrate(
      pool,
      readMigrations(path.join(checkoutRoot(), 'server/sql')),
      () => undefined,
    );
    await pool.end();
    await admin.query(`alter database ${template} with allow_connections false is_template true`);
    await admin.end();
    log(`PostgreSQL for tests is up (${result.total} migrations)`);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Removes what killed runs left: directories whose server and whose vitest are gone. */
function sweep(tmp: string): void {
  for (const name of readdirSync(tmp)) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number(name.slice(PREFIX.length).split('-')[0]);
    const dir = path.join(tmp, name);
    if (isAlive(pid) || dataLockHolder(path.join(dir, 'data')) !== null) continue;
    try {
      rmSync(dir, { recursive: true, force: true });
    } catch {
      // another account's run
    }
  }
}
