/** The real program in a process of its own on a data directory of its own, as `./baton start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPool, type Pool } from '../src/adapters/postgres/pool.ts';
import { runningDatabaseUrl } from '../src/adapters/postgres/supervisor.ts';
import { checkoutRoot, childEnvironment } from '../src/config.ts';
import { aheadTo, movedClock } from './moved-clock.ts';

const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 45_000;
const main = path.join(checkoutRoot(), 'dist/server/src/cli/main.js');

export interface Baton {
  url: string;
  dataDir: string;
  /** The program's clock is this far ahead of ours. */
  aheadMs: number;
  /** From the spawn of the process to `GET /healthz` saying ready. */
  readyAfterMs: number;
  /** The program's own database, to look at what was committed. */
  pool: Pool;
  /** What it printed so far. */
  output(): string;
  /** Ends the process at once, as a power cut does; resolves when it is gone. */
  kill(): Promise<void>;
  /** A clean stop by signal. */
  stop(): Promise<void>;
}

/** A directory that the database's own account may enter. */
export function makeDataDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-e2e-'));
  chmodSync(dir, 0o711);
  return dir;
}

/** Removes a data directory, and its cluster where that lives elsewhere. */
export function removeDataDir(dataDir: string): void {
  const pointer = path.join(dataDir, 'postgres/location');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** Noon of a working day where the lead lives: no quiet hours anywhere near, many slots ahead. */
export const noon = (): number => aheadTo(12, 'America/Chicago', Date.now());

/**
 * Starts it on a free port and waits until it says that it is ready.
 * @param aheadMs its clock's lead over ours; at a second start on the same data never less than before
 * @param port for a second start, so that open pages find it again; 0 takes a free one
 * @param settings further variables of its environment
 */
export async function startBaton(
  dataDir: string,
  aheadMs: number,
  port = 0,
  settings: Record<string, string> = {},
): Promise<Baton> {
  if (!existsSync(main)) throw new Error(`The server is not built: ${main} (node scripts/build.mjs)`);
  const began = performance.now();
  const env = childEnvironment({
    BATON_DATA: dataDir,
    BATON_PORT: String(port),
    BATON_HOST: '127.0.0.1',
    BATON_DEMO: 'on',
    BATON_LOG: 'info',
    DATABASE_URL: undefined,
    BATON_PUBLIC_URL: undefined,
    ...settings,
  });
  const child = spawn(process.execPath, [...movedClock(aheadMs), main, 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!hasEnded(child)) child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await gone;
    clearTimeout(hard);
  };
  let pool: Pool | undefined;
  try {
    const url = await waitReady(child, () => output, began);
    const readyAfterMs = performance.now() - began;
    const databaseUrl = runningDatabaseUrl(dataDir);
    if (databaseUrl === null) throw new Error('The running program has left no database address.');
    pool = openPool({ databaseUrl, applicationName: 'end-to-end test', maxConnections: 3 });
    const opened = pool;
    const close = async (signal: NodeJS.Signals): Promise<void> => {
      await opened.end().catch(() => undefined);
      await end(signal);
    };
    return {
      url,
      dataDir,
      aheadMs,
      readyAfterMs,
      pool,
      output: () => output,
      kill: () => close('SIGKILL'),
      stop: () => close('SIGTERM'),
    };
  } catch (error) {
    await pool?.end().catch(() => undefined);
    await end('SIGKILL');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${output}`);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function waitReady(child: ChildProcess, output: () => string, began: number): Promise<string> {
  while (performance.now() - began < START_LIMIT_MS) {
    if (hasEnded(child)) throw new Error('The program ended before it was ready.');
    const url = /^\s*console\s+(http:\/\/127\.0\.0\.1:\d+)\s*$/m.exec(output())?.[1];
    const health = url === undefined ? null : await fetch(`${url}/healthz`).catch(() => null);
    if (url !== undefined && health?.ok && ((await health.json()) as { status: string }).status === 'ready')
      return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The program was not ready within ${START_LIMIT_MS / 1_000} s.`);
}
