import {
  type ParsedMessage,
  parseMessage,
  type SipMessage,
  stampSource,
  type Via,
} from '../grammar/index.ts';
import { wireHost } from './local-address.ts';
import type { HostPort, Protocol, Remote, Transport } from './transport.ts';

export interface HubHandlers {
  message(message: SipMessage, from: Remote): void;
  /** Bytes that were no message. The bytes themselves are not handed on: nobody needs them, and they may be private. */
  malformed(from: Remote, refused: Extract<ParsedMessage, { ok: false }> | undefined): void;
  /** Asked before parsing; false drops the datagram at the least cost. */
  admit(from: Remote): boolean;
}

/** All transports of one endpoint behind one door. */
export interface Hub {
  start(handlers: HubHandlers): Promise<void>;
  has(protocol: Protocol): boolean;
  reliable(protocol: Protocol): boolean;
  sentBy(to: Remote): HostPort;
  send(data: Uint8Array, to: Remote, failed: (error: Error) => void): void;
  close(): Promise<void>;
}

export function createHub(transports: readonly Transport[]): Hub {
  const byProtocol = new Map(transports.map((transport) => [transport.protocol, transport]));
  return {
    async start(handlers) {
      const received = (data: Buffer, from: Remote): void => {
        if (!handlers.admit(from)) return;
        const parsed = parseMessage(data);
        if (!parsed.ok) {
          // Keep-alives of RFC 5626 over UDP are nothing but line ends, and no fault.
          if (parsed.error.code !== 'empty') handlers.malformed(from, parsed);
          return;
        }
        const { message } = parsed;
        handlers.message(
          message.kind === 'request' ? stampSource(message, from.host, from.port) : message,
          from,
        );
      };
      const broken = (from: Remote): void => handlers.malformed(from, undefined);
      await Promise.all(transports.map((transport) => transport.start({ received, broken })));
    },
    has: (protocol) => byProtocol.has(protocol),
    reliable: (protocol) => byProtocol.get(protocol)?.reliable ?? false,
    sentBy: (to) => byProtocol.get(to.protocol)?.sentBy(to.host) ?? { host: '127.0.0.1', port: 5060 },
    send(data, to, failed) {
      const transport = byProtocol.get(to.protocol);
      if (transport) transport.send(data, to, failed);
      else failed(new Error(`no ${to.protocol} transport`));
    },
    async close() {
      await Promise.all(transports.map((transport) => transport.close()));
    },
  };
}

/**
 * Where an answer goes (RFC 3261 18.2.2, RFC 3581 4): back over the same stream; for datagrams to the address the request
 * came from, at its source port when rport was asked for, else at the port sent-by names.
 */
export function responseRemote(via: Via, source: Remote): Remote {
  if (source.protocol !== 'udp' || via.params.has('rport')) return source;
  return { protocol: 'udp', host: source.host, port: via.port ?? 5060 };
}

export function viaFor(hub: Hub, to: Remote, branch: string): Via {
  const { host, port } = hub.sentBy(to);
  const params = new Map<string, string | null>([['branch', branch]]);
  if (to.protocol === 'udp') params.set('rport', null);
  return { transport: to.protocol.toUpperCase(), host: wireHost(host), port, params };
}
