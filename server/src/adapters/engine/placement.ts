/**
 * Which media worker a call is in. Pure: names in, numbers out. A call is placed when it is first heard of and stays: all its
 * legs go where it is, so nothing of it is ever mixed across threads.
 */

/** The load of a call in which nobody is yet, or one is: the other is on the way. */
const CALL_LEGS_MIN = 2;
/** A call without legs is remembered this long; its worker forgets it a little earlier. */
const EMPTY_CALL_MS = 70_000;

interface Placed {
  worker: number;
  legs: number;
  /** When it was last heard of without legs. */
  emptySinceMs: number;
}

export interface Placement {
  /** Where the call is. A new one goes to `wish`, or to the worker that is up and has the least to do. */
  place(callId: string, nowMs: number, wish?: number): number;
  /** The same for one more leg of it. A leg that is known stays where it is. */
  enter(callId: string, legId: string, nowMs: number, wish?: number): number;
  /** The leg is gone; with its last one the call is. Where it was. */
  leave(legId: string): number | undefined;
  workerOf(legId: string): number | undefined;
  /** The worker is gone: its calls are nowhere, and these were their legs. No call goes there before `up`. */
  lose(worker: number): string[];
  up(worker: number): void;
}

export function createPlacement(workers: number): Placement {
  const calls = new Map<string, Placed>();
  const legs = new Map<string, { callId: string; worker: number }>();
  /** Calls without legs, the oldest first. */
  const empty = new Map<string, Placed>();
  const isUp: boolean[] = new Array(workers).fill(true);
  const load: number[] = new Array(workers).fill(0);
  const weight = ({ legs: count }: Placed): number => Math.max(CALL_LEGS_MIN, count);

  const forget = (callId: string, placed: Placed): void => {
    calls.delete(callId);
    empty.delete(callId);
    load[placed.worker]! -= weight(placed);
  };

  const least = (): number => {
    let best = -1;
    for (let w = 0; w < workers; w += 1) if (isUp[w] && (best < 0 || load[w]! < load[best]!)) best = w;
    return Math.max(0, best);
  };

  const find = (callId: string, nowMs: number, wish: number | undefined): Placed => {
    for (const [id, old] of empty) {
      if (nowMs - old.emptySinceMs <= EMPTY_CALL_MS) break;
      forget(id, old);
    }
    const known = calls.get(callId);
    if (known !== undefined) return known;
    const placed: Placed = { worker: wish ?? least(), legs: 0, emptySinceMs: nowMs };
    load[placed.worker]! += weight(placed);
    calls.set(callId, placed);
    empty.set(callId, placed);
    return placed;
  };

  return {
    place: (callId, nowMs, wish) => find(callId, nowMs, wish).worker,
    enter: (callId, legId, nowMs, wish) => {
      const known = legs.get(legId);
      if (known !== undefined) return known.worker;
      const placed = find(callId, nowMs, wish);
      empty.delete(callId);
      load[placed.worker]! -= weight(placed);
      placed.legs += 1;
      load[placed.worker]! += weight(placed);
      legs.set(legId, { callId, worker: placed.worker });
      return placed.worker;
    },
    leave: (legId) => {
      const leg = legs.get(legId);
      const placed = leg === undefined ? undefined : calls.get(leg.callId);
      legs.delete(legId);
      if (leg === undefined || placed === undefined) return leg?.worker;
      load[placed.worker]! -= weight(placed);
      placed.legs -= 1;
      load[placed.worker]! += weight(placed);
      if (placed.legs === 0) forget(leg.callId, placed);
      return leg.worker;
    },
    workerOf: (legId) => legs.get(legId)?.worker,
    lose: (worker) => {
      isUp[worker] = false;
      for (const [callId, placed] of [...calls]) if (placed.worker === worker) forget(callId, placed);
      const lost = [...legs].filter(([, leg]) => leg.worker === worker).map(([legId]) => legId);
      for (const legId of lost) legs.delete(legId);
      return lost;
    },
    up: (worker) => {
      isUp[worker] = true;
    },
  };
}
