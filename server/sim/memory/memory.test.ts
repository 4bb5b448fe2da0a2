import { afterEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/kernel/transaction.ts';
import { testDatabase } from '../../src/testing/pg.ts';
import { oneConnection } from '../one-connection.ts';
import { remembering } from './memory.ts';
import { readBack } from './read-back.ts';

const db = testDatabase();
const releases: (() => void)[] = [];
afterEach(() => {
  for (const release of releases.splice(0)) release();
});

/** A memory over one real connection; every remembered read is asked as well. */
async function begin(checkEvery = 1) {
  const client = await db.pool.connect();
  releases.push(() => client.release());
  await client.query('truncate baton.calls, baton.jobs, baton.journal, baton.leads cascade');
  const asked: string[] = [];
  const connection = {
    query: (statement: { name?: string; text: string }) => {
      asked.push(statement.name ?? statement.text);
      return client.query(statement);
    },
    release() {},
  } as unknown as Parameters<typeof oneConnection>[0];
  const memory = await remembering(oneConnection(connection), checkEvery);
  return { memory, asked, client };
}

const load = {
  name: 'load-call',
  text: 'select state from baton.calls room where id = $1 for update',
  values: ['c'],
};
const save = (state: object) => ({
  name: 'begin-call',
  text: 'insert into baton.calls (id, state) values ($1, $2) on conflict (id) do update set state = excluded.state',
  values: ['c', JSON.stringify(state)],
});

describe("the rehearsal's memory", () => {
  it('answers what was written as PostgreSQL would, and holds its answers against PostgreSQL', async () => {
    const { memory } = await begin();
    expect((await memory.query(load)).rows).toEqual([]);
    await inTransaction(memory, async (_, last) =>
      last(save({ phase: 'ringing', é: [1, { bb: 1, a: null }], id: 'c', none: undefined })),
    );
    const { rows } = await memory.query<{ state: object }>(load);
    expect(Object.keys(rows[0]?.state ?? {})).toEqual(['id', 'é', 'phase']);
    await memory.settled();
    expect(memory.counts()).toEqual({ remembered: 2, checked: 2 });
  });

  it('asks nothing that it knows', async () => {
    const { memory, asked } = await begin(1_000);
    await inTransaction(memory, async (_, last) => last(save({ phase: 'ringing' })));
    await memory.query(load);
    await memory.settled();
    expect(asked).not.toContain('load-call');
    expect(asked).toContain('begin-call');
  });

  it('ends the rehearsal when PostgreSQL has something else', async () => {
    const { memory, client } = await begin();
    await inTransaction(memory, async (_, last) => last(save({ phase: 'ringing' })));
    await memory.settled();
    // Somebody else changes the row behind its back.
    await client.query(`update baton.calls set state = '{"phase":"over"}' where id = 'c'`);
    await memory.query(load);
    await expect(memory.settled()).rejects.toThrow(/remembers something else .*load-call.*ringing.*over/);
  });

  it('asks again about a table that an unknown statement wrote to', async () => {
    const { memory, asked } = await begin(1_000);
    await inTransaction(memory, async (_, last) => last(save({ phase: 'ringing' })));
    await memory.query({ text: `update baton.calls set state = '{"phase":"over"}'`, values: [] });
    expect((await memory.query(load)).rows).toEqual([{ state: { phase: 'over' } }]);
    expect(asked).toContain('load-call');
  });

  it('asks about everything once a transaction was taken back', async () => {
    const { memory } = await begin(1_000);
    await inTransaction(memory, async (_, last) => last(save({ phase: 'ringing' })));
    const failed = inTransaction(memory, async (_, last) => {
      last(save({ phase: 'over' }));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect((await memory.query(load)).rows).toEqual([{ state: { phase: 'ringing' } }]);
  });

  it('remembers nothing of a floor that was in use before', async () => {
    const { client } = await begin();
    await client.query(save({ phase: 'ringing' }));
    await client.query(
      `insert into baton.journal (at_ms, room, key, type, body) values (1, 'call', 'c', 'x', '{}')`,
    );
    const memory = await remembering(oneConnection(client as unknown as Parameters<typeof oneConnection>[0]));
    expect((await memory.query(load)).rows).toEqual([{ state: { phase: 'ringing' } }]);
    expect(memory.counts()).toEqual({ remembered: 0, checked: 0 });
  });
});

describe('what is read back of JSON', () => {
  it.each([
    '{"b":1,"a":2,"aa":{"z":1,"é":2,"y":[{"cc":1,"d":2}]}}',
    '{"10":1,"9":2,"x":null,"":[]}',
    '{"ña":1,"nab":2,"zz":3,"€":4,"äöü":5}',
    '[1.50,1e3,-0,"\\u00e9",true,{}]',
  ])('is what PostgreSQL gives back of %s', async (json) => {
    const { rows } = await db.pool.query<{ value: unknown }>('select $1::jsonb as value', [json]);
    expect(JSON.stringify(readBack(json))).toBe(JSON.stringify(rows[0]?.value));
  });
});
