/** What every part of the edge is handed. */

import type { Pool } from '../adapters/postgres/pool.ts';
import type { Config } from '../config.ts';
import type { BatonError } from '../errors.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Caller } from './callers.ts';
import type { Logger } from './log.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Services } from './services.ts';
import type { SocketRegistry } from './sockets.ts';

export type EdgeConfig = Pick<Config, 'root' | 'dataDir' | 'http' | 'publicUrl' | 'demo'>;

export interface Edge {
  config: EdgeConfig;
  services: Services;
  pool: Pool;
  log: Logger;
  now: () => number;
  clock: Clock;
  id: () => string;
  sockets: SocketRegistry;
  limits: Record<'account' | 'source' | 'caller' | 'stranger' | 'chat', RateLimiter>;
  localToken: string | null;
  webhooks: { allowPrivate: boolean; nudge: () => void };
  state: { draining: boolean };
}

/** What the hooks found out about a request. */
export interface Origin {
  caller: Caller | null;
  loopback: boolean;
  /** Address of the peer. */
  source: string;
  /** The page that sent it is ours, another's, or no page sent it. */
  page: 'same' | 'other' | 'absent';
  /** On a socket: why it will be closed again. */
  refused?: BatonError;
}
