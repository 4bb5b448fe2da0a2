/** The promises that hold only if locks, leases and lookups do: several processes, one PostgreSQL, crashes in between. */
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../sim/clock.ts';
import type { Pool } from '../src/adapters/postgres/pool.ts';
import type { Fact, Order } from '../src/kernel/events.ts';
import { createIds, createRandom } from '../src/kernel/ids.ts';
import { createLoop, type Db, type Loop } from '../src/kernel/loop.ts';
import type { OutboundText } from '../src/ports/messaging.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { addLead, hire, NOON_MS, type SimFloor, simFloor, wantsCall, writes } from './sim-floor.ts';

/** What the gate says of a text after an opt-out. */
const OPTED_OUT = /opted out|stop/i;

const settle = async (...floors: SimFloor[]): Promise<void> => {
  // Each may have left work for the other.
  for (let round = 0; round < 3; round++) for (const floor of floors) await floor.loop.settle();
};
const stopAll = async (...floors: SimFloor[]): Promise<void> => {
  for (const floor of floors) await floor.loop.stop();
};

describe('two transfers want the same agent', () => {
  const db = testDatabase();
  it('exactly one gets the agent, fifty times, from two processes', async () => {
    const one = await simFloor({ pool: db.pool, owner: 'one' });
    const two = await simFloor({ pool: db.pool, beside: one, owner: 'two' });
    const agentId = await hire(db.pool, one, 'Ana');
    const maria = await addLead(db.pool, one, '+15125550142');
    const james = await addLead(db.pool, one, '+15125550143', 'James Hill');
    const wins = { one: 0, two: 0 };
    for (let round = 0; round < 50; round++) {
      const ids = [`race-${round}-a`, `race-${round}-b`] as const;
      await Promise.all([one.loop.emit(wantsCall(maria, ids[0])), two.loop.emit(wantsCall(james, ids[1]))]);
      await settle(one, two);
      const { rows } = await db.pool.query<{ body: Extract<Fact, { type: 'agents.reserved' }> }>(
        `select body from baton.journal where type = 'agents.reserved' and body->>'transferId' = any($1)`,
        [ids],
      );
      const got = rows.filter(({ body }) => body.agents.length > 0).map(({ body }) => body.transferId);
      expect(got, `round ${round}`).toHaveLength(1);
      const { rows: phases } = await db.pool.query<{ id: string; phase: string; outcome: string | null }>(
        `select id, phase, state->>'outcome' as outcome from baton.transfers where id = any($1)`,
        [ids],
      );
      expect(phases.find(({ id }) => id === got[0])?.phase).toBe('ringing');
      expect(phases.find(({ id }) => id !== got[0])?.outcome).toBe('nobody-free');
      const { rows: held } = await db.pool.query<{ hold: { transferId: string } }>(
        `select state->'hold' as hold from baton.agents where id = $1`,
        [agentId],
      );
      expect(held[0]!.hold.transferId).toBe(got[0]);
      wins[got[0] === ids[0] ? 'one' : 'two'] += 1;
      await one.loop.emit({ type: 'supervisor.cancelled', transferId: got[0]!, by: 'test' });
      await settle(one, two);
      const { rows: free } = await db.pool.query(
        `select 1 from baton.agents where id = $1 and state->'hold' = 'null'::jsonb`,
        [agentId],
      );
      expect(free, `the agent is free again after round ${round}`).toHaveLength(1);
    }
    console.log(`  won by the first process ${wins.one} times, by the second ${wins.two} times`);
    expect([...one.errors, ...two.errors]).toEqual([]);
    await stopAll(one, two);
  }, 240_000);
});

