/** Resident memory of the started program with no call and no lead, as a person would start it. Linux only. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Figure, pause } from './figures.ts';

const startLimitMs = 30_000;
const restMs = 3_000;

/** @param entry the built command line; @param env of the child, without settings of Baton's own */
export async function benchMemory(entry: string, env: Record<string, string | undefined>): Promise<Figure[]> {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-bench-idle-'));
  const began = performance.now();
  const child = spawn(process.execPath, [entry, 'start'], {
    env: { ...env, BATON_DATA: dir, BATON_PORT: '0', BATON_HOST: '127.0.0.1', BATON_LOG: 'error' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const readyMs = await ready(
      () => said,
      () => child.exitCode !== null,
      began,
    );
    await pause(restMs);
    const tree = processTree(child.pid as number);
    const node = tree.filter((one) => one.name !== 'postgres' && one.pid === child.pid);
    const postgres = tree.filter((one) => one.name === 'postgres');
    const mb = (list: Proc[], field: 'rssKb' | 'ownKb') =>
      Math.round(list.reduce((sum, one) => sum + one[field], 0) / 102.4) / 10;
    const part = 'memory, idle';
    return [
      { part, name: 'Node.js, resident', unit: 'MB', value: mb(node, 'rssKb'), better: 'less' },
      {
        part,
        name: 'PostgreSQL, resident, shared pages counted once',
        unit: 'MB',
        value: mb(postgres, 'ownKb'),
        better: 'less',
        note: `${postgres.length} processes; proportional share (Pss)`,
      },
      {
        part: 'start',
        name: 'first start: process begun -> /healthz ready',
        unit: 'ms',
        value: Math.round(readyMs),
        better: 'less',
        note: 'with making the database and the demo floor',
      },
    ];
  } finally {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
    rmSync(dir, { recursive: true, force: true });
  }
}

async function ready(said: () => string, gone: () => boolean, began: number): Promise<number> {
  while (performance.now() - began < startLimitMs) {
    if (gone()) throw new Error('The program ended before it was ready.');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said())?.[0];
    const answer = url ? await fetch(`${url}/healthz`).catch(() => null) : null;
    if (answer?.ok) return performance.now() - began;
    await pause(20);
  }
  throw new Error(`The program was not ready within ${startLimitMs / 1_000} s.`);
}

interface Proc {
  pid: number;
  parent: number;
  name: string;
  rssKb: number;
  /** Proportional: a page shared by several is divided among them. */
  ownKb: number;
}

/** The process and all below it. */
function processTree(root: number): Proc[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProc(Number(name)) ?? []);
  const tree = all.filter((one) => one.pid === root);
  for (let i = 0; i < tree.length; i++) tree.push(...all.filter((one) => one.parent === tree[i]!.pid));
  return tree;
}

function readProc(pid: number): Proc | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '0';
    const rssKb = Number(field('VmRSS'));
    return { pid, parent: Number(field('PPid')), name: field('Name'), rssKb, ownKb: pssKb(pid) ?? rssKb };
  } catch {
    return null;
  }
}

function pssKb(pid: number): number | null {
  try {
    return (
      Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? Number.NaN) ||
      null
    );
  } catch {
    return null;
  }
}
