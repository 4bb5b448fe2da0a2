/**
 * PostgreSQL refuses to run as root. When Baton is root, the server runs as another account of this machine:
 * the owner of a cluster that exists already, else `postgres`, else `nobody` or `daemon`. A number alone would
 * not do, because initdb looks its own account up.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { BatonError } from '../../errors.ts';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const PREFERRED = ['postgres', 'nobody', 'daemon'];

export function runningAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The account to run PostgreSQL as; null means as ourselves.
 * @param ownerUid owner of an existing cluster, which must stay its owner
 */
export function chooseAccount(ownerUid: number | null, passwd: string = readPasswd()): Account | null {
  if (!runningAsRoot()) return null;
  const accounts = passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid && uid !== '0' ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
  const owner = ownerUid === null || ownerUid === 0 ? undefined : accounts.find((a) => a.uid === ownerUid);
  const chosen =
    owner ??
    PREFERRED.map((name) => accounts.find((a) => a.name === name)).find((found) => found !== undefined);
  if (chosen === undefined) {
    throw new BatonError(
      'DATABASE_START_FAILED',
      'PostgreSQL must not run as root and there is no other account.',
      {
        hint: 'Make an account (useradd --system postgres), start Baton as an ordinary user, or set DATABASE_URL.',
      },
    );
  }
  return chosen;
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/** Spawn options that make a child the account. Node drops the supplementary groups with it. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

export function giveTo(account: Account | null, file: string): void {
  if (account !== null) chownSync(file, account.uid, account.gid);
}

const TESTS = { enter: 'test -x "$0"', run: 'test -x "$0" && test -r "$0"' };

/** Whether the account can use this path. It is tried rather than computed: modes, ACLs and mounts all count. */
export function canReach(account: Account | null, file: string, how: keyof typeof TESTS): boolean {
  const done = spawnSync('/bin/sh', ['-c', TESTS[how], file], {
    ...asAccount(account),
    cwd: '/',
    env: {},
    stdio: 'ignore',
  });
  if (done.error !== undefined) {
    throw new BatonError(
      'DATABASE_START_FAILED',
      `PostgreSQL must not run as root, and starting a program as ${account?.name} failed: ${done.error.message}.`,
      {
        hint: 'Start Baton as an ordinary user, or use a server of your own with DATABASE_URL.',
        cause: done.error,
      },
    );
  }
  return done.status === 0;
}
