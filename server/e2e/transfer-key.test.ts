/**
 * The transfer key of a desk phone is a pass like any other: the same rules, the same records, and the phone is told in SIP's words.
 * The real rooms on a real PostgreSQL, real SIP and RTP; what each party hears is told by its tone.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestPhone, type TestPhone } from '../src/adapters/sip/test-phone.ts';
import { demoSettings } from '../src/app/settings.ts';
import { transferDetail } from '../src/app/views/transfers.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { type LiveLead, liveLeads, statuses, told } from './live-lead.ts';
import { openPhoneFloor, type PhoneFloor, TONES } from './phone-floor.ts';

const LIMIT_MS = 240_000;

describe("a desk phone's transfer key", () => {
  const db = testDatabase();
  let world: PhoneFloor;
  let outside: TestPhone;
  const {
    live: liveWithAna,
    ringing,
    rings,
    hears,
    takesIt,
    factsOf,
    stateOf,
    letGo,
    allFree,
  } = liveLeads(() => world, db, 300);
  beforeAll(async () => {
    outside = await openTestPhone('claims', { toneHz: TONES.dora });
    const outsideTargets = [{ name: 'Claims desk', to: outside.uri }];
    // A tone without a pause would be taken for a machine.
    const settings = { outsideTargets, detectMachines: false, wrapUpMs: 100 };
    world = await openPhoneFloor(db.pool, ['ana', 'ben'], { settings });
  }, LIMIT_MS);
  afterAll(async () => {
    await outside?.close();
    await world?.close();
  });
  afterEach(async () => {
    await letGo();
    await presence('agent-ben', 'available');
    await allFree();
  }, LIMIT_MS);

  const userOf = async (agentId: string): Promise<string> => {
    const { rows } = await db.pool.query<{ user: string }>(
      'select sip_user as user from baton.sip_phones where agent_id = $1',
      [agentId],
    );
    return rows[0]!.user;
  };
  async function presence(agentId: string, to: 'available' | 'away'): Promise<void> {
    await world.floor.loop.emit({ type: 'agent.presence-set', agentId, presence: to, by: 'test' });
  }
  /** A lead calls in and talks with Ana; Ben was away meanwhile. */
  async function live(): Promise<LiveLead & { ben: TestPhone }> {
    await presence('agent-ben', 'away');
    const lead = await liveWithAna();
    await presence('agent-ben', 'available');
    return { ...lead, ben: world.phones.ben! };
  }

  it(
    "blind: a cold pass; the colleague's phone asks, key 1 takes the lead, the first is told and let go",
    async () => {
      const { id, lead, anas, ben } = await live();
      const answer = await anas.sip.refer(`sip:${await userOf('agent-ben')}@127.0.0.1`);
      expect(answer.status).toBe(202);
      expect((await stateOf(id)).passes).toMatchObject([{ mode: 'cold', toName: 'ben', how: null }]);
      await takesIt(ben);
      await hears(world.carrier, 'ben');
      await hears(ben, 'lead');
      await world.until(() => anas.stoppedAtMs !== undefined);
      await world.until(() => statuses(anas).length === 3);
      expect(statuses(anas)).toEqual([100, 180, 200]);
      expect(factsOf('transfer.passed', id)).toMatchObject([
        { fromAgentId: 'agent-ana', agentId: 'agent-ben', mode: 'cold' },
      ]);
      expect((await stateOf(id)).passes).toMatchObject([{ how: 'passed' }]);
      expect(factsOf('agent.wrap-up', id)).toMatchObject([{ agentId: 'agent-ana' }]);
      const detail = await transferDetail(
        { settings: demoSettings, playbooks: world.floor.playbooks } as never,
        db.pool as never,
        id,
        world.floor.clock.nowMs(),
      );
      expect(detail?.events.map(({ words }) => words).join('\n')).toMatch(
        /Passes the call on to ben \(cold, by the phone's transfer key\)\.[\s\S]*Rings ben\.[\s\S]*Has the lead, from ana\./,
      );
      lead.sip.bye();
      await world.until(() => factsOf('transfer.ended', id).length === 1);
      expect(factsOf('transfer.ended', id)[0]).toMatchObject({ outcome: 'connected', agentName: 'ben' });
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'blind, and the first hangs up at once: the lead hears hold sound, and it is still their pass when the colleague takes it',
    async () => {
      const { id, lead, anas, ben } = await live();
      expect((await anas.sip.refer(`sip:${await userOf('agent-ben')}@127.0.0.1`)).status).toBe(202);
      await rings(ben);
      anas.sip.bye();
      await world.until(async () => (await stateOf(id)).phase === 'ringing');
      await world.until(async () =>
        (await world.carrier.listen(200)).some((sample) => Math.abs(sample) > 200),
      );
      await takesIt(ben);
      await hears(world.carrier, 'ben');
      await world.until(() => factsOf('transfer.passed', id).length === 1);
      expect(factsOf('transfer.passed', id)).toMatchObject([
        { fromAgentId: 'agent-ana', agentId: 'agent-ben', mode: 'cold' },
      ]);
      expect(factsOf('transfer.pass-ended', id)).toEqual([]);
      expect((await stateOf(id)).passes).toMatchObject([{ how: 'passed', left: { wave: 2 } }]);
      expect(lead.stoppedAtMs).toBeUndefined();
      lead.sip.bye();
      await world.until(() => factsOf('transfer.ended', id).length === 1);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'blind, and the colleague declines: the phone is told why, and the first keeps the lead',
    async () => {
      const { id, anas, ana, ben } = await live();
      expect((await anas.sip.refer(`sip:${await userOf('agent-ben')}@127.0.0.1`)).status).toBe(202);
      (await rings(ben)).sip.reject(603);
      await world.until(() => statuses(anas).includes(603));
      expect(told(anas).at(-1)).toEqual({
        status: 603,
        words: expect.stringMatching(/^ben declined\. .* is still with you\.$/),
      });
      expect(factsOf('transfer.pass-ended', id)).toMatchObject([{ why: 'declined' }]);
      await hears(ana, 'lead');
      expect(anas.stoppedAtMs).toBeUndefined();
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'who may not have the lead is refused with the words a desk would show, and it is on the record',
    async () => {
      const { id, anas, ana } = await live();
      await presence('agent-ben', 'away');
      const user = await userOf('agent-ben');
      const away = await anas.sip.refer(`sip:${user}@127.0.0.1`);
      expect(away).toMatchObject({ status: 480, words: expect.stringMatching(/^ben: Away/) });
      expect(await anas.sip.refer('sip:+19005550100@127.0.0.1')).toMatchObject({
        status: 403,
        words: 'Calls may not be passed on to +19005550100.',
      });
      expect((await anas.sip.refer('sip:nobody@elsewhere.example')).status).toBe(403);
      expect(await anas.sip.refer(`sip:${await userOf('agent-ana')}@127.0.0.1`)).toMatchObject({
        status: 480,
        words: 'You have this lead already.',
      });
      expect(await anas.sip.refer('sip:0@127.0.0.1')).toMatchObject({
        status: 480,
        words: 'Nobody who fits this lead is free now.',
      });
      expect(factsOf('transfer.pass-refused', id).map(({ words }) => words)).toHaveLength(5);
      expect((await stateOf(id)).passes).toBeUndefined();
      expect(told(anas)).toEqual([]);
      await hears(ana, 'lead');
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    '0 rings whoever is free; a listed address outside is dialled, and whoever answers has the lead',
    async () => {
      const { id, lead, anas, ana, ben } = await live();
      expect((await anas.sip.refer('sip:0@127.0.0.1')).status).toBe(202);
      (await rings(ben)).sip.reject(603);
      await world.until(() => statuses(anas).includes(603));
      expect((await anas.sip.refer(outside.uri)).status).toBe(202);
      const claims = await rings(outside);
      // A second key while the first is at work.
      expect(await anas.sip.refer('sip:0@127.0.0.1')).toMatchObject({
        status: 603,
        words: expect.stringMatching(/^You are passing .* on already\.$/),
      });
      claims.answer();
      await hears(world.carrier, 'dora');
      await hears(outside, 'lead');
      await world.until(() => anas.stoppedAtMs !== undefined);
      await world.until(() => statuses(anas).filter((status) => status === 200).length === 1);
      expect(factsOf('transfer.passed', id)).toMatchObject([{ agentId: null, agentName: 'Claims desk' }]);
      expect(ana.calls.at(-1)).toBe(anas);
      lead.sip.bye();
      await world.until(() => claims.stoppedAtMs !== undefined);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    "attended: the two have talked; the colleague's phone takes that call over, nobody is asked, and the lead hears them",
    async () => {
      const { id, lead, anas, ana, ben } = await live();
      const bensAddress = `sip:${await userOf('agent-ben')}@127.0.0.1:${ben.sipPort}`;
      const consult = ana.dial(bensAddress, { from: 'ana' });
      const consulted = await rings(ben);
      consulted.answer();
      await world.until(() => consult.sip.phase() === 'up');
      expect(await anas.sip.refer(bensAddress, { replaces: consult.sip })).toMatchObject({ status: 202 });
      await world.until(() => ben.calls.at(-1) !== consulted && ringing(ben) !== undefined);
      const taken = ringing(ben)!;
      expect(taken.invite?.replaces?.id).toBe(consulted.sip.id);
      taken.answer();
      await world.until(() => anas.stoppedAtMs !== undefined && consult.stoppedAtMs !== undefined);
      await hears(world.carrier, 'ben');
      await hears(ben, 'lead');
      await world.until(() => statuses(anas).includes(200));
      expect(factsOf('transfer.passed', id)).toMatchObject([
        { fromAgentId: 'agent-ana', agentId: 'agent-ben', mode: 'warm' },
      ]);
      lead.sip.bye();
      await world.until(() => taken.stoppedAtMs !== undefined);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );
});
