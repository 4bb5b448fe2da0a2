/**
 * One Baton a data directory. The lock is a file that names its holder; it dies with the holder, so that a
 * Baton killed with -9 leaves nothing to clean up by hand.
 *
 * A holder on this machine is judged by its process (id, boot and start time). A holder on another machine or
 * in another container cannot be seen, so it touches the file every few seconds and counts as gone when it
 * has not for `FOREIGN_STALE_MS`.
 */
import { randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { BatonError } from '../../errors.ts';
import { processMark } from './processes.ts';

const FILE = 'lock';
const TOUCH_EVERY_MS = 5_000;
const FOREIGN_STALE_MS = 30_000;
const TRIES = 10;

interface Holder {
  pid: number;
  mark: string;
  host: string;
  key: string;
  since: string;
}

export interface DataLock {
  release(): void;
}

/** @throws BatonError DATA_DIR_LOCKED naming the holder */
export function lockDataDir(dir: string): DataLock {
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, FILE);
  const key = randomBytes(8).toString('hex');
  const mine: Holder = {
    pid: process.pid,
    mark: processMark(process.pid) ?? 'unknown',
    host: hostname(),
    key,
    since: new Date().toISOString(),
  };
  // Written aside and linked into place: whoever sees the file sees all of it, and only one link succeeds.
  const draft = `${file}.${key}`;
  writeFileSync(draft, `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (tryLink(draft, file)) return held(file, key);
      const holder = readHolder(file);
      if (holder !== null && lives(holder, file)) throw lockedBy(dir, holder);
      takeAway(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new BatonError('DATA_DIR_LOCKED', `The lock ${file} could not be taken in ${TRIES} attempts.`);
}

/** The living holder's process id, or null when the directory is free. */
export function dataLockHolder(dir: string): number | null {
  const file = path.join(dir, FILE);
  const holder = readHolder(file);
  return holder !== null && lives(holder, file) ? holder.pid : null;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function lives(holder: Holder, file: string): boolean {
  if (holder.host === hostname()) return processMark(holder.pid) === holder.mark;
  try {
    return Date.now() - statSync(file).mtimeMs < FOREIGN_STALE_MS;
  } catch {
    return false;
  }
}

/** Removes a stale lock, and puts it back when another took it in between and it is no longer the stale one. */
function takeAway(file: string, stale: Holder | null): void {
  const aside = `${file}.stale-${randomBytes(4).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else took it away
  }
  if (readHolder(aside)?.key !== stale?.key) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function held(file: string, key: string): DataLock {
  const touch = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // the directory was removed under us; PostgreSQL will say so louder
    }
  }, TOUCH_EVERY_MS);
  touch.unref();
  return {
    release() {
      clearInterval(touch);
      if (readHolder(file)?.key === key) rmSync(file, { force: true });
    },
  };
}

function lockedBy(dir: string, holder: Holder): BatonError {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new BatonError(
    'DATA_DIR_LOCKED',
    `${dir} is in use by the Baton with process id ${holder.pid}${where}, since ${holder.since}.`,
  );
}
