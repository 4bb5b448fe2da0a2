/**
 * A wished call time in the lead's words, as an instant. Conventions (see docs/READING.md): bare hours 1 to 7 are
 * afternoon, 8 to 11 the next to come, 12 is noon; a time already past today means tomorrow; a lower bound runs to 21:00.
 * Quiet hours are not this module's business: what was wished is kept as said.
 */
import { DateTime } from 'luxon';
import { zoneOf } from '../kernel/zone.ts';
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
  /** The one time proposed or noted (ISO 8601): "same time" is its hour. Without it that is the hour of now. */
  standing?: string;
}

const NOW_RE =
  /\b(right now|now|asap|immediately|right away|this (second|minute|instant)|ahora( mismo)?|ahorita|de una vez|soonest|the sooner the better|as soon as (possible|you can|he can|she can|they can)|anytime now|any time now)\b/;
const NOT_NOW_RE =
  /\b(not|cant|dont|busy|no|isnt a good time|bad time|driving|working|at work|in a meeting|slammed)( \w+){0,2} (right now|now|ahora|ahorita)\b|\b(right now|now|ahora) (isnt|is not|doesnt|wont|is bad|no)\b|\bfrom now\b|\bas now\b|\bahora no\b|\buntil now\b|\bfor now\b|\bby now\b/;

/** The wished call time of one text, or null when it gives none that can be used. Never throws on odd text. */
export function parseWhen(message: string, options: WhenOptions): When | null {
  const norm = normalize(message).text;
  const zone = zoneOf(namedZone(norm) ?? options.tz);
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
  const standing = options.standing ? DateTime.fromISO(options.standing, { zone }) : undefined;
  const found = resolve(s, now, delays, days, parts, clocks, specials, asked, standing);
  if (!found || (!found.named && NO_TELLING.test(s))) return null;
  if (/\bweek ?days?\b|\bmonday (?:to|-|thru|through) friday\b/.test(s)) ontoWeekday(found);
  return asWhen(found, options.tz);
}

function asWhen(found: Found, tz: string): When {
  const zone = zoneOf(tz);
  const out = (t: DateTime): string =>
    t.setZone(zone).set({ second: 0, millisecond: 0 }).toISO({ suppressMilliseconds: true }) ?? '';
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
  /\b(call|ring|phone|reach|talk|speak|chat|try|what time|when|which|time|hour|suits?|works?|free|open|available|slots?|earliest|soonest|better|llam\w+|hora)\b|\b(at|or|las?) \d|\b(we|i|they|he|she) (have|has|got) ((mon|tues|wednes|thurs|fri|satur|sun)day |today |tomorrow )?\d{1,2}(:\d\d| ?[ap]m)/;
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
  return NAMES_AN_HOUR.test(text) ? clockTimes(aboutTheCall(text), text, options) : [];
}

const NOTES =
  /\b(got it|done|it is|confirmed|booked|noted|(all )?set|locked in|(see|talk to) you then|works|perfect|great|sounds good|will do|ok|okay|down for)\b/;
const SURE_HOUR =
  /\b\d{1,2}(:\d\d)? ?(am|pm)\b|\b\d{1,2}:\d\d\b|\b(today|tomorrow|\w{3,6}day) (at )?\d|\bnoon\b/;

/** The times that the assistant has just noted as the lead's wish ("1 pm today, got it"), those to come. */
export function notedTimes(text: string, options: WhenOptions): When[] {
  if (!SURE_HOUR.test(text) || !NOTES.test(text)) return [];
  const noted = text
    .split(/(?<=[.!?]) /)
    .filter((x) => NOTES.test(x) && SURE_HOUR.test(x) && !OF_ELSE.test(x) && !x.includes('?'))
    .join(' ');
  return noted === '' ? [] : clockTimes(noted, text, options);
}

