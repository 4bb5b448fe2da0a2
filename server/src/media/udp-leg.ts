/**
 * A leg's plain RTP over UDP (RFC 3550, symmetric as in RFC 4961): a pair of sockets, RTP on an even port and RTCP on
 * the next.
 *
 * Sockets are connected as soon as the far end is known: sending is cheaper, and the kernel drops strangers' packets.
 * Far ends behind address translation send from elsewhere than they said; from where is believed once, within what
 * `latch` allows, and not again before the next signalling.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { RtpRemote } from './protocol.ts';
import { isRtcp } from './rtp.ts';
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
  rtp: Socket;
  rtcp: Socket;
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
/** A packet the kernel could not take at once is sent later from our memory; it must not be written over by then. */
const BUFFERS = 16;
const BUFFER_BYTES = 512;
/** Packets kept that overtook the signalling, and for how long: a ringing phone may send for a minute. */
const EARLY_MAX = 10;
const EARLY_MS = 200;

/** Opens the pair of sockets on `address`; rejects when no pair is free. */
export async function openUdpLeg(address: string): Promise<UdpLeg> {
  return udpLegOn(await openUdpPair(address));
}

function bind(address: string, port: number): Promise<Socket> {
  // Addresses are numbers here already: no look-up, and connecting takes effect at once.
  const socket = createSocket({
    type: isIP(address) === 6 ? 'udp6' : 'udp4',
    lookup: (host, _options, done) => done(null, host, isIP(host)),
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      // On a connected socket the far end's "port unreachable" comes as an error: its audio is not there yet, or no more.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

const anyPort = (): number => PORTS.first + 2 * Math.floor(Math.random() * ((PORTS.last - PORTS.first) / 2));
/** Where the next pair is looked for; begins anywhere, so that workers and engines beside each other rarely meet. */
let nextPort = anyPort();

/** Binds the next free pair; rejects after 200 pairs that were taken. */
export async function openUdpPair(address: string): Promise<UdpPair> {
  let last: unknown;
  for (let i = 0; i < PAIR_TRIES; i += 1) {
    const port = nextPort;
    nextPort = port + 2 > PORTS.last ? PORTS.first : port + 2;
    let rtp: Socket | undefined;
    try {
      rtp = await bind(address, port);
      return { rtp, rtcp: await bind(address, port + 1), port };
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
  /** Made when first needed: a leg that is only relayed to sends what others received. */
  const ring: Buffer[] = [];
  /** What of each was sent last: nearly always as long as the next one. */
  const views: Buffer[] = [];
  let turn = 0;
  let remote: RtpRemote | undefined;
  /** Who we are connected to: the only one whose packets count, also those that were queued before. */
  let peer: { address: string; port: number } | undefined;
  let sender: SrtpSender | undefined;
  let receiver: SrtpReceiver | undefined;
  let closed = false;
  let listener: ((packet: Uint8Array) => void) | undefined;
  /** Before signalling said who it is; bounded, so that a winner's first words are kept and nothing else grows. */
  const early: { packet: Buffer; from: RemoteInfo; atMs: number }[] = [];

  const connect = (address: string, to: number): void => {
    if (peer !== undefined) rtp.disconnect();
    rtp.connect(to, address);
    peer = { address, port: to };
  };

  const isAllowed = (from: RemoteInfo, said: RtpRemote): boolean => {
    if (peer !== undefined) return from.port === peer.port && from.address === peer.address;
    return said.latch === 'first' || from.address === said.host;
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
  /** How much of `buffer` is to be sent; 0: nothing. */
  const seal = (packet: Uint8Array, buffer: Buffer): number => {
    if (sender !== undefined)
      return isRtcp(packet) ? sender.protectRtcp(packet, buffer) : sender.protectRtp(packet, buffer);
    buffer.set(packet);
    return packet.length;
  };

  const take = (packet: Buffer, from: RemoteInfo): void => {
    if (closed) return;
    if (remote === undefined) {
      if (early.length === EARLY_MAX) early.shift();
      early.push({ packet: Buffer.from(packet), from, atMs: performance.now() });
      return;
    }
    if (!isAllowed(from, remote)) return;
    const clear = opened(packet);
    if (clear === undefined) return;
    if (peer === undefined) connect(from.address, from.port);
    listener?.(clear);
  };

  const takeRtcp = (packet: Buffer, from: RemoteInfo): void => {
    if (closed || from.address !== (peer?.address ?? remote?.host) || !isRtcp(packet)) return;
    const clear = opened(packet);
    if (clear !== undefined) listener?.(clear);
  };
  rtp.on('message', take);
  rtcp.on('message', takeRtcp);

  const send = (packet: Uint8Array): boolean => {
    if (closed || remote === undefined || packet.length > BUFFER_BYTES - SRTP_EXTRA_BYTES) return false;
    if (remote.muted === true && !isRtcp(packet)) return false;
    ring[turn] ??= Buffer.alloc(BUFFER_BYTES);
    const buffer = ring[turn]!;
    const length = seal(packet, buffer);
    if (length === 0) return false;
    if (views[turn]?.length !== length) views[turn] = buffer.subarray(0, length);
    const view = views[turn]!;
    turn = (turn + 1) % BUFFERS;
    if (isRtcp(packet) && !remote.rtcpMux)
      rtcp.send(view, (peer?.port ?? remote.port) + 1, peer?.address ?? remote.host);
    else if (peer === undefined) rtp.send(view, remote.port, remote.host);
    else rtp.send(view);
    return true;
  };

  const sendOwn = (packet: Uint8Array): boolean => {
    if (closed || remote === undefined || remote.muted === true) return false;
    // Its own memory has no room for the tag.
    if (sender !== undefined) return send(packet);
    if (peer === undefined) rtp.send(packet, remote.port, remote.host);
    else rtp.send(packet);
    return true;
  };

  return {
    port,
    send,
    ownPackets: true,
    sendOwn,
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
      if (peer !== undefined) rtp.disconnect();
      peer = undefined;
      if (next.latch === 'none') connect(next.host, next.port);
      const sinceMs = performance.now() - EARLY_MS;
      for (const { packet, from, atMs } of early.splice(0)) if (atMs >= sinceMs) take(packet, from);
    },
    release: () => {
      if (closed) return undefined;
      closed = true;
      listener = undefined;
      rtp.off('message', take);
      rtcp.off('message', takeRtcp);
      if (peer !== undefined) rtp.disconnect();
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
