import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { createSentBy, plainHost } from './local-address.ts';
import type { HostPort, Remote, Transport, TransportHandlers } from './transport.ts';

export interface UdpOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** The address peers shall see, when the machine stands behind a translation. */
  advertised?: HostPort;
}

/** Bursts of calls arrive faster than one turn of the event loop; the kernel caps what it does not allow. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

/** More than this in one turn is sent in pieces, so that the first of a flood does not wait for its last. */
const MAX_TOGETHER = 256;

interface Outgoing {
  data: Uint8Array;
  to: Remote;
  failed: (error: Error) => void;
}

/**
 * One UDP socket. The first datagram of a turn of the event loop leaves at once; those that follow it in the same turn leave
 * together when the work at hand is done. So fifty INVITEs are first written and then sent: sent one by one, each wakes a phone or
 * a program that takes the processor from those after it.
 *
 * A custom look-up answers at once: the default one postpones every send by a tick.
 */
export function udpTransport(options: UdpOptions): Transport {
  const type = isIPv6(options.host) ? 'udp6' : 'udp4';
  const family = type === 'udp6' ? 6 : 4;
  let socket: Socket | undefined;
  const outgoing: Outgoing[] = [];
  let isFirst = true;
  const sentBy = createSentBy(options.advertised);
  const sendAll = (): void => {
    for (const { data, to, failed } of outgoing.splice(0)) sendOne(socket, data, to, failed);
  };
  const endTurn = (): void => {
    isFirst = true;
    sendAll();
  };
  let bound: HostPort = { host: options.host, port: options.port };
  return {
    protocol: 'udp',
    reliable: false,
    start(handlers) {
      const made = createSocket({ type, lookup: (host, _options, done) => done(null, host, family) });
      socket = made;
      return new Promise((resolve, reject) => {
        made.once('error', reject);
        made.bind(options.port, options.host, () => {
          made.off('error', reject);
          bound = { host: options.host, port: made.address().port };
          listen(made, handlers);
          resolve();
        });
      });
    },
    local: () => bound,
    sentBy: (remoteHost) => sentBy(bound, remoteHost),
    send(data, to, failed) {
      if (!socket) return failed(new Error('udp transport is closed'));
      if (isFirst) {
        isFirst = false;
        queueMicrotask(endTurn);
        sendOne(socket, data, to, failed);
        return;
      }
      outgoing.push({ data, to, failed });
      if (outgoing.length === MAX_TOGETHER) sendAll();
    },
    close() {
      sendAll();
      const closing = socket;
      socket = undefined;
      if (!closing) return Promise.resolve();
      closing.removeAllListeners('message');
      return new Promise((resolve) => closing.close(() => resolve()));
    },
  };
}

function sendOne(
  socket: Socket | undefined,
  data: Uint8Array,
  to: Remote,
  failed: (error: Error) => void,
): void {
  try {
    socket?.send(data, 0, data.length, to.port, to.host, (error) => {
      if (error) failed(error);
    });
  } catch (error) {
    failed(error instanceof Error ? error : new Error('udp send'));
  }
}

function listen(socket: Socket, handlers: TransportHandlers): void {
  // ECONNREFUSED arrives here as an event of the whole socket; unheard it would end the process. The transaction whose
  // datagram it was learns by its own timer.
  socket.on('error', () => {});
  try {
    socket.setRecvBufferSize(SOCKET_BUFFER_BYTES);
    socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
  } catch {
    // A system that refuses the size keeps its own.
  }
  socket.on('message', (data, source) => {
    const from: Remote = { protocol: 'udp', host: plainHost(source.address), port: source.port };
    handlers.received(data, from);
  });
}
