import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTs } from '../../../test-support/run-ts.ts';
import { makeTemporaryDataDir, strayHomes } from './place.ts';
import { processesIn, processMark, waitUntil } from './processes.ts';
import { canReach, chooseAccount, runningAsRoot } from './run-as.ts';
import { runningDatabaseUrl, startEmbeddedPostgres } from './supervisor.ts';

let dir: string;
let log: string[];
const cleanups: string[] = [];
beforeEach(() => {
  dir = makeTemporaryDataDir('supervisor');
  log = [];
});
afterEach(() => {
  for (const made of [dir, ...cleanups.splice(0)]) rmSync(made, { recursive: true, force: true });
});
const start = (dataDir = dir) =>
  startEmbeddedPostgres({ dataDir, durable: true, log: (line) => log.push(line) });

async function query<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

async function hold(dataDir = dir) {
  const program = runTs('server/test-support/hold-postgres.ts', [dataDir]);
  return { program, ...(JSON.parse(await program.line()) as { url: string; pid: number }) };
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data from one start to the next, privately', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 7 as n');
    expect(
      await query(
        first.url,
        `select current_setting('fsync') as fsync, current_setting('listen_addresses') as tcp`,
      ),
    ).toEqual([{ fsync: 'on', tcp: '' }]);
    expect(runningDatabaseUrl(dir)).toBe(first.url);
    for (const file of ['password', 'connection', 'server.log']) {
      expect(statSync(path.join(dir, 'postgres', file)).mode & 0o077, file).toBe(0);
    }
    for (const folder of ['cluster', 'run']) {
      expect(statSync(path.join(dir, 'postgres', folder)).mode & 0o077, folder).toBe(0);
    }
    await first.stop();
    await first.stop();
    expect(runningDatabaseUrl(dir)).toBe(null);
    expect(processesIn(path.join(dir, 'postgres/cluster'))).toEqual([]);

    const second = await start();
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await second.stop();
  });

  it('asks for the password', async () => {
    const server = await start();
    const wrong = server.url.replace(/baton:[^@]+@/, 'baton:guess@');
    await expect(query(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
    await server.stop();
  });

  it('refuses a second Baton on the same data, and names the first', async () => {
    const server = await start();
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_DIR_LOCKED',
      message: expect.stringContaining(`${process.pid}`),
    });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('stops when its Baton is killed with -9, and loses nothing that was committed', async () => {
    const { program, url, pid } = await hold();
    await query(url, 'create table kept as select 7 as n');
    await program.kill('SIGKILL');
    expect(await waitUntil(() => processMark(pid) === null, 10_000)).toBe(true);
    const server = await start();
    expect(await query(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await server.stop();
  });

  it('starts at once after -9, while the old server is still there', async () => {
    const { program, url } = await hold();
    await query(url, 'create table kept as select 7 as n');
    await program.kill('SIGKILL');
    const server = await start();
    expect(await query(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await server.stop();
  });

  it.runIf(process.platform === 'linux')(
    'stops a server that outlived its Baton and the watcher',
    async () => {
      const { program, url, pid } = await hold();
      await query(url, 'create table kept as select 7 as n');
      const watcher = watcherOf(pid);
      process.kill(watcher, 'SIGKILL');
      expect(await waitUntil(() => processMark(watcher) === null, 5_000)).toBe(true);
      await program.kill('SIGKILL');
      expect(processMark(pid)).not.toBe(null);
      const server = await start();
      expect(log.join('\n')).toContain('a killed Baton left running');
      expect(processMark(pid)).toBe(null);
      expect(await query(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
      await server.stop();
    },
  );

  it('starts again when PostgreSQL itself is killed', async () => {
    const server = await start();
    await query(server.url, 'create table kept as select 7 as n');
    const before = server.pid() as number;
    process.kill(before, 'SIGKILL');
    expect(await waitUntil(() => server.pid() !== before, 20_000)).toBe(true);
    expect(await query(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await server.stop();
    expect(log.join('\n')).toContain('ended unexpectedly (SIGKILL)');
  });

  it('is not fooled by a postmaster.pid whose number now belongs to another program', async () => {
    await (await start()).stop();
    writeFileSync(path.join(dir, 'postgres/cluster/postmaster.pid'), `${process.pid}\n${dir}\n`);
    const server = await start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('throws away a half-made database of a killed first start', async () => {
    mkdirSync(path.join(dir, 'postgres/cluster.new-dead/base'), { recursive: true });
    const server = await start();
    expect(readdirSync(path.join(dir, 'postgres'))).not.toContain('cluster.new-dead');
    await server.stop();
  });

  it('works below a path that is too long for a socket', async () => {
    const long = path.join(dir, 'x'.repeat(60), 'y'.repeat(60));
    mkdirSync(long, { recursive: true, mode: 0o755 });
    const server = await start(long);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(existsSync(server.place.socketDir)).toBe(false);
  });

  it('explains a database of another major version', async () => {
    await (await start()).stop();
    writeFileSync(path.join(dir, 'postgres/cluster/PG_VERSION'), '15\n');
    await expect(start()).rejects.toMatchObject({
      code: 'DATABASE_VERSION',
      message: expect.stringContaining('15'),
    });
  });

  it('shows the last lines of the log when the server does not start, and can start later', async () => {
    await (await start()).stop();
    const conf = path.join(dir, 'postgres/cluster/postgresql.conf');
    const good = readFileSync(conf, 'utf8');
    writeFileSync(conf, 'nonsense = 1\n');
    const failing = start();
    await expect(failing).rejects.toMatchObject({
      code: 'DATABASE_START_FAILED',
      details: expect.stringContaining('nonsense'),
    });
    writeFileSync(conf, good);
    await (await start()).stop();
  });
});

describe.runIf(runningAsRoot())('as root', () => {
  it('runs PostgreSQL as another account', async () => {
    const server = await start();
    expect(statSync(`/proc/${server.pid()}`).uid).toBe(chooseAccount(null)?.uid);
    expect(chooseAccount(null)?.uid).not.toBe(0);
    await server.stop();
  });

  it('keeps the database where that account can reach it, when the data directory is closed', async () => {
    chmodSync(dir, 0o700);
    expect(canReach(chooseAccount(null), dir, 'enter')).toBe(false);
    const server = await start();
    cleanups.push(server.place.home);
    expect(server.place.elsewhere).toBe(true);
    expect(log.join('\n')).toContain(server.place.home);
    await query(server.url, 'create table kept as select 7 as n');
    await server.stop();
    const again = await start();
    expect(again.place.home).toBe(server.place.home);
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await again.stop();
    rmSync(server.place.home, { recursive: true });
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_DIR_UNUSABLE',
      message: expect.stringContaining('not there'),
    });
  });

  it('sweeps the database of a temporary data directory that is gone, and never one in use', async () => {
    const closed = (name: string) => {
      const made = path.join(dir, name);
      mkdirSync(made, { mode: 0o700 });
      return made;
    };
    const gone = await start(closed('gone'));
    const inUse = await start(closed('in-use'));
    cleanups.push(gone.place.home, inUse.place.home);
    await gone.stop();
    expect(strayHomes().map((stray) => stray.home)).not.toContain(gone.place.home);
    rmSync(path.join(dir, 'gone'), { recursive: true });
    rmSync(path.join(dir, 'in-use'), { recursive: true });
    const homes = strayHomes().map((stray) => stray.home);
    expect(homes).toContain(gone.place.home);
    expect(homes).not.toContain(inUse.place.home);
    const next = await start(closed('next'));
    cleanups.push(next.place.home);
    expect(existsSync(gone.place.home)).toBe(false);
    expect(await query(inUse.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
    await inUse.stop();
  });

  it('takes the database along when the data directory is closed later', async () => {
    const open = await start();
    await query(open.url, 'create table kept as select 7 as n');
    await open.stop();
    chmodSync(dir, 0o700);
    const closed = await start();
    cleanups.push(closed.place.home);
    expect(await query(closed.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await closed.stop();
  });
});

/** The watcher is the shell whose arguments end in the server's process id. */
function watcherOf(pid: number): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      if (words[0] === '/bin/sh' && words[3] === String(pid)) return Number(entry);
    } catch {
      // gone
    }
  }
  throw new Error('no watcher');
}
