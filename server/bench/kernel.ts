/**
 * The kernel alone: two rooms with a counter each, the first tells the second. What the loop itself costs, with nothing
 * to decide: on a durable PostgreSQL beside the same statements asked without it, and on a database that answers at
 * once, where only the loop's own work is left.
 */
import type { Fact } from '../src/kernel/events.ts';
import { createIds, createRandom } from '../src/kernel/ids.ts';
import { createLoop, type Db, type Loop } from '../src/kernel/loop.ts';
import type { Decide } from '../src/kernel/room.ts';
import { stateRoom } from '../src/kernel/state-room.ts';
import { against, type Figure, until } from './figures.ts';
import { noonClock, type Stage } from './stage.ts';
import { linesOf, play, traced, type Unit, warm } from './trace.ts';

interface Count {
  n: number;
}

const first: Decide<Count> = (state, fact) => ({
  state: { n: state.n + 1 },
  facts:
    fact.type === 'text.sent'
      ? [{ type: 'text.delivered', leadId: fact.leadId, messageId: fact.messageId }]
      : [],
  orders: [],
  timers: [],
});
const second: Decide<Count> = (state) => ({ state: { n: state.n + 1 }, facts: [], orders: [], timers: [] });

function route(fact: Fact): { room: string; key: string }[] {
  if (fact.type === 'text.sent') return [{ room: 'first', key: fact.leadId }];
  return fact.type === 'text.delivered' ? [{ room: 'second', key: fact.leadId }] : [];
}

function openLoop(db: Db, onHandled: () => void): Loop {
  const clock = noonClock();
  const random = createRandom(3);
  const id = createIds(() => clock.nowMs(), random);
  const begin = async () => ({ n: 0 });
  const gather = async () => undefined;
  return createLoop({
    db,
    clock,
    id,
    owner: 'bench',
    rooms: {
      first: stateRoom<Count, undefined>(
        { name: 'first', table: 'bench_first', decide: first, begin, gather },
        id,
        random,
      ),
      second: stateRoom<Count, undefined>(
        { name: 'second', table: 'bench_second', decide: second, begin, gather },
        id,
        random,
      ),
    },
    route,
    orderKey: () => '',
    perform: async () => [],
    onCommitted: (_facts, at) => {
      if (at.room === 'second') onHandled();
    },
    onError: (error) => {
      throw error;
    },
  });
}

/** Each key sends its next fact when the one before it has been heard by the second room. */
async function run(db: Db, keys: number, rounds: number): Promise<number> {
  let handled = 0;
  const loop = openLoop(db, () => {
    handled += 1;
  });
  const began = performance.now();
  const one = async (key: number) => {
    for (let i = 0; i < rounds; i++)
      await loop.emit({ type: 'text.sent', leadId: `lead-${key}`, messageId: `m-${i}` });
  };
  await Promise.all(Array.from({ length: keys }, (_, key) => one(key)));
  await until(() => handled === keys * rounds, 60_000, 'facts to be handled');
  const tookMs = performance.now() - began;
  await loop.stop();
  return (2 * keys * rounds) / (tookMs / 1_000);
}

const memoryDb: Db = {
  query: async () => ({ rows: [], rowCount: 1 }),
  connect: async () => ({ query: async () => ({ rows: [], rowCount: 1 }), release: () => {} }),
};

export async function benchKernel(stage: Stage, keys: number, rounds: number): Promise<Figure[]> {
  const name = `kernel_${keys}`;
  const { pool, db } = await stage.database(name);
  for (const table of ['bench_first', 'bench_second'])
    await pool.query(`create table ${table} (id text primary key, state jsonb not null)`);
  await run(db, keys, 20);
  const copy = await stage.copyOf(name);
  const trace = traced(db);
  trace.on = true;
  const rate = await run(trace.db, keys, rounds);
  trace.on = false;
  await pool.end();
  const lines: Unit[][] = linesOf(
    trace.units,
    new Set(Array.from({ length: keys }, (_, key) => `lead-${key}`)),
  );
  await warm(copy.first, trace.units, Math.min(keys, 24));
  const rawMs = await play(copy.first, lines, keys);
  await copy.close();
  await run(memoryDb, keys, 200);
  const memoryRate = await run(memoryDb, keys, Math.ceil(8_000 / keys));
  const raw = (2 * keys * rounds) / (rawMs / 1_000);
  const part = `kernel alone, ${keys} keys at once`;
  return [
    against({
      part,
      name: 'facts a second, durable',
      unit: '1/s',
      value: rate,
      baseline: { name: 'PostgreSQL alone, the same statements', value: raw },
      better: 'more',
    }),
    {
      part,
      name: 'facts a second, database in no time',
      unit: '1/s',
      value: memoryRate,
      better: 'more',
      note: 'what the loop itself can carry',
    },
  ];
}
