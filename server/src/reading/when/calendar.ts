/** Which date a named day means, seen from now. */
import type { DateTime } from 'luxon';
import { holidayDate, nthWeekday } from './holidays.ts';
import type { Day, Delay } from './marks.ts';

/** A day chosen among those said. */
export interface ChosenDay {
  date: DateTime;
  explicitToday: boolean;
  weekday: boolean;
  span?: 'weekend' | 'week';
}

/** The day said nearest to the time; a named weekday beats a week or a weekend. */
export function pickDay(
  days: Day[],
  near: number,
  now: DateTime,
  dayDelay: Delay | undefined,
  all = days,
): ChosenDay | undefined {
  const said = days.slice().sort((a, b) => gap(a, near) - gap(b, near))[0];
  if (!said)
    return dayDelay
      ? {
          date: now.startOf('day').plus({ days: Math.round(dayDelay.minutes / 1440) }),
          explicitToday: false,
          weekday: false,
        }
      : undefined;
  const specific =
    'weekend' in said.day || 'nextWeek' in said.day ? days.find((d) => 'weekday' in d.day) : undefined;
  const dates = alternatives(specific ?? said, days).map((d) => withWeeks(d, all, now));
  return dates.reduce((first, d) => (d.date < first.date ? d : first));
}

/** "Mon, wed or fri": the days of one list; any of them will do. */
function alternatives(said: Day, days: Day[]): Day[] {
  const byPlace = days.toSorted((a, b) => a.index - b.index);
  const at = byPlace.indexOf(said);
  let [from, to] = [at, at];
  while (byPlace[from]?.orBefore && from > 0) from--;
  while (byPlace[to + 1]?.orBefore) to++;
  return byPlace.slice(from, to + 1);
}

function withWeeks(said: Day, days: Day[], now: DateTime): ChosenDay {
  const day = dateOf(said, days, now);
  return said.weeks === 0
    ? day
    : { ...day, date: day.date.plus({ weeks: said.weeks }), explicitToday: false, weekday: false };
}

function dateOf(said: Day, days: Day[], now: DateTime): ChosenDay {
  const { day } = said;
  const today = now.startOf('day');
  const on = (date: DateTime): ChosenDay => ({ date, explicitToday: false, weekday: false });
  if ('rel' in day) return { ...on(today.plus({ days: day.rel })), explicitToday: day.rel === 0 };
  if ('dayAfter' in day) {
    const before = days.filter((d) => d.index < said.index).at(-1);
    return on((before ? dateOf(before, [], now).date : today.plus({ days: 1 })).plus({ days: 1 }));
  }
  if ('nth' in day) {
    const month = today.set({ day: 1, month: day.month ?? today.month }).plus({ months: day.later ? 1 : 0 });
    const date = nthWeekday(month, day.weekday, day.nth);
    if (date >= today) return on(date);
    return on(nthWeekday(month.plus(day.month ? { years: 1 } : { months: 1 }), day.weekday, day.nth));
  }
  if ('weekday' in day) {
    const ahead = (day.weekday - now.weekday + 7) % 7;
    if (day.weekLater) return on(today.plus({ days: (ahead || 7) + 7 }));
    const weekLater = days.some((d) => 'nextWeek' in d.day);
    if (day.next || weekLater)
      return on(today.plus({ days: 8 - now.weekday }).plus({ days: day.weekday - 1 }));
    return { ...on(today.plus({ days: ahead })), weekday: ahead === 0 };
  }
  if ('holiday' in day) return on(holidayDate(today, day.holiday));
  if ('weekend' in day) {
    const ahead = now.weekday === 7 && !day.next ? 0 : (6 - now.weekday + 7) % 7;
    return {
      ...on(today.plus({ days: ahead + (day.next && ahead < 3 ? 7 : 0) })),
      explicitToday: ahead === 0 && !day.next,
      span: 'weekend',
    };
  }
  if ('nextWeek' in day) return { ...on(today.plus({ days: 8 - now.weekday })), span: 'week' };
  const from = day.later ? today.startOf('month').plus({ months: 1 }) : today;
  return on(nextDate(from, day.date, day.month));
}

/** A day after "or" is rather that of the hour after it: "today at 5 or tomorrow at 9". */
const NEXT_CHOICE = 12;

function gap(d: Day, near: number): number {
  return d.end <= near ? near - d.end : d.index - near + (d.begins ? NEXT_CHOICE : 1);
}

function nextDate(today: DateTime, date: number, month?: number): DateTime {
  for (let ahead = 0; ahead <= 12; ahead++) {
    const base = month
      ? today.set({ day: 1, month }).plus({ years: ahead })
      : today.set({ day: 1 }).plus({ months: ahead });
    const candidate = base.set({ day: Math.min(date, base.daysInMonth ?? 28) });
    if (candidate.day === date && candidate >= today) return candidate;
  }
  return today;
}