describe('an opt-out and a queued text', () => {
  const db = testDatabase();
  it('race from two processes: no text is let go after the opt-out, forty times', async () => {
    // Both run under the person's lock, so the order in which they get here is the order of their transactions.
    const order: string[] = [];
    const first = await simFloor({ pool: db.pool, owner: 'one' });
    const { sending, suppressFact } = first.records;
    const change = {
      sending: {
        ...sending,
        recordAttempt: (async (tx, attempt) => {
          await sending.recordAttempt(tx, attempt);
          order.push(`send ${attempt.leadId} ${attempt.messageId}`);
        }) as typeof sending.recordAttempt,
      },
      suppress: (async (tx, fact, nowMs) => {
        await suppressFact(tx, fact, nowMs);
        order.push(`stop ${fact.leadId}`);
      }) as typeof suppressFact,
    };
    const one = await simFloor({ pool: db.pool, beside: first, owner: 'three', change });
    const two = await simFloor({ pool: db.pool, beside: first, owner: 'four', change });
    const seen = { sentBefore: 0, refused: 0 };
    for (let round = 0; round < 40; round++) {
      const leadId = await addLead(db.pool, one, `+151255501${String(10 + round)}`);
      await writes(one, leadId, 'hi, I want a quote for car insurance', `in-${round}-hi`);
      // The first answer, with who writes and how to stop, has left.
      await one.playTo(one.clock.nowMs() + 10_000);
      // A text waits to leave; the opt-out arrives at another process.
      const messageId = `queued-${round}`;
      await queueText(db.pool, one, leadId, messageId, `One more thing, number ${round}.`);
      const queue = (): Promise<void> => one.loop.settle();
      const stop = (): Promise<void> => writes(two, leadId, 'STOP', `in-${round}-stop`);
      // Ten times one after the other, ten times the other way round, and twenty times at once.
      if (round < 10) await queue().then(stop);
      else if (round >= 30) await stop().then(queue);
      else await Promise.all([queue(), afterTurns(round % 10).then(stop)]);
      await settle(one, two);
      const { rows } = await db.pool.query<{ status: string; status_words: string }>(
        'select status, status_words from baton.messages where id = $1',
        [messageId],
      );
      const left = one.messaging.sent().some(({ text }) => text.messageId === messageId);
      const stopped = order.indexOf(`stop ${leadId}`);
      const sent = order.indexOf(`send ${leadId} ${messageId}`);
      expect(stopped, 'the opt-out was written').toBeGreaterThanOrEqual(0);
      if (left) {
        expect(sent).toBeGreaterThanOrEqual(0);
        expect(sent, `round ${round}: decided before the opt-out`).toBeLessThan(stopped);
        seen.sentBefore += 1;
      } else {
        expect(rows[0]).toMatchObject({ status: 'refused', status_words: expect.stringMatching(OPTED_OUT) });
        seen.refused += 1;
      }
    }
    console.log(`  text before the opt-out ${seen.sentBefore} times, stopped by it ${seen.refused} times`);
    expect(seen.sentBefore + seen.refused).toBe(40);
    expect(seen.sentBefore).toBeGreaterThanOrEqual(10);
    expect(seen.refused).toBeGreaterThanOrEqual(10);
    expect([...one.errors, ...two.errors]).toEqual([]);
    await stopAll(first, one, two);
  }, 240_000);

  it('an opt-out not yet committed holds the text back, and it is then refused', async () => {
    const one = await simFloor({ pool: db.pool, owner: 'five' });
    let letCommit: () => void = () => undefined;
    const committing = new Promise<void>((resolve) => {
      letCommit = resolve;
    });
    let suppressed: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      suppressed = resolve;
    });
    const two = await simFloor({
      pool: db.pool,
      beside: one,
      owner: 'six',
      change: {
        async suppress(tx, fact, nowMs) {
          await one.records.suppressFact(tx, fact, nowMs);
          suppressed();
          await committing;
        },
      },
    });
    const leadId = await addLead(db.pool, one, '+15125550199');
    await writes(one, leadId, 'hi, I want a quote for car insurance', 'in-hi-99');
    await one.playTo(one.clock.nowMs() + 10_000);
    const stopping = writes(two, leadId, 'STOP', 'in-stop-99');
    await written;
    await queueText(db.pool, one, leadId, 'late', 'A last word.');
    const sending = one.loop.settle();
    await waitsForLock(db.pool);
    const { rows: during } = await db.pool.query(`select status from baton.messages where id = 'late'`);
    expect(during[0]).toEqual({ status: 'planned' });
    letCommit();
    await Promise.all([stopping, sending]);
    await settle(one, two);
    const { rows } = await db.pool.query(`select status, status_words from baton.messages where id = 'late'`);
    expect(rows[0]).toEqual({ status: 'refused', status_words: expect.stringMatching(OPTED_OUT) });
    expect(one.messaging.sent().some(({ text }) => text.messageId === 'late')).toBe(false);
    await stopAll(one, two);
  }, 60_000);
});

