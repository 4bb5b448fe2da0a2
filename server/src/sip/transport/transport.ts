export type Protocol = 'udp' | 'tcp' | 'tls';

export interface HostPort {
  host: string;
  port: number;
}

/** Where a message came from or goes to. `connection` names one stream; without it any stream to the address will do. */
export interface Remote extends HostPort {
  protocol: Protocol;
  connection?: string;
  /** The name that led here: whose certificate a TLS peer must show (RFC 5922 section 7.2). */
  name?: string;
}

export interface TransportHandlers {
  /** One datagram, or one framed message of a stream. The bytes belong to the receiver. */
  received(data: Buffer, from: Remote): void;
  /** A peer sent what cannot be framed; its connection is closed. */
  broken(from: Remote): void;
}

/**
 * Carries bytes; knows nothing of what they mean.
 *
 * Must: deliver whole messages only; report a send that failed through `failed`, once, never by throwing; survive every
 * error of the socket (a refused datagram included); bound its connections, its buffers and its queues; send messages to
 * one address in the order they were given, and no later than in the microtasks of the turn they were given in, where the
 * network takes them; stop calling its handlers after `close` has begun.
 *
 * Must not: retransmit, reorder, parse beyond Content-Length, look names up (`to.host` is an address), or keep the
 * process alive after `close`.
 */
export interface Transport {
  readonly protocol: Protocol;
  /** Whether what was sent arrives, or its sender is told. Decides which timers run above. */
  readonly reliable: boolean;
  /** Rejects when the address cannot be bound. */
  start(handlers: TransportHandlers): Promise<void>;
  /** The bound address; valid after `start`. */
  local(): HostPort;
  /** The address Via and Contact name towards `remoteHost`. */
  sentBy(remoteHost: string): HostPort;
  send(data: Uint8Array, to: Remote, failed: (error: Error) => void): void;
  close(): Promise<void>;
}

export function sameRemote(a: Remote, b: Remote): boolean {
  return a.protocol === b.protocol && a.host === b.host && a.port === b.port;
}
