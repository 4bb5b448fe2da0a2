/**
 * The whole transfer with telephones that others made: SIPp is the lead, three baresip phones are agents, over real SIP and RTP,
 * through the real rooms. What each party heard is what it recorded: baresip itself, and for SIPp, which cannot, the socket that
 * its description names. A fourth and a fifth phone are our own: baresip 1.0 cannot transfer with Replaces.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhoneCall, TestPhone } from '../src/adapters/sip/test-phone.ts';
import { openTestSound, type TestSound } from '../src/adapters/sip/test-sound.ts';
import { tonePowerDb } from '../src/media/goertzel.ts';
import { baresip, type Phone } from '../src/sip/real/baresip.ts';
import { installed } from '../src/sip/real/programs.ts';
import { type SippLead, type SippLeadOptions, sippLead } from '../src/sip/real/sipp-lead.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { OUR_NUMBER, openPhoneFloor, type PhoneFloor, TONES, type Tone, tonesIn } from './phone-floor.ts';

const AGENTS = ['ana', 'ben', 'cem'] as const;
type Agent = (typeof AGENTS)[number];
/** The first notes of the hold music. */
const HOLD_HZ = [261.6, 329.6, 392];
const LISTEN_MS = 400;
const LIMIT_MS = 300_000;
const hasAll = [installed('sipp', 'sip-tester'), installed('baresip', 'baresip-core')].every(Boolean);

const holdsIn = (samples: Int16Array): boolean => HOLD_HZ.some((hz) => tonePowerDb(samples, hz, 8_000) > -40);

