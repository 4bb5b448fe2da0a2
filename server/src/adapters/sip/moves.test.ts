/** What may happen to a live SIP leg: its phone's transfer key, a far end that falls silent or dies, a machine that answers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { Target, TelephonyEvent } from '../../ports/telephony.ts';
import { hashSecret, RFC_TIMERS, type Transport, udpTransport } from '../../sip/index.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createSipTelephony, type SipTelephony } from './telephony.ts';
import { openTestPhone, type PhoneCall, type TestPhone } from './test-phone.ts';

const from = { number: '+15125550100', name: 'Northside Quotes' };
const TONES = { lead: 620, ana: 1_110, ben: 1_790 };
const USERS = ['ana', 'ben'];

describe('a live SIP leg', () => {
  let engine: Engine;
  let telephony: SipTelephony;
  let transport: Transport;
  const phones: TestPhone[] = [];
  let events: TelephonyEvent[] = [];
  let count = 0;
  let callId = '';

  const open = async (name: string, toneHz?: number): Promise<TestPhone> => {
    const phone = await openTestPhone(name, toneHz === undefined ? {} : { toneHz });
    phones.push(phone);
    return phone;
  };
  /** A phone that has signed in. */
  const desk = async (name: 'ana' | 'ben'): Promise<TestPhone> => {
    const phone = await open(name, TONES[name]);
    phone.sip.addTrunk({
      id: 'home',
      server: `sip:127.0.0.1:${transport.local().port}`,
      credentials: { username: name, secret: { password: `secret of ${name}` } },
      register: { aor: `sip:${name}@127.0.0.1` },
      pingMs: 0,
    });
    await until(() => telephony.sip.phones(name).length > 0);
    return phone;
  };
  const until = (what: () => boolean, timeout = 60_000): Promise<void> =>
    expect.poll(what, { timeout, interval: 10 }).toBe(true);
  const of = (leg: string): string[] =>
    events.flatMap((event) =>
      'legId' in event && event.legId === `${callId}/${leg}` && event.type !== 'leg.heard'
        ? [event.type]
        : [],
    );
  const dial = (leg: string, target: Target, detectMachine = false): Promise<void> =>
    telephony.dial({
      callId,
      legId: `${callId}/${leg}`,
      target,
      from,
      ringTimeoutMs: 30_000,
      ...(detectMachine ? { detectMachine } : {}),
    });
  const connect = async (leg: string, phone: TestPhone, target: Target): Promise<PhoneCall> => {
    await dial(leg, target);
    await until(() => phone.calls.some((call) => call.ringing));
    const call = phone.calls.findLast((one) => one.ringing)!;
    call.answer();
    // Theirs as well: their key counts once our ACK has arrived.
    await until(() => of(leg).includes('leg.answered') && call.sip.phase() === 'up');
    return call;
  };
  const hears = async (phone: TestPhone, hz: number): Promise<boolean> =>
    tonePowerDb(await phone.listen(300), hz, 8_000) > -35;
  const bridge = (a: string, b: string): Promise<void> =>
    telephony.arrange({
      callId,
      revision: 1,
      hears: { [`${callId}/${a}`]: [`${callId}/${b}`], [`${callId}/${b}`]: [`${callId}/${a}`] },
      plays: [],
    });

  beforeAll(async () => {
    engine = createEngine({ webrtc: 'none', workerUrl: await mediaWorkerUrl(), rtpSpares: 4 });
    transport = udpTransport({ host: '127.0.0.1', port: 0 });
    telephony = createSipTelephony({
      engine,
      endpoint: {
        transports: [transport],
        // A dead phone is given up sooner than in the RFC's 32 s.
        timers: { ...RFC_TIMERS, t1Ms: 200 },
        accounts: { realm: 'test', secretOf: (user) => hashSecret(user, 'test', `secret of ${user}`) },
      },
      users: () => USERS,
    });
    telephony.onEvent((event) => events.push(event));
    await telephony.start();
  }, 240_000);
  afterAll(async () => {
    await telephony?.drain(0);
    for (const phone of phones) await phone.close();
  });
  beforeEach(async () => {
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    for (const phone of phones.splice(0)) await phone.close();
    events = [];
    count += 1;
    callId = `c${count}`;
  });

  /** Ana's desk phone is in a call with a lead. */
  const talk = async (): Promise<{ lead: TestPhone; leads: PhoneCall; ana: TestPhone; anas: PhoneCall }> => {
    const lead = await open('lead', TONES.lead);
    const ana = await desk('ana');
    const leads = await connect('lead', lead, { kind: 'sip', uri: lead.uri });
    const anas = await connect('agent', ana, { kind: 'registered', user: 'ana' });
    await bridge('lead', 'agent');
    return { lead, leads, ana, anas };
  };
  const wishes = () => events.flatMap((event) => (event.type === 'leg.refer' ? [event] : []));
  const tell = async (status: number, words?: string): Promise<void> => {
    const { legId, referId } = wishes().at(-1)!;
    await telephony.tellRefer(legId, referId, status, words);
  };
  const told = (call: PhoneCall) => call.events.filter((event) => event.type === 'transfer');

  it('REFER is told, with whom it names, and moves nothing; a refusal says why', async () => {
    const { lead, anas } = await talk();
    const house = `127.0.0.1:${transport.local().port}`;
    const targets = [`sip:ben@${house}`, 'sip:+19005550100@elsewhere.example', lead.uri];
    for (const [i, target] of targets.entries()) {
      const asked = anas.sip.refer(target);
      await until(() => wishes().length === i + 1);
      await tell(480, `"No", for ${i}.`);
      expect(await asked).toEqual({
        status: 480,
        reason: 'Temporarily Unavailable',
        words: `"No", for ${i}.`,
      });
    }
    expect(wishes().map(({ to }) => to)).toEqual([
      { kind: 'registered', user: 'ben' },
      ...targets.slice(1).map((uri) => ({ kind: 'address', uri })),
    ]);
    expect(wishes().every(({ replaces }) => replaces === undefined)).toBe(true);
    await telephony.tellRefer(`${callId}/agent`, 'nobody knows it', 200);
    expect(told(anas)).toEqual([]);
    expect(await hears(lead, TONES.ana)).toBe(true);
    expect(of('agent')).not.toContain('leg.ended');
  }, 180_000);

  it('REFER that is taken: 202, then how it goes, one last time with why', async () => {
    const { anas } = await talk();
    for (const [status, words] of [
      [200, undefined],
      [603, 'Ben declined.'],
    ] as const) {
      const before = told(anas).length;
      const asked = anas.sip.refer('sip:ben@127.0.0.1');
      const count = wishes().length;
      await until(() => wishes().length > count);
      await tell(100);
      expect((await asked).status).toBe(202);
      await tell(180);
      await tell(status, words);
      await tell(status, words);
      await until(() => told(anas).at(-1)?.type === 'transfer' && told(anas).length === before + 3);
      const seen = told(anas).slice(before);
      expect(seen.map((event) => event.type === 'transfer' && event.status).sort()).toEqual([
        100,
        180,
        status,
      ]);
      expect(seen.find((event) => event.type === 'transfer' && event.done)).toMatchObject({
        status,
        ...(words === undefined ? {} : { words }),
      });
    }
    // Whoever hangs up after their key has hung up: what becomes of the lead is decided elsewhere.
    const asked = anas.sip.refer('sip:ben@127.0.0.1');
    await until(() => wishes().length === 3);
    await tell(100);
    expect((await asked).status).toBe(202);
    anas.sip.bye();
    await until(() => of('agent').includes('leg.ended'));
    await tell(200);
  }, 180_000);

  it('REFER by a lead is refused, and nobody hears of it', async () => {
    const { leads } = await talk();
    expect(await leads.sip.refer('sip:ana@127.0.0.1')).toMatchObject({
      status: 603,
      words: 'Only a desk phone in a call may transfer it.',
    });
    expect(wishes()).toEqual([]);
  }, 180_000);

  it('REFER with Replaces: two phones that talk already; the second takes that call over when it is dialled so', async () => {
    const { lead, ana, anas } = await talk();
    const ben = await desk('ben');
    const consult = ana.dial(ben.uri, { from: 'ana' });
    await until(() => ben.calls.some((call) => call.ringing));
    ben.calls[0]!.answer();
    await until(() => consult.sip.phase() === 'up');
    const asked = anas.sip.refer(ben.uri, { replaces: consult.sip });
    await until(() => wishes().length === 1);
    const { to, replaces } = wishes()[0]!;
    expect(to).toEqual({ kind: 'registered', user: 'ben' });
    await tell(100);
    expect((await asked).status).toBe(202);
    await telephony.dial({
      callId,
      legId: `${callId}/second`,
      target: { kind: 'registered', user: 'ben' },
      from,
      ringTimeoutMs: 30_000,
      replaces: replaces!,
    });
    await until(() => ben.calls.length === 2);
    expect(ben.calls[1]!.invite?.replaces?.id).toBe(ben.calls[0]!.sip.id);
    ben.calls[1]!.answer();
    await until(() => of('second').includes('leg.answered'));
    await until(() => consult.stoppedAtMs !== undefined);
    await telephony.arrange({
      callId,
      revision: 2,
      hears: { [`${callId}/lead`]: [`${callId}/second`], [`${callId}/second`]: [`${callId}/lead`] },
      plays: [],
    });
    await expect.poll(() => hears(lead, TONES.ben), { timeout: 60_000 }).toBe(true);
  }, 180_000);

  it('a leg of a carrier is moved by it: asked in its form of the number, and followed to the end', async () => {
    const carrier = await open('carrier', TONES.lead);
    telephony.sip.addTrunk({ id: callId, server: `sip:127.0.0.1:${carrier.sipPort}`, pingMs: 0 });
    const leads = await connect('lead', carrier, { kind: 'phone', e164: '+15125550142', trunkId: callId });
    expect(telephony.trunkOf(`${callId}/lead`)).toBe(callId);
    const asked = () => leads.events.flatMap((event) => (event.type === 'refer' ? [event.refer] : []));
    const move = async (as: string, toLead = 'lead'): Promise<void> =>
      telephony.move({
        callId,
        legId: `${callId}/${toLead}`,
        asLegId: `${callId}/${as}`,
        target: { kind: 'phone', e164: '+15125550177' },
      });
    const ends = (as: string) =>
      events.flatMap((event) =>
        event.type === 'leg.ended' && event.legId === `${callId}/${as}`
          ? [[event.by, event.cause, event.said]]
          : [],
      );

    await move('refused');
    await move('refused');
    await until(() => asked().length === 1);
    expect(asked()[0]!.target).toBe('sip:+15125550177@127.0.0.1;user=phone');
    asked()[0]!.reject(405, 'Not on this line.');
    await until(() => ends('refused').length === 1);
    expect(ends('refused')).toEqual([['network', 'rejected', '405 Method Not Allowed: Not on this line.']]);

    await move('busy');
    await until(() => asked().length === 2);
    asked()[1]!.accept();
    await until(() => of('busy').includes('leg.ringing'));
    // One at a time.
    await move('second');
    expect(ends('second')).toEqual([['network', 'unreachable', undefined]]);
    asked()[1]!.report(486);
    await until(() => ends('busy').length === 1);
    expect(ends('busy')).toEqual([['them', 'busy', '486 Busy Here']]);

    await move('moved');
    await until(() => asked().length === 3);
    asked()[2]!.accept();
    asked()[2]!.report(180);
    asked()[2]!.report(200);
    await until(() => of('moved').includes('leg.moved'));
    expect(ends('moved')).toEqual([]);
    // The leg is whose it was; letting it go is an order of its own.
    expect(of('lead')).not.toContain('leg.ended');

    await move('given up');
    await until(() => asked().length === 4);
    asked()[3]!.accept();
    await until(() => of('given up').includes('leg.ringing'));
    await telephony.hangup(`${callId}/given up`, 'no-answer');
    asked()[3]!.report(200);
    await until(() => of('lead').includes('leg.ended'));
    expect(of('given up')).toEqual(['leg.ringing']);

    // Reached over no carrier of ours.
    const other = await open('other');
    await connect('other', other, { kind: 'sip', uri: other.uri });
    await move('nowhere', 'other');
    expect(ends('nowhere')).toEqual([['network', 'unreachable', undefined]]);
  }, 180_000);

  it('a phone that is merely silent is not lost; one that is dead is, and its leg ends', async () => {
    const ana = await desk('ana');
    const anas = await connect('agent', ana, { kind: 'registered', user: 'ana' });
    await until(() => events.some((event) => event.type === 'leg.heard'));
    ana.sendTo(undefined);
    // It is asked over SIP and answers: an INFO it does not know is an answer too.
    await until(() => anas.events.some((event) => event.type === 'info'));
    expect(of('agent')).not.toContain('leg.lost');
    ana.sendTo(anas.invite!.sdp);
    await ana.vanish();
    phones.splice(phones.indexOf(ana), 1);
    await until(() => of('agent').includes('leg.lost'), 60_000);
    await until(() => of('agent').includes('leg.ended'), 60_000);
  }, 240_000);

  it('a machine is told as one and never as an answer; a line that says nothing is a person', async () => {
    const machine = await open('machine', 1_000);
    await dial('lead', { kind: 'sip', uri: machine.uri }, true);
    await until(() => machine.calls.some((call) => call.ringing));
    machine.calls[0]!.answer();
    await until(() => of('lead').includes('leg.machine'));
    expect(of('lead')).toEqual(['leg.ringing', 'leg.machine']);
    const quiet = await open('quiet');
    await dial('other', { kind: 'sip', uri: quiet.uri }, true);
    await until(() => quiet.calls.some((call) => call.ringing));
    quiet.calls[0]!.answer();
    await until(() => of('other').includes('leg.answered'));
  }, 180_000);
});
