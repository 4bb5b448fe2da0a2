import { createSocket, type Socket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { isBatonError } from '../errors.ts';
import { loadLibc } from './libc.ts';
import { openSockets } from './open-sockets.ts';
import type { DatagramSocket, DatagramSockets } from './sockets.ts';
import { openDgramSockets } from './sockets-dgram.ts';
import { openLibcSockets } from './sockets-libc.ts';

const hasLibc = await loadLibc().then(
  () => true,
  () => false,
);
const KINDS = hasLibc ? (['libc', 'dgram'] as const) : (['dgram'] as const);
const DEADLINE = { timeout: 10_000, interval: 5 };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close();
});

/** A far end on a socket of Node's own, and what it got. */
async function farEnd(
  address = '127.0.0.1',
): Promise<{ port: number; got: string[]; socket: Socket; say(text: string, port: number): void }> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const got: string[] = [];
  socket.on('message', (packet) => got.push(String(packet)));
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  let isClosed = false;
  socket.on('close', () => {
    isClosed = true;
  });
  closers.push(() => isClosed || socket.close());
  return {
    port: socket.address().port,
    got,
    socket,
    say: (text, port) => socket.send(text, port, address),
  };
}

async function open(kind: 'libc' | 'dgram'): Promise<DatagramSockets> {
  const { sockets } = await openSockets(kind);
  closers.push(() => sockets.close());
  return sockets;
}

