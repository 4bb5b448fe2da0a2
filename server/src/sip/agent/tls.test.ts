/** Whom a carrier over TLS must be: the name we looked up (RFC 5922), or the address where there was none. On real sockets. */
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../testing/certificate.ts';
import { createSipEndpoint, realClock, type SipEndpoint, type Transport, tlsTransport } from '../index.ts';

const NAME = 'carrier.test';
const THEIRS = makeCertificate({ name: NAME, days: 2 });
const OTHERS = makeCertificate({ days: 2 });

const endpoints: SipEndpoint[] = [];
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

async function world(ca: string = THEIRS.cert) {
  const far = tlsTransport({ host: '127.0.0.1', port: 0, clock: realClock(), server: THEIRS });
  const heard: string[] = [];
  const messages: string[] = [];
  const overheard: Transport = {
    ...far,
    start: (handlers) =>
      far.start({
        ...handlers,
        received: (data, from) => {
          messages.push(data.toString('latin1').split('\r\n', 1)[0]!);
          handlers.received(data, from);
        },
      }),
  };
  const carrier = createSipEndpoint({ transports: [overheard], trusted: ['127.0.0.0/8'] });
  await carrier.start();
  const faults: (string | undefined)[] = [];
  const near = tlsTransport({
    host: '127.0.0.1',
    port: 5061,
    clock: realClock(),
    client: { ca },
    onPeer: ({ name, host }, fault) => {
      heard.push(name ?? host);
      if (fault) faults.push((fault as NodeJS.ErrnoException).code);
    },
  });
  const us = createSipEndpoint({
    transports: [near],
    // Any name leads to the same carrier, as with a name server that lies.
    resolver: { srv: async () => [], addresses: async () => ['127.0.0.1'] },
  });
  await us.start();
  endpoints.push(us, carrier);
  const ask = async (host: string): Promise<number> =>
    (await us.ping(`sip:${host}:${far.local().port};transport=tls`)).status;
  return { ask, faults, heard, messages, renew: far.renew };
}

describe('a carrier over TLS', () => {
  it('shows the name we asked for', async () => {
    const { ask, faults, heard } = await world();
    expect(await ask(NAME)).toBe(200);
    expect(faults).toEqual([]);
    expect(heard).toEqual([NAME]);
  });

  it('reached by its address, shows that', async () => {
    const { ask, faults } = await world();
    expect(await ask('127.0.0.1')).toBe(200);
    expect(faults).toEqual([]);
  });

  it('with another name is told nothing, also where a connection to the same address is open', async () => {
    const { ask, faults, messages } = await world();
    expect(await ask(NAME)).toBe(200);
    expect(await ask('other.test')).toBe(0);
    expect(faults).toEqual(['ERR_TLS_CERT_ALTNAME_INVALID']);
    expect(messages).toHaveLength(1);
  });

  it('with a renewed certificate is believed or not by that one, and what is open goes on', async () => {
    const { ask, faults, messages, renew } = await world();
    expect(await ask(NAME)).toBe(200);
    renew(OTHERS);
    expect(await ask(NAME), 'over the open connection').toBe(200);
    expect(await ask('127.0.0.1'), 'an address takes the open connection too').toBe(200);
    const before = messages.length;
    expect(await ask('other.test')).toBe(0);
    expect(faults).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);
    expect(messages).toHaveLength(before);
  });

  it('whom nobody vouches for is told nothing, and that is known at once', async () => {
    const { ask, faults, messages } = await world(OTHERS.cert);
    expect(await ask(NAME)).toBe(0);
    expect(faults).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);
    expect(messages).toEqual([]);
  }, 20_000);
});
