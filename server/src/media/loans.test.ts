import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutStream, type OutStream } from './leg-state.ts';
import { createBorrowing, lendPeer } from './loans.ts';
import { RTP_HEADER_BYTES, writeRtpHeader } from './rtp.ts';
import type { LegTransport, Peer } from './transport.ts';

const payloads = { codec: 'PCMU', audioType: 0, keyType: 126 } as const;

function packetOf(sequence: number, timestamp: number, ssrc = 7): Uint8Array {
  const packet = new Uint8Array(RTP_HEADER_BYTES + 160);
  writeRtpHeader(packet, 0, false, sequence, timestamp, ssrc);
  return packet;
}

describe('a peer lent to another worker', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  const lend = () => {
    const sent: Uint8Array[] = [];
    const wire: { say?: (packet: Uint8Array) => void } = {};
    const peer: Peer = {
      ssrc: 7,
      payloads: () => payloads,
      send: (packet) => sent.push(new Uint8Array(packet)) > 0,
      onPacket: (next) => {
        wire.say = next;
      },
      candidate: () => {},
      close: () => {},
    };
    const stream = createOutStream(7, 100, 5_000);
    stream.lastAtMs = 900;
    const opened: { transport: LegTransport; stream: OutStream }[] = [];
    const borrowing = createBorrowing(
      (_callId, _legId, transport, own) => opened.push({ transport, stream: own }),
      () => 50_000,
    );
    const begin = (): (() => void) => {
      const { port1, port2 } = new MessageChannel();
      const end = lendPeer(peer, stream, port1, () => 1_000);
      borrowing.begin('c', 'a', port2);
      ends.push(end, () => borrowing.endAll());
      return end;
    };
    return { begin, borrowing, opened, sent, stream, wire };
  };

  it('its packets cross both ways, and its stream comes back with the numbers of what was sent', async () => {
    const { begin, opened, sent, stream, wire } = lend();
    begin();
    await expect.poll(() => opened.length).toBe(1);
    const { transport, stream: own } = opened[0]!;
    expect(own).toMatchObject({ ssrc: 7, sequence: 100, timestamp: 5_000, lastAtMs: 49_900 });
    expect(transport.payloads()).toEqual(payloads);
    const heard: number[] = [];
    transport.onPacket((packet) => heard.push(packet[3]!));
    wire.say?.(packetOf(42, 0));
    await expect.poll(() => heard).toEqual([42]);
    for (let n = 1; n <= 3; n += 1) transport.send(packetOf(100 + n, 5_000 + 160 * n));
    await expect.poll(() => sent.length).toBe(3);
    expect(stream).toMatchObject({
      sequence: 103,
      timestamp: 5_480,
      lastAtMs: 1_000,
      packets: 3,
      bytes: 480,
    });
  });

  it('given back by the borrower or taken back by the lender, nothing crosses any more', async () => {
    const { begin, opened, sent, wire } = lend();
    begin();
    await expect.poll(() => opened.length).toBe(1);
    opened[0]!.transport.onPacket(undefined);
    await expect.poll(() => wire.say).toBeUndefined();
    const takeBack = begin();
    await expect.poll(() => opened.length).toBe(2);
    takeBack();
    expect(wire.say).toBeUndefined();
    await expect.poll(() => opened[1]!.transport.send(packetOf(1, 1))).toBe(false);
    expect(sent).toEqual([]);
  });

  it('a leg closed before the terms are there is never opened', async () => {
    const { begin, borrowing, opened, wire } = lend();
    begin();
    borrowing.end('a');
    await expect.poll(() => wire.say).toBeUndefined();
    expect(opened).toEqual([]);
  });
});
