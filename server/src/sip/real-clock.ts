import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { SipClock, SipIds } from './clock.ts';

/** The machine's own monotonic clock. Its timers do not keep a process alive that has nothing else to do. */
export function realClock(): SipClock {
  return {
    nowMs: () => performance.now(),
    after(delayMs, fire) {
      const timer = setTimeout(fire, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

const POOL_BYTES = 4096;
const TOKEN_BYTES = 10;

/** Ids from the system's random source, drawn in pools: one draw per token would dominate a burst of INVITEs. */
export function randomIds(): SipIds {
  let pool = randomBytes(POOL_BYTES);
  let used = 0;
  const take = (count: number): Buffer => {
    if (used + count > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  };
  return {
    token: () => take(TOKEN_BYTES).toString('hex'),
    chance: () => take(4).readUInt32BE(0) / 0x1_0000_0000,
  };
}
