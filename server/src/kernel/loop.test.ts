import { beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import { systemClock } from './clock.ts';
import type { Fact } from './events.ts';
import { createIds, createRandom } from './ids.ts';
import { createLoop, type Db, type Loop, type RoomHandler } from './loop.ts';
import { joined, type Made, nothing } from './made.ts';

const database = testDatabase();
const db = () => database.pool as unknown as Db;

/** A room that keeps the bodies it heard in its row, one statement to read and one to write, as rooms do. */
function listener(made: (body: string) => Partial<Made>): RoomHandler {
  return {
    async handle(tx, key, fact) {
      if (fact.type !== 'thread.written') return nothing;
      if (fact.body === 'bad') throw new Error('bad fact');
      const { rows } = await tx.query<{ value: string[] }>({
        text: 'select value from baton.settings where name = $1',
        values: [key],
      });
      const value = JSON.stringify([...(rows[0]?.value ?? []), fact.body]);
      const save = {
        text: 'insert into baton.settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
        values: [key, value],
      };
      return { ...nothing, saves: [save], ...made(fact.body) };
    },
  };
}

function openLoop(
  made: (body: string) => Partial<Made>,
  more: { serial?: boolean; perform?: () => Promise<Fact[]> } = {},
): { loop: Loop; commits: string[][]; errors: string[] } {
  const id = createIds(() => Date.now(), createRandom(5));
  const commits: string[][] = [];
  const errors: string[] = [];
  const loop = createLoop({
    db: db(),
    clock: systemClock,
    id,
    owner: 'test',
    rooms: { listener: listener(made) },
    route: (fact) => (fact.type === 'thread.written' ? [{ room: 'listener', key: fact.leadId }] : []),
    orderKey: () => 'one',
    perform: more.perform ?? (async () => []),
    onCommitted: (facts) => commits.push(facts.map((fact) => fact.type)),
    onError: (error) => errors.push(error instanceof Error ? error.message : 'unknown'),
    ...(more.serial ? { serial: true } : {}),
  });
  return { loop, commits, errors };
}

const written = (body: string, leadId = 'ana'): Fact => ({
  type: 'thread.written',
  leadId,
  by: 'x',
  body,
  messageId: body,
});
const heard = async (leadId = 'ana') =>
  (await database.pool.query('select value from baton.settings where name = $1', [leadId])).rows[0]?.value;
const transactions = async () =>
  new Set(
    (await database.pool.query<{ xmin: string }>('select xmin::text from baton.journal')).rows.map(
      (row) => row.xmin,
    ),
  ).size;
const jobs = async () =>
  (await database.pool.query('select kind, name, due_ms, body from baton.jobs order by name')).rows;

beforeEach(() => database.pool.query('truncate baton.settings, baton.journal, baton.jobs'));

describe('facts that wait for the same room key', () => {
  it('are decided in order, the waiting ones in one transaction', async () => {
    const { loop, commits } = openLoop(() => ({}));
    const bodies = Array.from({ length: 40 }, (_, i) => `${i}`);
    await Promise.all(bodies.map((body) => loop.emit(written(body))));
    expect(await heard()).toEqual(bodies);
    expect(commits).toHaveLength(40);
    // All forty were in line when the first came to its turn: 32 and 8.
    expect(await transactions()).toBe(2);
    await loop.stop();
  });

  it('one that fails, fails alone', async () => {
    const { loop } = openLoop(() => ({}));
    const settled = await Promise.allSettled(['a', 'bad', 'b'].map((body) => loop.emit(written(body))));
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await heard()).toEqual(['a', 'b']);
    const { rows } = await database.pool.query('select body from baton.journal order by seq');
    expect(rows.map((row) => row.body.body)).toEqual(['a', 'b']);
    await loop.stop();
  });

  it('leave of each alarm only the last word', async () => {
    const farMs = Date.now() + 3_600_000;
    const { loop } = openLoop((body) => ({
      timers: [
        { name: body.slice(0, 1), token: Number(body.slice(1)), atMs: body.endsWith('0') ? null : farMs },
      ],
    }));
    await Promise.all(['a1', 'b1', 'a2', 'b0', 'c0', 'c3'].map((body) => loop.emit(written(body))));
    expect((await jobs()).map((row) => [row.name, row.body.token])).toEqual([
      ['a', 2],
      ['c', 3],
    ]);
    await loop.stop();
  });

  it('do not wait for those of other keys', async () => {
    const { loop } = openLoop(() => ({}));
    await Promise.all(
      ['ana', 'ben'].flatMap((lead) => ['1', '2'].map((body) => loop.emit(written(body, lead)))),
    );
    expect([await heard('ana'), await heard('ben')]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
    await loop.stop();
  });
});

describe('an order', () => {
  const ordering = (body: string): Partial<Made> =>
    body === 'go' ? { orders: [{ type: 'leg.keys', callId: 'c', legId: 'l', keys: '1' }] } : {};

  for (const serial of [false, true]) {
    it(`ends in the transaction of the fact that came of it${serial ? ', one thing at a time too' : ''}`, async () => {
      const { loop, errors } = openLoop(ordering, { serial, perform: async () => [written('done')] });
      await loop.emit(written('go'));
      await loop.settle();
      expect(await heard()).toEqual(['go', 'done']);
      expect(await jobs()).toEqual([]);
      expect(errors).toEqual([]);
      await loop.stop();
    });
  }

  it('that another process has ended tells nothing twice', async () => {
    const { loop } = openLoop(ordering, {
      async perform() {
        await database.pool.query(`delete from baton.jobs where kind = 'order'`);
        return [written('done')];
      },
    });
    await loop.emit(written('go'));
    await loop.settle();
    expect(await heard()).toEqual(['go']);
    await loop.stop();
  });

  it('is kept with its error when it fails', async () => {
    const { loop, errors } = openLoop(ordering, { perform: () => Promise.reject(new Error('carrier away')) });
    await loop.emit(written('go'));
    await loop.stop();
    expect(errors).toEqual(['carrier away']);
    const { rows } = await database.pool.query('select attempts, last_error, lease_until_ms from baton.jobs');
    expect(rows).toEqual([{ attempts: 1, last_error: 'carrier away', lease_until_ms: 0 }]);
  });
});

describe('the next moment', () => {
  it('is the earliest alarm, or the end of a lease on what is due', async () => {
    const { loop } = openLoop(() => ({}));
    expect(await loop.nextDueMs()).toBeNull();
    const nowMs = Date.now();
    const insert = `insert into baton.jobs (id, kind, room, key, body, due_ms, lease_until_ms) values ($1, 'fact', 'listener', 'x', '{}', $2, $3)`;
    await database.pool.query(insert, ['a', nowMs + 60_000, 0]);
    expect(await loop.nextDueMs()).toBe(nowMs + 60_000);
    await database.pool.query(insert, ['b', nowMs - 1_000, nowMs + 5_000]);
    expect(await loop.nextDueMs()).toBe(nowMs + 5_000);
    await loop.stop();
  });
});

it('rows of one decision are left as they are', () => {
  const rows = { journal: [], jobs: [], timers: [], cleared: [{ key: 'k', name: 'n' }] };
  expect(joined([rows])).toBe(rows);
  expect(joined([rows, rows]).cleared).toHaveLength(1);
});
