/** The embedded reader alone, in processes that do nothing else: time a thread, and memory above a bare Node.js. Linux only. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readCases } from '../corpus/cases.ts';
import { type Figure, spread } from './figures.ts';
import type { ReaderCost } from './reader-child.ts';

/** Hand-written threads, those that docs/READING.md measures with. */
const BATCHES = ['round2-dev', 'round2-test', 'round3-dev', 'round3-test', 'round4-dev', 'round4-test'];

const run = promisify(execFile);
const longestMs = 120_000;
const mostBytes = 4_000_000;
/** As `./baton read` is started. */
const NURSERY = '--max-semi-space-size=2';
const BARE = `import { readFileSync } from 'node:fs';
console.log(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1] / 1024);`;

/** @param root the checkout, for its labelled threads */
export async function benchReader(root: string): Promise<Figure[]> {
  const limits = { timeout: longestMs, maxBuffer: mostBytes };
  const bare = Number((await run(process.execPath, ['--input-type=module', '-e', BARE], limits)).stdout);
  const { warmUpMs, cpuMs, residentMb } = await inChild(root, limits);
  const [first = Number.NaN, ...others] = warmUpMs;
  const part = 'reader';
  const round = (x: number): number => Math.round(x * 10) / 10;
  return [
    {
      part,
      name: 'one thread read, processor time of the whole process',
      unit: 'ms',
      value: spread(cpuMs),
      better: 'less',
      note: 'hand-written threads, after the warm-up; compiling and collecting are counted where they fall',
    },
    {
      part,
      name: 'the first thread read, patterns compiled',
      unit: 'ms',
      value: round(first),
      better: 'less',
      note: 'of the warm-up, which the program does after its start',
    },
    {
      part,
      name: 'the rest of the warm-up, a reading',
      unit: 'ms',
      value: spread(others),
      better: 'less',
    },
    {
      part,
      name: `resident memory that ${cpuMs.length} threads read add to a bare Node.js`,
      unit: 'MB',
      value: round(residentMb - bare),
      baseline: { name: 'bare Node.js', value: round(bare) },
      better: 'less',
    },
  ];
}

/** The threads are written down by this process, so that the other does nothing but read them. */
async function inChild(root: string, limits: { timeout: number; maxBuffer: number }): Promise<ReaderCost> {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-bench-reader-'));
  try {
    const threads = path.join(dir, 'threads.jsonl');
    const lines = BATCHES.flatMap((b) => readCases(path.join(root, 'server/corpus/cases', `${b}.txt`)));
    writeFileSync(threads, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const child = fileURLToPath(new URL('./reader-child.js', import.meta.url));
    const { stdout } = await run(process.execPath, [NURSERY, child, threads], limits);
    return JSON.parse(stdout) as ReaderCost;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
