import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a program can be started; when not, the reason is printed for whoever wonders about the skipped tests. */
export function installed(program: string, debianPackage: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`skipped: ${program} is not installed (Debian: apt-get install ${debianPackage})`);
    return false;
  }
}

const PORT_TRIES = 50;

/** A port that is free for UDP and for TCP at this moment. */
export async function freePort(): Promise<number> {
  for (let tried = 1; tried <= PORT_TRIES; tried++) {
    const port = await freeUdpPort();
    if (await isFreeForTcp(port)) return port;
  }
  throw new Error(`no port free for both UDP and TCP in ${PORT_TRIES} tries`);
}

function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

export interface Running {
  child: ChildProcess;
  /** Exit code; the output comes with it, for the message of a failing test. */
  done: Promise<{ code: number | null; output: string }>;
  stop(): void;
}

const KEPT_OUTPUT = 20_000;

/** Starts a program in a folder of its own that goes when the program does. */
export function run(program: string, args: string[], input: 'ignore' | 'pipe' = 'ignore'): Running {
  const folder = mkdtempSync(join(tmpdir(), 'sip-real-'));
  const child = spawn(program, args, {
    cwd: folder,
    stdio: [input, 'pipe', 'pipe'],
    env: { ...process.env, TERM: 'dumb' },
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const done = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => {
      rmSync(folder, { recursive: true, force: true });
      resolve({ code, output });
    });
  });
  return { child, done, stop: () => child.kill('SIGKILL') };
}

let mediaPort = 20_000 + (process.pid % 200) * 100;

/** SIPp on loopback. Instances need their media and control ports well apart, or they exit at once. */
export async function sipp(args: string[]): Promise<Running & { port: number }> {
  const port = await freePort();
  const control = await freePort();
  mediaPort += 20;
  const own = [
    '-i',
    '127.0.0.1',
    '-p',
    String(port),
    '-mp',
    String(mediaPort),
    '-cp',
    String(control),
    '-nostdin',
  ];
  return { ...run('sipp', [...args, ...own]), port };
}
