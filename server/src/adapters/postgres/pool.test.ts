import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../testing/pg.ts';
import { checkReachable, openPool, withoutPassword, withTransaction } from './pool.ts';
import { sql } from './sql.ts';

const db = testDatabase();

describe('openPool', () => {
  it('brings values in forms without surprises', async () => {
    const found = await db.pool.query(
      sql`select 9007199254740991::bigint as big, '2026-03-01'::date as day, 1.10::numeric as exact, ${{ a: 1 }}::jsonb as json,
                 '2026-03-01T10:00:00Z'::timestamptz as at`,
    );
    expect(found.rows[0]).toEqual({
      big: 9007199254740991,
      day: '2026-03-01',
      exact: '1.10',
      json: { a: 1 },
      at: new Date('2026-03-01T10:00:00Z'),
    });
    await expect(db.pool.query('select 9007199254740993::bigint')).rejects.toThrow(/beyond/);
  });

  it('looks into the schema baton first', async () => {
    const found = await db.pool.query('select current_schema() as schema');
    expect(found.rows[0]).toEqual({ schema: 'baton' });
  });

  it('prepares each text once a connection', async () => {
    const client = await db.pool.connect();
    const get = (n: number) => sql`select ${n}::int as n`;
    for (let n = 0; n < 3; n += 1) expect((await client.query(get(n))).rows).toEqual([{ n }]);
    const prepared = await client.query('select count(*) from pg_prepared_statements where name = $1', [
      get(0).name,
    ]);
    expect(prepared.rows[0]).toEqual({ count: 1 });
    client.release();
  });
});

describe('withTransaction', () => {
  it('commits what returns and rolls back what throws', async () => {
    await db.pool.query('create table tx_try (id int primary key)');
    await withTransaction(db.pool, (client) => client.query('insert into tx_try values (1)'));
    const failing = withTransaction(db.pool, async (client) => {
      await client.query('insert into tx_try values (2)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await db.pool.query('select id from tx_try')).rows).toEqual([{ id: 1 }]);
  });

  it('reads only when told so', async () => {
    const writing = withTransaction(db.pool, (client) => client.query('create table not_here ()'), {
      readOnly: true,
    });
    await expect(writing).rejects.toThrow(/read-only/);
  });

  it('throws a broken connection away and goes on', async () => {
    const own = openPool({ databaseUrl: db.url, maxConnections: 1 });
    const killed = withTransaction(own, async (client) => {
      client.on('error', () => undefined);
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await db.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await client.query('select 1');
    });
    await expect(killed).rejects.toThrow();
    expect((await own.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await own.end();
  });
});

describe('checkReachable', () => {
  it('says why a server does not answer, without its password', async () => {
    const databaseUrl = 'postgres://baton:hush@127.0.0.1:1/baton';
    const pool = openPool({ databaseUrl });
    const fault = await checkReachable(pool, databaseUrl).catch((error) => error);
    expect(fault).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(fault.message).toContain('postgres://baton@127.0.0.1:1/baton');
    expect(fault.message).not.toContain('hush');
    await pool.end();
  });

  it.each([
    ['postgres://u:p:w@h/d', 'postgres://u@h/d'],
    ['postgres://h/d?password=x', 'postgres://h/d'],
    ['postgresql://u@h/d', 'postgresql://u@h/d'],
  ])('%s is shown as %s', (url, shown) => expect(withoutPassword(url)).toBe(shown));
});
