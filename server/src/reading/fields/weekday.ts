/** The weekday wished for a visit. */
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldContext, type FieldHit } from './common.ts';

const DAYS: [string, RegExp][] = [
  ['Monday', /\b(mondays?|lunes)\b/g],
  ['Tuesday', /\b(tuesdays?|martes)\b/g],
  ['Wednesday', /\b(wednesdays?|miercoles|hump day)\b/g],
  ['Thursday', /\b(thursdays?|jueves)\b/g],
  ['Friday', /\b(fridays?|viernes)\b/g],
  ['Saturday', /\b(saturdays?|sabados?)\b/g],
  ['Sunday', /\b(sundays?|domingos?)\b/g],
];

const OF_SOMETHING_ELSE =
  /\b(call|ring|phone|llam\w+|faxed|since (mon|tue|wed|thu|fri|sat|sun)\w+|last|was|on my way|seen|surgery|started|happened)\b/;
const NEGATED_BEFORE =
  /\b(not|no|except|but|cant( do)?|never|anything but|wont|dont do|isnt|besides|instead of|than|hate)( (on|any|the))* $/;
const NEGATED_AFTER =
  /^ ?(wont|doesnt|is bad|is no good|are bad|dont|no good|is out|are out|my bad|(is|are) (taken|full|booked|crazy|packed|off))/;
const DENIAL_OF_THE_LAST = /(wait|\.\.\.|or \.\.\.|,) no $/;

/** "No fridays": said of all of them, it is no answer to a question. The plural is in the text as typed. */
const daysRuledOut = (clean: string): string[] =>
  DAYS.map(([day]) => day).filter((day) => clean.includes(`no ${day.toLowerCase()}s`));

interface DayMention {
  day: string;
  index: number;
  negated: boolean;
}

function daysIn(s: string, noneOf: string[]): DayMention[] {
  return DAYS.flatMap(([day, re]) =>
    [...s.matchAll(re)].map((m) => {
      const before = s.slice(0, m.index);
      const negated =
        noneOf.includes(day) ||
        (NEGATED_BEFORE.test(before) && !/\bno $/.test(before.replace(DENIAL_OF_THE_LAST, ''))) ||
        NEGATED_AFTER.test(s.slice(m.index + m[0].length));
      return { day, index: m.index, negated };
    }),
  ).sort((a, b) => a.index - b.index);
}

export function readWeekday(norm: Norm, c: FieldContext): FieldHit | null {
  const s = norm.text;
  if (!c.asked && (c.aboutCall || OF_SOMETHING_ELSE.test(s))) return null;
  const good = daysIn(s, daysRuledOut(norm.clean)).filter((d) => !d.negated);
  const first = good[0];
  const last = good.at(-1);
  if (!first || !last) return null;
  if (good.every((d) => d.day === first.day))
    return { value: first.day, confidence: c.asked ? 0.95 : 0.7, corrected: CORRECTION.test(s) };
  const between = s.slice(first.index, last.index);
  if (CORRECTION.test(between) || /\bno\b/.test(between) || /\bchange\b/.test(s))
    return { value: last.day, confidence: 0.85, corrected: true };
  const ideal = good.find((d) =>
    /^\w+ (if (possible|i can|you can|i could)|preferabl\w+|ideally)/.test(s.slice(d.index)),
  );
  if (ideal) return { value: ideal.day, confidence: 0.8 };
  const prefer =
    /\b(prefer\w*|ideally|rather|best|better|mejor|if i (have to|get to|could) (choose|pick))\b/.exec(s);
  if (!prefer) return null;
  const chosen = good.find((d) => d.index > prefer.index) ?? first;
  return { value: chosen.day, confidence: 0.7 };
}
