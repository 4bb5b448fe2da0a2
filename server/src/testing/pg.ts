/**
 * A real, empty, migrated PostgreSQL database for one test file, cloned from a template in some milliseconds.
 *
 *   const db = testDatabase();                 // registers its own beforeAll and afterAll
 *   it('...', async () => { await db.pool.query(...) });
 *
 * or, by hand: `const db = await createTestDatabase()` in beforeAll and `await db.drop()` in afterAll. `drop`
 * fails when the test left connections of its own open: what leaks in a test leaks in the product.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { openPool, type Pool } from '../adapters/postgres/pool.ts';
import { quoteIdent } from '../adapters/postgres/sql.ts';
import type {} from './global-setup.ts';
import type { ServerAnswer } from './pg-server.ts';

/** Connections that are closing when the test ends get this long to be gone. */
const CLOSING_MS = 2_000;

export interface TestDatabase {
  pool: Pool;
  url: string;
  /** Closes the pool, fails when other connections are still open, removes the database. */
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = await askForServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, (admin) =>
    // copying files is faster than logging every block, and nothing here must survive a crash
    admin.query(`create database ${quoteIdent(name)} template ${quoteIdent(template)} strategy file_copy`),
  );
  const url = adminUrl.replace('/postgres?', `/${name}?`);
  const pool = openPool({ databaseUrl: url, applicationName: 'test pool', maxConnections: 12 });
  return {
    pool,
    url,
    drop: async () => {
      await pool.end();
      await asAdmin(adminUrl, async (admin) => {
        const left = await connectionsLeft(admin, name);
        await admin.query(`drop database if exists ${quoteIdent(name)} with (force)`);
        if (left.length > 0)
          throw new Error(`The test left ${left.length} connections open:\n${left.join('\n')}`);
      });
    },
  };
}

/** The same, made before the tests of this file (or describe) and dropped after them. */
export function testDatabase(): TestDatabase {
  let made: TestDatabase | undefined;
  const get = (): TestDatabase => {
    if (made === undefined) throw new Error('The test database exists only inside tests and their hooks.');
    return made;
  };
  beforeAll(async () => {
    made = await createTestDatabase();
  });
  afterAll(() => made?.drop());
  return {
    get pool() {
      return get().pool;
    },
    get url() {
      return get().url;
    },
    drop: () => get().drop(),
  };
}

async function connectionsLeft(admin: pg.Client, database: string): Promise<string[]> {
  const end = performance.now() + CLOSING_MS;
  for (;;) {
    const found = await admin.query<{ words: string }>(
      `select format('  %s (%s): %s', application_name, state, left(query, 120)) as words
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (found.rows.length === 0 || performance.now() > end) return found.rows.map((row) => row.words);
    await admin.query('select pg_sleep(0.01)');
  }
}

async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'test admin' });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Asks the vitest main process, which starts the server at the first question. */
async function askForServer(): Promise<Exclude<ServerAnswer, { error: string }>> {
  const askPath = inject('batonPostgres');
  if (!askPath)
    throw new Error('No test PostgreSQL: vitest.config.ts must name server/src/testing/global-setup.ts.');
  const text = await new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(askPath);
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.once('end', () => resolve(received));
    socket.once('error', reject);
  });
  const answer = JSON.parse(text) as ServerAnswer;
  if ('error' in answer) throw new Error(`The PostgreSQL for tests did not start.\n${answer.error}`);
  return answer;
}
