import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../testing/pg.ts';
import { findMissing, type Migration, migrate, readMigrations } from './migrate.ts';

const migration = (name: string, text: string): Migration => ({
  name,
  text,
  checksum: createHash('sha256').update(text).digest('hex'),
});
const one = migration('000001_a.sql', 'create table mig_one (id int)');
const two = migration('000002_b.sql', 'create table mig_two (id int)');
const row = ({ name, checksum }: Migration) => ({ name, checksum });

describe('findMissing', () => {
  it('gives what is not applied yet, in order', () => {
    expect(findMissing([one, two], [])).toEqual([one, two]);
    expect(findMissing([one, two], [row(one)])).toEqual([two]);
    expect(findMissing([one, two], [row(two), row(one)])).toEqual([]);
  });

  it.each([
    [
      'a changed file',
      [migration(one.name, 'other')],
      [row(one)],
      'MIGRATION_CHANGED',
      /000001_a\.sql was changed/,
    ],
    [
      'a newer database',
      [one],
      [row(one), row(two)],
      'CONFLICT',
      /000002_b\.sql, which this Baton does not know/,
    ],
    [
      'a number in the past',
      [one, two],
      [row(two)],
      'MIGRATION_FAILED',
      /000001_a\.sql comes before 000002_b\.sql/,
    ],
  ])('refuses %s', (_, files, applied, code, words) => {
    expect(() => findMissing(files, applied)).toThrow(words);
    expect(() => findMissing(files, applied)).toThrow(expect.objectContaining({ code }));
  });
});

describe('readMigrations', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-migrations-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const write = (name: string) => writeFileSync(path.join(dir, name), 'select 1');

  it('sorts by name, and refuses a name without a number of its own', () => {
    write('000002_b.sql');
    write('000001.sql');
    write('notes.md');
    expect(readMigrations(dir).map((file) => file.name)).toEqual(['000001.sql', '000002_b.sql']);
    write('000002_c.sql');
    expect(() => readMigrations(dir)).toThrow(/000002_c\.sql needs six digits of its own/);
  });
});

describe('migrate', () => {
  const db = testDatabase();
  const silent = () => undefined;
  beforeEach(async () => {
    await db.pool.query('drop table if exists baton.migrations, mig_one, mig_two');
  });
  const tables = async () => {
    const found = await db.pool.query(
      `select tablename from pg_tables where tablename like 'mig\\_%' order by 1`,
    );
    return found.rows.map((table) => table.tablename);
  };

  it('applies each file once', async () => {
    expect(await migrate(db.pool, [one], silent)).toEqual({ applied: ['000001_a.sql'], total: 1 });
    expect(await migrate(db.pool, [one, two], silent)).toEqual({ applied: ['000002_b.sql'], total: 2 });
    expect(await migrate(db.pool, [one, two], silent)).toEqual({ applied: [], total: 2 });
    expect(await tables()).toEqual(['mig_one', 'mig_two']);
  });

  it('rolls a failing file back, keeps those before it, and names file and line', async () => {
    const bad = migration('000002_b.sql', 'create table mig_two (id int);\n\nselect nonsense');
    const failing = migrate(db.pool, [one, bad], silent);
    await expect(failing).rejects.toThrow(/000002_b\.sql line 3: column "nonsense" does not exist/);
    expect(await tables()).toEqual(['mig_one']);
  });

  it('lets several Batons start at the same time', async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate(db.pool, [one, two], silent)));
    expect(results.map((result) => result.applied.length).sort()).toEqual([0, 0, 0, 2]);
  });
});
