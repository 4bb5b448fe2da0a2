/**
 * Where the cluster lives. Normally in `<data directory>/postgres`. When the server has to run as another
 * account (Baton is root) and that account cannot get there, as in a checkout under /root, the cluster lives
 * in a place it can reach and a small file in the data directory says where.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BatonError } from '../../errors.ts';
import { dataLockHolder } from './data-lock.ts';
import { type Account, canReach, chooseAccount, giveTo } from './run-as.ts';

export interface Place {
  /** Holds cluster/, password, server.log. */
  home: string;
  cluster: string;
  /** Directory of the server's socket. */
  socketDir: string;
  account: Account | null;
  /** True when home is not inside the data directory. */
  elsewhere: boolean;
  /** A directory the account can reach, for copies of programs. */
  copyPlace: () => string;
}

const POINTER = 'location';
/** In a home elsewhere: the data directory it belongs to. */
const ORIGIN = 'data-directory';
/** Only root uses these, so only root may own them. */
const REACHABLE_ROOTS = ['/var/lib/baton', '/var/tmp/baton'];
/** sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const SOCKET_PATH_MAX_BYTES = 103;
const SOCKET_NAME = '/.s.PGSQL.5432';

/** @throws BatonError DATA_DIR_UNUSABLE when it cannot be made, belongs to somebody else, or has lost its cluster */
export function choosePlace(dataDir: string): Place {
  const inside = path.join(dataDir, 'postgres');
  makeDir(inside);
  const pointer = path.join(inside, POINTER);
  const recorded = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : null;
  if (recorded !== null && !existsSync(path.join(recorded, 'cluster'))) throw lostCluster(pointer, recorded);

  let home = recorded ?? inside;
  const owner = ownerOf(path.join(home, 'cluster'));
  const account = chooseAccount(owner);
  if (account === null && owner !== null && owner !== process.getuid?.()) throw notOurs(home, owner);
  if (account !== null && !canReach(account, home, 'enter')) {
    home = moveElsewhere(home, account);
    writeFileSync(pointer, `${home}\n`);
    writeFileSync(path.join(home, ORIGIN), `${dataDir}\n`); // after the pointer: a home without it is never swept
  }
  return {
    home,
    cluster: path.join(home, 'cluster'),
    socketDir: chooseSocketDir(home, account),
    account,
    elsewhere: home !== inside,
    copyPlace: () => (account === null ? dataDir : reachableRoot(account)),
  };
}

/** Enterable for others, listable only for us: what is secret inside has its own rights. */
function makeDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o711 });
  } catch (cause) {
    throw new BatonError('DATA_DIR_UNUSABLE', `${dir} cannot be made: ${(cause as Error).message}.`, {
      cause,
    });
  }
}

function ownerOf(dir: string): number | null {
  return existsSync(dir) ? statSync(dir).uid : null;
}

/** A home the account can reach; what was in the old one moves along. */
function moveElsewhere(from: string, account: Account): string {
  const root = reachableRoot(account);
  for (const { home, origin } of strayHomes()) {
    // A temporary data directory that is gone will not come back; any other may be on a disk that is not mounted.
    if (isTemporary(origin)) rmSync(home, { recursive: true, force: true });
  }
  const home = path.join(root, randomBytes(6).toString('hex'));
  mkdirSync(home, { mode: 0o711 });
  for (const name of ['cluster', 'password']) {
    const [old, fresh] = [path.join(from, name), path.join(home, name)];
    if (!existsSync(old)) continue;
    try {
      renameSync(old, fresh);
    } catch {
      // another file system; copied first, so that nothing is lost when this breaks off
      const copy = spawnSync('cp', ['-a', old, fresh], { stdio: 'ignore' });
      if (copy.status !== 0)
        throw new BatonError('DATA_DIR_UNUSABLE', `${old} could not be copied to ${fresh}.`);
      renameSync(old, `${old}.moved`);
    }
  }
  return home;
}

/** Homes elsewhere whose data directory is gone, or no longer points to them, and that nobody uses. */
export function strayHomes(): { home: string; origin: string }[] {
  const homes = REACHABLE_ROOTS.filter((root) => existsSync(root)).flatMap((root) =>
    readdirSync(root).map((name) => path.join(root, name)),
  );
  return homes.flatMap((home) => {
    const note = path.join(home, ORIGIN);
    if (!existsSync(note) || dataLockHolder(home) !== null) return [];
    const origin = readFileSync(note, 'utf8').trim();
    const pointer = path.join(origin, 'postgres', POINTER);
    const owned = existsSync(pointer) && readFileSync(pointer, 'utf8').trim() === home;
    return owned ? [] : [{ home, origin }];
  });
}

function isTemporary(dir: string): boolean {
  return [tmpdir(), '/tmp'].some((tmp) => dir.startsWith(`${tmp}/`));
}

/** @throws BatonError when no place on this machine can be reached by the account */
function reachableRoot(account: Account): string {
  for (const root of REACHABLE_ROOTS) {
    try {
      mkdirSync(root, { recursive: true, mode: 0o755 });
      const { uid, mode } = lstatSync(root); // a link, or a directory somebody else may write, is a trap
      const ours = lstatSync(root).isDirectory() && uid === 0 && (mode & 0o022) === 0;
      if (ours && canReach(account, root, 'enter')) return root;
    } catch {
      // read-only, perhaps: try the next
    }
  }
  throw new BatonError(
    'DATA_DIR_UNUSABLE',
    `PostgreSQL runs as ${account.name} here, which can enter neither the data directory nor ${REACHABLE_ROOTS.join(' nor ')}.`,
    {
      hint: 'Set BATON_DATA to a directory that other accounts can enter, such as /srv/baton, or set DATABASE_URL.',
    },
  );
}

function chooseSocketDir(home: string, account: Account | null): string {
  const near = path.join(home, 'run');
  const fits = Buffer.byteLength(near + SOCKET_NAME) <= SOCKET_PATH_MAX_BYTES;
  const dir = fits ? near : mkdtempSync(path.join(reachableTmp(account), 'baton-socket-'));
  if (fits) mkdirSync(dir, { recursive: true, mode: 0o700 });
  giveTo(account, dir);
  return dir;
}

/** A directory for temporary files that the account can enter too. */
export function reachableTmp(account: Account | null): string {
  const own = tmpdir();
  return Buffer.byteLength(own) < 60 && canReach(account, own, 'enter') ? own : '/tmp';
}

/**
 * Makes an empty data directory for a while (tests, rehearsals), which PostgreSQL can enter also when we are root:
 * mkdtemp alone makes it private, and the database would be kept elsewhere. The caller removes it.
 */
export function makeTemporaryDataDir(purpose: string): string {
  const dir = mkdtempSync(path.join(reachableTmp(chooseAccount(null)), `baton-${purpose}-`));
  chmodSync(dir, 0o711);
  return dir;
}

function lostCluster(pointer: string, recorded: string): BatonError {
  return new BatonError(
    'DATA_DIR_UNUSABLE',
    `${pointer} says the database is in ${recorded}, which is not there.`,
    {
      hint: `Put that directory back, or remove ${pointer} to begin with an empty database.`,
    },
  );
}

function notOurs(home: string, owner: number): BatonError {
  return new BatonError(
    'DATA_DIR_UNUSABLE',
    `The database in ${home} belongs to the account with id ${owner}.`,
    {
      hint: 'Start Baton as that account or as root, or choose another directory with BATON_DATA.',
    },
  );
}
