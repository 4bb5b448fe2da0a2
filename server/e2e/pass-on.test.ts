/**
 * A live call passed on where everybody has a telephone: the second is asked by voice and accepts by key, a phone outside is a
 * SIP address that belongs to nobody here. Real SIP and RTP; what each party hears is told by its tone.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import type { PassTo } from '../src/kernel/pass.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { liveLeads } from './live-lead.ts';
import { openPhoneFloor, type PhoneFloor, TONES } from './phone-floor.ts';

describe('a live call passed on between telephones', () => {
  const db = testDatabase();
  let world: PhoneFloor;
  let outside: TestPhone;
  const { live, rings, hears } = liveLeads(() => world, db, 700);
  beforeAll(async () => {
    world = await openPhoneFloor(db.pool, ['ana', 'ben']);
    outside = await openTestPhone('outside', { toneHz: TONES.dora });
  }, 240_000);
  afterAll(async () => {
    await outside?.close();
    await world?.close();
  });

  const stageOf = async (id: string): Promise<string | null> => {
    const { rows } = await db.pool.query<{ stage: string | null }>(
      `select state->'pass'->>'stage' as stage from baton.transfers where id = $1`,
      [id],
    );
    return rows[0]?.stage ?? null;
  };

  const pass = (id: string, agentId: string, to: PassTo, toName: string) =>
    world.floor.loop.emit({
      type: 'transfer.pass-asked',
      transferId: id,
      agentId,
      mode: 'warm',
      to,
      toName,
      note: 'Asks about a boat.',
    });

  it('to an agent by voice and key, and on to a SIP address outside; the lead is never let go', async () => {
    const { ana, ben } = world.phones as Record<string, TestPhone>;
    const { id, lead, anas } = await live();
    await pass(id, 'agent-ana', { kind: 'agent', agentId: 'agent-ben' }, 'Ben');
    const bens = await rings(ben!);
    bens.answer();
    await world.until(async () => (await world.heard(ben!, 200)).includes('question'));
    await hears(world.carrier, 'ana');
    ben!.press('1');
    await world.until(async () => (await world.heard(ben!, 200)).includes('brief'));
    expect(world.spoken.some((text) => text.includes('passes') && text.includes('Asks about a boat.'))).toBe(
      true,
    );
    expect(await world.heard(world.carrier, 200), 'the lead never hears the brief').not.toContain('brief');
    await world.until(async () => (await stageOf(id)) === 'talking');
    await hears(ana!, 'ben');
    await hears(ben!, 'ana');
    expect(await world.heard(world.carrier, 200), 'the lead hears neither').toEqual([]);
    const onHold = await world.carrier.listen(400);
    expect(
      onHold.some((sample) => Math.abs(sample) > 200),
      'hold sound, not silence',
    ).toBe(true);

    await world.floor.loop.emit({ type: 'transfer.pass-complete', transferId: id, agentId: 'agent-ana' });
    await hears(world.carrier, 'ben');
    await hears(ben!, 'lead');
    await world.until(() => anas.stoppedAtMs !== undefined);
    expect(lead.stoppedAtMs).toBeUndefined();
    expect(world.fact('transfer.passed')).toMatchObject({ fromAgentId: 'agent-ana', agentId: 'agent-ben' });

    // Ben passes on to a phone that is nobody's here: whoever answers talks with him first.
    const uri = `sip:claims@127.0.0.1:${outside.sipPort}`;
    await pass(id, 'agent-ben', { kind: 'outside', target: { kind: 'sip', uri } }, 'Claims desk');
    (await rings(outside)).answer();
    await hears(ben!, 'dora');
    await hears(outside, 'ben');
    await world.floor.loop.emit({ type: 'transfer.pass-complete', transferId: id, agentId: 'agent-ben' });
    await hears(world.carrier, 'dora');
    await hears(outside, 'lead');
    await world.until(() => bens.stoppedAtMs !== undefined);
    expect(lead.stoppedAtMs).toBeUndefined();

    // The lead hangs up: the phone outside is let go too.
    const claims = outside.calls.at(-1)!;
    lead.sip.bye();
    await world.until(() => claims.stoppedAtMs !== undefined);
    await world.until(() => world.fact('transfer.ended')?.outcome === 'connected');
    expect(world.floor.errors).toEqual([]);
  }, 240_000);
});
