import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  createServer as createTlsServer,
  type TlsOptions,
  type Server as TlsServer,
  connect as tlsConnect,
} from 'node:tls';
import type { SipClock } from '../clock.ts';
import { createFramer } from './framing.ts';
import { createSentBy, plainHost } from './local-address.ts';
import type { HostPort, Protocol, Remote, Transport, TransportHandlers } from './transport.ts';

export interface StreamOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  clock: SipClock;
  advertised?: HostPort;
  /** How often a connection of ours is pinged (RFC 5626 4.4.1). Default 60,000. */
  keepAliveMs?: number;
  maxConnections?: number;
  maxConnectionsPerHost?: number;
}

export interface TlsStreamOptions extends StreamOptions {
  /** Our certificate and key; left out: nobody can connect to us, we connect to others all the same, and `port` is what we call ourselves. */
  server?: Pick<TlsOptions, 'cert' | 'key' | 'ca' | 'requestCert' | 'rejectUnauthorized'>;
  /** How a peer's certificate is checked; by default against the authorities that Node knows. */
  client?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;
  /** A peer could not be reached, or its certificate is not what it must be; null: it is well again. */
  onPeer?: (to: Remote, fault: Error | null) => void;
}

export interface TlsTransport extends Transport {
  /** Who connects from now on is shown this certificate; connections that are open go on. */
  renew(own: Pick<TlsOptions, 'cert' | 'key'>): void;
}

interface Connection {
  id: string;
  socket: Socket;
  /** Why it died, where that is known. */
  fault: Error | undefined;
  /** Bytes that wait until the peer has shown who it is; undefined: it has, or need not. */
  waitingBytes: number | undefined;
  remote: Remote;
  stopPings: () => void;
}

/** Nobody is let in where there is none. */
type Accept = ((onSocket: (socket: Socket) => void) => Server) | undefined;

interface Streams {
  options: StreamOptions;
  protocol: Protocol;
  dial: (to: Remote) => Socket;
  onPeer: (to: Remote, fault: Error | null) => void;
  handlers: TransportHandlers | undefined;
  byId: Map<string, Connection>;
  byAddress: Map<string, Connection>;
  opened: number;
}

const MAX_CONNECTIONS = 2_000;
const MAX_PER_HOST = 200;
const CONNECT_TIMEOUT_MS = 8_000;
/** A peer that does not read may hold this much; past it the connection is given up. */
const MAX_UNSENT_BYTES = 1024 * 1024;
const PING = '\r\n\r\n';
const PONG = '\r\n';

/** SIP over TCP (RFC 3261 18). */
export function tcpTransport(options: StreamOptions): Transport {
  const accept = (onSocket: (socket: Socket) => void): Server => createServer(onSocket);
  return streamTransport('tcp', options, accept, (to) => connect(to.port, to.host));
}

/** SIP over TLS (RFC 3261 26.2): a peer shows a certificate of the name that was looked up, or of its address where there was none. */
export function tlsTransport(options: TlsStreamOptions): TlsTransport {
  const { server: own } = options;
  let listening: TlsServer | undefined;
  const accept = (onSocket: (socket: Socket) => void): Server => {
    listening = createTlsServer({ ...own, handshakeTimeout: CONNECT_TIMEOUT_MS }, onSocket);
    // Those that never finish their handshake count as well.
    listening.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    listening.on('tlsClientError', () => {});
    return listening;
  };
  const dial = ({ host, port, name }: Remote): Socket =>
    tlsConnect({ ...(name === undefined ? {} : { servername: name }), ...options.client, host, port });
  return {
    ...streamTransport('tls', options, own === undefined ? undefined : accept, dial, options.onPeer),
    renew: (next) => listening?.setSecureContext(next),
  };
}

function streamTransport(
  protocol: 'tcp' | 'tls',
  options: StreamOptions,
  accept: Accept,
  dial: Streams['dial'],
  onPeer: Streams['onPeer'] = () => {},
): Transport {
  const sentBy = createSentBy(options.advertised);
  let bound: HostPort = { host: options.host, port: options.port };
  let server: Server | undefined;
  const streams: Streams = {
    options,
    protocol,
    dial,
    onPeer,
    handlers: undefined,
    byId: new Map(),
    byAddress: new Map(),
    opened: 0,
  };
  return {
    protocol,
    reliable: true,
    start(handlers) {
      streams.handlers = handlers;
      if (accept === undefined) return Promise.resolve();
      const made = accept((socket) => incoming(streams, socket));
      server = made;
      return new Promise((resolve, reject) => {
        made.once('error', reject);
        made.listen(options.port, options.host, () => {
          made.off('error', reject);
          made.on('error', () => {});
          const address = made.address();
          if (address && typeof address === 'object') bound = { host: options.host, port: address.port };
          resolve();
        });
      });
    },
    local: () => bound,
    sentBy: (remoteHost) => sentBy(bound, remoteHost),
    send: (data, to, failed) => sendOn(streams, data, to, failed),
    close() {
      streams.handlers = undefined;
      // What was written goes out first: a BYE may be among it.
      for (const connection of [...streams.byId.values()]) connection.socket.destroySoon();
      const closing = server;
      server = undefined;
      return closing ? new Promise((resolve) => closing.close(() => resolve())) : Promise.resolve();
    },
  };
}

