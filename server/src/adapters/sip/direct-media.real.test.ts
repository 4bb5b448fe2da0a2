/** Direct media between two telephones we did not write: baresip takes our new offer, and its sound goes to the other one and back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import type { LegMeasure } from '../../media/protocol.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { TelephonyEvent } from '../../ports/telephony.ts';
import { hashSecret, type Transport, udpTransport } from '../../sip/index.ts';
import { baresip, type Phone } from '../../sip/real/baresip.ts';
import { installed } from '../../sip/real/programs.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { createSipTelephony, type SipTelephony } from './telephony.ts';

const HEARD_DB = -35;
const PATIENCE = { timeout: 30_000, interval: 200 };
const TONES = { ana: 620, ben: 1_110 };
type Name = keyof typeof TONES;
const LAST_SAMPLES = 2_400;
const RINGBACK_HZ = 440;

describe.runIf(installed('baresip', 'baresip-core'))('direct media with baresip', () => {
  let transport: Transport;
  let engine: Engine;
  let telephony: SipTelephony;
  const phones = {} as Record<Name, Phone>;
  const events: TelephonyEvent[] = [];
  const measures: LegMeasure[] = [];
  let attempt = 0;

  beforeAll(async () => {
    engine = createEngine({
      webrtc: 'none',
      workerUrl: await mediaWorkerUrl(),
      rtpSpares: 4,
      onMeasured: (measure) => measures.push(measure),
    });
    transport = udpTransport({ host: '127.0.0.1', port: 0 });
    telephony = createSipTelephony({
      engine,
      endpoint: {
        transports: [transport],
        trusted: ['127.0.0.0/8'],
        // baresip 1.0 gives up when it is offered SHA-256.
        accounts: { realm: 'test', secretOf: (user) => ({ md5: hashSecret(user, 'test', 'secret').md5 }) },
      },
      mayGoDirect: () => true,
    });
    telephony.onEvent((event) => events.push(event));
    await telephony.start();
    for (const name of Object.keys(TONES) as Name[])
      phones[name] = await baresip(name, 'secret', transport.local().port, { toneHz: TONES[name] });
  }, 180_000);
  afterAll(async () => {
    for (const phone of Object.values(phones)) phone.close();
    await telephony?.drain(0);
  });

  const has = (type: TelephonyEvent['type'], legId: string) =>
    events.some((event) => event.type === type && 'legId' in event && event.legId === legId);
  const received = async () => (await engine.stats()).legs.map((leg) => leg.packetsReceived).join();
  /** Of the newest sound it heard, so much of this tone, dB. */
  const loudness = (name: Name, hz: number) => {
    const all = phones[name].heard();
    return all.length < LAST_SAMPLES ? -100 : tonePowerDb(all.subarray(-LAST_SAMPLES), hz, 8_000);
  };

  it('they hear each other past us, and us again as soon as something else is to be heard', async () => {
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    attempt += 1;
    const callId = `c${attempt}`;
    const [a, b] = [`${callId}/ana`, `${callId}/ben`];
    for (const name of Object.keys(TONES) as Name[]) {
      const legId = `${callId}/${name}`;
      await expect.poll(() => telephony.sip.phones(name).length, PATIENCE).toBe(1);
      await telephony.dial({
        callId,
        legId,
        target: { kind: 'registered', user: name },
        from: { number: '+15125550100', name: 'Northside' },
        ringTimeoutMs: 30_000,
      });
      await expect.poll(() => has('leg.ringing', legId), PATIENCE).toBe(true);
      await phones[name].command('accept');
      await expect.poll(() => has('leg.answered', legId), PATIENCE).toBe(true);
    }
    await telephony.arrange({ callId, revision: 1, hears: { [a]: [b], [b]: [a] }, plays: [] });
    // Nothing comes to us any more, and they go on hearing each other.
    let before = '';
    await expect
      .poll(async () => {
        const now = await received();
        const same = now === before;
        before = now;
        return same;
      }, PATIENCE)
      .toBe(true);
    const heardBefore = phones.ana.heard().length;
    await expect.poll(() => phones.ana.heard().length - heardBefore, PATIENCE).toBeGreaterThan(8_000);
    await expect.poll(() => loudness('ana', TONES.ben), PATIENCE).toBeGreaterThan(HEARD_DB);
    await expect.poll(() => loudness('ben', TONES.ana), PATIENCE).toBeGreaterThan(HEARD_DB);
    expect(await received()).toBe(before);

    await telephony.arrange({
      callId,
      revision: 2,
      hears: { [a]: ['hold'], [b]: [] },
      plays: [{ sourceId: 'hold', audio: { kind: 'tone', name: 'ringback' }, loop: true }],
    });
    await expect.poll(() => loudness('ana', RINGBACK_HZ), PATIENCE).toBeGreaterThan(HEARD_DB);
    expect(loudness('ana', TONES.ben)).toBeLessThan(HEARD_DB);
    await expect.poll(() => loudness('ben', TONES.ana), PATIENCE).toBeLessThan(HEARD_DB);
    expect(has('leg.ended', a) || has('leg.ended', b)).toBe(false);
    await telephony.hangup(a, 'hung-up');
    await expect
      .poll(() => measures.find(({ legId }) => legId === a)?.awayMs, PATIENCE)
      .toBeGreaterThan(1_000);
  }, 150_000);
});
