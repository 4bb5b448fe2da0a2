/**
 * Sound that goes directly between two telephones, and comes back when it is needed: our own phones on real sockets, each of
 * which says whom it sends to and hears who sends.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import type { LegMeasure } from '../../media/protocol.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { Arrangement, TelephonyEvent } from '../../ports/telephony.ts';
import { udpTransport } from '../../sip/index.ts';
import { parseSdp } from '../../sip/sdp.ts';
import { createEngine } from '../engine/engine.ts';
import { createSipTelephony, type SipTelephony } from './telephony.ts';
import { openTestPhone, type TestPhone, type TestPhoneOptions } from './test-phone.ts';

const from = { number: '+15125550100', name: 'Northside Quotes' };
const TONES = { ana: 620, ben: 1_110 };
const PATIENCE_MS = 20_000;

const audioOf = (sdp: string | undefined) => {
  const parsed = parseSdp(sdp ?? '');
  return parsed.ok ? parsed.value.audio : undefined;
};

describe('direct media', () => {
  let telephony: SipTelephony;
  let ana: TestPhone;
  let ben: TestPhone;
  let events: TelephonyEvent[] = [];
  const measures: LegMeasure[] = [];
  let mayGoDirect = true;
  let count = 0;
  let callId = '';

  beforeAll(async () => {
    const engine = createEngine({
      webrtc: 'none',
      workerUrl: await mediaWorkerUrl(),
      rtpSpares: 4,
      onMeasured: (measure) => measures.push(measure),
    });
    telephony = createSipTelephony({
      engine,
      endpoint: { transports: [udpTransport({ host: '127.0.0.1', port: 0 })] },
      mayGoDirect: () => mayGoDirect,
    });
    telephony.onEvent((event) => events.push(event));
    await telephony.start();
    ana = await openTestPhone('ana', { toneHz: TONES.ana });
    ben = await openTestPhone('ben', { toneHz: TONES.ben });
  });
  afterAll(async () => {
    await ana?.close();
    await ben?.close();
    await telephony?.drain(0);
  });
  beforeEach(async () => {
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    events = [];
    mayGoDirect = true;
    count += 1;
    callId = `c${count}`;
  });

  const until = (what: () => boolean) => expect.poll(what, { timeout: PATIENCE_MS, interval: 10 }).toBe(true);
  const idOf = (leg: string) => `${callId}/${leg}`;
  const call = (phone: TestPhone, leg: string) => phone.callOf(idOf(leg))!;
  /** Where this phone was told to send, newest last: its INVITE and every offer after it. */
  const told = (phone: TestPhone, leg: string) => {
    const { invite, events: all } = call(phone, leg);
    const offers = all.flatMap((event) => (event.type === 'offer' ? [event.offer.sdp] : []));
    return [invite?.sdp, ...offers].map((sdp) => audioOf(sdp)?.port);
  };
  const ownPort = (phone: TestPhone) => audioOf(phone.offer())!.port;
  const connect = async (leg: string, phone: TestPhone) => {
    await telephony.dial({
      callId,
      legId: idOf(leg),
      target: { kind: 'sip', uri: phone.uri },
      from,
      ringTimeoutMs: 30_000,
    });
    await until(() => phone.callOf(idOf(leg))?.ringing === true);
    call(phone, leg).answer();
    await until(() => events.some((event) => event.type === 'leg.answered' && event.legId === idOf(leg)));
  };
  const arranged = (revision: number) =>
    events.some(
      (event) => event.type === 'call.arranged' && event.callId === callId && event.revision === revision,
    );
  const arrange = async (
    revision: number,
    hears: Record<string, string[]>,
    plays: Arrangement['plays'] = [],
  ) => {
    const named = Object.entries(hears).map(([leg, all]) => [
      idOf(leg),
      all.map((one) => (one === 'hold' ? one : idOf(one))),
    ]);
    await telephony.arrange({ callId, revision, hears: Object.fromEntries(named), plays });
    await until(() => arranged(revision));
  };
  const talk = async () => {
    await connect('ana', ana);
    await connect('ben', ben);
    await arrange(1, { ana: ['ben'], ben: ['ana'] });
  };
  const isDirect = () => told(ana, 'ana').at(-1) === ownPort(ben) && told(ben, 'ben').at(-1) === ownPort(ana);
  const hears = async (phone: TestPhone, hz: number) => tonePowerDb(await phone.listen(200), hz, 8_000) > -35;
  const bothHear = () =>
    expect
      .poll(async () => [await hears(ana, TONES.ben), await hears(ben, TONES.ana)], { timeout: PATIENCE_MS })
      .toEqual([true, true]);

  it('two who talk are told to send to each other, hear each other, and are sent nothing by us', async () => {
    await talk();
    await until(isDirect);
    await bothHear();
    // One stream each: what comes is what the other sends, 50 packets a second and not twice that.
    const before = ana.packetsHeard();
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > 1_000);
    const share = ((ana.packetsHeard() - before) * 20) / (performance.now() - sinceMs);
    expect(share).toBeLessThan(1.5);
  });

  it('before anything else is heard the sound is back: hold is heard by one, and the other is not', async () => {
    await talk();
    await until(isDirect);
    await arrange(2, { ana: ['hold'], ben: [] }, [
      { sourceId: 'hold', audio: { kind: 'tone', name: 'ringback' }, loop: true },
    ]);
    // The arrangement is told only when both had been told to send to us.
    expect(told(ana, 'ana').at(-1)).toBe(told(ana, 'ana')[0]);
    expect(told(ben, 'ben').at(-1)).toBe(told(ben, 'ben')[0]);
    await expect
      .poll(async () => [await hears(ana, 440), await hears(ana, TONES.ben), await hears(ben, TONES.ana)], {
        timeout: PATIENCE_MS,
      })
      .toEqual([true, false, false]);
    await arrange(3, { ana: ['ben'], ben: ['ana'] });
    await until(isDirect);
    await bothHear();
  });

  it('a leg that leaves: the other one hears from us again', async () => {
    await talk();
    await until(isDirect);
    call(ana, 'ana').sip.bye();
    await until(() => events.some((event) => event.type === 'leg.ended' && event.legId === idOf('ana')));
    await until(() => told(ben, 'ben').at(-1) === told(ben, 'ben')[0]);
    await arrange(2, { ben: ['hold'] }, [
      { sourceId: 'hold', audio: { kind: 'tone', name: 'ringback' }, loop: true },
    ]);
    await expect.poll(() => hears(ben, 440), { timeout: PATIENCE_MS }).toBe(true);
  });

  it('a refusal leaves everything as it was, and is not asked again', async () => {
    const strict = await openTestPhone('strict', { toneHz: TONES.ana, takesOffers: false });
    await connect('strict', strict);
    await connect('ben', ben);
    await arrange(1, { strict: ['ben'], ben: ['strict'] });
    const offers = () => call(strict, 'strict').events.filter((event) => event.type === 'offer').length;
    await until(() => offers() === 1);
    await until(() => told(ben, 'ben').length === 3 && told(ben, 'ben').at(-1) === told(ben, 'ben')[0]);
    await expect
      .poll(async () => [await hears(strict, TONES.ben), await hears(ben, TONES.ana)], {
        timeout: PATIENCE_MS,
      })
      .toEqual([true, true]);
    await arrange(2, { strict: [], ben: [] });
    await arrange(3, { strict: ['ben'], ben: ['strict'] });
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > 1_500);
    expect(offers()).toBe(1);
    await strict.close();
  });

  it('a telephone that says yes and goes on sending to us is found out, and both hear each other again', async () => {
    const slow = await openTestPhone('slow', { toneHz: TONES.ana, takesOffers: 'in-words' });
    await connect('slow', slow);
    await connect('ben', ben);
    await arrange(1, { slow: ['ben'], ben: ['slow'] });
    await until(() => told(ben, 'ben').length === 3 && told(ben, 'ben').at(-1) === told(ben, 'ben')[0]);
    await expect
      .poll(async () => [await hears(slow, TONES.ben), await hears(ben, TONES.ana)], {
        timeout: PATIENCE_MS,
      })
      .toEqual([true, true]);
    await slow.close();
  });

  it('what is to be heard waits for the sound; a telephone that does not send it back in time ends', async () => {
    const options: TestPhoneOptions = { toneHz: TONES.ana };
    const gone = await openTestPhone('gone', options);
    await connect('gone', gone);
    await connect('ben', ben);
    await arrange(1, { gone: ['ben'], ben: ['gone'] });
    await until(
      () => told(ben, 'ben').at(-1) === ownPort(gone) && told(gone, 'gone').at(-1) === ownPort(ben),
    );
    options.takesOffers = 'unanswered';
    await arrange(2, { gone: [], ben: ['hold'] }, [
      { sourceId: 'hold', audio: { kind: 'tone', name: 'ringback' }, loop: true },
    ]);
    const at = (what: (event: TelephonyEvent) => boolean) => events.findIndex(what);
    const ended = at((event) => event.type === 'leg.ended' && event.legId === idOf('gone'));
    expect(ended).toBeGreaterThan(-1);
    expect(ended).toBeLessThan(at((event) => event.type === 'call.arranged' && event.revision === 2));
    await expect.poll(() => hears(ben, 440), { timeout: PATIENCE_MS }).toBe(true);
    await gone.close();
  });

  it('a hold of theirs brings the sound back to us; a mere refresh of the session leaves it', async () => {
    await talk();
    await until(isDirect);
    const asked = await call(ana, 'ana').sip.reinvite(ana.offer());
    expect(audioOf(asked.ok ? asked.sdp : undefined)?.port).toBe(ownPort(ben));
    expect(isDirect()).toBe(true);
    const held = await call(ana, 'ana').sip.reinvite(ana.offer('sendonly'));
    expect(audioOf(held.ok ? held.sdp : undefined)?.port).toBe(told(ana, 'ana')[0]);
    await until(() => told(ben, 'ben').at(-1) === told(ben, 'ben')[0]);
  });

  it('a telephone that asks for our offer meanwhile is heard by us, and hears us', async () => {
    await talk();
    await until(isDirect);
    const before = told(ben, 'ben').length;
    // An INVITE without a description (RFC 3261 14.1); its answer is our offer.
    const asked = await call(ana, 'ana').sip.reinvite(undefined as never);
    expect(audioOf(asked.ok ? asked.sdp : undefined)?.port).toBe(told(ana, 'ana')[0]);
    ana.sendTo(asked.ok ? asked.sdp : undefined);
    await until(() => told(ben, 'ben').length > before && told(ben, 'ben').at(-1) === told(ben, 'ben')[0]);
    await bothHear();
  });

  it('stays with us where it is not switched on', async () => {
    mayGoDirect = false;
    await talk();
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > 1_500);
    expect(told(ana, 'ana')).toHaveLength(1);
    await bothHear();
  });

  it('what went directly is no loss of the line, and is counted as time', async () => {
    await talk();
    await until(isDirect);
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > 1_500);
    await arrange(2, { ana: ['hold'], ben: ['ana'] }, [
      { sourceId: 'hold', audio: { kind: 'tone', name: 'hold' }, loop: true },
    ]);
    await expect.poll(() => hears(ben, TONES.ana), { timeout: PATIENCE_MS }).toBe(true);
    measures.length = 0;
    await telephony.hangup(idOf('ana'), 'hung-up');
    await until(() => measures.some(({ legId }) => legId === idOf('ana')));
    const measure = measures.find(({ legId }) => legId === idOf('ana'))!;
    expect(measure.awayMs).toBeGreaterThan(1_000);
    expect(measure.packetsLost / (measure.packetsLost + measure.packetsReceived)).toBeLessThan(0.2);
  });
});
