import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { Target, TelephonyEvent } from '../../ports/telephony.ts';
import { hashSecret, type Transport, udpTransport } from '../../sip/index.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { openNodePhone } from '../engine/node-phone.ts';
import { createSipTelephony, type SipTelephony } from './telephony.ts';
import { openTestPhone, type TestPhone } from './test-phone.ts';

const from = { number: '+15125550100', name: 'Northside Quotes' };
const TONES = { ana: 620, ben: 1_110, desk: 1_790 };
const SETTLE_MS = 300;

describe('SIP legs', () => {
  let engine: Engine;
  let telephony: SipTelephony;
  let transport: Transport;
  let ana: TestPhone;
  let ben: TestPhone;
  let events: TelephonyEvent[] = [];
  let count = 0;
  let callId = '';

  beforeAll(async () => {
    engine = createEngine({ webrtc: 'werift', workerUrl: await mediaWorkerUrl(), rtpSpares: 4 });
    transport = udpTransport({ host: '127.0.0.1', port: 0 });
    telephony = createSipTelephony({
      engine,
      endpoint: {
        transports: [transport],
        trusted: ['127.0.0.0/8'],
        accounts: { realm: 'test', secretOf: (user) => hashSecret(user, 'test', `secret of ${user}`) },
      },
      trunkFor: () => 'carrier',
      notCalled: (e164) => (e164.startsWith('+1809') ? 'Too far.' : null),
      callerFor: () => '+15125559999',
    });
    telephony.onEvent((event) => events.push(event));
    await telephony.start();
    ana = await openTestPhone('ana', { toneHz: TONES.ana });
    ben = await openTestPhone('ben', { toneHz: TONES.ben, codecs: ['pcma', 'telephone-event'] });
  });
  afterAll(async () => {
    await ana?.close();
    await ben?.close();
    await telephony?.drain(0);
  });
  beforeEach(async () => {
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    events = [];
    count += 1;
    callId = `c${count}`;
  });

  const dial = (leg: string, target: Target, ringTimeoutMs = 10_000, headline?: string) =>
    telephony.dial({
      callId,
      legId: `${callId}/${leg}`,
      target,
      from,
      ringTimeoutMs,
      ...(headline === undefined ? {} : { context: { headline, transferId: 't1' } }),
    });
  const until = (what: () => boolean, limitMs = 4_000) =>
    expect.poll(what, { timeout: limitMs, interval: 5 }).toBe(true);
  const has = (type: TelephonyEvent['type'], leg: string) =>
    events.some((event) => event.type === type && 'legId' in event && event.legId === `${callId}/${leg}`);
  const ended = (leg: string) =>
    events.find((event) => event.type === 'leg.ended' && event.legId === `${callId}/${leg}`);
  const call = (phone: TestPhone, leg: string) => phone.callOf(`${callId}/${leg}`)!;
  const ring = async (leg: string, phone: TestPhone, headline?: string) => {
    await dial(leg, { kind: 'sip', uri: phone.uri }, 10_000, headline);
    await until(() => has('leg.ringing', leg));
    return call(phone, leg);
  };
  const connect = async (leg: string, phone: TestPhone) => {
    (await ring(leg, phone)).answer();
    await until(() => has('leg.answered', leg));
  };
  const arrange = async (revision: number, hears: Record<string, string[]>) => {
    const named = Object.entries(hears).map(([leg, all]) => [
      `${callId}/${leg}`,
      all.map((one) => `${callId}/${one}`),
    ]);
    await telephony.arrange({ callId, revision, hears: Object.fromEntries(named), plays: [] });
    await until(() =>
      events.some(
        (event) => event.type === 'call.arranged' && event.callId === callId && event.revision === revision,
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  };
  const heardIn = (samples: Int16Array) =>
    Object.entries(TONES).flatMap(([name, hz]) => (tonePowerDb(samples, hz, 8_000) > -35 ? [name] : []));

  it('a browser desk, a u-law phone and an a-law phone talk in one call', async () => {
    const desk = await openNodePhone(engine.stations, 'desk:dee', TONES.desk);
    await connect('ana', ana);
    await connect('ben', ben);
    await dial('desk', { kind: 'station', stationId: 'desk:dee' });
    await until(() => has('leg.ringing', 'desk'));
    desk.send({ type: 'answer', legId: `${callId}/desk` });
    await until(() => has('leg.answered', 'desk'));
    await arrange(1, { ana: ['desk'], desk: ['ana'] });
    expect((await Promise.all([ana.listen(400), desk.listen(400)])).map(heardIn)).toEqual([
      ['desk'],
      ['ana'],
    ]);
    await arrange(2, { ana: ['ben', 'desk'], ben: ['ana', 'desk'], desk: ['ana', 'ben'] });
    const all = await Promise.all([ana.listen(400), ben.listen(400), desk.listen(400)]);
    expect(all.map(heardIn)).toEqual([
      ['ben', 'desk'],
      ['ana', 'desk'],
      ['ana', 'ben'],
    ]);
    await desk.close();
  });

  it('early media is not an answer, and nobody hears it', async () => {
    await connect('ben', ben);
    const quiet = await openTestPhone('quiet', { toneHz: TONES.ana, rings: false });
    await dial('early', { kind: 'sip', uri: quiet.uri });
    await until(() => call(quiet, 'early') !== undefined);
    const { sip, invite } = call(quiet, 'early');
    sip.progress(183, { sdp: quiet.offer() });
    quiet.sendTo(invite!.sdp);
    await until(() => has('leg.ringing', 'early'));
    await arrange(1, { ben: ['early'] });
    expect(heardIn(await ben.listen(400))).toEqual([]);
    expect(has('leg.answered', 'early') || has('leg.heard', 'early')).toBe(false);
    call(quiet, 'early').answer();
    await until(() => has('leg.heard', 'early'));
    expect(heardIn(await ben.listen(600))).toEqual(['ana']);
    await quiet.close();
  });

  it.each([
    [486, { by: 'them', cause: 'busy' }],
    [603, { by: 'them', cause: 'rejected' }],
    [480, { by: 'them', cause: 'no-answer' }],
    [404, { by: 'network', cause: 'unreachable' }],
    [503, { by: 'network', cause: 'overload' }],
  ])('%i from a phone that rang', async (status, expected) => {
    (await ring('a', ana)).sip.reject(status);
    await until(() => ended('a') !== undefined);
    expect(ended('a')).toMatchObject(expected);
  });

  it('a number that may not be called is not, and the reason is told', async () => {
    await dial('far', { kind: 'phone', e164: '+18095551234' });
    await until(() => ended('far') !== undefined);
    expect(ended('far')).toMatchObject({ by: 'network', cause: 'unreachable', said: 'Too far.' });
    expect(has('leg.ringing', 'far')).toBe(false);
  });

  it('a phone at a dead address is unreachable, not unanswered', async () => {
    await dial('dead', { kind: 'sip', uri: 'sip:dead@127.0.0.1:9' }, 400);
    await until(() => ended('dead') !== undefined);
    expect(ended('dead')).toMatchObject({ by: 'network', cause: 'unreachable' });
  });

  it('carries the brief in a header, on one line, in whole letters, and short', async () => {
    await ring('brief', ana, `María Gómez: Versicherung für 4 Fahrer\r\nX-Evil: 1 ${'é'.repeat(400)}`);
    const { brief, from: caller } = call(ana, 'brief');
    expect(brief).toMatch(/^María Gómez: Versicherung für 4 Fahrer X-Evil: 1 é+…$/);
    expect(Buffer.byteLength(brief!)).toBeLessThanOrEqual(240);
    expect(caller).toBe('+15125550100');
  });

  it('keys by INFO count once, on their leg; keys go out as events', async () => {
    await connect('ana', ana);
    await connect('ben', ben);
    await call(ana, 'ana').sip.info('application/dtmf-relay', 'Signal=1\r\nDuration=160\r\n');
    await until(() => has('leg.key', 'ana'));
    expect(events.filter((event) => event.type === 'leg.key')).toMatchObject([
      { legId: `${callId}/ana`, key: '1' },
    ]);
    await telephony.sendKeys(`${callId}/ben`, '42#');
    await until(() => ben.keysHeard.join('') === '42#');
  });

  it('sends keys by INFO to a phone that has no events', async () => {
    const plain = await openTestPhone('plain', { codecs: ['pcmu'] });
    await connect('plain', plain);
    await telephony.sendKeys(`${callId}/plain`, '7*');
    const infos = () =>
      call(plain, 'plain').events.flatMap((event) =>
        event.type === 'info' ? [event.body.split('\r\n')[0]] : [],
      );
    await until(() => infos().length === 2);
    expect(infos()).toEqual(['Signal=7', 'Signal=*']);
    await plain.close();
  });

  it('reads keys in the sound of a phone that has no events, and not a second time when they come by INFO too', async () => {
    const plain = await openTestPhone('plain', { codecs: ['pcmu'] });
    await connect('plain', plain);
    const press = (lowHz: number, highHz: number) =>
      plain.say(
        Int16Array.from(
          { length: 1_200 },
          (_, i) =>
            4_000 *
            (Math.sin((2 * Math.PI * lowHz * i) / 8_000) + Math.sin((2 * Math.PI * highHz * i) / 8_000)),
        ),
      );
    const keys = () => events.flatMap((event) => (event.type === 'leg.key' ? [event.key] : []));
    press(852, 1_477);
    await until(() => keys().join('') === '9');
    await call(plain, 'plain').sip.info('application/dtmf-relay', 'Signal=9\r\nDuration=160\r\n');
    press(697, 1_209);
    await until(() => keys().length >= 2);
    expect(keys()).toEqual(['9', '1']);
    await plain.close();
  });

  it('the far end holds: it is sent nothing, and hears again when it takes the call back', async () => {
    await connect('ana', ana);
    await connect('ben', ben);
    await arrange(1, { ana: ['ben'], ben: ['ana'] });
    const { sip } = call(ana, 'ana');
    expect(await sip.reinvite(ana.offer('sendonly'))).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = ana.packetsHeard();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ana.packetsHeard() - before).toBe(0);
    expect(await sip.reinvite(ana.offer('inactive', '0.0.0.0'))).toMatchObject({ ok: true });
    expect(await sip.reinvite(ana.offer('sendrecv'))).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    expect((await Promise.all([ana.listen(400), ben.listen(400)])).map(heardIn)).toEqual([['ben'], ['ana']]);
    expect(ended('ana')).toBeUndefined();
  });

  it('a user with two phones is one leg: both ring, one answers, the other stops', async () => {
    const server = `sip:127.0.0.1:${transport.local().port}`;
    const credentials = { username: 'dee', secret: { password: 'secret of dee' } };
    const phones = await Promise.all([openTestPhone('dee1'), openTestPhone('dee2')]);
    for (const phone of phones)
      phone.sip.addTrunk({
        id: 'home',
        server,
        credentials,
        register: { aor: `sip:dee@127.0.0.1` },
        pingMs: 0,
      });
    await until(() => telephony.sip.phones('dee').length === 2);
    await dial('dee', { kind: 'registered', user: 'dee' });
    await until(() => phones.every((phone) => call(phone, 'dee')?.ringing === true));
    call(phones[1]!, 'dee').answer();
    await until(() => has('leg.answered', 'dee') && call(phones[0]!, 'dee').stoppedAtMs !== undefined);
    expect(call(phones[1]!, 'dee').stoppedAtMs).toBeUndefined();
    expect(events.filter((event) => event.type === 'leg.ringing')).toHaveLength(1);
    for (const phone of phones) await phone.close();
  });

  it('a telephone number goes over the trunk with its caller id; the extension is dialled before it counts as answered', async () => {
    const exchange = await openTestPhone('exchange', { toneHz: TONES.ana });
    telephony.sip.addTrunk({ id: 'carrier', server: `sip:127.0.0.1:${exchange.sipPort}`, pingMs: 0 });
    await dial('x', { kind: 'phone', e164: '+15125550142', extension: '9' });
    await until(() => exchange.calls.length === 1);
    const [there] = exchange.calls;
    expect([there!.invite!.number, there!.from, there!.legId, there!.brief]).toEqual([
      '+15125550142',
      '+15125559999',
      undefined,
      undefined,
    ]);
    there!.answer();
    await until(() => exchange.keysHeard.join('') === '9');
    await until(() => has('leg.answered', 'x'));
    await telephony.sip.removeTrunk('carrier');
    await exchange.close();
  });

  it('an incoming call is told, rings, is answered, and ends from their side', async () => {
    const uri = `sip:+15125550100@127.0.0.1:${transport.local().port}`;
    for (const withoutOffer of [false, true]) {
      events = [];
      const out = ana.dial(uri, { withoutOffer, from: '+15125550142' });
      await until(() => events.some((event) => event.type === 'leg.incoming'));
      const incoming = events.find((event) => event.type === 'leg.incoming')!;
      expect(incoming).toMatchObject({ from: '+15125550142', to: '+15125550100' });
      await until(() => out.events.some((event) => event.type === 'progress' && event.status === 180));
      if (incoming.type !== 'leg.incoming') return;
      await telephony.answer(incoming.legId);
      await until(() => events.some((event) => event.type === 'leg.heard'));
      out.sip.bye();
      await until(() => events.some((event) => event.type === 'leg.ended'));
      expect(events.at(-1)).toMatchObject({ by: 'them', cause: 'hung-up' });
    }
  });

  it('an incoming call nobody here can speak with is refused without a word to the app', async () => {
    const video =
      'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n';
    const out = ana.sip.invite(`sip:1@127.0.0.1:${transport.local().port}`, {
      from: { user: 'x' },
      sdp: video,
    });
    let status = 0;
    out.on((event) => {
      if (event.type === 'failed') status = event.status;
    });
    await until(() => status === 488);
    expect(events).toEqual([]);
  });

  it('fifty phones are rung at once, though only four ports were ready', async () => {
    const many = await openTestPhone('many');
    for (let i = 0; i < 50; i += 1) await dial(`m${i}`, { kind: 'sip', uri: many.uri });
    await until(() => many.calls.length === 50);
    await until(() => events.filter((event) => event.type === 'leg.ringing').length === 50);
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'taken');
    await until(() => many.calls.every((one) => one.stoppedAtMs !== undefined));
    await many.close();
  });
});
