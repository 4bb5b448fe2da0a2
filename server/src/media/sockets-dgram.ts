/** Datagram sockets of Node's own module: everywhere, with nothing to load. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { DatagramSocket, DatagramSockets, PacketListener } from './sockets.ts';

/** A packet the system could not take at once is sent later from our memory; it must not be written over by then. */
const BUFFERS = 16;
const BUFFER_BYTES = 2_048;

/** Copies of packets that are on their way out, a few one after the other. */
function createOutbox(): (packet: Uint8Array) => Uint8Array {
  const ring: Buffer[] = [];
  let turn = 0;
  return (packet) => {
    if (packet.length > BUFFER_BYTES) return Uint8Array.from(packet);
    ring[turn] ??= Buffer.alloc(BUFFER_BYTES);
    const buffer = ring[turn]!;
    turn = (turn + 1) % BUFFERS;
    buffer.set(packet);
    return buffer.subarray(0, packet.length);
  };
}

function wrap(socket: Socket): DatagramSocket {
  const copy = createOutbox();
  let peer: { address: string; port: number } | undefined;
  let listener: PacketListener | undefined;
  let isClosed = false;
  // On a connected socket the far end's "port unreachable" comes as an error: its sound is not there yet, or no more.
  socket.on('error', () => {});
  // Always taken, so that nothing waits for a listener to come.
  socket.on('message', (packet: Buffer, from: RemoteInfo) => {
    if (peer !== undefined && (from.port !== peer.port || from.address !== peer.address)) return;
    listener?.(packet, from.address, from.port);
  });
  /** Node throws for a socket that is not connected, which a connect to another family leaves behind. */
  const attempt = (act: () => void): boolean => {
    if (isClosed) return false;
    try {
      act();
      return true;
    } catch {
      return false;
    }
  };
  const disconnect = (): void => {
    if (peer !== undefined) attempt(() => socket.disconnect());
    peer = undefined;
  };
  return {
    connect: (address, port) => {
      disconnect();
      peer = { address, port };
      attempt(() => socket.connect(port, address));
    },
    disconnect,
    send: (packet) => peer !== undefined && attempt(() => socket.send(copy(packet))),
    sendTo: (packet, port, address) => attempt(() => socket.send(copy(packet), port, address)),
    onPacket: (next) => {
      listener = next;
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      listener = undefined;
      socket.close();
    },
  };
}

export function openDgramSockets(): DatagramSockets {
  const open = new Set<DatagramSocket>();
  let isClosed = false;
  const bind = async (address: string, port: number): Promise<DatagramSocket> => {
    if (isClosed) throw new Error('the sockets are closed');
    // Addresses are numbers here already: no look-up, and connecting takes effect at once.
    const socket = createSocket({
      type: isIP(address) === 6 ? 'udp6' : 'udp4',
      lookup: (host, _options, done) => done(null, host, isIP(host)),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
    const made = wrap(socket);
    open.add(made);
    socket.on('close', () => open.delete(made));
    if (isClosed) made.close();
    return made;
  };
  return {
    kind: 'dgram',
    bind,
    look: () => {},
    wakeForEach: () => {},
    close: () => {
      isClosed = true;
      for (const socket of open) socket.close();
    },
  };
}
