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

  it('REFER: the talk moves to another phone of the house, the first is told and let go, and it is the same leg', async () => {
    const lead = await open('lead', TONES.lead);
    const [ana, ben] = [await desk('ana'), await desk('ben')];
    await connect('lead', lead, { kind: 'sip', uri: lead.uri });
    const anas = await connect('agent', ana, { kind: 'registered', user: 'ana' });
    await bridge('lead', 'agent');
    expect(await anas.sip.refer(`sip:ben@127.0.0.1:${transport.local().port}`)).toBe(202);
    await until(() => ben.calls.some((call) => call.ringing));
    ben.calls[0]!.answer();
    await until(() => anas.stoppedAtMs !== undefined);
    expect(anas.events.filter((event) => event.type === 'transfer').at(-1)).toMatchObject({
      status: 200,
      done: true,
    });
    await expect.poll(() => hears(lead, TONES.ben), { timeout: 60_000 }).toBe(true);
    expect(await hears(lead, TONES.ana)).toBe(false);
    await expect.poll(() => hears(ben, TONES.lead), { timeout: 60_000 }).toBe(true);
    expect(of('agent')).not.toContain('leg.ended');
    ben.calls[0]!.sip.bye();
    await until(() => of('agent').includes('leg.ended'));
  }, 180_000);

  it('REFER and hang up at once: the lead is kept on hold, and the leg ends when nobody takes it', async () => {
    const lead = await open('lead', TONES.lead);
    const [ana, ben] = [await desk('ana'), await desk('ben')];
    await connect('lead', lead, { kind: 'sip', uri: lead.uri });
    const anas = await connect('agent', ana, { kind: 'registered', user: 'ana' });
    await bridge('lead', 'agent');
    expect(await anas.sip.refer('sip:ben@127.0.0.1')).toBe(202);
    await until(() => ben.calls.some((call) => call.ringing));
    anas.sip.bye();
    await until(() => of('agent').includes('leg.lost'));
    expect(of('agent')).not.toContain('leg.ended');
    ben.calls[0]!.sip.reject(486);
    await until(() => of('agent').includes('leg.ended'));
  }, 180_000);

  it('REFER with Replaces: two phones that talk already; the second takes the call over without ringing', async () => {
    const lead = await open('lead', TONES.lead);
    const [ana, ben] = [await desk('ana'), await desk('ben')];
    await connect('lead', lead, { kind: 'sip', uri: lead.uri });
    const anas = await connect('agent', ana, { kind: 'registered', user: 'ana' });
    await bridge('lead', 'agent');
    const consult = ana.dial(ben.uri, { from: 'ana' });
    await until(() => ben.calls.some((call) => call.ringing));
    ben.calls[0]!.answer();
    await until(() => consult.sip.phase() === 'up');
    expect(await anas.sip.refer(ben.uri, { replaces: consult.sip })).toBe(202);
    await until(() => ben.calls.length === 2);
    expect(ben.calls[1]!.invite?.replaces?.id).toBe(ben.calls[0]!.sip.id);
    ben.calls[1]!.answer();
    await until(() => anas.stoppedAtMs !== undefined);
    await expect.poll(() => hears(lead, TONES.ben), { timeout: 60_000 }).toBe(true);
    expect(of('agent')).not.toContain('leg.ended');
  }, 180_000);

  it('REFER to anybody outside the house, and REFER by a lead, is refused', async () => {
    const lead = await open('lead', TONES.lead);
    const ana = await desk('ana');
    const leads = await connect('lead', lead, { kind: 'sip', uri: lead.uri });
    const anas = await connect('agent', ana, { kind: 'registered', user: 'ana' });
    expect(await anas.sip.refer('sip:+19005550100@elsewhere.example')).toBe(404);
    expect(await anas.sip.refer(lead.uri)).toBe(404);
    expect(await leads.sip.refer('sip:ana@127.0.0.1')).toBe(603);
    expect(of('agent')).not.toContain('leg.ended');
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
