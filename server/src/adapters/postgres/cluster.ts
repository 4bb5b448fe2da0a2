/** The cluster on disk: making it, its version, and what a killed Baton left behind in it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BatonError } from '../../errors.ts';
import type { Binaries } from './binaries.ts';
import type { Place } from './place.ts';
import { isAlive, processesIn, waitUntil } from './processes.ts';
import { asAccount, giveTo } from './run-as.ts';

export const SUPERUSER = 'baton';
/** PostgreSQL reads PG* variables and the locale from its environment; it gets none of ours. */
export const SERVER_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
const FAST_STOP_MS = 15_000;
const HARD_STOP_MS = 5_000;

/** Makes the cluster when there is none. A half-made one of a killed start is thrown away. */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  durable: boolean,
): Promise<'made' | 'found'> {
  for (const name of readdirSync(place.home)) {
    if (name.startsWith('cluster.new-'))
      rmSync(path.join(place.home, name), { recursive: true, force: true });
  }
  if (existsSync(path.join(place.cluster, 'PG_VERSION'))) {
    checkMajor(place.cluster, binaries.major);
    return 'found';
  }
  const draft = path.join(place.home, `cluster.new-${randomBytes(4).toString('hex')}`);
  mkdirSync(draft, { mode: 0o700 });
  giveTo(place.account, draft);
  const password = randomBytes(24).toString('base64url');
  // initdb runs as the account and must read the password; the lasting copy is ours alone
  const handed = path.join(place.socketDir, `password-${randomBytes(4).toString('hex')}`);
  try {
    writeFileSync(handed, password, { mode: 0o600 });
    giveTo(place.account, handed);
    await initdb(place, binaries, draft, handed, durable);
  } finally {
    rmSync(handed, { force: true });
  }
  writeFileSync(path.join(place.home, 'password'), password, { mode: 0o600 });
  renameSync(draft, place.cluster);
  return 'made';
}

async function initdb(place: Place, binaries: Binaries, dir: string, passwordFile: string, durable: boolean) {
  const args = [
    '-D',
    dir,
    '-U',
    SUPERUSER,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  args.push('--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  if (!durable) args.push('--no-sync');
  const child = spawn(binaries.initdb, args, { ...asAccount(place.account), cwd: '/', env: SERVER_ENV });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new BatonError(
      'DATABASE_START_FAILED',
      `Making the database directory failed (initdb ended with ${code}).`,
      {
        details: output.trim().split('\n').slice(-8).join('\n'),
      },
    );
  }
}

function checkMajor(cluster: string, major: number): void {
  const written = readFileSync(path.join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (written === String(major)) return;
  throw new BatonError(
    'DATABASE_VERSION',
    `The database was written by PostgreSQL ${written}; this is ${major}.`,
  );
}

/** What the server writes into its own directory: its process id, and how far it is. */
export function readPostmasterPid(cluster: string): { pid: number; status: string } | null {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 1 ? { pid, status: (lines[7] ?? '').trim() } : null;
  } catch {
    return null;
  }
}

/**
 * Ends a server that outlived its Baton, and removes a `postmaster.pid` whose process is gone. We hold the
 * lock of the data directory, so no living Baton owns that server. Its locks and settings are unknown and it
 * is not our child, so it is stopped rather than adopted; a clean stop takes some tens of milliseconds.
 */
export async function clearLeftovers(cluster: string, log: (line: string) => void): Promise<void> {
  const written = readPostmasterPid(cluster);
  const running = () => {
    const inside = processesIn(cluster);
    if (process.platform === 'linux') return inside;
    return written !== null && isAlive(written.pid) ? [written.pid] : [];
  };
  if (running().length > 0) {
    log('Stopping the PostgreSQL that a killed Baton left running');
    const postmaster = written !== null && running().includes(written.pid) ? [written.pid] : [];
    const steps: [NodeJS.Signals, number][] = [
      ['SIGINT', FAST_STOP_MS],
      ['SIGQUIT', HARD_STOP_MS],
      ['SIGKILL', HARD_STOP_MS],
    ];
    for (const [signal, timeoutMs] of steps) {
      // children of a dead postmaster end by themselves; only the last step goes for them one by one
      for (const pid of signal === 'SIGKILL' ? running() : postmaster) signalQuietly(pid, signal);
      if (await waitUntil(() => running().length === 0, timeoutMs)) break;
    }
    if (running().length > 0) {
      throw new BatonError(
        'DATABASE_START_FAILED',
        `An old PostgreSQL (process ${running().join(', ')}) does not stop.`,
      );
    }
  }
  // The process id in a stale file may meanwhile belong to another program; PostgreSQL would refuse to start.
  rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}