/** A little later, in turns of the event loop. */
async function afterTurns(turns: number): Promise<void> {
  for (let i = 0; i < turns * 2; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** An answer of ours that was planned and waits to leave. */
async function queueText(
  pool: Pool,
  floor: SimFloor,
  leadId: string,
  messageId: string,
  body: string,
): Promise<void> {
  const nowMs = floor.clock.nowMs();
  await pool.query(
    `insert into baton.messages (id, lead_id, at_ms, channel, sender, kind, body, status) values ($1, $2, $3, 'sms', 'assistant', 'reply', $4, 'planned')`,
    [messageId, leadId, nowMs, body],
  );
  const order: Order = {
    type: 'text.send',
    messageId,
    leadId,
    channel: 'sms',
    body,
    kind: 'reply',
    inReplyToMs: nowMs,
  };
  await pool.query(
    `insert into baton.jobs (id, kind, room, key, body, due_ms) values ($1, 'order', 'text.send', $2, $3, $4)`,
    [`job-${messageId}`, `lead:${leadId}`, JSON.stringify(order), nowMs],
  );
}

/** Some transaction stands before a lock that another holds. */
async function waitsForLock(pool: Pool): Promise<void> {
  for (let i = 0; i < 400; i++) {
    const { rows } = await pool.query(
      `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('Nobody waits for a lock.');
}

describe('the process dies between "sending" and "sent"', () => {
  const db = testDatabase();
  let phones = 0;

  /** A text is handed to the carrier and the process is gone before it hears the answer; another takes over. */
  async function crash(carrierHasIt: boolean, answer: 'sent' | 'not-sent' | 'unknown') {
    phones += 1;
    const calls: OutboundText[] = [];
    let handed: () => void = () => undefined;
    const atCarrier = new Promise<void>((resolve) => {
      handed = resolve;
    });
    const one = await simFloor({ pool: db.pool, owner: `dying-${phones}` });
    const dying = await simFloor({
      pool: db.pool,
      beside: one,
      owner: `dead-${phones}`,
      change: {
        messaging: {
          ...one.messaging,
          send: async (text) => {
            if (carrierHasIt) await one.messaging.send(text);
            handed();
            return new Promise(() => {});
          },
        },
      },
    });
    const leadId = await addLead(db.pool, one, `+151255501${70 + phones}`);
    void writes(dying, leadId, 'hi, I want a quote for car insurance', `in-${phones}`);
    await playUntil(dying, () => false, atCarrier);
    const { rows: before } = await db.pool.query<{ id: string; status: string }>(
      `select id, status from baton.messages where lead_id = $1 and sender = 'assistant'`,
      [leadId],
    );
    expect(before.map(({ status }) => status)).toEqual(['sending']);
    const next = await simFloor({
      pool: db.pool,
      beside: one,
      owner: `next-${phones}`,
      change: {
        messaging: {
          ...one.messaging,
          lookup: async () => answer,
          send: async (text) => {
            calls.push(text);
            return one.messaging.send(text);
          },
        },
      },
    });
    // Its lease has not run out: nobody touches it.
    await next.loop.settle();
    expect(calls).toEqual([]);
    await next.loop.adopt();
    await next.loop.settle();
    const { rows: after } = await db.pool.query<{ status: string; status_words: string | null }>(
      'select status, status_words from baton.messages where id = $1',
      [before[0]!.id],
    );
    const left = one.messaging.sent().filter(({ text }) => text.messageId === before[0]!.id).length;
    await next.loop.stop();
    return { calls: calls.length, left, ...after[0]! };
  }

  it('the carrier has it: it is not sent again', async () => {
    expect(await crash(true, 'sent')).toMatchObject({ calls: 0, left: 1, status: 'sent' });
  }, 60_000);
  it('the carrier does not have it: it is sent once', async () => {
    expect(await crash(false, 'not-sent')).toMatchObject({ calls: 1, left: 1, status: 'sent' });
  }, 60_000);
  it('the carrier cannot know: it is held for a person and never sent blindly', async () => {
    expect(await crash(false, 'unknown')).toMatchObject({ calls: 0, left: 0, status: 'unknown' });
  }, 60_000);
});

/** Lets virtual time pass until this happened. The floor's own work is never finished: one of its orders hangs. */
async function playUntil(floor: SimFloor, done: () => boolean, happened: Promise<void>): Promise<void> {
  let over = false;
  void happened.then(() => {
    over = true;
  });
  floor.loop.start();
  for (let i = 0; i < 2_000 && !over && !done(); i++) {
    // Long enough for the database on a busy machine: virtual time must not run past the lease of work in hand.
    await new Promise((resolve) => setTimeout(resolve, 25));
    const next = floor.clock.nextMs();
    if (next !== null && next < NOON_MS + 60_000) floor.clock.moveTo(next);
  }
  if (!over && !done()) throw new Error('It did not happen.');
}

describe('the loop', () => {
  const db = testDatabase();
  const clock = createVirtualClock(NOON_MS);
  const hangUp: Order = { type: 'leg.hangup', callId: 'c', legId: 'l', cause: 'hung-up' };

  /** A loop whose one room turns a `brief.done` into an order, and notes the timers it hears. */
  function loopOf(owner: string, perform: (order: Order) => Promise<Fact[]>, heard: Fact[] = []): Loop {
    return createLoop({
      db: db.pool as unknown as Db,
      clock,
      id: createIds(() => clock.nowMs(), createRandom(owner.length)),
      owner,
      rooms: {
        room: {
          async handle(_tx, _key, fact) {
            heard.push(fact);
            return { facts: [], orders: fact.type === 'brief.done' ? [hangUp] : [], timers: [], saves: [] };
          },
        },
      },
      route: (fact) => (fact.type === 'brief.done' ? [{ room: 'room', key: 'k' }] : []),
      orderKey: () => 'leg:l',
      perform,
      onError: (error) => {
        throw error;
      },
    });
  }

  it('work of a process that died is taken over after its lease, and performed once more at most', async () => {
    let begun = 0;
    let again = 0;
    const dead = loopOf('dead', () => {
      begun += 1;
      return new Promise(() => {});
    });
    await dead.emit({ type: 'brief.done', transferId: 't' });
    await expect.poll(() => begun).toBe(1);
    const heirs = ['first heir', 'second one'].map((name) =>
      loopOf(name, async () => {
        again += 1;
        return [];
      }),
    );
    clock.moveTo(clock.nowMs() + 14_000);
    for (const heir of heirs) await heir.settle();
    expect(again, 'the lease still runs').toBe(0);
    clock.moveTo(clock.nowMs() + 2_000);
    await Promise.all(heirs.map((heir) => heir.settle()));
    expect(again).toBe(1);
    clock.moveTo(clock.nowMs() + 3_600_000);
    for (const heir of heirs) await heir.settle();
    expect(again).toBe(1);
    expect((await db.pool.query('select 1 from baton.jobs')).rows).toEqual([]);
    for (const heir of heirs) await heir.stop();
  }, 60_000);

  it('a fact is handled exactly once by however many processes look for it', async () => {
    const heard: Fact[] = [];
    const loops = ['a', 'bb', 'ccc'].map((name) => loopOf(name, async () => [], heard));
    for (let i = 0; i < 60; i++) {
      await db.pool.query(
        `insert into baton.jobs (id, kind, room, key, body, due_ms) values ($1, 'fact', 'room', $2, $3, $4)`,
        [
          `fact-${i}`,
          `key-${i % 7}`,
          JSON.stringify({ type: 'agent.freed', agentId: `agent-${i}` }),
          clock.nowMs(),
        ],
      );
    }
    await Promise.all(loops.map((loop) => loop.settle()));
    expect(heard.map((fact) => (fact.type === 'agent.freed' ? fact.agentId : '')).sort()).toEqual(
      Array.from({ length: 60 }, (_, i) => `agent-${i}`).sort(),
    );
    for (const loop of loops) await loop.stop();
  }, 60_000);

  it('an alarm with an old token changes nothing; the one with the new token does', async () => {
    const floor = await simFloor({ pool: db.pool, owner: 'alarms' });
    await hire(db.pool, floor, 'Ana');
    const leadId = await addLead(db.pool, floor, '+15125550150');
    await floor.loop.emit(wantsCall(leadId, 'alarm'));
    await floor.loop.settle();
    const look = async () =>
      (
        await db.pool.query<{ phase: string; token: number; deadline: string }>(
          `select phase, (state->>'token')::int as token, state->>'deadlineMs' as deadline from baton.transfers where id = 'alarm'`,
        )
      ).rows[0]!;
    const before = await look();
    expect(before.phase).toBe('ringing');
    for (let token = 0; token < before.token; token++) {
      await db.pool.query(
        `insert into baton.jobs (id, kind, room, key, name, body, due_ms) values ($1, 'timer', 'transfer', 'alarm', $2, $3, $4)`,
        [
          `old-${token}`,
          `old-${token}`,
          JSON.stringify({ type: 'timer', name: 'deadline', token }),
          floor.clock.nowMs(),
        ],
      );
    }
    await floor.loop.settle();
    expect(await look()).toEqual(before);
    floor.clock.moveTo(Number(before.deadline) + 1);
    await floor.loop.settle();
    expect((await look()).phase).not.toBe('ringing');
    expect(floor.errors).toEqual([]);
    await floor.loop.stop();
  }, 60_000);
});
