/** A start of studies: a season with its year. */
import { DateTime } from 'luxon';
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldContext, type FieldHit } from './common.ts';

const SEASONS: [string, RegExp, number][] = [
  ['spring', /\b(spring|primavera)\b(?! break)/, 1],
  ['summer', /\b(summer|verano)\b/, 5],
  ['fall', /\b(fall|autumn|otono)\b(?! (behind|short|into))/, 8],
  ['winter', /\b(winter|invierno)\b/, 12],
];
const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const MONTH_TEST = [
  /\b(january|jan|enero)\b/,
  /\b(february|feb|febrero)\b/,
  /\b(march|marzo)\b/,
  /\b(april|apr|abril)\b/,
  /\b(mayo|(in|by|this|next|for|start|come|until|maybe|like|around|early|late|mid) may|may (2\d|1st|start|term|session)|^may\b)/,
  /\b(june|jun|junio)\b/,
  /\b(july|jul|julio)\b/,
  /\b(august|aug|agosto)\b/,
  /\b(september|sept|sep|septiembre)\b/,
  /\b(october|oct|octubre)\b/,
  /\b(november|nov|noviembre)\b/,
  /\b(december|dec|diciembre)\b/,
];

/** "The cybersecurity cert for January", nobody having asked. */
const OF_STUDIES =
  /\b(program|cert|certificate|degree|course|class|classes|study|school|masters|bachelors)\b.* (for|in|by|this|next|come) \w+/;

export function readTerm(norm: Norm, c: FieldContext): FieldHit | null {
  const s = norm.text;
  const now = DateTime.fromMillis(c.nowMs, { zone: c.tz });
  const year =
    /\b(20[2-4]\d)\b/.exec(s)?.[1] ??
    /\b(?:spring|summer|fall|winter|jan\w*|aug\w*|sep\w*|of) '?(2[5-9]|3\d)\b/.exec(s)?.[1];
  const yearNum = year ? (year.length === 2 ? 2000 + Number(year) : Number(year)) : undefined;
  if (/\b(before|b4|after) (the )?(spring|summer|fall|winter)\b/.test(s) && !/\bafter\b/.test(s)) return null;
  const all: { label: string; start: number; index: number }[] = [];
  for (const [name, re, start] of SEASONS) {
    const m = re.exec(s);
    if (m) all.push({ label: name, start, index: m.index });
  }
  const month = c.idle && !c.aboutCall && OF_STUDIES.test(s);
  if (
    c.asked ||
    month ||
    /\b(start|begin|enroll|semester|term|empezar|comenzar|iniciar|right away|not (un)?till?)\b/.test(s)
  ) {
    MONTH_TEST.forEach((re, i) => {
      const m = re.exec(s);
      if (m) all.push({ label: MONTH_NAMES[i] as string, start: i + 1, index: m.index });
    });
  }
  const good = all
    .filter(
      (t) =>
        !/^\w+ (wont|doesnt|isnt|is (out|too|full|no good|bad|not)|cant|never)\b/.test(s.slice(t.index)) &&
        !/\b(not|no|missed|cant|wont|isnt|except|than|instead of|last|since|graduated|finished|class of|(?<!not )(?:till|until)|thru|through|before|back in|from|deployed|gone)( (make|do|in|the|this|start|mid|late|early|end of))* $/.test(
          s.slice(0, t.index),
        ),
    )
    .sort((a, b) => a.index - b.index);
  if (/\b(not sure|idk|dont know|no idea)\b/.test(s) && /\bmaybe\b/.test(s) && !CORRECTION.test(s))
    return null;
  const distinct = [...new Set(good.map((g) => g.label))];
  if (distinct.length === 0) {
    if (c.asked && /\bnext (semester|term)\b/.test(s))
      return { value: now.month <= 7 ? `fall ${now.year}` : `spring ${now.year + 1}`, confidence: 0.6 };
    return null;
  }
  if (distinct.length > 1 && !CORRECTION.test(s) && !/\bno\b/.test(s) && /\b(or|maybe)\b/.test(s))
    return null;
  // "Fall, after harvest. So really spring".
  const settled = good.find((g) =>
    /\bso( (really|actually|probably|its|that is|id say|say|more like|like|make it|the))* $/.test(
      s.slice(0, g.index),
    ),
  );
  const pick =
    settled ??
    ((distinct.length > 1 && (CORRECTION.test(s) || /\bno\b/.test(s)) ? good.at(-1) : good[0]) as {
      label: string;
      start: number;
      index: number;
    });
  const far =
    /\bnext $/.test(s.slice(0, pick.index)) &&
    /^(spring|summer|fall|winter)/.test(pick.label) &&
    pick.start > now.month + 6;
  const guess =
    pick.start > now.month || (pick.start === now.month && now.day < 20) ? now.year : now.year + 1;
  // "This spring" said in January is the one under way.
  const under =
    /\bthis $/.test(s.slice(0, pick.index)) && pick.start <= now.month && now.month <= pick.start + 2;
  // "Not till spring of next year".
  const next = /\b(of )?next year\b/.test(s.slice(pick.index)) ? now.year + 1 : undefined;
  const y =
    yearNum ??
    next ??
    (under ? now.year : undefined) ??
    (far ? guess + 0 : guess) + (/\byear after next|in two years|following year\b/.test(s) ? 1 : 0);
  return { value: `${pick.label} ${y}`, confidence: c.asked ? 0.9 : 0.7, corrected: CORRECTION.test(s) };
}
