import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../testing/certificate.ts';
import { realClock } from '../real-clock.ts';
import { seededIds, virtualClock } from '../virtual-clock.ts';
import { fakeNetwork } from './fake-network.ts';
import { tcpTransport, tlsTransport } from './stream.ts';
import type { Remote, Transport } from './transport.ts';
import { udpTransport } from './udp.ts';

const LOOP = { host: '127.0.0.1', port: 0 };
const text = (n: number, body = ''): Buffer =>
  Buffer.from(`OPTIONS sip:${n}@b SIP/2.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`);

interface Pair {
  a: Transport;
  b: Transport;
  settle: () => Promise<void>;
}

const nap = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const KINDS: Record<string, () => Pair> = {
  udp: () => ({ a: udpTransport(LOOP), b: udpTransport(LOOP), settle: nap }),
  tcp: () => {
    const options = { ...LOOP, clock: realClock() };
    return { a: tcpTransport(options), b: tcpTransport(options), settle: nap };
  },
  tls: () => {
    const own = makeCertificate({ name: 'localhost', days: 2 });
    const options = {
      ...LOOP,
      clock: realClock(),
      server: own,
      client: { ca: own.cert, servername: 'localhost' },
    };
    return { a: tlsTransport(options), b: tlsTransport(options), settle: nap };
  },
  fake: () => {
    const clock = virtualClock();
    const net = fakeNetwork({ clock, ids: seededIds(1) });
    const settle = async (): Promise<void> => clock.advance(1);
    return { a: net.transport('tcp', '10.0.0.1', 5060), b: net.transport('tcp', '10.0.0.2', 5060), settle };
  },
};

const open: Transport[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((transport) => transport.close()));
});

async function until(ready: () => boolean, settle: () => Promise<void>): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!ready()) {
    if (performance.now() > endMs) throw new Error('nothing came in ten seconds');
    await settle();
  }
}

async function started(kind: string) {
  const pair = KINDS[kind]!();
  open.push(pair.a, pair.b);
  const got: { data: string; from: Remote }[] = [];
  const back: string[] = [];
  await pair.b.start({
    received: (data, from) => got.push({ data: data.toString(), from }),
    broken: () => {},
  });
  await pair.a.start({ received: (data) => back.push(data.toString()), broken: () => {} });
  const to: Remote = { protocol: pair.b.protocol, ...pair.b.local() };
  return { ...pair, got, back, to };
}

describe.each(Object.keys(KINDS))('%s transport keeps its obligations', (kind) => {
  it('delivers whole messages in order, says where from, and an answer finds its way back', async () => {
    const { a, b, got, back, to, settle } = await started(kind);
    const errors: Error[] = [];
    for (let i = 0; i < 20; i++) a.send(text(i, 'x'.repeat(i * 50)), to, (error) => errors.push(error));
    await until(() => got.length === 20, settle);
    expect(got.map((one) => one.data)).toEqual(
      Array.from({ length: 20 }, (_, i) => text(i, 'x'.repeat(i * 50)).toString()),
    );
    b.send(text(99), got[0]!.from, (error) => errors.push(error));
    await until(() => back.length === 1, settle);
    expect(back).toEqual([text(99).toString()]);
    expect(errors).toEqual([]);
  });

  it('tells of a send after close and never throws', async () => {
    const { a, to } = await started(kind);
    await a.close();
    const errors: Error[] = [];
    a.send(text(1), to, (error) => errors.push(error));
    expect(errors).toHaveLength(1);
  });

  it('refuses to start on an address that is taken', async () => {
    const { b } = await started(kind);
    const again =
      kind === 'udp'
        ? udpTransport(b.local())
        : kind === 'fake'
          ? b
          : tcpTransport({ ...b.local(), clock: realClock() });
    await expect(again.start({ received: () => {}, broken: () => {} })).rejects.toThrow(/in use|EADDRINUSE/);
  });

  it('tells the sender when a reliable peer is not there', async () => {
    const { a, b, to, settle } = await started(kind);
    await b.close();
    const errors: Error[] = [];
    a.send(text(1), to, (error) => errors.push(error));
    if (a.reliable) await until(() => errors.length > 0, settle);
    expect(errors).toHaveLength(a.reliable ? 1 : 0);
  });
});

describe('udp', () => {
  it('sends the first of a turn at once, the rest at its end, in order, and all of a flood', async () => {
    const { a, got, to, settle } = await started('udp');
    for (let i = 0; i < 600; i++) a.send(text(i), to, () => {});
    await until(() => got.length === 600, settle);
    expect(got.map((one) => one.data)).toEqual(Array.from({ length: 600 }, (_, i) => text(i).toString()));
  });

  it('sends what waits before it closes', async () => {
    const { a, got, to, settle } = await started('udp');
    for (let i = 0; i < 5; i++) a.send(text(i), to, () => {});
    await a.close();
    await until(() => got.length === 5, settle);
    expect(got).toHaveLength(5);
  });
});

describe('streams', () => {
  it('answers a keep-alive, and closes on bytes nobody can frame', async () => {
    const transport = tcpTransport({ ...LOOP, clock: realClock() });
    open.push(transport);
    const broken: Remote[] = [];
    await transport.start({ received: () => {}, broken: (from) => broken.push(from) });
    const socket = connect(transport.local().port, '127.0.0.1');
    let got = '';
    let closed = false;
    socket.on('data', (chunk) => {
      got += chunk;
    });
    socket.on('close', () => {
      closed = true;
    });
    socket.write('\r\n\r\n');
    await until(() => got === '\r\n', nap);
    socket.write('NONSENSE\r\n\r\n');
    await until(() => closed, nap);
    expect(broken).toHaveLength(1);
  });

  it('takes no more connections from one host than it may', async () => {
    const transport = tcpTransport({ ...LOOP, clock: realClock(), maxConnectionsPerHost: 2 });
    open.push(transport);
    await transport.start({ received: () => {}, broken: () => {} });
    let closed = 0;
    const sockets = Array.from({ length: 5 }, () =>
      connect(transport.local().port, '127.0.0.1').on('close', () => closed++),
    );
    await until(() => closed === 3, nap);
    for (const socket of sockets) socket.destroy();
  });
});

describe('fake network', () => {
  it('loses, doubles and reorders datagrams by its seed, and streams not at all', async () => {
    const run = async (protocol: 'udp' | 'tcp'): Promise<string[]> => {
      const clock = virtualClock();
      const net = fakeNetwork({ clock, ids: seededIds(5), lossRate: 0.2, duplicateRate: 0.2, jitterMs: 5 });
      const a = net.transport(protocol, '10.0.0.1', 5060);
      const b = net.transport(protocol, '10.0.0.2', 5060);
      const got: string[] = [];
      await a.start({ received: () => {}, broken: () => {} });
      await b.start({ received: (data) => got.push(data.toString()), broken: () => {} });
      for (let i = 0; i < 100; i++)
        a.send(Buffer.from(String(i)), { protocol, host: '10.0.0.2', port: 5060 }, () => {});
      clock.advance(100);
      return got;
    };
    const lossy = await run('udp');
    expect(await run('udp')).toEqual(lossy);
    expect(new Set(lossy).size).toBeLessThan(100);
    expect(new Set(lossy).size).toBeLessThan(lossy.length);
    expect([...lossy].sort((x, y) => Number(x) - Number(y))).not.toEqual(lossy);
    expect(await run('tcp')).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
  });
});
