/** Shifts in the agent's own zone, daylight saving included. */
import { DateTime } from 'luxon';
import type { Shift } from './agent.ts';

const minutesOf = (clock: string): number => {
  const [hours = '0', minutes = '0'] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
};

/** The shift's span that begins on the local day of `day`, in epoch ms. */
function spanOn(shift: Shift, day: DateTime): Span | null {
  if (!shift.days.includes(day.weekday)) return null;
  const at = (minutes: number) =>
    day
      .startOf('day')
      .set({ hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 })
      .plus({ days: Math.floor(minutes / 1440) });
  const from = minutesOf(shift.from);
  const to = minutesOf(shift.to);
  return { fromMs: at(from).toMillis(), toMs: at(to <= from ? to + 1440 : to).toMillis() };
}

const dayMs = 86_400_000;
const always = [{ fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }];
/** Days of spans computed at once. */
const daysAhead = 10;
const keptSpans = 2_000;
/** Zone arithmetic costs a hundred times what the rest of a look at the roster costs; a day's spans do not change. */
const known = new Map<string, Span[]>();

export interface Span {
  fromMs: number;
  toMs: number;
}

/** Spans of the shifts that end after that instant, within the following nine days, in order. */
export function shiftSpans(shifts: Shift[], tz: string, fromMs: number): Span[] {
  if (shifts.length === 0) return always;
  const day = Math.floor(fromMs / dayMs);
  const key = `${tz}|${day}|${shifts.map((shift) => `${shift.days.join('')}${shift.from}${shift.to}`).join('|')}`;
  let spans = known.get(key);
  if (!spans) {
    spans = computeSpans(shifts, tz, day * dayMs);
    known.set(key, spans);
    if (known.size > keptSpans) known.delete(known.keys().next().value!);
  }
  return spans.filter((span) => span.toMs > fromMs);
}

function computeSpans(shifts: Shift[], tz: string, dayStartMs: number): Span[] {
  // Two days back: a shift of the local day before may run past midnight, and local days differ from UTC's.
  const start = DateTime.fromMillis(dayStartMs, { zone: tz }).startOf('day').minus({ days: 2 });
  const spans: Span[] = [];
  for (let i = 0; i <= daysAhead + 2; i++) {
    for (const shift of shifts) {
      const span = spanOn(shift, start.plus({ days: i }));
      if (span) spans.push(span);
    }
  }
  return spans.sort((a, b) => a.fromMs - b.fromMs);
}

/** @returns whether the agent is on shift now, and when that next changes (null: not within eight days). */
export function onShift(
  shifts: Shift[],
  tz: string,
  nowMs: number,
): { on: boolean; changesAtMs: number | null } {
  if (shifts.length === 0) return { on: true, changesAtMs: null };
  const spans = shiftSpans(shifts, tz, nowMs);
  const current = spans.find((span) => span.fromMs <= nowMs && nowMs < span.toMs);
  if (current) return { on: true, changesAtMs: current.toMs };
  return { on: false, changesAtMs: spans.find((span) => span.fromMs > nowMs)?.fromMs ?? null };
}

/** Whether both are on together for a quarter of an hour at least, some time within the coming week. */
export function commonSpan(
  shifts: Shift[],
  tz: string,
  hours: Shift[],
  hoursTz: string,
  nowMs: number,
): boolean {
  const untilMs = nowMs + 7 * dayMs;
  const open = shiftSpans(hours, hoursTz, nowMs);
  return shiftSpans(shifts, tz, nowMs).some((on) =>
    open.some(
      (span) =>
        Math.min(on.toMs, span.toMs, untilMs) - Math.max(on.fromMs, span.fromMs, nowMs) >= 15 * 60_000,
    ),
  );
}
