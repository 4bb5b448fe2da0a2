/**
 * A test clock for the real program: its time runs as fast as ours, moved ahead. So an end-to-end test says what hour
 * it is for the lead (texts and calls have quiet hours), and a booked call can be played without waiting for its day.
 */
import { DateTime } from 'luxon';

/** Node's arguments that move `Date` ahead in the process and its workers, before anything else runs. */
export function movedClock(aheadMs: number): string[] {
  if (aheadMs === 0) return [];
  const code = `const Own = Date; const ahead = ${Math.round(aheadMs)};
    globalThis.Date = new Proxy(Own, {
      construct: (target, args) => (args.length === 0 ? new target(Own.now() + ahead) : new target(...args)),
      apply: () => new Own(Own.now() + ahead).toString(),
      get: (target, name) => (name === 'now' ? () => Own.now() + ahead : Reflect.get(target, name)),
    });`;
  return [`--import=data:text/javascript,${encodeURIComponent(code)}`];
}

/** How far ahead the next moment lies at which it is this hour of a working day in this zone. */
export function aheadTo(hour: number, zone: string, nowMs: number): number {
  let at = DateTime.fromMillis(nowMs, { zone }).set({ hour, minute: 0, second: 0, millisecond: 0 });
  while (at.toMillis() <= nowMs || at.weekday > 5) at = at.plus({ days: 1 });
  return at.toMillis() - nowMs;
}
