import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../testing/pg.ts';
import { openPool, type Pool } from './pool.ts';

const db = testDatabase();

/** A pool of one connection, and what that connection was sent. */
async function watched(use: (pool: Pool, described: () => number) => Promise<void>): Promise<void> {
  const pool = openPool({ databaseUrl: db.url, maxConnections: 1 });
  const client = await pool.connect();
  const { connection } = client as unknown as { connection: { describe(message: object): void } };
  let described = 0;
  const describe = connection.describe.bind(connection);
  connection.describe = (message) => {
    described += 1;
    describe(message);
  };
  client.release();
  try {
    await use(pool, () => described);
  } finally {
    await pool.end();
  }
}

const rows = (n: number) => ({
  name: 'named-rows',
  text: `select i as n, 9007199254740991::bigint as big, null::text as no, '{"a":[1]}'::jsonb as json from generate_series(1, $1::int) i`,
  values: [n],
});

describe('a named statement', () => {
  it('has its columns described once a connection, and answers the same each time', async () => {
    await watched(async (pool, described) => {
      const row = (n: number) => ({ n, big: 9007199254740991, no: null, json: { a: [1] } });
      for (const n of [2, 0, 3]) {
        const found = await pool.query(rows(n));
        expect(found.rows).toEqual(Array.from({ length: n }, (_, i) => row(i + 1)));
        expect(found.rowCount).toBe(n);
      }
      expect(described()).toBe(1);
    });
  });

  it('counts the rows it wrote, and has none', async () => {
    await db.pool.query('create table named_try (id int primary key)');
    await watched(async (pool, described) => {
      const write = (id: number) => ({
        name: 'named-write',
        text: 'insert into named_try values ($1)',
        values: [id],
      });
      for (const id of [1, 2, 3])
        expect(await pool.query(write(id))).toMatchObject({ rows: [], rowCount: 1 });
      expect(described()).toBe(1);
      // The connection is still good after an error in the middle of what was sent together.
      const client = await pool.connect();
      const answers = await Promise.allSettled([
        client.query(write(4)),
        client.query(write(4)),
        client.query(write(5)),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      client.release();
    });
  });

  it('sent again before the first was answered, is answered too', async () => {
    await watched(async (pool) => {
      const client = await pool.connect();
      const answers = await Promise.all([1, 2, 3].map((n) => client.query(rows(n))));
      expect(answers.map((answer) => answer.rows.length)).toEqual([1, 2, 3]);
      client.release();
    });
  });

  it('says what is wrong with a value that cannot be read, and who asked', async () => {
    await watched(async (pool) => {
      const beyond = { name: 'named-beyond', text: 'select 9007199254740993::bigint as big', values: [] };
      await expect(pool.query(beyond)).rejects.toThrow(/beyond/);
      await expect(pool.query(beyond)).rejects.toThrow(/beyond/);
      await expect(
        pool.query({ name: 'named-wrong', text: 'select nothing', values: [] }),
      ).rejects.toMatchObject({
        code: '42703',
      });
      expect((await pool.query(rows(1))).rows).toHaveLength(1);
    });
  });

  it('is refused, not misread, when its table got another shape', async () => {
    await db.pool.query('create table named_shape (a int, b text)');
    await db.pool.query(`insert into named_shape values (1, 'x')`);
    await watched(async (pool) => {
      const all = { name: 'named-shape', text: 'select * from named_shape', values: [] };
      expect((await pool.query(all)).rows).toEqual([{ a: 1, b: 'x' }]);
      await db.pool.query('alter table named_shape drop column a');
      await expect(pool.query(all)).rejects.toThrow(/result type/);
    });
  });
});
