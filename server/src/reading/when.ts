/**
 * A wished call time in the lead's words, as an instant. Conventions (see docs/READING.md): bare hours 1 to 7 are
 * afternoon, 8 to 11 the next to come, 12 is noon; a time already past today means tomorrow; a lower bound runs to 21:00.
 * Quiet hours are not this module's business: what was wished is kept as said.
 */
import { DateTime } from 'luxon';
import { normalize } from './text.ts';
import { type ChosenDay, pickDay as dayNear } from './when/calendar.ts';
import { findClocks } from './when/clocks.ts';
import { findDays } from './when/days.ts';
import { findDelays } from './when/delays.ts';
import {
  type Found,
  fromClock,
  fromDay,
  fromDelay,
  fromPart,
  fromSpecial,
  partNear,
  type WhenKind,
} from './when/found.ts';
import type { Clock, Day, DayPart, Delay, Special } from './when/marks.ts';
import { findParts, findSpecials } from './when/parts.ts';
import { dayOfTheCall, isBusy, pickClock } from './when/pick.ts';
import { timeText } from './when/text.ts';
import { namedZone, withoutZones } from './when/zones.ts';

export interface When {
  /** The start to propose. */
  at: string;
  /** The window in which a start honours the words. */
  from: string;
  to: string;
  kind: WhenKind;
  /** The lead named a clock time, a delay or a bound (not only a day or daypart). */
  named: boolean;
  /** "I'm free till 3": a closing bound, which also fits a call now. */
  closing: boolean;
  /** "right now", "asap". */
  now: boolean;
  /** "I'm off at 5", "in class until 3": inferred from what the lead does, not said as a time to call. */
  inferred: boolean;
}

export interface WhenOptions {
  nowMs: number;
  tz: string;
  /** The assistant asked for a time (or the text stands alone), so a lone number is a time. */
  loose?: boolean;
  /** What the assistant has just said about when to call: its day holds where the lead names none. */
  asked?: string;
}

const NOW_RE =
  /\b(right now|now|asap|immediately|right away|this (second|minute|instant)|ahora( mismo)?|ahorita|de una vez|soonest|the sooner the better|as soon as (possible|you can|he can|she can|they can)|anytime now|any time now)\b/;
const NOT_NOW_RE =
  /\b(not|cant|dont|busy|no|isnt a good time|bad time|driving|working|at work|in a meeting|slammed)( \w+){0,2} (right now|now|ahora|ahorita)\b|\b(right now|now|ahora) (isnt|is not|doesnt|wont|is bad|no)\b|\bfrom now\b|\bas now\b|\bahora no\b|\buntil now\b|\bfor now\b|\bby now\b/;

/** The wished call time of one text, or null when it gives none that can be used. Never throws on odd text. */
export function parseWhen(message: string, options: WhenOptions): When | null {
  const norm = normalize(message).text;
  const zone = namedZone(norm) ?? options.tz;
  const now = DateTime.fromMillis(options.nowMs, { zone });
  if (!now.isValid) return null;
  const s = timeText(withoutZones(norm));
  const delays = findDelays(s);
  const days = findDays(s);
  const parts = findParts(s);
  const specials = findSpecials(s);
  const taken = [
    ...delays,
    ...days.filter((d) => 'date' in d.day),
    ...parts.filter((p) => p.activity),
    ...specials,
  ];
  const clocks = findClocks(s, taken, options.loose ?? true);
  // What the assistant asked is only looked into where an hour lacks its day.
  const lacksDay = days.every((d) => d.negated) && clocks.length + parts.length > 0;
  const asked = lacksDay ? dayAsked(options.asked, now) : undefined;
  const found = resolve(s, now, delays, days, parts, clocks, specials, asked);
  if (!found) return null;
  if (/\bweek ?days?\b|\bmonday (?:to|-|thru|through) friday\b/.test(s)) ontoWeekday(found);
  return asWhen(found, options.tz);
}

function asWhen(found: Found, tz: string): When {
  const out = (t: DateTime): string =>
    t.setZone(tz).set({ second: 0, millisecond: 0 }).toISO({ suppressMilliseconds: true }) ?? '';
  return {
    at: out(found.at),
    from: out(found.from),
    to: out(found.to),
    kind: found.kind,
    named: found.named,
    closing: found.closing ?? false,
    now: found.now ?? false,
    inferred: found.inferred ?? false,
  };
}

const OF_THE_CALL =
  /\b(call|ring|phone|reach|talk|speak|chat|try|what time|when|which|time|hour|suits?|works?|free|open|available|slots?|earliest|soonest|better|llam\w+|hora)\b|\b(at|or|las?) \d/;
const OF_ELSE =
  /\b(visit|appointment|tour|install\w*|class|game|show|event|move|moving|starts?|closing|deadline|due|renew\w*|expires?|missed|tried|called|quote|ends?)\b/;

