import { afterEach, describe, expect, it } from 'vitest';
import { createSipEndpoint, hashSecret, type SipEndpoint, udpTransport } from '../index.ts';
import { buildOffer } from '../sdp.ts';
import { baresip, type Phone } from './baresip.ts';
import { installed } from './programs.ts';

const REALM = 'floor.example';
const USERS = ['anna', 'ben', 'cleo'];
const have = installed('baresip', 'baresip');
const SDP = buildOffer({ host: '127.0.0.1', port: 40_000, sessionId: '1', version: 1 });

/** This phone gives up on a challenge that names SHA-256, so its account keeps the MD5 hash alone. */
const old = (user: string, password: string) => ({ md5: hashSecret(user, REALM, password).md5 });

const phones: Phone[] = [];
const endpoints: SipEndpoint[] = [];
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.close();
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

async function until(what: string, ready: () => boolean): Promise<void> {
  const endMs = performance.now() + 15_000;
  while (!ready()) {
    if (performance.now() > endMs) throw new Error(`waited for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function floor(): Promise<SipEndpoint> {
  const transport = udpTransport({ host: '127.0.0.1', port: 0 });
  const endpoint = createSipEndpoint({
    transports: [transport],
    accounts: {
      realm: REALM,
      secretOf: (user) => (USERS.includes(user) ? old(user, `pw-${user}`) : undefined),
    },
  });
  endpoints.push(endpoint);
  await endpoint.start();
  for (const user of USERS) phones.push(await baresip(user, `pw-${user}`, transport.local().port));
  await until('three phones', () => endpoint.stats().phones === 3);
  return endpoint;
}

describe.skipIf(!have)('three registered baresip phones', () => {
  it('all ring, one accepts, the others are cancelled; hung up by the phone, then by us', {
    timeout: 60_000,
  }, async () => {
    const endpoint = await floor();
    for (const [round, winner] of [1, 2].entries()) {
      const heard = USERS.map((): string[] => []);
      const calls = USERS.map((user, index) => {
        const call = endpoint.invite(endpoint.phones(user)[0]!, {
          from: { user: 'baton', name: 'Lead for you' },
          sdp: SDP,
        });
        call.on((event) => {
          const detail =
            event.type === 'failed'
              ? event.cause
              : event.type === 'ended'
                ? event.by
                : event.type === 'progress'
                  ? event.status
                  : '';
          heard[index]!.push(`${event.type} ${detail}`.trim());
        });
        return call;
      });
      await until('all ringing', () => heard.every((events) => events.includes('progress 180')));
      await phones[winner]!.command('accept');
      await until('an answer', () => calls[winner]!.phase() === 'up');
      for (const [index, call] of calls.entries()) if (index !== winner) call.cancel();
      await until(
        'the losers',
        () => heard.filter((events) => events.includes('failed cancelled')).length === 2,
      );
      if (round === 0) await phones[winner]!.command('hangup');
      else calls[winner]!.bye();
      await until('the end', () => calls[winner]!.phase() === 'ended');
      expect(heard[winner]).toEqual(['progress 180', 'answered', round === 0 ? 'ended them' : 'ended us']);
    }
    expect(endpoint.stats()).toMatchObject({ calls: 0, wrongPasswords: 0, malformed: 0 });
  });

  it('a phone with the wrong password stays outside', { timeout: 30_000 }, async () => {
    const transport = udpTransport({ host: '127.0.0.1', port: 0 });
    const endpoint = createSipEndpoint({
      transports: [transport],
      accounts: { realm: REALM, secretOf: () => old('anna', 'right') },
    });
    endpoints.push(endpoint);
    await endpoint.start();
    phones.push(await baresip('anna', 'wrong', transport.local().port));
    await until('a wrong password', () => endpoint.stats().wrongPasswords > 0);
    expect(endpoint.stats().phones).toBe(0);
  });
});
