/**
 * A carrier whose front is kamailio: Baton signs in with a password and is asked for it again with each call out. kamailio forgets
 * who signed in when it is restarted, and is away for a while; both mend themselves, and calls come in again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall } from '../src/adapters/sip/test-phone.ts';
import { type Kamailio, type KamailioOptions, kamailio } from '../src/sip/real/kamailio.ts';
import { freePort, installed } from '../src/sip/real/programs.ts';
import { testDatabase } from '../src/testing/pg.ts';
import { OUR_NUMBER, openPhoneFloor, type PhoneFloor, type TrunkWish } from './phone-floor.ts';

const LEAD = '+15125550142';
const LIMIT_MS = 400_000;
/** A sign-in is repeated after half its time (10 s); a carrier that is away is tried for 32 s, and then after at most some more. */
const MENDED_MS = 150_000;

describe.skipIf(!installed('kamailio', 'kamailio'))('a carrier whose front is kamailio', () => {
  const db = testDatabase();
  let world: PhoneFloor;
  let front: Kamailio | undefined;
  let options: KamailioOptions;
  let attempt = 0;

  const registration = (): string | undefined => world.side.telephony!.sip.trunks()[0]?.registration?.name;
  const callIn = (): PhoneCall => {
    attempt += 1;
    const uri = `sip:${OUR_NUMBER}@127.0.0.1:${options.port}`;
    return world.carrier.dial(uri, { from: `+1512555${String(300 + attempt).padStart(4, '0')}` });
  };
  const over = (call: PhoneCall): boolean => call.stoppedAtMs !== undefined;
  /** A call from outside reaches us and is answered: tried until one does. */
  const callsComeIn = async (): Promise<void> => {
    await world.until(async () => {
      const call = callIn();
      await world.until(() => over(call) || call.answeredAtMs !== undefined);
      if (over(call)) return false;
      call.sip.bye();
      await world.until(() => over(call));
      return true;
    }, MENDED_MS);
  };

  beforeAll(async () => {
    const trunkWish: TrunkWish = async ({ sipPort }) => {
      const signIn = { user: 'acme', password: 'a secret' };
      options = { ...signIn, port: await freePort(), networkPort: sipPort, algorithm: 'MD5', expiresS: 20 };
      front = await kamailio(options);
      const server = `sip:127.0.0.1:${options.port}`;
      return { server, username: signIn.user, password: signIn.password, registers: true };
    };
    world = await openPhoneFloor(db.pool, ['ana'], { trunkWish });
    await world.until(() => registration() === 'registered');
  }, LIMIT_MS);
  afterAll(async () => {
    await world?.close();
    await front?.stop();
  });

  it(
    'a lead who calls comes in through it, the number read from To; the talk and its end pass as well',
    async () => {
      const { ana } = world.phones;
      const lead = callIn();
      await world.until(() => lead.answeredAtMs !== undefined);
      await world.until(async () => (await world.heard(world.carrier, 200)).includes('greeting'));
      world.carrier.press('1');
      await world.until(() => ana!.calls.at(-1)?.ringing === true);
      const anas = ana!.calls.at(-1)!;
      anas.answer();
      await world.until(async () => (await world.heard(ana!, 200)).includes('question'));
      ana!.press('1');
      await world.until(async () => (await world.heard(world.carrier)).join() === 'ana');
      lead.sip.bye();
      await world.until(() => over(anas));
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'a call out is let through once the password is proven, and ends from our side',
    async () => {
      attempt += 1;
      const ids = { callId: `out-${attempt}`, legId: `out-${attempt}-leg` };
      await world.side.telephony!.dial({
        ...ids,
        target: { kind: 'phone', e164: LEAD },
        from: { number: OUR_NUMBER, name: 'Northside' },
        ringTimeoutMs: 60_000,
      });
      await world.until(() => world.carrier.calls.at(-1)?.ringing === true);
      const call = world.carrier.calls.at(-1)!;
      expect(call.invite?.number).toBe(LEAD);
      call.answer();
      await world.until(() => call.sip.phase() === 'up');
      await world.side.telephony!.hangup(ids.legId, 'hung-up');
      await world.until(() => over(call));
    },
    LIMIT_MS,
  );

  it(
    'the carrier forgets who signed in, and asks for SHA-256 from then on: calls come in again by themselves',
    async () => {
      await front?.stop();
      front = undefined;
      options = { ...options, algorithm: 'SHA-256' };
      front = await kamailio(options);
      const forgotten = callIn();
      await world.until(() => over(forgotten) || forgotten.answeredAtMs !== undefined);
      forgotten.sip.hangup();
      await callsComeIn();
      expect(registration()).toBe('registered');
    },
    LIMIT_MS,
  );

  it(
    'the carrier is away until we have noticed; once it is back calls come in by themselves',
    async () => {
      await front?.stop();
      front = undefined;
      await world.until(() => registration() === 'failed', MENDED_MS);
      front = await kamailio(options);
      await callsComeIn();
      expect(registration()).toBe('registered');
      expect(world.floor.errors).toEqual([]);
    },
    LIMIT_MS,
  );
});