/** Sentences of the assistant that propose or ask for a time of the call. */
const aboutTheCall = (text: string): string =>
  text
    .split(/(?<=[.!?]) /)
    .filter((x) => OF_THE_CALL.test(x) && !OF_ELSE.test(x))
    .join(' ');

/** "What time tomorrow?": the one other day the assistant asked about. */
function dayAsked(asked: string | undefined, now: DateTime): ChosenDay | undefined {
  if (!asked) return undefined;
  const days = findDays(timeText(withoutZones(aboutTheCall(asked)))).filter((d) => !d.negated);
  const day = days.length === 1 ? dayNear(days, 0, now, undefined) : undefined;
  return day?.span ? undefined : day;
}

const MOST_PROPOSED = 4;
/** Most texts name none, and are spared the grammars. */
const NAMES_AN_HOUR =
  /\d|\b(noon|midday|mediodia|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b/;

/**
 * The clock times that the assistant has just proposed for the call ("today at 4 or tomorrow at 11"), those to come, in
 * the order said.
 * @param text the assistant's words, normalised
 */
export function proposedTimes(text: string, options: WhenOptions): When[] {
  if (!NAMES_AN_HOUR.test(text)) return [];
  const zone = namedZone(text) ?? options.tz;
  const now = DateTime.fromMillis(options.nowMs, { zone });
  if (!now.isValid) return [];
  const s = timeText(withoutZones(aboutTheCall(text)));
  const days = findDays(s).filter((d) => !d.negated);
  const parts = findParts(s).filter((p) => !p.negated);
  const taken = [...findDelays(s), ...days.filter((d) => 'date' in d.day)];
  return findClocks(s, taken, true)
    .filter((c) => c.role === 'exact')
    .slice(0, MOST_PROPOSED)
    .flatMap((c) => {
      const found = fromClock(s, c, now, dayNear(days, c.index, now, undefined), partNear(parts, c, s));
      return found && found.at > now ? [asWhen(found, options.tz)] : [];
    });
}

/** "Weekdays after 6" said on a Friday evening begins on Monday. */
function ontoWeekday(found: Found): void {
  const days = found.at.weekday < 6 ? 0 : 8 - found.at.weekday;
  found.at = found.at.plus({ days });
  found.from = found.from.plus({ days });
  found.to = found.to.plus({ days });
}

function resolve(
  s: string,
  now: DateTime,
  delays: Delay[],
  days: Day[],
  parts: DayPart[],
  clocks: Clock[],
  specials: Special[],
  asked: ChosenDay | undefined,
): Found | null {
  const pickDay: typeof dayNear = (...said) => dayNear(...said) ?? asked;
  const usableDays = days.filter((d) => !d.negated);
  const usableParts = parts.filter((p) => !p.negated);
  const special = specials.at(-1);
  const clock = pickClock(s, clocks);
  const otherWish =
    usableParts.length > 0 &&
    /\b(instead|rather|can (he|she|they|you|we)|could (he|she|they|you|we))\b/.test(s);
  const short = delays.filter((d) => !d.days && !(otherWish && isBusy(s, d.index)));
  const delay = short.findLast((d) => !d.vague) ?? short.at(-1);
  const dayDelay = delays.filter((d) => d.days).at(-1);
  // "Landing at 6, give me 30 min after": the delay counts from the time said.
  if (
    delay &&
    clock &&
    clock.index < delay.index &&
    /^ ?(after|later|past)( (that|then|it|landing))? ?($|[.,!?])/.test(s.slice(delay.end))
  ) {
    const start = fromClock(
      s,
      clock,
      now,
      pickDay(usableDays, clock.index, now, dayDelay),
      partNear(usableParts, clock, s),
    );
    if (start && clock.role !== 'negated' && clock.role !== 'since') {
      const at = start.at.plus({ minutes: delay.minutes });
      return { at, from: at, to: at.plus({ minutes: 30 }), kind: 'approximate', named: true };
    }
  }
  if (
    delay &&
    !(clock && clock.role === 'exact' && !isBusy(s, clock.index)) &&
    !(special && special.name === 'same')
  )
    return fromDelay(now, delay);
  if (special && !clock) {
    const day = pickDay(usableDays, special.index, now, dayDelay);
    return fromSpecial(special, now, day);
  }
  const wishedDay = clock && dayOfTheCall(s, clock, usableDays);
  if (wishedDay) {
    const day = pickDay([wishedDay], wishedDay.index, now, undefined);
    if (day) return fromDay(day, now, s);
  }
  if (clock) {
    const day = pickDay(usableDays, clock.index, now, dayDelay);
    return fromClock(s, clock, now, day, partNear(usableParts, clock, s));
  }
  const part = usableParts.at(-1);
  const day = pickDay(usableDays, part?.index ?? s.length, now, dayDelay);
  if (part) return fromPart(part, now, day);
  if (NOW_RE.test(s) && !NOT_NOW_RE.test(s))
    return { at: now, from: now, to: now.plus({ minutes: 15 }), kind: 'exact', named: false, now: true };
  if (day && day !== asked) return fromDay(day, now, s);
  return null;
}