describe.skipIf(!hasAll)('SIPp calls in, three baresip phones ring', () => {
  const db = testDatabase();
  let world: PhoneFloor;
  let dora: TestPhone;
  let emil: TestPhone;
  const phones = {} as Record<Agent, Phone>;
  /** How the house knows the fourth and the fifth. */
  const addresses = { dora: '', emil: '' };
  const leads: SippLead[] = [];
  const sounds: TestSound[] = [];
  let caller = 200;

  beforeAll(async () => {
    world = await openPhoneFloor(db.pool, []);
    for (const name of AGENTS) {
      const { user, secret, server } = await world.hirePhone(name, { old: true });
      phones[name] = await baresip(user, secret, Number(server.split(':')[1]), { toneHz: TONES[name] });
      // From here on it tells what happens to it.
      await phones[name].command('listcalls');
    }
    const own = async (name: 'dora' | 'emil', available: boolean): Promise<TestPhone> => {
      const signIn = await world.hirePhone(name, { available });
      addresses[name] = `sip:${signIn.user}@${signIn.server}`;
      return world.ownPhone(name, signIn);
    };
    dora = await own('dora', true);
    emil = await own('emil', false);
    await world.signedIn(5);
  }, LIMIT_MS);
  afterAll(async () => {
    for (const lead of leads) lead.stop();
    for (const phone of Object.values(phones)) phone.close();
    for (const sound of sounds) sound.close();
    await world?.close();
  });
  beforeEach(async () => {
    for (const lead of leads.splice(0)) lead.stop();
    // One that went on sending to a port of ours would be heard by whoever gets that port next.
    for (const sound of sounds.splice(0)) sound.close();
    const telephony = world.side.telephony!;
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    await everybodyIsFree();
    world.floor.errors.length = 0;
  }, LIMIT_MS);

  const everybodyIsFree = (): Promise<void> =>
    world.until(async () => {
      const { rows } = await db.pool.query(`select 1 from baton.agents where state->'hold' <> 'null'::jsonb`);
      return rows.length === 0;
    });
  const set = (name: string, presence: 'available' | 'offline'): Promise<void> =>
    world.floor.loop.emit({ type: 'agent.presence-set', agentId: `agent-${name}`, presence, by: 'test' });
  const factsOf = (type: string): number => world.floor.facts.filter((one) => one.fact.type === type).length;
  /** What happened to a phone in its newest call. */
  const lastCall = (phone: Phone): string[] =>
    phone.events
      .slice(phone.events.findLastIndex(({ type }) => type === 'CALL_INCOMING'))
      .flatMap(({ type }) => (/^CALL_(INCOMING|ESTABLISHED|CLOSED)$/.test(type) ? [type] : []));
  const hearsNow = (phone: Phone): Tone[] => tonesIn(phone.heard().slice(-8 * LISTEN_MS));
  const rings = (phone: TestPhone): PhoneCall | undefined => phone.calls.findLast((call) => call.ringing);

  /** The lead has called, heard who we are, and pressed 1; all four phones ring. */
  const callIn = async (endedBy: SippLeadOptions['endedBy']) => {
    const sound = await openTestSound({ toneHz: TONES.lead, codecs: ['pcmu'] });
    sounds.push(sound);
    const before = { joined: factsOf('transfer.joined'), ended: factsOf('transfer.ended') };
    const lead = await sippLead({
      server: world.uriOf('').replace(/^sip:@/, ''),
      number: OUR_NUMBER,
      from: `+15125550${++caller}`,
      sdp: sound.offer(),
      key: '1',
      endedBy,
    });
    leads.push(lead);
    lead.next();
    sound.sendTo(await lead.answered);
    await world.until(async () => (await world.heard(sound, 200)).includes('greeting'));
    const told = AGENTS.map((name) => phones[name].events.length);
    lead.next();
    await world.until(() =>
      AGENTS.every((name, i) =>
        phones[name].events.slice(told[i]).some(({ type }) => type === 'CALL_INCOMING'),
      ),
    );
    await world.until(() => rings(dora) !== undefined);
    return {
      lead,
      sound,
      joined: () => factsOf('transfer.joined') > before.joined,
      ended: () => factsOf('transfer.ended') > before.ended,
    };
  };
  const accept = async (name: Agent): Promise<void> => {
    const phone = phones[name];
    await phone.command('accept');
    await world.until(() => hearsNow(phone).includes('question'));
    await phone.command('sndcode', '1');
    const losers = AGENTS.filter((other) => other !== name).map((other) => phones[other]);
    await world.until(() => losers.every((loser) => lastCall(loser).includes('CALL_CLOSED')));
    await world.until(() => rings(dora) === undefined);
    for (const loser of losers) expect(lastCall(loser)).toEqual(['CALL_INCOMING', 'CALL_CLOSED']);
    expect(dora.calls.at(-1)!.events.at(-1)).toMatchObject({ type: 'failed', cause: 'cancelled' });
  };
  const bridged = async (
    call: { sound: TestSound; joined(): boolean },
    agent: Tone,
    hears: () => Promise<Tone[]>,
  ): Promise<void> => {
    await world.until(call.joined);
    await world.until(async () => (await world.heard(call.sound, LISTEN_MS)).join() === agent);
    await world.until(async () => (await hears()).join() === 'lead');
  };

  it(
    'all ring, key 1 wins, the others are cancelled; brief, hold, introduction, bridge; the agent hangs up',
    async () => {
      const call = await callIn('us');
      const { ben } = phones;
      await accept('ben');
      await world.until(() => hearsNow(ben).includes('brief'));
      let held = false;
      await world.until(async () => {
        const samples = await call.sound.listen(200);
        const tones = tonesIn(samples);
        expect(tones, 'the lead never hears the brief').not.toContain('brief');
        held ||= holdsIn(samples);
        return tones.includes('intro');
      });
      expect(held, 'the lead heard hold music').toBe(true);
      await world.until(() => hearsNow(ben).includes('intro'));
      await bridged(call, 'ben', async () => hearsNow(ben));
      // Window by window over all ben recorded: the question, the brief, the introduction, the lead; never hold, never himself.
      const all = ben.heard();
      const order: Tone[] = [];
      for (let at = 0; at + 3_200 <= all.length; at += 3_200) {
        const window = all.subarray(at, at + 3_200);
        expect(holdsIn(window), `hold music at ${at / 8} ms`).toBe(false);
        for (const tone of tonesIn(window)) if (!order.includes(tone)) order.push(tone);
      }
      expect(order.filter((tone) => tone !== 'lead')).toEqual(['question', 'brief', 'intro']);
      expect(order).toContain('lead');
      for (const name of ['ana', 'cem'] as const)
        expect(lastCall(phones[name])).not.toContain('CALL_ESTABLISHED');
      await ben.command('hangup');
      const { code, output } = await call.lead.done;
      expect(code, output).toBe(0);
      await world.until(call.ended);
      expect(world.fact('transfer.ended')).toMatchObject({ outcome: 'connected', agentName: 'ben' });
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'the lead hangs up: the phone that won is let go',
    async () => {
      const call = await callIn('lead');
      await accept('cem');
      await bridged(call, 'cem', async () => hearsNow(phones.cem));
      call.lead.next();
      const { code, output } = await call.lead.done;
      expect(code, output).toBe(0);
      await world.until(() => lastCall(phones.cem).includes('CALL_CLOSED'));
      await world.until(call.ended);
      expect(world.fact('transfer.ended')).toMatchObject({ outcome: 'connected', agentName: 'cem' });
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'REFER: the transfer key of a baresip phone passes the lead on; the fourth phone is asked, and key 1 takes them',
    async () => {
      const call = await callIn('us');
      const passed = factsOf('transfer.passed');
      await accept('ana');
      await bridged(call, 'ana', async () => hearsNow(phones.ana));
      const doras = dora.calls.length;
      await phones.ana.command('transfer', addresses.dora);
      await world.until(() => dora.calls.length > doras && rings(dora) !== undefined);
      const taken = rings(dora)!;
      taken.answer();
      await world.until(async () => (await world.heard(dora, 200)).includes('question'));
      dora.press('1');
      await world.until(() => lastCall(phones.ana).includes('CALL_CLOSED'));
      await bridged(call, 'dora', () => world.heard(dora, LISTEN_MS));
      await world.until(() => factsOf('transfer.passed') > passed);
      expect(world.fact('transfer.passed')).toMatchObject({ fromAgentName: 'ana', agentName: 'dora' });
      taken.sip.bye();
      const { code, output } = await call.lead.done;
      expect(code, output).toBe(0);
      await world.until(call.ended);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'REFER with Replaces: two phones that talk already; the second takes the lead over without ringing',
    async () => {
      const call = await callIn('us');
      const doras = rings(dora)!;
      doras.answer();
      await world.until(async () => (await world.heard(dora, 200)).includes('question'));
      dora.press('1');
      await bridged(call, 'dora', () => world.heard(dora, LISTEN_MS));
      for (const name of AGENTS) expect(lastCall(phones[name])).toEqual(['CALL_INCOMING', 'CALL_CLOSED']);
      const consult = dora.dial(emil.uri, { from: 'dora' });
      await world.until(() => rings(emil) !== undefined);
      const consulted = rings(emil)!;
      consulted.answer();
      await world.until(() => consult.sip.phase() === 'up');
      await set('emil', 'available');
      expect((await doras.sip.refer(addresses.emil, { replaces: consult.sip })).status).toBe(202);
      await world.until(() => emil.calls.at(-1) !== consulted && rings(emil) !== undefined);
      const taken = rings(emil)!;
      expect(taken.invite?.replaces?.id).toBe(consulted.sip.id);
      taken.answer();
      await set('emil', 'offline');
      await world.until(() => doras.stoppedAtMs !== undefined);
      await bridged(call, 'emil', () => world.heard(emil, LISTEN_MS));
      taken.sip.bye();
      const { code, output } = await call.lead.done;
      expect(code, output).toBe(0);
      await world.until(call.ended);
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );
});
