/** The program under way, as the command that started it holds it. */

import type { Logger } from 'pino';
import type { Pool } from '../adapters/postgres/pool.ts';
import type { Config } from '../config.ts';

export interface RunningApp {
  /** Addresses to open, with what each is for. */
  urls: { label: string; url: string }[];
  /** Stops taking new work, finishes what is under way, closes sockets and workers. */
  drain: () => Promise<void>;
}

export type StartApp = (parts: { config: Config; pool: Pool; log: Logger }) => Promise<RunningApp>;
