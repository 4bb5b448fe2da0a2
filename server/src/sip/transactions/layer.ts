import type { SipClock, SipIds } from '../clock.ts';
import type { SipRequest, SipResponse } from '../grammar/index.ts';
import type { Hub, Remote } from '../transport/index.ts';
import { createLingering, type Lingering } from './lingering.ts';
import { RFC_TIMERS, type TimerValues } from './timer-values.ts';
import { createTimerWheel, type TimerWheel, type WheelTimer } from './timer-wheel.ts';
import type { ClientTransaction, ServerTransaction } from './transaction.ts';

export interface TransactionLimits {
  /** Server transactions without a final answer; past it new requests are turned away. */
  maxOpen: number;
  maxOpenPerSource: number;
  /** Transactions that only swallow repeats. */
  maxLingering: number;
  maxLingeringPerSource: number;
}

export const DEFAULT_LIMITS: TransactionLimits = {
  maxOpen: 20_000,
  maxOpenPerSource: 10_000,
  maxLingering: 8_192,
  maxLingeringPerSource: 4_096,
};

/** The user above the transactions. */
export interface TransactionUser {
  /** A new request; answer it with `respond`. Called once per transaction. */
  request(transaction: ServerTransaction, request: SipRequest): void;
  /** ACK to a 2xx: it has no transaction of its own. */
  ack(request: SipRequest, source: Remote): void;
  /** An answer to nothing we know: a late 2xx of a fork whose transaction has ended, or noise. */
  stray(response: SipResponse, source: Remote): void;
  /**
   * Asked before any state is made for a request that is not an ACK; 'accept' makes a transaction, 'handled' means the
   * request was answered without state or dropped.
   */
  screen(request: SipRequest, source: Remote): 'accept' | 'handled';
  /** Too many open transactions, of all or of this source. */
  overloaded(request: SipRequest, source: Remote): void;
}

export interface TransactionLayer {
  hub: Hub;
  clock: SipClock;
  ids: SipIds;
  wheel: TimerWheel;
  timers: TimerValues;
  limits: TransactionLimits;
  user: TransactionUser;
  clients: Map<string, ClientTransaction>;
  servers: Map<string, ServerTransaction>;
  /** Client transactions per host: who is expected to send us answers. */
  asked: Map<string, number>;
  /** Server transactions without a final answer, per source. */
  open: Map<string, number>;
  openTotal: number;
  lingering: Lingering<ClientTransaction | ServerTransaction>;
}

export interface LayerOptions {
  hub: Hub;
  clock: SipClock;
  ids: SipIds;
  user: TransactionUser;
  timers?: TimerValues;
  limits?: Partial<TransactionLimits>;
}

export function createTransactionLayer(options: LayerOptions): TransactionLayer {
  const { hub, clock, ids, user } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const layer: TransactionLayer = {
    hub,
    clock,
    ids,
    user,
    limits,
    timers: options.timers ?? RFC_TIMERS,
    wheel: createTimerWheel(clock),
    clients: new Map(),
    servers: new Map(),
    asked: new Map(),
    open: new Map(),
    openTotal: 0,
    lingering: createLingering(
      { total: limits.maxLingering, perSource: limits.maxLingeringPerSource },
      (item) => forget(layer, item),
    ),
  };
  return layer;
}

/** Adds to the count of a host; a host without any is not kept. */
export function countHost(hosts: Map<string, number>, host: string, change: 1 | -1): void {
  const count = (hosts.get(host) ?? 0) + change;
  if (count > 0) hosts.set(host, count);
  else hosts.delete(host);
}

/** Takes a transaction out of the tables and stops its timer. */
export function forget(layer: TransactionLayer, item: ClientTransaction | ServerTransaction): void {
  if (item.timer) layer.wheel.remove(item.timer);
  item.timer = undefined;
  layer.lingering.remove(item.remote.host, item);
  if (item.side === 'server') layer.servers.delete(item.key);
  else if (layer.clients.delete(item.key)) countHost(layer.asked, item.remote.host, -1);
}

/** Arms the one timer of a transaction for its next deadline. */
export function armTimer(
  layer: TransactionLayer,
  held: { timer: WheelTimer | undefined },
  atMs: number | undefined,
  fire: () => void,
): void {
  if (held.timer) layer.wheel.remove(held.timer);
  held.timer = atMs === undefined ? undefined : layer.wheel.add(atMs - layer.clock.nowMs(), fire);
}

/** The earlier of a state's two deadlines. */
export function nextDeadline(state: {
  name: string;
  repeatAtMs?: number | null;
  endAtMs?: number;
}): number | undefined {
  const { repeatAtMs, endAtMs } = state;
  if (repeatAtMs === undefined || repeatAtMs === null) return endAtMs;
  return endAtMs === undefined ? repeatAtMs : Math.min(repeatAtMs, endAtMs);
}
