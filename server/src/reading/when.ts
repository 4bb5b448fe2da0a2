/**
 * A wished call time in the lead's words, as an instant. Conventions (see docs/READING.md): bare hours 1 to 7 are
 * afternoon, 8 to 11 the next to come, 12 is noon; a time already past today means tomorrow; a lower bound runs to 21:00.
 * Quiet hours are not this module's business: what was wished is kept as said.
 */
import { DateTime } from 'luxon';
import { zoneOf } from '../kernel/zone.ts';
import { normalize } from './text.ts';
import { withoutAsides } from './when/asides.ts';
import { type ChosenDay, pickDay as dayNear } from './when/calendar.ts';
import { findClocks } from './when/clocks.ts';
import { findDays } from './when/days.ts';
import { findDelays } from './when/delays.ts';
import { type Found, fromClock, partNear, type WhenKind } from './when/found.ts';
import type { Clock, DayPart } from './when/marks.ts';
import { findParts, findSpecials } from './when/parts.ts';
import { resolve } from './when/resolve.ts';
import { timeText } from './when/text.ts';
import { namedZone, onceInOneZone, UNKNOWN, withoutZones } from './when/zones.ts';

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
  /** An hour whose day nobody named. */
  dayless: boolean;
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
  /** The lead's own text before that: its day and part of the day hold where neither names one. */
  before?: string;
  /** The one time proposed or noted (ISO 8601): "same time" is its hour. Without it that is the hour of now. */
  standing?: string;
}

/** The wished call time of one text, or null when it gives none that can be used. Never throws on odd text. */
export function parseWhen(message: string, options: WhenOptions): When | null {
  const norm = onceInOneZone(normalize(message).text);
  const named = namedZone(norm, options.asked);
  if (named === UNKNOWN) return null;
  const zone = zoneOf(named ?? options.tz);
  const now = DateTime.fromMillis(options.nowMs, { zone });
  if (!now.isValid) return null;
  const s = withoutAsides(timeText(withoutZones(norm)));
  const delays = findDelays(s);
  const days = findDays(s);
  const parts = findParts(s).filter((p) => !days.some((d) => 'holiday' in d.day && overlaps(d, p)));
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
  const asked = lacksDay ? askedOf(options, now) : {};
  const standing = options.standing ? DateTime.fromISO(options.standing, { zone }) : undefined;
  // Another hour for the time that stands keeps its day.
  if (lacksDay && standing && !asked.day && standing > now)
    asked.day = { date: standing.startOf('day'), explicitToday: false, weekday: false };
  if (parts.length === 0 && asked.part && clocks.every((c) => mayFall(c, asked.part as DayPart)))
    parts.push(asked.part);
  const found = resolve(s, now, { delays, days, parts, clocks, specials }, asked.day, standing);
  if (!found || (!found.named && NO_TELLING.test(s))) return null;
  if (days.every((d) => d.negated || 'nextWeek' in d.day) && WEEKDAYS.test(s)) ontoWeekday(found);
  return { ...asWhen(found, options.tz), dayless: lacksDay };
}

const WEEKDAYS = /\bweek ?days?\b(?! (?:are|is|dont|wont|suck|no))|\bmonday (?:to|-|thru|through) friday\b/;

/** "Christmas eve" is no evening. */
const overlaps = (a: { index: number; end: number }, b: { index: number; end: number }): boolean =>
  a.index < b.end && b.index < a.end;

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
    dayless: false,
  };
}

const OF_THE_CALL =
  /\b(call|ring|phone|reach|talk|speak|chat|try|what time|when|which|time|hour|suits?|works?|free|open|available|slots?|spots?|openings?|earliest|soonest|better|llam\w+|hora)\b|\b(at|or|las?) \d|\b(we|i|they|he|she) (have|has|got) ((mon|tues|wednes|thurs|fri|satur|sun)day |today |tomorrow )?\d{1,2}(:\d\d| ?[ap]m)/;
const OF_ELSE =
  /\b(visit|appointment|tour|install\w*|class|game|show|event|move|moving|starts?|closing|deadline|due|renew\w*|expires?|missed|tried|called|quote|ends?)\b/;

