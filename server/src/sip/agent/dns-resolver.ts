import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { SipClock } from '../clock.ts';
import type { Resolver } from './resolve.ts';

const MAX_CACHED = 1_000;
const KEEP_MS = 30_000;

/** The system's name service, with answers kept for half a minute: a burst of calls must not become a burst of look-ups. */
export function dnsResolver(clock: SipClock): Resolver {
  const cache = new Map<string, { untilMs: number; answer: Promise<unknown> }>();
  function remembered<T>(key: string, ask: () => Promise<T[]>): Promise<T[]> {
    const known = cache.get(key);
    if (known && known.untilMs > clock.nowMs()) return known.answer as Promise<T[]>;
    const answer = ask().catch((): T[] => []);
    cache.set(key, { untilMs: clock.nowMs() + KEEP_MS, answer });
    if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
    return answer;
  }
  return {
    srv: (name) => remembered(`srv ${name}`, () => dns.resolveSrv(name)),
    addresses: (host) => {
      if (isIP(host) !== 0) return Promise.resolve([host]);
      // `lookup` also reads the machine's own table of hosts.
      return remembered(`a ${host}`, async () =>
        (await dns.lookup(host, { all: true })).map((entry) => entry.address),
      );
    },
  };
}
