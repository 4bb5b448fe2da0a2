/**
 * A leg's plain RTP over UDP (RFC 3550, symmetric as in RFC 4961): a pair of sockets, RTP on an even port and RTCP on
 * the next.
 *
 * Sockets are connected as soon as the far end is known: sending is cheaper, and the kernel drops strangers' packets.
 * Far ends behind address translation send from elsewhere than they said; from where is believed once, within what
 * `latch` allows, and not again before the next signalling.
 */
import { isIP } from 'node:net';
import type { RtpRemote } from './protocol.ts';
import { isRtcp } from './rtp.ts';
import type { DatagramSocket, DatagramSockets } from './sockets.ts';
import {
  createSrtpReceiver,
  createSrtpSender,
  SRTP_EXTRA_BYTES,
  type SrtpKeys,
  type SrtpReceiver,
  type SrtpSender,
} from './srtp.ts';
import type { LegTransport, Payloads } from './transport.ts';

/** Two bound sockets: RTP on `port`, which is even, RTCP on the next. */
export interface UdpPair {
  rtp: DatagramSocket;
  rtcp: DatagramSocket;
  port: number;
}

export interface UdpLeg extends LegTransport {
  /** The even port RTP is taken on. */
  port: number;
  /** What signalling said; again with each new answer. Throws a RangeError for what is no IP address or port. */
  setRemote(remote: RtpRemote): void;
  /** Ends the leg and hands back its sockets, unconnected and unheard. Undefined when it was closed or released. */
  release(): UdpPair | undefined;
  close(): void;
}

/** Below the ports that systems give out by themselves, so that a wanted pair is mostly free. */
const PORTS = { first: 10_000, last: 19_998 };
const PAIR_TRIES = 200;
/** Longest packet sent: 60 ms of sound, or a report, with room to spare. */
const PACKET_MAX_BYTES = 512;
/** Packets kept that overtook the signalling, and for how long: a ringing phone may send for a minute. */
const EARLY_MAX = 10;
const EARLY_MS = 200;

/** Opens the pair of sockets on `address`; rejects when no pair is free. */
export async function openUdpLeg(sockets: DatagramSockets, address: string): Promise<UdpLeg> {
  return udpLegOn(await openUdpPair(sockets, address));
}

const anyPort = (): number => PORTS.first + 2 * Math.floor(Math.random() * ((PORTS.last - PORTS.first) / 2));
/** Where the next pair is looked for; begins anywhere, so that workers and engines beside each other rarely meet. */
let nextPort = anyPort();

/** Binds the next free pair; rejects after 200 pairs that were taken. */
export async function openUdpPair(sockets: DatagramSockets, address: string): Promise<UdpPair> {
  let last: unknown;
  for (let i = 0; i < PAIR_TRIES; i += 1) {
    const port = nextPort;
    nextPort = port + 2 > PORTS.last ? PORTS.first : port + 2;
    let rtp: DatagramSocket | undefined;
    try {
      rtp = await sockets.bind(address, port);
      return { rtp, rtcp: await sockets.bind(address, port + 1), port };
    } catch (error) {
      last = error;
      rtp?.close();
      // Another thread's run of ports may be hundreds long.
      nextPort = anyPort();
    }
  }
  throw new Error(`no free pair of ports on ${address}: ${String(last)}`);
}

function isSameKeys(a: SrtpKeys | undefined, b: SrtpKeys | undefined): boolean {
  return a?.suite === b?.suite && a?.key === b?.key;
}

