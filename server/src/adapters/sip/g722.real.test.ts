/** G.722 between phones: ours, and baresip with a codec we did not write, which here speaks nothing else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { TelephonyEvent } from '../../ports/telephony.ts';
import { hashSecret, type Transport, udpTransport } from '../../sip/index.ts';
import { baresip, type Phone } from '../../sip/real/baresip.ts';
import { installed } from '../../sip/real/programs.ts';
import { createEngine } from '../engine/engine.ts';
import { createSipTelephony, type SipTelephony } from './telephony.ts';
import { openTestPhone, type TestPhone } from './test-phone.ts';

const hasBaresip = installed('baresip', 'baresip-core');
const HEARD_DB = -35;
const PATIENCE = { timeout: 20_000 };
const TONES = { wide: 620, other: 1_010, narrow: 1_310 };

describe('G.722', () => {
  let transport: Transport;
  let telephony: SipTelephony;
  /** Likes G.722 best; knows it; does not. */
  let wide: TestPhone;
  let other: TestPhone;
  let narrow: TestPhone;
  const events: TelephonyEvent[] = [];
  let phone: Phone | undefined;
  let attempt = 0;
  let callId = '';

  beforeAll(async () => {
    const engine = createEngine({ webrtc: 'none', workerUrl: await mediaWorkerUrl(), rtpSpares: 4 });
    transport = udpTransport({ host: '127.0.0.1', port: 0 });
    telephony = createSipTelephony({
      engine,
      endpoint: {
        transports: [transport],
        trusted: ['127.0.0.0/8'],
        // baresip 1.0 gives up when it is offered SHA-256.
        accounts: { realm: 'test', secretOf: (user) => ({ md5: hashSecret(user, 'test', 'secret').md5 }) },
      },
    });
    telephony.onEvent((event) => events.push(event));
    await telephony.start();
    const keys = 'telephone-event';
    wide = await openTestPhone('wide', { toneHz: TONES.wide, codecs: ['g722', 'pcmu', keys] });
    other = await openTestPhone('other', { toneHz: TONES.other, codecs: ['pcmu', 'g722', keys] });
    narrow = await openTestPhone('narrow', { toneHz: TONES.narrow });
    if (hasBaresip)
      phone = await baresip('ana', 'secret', transport.local().port, { echoes: true, codec: 'g722' });
  }, 180_000);
  afterAll(async () => {
    phone?.close();
    await telephony?.drain(0);
    for (const phone of [wide, other, narrow]) await phone?.close();
  });
  beforeEach(async () => {
    for (const { legId } of await telephony.liveLegs()) await telephony.hangup(legId, 'hung-up');
    attempt += 1;
    callId = `c${attempt}`;
  });

  const of = (legId: string): string[] =>
    events.flatMap((event) => ('legId' in event && event.legId === legId ? [event.type] : []));
  const dial = (legId: string, target: Parameters<SipTelephony['dial']>[0]['target']) =>
    telephony.dial({
      callId,
      legId,
      target,
      from: { number: '+15125550100', name: 'Northside' },
      ringTimeoutMs: 30_000,
    });
  const connect = async (phone: TestPhone, legId: string): Promise<string> => {
    await dial(legId, { kind: 'sip', uri: phone.uri });
    await expect.poll(() => phone.callOf(legId)?.ringing, PATIENCE).toBe(true);
    phone.callOf(legId)!.answer();
    await expect.poll(() => of(legId), PATIENCE).toContain('leg.answered');
    return phone.callOf(legId)!.invite!.sdp ?? '';
  };
  /** A phone calls us; its leg, and what we answered. */
  const takeCall = async (phone: TestPhone): Promise<string> => {
    const before = events.length;
    phone.dial(`sip:+15125550100@127.0.0.1:${transport.local().port}`);
    const found = () => events.slice(before).find((event) => event.type === 'leg.incoming');
    await expect.poll(() => found()?.type, PATIENCE).toBe('leg.incoming');
    const incoming = found();
    if (incoming?.type !== 'leg.incoming') throw new Error('no call came');
    callId = incoming.callId;
    await telephony.answer(incoming.legId);
    return incoming.legId;
  };
  const bridge = (a: string, b: string) =>
    telephony.arrange({ callId, revision: 1, hears: { [a]: [b], [b]: [a] }, plays: [] });
  const hears = (phone: TestPhone, hz: number) =>
    expect
      .poll(async () => tonePowerDb(await phone.listen(400), hz, 8_000), PATIENCE)
      .toBeGreaterThan(HEARD_DB);

  it('a phone that names it first gets it, and one called for it is offered it first', async () => {
    const leg = await takeCall(wide);
    const sdp = await connect(other, `${callId}/other`);
    expect(sdp).toContain(' RTP/AVP 9 0 8 101');
    await bridge(leg, `${callId}/other`);
    await hears(wide, TONES.other);
    await hears(other, TONES.wide);
    expect([...wide.typesHeard]).toEqual([9]);
    expect([...other.typesHeard]).toEqual([9]);
  }, 120_000);

  it('where the call has no leg of it, the laws of G.711 are offered first and taken', async () => {
    const sdp = await connect(other, `${callId}/first`);
    expect(sdp).toContain(' RTP/AVP 0 8 9 101');
    const leg = `${callId}/narrow`;
    await connect(narrow, leg);
    await bridge(`${callId}/first`, leg);
    await hears(narrow, TONES.other);
    expect([...narrow.typesHeard]).toEqual([0]);
  }, 120_000);

  it('with a phone that has only G.711 each hears the other', async () => {
    const leg = await takeCall(wide);
    await connect(narrow, `${callId}/narrow`);
    await bridge(leg, `${callId}/narrow`);
    await hears(wide, TONES.narrow);
    await hears(narrow, TONES.wide);
  }, 120_000);

  it.runIf(hasBaresip)(
    'what baresip decodes of ours and encodes again comes back to a G.711 phone',
    async () => {
      await expect.poll(() => telephony.sip.phones('ana').length, { timeout: 30_000 }).toBe(1);
      const [ana, leg] = [`${callId}/ana`, `${callId}/narrow`];
      await dial(ana, { kind: 'registered', user: 'ana' });
      await expect.poll(() => of(ana), PATIENCE).toContain('leg.ringing');
      await phone!.command('accept');
      await expect.poll(() => of(ana), PATIENCE).toContain('leg.answered');
      await connect(narrow, leg);
      await bridge(ana, leg);
      await hears(narrow, TONES.narrow);
    },
    120_000,
  );
});
