/**
 * Sound of a browser in a call of another worker. The WebRTC library lives in one thread, and a page keeps its connection over
 * many calls; so the worker that has the connection lends it: packets cross over a message port, and the call is mixed where it is.
 *
 * The stream of what is sent to the page goes along and comes back: the lender reads the numbers of all that passes, so the next
 * call goes on from there, whatever became of the borrower.
 */
import type { MessagePort } from 'node:worker_threads';
import { createOutStream, type OutStream } from './leg-state.ts';
import { emptyRtpHeader, isRtcp, readRtp } from './rtp.ts';
import type { LegTransport, Payloads, Peer } from './transport.ts';

/** The lender's first message. */
interface Terms {
  stream: Pick<OutStream, 'ssrc' | 'sequence' | 'timestamp' | 'packets' | 'bytes'>;
  /** How long ago the last packet was sent: the clocks of two threads begin at different times. */
  sinceMs: number;
  payloads: Payloads;
}

/** A packet in memory of its own, which goes to the other thread without a further copy. */
function post(port: MessagePort, packet: Uint8Array): void {
  const copy = new Uint8Array(packet);
  port.postMessage(copy, [copy.buffer]);
}

/** Hands the peer's packets over to whoever has the other end of `port`. Returns what ends the loan. */
export function lendPeer(peer: Peer, stream: OutStream, port: MessagePort, nowMs: () => number): () => void {
  const header = emptyRtpHeader();
  const { ssrc, sequence, timestamp, packets, bytes } = stream;
  const terms: Terms = {
    stream: { ssrc, sequence, timestamp, packets, bytes },
    sinceMs: nowMs() - stream.lastAtMs,
    payloads: peer.payloads(),
  };
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    peer.onPacket(undefined);
    port.close();
  };
  port.postMessage(terms);
  peer.onPacket((packet) => post(port, packet));
  port.on('message', (packet: Uint8Array) => {
    if (ended) return;
    if (!isRtcp(packet) && readRtp(packet, header)) {
      stream.sequence = header.sequence;
      stream.timestamp = header.timestamp;
      stream.lastAtMs = nowMs();
      stream.packets += 1;
      stream.bytes += header.payloadLength;
    }
    peer.send(Buffer.from(packet.buffer, packet.byteOffset, packet.length));
  });
  port.on('close', end);
  return end;
}

export interface Borrowing {
  /** Makes a leg of the peer at the other end of `port`, as soon as its terms are here. */
  begin(callId: string, legId: string, port: MessagePort): void;
  /** The leg is closed, opened or not. */
  end(legId: string): void;
  endAll(): void;
}

export function createBorrowing(
  openLeg: (callId: string, legId: string, transport: LegTransport, stream: OutStream) => void,
  nowMs: () => number,
): Borrowing {
  const ports = new Map<string, MessagePort>();

  const begin = (callId: string, legId: string, port: MessagePort): void => {
    ports.get(legId)?.close();
    ports.set(legId, port);
    let closed = false;
    let listener: ((packet: Uint8Array) => void) | undefined;
    port.once('message', ({ stream: lent, sinceMs, payloads }: Terms) => {
      if (ports.get(legId) !== port) return;
      const stream = createOutStream(lent.ssrc, lent.sequence, lent.timestamp);
      Object.assign(stream, { packets: lent.packets, bytes: lent.bytes, lastAtMs: nowMs() - sinceMs });
      port.on('message', (packet: Uint8Array) => listener?.(packet));
      const transport: LegTransport = {
        ownPackets: true,
        payloads: () => payloads,
        onPacket: (next) => {
          listener = next;
          if (next === undefined) port.close();
        },
        send: (packet) => {
          if (!closed) post(port, packet);
          return !closed;
        },
      };
      openLeg(callId, legId, transport, stream);
    });
    port.on('close', () => {
      closed = true;
      if (ports.get(legId) === port) ports.delete(legId);
    });
  };

  const end = (legId: string): void => {
    ports.get(legId)?.close();
    ports.delete(legId);
  };
  return {
    begin,
    end,
    endAll: () => {
      for (const legId of [...ports.keys()]) end(legId);
    },
  };
}
