/**
 * Nobody is free when the lead asks: times are offered, one is booked, and the call really happens at its time, agents
 * first. The real rooms on a real PostgreSQL under a virtual clock, so that the hours between pass at once.
 */
import { describe, expect, it } from 'vitest';
import type { Hand } from '../sim/telephony.ts';
import type { FactType } from '../src/kernel/events.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { addLead, hire, NOON_MS, type SimFloor, simFloor, writes } from './sim-floor.ts';

const LEAD = '+15125550142';
const HOUR_MS = 3_600_000;

describe('a booked call', () => {
  const db = testDatabase();

  it('is offered when nobody is free, happens at its time, and rings the agents first', async () => {
    const floor = await simFloor({ pool: db.pool });
    const agentId = await hire(db.pool, floor, 'Ana', false);
    const leadId = await addLead(db.pool, floor, LEAD);
    const rang: { who: 'agent' | 'lead'; atMs: number }[] = [];
    const hands: Partial<Record<'agent' | 'lead', Hand>> = {};
    const texts: { body: string; atMs: number }[] = [];
    floor.messaging.onText(LEAD, ({ body }) => texts.push({ body, atMs: floor.clock.nowMs() }));
    floor.telephony.own(`desk:${agentId}`, {
      rings(order, hand) {
        rang.push({ who: 'agent', atMs: floor.clock.nowMs() });
        hands.agent = hand;
        floor.clock.after(3_000, () => {
          hand.answer();
          void floor.loop.emit({
            type: 'agent.accepted',
            transferId: order.callId,
            agentId,
            legId: order.legId,
            by: 'desk',
          });
        });
      },
      stopped: () => {},
    });
    floor.telephony.own(`handset:${LEAD}`, {
      rings(_order, hand) {
        rang.push({ who: 'lead', atMs: floor.clock.nowMs() });
        hands.lead = hand;
        floor.clock.after(4_000, () => hand.answer());
      },
      stopped: () => {},
    });

    let said = 0;
    const say = async (body: string): Promise<string> => {
      const before = texts.length;
      await writes(floor, leadId, body, `in-${said++}`);
      await floor.playTo(floor.clock.nowMs() + 15_000);
      expect(texts.length, `an answer to "${body}"`).toBeGreaterThan(before);
      return texts.at(-1)!.body;
    };
    for (const body of ['hi, I want a quote for car insurance', '78701', 'State Farm']) await say(body);
    const offered = await say('can someone call me?');
    expect(offered).toMatch(/\d{1,2}(:\d\d)? ?[AP]M/);
    expect(rang, 'no call is promised that nobody can make').toEqual([]);
    await say('the first one works');
    const booked = firstOf(floor, 'lead.booked');
    expect(booked, 'it is booked').toBeDefined();
    const slotMs = booked!.atMs;
    expect(slotMs).toBeGreaterThan(NOON_MS);
    expect(slotMs).toBeLessThan(NOON_MS + 24 * HOUR_MS);

    // Hours pass. Somebody comes to work well before the slot and is not rung for it early.
    await floor.playTo(slotMs - 10 * 60_000);
    expect(rang).toEqual([]);
    await floor.loop.emit({ type: 'agent.presence-set', agentId, presence: 'available', by: agentId });
    await floor.playTo(slotMs - 3 * 60_000);
    expect(rang, 'not before its time').toEqual([]);
    await floor.playTo(slotMs + 2 * 60_000);
    expect(
      rang.map(({ who }) => who),
      'agents first',
    ).toEqual(['agent', 'lead']);
    console.log(
      `  slot -> agent rings ${rang[0]!.atMs - slotMs} ms, lead rings ${rang[1]!.atMs - slotMs} ms`,
    );
    expect(Math.abs(rang[0]!.atMs - slotMs)).toBeLessThanOrEqual(2 * 60_000);
    expect(firstOf(floor, 'transfer.joined')).toMatchObject({ leadId, agentId });

    hands.lead!.end('hung-up');
    await floor.playTo(slotMs + HOUR_MS);
    expect(firstOf(floor, 'transfer.ended')).toMatchObject({ outcome: 'connected' });
    // Two days later nobody has rung again, and no text of ours was sent twice.
    await floor.playTo(slotMs + 48 * HOUR_MS);
    expect(rang).toHaveLength(2);
    const bodies = texts.map(({ body }) => body);
    console.log(bodies.map((body) => `  > ${body}`).join('\n'));
    expect(bodies.filter((body, i) => bodies.indexOf(body) !== i)).toEqual([]);
    expect(floor.errors).toEqual([]);
    await floor.loop.stop();
  }, 120_000);

  it('that nobody can take at its time is told to the lead and gets the next time', async () => {
    const floor = await simFloor({ pool: db.pool, owner: 'another day' });
    const agentId = await hire(db.pool, floor, 'Ben', false);
    const phone = '+15125550177';
    const leadId = await addLead(db.pool, floor, phone, 'James Hill');
    await db.pool.query(`update baton.agents set state = jsonb_set(state, '{set}', '"offline"')`);
    const texts: string[] = [];
    floor.messaging.onText(phone, ({ body }) => texts.push(body));
    let rings = 0;
    floor.telephony.own(`handset:${phone}`, { rings: () => void rings++, stopped: () => {} });
    let said = 0;
    for (const body of [
      'hi, I want a quote for car insurance',
      '78701',
      'State Farm',
      'can someone call me?',
      'the first one works',
    ]) {
      await writes(floor, leadId, body, `in-b-${said++}`);
      await floor.playTo(floor.clock.nowMs() + 15_000);
    }
    const slotMs = firstOf(floor, 'lead.booked')!.atMs;
    const before = texts.length;
    await floor.playTo(slotMs + 5 * 60_000);
    expect(rings, 'no lead is called without an agent').toBe(0);
    expect(texts.length, 'the lead is told').toBeGreaterThan(before);
    console.log(
      texts
        .slice(before)
        .map((body) => `  > ${body}`)
        .join('\n'),
    );
    const again = floor.facts.filter(({ fact }) => fact.type === 'lead.booked').length;
    const { rows } = await db.pool.query<{ booked_ms: string | null }>(
      'select booked_ms from baton.conversations where id = $1',
      [leadId],
    );
    expect(again).toBeGreaterThan(1);
    expect(Number(rows[0]!.booked_ms)).toBeGreaterThan(slotMs);
    // The agent who comes back is offered the lead who waits.
    const desk: string[] = [];
    floor.telephony.own(`desk:${agentId}`, {
      rings: (order) => void desk.push(order.callId),
      stopped: () => {},
    });
    await floor.loop.emit({ type: 'agent.presence-set', agentId, presence: 'available', by: agentId });
    await floor.playTo(floor.clock.nowMs() + 30_000);
    expect(desk.length + texts.slice(before + 1).length, 'rung at once, or asked').toBeGreaterThan(0);
    expect(floor.errors).toEqual([]);
    await floor.loop.stop();
  }, 120_000);
});

/** The first fact of this type that was committed. */
function firstOf<T extends FactType>(floor: SimFloor, type: T) {
  const found = floor.facts.find(({ fact }) => fact.type === type)?.fact;
  return found as Extract<typeof found, { type: T }> | undefined;
}
