import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, testDatabase } from './pg.ts';

describe('testDatabase', () => {
  const db = testDatabase();

  it('gives a migrated database', async () => {
    const found = await db.pool.query("select to_regclass('baton.migrations') is not null as migrated");
    expect(found.rows[0]).toEqual({ migrated: true });
  });

  it('gives each caller its own', async () => {
    const other = await createTestDatabase();
    await db.pool.query('create table only_here (id int)');
    const found = await other.pool.query("select to_regclass('only_here') as it");
    expect(found.rows[0]).toEqual({ it: null });
    await other.drop();
  });

  it('fails a test that leaves a connection open', async () => {
    const other = await createTestDatabase();
    const leak = new pg.Client({ connectionString: other.url, application_name: 'the leak' });
    leak.on('error', () => undefined); // dropping the database ends it
    await leak.connect();
    await expect(other.drop()).rejects.toThrow(/left 1 connections open:\n {2}the leak/);
    await leak.end().catch(() => undefined);
  });
});
