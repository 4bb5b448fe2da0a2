/** Who waits for an agent, and whose turn it is: nobody is kept waiting by a lead who cannot be called. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Fact } from '../src/kernel/events.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing/pg.ts';
import { addLead, hire, type SimFloor, simFloor, writes } from './sim-floor.ts';

let db: TestDatabase;
beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(() => db.drop());

/** As after "as soon as someone is free": the wait began that many minutes ago. */
async function waits(floor: SimFloor, leadId: string, minutes: number): Promise<void> {
  const waiting = { sinceMs: floor.clock.nowMs() - minutes * 60_000, direct: true, asks: 0 };
  await db.pool.query(
    `update baton.conversations set state = state || jsonb_build_object('waiting', $2::jsonb, 'phase', 'offering') where id = $1`,
    [leadId, JSON.stringify(waiting)],
  );
}

const freed = async (floor: SimFloor): Promise<void> => {
  const { rows } = await db.pool.query<{ id: string }>('select id from baton.agents');
  await floor.loop.emit({ type: 'agent.freed', agentId: rows[0]!.id });
  await floor.loop.settle();
};

async function told<T extends Fact['type']>(type: T): Promise<Extract<Fact, { type: T }>[]> {
  const { rows } = await db.pool.query<{ body: Extract<Fact, { type: T }> }>(
    'select body from baton.journal where type = $1 order by seq',
    [type],
  );
  return rows.map(({ body }) => body);
}

it('a lead for whom it is night is passed over, and the one behind is called', async () => {
  const floor = await simFloor({ pool: db.pool, owner: 'line' });
  await hire(db.pool, floor, 'Ana');
  // Noon in Texas is four in the morning on Guam.
  const asleep: string[] = [];
  for (let i = 0; i < 3; i++) {
    const leadId = await addLead(db.pool, floor, `+1671555015${i}`, `Sleeper ${i}`);
    await writes(floor, leadId, 'hi, I want a quote for car insurance', `in-${i}`);
    await floor.loop.settle();
    await waits(floor, leadId, 60 - i);
    asleep.push(leadId);
  }
  const awake = await addLead(db.pool, floor, '+15125550150');
  await writes(floor, awake, 'hi, I want a quote for car insurance', 'in-awake');
  await floor.loop.settle();
  await waits(floor, awake, 1);

  await freed(floor);
  expect((await told('lead.turn-came')).map(({ leadId }) => leadId)).toEqual([...asleep, awake]);
  expect((await told('lead.ready')).map(({ leadId }) => leadId)).toEqual([awake]);

  // Their turn is not asked about again before their morning; news of them puts them back in the line.
  await freed(floor);
  expect(await told('lead.turn-came')).toHaveLength(4);
  await floor.loop.emit({ type: 'lead.updated', leadId: asleep[1]!, fields: { zip: '78704' }, by: 'test' });
  await floor.loop.settle();
  await freed(floor);
  expect((await told('lead.turn-came')).slice(4).map(({ leadId }) => leadId)).toEqual([asleep[1]]);

  // A wait that is over is forgotten, callable or not, and stands in nobody's way.
  await floor.playTo(floor.clock.nowMs() + 5 * 60 * 60_000);
  await freed(floor);
  const { rows } = await db.pool.query(
    'select id from baton.conversations where waiting_ms is not null and id = any($1)',
    [asleep],
  );
  expect(rows).toEqual([]);
  expect(floor.errors).toEqual([]);
  await floor.loop.stop();
}, 60_000);
