/**
 * SIP over TLS in the product: a carrier reached and reaching us over it, a baresip phone that signs in over it and trusts our
 * certificate alone, and a carrier whose certificate nobody here trusts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baresip, type Phone } from '../src/sip/real/baresip.ts';
import { freePort, installed } from '../src/sip/real/programs.ts';
import { makeCertificate } from '../src/testing/certificate.ts';
import { testDatabase } from '../src/testing/pg.ts';
import {
  OUR_NUMBER,
  openPhoneFloor,
  type PhoneFloor,
  type PhoneFloorOptions,
  TONES,
  tonesIn,
} from './phone-floor.ts';

const LIMIT_MS = 240_000;
const OURS = makeCertificate({ days: 30 });
const CARRIERS = makeCertificate({ days: 30 });
const overTls: PhoneFloorOptions['trunkWish'] = async ({ tlsPort }) => ({
  server: `sip:127.0.0.1:${tlsPort};transport=tls`,
  registers: false,
});

describe('SIP over TLS', () => {
  const [one, two] = [testDatabase(), testDatabase()];
  const folder = mkdtempSync(join(tmpdir(), 'baton-sip-tls-'));
  let port: number;
  let world: PhoneFloor;
  let stranger: PhoneFloor | undefined;
  let phone: Phone | undefined;

  const floorWith = (pool: typeof one.pool, listenPort: number, authorities: string | null) =>
    openPhoneFloor(pool, [], {
      trunkWish: overTls,
      tls: {
        own: {
          listen: { port: listenPort, certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') },
          authorities,
        },
        carrier: { ...CARRIERS, ca: OURS.cert },
      },
    });

  beforeAll(async () => {
    writeFileSync(join(folder, 'cert.pem'), OURS.cert);
    writeFileSync(join(folder, 'key.pem'), OURS.key);
    writeFileSync(join(folder, 'carrier.pem'), CARRIERS.cert);
    port = await freePort();
    world = await floorWith(one.pool, port, join(folder, 'carrier.pem'));
  }, LIMIT_MS);
  afterAll(async () => {
    phone?.close();
    await world?.close();
    await stranger?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'a carrier whose certificate is trusted is there, and a call goes out to it and ends',
    async () => {
      expect(await world.carrierWords()).toBe('The carrier answered: it is there.');
      const ids = { callId: 'out', legId: `out-${world.carrier.calls.length}` };
      await world.side.telephony!.dial({
        ...ids,
        target: { kind: 'phone', e164: '+15125550142' },
        from: { number: OUR_NUMBER, name: 'Northside' },
        ringTimeoutMs: 60_000,
      });
      await world.until(() => world.carrier.calls.at(-1)?.ringing === true);
      const call = world.carrier.calls.at(-1)!;
      expect(call.invite?.source.protocol).toBe('tls');
      call.answer();
      await world.until(() => call.sip.phase() === 'up');
      await world.side.telephony!.hangup(ids.legId, 'hung-up');
      await world.until(() => call.stoppedAtMs !== undefined);
    },
    LIMIT_MS,
  );

  it(
    'a carrier whose certificate nobody here trusts is not spoken to, and why is said',
    async () => {
      stranger ??= await floorWith(two.pool, await freePort(), null);
      expect(await stranger.carrierWords()).toMatch(
        /^No connection over TLS: its certificate is self-signed \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Trust it with BATON_SIP_TLS_CA/,
      );
    },
    LIMIT_MS,
  );

  it.runIf(installed('baresip', 'baresip-core'))(
    'a lead calls in over TLS and talks to a baresip phone that signed in over TLS',
    async () => {
      if (phone === undefined) {
        const { user, secret } = await world.hirePhone('ana', { old: true });
        phone = await baresip(user, secret, port, { toneHz: TONES.ana, trusts: OURS.cert });
        await phone.command('listcalls');
      }
      await world.signedIn(1);
      const ana = phone;
      const before = ana.events.length;
      const count = world.carrier.calls.length;
      const lead = world.carrier.dial(`sip:${OUR_NUMBER}@127.0.0.1:${port};transport=tls`, {
        from: `+15125550${400 + count}`,
      });
      await world.until(async () => (await world.heard(world.carrier, 200)).includes('greeting'));
      world.carrier.press('1');
      await world.until(() => ana.events.slice(before).some(({ type }) => type === 'CALL_INCOMING'));
      await ana.command('accept');
      await world.until(() => tonesIn(ana.heard().slice(-3_200)).includes('question'));
      await ana.command('sndcode', '1');
      await world.until(async () => (await world.heard(world.carrier)).join() === 'ana');
      await world.until(() => tonesIn(ana.heard().slice(-3_200)).join() === 'lead');
      lead.sip.bye();
      await world.until(() => ana.events.slice(before).some(({ type }) => type === 'CALL_CLOSED'));
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );
});
