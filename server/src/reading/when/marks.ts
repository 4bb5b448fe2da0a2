/** The marks of time that a text may hold, each where it stands, and what the grammars of them share. */
import type { Holiday } from './holidays.ts';

export type Role = 'exact' | 'after' | 'before' | 'busy-until' | 'since' | 'negated';
export type Part = 'morning' | 'lunch' | 'afternoon' | 'evening' | 'night';

export interface Delay {
  type: 'delay';
  index: number;
  end: number;
  minutes: number;
  toMinutes?: number;
  approximate: boolean;
  /** Counted in days, not in hours. */
  days: boolean;
  /** "In the next 20 minutes": from now until then. */
  within?: boolean;
  /** "In a bit": no figure was said. */
  vague?: boolean;
}
export interface Clock {
  type: 'clock';
  index: number;
  end: number;
  hour: number;
  minute: number;
  meridiem?: 'am' | 'pm';
  approximate: boolean;
  role: Role;
  toHour?: number;
  toMinute?: number;
  toMeridiem?: 'am' | 'pm';
  /** The next clause speaks of it: "call after that". */
  referred?: boolean;
}
export interface Day {
  type: 'day';
  index: number;
  end: number;
  negated: boolean;
  /** "Two weeks from friday": weeks to add. */
  weeks: number;
  /** "Or" or a comma joins it to the day before it: one of several that will do. */
  orBefore: boolean;
  /** "Or" stands before it: it begins another choice. */
  begins: boolean;
  day:
    | { rel: number }
    /** "The day after": after the day said before it, or after tomorrow. */
    | { dayAfter: true }
    | { weekday: number; next: boolean; this: boolean; weekLater: boolean }
    | { holiday: Holiday }
    | { nth: number; weekday: number; month?: number; later: boolean }
    | { date: number; month?: number; later?: boolean }
    | { weekend: true; next: boolean }
    | { nextWeek: true };
}
export interface DayPart {
  type: 'part';
  index: number;
  end: number;
  part: Part;
  from: number;
  to: number;
  at: number;
  /** From then on, up to nine in the evening. */
  after: boolean;
  /** Until then. */
  before: boolean;
  /** The day of the week it falls on, where none is named. */
  weekday?: number;
  negated: boolean;
  /** With a bound around it ("after work"): no plain part of the day. */
  activity: boolean;
}
export interface Special {
  type: 'special';
  index: number;
  end: number;
  name: 'top' | 'bottom' | 'quarter' | 'same';
}

/** Compiled once for each pattern, for they are asked for with every text. */
const globals = new Map<string, RegExp>();

const MOST_MATCHES = 50;

/** Every match of a pattern, at most fifty. */
export function finds(re: RegExp, s: string): RegExpExecArray[] {
  let global = globals.get(re.source);
  if (!global) {
    global = new RegExp(re.source, 'g');
    globals.set(re.source, global);
  }
  global.lastIndex = 0;
  const out: RegExpExecArray[] = [];
  for (let m = global.exec(s); m && m[0].length > 0 && out.length < MOST_MATCHES; m = global.exec(s))
    out.push(m);
  return out;
}

export const APPROX_BEFORE =
  /\b(about|around|roughly|like|maybe|approx|approximately|say|abouts|round|near|close to|closer to|nearer|towards?|going on|getting on|somewheres?|como|a eso de|mas o menos|probably|por ahi|tipo|cerca de)( (a? ?las?|at|about|like))? $/;
export const APPROX_AFTER =
  /^ ?(ish\b|or so\b|give or take|(?:or )?thereabouts|or there abouts|mas o menos|maybe\b|-?ish|approx\w*|i guess|probably)/;
