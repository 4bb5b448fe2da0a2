/** From the marks of a text to the one time they give: a day intersects a part of the day and an hour, a bound wraps them. */
import type { DateTime } from 'luxon';
import { type ChosenDay, pickDay as dayNear } from './calendar.ts';
import { type Found, fromClock, fromDay, fromDelay, fromPart, fromSpecial, partNear } from './found.ts';
import type { Clock, Day, DayPart, Delay, Special } from './marks.ts';
import { dayOfTheCall, isBusy, pickClock } from './pick.ts';

const NOW_RE =
  /\b(right now|now|asap|immediately|right away|this (second|minute|instant)|ahora( mismo)?|ahorita|de una vez|soonest|the sooner the better|as soon as (possible|you can|he can|she can|they can)|anytime now|any time now)\b/;
const NOT_NOW_RE =
  /\b(not|cant|dont|busy|no|isnt a good time|bad time|driving|working|at work|in a meeting|slammed)( \w+){0,2} (right now|now|ahora|ahorita)\b|\b(right now|now|ahora) (isnt|is not|doesnt|wont|is bad|no)\b|\bfrom now\b|\bas now\b|\b(ahora|ahorita) no\b|\buntil now\b|\bfor now\b|\bby now\b/;

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
  /^ ?(?:is|s|works|would be|looks|seems|(?:would )?suits?)( me)? (?:a (?:lot|bit) |much |way |even )?(?:better|best|easier|easiest|ideal|preferred|safer)\b|^ ?preferably\b|^ ?(?:suits|works|fits|is (?:good|fine|ok|great|perfect|open|free))\b/;

/** "Thursday or friday but thursday is better": of several days the one preferred. */
function preferred(s: string, days: Day[]): Day[] {
  const better = days.filter((d) => PREFERRED.test(s.slice(d.end)));
  return days.length > 1 && better.length === 1 ? better : days;
}

/** A delay that counts from an hour: "landing at 6, give me 30 min after", "half an hour before 5". */
function fromBoth(
  s: string,
  clock: Clock,
  delay: Delay,
  now: DateTime,
  placed: (c: Clock) => Found | null,
): Found | null {
  const then = clock.index < delay.index;
  if (
    then &&
    (AFTER_IT.test(s.slice(delay.end)) ||
      (clock.role === 'after' && ADDED.test(s.slice(clock.end, delay.end))))
  ) {
    const start = clock.role === 'negated' || clock.role === 'since' ? null : placed(clock);
    if (start) {
      const at = start.at.plus({ minutes: delay.minutes });
      return { at, from: at, to: at.plus({ minutes: 30 }), kind: 'approximate', named: true };
    }
  }
  const around = clock.index > delay.end && AROUND.exec(s.slice(delay.end, clock.index));
  if (!around) return null;
  const minutes = /before|prior|ahead/.test(around[1] as string) ? -delay.minutes : delay.minutes;
  const at = placed({ ...clock, role: 'exact' })?.at.plus({ minutes });
  return at && at > now ? { at, from: at, to: at.plus({ minutes: 15 }), kind: 'exact', named: true } : null;
}
const AFTER_IT = /^ ?(after|later|past)( (that|then|it|landing))? ?($|[.,!?])/;

/** All marks of one text. */
export interface Marks {
  delays: Delay[];
  days: Day[];
  parts: DayPart[];
  clocks: Clock[];
  specials: Special[];
}

/**
 * The time that the marks of a text give together, or null.
 * @param asked the day that holds where the text names none
 * @param standing a time agreed on before, whose hour "same time" means
 */
export function resolve(
  s: string,
  now: DateTime,
  { delays, days, parts, clocks, specials }: Marks,
  asked: ChosenDay | undefined,
  standing: DateTime | undefined,
): Found | null {
  const another = anotherDay(days, now);
  const pickDay: typeof dayNear = (usable, near, at, delayed) =>
    dayNear(usable, near, at, delayed, days) ?? asked ?? another;
  const usableDays = preferred(
    s,
    days.filter((d) => !d.negated),
  );
  const usableParts = parts.filter((p) => !p.negated);
  const special = specials.at(-1);
  const picked = pickClock(s, clocks);
  // "I have a cleaning at 9 so afternoon": the part is wished for.
  const clock = picked && tellsWhy(s, picked, usableParts) ? undefined : picked;
  const otherWish =
    usableParts.length > 0 &&
    /\b(instead|rather|can (he|she|they|you|we)|could (he|she|they|you|we))\b/.test(s);
  const short = delays.filter((d) => !d.days && !(otherWish && isBusy(s, d.index)));
  const delay = short.findLast((d) => !d.vague) ?? short.at(-1);
  const dayDelay = delays.filter((d) => d.days).at(-1);
  const placed = (c: Clock): Found | null =>
    fromClock(s, c, now, pickDay(usableDays, c.index, now, dayDelay), partNear(usableParts, c, s));
  const counted = delay && clock && fromBoth(s, clock, delay, now, placed);
  if (counted) return counted;
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
  const between = clock && bothBounds(clocks, placed);
  if (between) return between;
  const wishedDay = clock && dayOfTheCall(s, clock, usableDays);
  if (wishedDay) {
    const day = pickDay([wishedDay], wishedDay.index, now, undefined);
    if (day) return fromDay(day, now, s);
  }
  if (clock) return placed(clock);
  const part = usableParts.at(-1);
  const day = pickDay(usableDays, part?.index ?? s.length, now, dayDelay);
  if (part) return fromPart(part, now, day);
  if (NOW_RE.test(s) && !NOT_NOW_RE.test(s))
    return { at: now, from: now, to: now.plus({ minutes: 15 }), kind: 'exact', named: false, now: true };
  if (day && day !== asked && day !== another) return fromDay(day, now, s);
  return null;
}

/** An hour of something else, and after it the part of the day that they wish. */
const tellsWhy = (s: string, clock: Clock, parts: DayPart[]): boolean =>
  clock.role === 'exact' &&
  isBusy(s, clock.index) &&
  parts.some((p) => p.index > clock.end && /[.,;]| so | but /.test(s.slice(clock.end, p.index)));

/** "Any day but today": the first day that was not refused, where today was. */
function anotherDay(days: Day[], now: DateTime): ChosenDay | undefined {
  const refused = days.filter((d) => d.negated).flatMap((d) => dayNear([d], 0, now, undefined) ?? []);
  const isRefused = (date: DateTime): boolean => refused.some((r) => !r.span && r.date.hasSame(date, 'day'));
  if (!isRefused(now)) return undefined;
  const ahead = [1, 2, 3, 4, 5, 6, 7].find((n) => !isRefused(now.plus({ days: n })));
  return ahead === undefined
    ? undefined
    : { date: now.startOf('day').plus({ days: ahead }), explicitToday: false, weekday: false };
}