function addressKey(at: HostPort): string {
  return `${at.host} ${at.port}`;
}

function incoming(streams: Streams, socket: Socket): void {
  socket.on('error', () => {});
  const host = plainHost(socket.remoteAddress ?? '');
  let sameHost = 0;
  for (const other of streams.byId.values()) if (other.remote.host === host) sameHost++;
  const full = streams.byId.size >= (streams.options.maxConnections ?? MAX_CONNECTIONS);
  if (full || sameHost >= (streams.options.maxConnectionsPerHost ?? MAX_PER_HOST) || !streams.handlers) {
    socket.destroy();
    return;
  }
  adopt(streams, socket, { host, port: socket.remotePort ?? 0 });
}

function adopt(streams: Streams, socket: Socket, at: HostPort & { name?: string }): Connection {
  const id = `${streams.protocol}-${++streams.opened}`;
  const remote: Remote = { protocol: streams.protocol, ...at, connection: id };
  const connection: Connection = {
    id,
    socket,
    remote,
    fault: undefined,
    waitingBytes: undefined,
    stopPings: () => {},
  };
  streams.byId.set(id, connection);
  streams.byAddress.set(addressKey(at), connection);
  socket.setNoDelay(true);
  const framer = createFramer();
  socket.on('data', (chunk) => {
    for (const piece of framer.push(chunk)) {
      if (piece.type === 'message') streams.handlers?.received(piece.data, remote);
      else if (piece.type === 'ping') socket.write(PONG);
      else {
        streams.handlers?.broken(remote);
        socket.destroy();
      }
    }
  });
  socket.on('close', () => {
    connection.stopPings();
    streams.byId.delete(id);
    if (streams.byAddress.get(addressKey(at)) === connection) streams.byAddress.delete(addressKey(at));
  });
  return connection;
}

function open(streams: Streams, to: Remote): Connection {
  const socket = streams.dial(to);
  const { host, port, name } = to;
  const connection = adopt(streams, socket, { host, port, ...(name === undefined ? {} : { name }) });
  if (streams.protocol === 'tls') connection.waitingBytes = 0;
  socket.on('error', (error) => {
    connection.fault = error;
    streams.onPeer(to, error);
  });
  const { clock, keepAliveMs = 60_000 } = streams.options;
  const stopConnecting = clock.after(CONNECT_TIMEOUT_MS, () => socket.destroy());
  const ping = (): void => {
    socket.write(PING);
    connection.stopPings = clock.after(keepAliveMs, ping);
  };
  socket.once(streams.protocol === 'tls' ? 'secureConnect' : 'connect', () => {
    stopConnecting();
    connection.waitingBytes = undefined;
    streams.onPeer(to, null);
    connection.stopPings = clock.after(keepAliveMs, ping);
  });
  socket.once('close', stopConnecting);
  return connection;
}

function sendOn(streams: Streams, data: Uint8Array, to: Remote, failed: (error: Error) => void): void {
  if (!streams.handlers) {
    failed(new Error(`${streams.protocol} transport is closed`));
    return;
  }
  const named = to.connection === undefined ? undefined : streams.byId.get(to.connection);
  const there = streams.byAddress.get(addressKey(to));
  // A connection that was checked for one name is not good for another at the same address.
  const isTheirs = to.name === undefined || there?.remote.name === to.name;
  const known = named ?? (isTheirs ? there : undefined);
  if (!known && streams.byId.size >= (streams.options.maxConnections ?? MAX_CONNECTIONS)) {
    failed(new Error('too many connections'));
    return;
  }
  const connection = known ?? open(streams, to);
  const { socket } = connection;
  if (socket.writableLength + (connection.waitingBytes ?? 0) > MAX_UNSENT_BYTES) {
    socket.destroy();
    failed(new Error('peer does not read'));
    return;
  }
  // The write's own callback is not called when the socket dies first, hence the flag and the close listener.
  let told = false;
  const tell = (error: Error | null | undefined): void => {
    if (told) return;
    told = true;
    socket.off('close', onClose);
    if (error) failed(error);
  };
  const onClose = (): void => tell(connection.fault ?? new Error('connection closed'));
  socket.setMaxListeners(0);
  socket.once('close', onClose);
  if (connection.waitingBytes === undefined) {
    socket.write(data, tell);
    return;
  }
  // Node would hand it over as soon as keys are agreed, which is before the certificate is judged.
  connection.waitingBytes += data.length;
  socket.once('secureConnect', () => socket.write(data, tell));
}
