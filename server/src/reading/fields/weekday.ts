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
  /\b(call|ring|phone|llam\w+|faxed|since (mon|tue|wed|thu|fri|sat|sun)\w+|last|was|on my way|seen|surgery|started|happened|come out|comes out|due|until|by)\b/;
const NEGATED_BEFORE =
  /\b(not|no|except|but|cant( do)?|never|anything but|wont|dont do|isnt|besides|instead of|than|hate)( (on|any|the))* $/;
const NEGATED_AFTER =
  /^ ?(wont|doesnt|is bad|is no good|are bad|dont|no good|is out|are out|my bad|(is|are) (taken|full|booked|crazy|packed|off))/;
const DENIAL_OF_THE_LAST = /(wait|\.\.\.|or \.\.\.|,) no $/;

/** "Wed is motor pool", "that's good friday": what a day is taken by, where another is left. */
function freeDays(s: string, good: DayMention[]): DayMention[] {
  const free = good.filter(
    (d) =>
      !/^\w+ (is|are|i have|i got|weve got|we have) (?!(good|fine|best|better|ok|okay|perfect|great|it|easier|open|free|the|works?|my)\b)/.test(
        s.slice(d.index),
      ) &&
      !/\b(thats|that is|its|work|working|busy|booked|on shift|on call|tied up|off limits|i have|i got|ive got|get)( (good|my|the|on|all|every|it|class|kids|court))* $/.test(
        s.slice(0, d.index),
      ),
  );
  return free.length > 0 ? free : good;
}

const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?';
/** "Friday visit not Thursday, and call at 4": days of a visit beside a call. */
const OF_THE_VISIT = new RegExp(
  `\\b${DAY}(?: \\w+)? (?:visit|appointment)\\b|\\b(?:visit|appointment|come in|see (?:him|her|the doctor|you))(?: (?:to|on|for|is|be|should be|moved|move it|a|next))* ${DAY}\\b`,
);
/** "Weds I think. No thurs, wed is motor pool": the first day after the word that takes back. */
function afterTheWord(s: string, good: DayMention[]): DayMention | undefined {
  const word = [
    ...s.matchAll(
      /\b(no|wait|actually|scratch that|i mean|make (it|that)|change (it|that)? ?to|rather|sorry|instead|mejor)\b/g,
    ),
  ].at(-1);
  const after = word ? good.filter((d) => d.index > word.index) : [];
  return after.find((d) => d.day !== good[0]?.day) ?? after[0];
}

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
  if (!c.asked && (c.aboutCall || OF_SOMETHING_ELSE.test(s)) && !OF_THE_VISIT.test(s)) return null;
  const named = daysIn(s, daysRuledOut(norm.clean));
  const good = freeDays(
    s,
    named.filter((d) => !d.negated),
  );
  const first = good[0];
  const last = good.at(-1);
  if (!first || !last) return null;
  // "I get my kids Friday so any other day".
  if (
    /\b(any|every) other day\b|\banother day\b|\bany ?(day|time) (after|before|past|but|except|besides)\b/.test(
      s,
    )
  )
    return null;
  if (good.every((d) => d.day === first.day))
    return {
      value: first.day,
      confidence: c.asked ? 0.95 : 0.7,
      // "Friday is out now, Wednesday please" takes Friday back.
      corrected: CORRECTION.test(s) || named.some((d) => d.negated && d.day !== first.day),
    };
  const between = s.slice(first.index, last.index);
  if (CORRECTION.test(between) || /\bno\b/.test(between) || /\bchange\b/.test(s))
    return { value: afterTheWord(s, good)?.day ?? last.day, confidence: 0.85, corrected: true };
  const ideal = good.find((d) =>
    /^\w+ (if (possible|i can|you can|i could)|preferabl\w+|ideally)/.test(s.slice(d.index)),
  );
  if (ideal) return { value: ideal.day, confidence: 0.8 };
  const prefer =
    /\b(prefer\w*|ideally|rather|best|better|mejor|if i (have to|had to|got to|get to|could|must|need to) (choose|pick))\b/.exec(
      s,
    );
  // "My shift is Sunday, Monday, Tuesday so Thursday".
  if (
    /\b(so|leaves|only leaves|that leaves)( (me|its|make it|lets do|how about|maybe))* $/.test(
      s.slice(0, last.index),
    )
  )
    return { value: last.day, confidence: 0.8 };
  if (!prefer) return null;
  const chosen =
    good.find((d) => d.index > prefer.index) ??
    (prefer[0].startsWith('if') ? good.filter((d) => d.index < prefer.index).at(-1) : undefined) ??
    first;
  return { value: chosen.day, confidence: 0.7 };
}
