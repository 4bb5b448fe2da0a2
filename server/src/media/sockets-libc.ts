/**
 * Datagram sockets by the system's own calls. Node's module spends as much on a packet as the system does: a request object, a
 * buffer and an event for each, and garbage after them. Here packets are read into one piece of memory and nothing is made.
 *
 * One `epoll` a thread knows which sockets have packets. With few packets it is watched by the event loop, and each is passed on
 * the moment it comes; with many the thread is not woken, and `look` finds dozens at once.
 */
import {
  EPOLL_ADD,
  EPOLL_CLOEXEC,
  EPOLL_DEL,
  EPOLLIN,
  EVENT,
  type Libc,
  loadLibc,
  type PollHandle,
  SOCK_DGRAM,
  SOCK_NONBLOCK_CLOEXEC,
} from './libc.ts';
import {
  type Endpoint,
  FAMILY,
  familyOf,
  isSameEndpoint,
  readSocketAddress,
  SOCKET_ADDRESS_BYTES,
  writeSocketAddress,
} from './socket-address.ts';
import type { DatagramSocket, DatagramSockets, PacketListener } from './sockets.ts';

/** The true length is returned, so that a packet which was cut can be told. */
const MSG_TRUNC = 0x20;

/** Longer than a frame of Ethernet; a longer packet is dropped. */
const PACKET_BYTES = 2_048;
/** Sockets told of at once. */
const EVENTS = 256;
/** Of one look: as many packets of one socket at most, so that a flood holds up nobody. */
const ROUNDS_MAX = 16;
/** Packets dropped in a row where they are nobody's: as many as a socket's memory holds of the shortest. */
const STALE_MAX = 1_024;
/** Tries of a send: the first one may bring an old error and send nothing. */
const SEND_TRIES = 2;

interface Target extends Endpoint {
  /** As the system takes it; undefined when it cannot: nothing goes there. */
  bytes: Buffer | undefined;
}

interface Open {
  /** -1: closed. The system gives a number out again at once, so a closed one is never used. */
  fd: number;
  listener: PacketListener | undefined;
  /** To whom it is connected; without `bytes` to nobody, and nobody is heard. */
  peer: Target | undefined;
  /** Whether all that was queued before `connect` has been read: the system lets in nobody but the peer after it. */
  isPure: boolean;
  /** To whom `sendTo` sent last. */
  to: Target | undefined;
}

const targetOf = (address: string, port: number): Target => ({
  address,
  port,
  bytes: writeSocketAddress(address, port),
});

/** Rejects with the reason where this cannot be had. */
export async function openLibcSockets(): Promise<DatagramSockets> {
  return createLibcSockets(await loadLibc());
}

/** As Node writes those of its own. */
function systemError(call: string, code: string, address: string, port: number): Error {
  return Object.assign(new Error(`${call} ${code} ${address}:${port}`), {
    code,
    syscall: call,
    address,
    port,
  });
}

