/**
 * Fewer, larger helpings of packets under load, as network cards moderate their interrupts. Woken for every packet, a
 * thread spends more on waking than on the packet; a thread that looks every three milliseconds finds sixty at once, and
 * nobody hears three milliseconds. With few packets nothing is changed: each is passed on the moment it comes.
 */
const LOOK_EVERY_MS = 3;
/** Packets a second above which looking is paced, and below which it no longer is. */
const BUSY_PER_S = 2_500;
const CALM_PER_S = 1_500;
const COUNT_EVERY_MS = 20;

export interface Pacing {
  /** Called with the packets taken so far, every few ms. */
  note(packets: number): void;
  /** Does it now; while paced, as soon as the packets that are here were taken. At most one waits. */
  afterLook(act: () => void): void;
  stop(): void;
}

/**
 * `sleep` blocks this thread for so many ms. While paced, one turn of the event loop takes at least three milliseconds; a turn
 * that had more to do than that does not wait at all.
 */
export function createPacing(nowMs: () => number, sleep: (ms: number) => void): Pacing {
  let turn: NodeJS.Immediate | undefined;
  let lookedAtMs = 0;
  let countedAtMs = nowMs();
  let counted = 0;
  let waiting: (() => void) | undefined;

  // A turn runs timers first, then takes packets, then comes here: a tick run as a timer would miss all that came meanwhile.
  const look = (): void => {
    const act = waiting;
    waiting = undefined;
    act?.();
    if (turn === undefined) return;
    const restMs = lookedAtMs + LOOK_EVERY_MS - nowMs();
    if (restMs > 0.05) sleep(restMs);
    lookedAtMs = nowMs();
    turn = setImmediate(look);
  };
  const stop = (): void => {
    if (turn !== undefined) clearImmediate(turn);
    turn = undefined;
    const act = waiting;
    waiting = undefined;
    act?.();
  };

  return {
    afterLook: (act) => {
      if (turn === undefined) act();
      else waiting = act;
    },
    note: (packets) => {
      const atMs = nowMs();
      if (atMs - countedAtMs < COUNT_EVERY_MS) return;
      const perS = ((packets - counted) * 1_000) / (atMs - countedAtMs);
      countedAtMs = atMs;
      counted = packets;
      if (turn === undefined && perS > BUSY_PER_S) turn = setImmediate(look);
      else if (turn !== undefined && perS < CALM_PER_S) stop();
    },
    stop,
  };
}
