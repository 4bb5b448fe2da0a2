/** Which date a named day means, seen from now. */
import type { DateTime } from 'luxon';
import type { Day, Delay, Holiday } from './marks.ts';

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
  const day = (specific ?? said).day;
  const today = now.startOf('day');
  if ('rel' in day)
    return { date: today.plus({ days: day.rel }), explicitToday: day.rel === 0, weekday: false };
  if ('weekday' in day) {
    let ahead = (day.weekday - now.weekday + 7) % 7;
    if (day.weekLater)
      return { date: today.plus({ days: (ahead || 7) + 7 }), explicitToday: false, weekday: false };
    const weekLater = days.some((d) => 'nextWeek' in d.day);
    if (day.next || weekLater) {
      const monday = today.plus({ days: 8 - now.weekday });
      return { date: monday.plus({ days: day.weekday - 1 }), explicitToday: false, weekday: false };
    }
    if (day.this && ahead === 0) ahead = 0;
    return { date: today.plus({ days: ahead }), explicitToday: false, weekday: ahead === 0 };
  }
  if ('holiday' in day)
    return { date: holidayDate(today, day.holiday, day.after), explicitToday: false, weekday: false };
  if ('weekend' in day) {
    const ahead = now.weekday === 7 && !day.next ? 0 : (6 - now.weekday + 7) % 7;
    return {
      date: today.plus({ days: ahead + (day.next && ahead < 3 ? 7 : 0) }),
      explicitToday: ahead === 0 && !day.next,
      weekday: false,
      span: 'weekend',
    };
  }
  if ('nextWeek' in day)
    return {
      date: today.plus({ days: 8 - now.weekday }),
      explicitToday: false,
      weekday: false,
      span: 'week',
    };
  return { date: nextDate(today, day.date, day.month), explicitToday: false, weekday: false };
}

/** The next such day in the United States, or the day after it. */
function holidayDate(today: DateTime, holiday: Holiday, after: boolean): DateTime {
  const inYear = (year: number): DateTime => {
    const on = (month: number, day: number): DateTime => today.set({ year, month, day });
    switch (holiday) {
      case 'christmas':
        return on(12, 25);
      case 'new-year':
        return on(1, 1);
      case 'halloween':
        return on(10, 31);
      case 'july-4':
        return on(7, 4);
      case 'thanksgiving': {
        const first = on(11, 1);
        return first.plus({ days: ((4 - first.weekday + 7) % 7) + 21 });
      }
    }
  };
  const [thisYear, nextYear] = [inYear(today.year), inYear(today.year + 1)].map((d) =>
    d.plus({ days: after ? 1 : 0 }),
  ) as [DateTime, DateTime];
  return thisYear >= today ? thisYear : nextYear;
}

function gap(d: Day, near: number): number {
  return d.end <= near ? near - d.end : d.index - near + 1;
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
