import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine, type RtpLegEvent } from '../adapters/engine/engine.ts';
import { decodeG711, encodeG711, G711 } from './g711.ts';
import { tonePowerDb } from './goertzel.ts';
import { openSockets } from './open-sockets.ts';
import type { RtpRemote } from './protocol.ts';
import { emptyRtpHeader, isRtcp, readRtp, writeRtpHeader } from './rtp.ts';
import { keyPackets, readKeyEvent, writeKeyEvent } from './telephone-event.ts';
import { openUdpLeg, type UdpLeg } from './udp-leg.ts';
import { mediaWorkerUrl } from './worker-for-tests.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function socket(address = '127.0.0.1'): Promise<Socket & { got: Buffer[] }> {
  const made = Object.assign(createSocket('udp4'), { got: [] as Buffer[] });
  made.on('message', (packet) => made.got.push(packet));
  await new Promise<void>((resolve) => made.bind(0, address, resolve));
  closers.push(() => made.close());
  return made;
}

const remote = (port: number, more: Partial<RtpRemote> = {}): RtpRemote => ({
  host: '127.0.0.1',
  port,
  codec: 'PCMU',
  audioType: 0,
  keyType: 101,
  rtcpMux: true,
  latch: 'host',
  ...more,
});

describe.each(['auto', 'dgram'] as const)('UDP leg on %s sockets: who is believed', (choice) => {
  const packet = Buffer.from([0x80, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4]);
  const open = async (): Promise<UdpLeg & { got: Uint8Array[] }> => {
    const { sockets } = await openSockets(choice);
    closers.push(() => sockets.close());
    const leg = await openUdpLeg(sockets, '127.0.0.1');
    const got: Uint8Array[] = [];
    leg.onPacket((taken) => got.push(taken));
    closers.push(() => leg.close());
    return Object.assign(leg, { got });
  };
  /** A packet from a stranger cannot be waited for to be dropped; one sent after it by a friend can be. */
  const settle = async (leg: { got: Uint8Array[] }, count: number): Promise<void> => {
    await expect.poll(() => leg.got.length, { timeout: 2_000, interval: 5 }).toBe(count);
  };

  it('has an even port, with the next one for RTCP', async () => {
    for (let i = 0; i < 5; i += 1) expect((await open()).port % 2).toBe(0);
  });

  it("latches to the host's first packet from another port, then to nobody else, until signalled anew", async () => {
    const leg = await open();
    const [said, real, thief] = [await socket(), await socket(), await socket()];
    leg.setRemote(remote(said.address().port));
    real.send(packet, leg.port, '127.0.0.1');
    await settle(leg, 1);
    thief.send(packet, leg.port, '127.0.0.1');
    real.send(packet, leg.port, '127.0.0.1');
    await settle(leg, 2);
    leg.send(packet);
    await expect.poll(() => real.got.length).toBe(1);
    expect([said.got.length, thief.got.length]).toEqual([0, 0]);
    leg.setRemote(remote(thief.address().port));
    thief.send(packet, leg.port, '127.0.0.1');
    await settle(leg, 3);
  });

  it("never latches to another host than signalled, unless 'first' is allowed", async () => {
    const stranger = await socket('127.0.0.2');
    const friend = await socket();
    const leg = await open();
    leg.setRemote(remote(friend.address().port));
    stranger.send(packet, leg.port, '127.0.0.1');
    friend.send(packet, leg.port, '127.0.0.1');
    await settle(leg, 1);
    const open2 = await open();
    open2.setRemote(remote(friend.address().port, { latch: 'first' }));
    stranger.send(packet, open2.port, '127.0.0.1');
    await settle(open2, 1);
    friend.send(packet, open2.port, '127.0.0.1');
    open2.send(packet);
    await expect.poll(() => stranger.got.length).toBe(1);
    expect(open2.got).toHaveLength(1);
  });

  it("with 'none' only the very address signalled counts", async () => {
    const [said, other] = [await socket(), await socket()];
    const leg = await open();
    leg.setRemote(remote(said.address().port, { latch: 'none' }));
    other.send(packet, leg.port, '127.0.0.1');
    said.send(packet, leg.port, '127.0.0.1');
    await settle(leg, 1);
  });

  it('keeps packets that overtook the answer, from the one who is then signalled only', async () => {
    const [friend, thief] = [await socket(), await socket()];
    const leg = await open();
    thief.send(packet, leg.port, '127.0.0.1');
    friend.send(packet, leg.port, '127.0.0.1');
    const marker = await socket();
    marker.send(packet, leg.port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    leg.setRemote(remote(friend.address().port, { latch: 'none' }));
    await settle(leg, 1);
  });

  it('survives a far end that is not there, and refuses nonsense', async () => {
    const leg = await open();
    const gone = await socket();
    const { port } = gone.address();
    closers.splice(closers.length - 1)[0]!();
    leg.setRemote(remote(port, { latch: 'none' }));
    for (let i = 0; i < 10; i += 1) {
      leg.send(packet);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(() => leg.setRemote(remote(0))).toThrow(RangeError);
    expect(() => leg.setRemote(remote(5_000, { host: 'example.org' }))).toThrow(RangeError);
  });
});

describe('UDP legs on the mixer', () => {
  let engine: Engine;
  afterEach(() => engine.drain(0));

  it('two legs with different codecs hear each other, keys go both ways, the very first packet is heard', async () => {
    engine = createEngine({ webrtc: 'none', workerUrl: await mediaWorkerUrl() });
    const events: RtpLegEvent[] = [];
    engine.rtp.onRtpLeg((event) => events.push(event));
    await engine.start();
    const [a, b] = [await socket(), await socket()];
    const [legA, legB] = [await engine.rtp.openRtp('c', 'a'), await engine.rtp.openRtp('c', 'b')];
    engine.rtp.setRemote('a', remote(a.address().port));
    engine.rtp.setRemote('b', remote(b.address().port, { codec: 'PCMA', audioType: 8 }));

    const frame = (codec: 'PCMU' | 'PCMA', hz: number, number: number): Buffer => {
      const packet = Buffer.alloc(172);
      const samples = Int16Array.from(
        { length: 160 },
        (_, i) => 6_000 * Math.sin((2 * Math.PI * hz * (number * 160 + i)) / 8_000),
      );
      writeRtpHeader(packet, G711[codec].payloadType, number === 0, number, number * 160, 5);
      encodeG711(codec, samples, 160, packet, 12);
      return packet;
    };
    // One single packet before anybody is arranged to hear it: the winner's first word, sent with its answer.
    a.send(frame('PCMU', 1_000, 0), legA.port, '127.0.0.1');
    await expect.poll(() => events.map((event) => event.type), { interval: 5 }).toContain('leg.heard');
    await engine.arrange({ callId: 'c', revision: 1, hears: { a: ['b'], b: ['a'] }, plays: [] });
    const heardBy = (who: { got: Buffer[] }, codec: 'PCMU' | 'PCMA'): Int16Array => {
      const header = emptyRtpHeader();
      const all = who.got.filter(
        (p) => !isRtcp(p) && readRtp(p, header) && header.payloadType === G711[codec].payloadType,
      );
      const samples = new Int16Array(all.length * 160);
      for (const [i, packet] of all.entries()) decodeG711(codec, packet, 12, 160, samples.subarray(i * 160));
      return samples;
    };
    const loud = (samples: Int16Array): number => samples.findIndex((sample) => Math.abs(sample) > 4_000);
    await expect.poll(() => loud(heardBy(b, 'PCMA')), { timeout: 1_000, interval: 5 }).toBeGreaterThan(-1);

    const bFirst = b.got.length;
    const beganMs = performance.now();
    for (let n = 1; n <= 40; n += 1) {
      a.send(frame('PCMU', 1_000, n), legA.port, '127.0.0.1');
      b.send(frame('PCMA', 1_700, n), legB.port, '127.0.0.1');
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, beganMs + n * 20 - performance.now())));
    }
    b.got.splice(0, bFirst);
    const inB = heardBy(b, 'PCMA').slice(-3_200, -800);
    const inA = heardBy(a, 'PCMU').slice(-3_200, -800);
    expect(tonePowerDb(inB, 1_000, 8_000)).toBeGreaterThan(-20);
    expect(tonePowerDb(inB, 1_700, 8_000)).toBeLessThan(-55);
    expect(tonePowerDb(inA, 1_700, 8_000)).toBeGreaterThan(-20);
    expect(tonePowerDb(inA, 1_000, 8_000)).toBeLessThan(-55);

    const press = Buffer.alloc(16);
    for (const [i, key] of keyPackets('7').entries()) {
      writeRtpHeader(press, 101, key.marker, 100 + i, 50_000, 5);
      writeKeyEvent(press, 12, key.event);
      a.send(Buffer.from(press), legA.port, '127.0.0.1');
    }
    await expect
      .poll(() => events.filter((e) => e.type === 'leg.key'))
      .toEqual([{ type: 'leg.key', callId: 'c', legId: 'a', key: '7' }]);
    engine.rtp.sendRtpKeys('b', '1#');
    const header = emptyRtpHeader();
    const keysAtB = (): string[] => {
      const seen = new Map<number, string>();
      for (const packet of b.got)
        if (readRtp(packet, header) && header.payloadType === 101)
          seen.set(header.timestamp, readKeyEvent(packet, 12, 4)?.key ?? '?');
      return [...seen.values()];
    };
    await expect.poll(keysAtB, { timeout: 2_000 }).toEqual(['1', '#']);
    engine.rtp.closeRtp('a');
    engine.rtp.closeRtp('b');
    await expect.poll(() => engine.stats()).toMatchObject({ rooms: 0, legs: [] });
  });
});
