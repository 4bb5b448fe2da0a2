/** Runs a TypeScript program of the checkout in a process of its own, so that a test can kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { checkoutRoot, childEnvironment } from '../src/config.ts';

export interface RunningProgram {
  child: ChildProcess;
  /** The next line it prints; rejects when it ends first, with what it wrote to standard error. */
  line: () => Promise<string>;
  /** Kills it and waits until it is gone. */
  kill: (signal?: NodeJS.Signals) => Promise<void>;
}

/** @param file path from the checkout's root */
export function runTs(file: string, args: string[], env: Record<string, string> = {}): RunningProgram {
  const root = checkoutRoot();
  const dir = path.join(root, 'node_modules/.cache/baton-tests');
  mkdirSync(dir, { recursive: true });
  const outfile = path.join(dir, `${path.basename(file, '.ts')}-${process.pid}-${performance.now()}.mjs`);
  buildSync({
    entryPoints: [path.join(root, file)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  const child = spawn(process.execPath, [outfile, ...args], {
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk;
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      rmSync(outfile, { force: true });
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => {
      const next = await lines.next();
      if (next.done) throw new Error(`${file} ended: ${complaints}`);
      return next.value;
    },
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await gone;
    },
  };
}
