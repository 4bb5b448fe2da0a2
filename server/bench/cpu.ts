/**
 * Processor time spent, ours and PostgreSQL's. On a busy machine it says more than the clock on the wall: who else runs
 * makes everything slower, but costs us nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface Cpu {
  nodeMs: number;
  /** Undefined where there is no /proc. */
  postgresMs: number | undefined;
}

/** One kernel tick of /proc, on every Linux that Node.js runs on. */
const tickMs = 10;

export function cpuNow(postmaster: number | null): Cpu {
  const { user, system } = process.cpuUsage();
  return {
    nodeMs: (user + system) / 1_000,
    postgresMs: postmaster === null ? undefined : serverMs(postmaster),
  };
}

export function cpuSince(before: Cpu, postmaster: number | null): Cpu {
  const now = cpuNow(postmaster);
  const postgresMs =
    now.postgresMs === undefined || before.postgresMs === undefined
      ? undefined
      : now.postgresMs - before.postgresMs;
  return { nodeMs: now.nodeMs - before.nodeMs, postgresMs };
}

/** The server, its living children, and those that have ended. */
function serverMs(postmaster: number): number | undefined {
  const server = statOf(postmaster);
  if (server === null) return undefined;
  let ticks = server.own + server.ended;
  for (const name of readdirSync('/proc')) {
    const one = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    if (one?.parent === postmaster) ticks += one.own;
  }
  return ticks * tickMs;
}

function statOf(pid: number): { parent: number; own: number; ended: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before the last bracket may hold anything.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, own: utime + stime, ended: cutime + cstime };
  } catch {
    return null;
  }
}
