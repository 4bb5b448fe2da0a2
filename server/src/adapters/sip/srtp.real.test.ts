/** SRTP with a telephone we did not write: baresip, which here speaks nothing else, bridged with a plain one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tonePowerDb } from '../../media/goertzel.ts';
import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import type { TelephonyEvent } from '../../ports/telephony.ts';
import { hashSecret, type Transport, udpTransport } from '../../sip/index.ts';
import { baresip, type Phone } from '../../sip/real/baresip.ts';
import { installed } from '../../sip/real/programs.ts';
import { createEngine } from '../engine/engine.ts';
import { createSipTelephony, type SipTelephony } from './telephony.ts';
import { openTestPhone, type TestPhone } from './test-phone.ts';

const TONE_HZ = 1_110;
const HEARD_DB = -35;
const hasBaresip = installed('baresip', 'baresip-core');

describe.runIf(hasBaresip)('SRTP with baresip', () => {
  let transport: Transport;
  let telephony: SipTelephony;
  let phone: Phone;
  let plain: TestPhone;
  const events: TelephonyEvent[] = [];
  let wanted = true;
  let attempt = 0;

  beforeAll(async () => {
    const engine = createEngine({ webrtc: 'none', workerUrl: await mediaWorkerUrl(), rtpSpares: 4 });
    transport = udpTransport({ host: '127.0.0.1', port: 0 });
    telephony = createSipTelephony({
      engine,
      endpoint: {
        transports: [transport],
        // baresip 1.0 gives up when it is offered SHA-256.
        accounts: { realm: 'test', secretOf: (user) => ({ md5: hashSecret(user, 'test', 'secret').md5 }) },
      },
      wantsSrtp: ({ user }) => wanted && user === 'ana',
    });
    telephony.onEvent((event) => events.push(event));
    await telephony.start();
    plain = await openTestPhone('plain', { toneHz: TONE_HZ });
    phone = await baresip('ana', 'secret', transport.local().port, { echoes: true, srtp: true });
  }, 60_000);
  afterAll(async () => {
    phone?.close();
    await telephony?.drain(0);
    await plain?.close();
  });
  const of = (legId: string): string[] =>
    events.flatMap((event) => ('legId' in event && event.legId === legId ? [event.type] : []));
  const dial = (callId: string, legId: string, target: Parameters<SipTelephony['dial']>[0]['target']) =>
    telephony.dial({
      callId,
      legId,
      target,
      from: { number: '+15125550100', name: 'Northside' },
      ringTimeoutMs: 30_000,
    });

  it('what it decrypts of ours and encrypts again comes back as it went', async () => {
    attempt += 1;
    const [callId, ana, plainLeg] = [`c${attempt}`, `ana${attempt}`, `plain${attempt}`];
    await expect.poll(() => telephony.sip.phones('ana').length, { timeout: 30_000 }).toBe(1);
    await dial(callId, ana, { kind: 'registered', user: 'ana' });
    await dial(callId, plainLeg, { kind: 'sip', uri: plain.uri });
    await expect.poll(() => of(ana), { timeout: 20_000 }).toContain('leg.ringing');
    await phone.command('accept');
    await expect.poll(() => plain.callOf(plainLeg)?.ringing, { timeout: 20_000 }).toBe(true);
    plain.callOf(plainLeg)!.answer();
    for (const leg of [ana, plainLeg])
      await expect.poll(() => of(leg), { timeout: 20_000 }).toContain('leg.answered');
    const hears = { [ana]: [plainLeg], [plainLeg]: [ana] };
    await telephony.arrange({ callId, revision: 1, hears, plays: [] });
    await expect
      .poll(async () => tonePowerDb(await plain.listen(400), TONE_HZ, 8_000), { timeout: 20_000 })
      .toBeGreaterThan(HEARD_DB);
    for (const leg of [ana, plainLeg]) await telephony.hangup(leg, 'hung-up');
  }, 120_000);

  it('without the wish, what it insists on is not offered, and the call does not come about in the clear', async () => {
    wanted = false;
    attempt += 1;
    await expect.poll(() => telephony.sip.phones('ana').length, { timeout: 30_000 }).toBe(1);
    const leg = `ana${attempt}`;
    await dial(`c${attempt}`, leg, { kind: 'registered', user: 'ana' });
    await expect.poll(() => of(leg), { timeout: 20_000 }).toContain('leg.ended');
    expect(of(leg)).not.toContain('leg.answered');
  }, 60_000);
});
