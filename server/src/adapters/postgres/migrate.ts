/**
 * Numbered migrations as plain SQL: `server/sql/000001.sql`, `000002_leads.sql`, ... Each file is applied once,
 * in the order of names, in a transaction of its own together with its record. An applied file is frozen: its
 * checksum is compared at every start. The schema `baton` exists before the first file and is searched first.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { BatonError, toError } from '../../errors.ts';
import type { Client, Pool } from './pool.ts';

/** Any number that no other program uses: two Batons on one database migrate one after the other. */
const ADVISORY_LOCK = 742_019_388_114;
const FILE_NAME = /^\d{6}[a-z0-9_-]*\.sql$/;

export interface Migration {
  name: string;
  text: string;
  checksum: string;
}

/** @throws BatonError MIGRATION_FAILED for a file name that has no place in the order */
export function readMigrations(dir: string): Migration[] {
  const names = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const numbers = new Set<string>();
  return names.map((name) => {
    const number = name.slice(0, 6);
    if (!FILE_NAME.test(name) || numbers.has(number)) {
      throw new BatonError(
        'MIGRATION_FAILED',
        `server/sql/${name} needs six digits of its own at its front.`,
        {
          hint: 'Name it like 000012_short_words.sql with the next free number.',
        },
      );
    }
    numbers.add(number);
    const text = readFileSync(path.join(dir, name), 'utf8');
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
  });
}

export interface MigrateResult {
  applied: string[];
  total: number;
}

/**
 * Brings the database to the newest migration.
 * @throws BatonError MIGRATION_CHANGED, MIGRATION_FAILED (rolled back, earlier files stay), CONFLICT when the
 *   database has been migrated by a newer Baton
 */
export async function migrate(
  pool: Pool,
  migrations: Migration[],
  log: (line: string) => void,
): Promise<MigrateResult> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query('create schema if not exists baton');
    await client.query(
      `create table if not exists baton.migrations (
         name text primary key,
         checksum text not null,
         applied_at timestamptz not null default clock_timestamp()
       )`,
    );
    const done = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from baton.migrations',
    );
    const missing = findMissing(migrations, done.rows);
    for (const migration of missing) {
      log(`Applying migration ${migration.name}`);
      await apply(client, migration);
    }
    return { applied: missing.map((m) => m.name), total: migrations.length };
  } finally {
    // The session holds the lock and changed settings: close it rather than hand it on.
    client.release(true);
  }
}

/** Pure: which files are still to apply, given what the database says was applied. */
export function findMissing(files: Migration[], applied: { name: string; checksum: string }[]): Migration[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const row of applied) {
    const file = byName.get(row.name);
    if (file === undefined) {
      throw new BatonError(
        'CONFLICT',
        `The database has migration ${row.name}, which this Baton does not know.`,
        {
          hint: 'A newer Baton has used this database: start that one, or use another BATON_DATA or DATABASE_URL.',
        },
      );
    }
    if (file.checksum !== row.checksum) {
      throw new BatonError('MIGRATION_CHANGED', `server/sql/${row.name} was changed after it was applied.`);
    }
  }
  const done = new Set(applied.map((row) => row.name));
  const last = [...done].sort().at(-1) ?? '';
  const missing = files.filter((file) => !done.has(file.name));
  const late = missing.find((file) => file.name < last);
  if (late !== undefined) {
    throw new BatonError(
      'MIGRATION_FAILED',
      `server/sql/${late.name} comes before ${last}, which is applied already.`,
      {
        hint: 'Give it the next free number.',
      },
    );
  }
  return missing;
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.text);
    await client.query('insert into baton.migrations (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw new BatonError(
      'MIGRATION_FAILED',
      `server/sql/${migration.name}${place(cause, migration.text)}: ${toError(cause).message}`,
      {
        cause,
      },
    );
  }
}

/** PostgreSQL counts characters; people count lines. */
function place(error: unknown, text: string): string {
  const position = Number((error as pg.DatabaseError).position);
  return Number.isInteger(position) && position > 0
    ? ` line ${text.slice(0, position).split('\n').length}`
    : '';
}
