/**
 * The system's calls for datagram sockets on Linux, by koffi: glibc or musl, whichever this Node.js stands on.
 */
import { getSystemErrorName } from 'node:util';

/** The same on x86-64 and arm64: `socket.h`, `epoll.h`. */
export const AF_INET = 2;
export const SOCK_DGRAM = 2;
export const SOCK_NONBLOCK_CLOEXEC = 0o2004000;
export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_ADD = 1;
export const EPOLL_DEL = 2;
export const EPOLLIN = 1;
/** `struct epoll_event` as words of 32 bits: packed on x86-64 (`__EPOLL_PACKED`), aligned everywhere else. */
export const EVENT = process.arch === 'x64' ? { words: 3, data: 1 } : { words: 4, data: 2 };

/** Watches a descriptor on this thread's event loop. */
export interface PollHandle {
  start(options: { readable: true }, onReady: () => void): void;
  stop(): void;
  unref(): void;
  close(): void;
}

type Call<A extends unknown[]> = (...args: A) => number;

/** As in the manual, section 2: less than 0 is an error. */
export interface Libc {
  socket: Call<[family: number, type: number, protocol: number]>;
  bind: Call<[fd: number, address: Buffer, length: number]>;
  connect: Call<[fd: number, address: Buffer, length: number]>;
  ownAddress: Call<[fd: number, into: Buffer, length: Uint32Array]>;
  send: Call<[fd: number, packet: Uint8Array, bytes: number, flags: number]>;
  sendTo: Call<[fd: number, packet: Uint8Array, bytes: number, flags: number, to: Buffer, toLength: number]>;
  receive: Call<[fd: number, into: Buffer, bytes: number, flags: number]>;
  receiveFrom: Call<
    [fd: number, into: Buffer, bytes: number, flags: number, from: Buffer, fromLength: Uint32Array]
  >;
  close: Call<[fd: number]>;
  epollCreate: Call<[flags: number]>;
  epollControl: Call<[epoll: number, what: number, fd: number, event: Uint32Array | null]>;
  epollWait: Call<[epoll: number, events: Uint32Array, most: number, timeoutMs: number]>;
  /** Of the last call that failed: `ECONNREFUSED`. */
  errorName(): string;
  /** Tells on this thread's event loop whenever `fd` is readable, until the handle is stopped. */
  watch(fd: number, onReady: () => void): PollHandle;
}

/** Rejects with the reason where there is no such system or no koffi. */
export async function loadLibc(): Promise<Libc> {
  if (process.platform !== 'linux' || (process.arch !== 'x64' && process.arch !== 'arm64'))
    throw new Error(`not written for ${process.platform} on ${process.arch}`);
  const { default: koffi } = await import('koffi');
  // What Node.js itself is linked with.
  const system = koffi.load(null);
  const call = <A extends unknown[]>(prototype: string): Call<A> => system.func(prototype) as Call<A>;
  const libc: Libc = {
    socket: call('int socket(int, int, int)'),
    bind: call('int bind(int, void *, uint32_t)'),
    connect: call('int connect(int, void *, uint32_t)'),
    ownAddress: call('int getsockname(int, void *, void *)'),
    send: call('int64_t send(int, void *, size_t, int)'),
    sendTo: call('int64_t sendto(int, void *, size_t, int, void *, uint32_t)'),
    receive: call('int64_t recv(int, void *, size_t, int)'),
    receiveFrom: call('int64_t recvfrom(int, void *, size_t, int, void *, void *)'),
    close: call('int close(int)'),
    epollCreate: call('int epoll_create1(int)'),
    epollControl: call('int epoll_ctl(int, int, int, void *)'),
    epollWait: call('int epoll_wait(int, void *, int, int)'),
    errorName: () => getSystemErrorName(-koffi.errno()),
    watch: (fd, onReady) => koffi.node.poll(fd, { readable: true }, onReady),
  };
  prove(libc);
  return libc;
}

/**
 * Sends itself one packet and looks whether `epoll` tells of it as written here: a system whose structures are laid out otherwise,
 * or that forbids one of the calls, is found out before a call stands on it. Throws with the step that failed.
 */
function prove(libc: Libc): void {
  const own = Buffer.alloc(16);
  own.set([AF_INET, 0, 0, 0, 127, 0, 0, 1]);
  const events = new Uint32Array(2 * EVENT.words);
  const event = new Uint32Array(EVENT.words);
  const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK_CLOEXEC, 0);
  const epoll = libc.epollCreate(EPOLL_CLOEXEC);
  event[0] = EPOLLIN;
  event[EVENT.data] = fd;
  const steps: [string, () => boolean][] = [
    ['socket', () => fd >= 0],
    ['epoll_create1', () => epoll >= 0],
    ['bind', () => libc.bind(fd, own, own.length) >= 0],
    ['getsockname', () => libc.ownAddress(fd, own, Uint32Array.of(own.length)) >= 0],
    ['connect', () => libc.connect(fd, own, own.length) >= 0],
    ['epoll_ctl', () => libc.epollControl(epoll, EPOLL_ADD, fd, event) >= 0],
    ['send', () => libc.send(fd, own, own.length, 0) === own.length],
    ['epoll_wait', () => libc.epollWait(epoll, events, 2, 0) === 1 && events[EVENT.data] === fd],
    ['recv', () => libc.receive(fd, Buffer.alloc(64), 64, 0) === own.length],
  ];
  const failed = steps.find(([, step]) => !step());
  if (fd >= 0) libc.close(fd);
  if (epoll >= 0) libc.close(epoll);
  if (failed !== undefined) throw new Error(`${failed[0]} does not do what it should on this system`);
}