function createLibcSockets(libc: Libc): DatagramSockets {
  const memory = Buffer.alloc(PACKET_BYTES);
  /** The first so many octets of it: a view of each length that ever came. */
  const views: (Buffer | undefined)[] = [];
  const from = Buffer.alloc(SOCKET_ADDRESS_BYTES);
  const fromLength = new Uint32Array(1);
  const events = new Uint32Array(EVENTS * EVENT.words);
  const event = new Uint32Array(EVENT.words);
  /** By descriptor. */
  const opened: (Open | undefined)[] = [];
  let heard = 0;
  let isClosed = false;
  let soon: NodeJS.Immediate | undefined;

  const epoll = libc.epollCreate(EPOLL_CLOEXEC);
  if (epoll < 0) throw new Error(`epoll_create1: ${libc.errorName()}`);

  const deliver = (open: Open, length: number, sender: Endpoint): void => {
    if (length > PACKET_BYTES) return;
    views[length] ??= memory.subarray(0, length);
    open.listener?.(views[length]!, sender.address, sender.port);
  };

  /** One packet whose sender must be looked at. False when none is left, or an error of the far end was in its place. */
  const takeFrom = (open: Open): boolean => {
    fromLength[0] = SOCKET_ADDRESS_BYTES;
    const length = libc.receiveFrom(open.fd, memory, PACKET_BYTES, MSG_TRUNC, from, fromLength);
    const { peer } = open;
    if (length < 0) {
      open.isPure = peer?.bytes !== undefined && libc.errorName() === 'EAGAIN';
      return false;
    }
    if (peer === undefined) deliver(open, length, readSocketAddress(from));
    else if (peer.bytes !== undefined && isSameEndpoint(from, peer.bytes)) deliver(open, length, peer);
    return true;
  };

  const take = (open: Open): void => {
    if (open.isPure) {
      const length = libc.receive(open.fd, memory, PACKET_BYTES, MSG_TRUNC);
      if (length >= 0) deliver(open, length, open.peer!);
      return;
    }
    // Once to the end after connecting: from there on the sender need not be looked at.
    for (let i = 0; i < ROUNDS_MAX && open.listener !== undefined && !open.isPure; i += 1)
      if (!takeFrom(open)) return;
  };

  const look = (): void => {
    if (heard === 0) return;
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const ready = libc.epollWait(epoll, events, EVENTS, 0);
      // A listener may close any socket, and one opened since may have its number: reading it finds a packet of its own, or none.
      for (let i = 0; i < ready; i += 1) {
        const open = opened[events[i * EVENT.words + EVENT.data]!];
        if (open?.listener !== undefined) take(open);
      }
      if (ready <= 0) return;
    }
  };

  // The event loop calls this from outside of JavaScript, where an error would be nobody's and promises would wait.
  const ring = (): void => {
    soon ??= setImmediate(() => {
      soon = undefined;
      look();
    });
  };
  const bell: PollHandle = libc.watch(epoll, ring);
  bell.unref();
  let rings = true;

  const control = (what: number, fd: number): void => {
    event[0] = EPOLLIN;
    event[EVENT.data] = fd;
    libc.epollControl(epoll, what, fd, event);
  };

  const hear = (open: Open, next: PacketListener | undefined): void => {
    const was = open.listener;
    if (open.fd < 0) return;
    open.listener = next;
    if (was === undefined && next !== undefined) {
      for (let i = 0; i < STALE_MAX; i += 1)
        if (libc.receive(open.fd, memory, 0, 0) < 0 && libc.errorName() === 'EAGAIN') break;
      control(EPOLL_ADD, open.fd);
      heard += 1;
    } else if (was !== undefined && next === undefined) {
      control(EPOLL_DEL, open.fd);
      heard -= 1;
    }
  };

  const nobody = Buffer.alloc(SOCKET_ADDRESS_BYTES);
  nobody.writeUInt16LE(FAMILY.none, 0);
  const unconnect = (open: Open): void => {
    open.isPure = false;
    libc.connect(open.fd, nobody, nobody.length);
  };

  const connect = (open: Open, address: string, port: number): void => {
    if (open.fd < 0) return;
    const peer = targetOf(address, port);
    open.peer = peer;
    open.isPure = false;
    if (peer.bytes !== undefined && libc.connect(open.fd, peer.bytes, peer.bytes.length) >= 0) return;
    // A connection of before would still stand.
    peer.bytes = undefined;
    unconnect(open);
  };

  const disconnect = (open: Open): void => {
    if (open.fd < 0 || open.peer === undefined) return;
    open.peer = undefined;
    unconnect(open);
  };

  const send = (open: Open, packet: Uint8Array): boolean => {
    if (open.fd < 0 || open.peer?.bytes === undefined) return false;
    for (let i = 0; i < SEND_TRIES; i += 1)
      if (libc.send(open.fd, packet, packet.length, 0) >= 0) return true;
    return false;
  };

  const sendTo = (open: Open, packet: Uint8Array, port: number, address: string): boolean => {
    if (open.to?.port !== port || open.to.address !== address) open.to = targetOf(address, port);
    const { bytes } = open.to;
    if (open.fd < 0 || bytes === undefined) return false;
    for (let i = 0; i < SEND_TRIES; i += 1)
      if (libc.sendTo(open.fd, packet, packet.length, 0, bytes, bytes.length) >= 0) return true;
    return false;
  };

  const shut = (open: Open): void => {
    if (open.fd < 0) return;
    hear(open, undefined);
    opened[open.fd] = undefined;
    libc.close(open.fd);
    open.fd = -1;
  };

  const bind = async (address: string, port: number): Promise<DatagramSocket> => {
    if (isClosed) throw new Error('the sockets are closed');
    const bytes = writeSocketAddress(address, port);
    if (bytes === undefined) throw new RangeError(`no socket can be bound to "${address}"`);
    const fd = libc.socket(FAMILY[familyOf(address)], SOCK_DGRAM | SOCK_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) throw systemError('socket', libc.errorName(), address, port);
    if (libc.bind(fd, bytes, bytes.length) < 0) {
      const code = libc.errorName();
      libc.close(fd);
      throw systemError('bind', code, address, port);
    }
    const open: Open = { fd, listener: undefined, peer: undefined, isPure: false, to: undefined };
    opened[fd] = open;
    return {
      connect: (toAddress, toPort) => connect(open, toAddress, toPort),
      disconnect: () => disconnect(open),
      send: (packet) => send(open, packet),
      sendTo: (packet, toPort, toAddress) => sendTo(open, packet, toPort, toAddress),
      onPacket: (next) => hear(open, next),
      close: () => shut(open),
    };
  };

  return {
    kind: 'libc',
    bind,
    look,
    wakeForEach: (each) => {
      if (isClosed || each === rings) return;
      rings = each;
      if (each) bell.start({ readable: true }, ring);
      else bell.stop();
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      clearImmediate(soon);
      bell.close();
      for (const open of opened) if (open !== undefined) shut(open);
      libc.close(epoll);
    },
  };
}