/** The exact clock times of `sentences`, which are of `text`, that are to come. */
function clockTimes(sentences: string, text: string, options: WhenOptions): When[] {
  const zone = zoneOf(namedZone(text) ?? options.tz);
  const now = DateTime.fromMillis(options.nowMs, { zone });
  if (!now.isValid) return [];
  const s = timeText(withoutZones(sentences));
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

/** "I clock out at 5, give me 15 to get to the car": the delay begins there. */
const ADDED = /^[^.;!?]{0,12}\b(give me|gimme|plus|need|add)( (like|about|another|maybe))? \d+( min)?$/;

/** "3 at the earliest, 5 at the latest": from the one to the other, where no other hour is wished for. */
function bothBounds(clocks: Clock[], placed: (c: Clock) => Found | null): Found | undefined {
  const after = clocks.findLast((c) => c.role === 'after');
  const before = clocks.findLast((c) => c.role === 'before');
  if (!after || !before || clocks.some((c) => c.role === 'exact')) return undefined;
  const start = placed(after);
  const end = placed({ ...before, role: 'exact' });
  if (!start || !end || end.at <= start.at || !end.at.hasSame(start.at, 'day')) return undefined;
  return { ...start, to: end.at };
}

const AROUND = /^ (before|after|past|prior to|ahead of)( like| about| around)? $/;

const PREFERRED =
  /^ ?(?:is|s|works|would be|looks|seems|(?:would )?suits?)( me)? (?:a (?:lot|bit) |much |way |even )?(?:better|best|easier|easiest|ideal|preferred|safer)\b|^ ?preferably\b/;

/** "Thursday or friday but thursday is better": of several days the one preferred. */
function preferred(s: string, days: Day[]): Day[] {
  const better = days.filter((d) => PREFERRED.test(s.slice(d.end)));
  return days.length > 1 && better.length === 1 ? better : days;
}

/** "When the baby goes down, could be whenever": what they wait for has no hour. */
const NO_TELLING =
  /\b(?:could|might|may) be (?:whenever|ages|hours)\b|\b(?:no telling|who knows|god knows|hard to say|cant say|hard to tell) (?:when|what time|how long)\b/;

function resolve(
  s: string,
  now: DateTime,
  delays: Delay[],
  days: Day[],
  parts: DayPart[],
  clocks: Clock[],
  specials: Special[],
  asked: ChosenDay | undefined,
  standing: DateTime | undefined,
): Found | null {
  const pickDay: typeof dayNear = (...said) => dayNear(...said) ?? asked;
  const usableDays = preferred(
    s,
    days.filter((d) => !d.negated),
  );
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
    (/^ ?(after|later|past)( (that|then|it|landing))? ?($|[.,!?])/.test(s.slice(delay.end)) ||
      (clock.role === 'after' && ADDED.test(s.slice(clock.end, delay.end))))
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
  // "Half an hour before 5", "an hour after noon".
  const around = delay && clock && clock.index > delay.end && AROUND.exec(s.slice(delay.end, clock.index));
  if (around) {
    const start = fromClock(
      s,
      { ...clock, role: 'exact' },
      now,
      pickDay(usableDays, clock.index, now, dayDelay),
      partNear(usableParts, clock, s),
    );
    const minutes = /before|prior|ahead/.test(around[1] as string) ? -delay.minutes : delay.minutes;
    const at = start?.at.plus({ minutes });
    if (at && at > now) return { at, from: at, to: at.plus({ minutes: 15 }), kind: 'exact', named: true };
  }
  if (
    delay &&
    !(clock && clock.role === 'exact' && !isBusy(s, clock.index)) &&
    !(special && special.name === 'same')
  )
    return fromDelay(now, delay);
  if (special && !clock) {
    const day = pickDay(usableDays, special.index, now, dayDelay);
    return fromSpecial(special, now, day, standing);
  }
  const between =
    clock &&
    bothBounds(clocks, (c) =>
      fromClock(s, c, now, pickDay(usableDays, c.index, now, dayDelay), partNear(usableParts, c, s)),
    );
  if (between) return between;
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
