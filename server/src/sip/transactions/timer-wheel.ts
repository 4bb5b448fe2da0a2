import type { SipClock } from '../clock.ts';

export interface WheelTimer {
  /** Turn of the wheel at which it fires, counted in slots since the start. */
  due: number;
  fire: () => void;
}

/** Many timers over one clock timer: adding and taking back cost the same however many there are. */
export interface TimerWheel {
  add(delayMs: number, fire: () => void): WheelTimer;
  remove(timer: WheelTimer): void;
  size(): number;
}

/** A timer fires up to one slot late, never early. */
export const SLOT_MS = 10;
const SLOTS = 1024;
/** A wake-up this close to a slot's edge counts as past it: sums of fractions miss the edge by less. */
const EDGE_MS = 0.001;

/**
 * A hashed wheel: a timer stands in slot `due % SLOTS` and is looked at once per turn (10.24 s). The clock is armed for
 * the next slot that holds anything, so an idle wheel sleeps.
 */
export function createTimerWheel(clock: SipClock): TimerWheel {
  const slots: Set<WheelTimer>[] = Array.from({ length: SLOTS }, () => new Set());
  const originMs = clock.nowMs();
  let done = 0;
  let size = 0;
  let armedFor = Number.POSITIVE_INFINITY;
  let disarm = (): void => {};
  const slotAt = (nowMs: number): number => Math.floor((nowMs - originMs + EDGE_MS) / SLOT_MS);

  const arm = (slot: number): void => {
    if (slot >= armedFor) return;
    disarm();
    armedFor = slot;
    disarm = clock.after(Math.max(0, originMs + slot * SLOT_MS - clock.nowMs()), turn);
  };

  const armNext = (): void => {
    if (size === 0) return;
    for (let slot = done + 1; slot <= done + SLOTS; slot++) {
      if (slots[slot % SLOTS]!.size > 0) {
        arm(slot);
        return;
      }
    }
  };

  const turn = (): void => {
    armedFor = Number.POSITIVE_INFINITY;
    disarm = () => {};
    const now = slotAt(clock.nowMs());
    const due: WheelTimer[] = [];
    // After a long sleep every slot is looked at once, not once per missed turn.
    for (let slot = Math.max(done + 1, now - SLOTS + 1); slot <= now; slot++) {
      for (const timer of slots[slot % SLOTS]!) {
        if (timer.due > now) continue;
        slots[slot % SLOTS]!.delete(timer);
        size--;
        due.push(timer);
      }
    }
    done = Math.max(done, now);
    // A timer fired here may take another of the same batch back; `due` is set to NaN by `remove`.
    for (const timer of due) if (!Number.isNaN(timer.due)) timer.fire();
    armNext();
  };

  return {
    add(delayMs, fire) {
      const at = Math.ceil((clock.nowMs() - originMs + Math.max(0, delayMs)) / SLOT_MS);
      const timer = { due: Math.max(at, done + 1), fire };
      slots[timer.due % SLOTS]!.add(timer);
      size++;
      // The slot before it may be closer than a whole turn away: arm for the first time its slot comes round.
      arm(timer.due - done > SLOTS ? done + SLOTS : timer.due);
      return timer;
    },
    remove(timer) {
      if (slots[timer.due % SLOTS]?.delete(timer)) size--;
      timer.due = Number.NaN;
      if (size === 0) {
        disarm();
        disarm = () => {};
        armedFor = Number.POSITIVE_INFINITY;
      }
    },
    size: () => size,
  };
}
