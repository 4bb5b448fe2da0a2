/** The marks of time that a text may hold, each where it stands, and what the grammars of them share. */

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
}
/** Days with a date of their own in the United States. */
export type Holiday = 'thanksgiving' | 'christmas' | 'new-year' | 'halloween' | 'july-4';

export interface Day {
  type: 'day';
  index: number;
  end: number;
  negated: boolean;
  day:
    | { rel: number }
    | { weekday: number; next: boolean; this: boolean; weekLater: boolean }
    | { holiday: Holiday; after: boolean }
    | { date: number; month?: number; year?: number }
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
  after: boolean;
  negated: boolean;
  /** A phrase for something done ("after work"), not a plain part of the day. */
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
  /\b(about|around|roughly|like|maybe|approx|approximately|say|abouts|round|near|close to|como|a eso de|mas o menos|probably|por ahi|tipo)( (a las?|at))? $/;
export const APPROX_AFTER = /^ ?(ish\b|or so\b|give or take|or thereabouts|mas o menos|maybe\b|-?ish)/;
