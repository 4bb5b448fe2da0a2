import type { SipClock, SipIds } from '../clock.ts';
import type { HostPort, Protocol, Remote, Transport, TransportHandlers } from './transport.ts';

export interface FakeNetworkOptions {
  clock: SipClock;
  ids: SipIds;
  /** Share of datagrams lost, 0 to 1. Streams lose nothing. */
  lossRate?: number;
  /** Share of datagrams that arrive twice. */
  duplicateRate?: number;
  /** One-way travel time; default 1. */
  delayMs?: number;
  /** Extra time of up to this much, drawn per datagram: more than the spacing of two means they change places. */
  jitterMs?: number;
}

export interface FakeNetwork {
  transport(protocol: Protocol, host: string, port: number): Transport;
  /** Replaces the fault settings from now on. */
  setFaults(faults: Partial<Omit<FakeNetworkOptions, 'clock' | 'ids'>>): void;
  /** A datagram for which `lose` says true is lost; undefined takes the rule back. */
  loseIf(lose: ((text: string, from: HostPort, to: HostPort) => boolean) | undefined): void;
  /** First lines of everything sent, oldest first, the last 10,000. */
  readonly log: string[];
}

const MAX_LOG = 10_000;

interface Node {
  handlers: TransportHandlers;
  address: HostPort;
}

/** A network in memory under a clock of the test: every fault comes from the seed, so a failing run can be repeated. */
export function fakeNetwork(options: FakeNetworkOptions): FakeNetwork {
  const { clock, ids } = options;
  let faults = { lossRate: 0, duplicateRate: 0, delayMs: 1, jitterMs: 0, ...options };
  let lose: ((text: string, from: HostPort, to: HostPort) => boolean) | undefined;
  const nodes = new Map<string, Node>();
  const log: string[] = [];
  const keyOf = (protocol: Protocol, at: HostPort): string => `${protocol} ${at.host} ${at.port}`;
  const carry = (data: Buffer, from: Remote, to: Remote): void => {
    const arrive = (): void => nodes.get(keyOf(to.protocol, to))?.handlers.received(Buffer.from(data), from);
    if (to.protocol !== 'udp') {
      clock.after(faults.delayMs, arrive);
      return;
    }
    if (lose?.(data.toString('utf8'), from, to) || ids.chance() < faults.lossRate) return;
    const copies = ids.chance() < faults.duplicateRate ? 2 : 1;
    for (let i = 0; i < copies; i++) clock.after(faults.delayMs + ids.chance() * faults.jitterMs, arrive);
  };
  return {
    log,
    setFaults(next) {
      faults = { ...faults, ...next };
    },
    loseIf(rule) {
      lose = rule;
    },
    transport(protocol, host, port) {
      const address = { host, port };
      const key = keyOf(protocol, address);
      return {
        protocol,
        reliable: protocol !== 'udp',
        async start(handlers) {
          if (nodes.has(key)) throw new Error(`address in use: ${key}`);
          nodes.set(key, { handlers, address });
        },
        local: () => address,
        sentBy: () => address,
        send(data, to, failed) {
          const copy = Buffer.from(data);
          if (log.length >= MAX_LOG) log.shift();
          log.push(`${host}:${port} > ${to.host}:${to.port} ${copy.toString('utf8').split('\r\n', 1)[0]}`);
          if (!nodes.has(key)) failed(new Error('closed'));
          else if (protocol !== 'udp' && !nodes.has(keyOf(protocol, to))) {
            clock.after(faults.delayMs, () => failed(new Error('connection refused')));
          } else carry(copy, { protocol, host, port }, to);
        },
        async close() {
          nodes.delete(key);
        },
      };
    },
  };
}
