/** Days with a name of their own in the United States, and on which date each falls. */
import type { DateTime } from 'luxon';

/** A fixed date, or the nth such weekday of a month (-1: the last); `plus` days after that. */
type Rule = { month: number; plus?: number } & ({ date: number } | { weekday: number; nth: number });

const THANKSGIVING = { month: 11, weekday: 4, nth: 4 };

/** Words of each, without "day". */
const HOLIDAYS: [string, Rule][] = [
  ['thanksgiving|turkey', THANKSGIVING],
  ['black friday', { ...THANKSGIVING, plus: 1 }],
  ['cyber monday', { ...THANKSGIVING, plus: 4 }],
  ['christmas|xmas|navidad', { month: 12, date: 25 }],
  ['new years?|holidays|ano nuevo', { month: 1, date: 1 }],
  ['halloween', { month: 10, date: 31 }],
  ['4th of july|fourth of july|july 4th|independence', { month: 7, date: 4 }],
  ['veterans?', { month: 11, date: 11 }],
  ['valentines?', { month: 2, date: 14 }],
  ['juneteenth', { month: 6, date: 19 }],
  ['(?:st|saint) (?:patricks?|pattys?|paddys?)', { month: 3, date: 17 }],
  ['mlk|martin luther king', { month: 1, weekday: 1, nth: 3 }],
  ['presidents?', { month: 2, weekday: 1, nth: 3 }],
  ['mothers', { month: 5, weekday: 7, nth: 2 }],
  ['memorial', { month: 5, weekday: 1, nth: -1 }],
  ['fathers', { month: 6, weekday: 7, nth: 3 }],
  ['labor', { month: 9, weekday: 1, nth: 1 }],
  ['columbus|indigenous peoples?', { month: 10, weekday: 1, nth: 2 }],
  ['election', { month: 11, weekday: 1, nth: 1, plus: 1 }],
];
/** These are holidays only with "day" after them. */
const ONLY_DAY =
  'turkey|independence|veterans?|valentines?|mlk|martin luther king|presidents?|mothers|memorial|fathers|labor|columbus|indigenous peoples?|election';
const ALONE = HOLIDAYS.map(([words]) => words)
  .flatMap((words) => words.split('|'))
  .filter((word) => !ONLY_DAY.split('|').includes(word) && !word.includes(')') && !word.includes('('))
  .join('|');

/** What stands before, the name, and "eve" after it (which the normaliser writes "evening"). */
export const HOLIDAY_RE = new RegExp(
  `\\b(?:(?:the )?(day after|day before|night before|after|despues de) )?(?:the )?(?:(${ALONE})|(${ONLY_DAY}|(?:st|saint) \\w+)(?= day\\b))(?: day)?\\b( evening| eve)?`,
);

const BY_NAME: [RegExp, Rule][] = HOLIDAYS.map(([words, rule]) => [new RegExp(`^(?:${words})$`), rule]);

/** The rule of a name, moved by "the day after" (1) or "eve" (-1). */
export function holidayOf(m: RegExpExecArray): Rule | undefined {
  const name = m[2] ?? m[3] ?? '';
  const rule = BY_NAME.find(([re]) => re.test(name))?.[1];
  const moved = m[1] === undefined ? 0 : /before/.test(m[1]) ? -1 : 1;
  return rule && { ...rule, plus: (rule.plus ?? 0) + moved - (m[4] ? 1 : 0) };
}

export type Holiday = Rule;

/** The next such day, today counted. */
export function holidayDate(today: DateTime, rule: Rule): DateTime {
  const inYear = (year: number): DateTime => {
    const base =
      'date' in rule
        ? today.set({ year, month: rule.month, day: rule.date })
        : nthWeekday(today.set({ year, month: rule.month, day: 1 }), rule.weekday, rule.nth);
    return base.plus({ days: rule.plus ?? 0 });
  };
  const years = [today.year - 1, today.year, today.year + 1].map(inYear);
  return years.find((date) => date >= today) ?? today;
}

/** The nth such weekday of the month that begins on `first`; -1 is the last one. */
export function nthWeekday(first: DateTime, weekday: number, nth: number): DateTime {
  const ahead = (weekday - first.weekday + 7) % 7;
  if (nth > 0) return first.plus({ days: ahead + 7 * (nth - 1) });
  const last = first.endOf('month').startOf('day');
  return last.minus({ days: (last.weekday - weekday + 7) % 7 });
}