/** Sentences of the assistant that propose or ask for a time of the call. */
const aboutTheCall = (text: string): string =>
  text
    .split(/(?<=[.!?]) /)
    .filter((x) => (OF_THE_CALL.test(x) || x.includes('?')) && !OF_ELSE.test(x))
    .join(' ');

/** What was asked about, or what the lead said before it: "tomorrow evening" ("What time?") "8". */
interface Asked {
  day?: ChosenDay;
  part?: DayPart;
}

function askedOf(options: WhenOptions, now: DateTime): Asked {
  const asked = options.asked ? marksOf(aboutTheCall(options.asked), now) : {};
  if (asked.day || !options.before) return asked;
  const before = marksOf(normalize(options.before).text, now);
  return { day: before.day, part: asked.part ?? before.part };
}

/** Whether the hour can be one of that part of the day: "8" of the evening, "2" not of the morning. */
function mayFall(c: Clock, part: DayPart): boolean {
  const minutes = [c.hour * 60 + c.minute, (c.hour + 12) * 60 + c.minute];
  return c.meridiem === undefined && minutes.some((m) => m >= part.from - 60 && m <= part.to + 30);
}

/** The one day and the one plain part of the day that a text names. */
function marksOf(text: string, now: DateTime): Asked {
  const s = withoutAsides(timeText(withoutZones(text)));
  const days = findDays(s).filter((d) => !d.negated);
  const day = days.length === 1 ? dayNear(days, 0, now, undefined) : undefined;
  const parts = findParts(s).filter((p) => !p.negated && !p.activity && p.part !== 'lunch');
  return { day: day?.span ? undefined : day, part: parts.length === 1 ? parts[0] : undefined };
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
  const open = aboutTheCall(text).replace(SETTLED, ' ');
  return clockTimes(open, text, options);
}

/** "Tomorrow at 4, noted.": a sentence that settles a time proposes none. */
const SETTLED =
  /[^.!?]*\b(?:got it|noted|booked|confirmed|it is|all set|locked in|see you|talk (?:to you )?then|put you down|down for)\b[^.!?]*[.!]/g;
const NOTES =
  /\b(got it|done|it is|confirmed|booked|noted|(all )?set|locked in|(see|talk to) you then|works|perfect|great|sounds good|will do|ok|okay|down for)\b/;
const SURE_HOUR =
  /\b\d{1,2}(:\d\d)? ?(am|pm)\b|\b\d{1,2}:\d\d\b|\b(today|tomorrow|tonight|\w{3,6}day) (at |after |around )?\d|\b\d{1,2} (today|tomorrow|tonight|it is|on \w{3,6}day|works)\b|\bnoon\b/;

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
  const dayless = days.length === 0;
  return findClocks(s, taken, true)
    .filter((c) => c.role === 'exact' || c.role === 'after')
    .slice(0, MOST_PROPOSED)
    .flatMap((c) => {
      const found = fromClock(s, c, now, dayNear(days, c.index, now, undefined), partNear(parts, c, s));
      return found && found.at > now ? [{ ...asWhen(found, options.tz), dayless }] : [];
    });
}

/** "Weekdays after 6" said on a Friday evening begins on Monday. */
function ontoWeekday(found: Found): void {
  const days = found.at.weekday < 6 ? 0 : 8 - found.at.weekday;
  found.at = found.at.plus({ days });
  found.from = found.from.plus({ days });
  found.to = found.to.plus({ days });
}

/** "When the baby goes down, could be whenever": what they wait for has no hour. */
const NO_TELLING =
  /\b(?:could|might|may) be (?:whenever|ages|hours)\b|\b(?:ill|i will|let me|gotta|have to) (?:tell|text|message|let|hit|get back|check back|circle|find out|confirm)(?: \w+){0,4} (?:then|know|later|when|once)\b|\b(?:idk|dont know|not sure|no idea) (?:yet|when|until)\b|\b(?:no telling|who knows|god knows|hard to say|cant say|hard to tell) (?:when|what time|how long)\b/;
