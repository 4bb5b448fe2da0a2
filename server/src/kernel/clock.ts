/** Time and chance, handed to everything that needs them; a rehearsal hands in its own. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Calls back once after `delayMs`; the handle cancels it. */
  after(delayMs: number, run: () => void): { cancel(): void };
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, run) {
    // setTimeout overflows past 2^31 - 1 ms; waking early only makes the loop look again.
    const handle = setTimeout(run, Math.min(Math.max(0, delayMs), 2_000_000_000));
    return { cancel: () => clearTimeout(handle) };
  },
};