/** A free port is found by asking the system for one and letting it go. */
async function bound(
  sockets: DatagramSockets,
  address = '127.0.0.1',
): Promise<{ socket: DatagramSocket; port: number }> {
  for (;;) {
    const probe = await farEnd(address);
    await new Promise<void>((resolve) => probe.socket.close(() => resolve()));
    try {
      return { socket: await sockets.bind(address, probe.port), port: probe.port };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

function listen(socket: DatagramSocket): string[] {
  const got: string[] = [];
  socket.onPacket((packet, address, port) => got.push(`${packet} ${address}:${port}`));
  return got;
}

describe.each(KINDS)('datagram sockets: %s', (kind) => {
  it('says what it is, sends and hears, with the sender named', async () => {
    const sockets = await open(kind);
    expect(sockets.kind).toBe(kind);
    const far = await farEnd();
    const { socket, port } = await bound(sockets);
    const got = listen(socket);
    expect(socket.send(Buffer.from('to nobody'))).toBe(false);
    expect(socket.sendTo(Buffer.from('hello'), far.port, '127.0.0.1')).toBe(true);
    await expect.poll(() => far.got, DEADLINE).toEqual(['hello']);
    far.say('and you', port);
    await expect.poll(() => got, DEADLINE).toEqual([`and you 127.0.0.1:${far.port}`]);
  });

  it('a taken port is refused with its code, and is free again after close', async () => {
    const sockets = await open(kind);
    const { socket, port } = await bound(sockets);
    await expect(sockets.bind('127.0.0.1', port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    socket.close();
    socket.close();
    await expect
      .poll(async () => {
        const again = await sockets.bind('127.0.0.1', port).catch(() => undefined);
        again?.close();
        return again !== undefined;
      }, DEADLINE)
      .toBe(true);
    await expect(sockets.bind('192.0.2.1', port)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });

  it('connected, it hears its peer alone, also of what was queued before; disconnected, everybody', async () => {
    const sockets = await open(kind);
    const [friend, stranger] = [await farEnd(), await farEnd()];
    const { socket, port } = await bound(sockets);
    const got: string[] = [];
    // Connects while the others' packets are queued: the first one decides.
    socket.onPacket((packet, address, from) => {
      if (got.length === 0) socket.connect(address, from);
      got.push(`${packet}`);
    });
    friend.say('first', port);
    stranger.say('queued', port);
    friend.say('second', port);
    await expect.poll(() => got, DEADLINE).toEqual(['first', 'second']);
    stranger.say('later', port);
    friend.say('third', port);
    await expect.poll(() => got, DEADLINE).toEqual(['first', 'second', 'third']);
    expect(socket.send(Buffer.from('yes'))).toBe(true);
    await expect.poll(() => friend.got, DEADLINE).toEqual(['yes']);
    socket.disconnect();
    expect(socket.send(Buffer.from('no'))).toBe(false);
    stranger.say('now', port);
    await expect.poll(() => got, DEADLINE).toEqual(['first', 'second', 'third', 'now']);
    socket.connect('127.0.0.1', stranger.port);
    expect(socket.send(Buffer.from('to another'))).toBe(true);
    await expect.poll(() => stranger.got, DEADLINE).toEqual(['to another']);
  });

  it('what came before there was a listener, or between two, is dropped', async () => {
    const sockets = await open(kind);
    const far = await farEnd();
    const { socket, port } = await bound(sockets);
    const other = await bound(sockets);
    const heardOther = listen(other.socket);
    /** What was sent before this is where it was sent to: loopback hands over in order. */
    const settle = async (text: string): Promise<void> => {
      far.say(text, other.port);
      await expect.poll(() => heardOther.some((line) => line.startsWith(text)), DEADLINE).toBe(true);
    };
    far.say('too early', port);
    await settle('one');
    const first = listen(socket);
    far.say('heard', port);
    await expect.poll(() => first.length, DEADLINE).toBe(1);
    socket.onPacket(undefined);
    far.say('meanwhile', port);
    await settle('two');
    const second = listen(socket);
    far.say('again', port);
    await expect.poll(() => second, DEADLINE).toEqual([`again 127.0.0.1:${far.port}`]);
    expect(first).toEqual([`heard 127.0.0.1:${far.port}`]);
  });

  it('a packet may be written to and sent on before the listener returns; a burst keeps its order', async () => {
    const sockets = await open(kind);
    const far = await farEnd();
    const { socket, port } = await bound(sockets);
    socket.connect('127.0.0.1', far.port);
    socket.onPacket((packet) => {
      packet[0] = packet[0]! + 1;
      socket.send(packet);
    });
    const sent = Array.from({ length: 40 }, (_, i) => `a${String(i).padStart(2, '0')}${'.'.repeat(i * 4)}`);
    for (const text of sent) far.say(text, port);
    await expect.poll(() => far.got, DEADLINE).toEqual(sent.map((text) => text.replace('a', 'b')));
  });

  it('a far end that is not there is a packet lost, and is heard when it comes', async () => {
    const sockets = await open(kind);
    const gone = await farEnd();
    await new Promise<void>((resolve) => gone.socket.close(() => resolve()));
    const { socket, port } = await bound(sockets);
    const got = listen(socket);
    socket.connect('127.0.0.1', gone.port);
    for (let i = 0; i < 20; i += 1) {
      socket.send(Buffer.from('anybody?'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const back = createSocket('udp4');
    closers.push(() => back.close());
    await new Promise<void>((resolve) => back.bind(gone.port, '127.0.0.1', resolve));
    const heard: string[] = [];
    back.on('message', (packet) => heard.push(String(packet)));
    await expect
      .poll(() => {
        socket.send(Buffer.from('now'));
        return heard.includes('now');
      }, DEADLINE)
      .toBe(true);
    back.send('here', port, '127.0.0.1');
    await expect.poll(() => got, DEADLINE).toContain(`here 127.0.0.1:${gone.port}`);
  });

  it('closed, it neither sends nor hears, nor does a new one that has its number', async () => {
    const sockets = await open(kind);
    const far = await farEnd();
    const old = await bound(sockets);
    const oldGot = listen(old.socket);
    old.socket.connect('127.0.0.1', far.port);
    old.socket.close();
    const fresh = await bound(sockets);
    const freshGot = listen(fresh.socket);
    expect(old.socket.send(Buffer.from('x'))).toBe(false);
    expect(old.socket.sendTo(Buffer.from('x'), far.port, '127.0.0.1')).toBe(false);
    old.socket.onPacket(() => oldGot.push('heard'));
    old.socket.connect('127.0.0.1', far.port);
    old.socket.disconnect();
    old.socket.close();
    far.say('fresh', fresh.port);
    await expect.poll(() => freshGot, DEADLINE).toEqual([`fresh 127.0.0.1:${far.port}`]);
    expect([oldGot, far.got]).toEqual([[], []]);
  });

  it('an address of another family is nobody: no error, nothing sent, nobody heard', async () => {
    const sockets = await open(kind);
    const [far, other] = [await farEnd(), await farEnd()];
    const { socket, port } = await bound(sockets);
    const got = listen(socket);
    socket.connect('127.0.0.1', far.port);
    socket.connect('::1', far.port);
    expect(socket.send(Buffer.from('x'))).toBe(false);
    far.say('unheard', port);
    socket.disconnect();
    other.say('heard', port);
    await expect.poll(() => got.at(-1), DEADLINE).toBe(`heard 127.0.0.1:${other.port}`);
    expect(far.got).toEqual([]);
  });

  it('without waking, nothing is lost: a look takes all that is here', async () => {
    const sockets = await open(kind);
    sockets.wakeForEach(false);
    const far = await farEnd();
    const { socket, port } = await bound(sockets);
    const got = listen(socket);
    for (const text of ['a', 'b', 'c']) far.say(text, port);
    await expect
      .poll(() => {
        sockets.look();
        return got.length;
      }, DEADLINE)
      .toBe(3);
    sockets.wakeForEach(true);
    far.say('d', port);
    await expect.poll(() => got.length, DEADLINE).toBe(4);
  });

  it('closing the whole closes each', async () => {
    const sockets = await open(kind);
    const { socket } = await bound(sockets);
    const got = listen(socket);
    sockets.close();
    sockets.close();
    sockets.look();
    sockets.wakeForEach(false);
    await expect(sockets.bind('127.0.0.1', 0)).rejects.toThrow('closed');
    expect([socket.sendTo(Buffer.from('x'), 9, '127.0.0.1'), got]).toEqual([false, []]);
  });
});

const hasIpv6 = await farEnd('::1').then(
  () => true,
  () => false,
);
it.skipIf(!hasIpv6).each(KINDS)('IPv6: %s', async (kind) => {
  const sockets = await open(kind);
  const far = await farEnd('::1');
  const { socket, port } = await bound(sockets, '::1');
  const got = listen(socket);
  far.say('hi', port);
  await expect.poll(() => got, DEADLINE).toEqual([`hi ::1:${far.port}`]);
  socket.connect('::1', far.port);
  socket.send(Buffer.from('ho'));
  await expect.poll(() => far.got, DEADLINE).toEqual(['ho']);
});

describe.skipIf(!hasLibc)("the system's calls", () => {
  it('name an error as Node does', async () => {
    const libc = await loadLibc();
    expect(libc.close(-1)).toBe(-1);
    expect(libc.errorName()).toBe('EBADF');
    const fd = libc.socket(2, 2 | 0o2004000, 0);
    expect(libc.receive(fd, Buffer.alloc(8), 8, 0)).toBe(-1);
    // The same number has a second name, and a socket is known to be empty by this one.
    expect(libc.errorName()).toBe('EAGAIN');
    libc.close(fd);
  });

  it('leave no descriptor behind', async () => {
    const count = (): number => readdirSync('/proc/self/fd').length;
    const cycle = async (): Promise<void> => {
      const sockets = await openLibcSockets();
      for (let i = 0; i < 20; i += 1) listen((await bound(sockets)).socket);
      sockets.close();
      for (const close of closers.splice(0).reverse()) close();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await cycle();
    const before = count();
    for (let i = 0; i < 3; i += 1) await cycle();
    await expect.poll(count, DEADLINE).toBeLessThanOrEqual(before + 2);
  });
});

describe('which sockets', () => {
  const broken = (): Promise<DatagramSockets> => Promise.reject(new Error('no such library\nand a stack'));

  it("'auto' falls back and says why", async () => {
    const { sockets, why } = await openSockets('auto', broken);
    closers.push(() => sockets.close());
    expect([sockets.kind, why]).toEqual(['dgram', 'no such library']);
  });

  it("'libc' that cannot be had is an error with a mend; 'dgram' asks nobody", async () => {
    const error = await openSockets('libc', broken).catch((thrown: unknown) => thrown);
    expect(isBatonError(error) && [error.code, error.message, error.hint]).toEqual([
      'BAD_CONFIG',
      expect.stringContaining('no such library'),
      expect.stringContaining('BATON_MEDIA_SOCKETS'),
    ]);
    const { sockets } = await openSockets('dgram', broken);
    closers.push(() => sockets.close());
    expect(sockets.kind).toBe('dgram');
    expect(openDgramSockets().kind).toBe('dgram');
  });
});
