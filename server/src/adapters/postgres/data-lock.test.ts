import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataLockHolder, lockDataDir } from './data-lock.ts';
import { processMark } from './processes.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'baton-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true }));
const file = () => path.join(dir, 'lock');
const rewrite = (change: object) => {
  writeFileSync(file(), JSON.stringify({ ...JSON.parse(readFileSync(file(), 'utf8')), ...change }));
};

describe('lockDataDir', () => {
  it('has one holder, and leaves nothing behind', () => {
    const lock = lockDataDir(dir);
    expect(dataLockHolder(dir)).toBe(process.pid);
    expect(() => lockDataDir(dir)).toThrow(new RegExp(`in use by the Baton with process id ${process.pid}`));
    lock.release();
    expect(dataLockHolder(dir)).toBe(null);
    expect(readdirSync(dir)).toEqual([]);
    lockDataDir(dir).release();
  });

  it('is free again when its holder was killed', async () => {
    const holder = spawn('sleep', ['60']);
    const pid = holder.pid as number;
    lockDataDir(dir);
    rewrite({ pid, mark: processMark(pid), key: 'theirs' });
    expect(dataLockHolder(dir)).toBe(pid);
    expect(() => lockDataDir(dir)).toThrow(/in use/);
    holder.kill('SIGKILL');
    await new Promise((resolve) => holder.once('exit', resolve));
    expect(dataLockHolder(dir)).toBe(null);
    lockDataDir(dir).release();
  });

  it('does not take another process with the same id for its holder', () => {
    lockDataDir(dir);
    rewrite({ mark: 'earlier-boot/1', key: 'theirs' });
    lockDataDir(dir).release();
  });

  it('trusts a holder on another machine while it touches the file', () => {
    lockDataDir(dir);
    rewrite({ host: 'elsewhere', pid: 1, key: 'theirs' });
    expect(() => lockDataDir(dir)).toThrow(/on elsewhere/);
    const longAgo = new Date(0);
    utimesSync(file(), longAgo, longAgo);
    lockDataDir(dir).release();
  });

  it("takes an unreadable lock for a stale one, and never releases somebody else's", () => {
    writeFileSync(file(), '');
    const lock = lockDataDir(dir);
    rewrite({ key: 'theirs' });
    lock.release();
    expect(readdirSync(dir)).toEqual(['lock']);
  });
});
