/**
 * Pairs of sockets opened ahead of their legs: an INVITE names the port sound is taken on, and fifty of them must not
 * wait for a hundred sockets. Sockets of ended legs rest a while, so that stragglers are nobody's, and serve again.
 */
import type { DatagramSockets } from './sockets.ts';
import { openUdpPair, type UdpPair } from './udp-leg.ts';

export interface SparePorts {
  /** Takes the spare pair on this port; undefined when it is not one. */
  take(port: number): UdpPair | undefined;
  giveBack(pair: UdpPair): void;
  close(): void;
}

/** Opened in one turn of the loop: more would hold up the sound of running calls. */
const AT_ONCE = 4;
const REST_MS = 1_000;
/** After a burst the ports are replaced when the burst is over, unless they run out. */
const CALM_MS = 40;
/** Spares and resting pairs together, as a multiple of the wish. */
const IDLE_FACTOR = 3;

/** Keeps `wanted` spares ready and tells of each batch once. */
export function createSparePorts(
  sockets: DatagramSockets,
  wanted: number,
  address: string,
  tell: (ports: number[]) => void,
  fault: (reason: string) => void,
): SparePorts {
  const spares = new Map<number, UdpPair>();
  const resting: UdpPair[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let filling = false;
  let closed = false;

  const shut = (pair: UdpPair): void => {
    pair.rtp.close();
    pair.rtcp.close();
  };
  const offer = (pairs: UdpPair[]): void => {
    for (const pair of pairs) spares.set(pair.port, pair);
    if (pairs.length > 0) tell(pairs.map(({ port }) => port));
  };
  const later = (delayMs: number, act: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, delayMs);
    timers.add(timer);
  };
  const fill = async (): Promise<void> => {
    while (!closed && spares.size < wanted) {
      const made: UdpPair[] = [];
      for (let i = 0; i < AT_ONCE && spares.size + made.length < wanted; i += 1)
        made.push(await openUdpPair(sockets, address));
      if (closed) {
        for (const pair of made) shut(pair);
        return;
      }
      offer(made);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const fillSoon = (delayMs: number): void => {
    if (filling || closed || spares.size >= wanted) return;
    filling = true;
    later(delayMs, () => {
      fill()
        .catch((error: unknown) => fault(String(error)))
        .finally(() => {
          filling = false;
          if (spares.size < wanted) fillSoon(REST_MS);
        });
    });
  };
  fillSoon(0);

  return {
    take: (port) => {
      const pair = spares.get(port);
      spares.delete(port);
      fillSoon(spares.size < wanted / 4 ? 0 : CALM_MS);
      return pair;
    },
    giveBack: (pair) => {
      if (closed || spares.size + resting.length >= wanted * IDLE_FACTOR) {
        shut(pair);
        return;
      }
      resting.push(pair);
      later(REST_MS, () => {
        const rested = resting.shift();
        if (rested !== undefined) offer([rested]);
      });
    },
    close: () => {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const pair of [...spares.values(), ...resting.splice(0)]) shut(pair);
      spares.clear();
    },
  };
}
