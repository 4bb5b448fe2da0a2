import { describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/pg.ts';
import type { Rows, Statement } from './made.ts';
import { writeStatement } from './statements.ts';

const db = testDatabase();
const at = { room: 'transfer', nowMs: 1_000, leaseUntilMs: 16_000, owner: 'me' };
const none: Rows = { journal: [], jobs: [], timers: [], cleared: [] };

/** One row of each part, with ids of its own. */
function one(of: string): Rows {
  const body = { type: 'brief.done', transferId: of } as const;
  return {
    journal: [{ room: 'transfer', key: of, type: body.type, lead_id: null, body }],
    jobs: [
      { id: `job-${of}`, kind: 'fact', room: 'call', key: of, name: null, body, due_ms: 1_000, attempts: 0 },
    ],
    timers: [{ id: `timer-${of}`, key: of, name: 'ring', token: 7, due_ms: 9_000 }],
    cleared: [{ key: of, name: 'brief' }],
  };
}

const parts = ['journal', 'jobs', 'timers', 'cleared'] as const;
const sets = Array.from({ length: 16 }, (_, bits) => parts.filter((_part, i) => (bits >> i) & 1));
const count = async (text: string, of: string): Promise<number> =>
  Number((await db.pool.query(text, [of])).rows[0]?.count);

describe('what one transaction of the loop writes', () => {
  it.each(sets.map((used) => [used.join(' and ') || 'nothing', used] as const))('%s', async (name, used) => {
    const of = `key of ${name}`;
    const all = one(of);
    const rows: Rows = { ...none, ...Object.fromEntries(used.map((part) => [part, all[part]])) };
    await db.pool.query(
      `insert into baton.jobs (id, kind, room, key, name, body, due_ms) values ($1, 'timer', 'transfer', $2, 'brief', '{}', 5)`,
      [`old-${of}`, of],
    );
    const statement = writeStatement(rows, at);
    if (used.length === 0) return expect(statement).toBeNull();
    await db.pool.query(statement as Statement);
    const has = (part: (typeof parts)[number]) => (used.includes(part) ? 1 : 0);
    expect({
      journal: await count('select count(*) from baton.journal where key = $1', of),
      jobs: await count(`select count(*) from baton.jobs where key = $1 and lease_owner = 'me'`, of),
      timers: await count(`select count(*) from baton.jobs where key = $1 and name = 'ring'`, of),
      left: await count(`select count(*) from baton.jobs where key = $1 and name = 'brief'`, of),
    }).toEqual({
      journal: has('journal'),
      jobs: has('jobs'),
      timers: has('timers'),
      left: 1 - has('cleared'),
    });
  });

  it('an alarm of the same name is replaced, and the journal keeps the order', async () => {
    const of = 'twice';
    await db.pool.query(writeStatement({ ...none, timers: one(of).timers }, at) as Statement);
    const again = one(of).timers.map((timer) => ({ ...timer, id: 'second', token: 8, due_ms: 12_000 }));
    const [fact] = one(of).journal;
    const journal = ['a', 'b', 'c'].map((type) => ({ ...(fact as NonNullable<typeof fact>), type }));
    await db.pool.query(writeStatement({ ...none, timers: again, journal }, at) as Statement);
    const { rows } = await db.pool.query(
      `select id, body->>'token' as token, due_ms from baton.jobs where key = $1`,
      [of],
    );
    expect(rows).toEqual([{ id: 'second', token: '8', due_ms: 12_000 }]);
    const kept = await db.pool.query('select type from baton.journal where key = $1 order by seq', [of]);
    expect(kept.rows.map(({ type }) => type)).toEqual(['a', 'b', 'c']);
  });
});