/** A leg on sockets that are bound already. */
export function udpLegOn({ rtp, rtcp, port }: UdpPair): UdpLeg {
  /** Where a packet is put under SRTP, and what of it was sent last: nearly always as long as the next one. */
  let sealed: Buffer | undefined;
  let sealedView: Buffer | undefined;
  let remote: RtpRemote | undefined;
  /** Who we are connected to: the only one whose packets come, also of those that were queued before. */
  let peer: { address: string; port: number } | undefined;
  let sender: SrtpSender | undefined;
  let receiver: SrtpReceiver | undefined;
  let closed = false;
  let listener: ((packet: Uint8Array) => void) | undefined;
  /** Before signalling said who it is; bounded, so that a winner's first words are kept and nothing else grows. */
  const early: { packet: Buffer; address: string; port: number; atMs: number }[] = [];

  const connect = (address: string, to: number): void => {
    rtp.connect(address, to);
    peer = { address, port: to };
  };

  const isAllowed = (address: string, from: number, said: RtpRemote): boolean => {
    if (peer !== undefined) return from === peer.port && address === peer.address;
    return said.latch === 'first' || address === said.host;
  };

  /** New keys begin anew; the same ones go on counting, or an index would be used twice. */
  const setKeys = (keys: RtpRemote['srtp']): void => {
    if (!isSameKeys(sender?.keys, keys?.send)) sender = keys && createSrtpSender(keys.send);
    if (!isSameKeys(receiver?.keys, keys?.receive)) receiver = keys && createSrtpReceiver(keys.receive);
  };
  /** What came, in the clear; undefined when SRTP was agreed and this is not it. */
  const opened = (packet: Buffer): Buffer | undefined => {
    if (receiver === undefined) return packet;
    return isRtcp(packet) ? receiver.openRtcp(packet) : receiver.openRtp(packet);
  };
  /** What is to be sent in its place; undefined: nothing. */
  const seal = (packet: Uint8Array, keys: SrtpSender): Uint8Array | undefined => {
    sealed ??= Buffer.alloc(PACKET_MAX_BYTES + SRTP_EXTRA_BYTES);
    const length = isRtcp(packet) ? keys.protectRtcp(packet, sealed) : keys.protectRtp(packet, sealed);
    if (length === 0) return undefined;
    if (sealedView?.length !== length) sealedView = sealed.subarray(0, length);
    return sealedView;
  };

  const take = (packet: Buffer, address: string, from: number): void => {
    if (remote === undefined) {
      if (early.length === EARLY_MAX) early.shift();
      early.push({ packet: Buffer.from(packet), address, port: from, atMs: performance.now() });
      return;
    }
    if (!isAllowed(address, from, remote)) return;
    const clear = opened(packet);
    if (clear === undefined) return;
    if (peer === undefined) connect(address, from);
    listener?.(clear);
  };

  const takeRtcp = (packet: Buffer, address: string): void => {
    if (address !== (peer?.address ?? remote?.host) || !isRtcp(packet)) return;
    const clear = opened(packet);
    if (clear !== undefined) listener?.(clear);
  };
  rtp.onPacket(take);
  rtcp.onPacket(takeRtcp);

  const send = (packet: Uint8Array): boolean => {
    if (closed || remote === undefined || packet.length > PACKET_MAX_BYTES) return false;
    const isReport = isRtcp(packet);
    if (remote.muted === true && !isReport) return false;
    const out = sender === undefined ? packet : seal(packet, sender);
    if (out === undefined) return false;
    if (isReport && !remote.rtcpMux)
      return rtcp.sendTo(out, (peer?.port ?? remote.port) + 1, peer?.address ?? remote.host);
    return peer === undefined ? rtp.sendTo(out, remote.port, remote.host) : rtp.send(out);
  };

  return {
    port,
    send,
    ownPackets: true,
    payloads: (): Payloads => ({
      codec: remote?.codec ?? 'PCMU',
      audioType: remote?.audioType ?? 0,
      keyType: remote?.keyType,
    }),
    onPacket: (next) => {
      listener = next;
    },
    setRemote: (next) => {
      if (isIP(next.host) === 0) throw new RangeError(`not an IP address: ${next.host}`);
      if (!Number.isInteger(next.port) || next.port < 1 || next.port > 65_534)
        throw new RangeError(`not a port: ${next.port}`);
      const isSame = remote?.host === next.host && remote.port === next.port && remote.latch === next.latch;
      setKeys(next.srtp);
      remote = next;
      if (isSame || closed) return;
      rtp.disconnect();
      peer = undefined;
      if (next.latch === 'none') connect(next.host, next.port);
      const sinceMs = performance.now() - EARLY_MS;
      for (const { packet, address, port: from, atMs } of early.splice(0))
        if (atMs >= sinceMs) take(packet, address, from);
    },
    release: () => {
      if (closed) return undefined;
      closed = true;
      listener = undefined;
      rtp.onPacket(undefined);
      rtcp.onPacket(undefined);
      rtp.disconnect();
      return { rtp, rtcp, port };
    },
    close: () => {
      if (closed) return;
      closed = true;
      listener = undefined;
      rtp.close();
      rtcp.close();
    },
  };
}
