/**
 * A wished call time in the lead's words, as an instant. Conventions (see docs/READING.md): bare hours 1 to 7 are
 * afternoon, 8 to 11 the next to come, 12 is noon; a time already past today means tomorrow; a lower bound runs to 21:00.
 * Quiet hours are not this module's business: what was wished is kept as said.
 */
import { DateTime } from 'luxon';
import { normalize } from './text.ts';
import {
  type Clock,
  type Day,
  type DayPart,
  type Delay,
  findClocks,
  findDays,
  findDelays,
  findParts,
  findSpecials,
  type Special,
  timeText,
} from './when-marks.ts';
import { namedZone, withoutZones } from './when-zones.ts';

export type WhenKind = 'exact' | 'approximate' | 'after' | 'daypart' | 'day';

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
}

const NOW_RE =
  /\b(right now|now|asap|immediately|right away|this (second|minute|instant)|ahora( mismo)?|ahorita|de una vez|soonest|as soon as possible|anytime now|any time now)\b/;
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
    ...parts.filter((p) => p.strong),
    ...specials,
  ];
  const clocks = findClocks(s, taken, options.loose ?? true);
  const found = resolve(s, now, delays, days, parts, clocks, specials);
  if (!found) return null;
  const out = (t: DateTime): string =>
    t.setZone(options.tz).set({ second: 0, millisecond: 0 }).toISO({ suppressMilliseconds: true }) ?? '';
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

interface Found {
  at: DateTime;
  from: DateTime;
  to: DateTime;
  kind: WhenKind;
  named: boolean;
  closing?: boolean;
  now?: boolean;
  inferred?: boolean;
}

function resolve(
  s: string,
  now: DateTime,
  delays: Delay[],
  days: Day[],
  parts: DayPart[],
  clocks: Clock[],
  specials: Special[],
): Found | null {
  const usableDays = days.filter((d) => !d.negated);
  const usableParts = parts.filter((p) => !p.negated);
  const special = specials.at(-1);
  const clock = pickClock(s, clocks);
  const otherWish =
    usableParts.length > 0 &&
    /\b(instead|rather|can (he|she|they|you|we)|could (he|she|they|you|we))\b/.test(s);
  const delay = delays.filter((d) => d.minutes < 1440 && !(otherWish && isBusy(s, d.index))).at(-1);
  const dayDelay = delays.filter((d) => d.minutes >= 1440).at(-1);
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
  if (clock) {
    const day = pickDay(usableDays, clock.index, now, dayDelay);
    return fromClock(s, clock, now, day, partNear(usableParts, clock, s));
  }
  const part = usableParts.at(-1);
  const day = pickDay(usableDays, part?.index ?? s.length, now, dayDelay);
  if (part) return fromPart(part, now, day);
  if (NOW_RE.test(s) && !NOT_NOW_RE.test(s))
    return { at: now, from: now, to: now.plus({ minutes: 15 }), kind: 'exact', named: false, now: true };
  if (day) return fromDay(day, now, s);
  return null;
}

const BUSY_RE =
  /\b(meeting|budget|class|shift|work|working|gets in|adjuster|flight|lands|closing|appointment|appt|game|practice|doctor|dentist|interview|court|opens?|closes?|she|he|baby|kids?|dinner|church|surgery|conference|expires?|due|born|since|moved|bought)\b[^.,;!?]{0,16}$/;
const CALL_RE =
  /\b(call|ring|phone|try|reach|talk|make it|do|lets|how about|what about|can you|works|free|available|good|better|best|prefer|llam\w+|marc\w+|puede)\b[^.;!?]{0,16}$/;

function isBusy(s: string, index: number): boolean {
  const before = s.slice(Math.max(0, index - 40), index);
  return BUSY_RE.test(before) && !CALL_RE.test(before);
}

/** The last time said that is a wish; failing that a bound that follows from what the lead is doing. */
function pickClock(s: string, clocks: Clock[]): Clock | undefined {
  const wished = clocks.filter((c) => c.role === 'exact' || c.role === 'after' || c.role === 'before');
  const free = wished.filter((c) => !isBusy(s, c.index));
  const exact = free.filter((c) => c.role === 'exact');
  const corrected = /\b(make it|actually|scratch|wait|i mean|no |instead|rather|better|sorry)\b/.test(s);
  const bestExact = exact.at(-1);
  const bestBound = free
    .filter(
      (c) =>
        c.role !== 'exact' &&
        !/\b(off|out|home|done|finish\w*|gets? (off|out|in)|lands?|arriv\w+|salgo|termino|ends?|clock out)\b[^.,;!?]{0,12}$/.test(
          s.slice(0, c.index),
        ),
    )
    .at(-1);
  if (bestExact && bestBound) {
    if (
      bestBound.index > bestExact.index &&
      !corrected &&
      exact.length === 1 &&
      s.slice(bestExact.end, bestBound.index).length > 12
    )
      return bestExact;
    return bestBound.index > bestExact.index ? bestBound : bestExact;
  }
  // "or": two times offered; the first serves.
  if (
    exact.length === 2 &&
    exact[0] &&
    exact[1] &&
    /^ ?(?:(?:am|pm|today|tomorrow|tonight|\w+day) ?)?(or|o|,) ?(?:(?:today|tomorrow|\w+day) )?(at |like |a las )?$/.test(
      s.slice(exact[0].end, exact[1].index),
    )
  )
    return exact[0];
  const busy = clocks.filter((c) => c.role === 'busy-until').at(-1);
  return bestExact ?? bestBound ?? free.at(-1) ?? busy ?? wished.at(-1);
}

interface ChosenDay {
  date: DateTime;
  explicitToday: boolean;
  weekday: boolean;
  span?: 'weekend' | 'week';
}

function pickDay(
  days: Day[],
  near: number,
  now: DateTime,
  dayDelay: Delay | undefined,
): ChosenDay | undefined {
  const said = days.slice().sort((a, b) => gap(a, near) - gap(b, near))[0];
  if (!said)
    return dayDelay
      ? {
          date: now.startOf('day').plus({ days: Math.round(dayDelay.minutes / 1440) }),
          explicitToday: false,
          weekday: false,
        }
      : undefined;
  const specific =
    'weekend' in said.day || 'nextWeek' in said.day ? days.find((d) => 'weekday' in d.day) : undefined;
  const day = (specific ?? said).day;
  const today = now.startOf('day');
  if ('rel' in day)
    return { date: today.plus({ days: day.rel }), explicitToday: day.rel === 0, weekday: false };
  if ('weekday' in day) {
    let ahead = (day.weekday - now.weekday + 7) % 7;
    const weekLater = days.some((d) => 'nextWeek' in d.day);
    if (day.next || weekLater) {
      const monday = today.plus({ days: 8 - now.weekday });
      return { date: monday.plus({ days: day.weekday - 1 }), explicitToday: false, weekday: false };
    }
    if (day.this && ahead === 0) ahead = 0;
    return { date: today.plus({ days: ahead }), explicitToday: false, weekday: ahead === 0 };
  }
  if ('weekend' in day) {
    const ahead = now.weekday === 7 && !day.next ? 0 : (6 - now.weekday + 7) % 7;
    return {
      date: today.plus({ days: ahead + (day.next && ahead < 3 ? 7 : 0) }),
      explicitToday: ahead === 0 && !day.next,
      weekday: false,
      span: 'weekend',
    };
  }
  if ('nextWeek' in day)
    return {
      date: today.plus({ days: 8 - now.weekday }),
      explicitToday: false,
      weekday: false,
      span: 'week',
    };
  return { date: nextDate(today, day.date, day.month), explicitToday: false, weekday: false };
}

function gap(d: Day, near: number): number {
  return d.end <= near ? near - d.end : d.index - near + 1;
}

function nextDate(today: DateTime, date: number, month?: number): DateTime {
  for (let ahead = 0; ahead <= 12; ahead++) {
    const base = month
      ? today.set({ day: 1, month }).plus({ years: ahead })
      : today.set({ day: 1 }).plus({ months: ahead });
    const candidate = base.set({ day: Math.min(date, base.daysInMonth ?? 28) });
    if (candidate.day === date && candidate >= today) return candidate;
  }
  return today;
}

function fromDelay(now: DateTime, d: Delay): Found {
  const at = now.plus({ minutes: d.minutes });
  if (d.toMinutes)
    return { at, from: at, to: now.plus({ minutes: d.toMinutes + 15 }), kind: 'approximate', named: true };
  const slack = d.minutes >= 60 || d.approximate ? 30 : 20;
  return {
    at,
    from: at.minus({ minutes: d.approximate ? 5 : 0 }),
    to: at.plus({ minutes: slack }),
    kind: d.approximate ? 'approximate' : 'exact',
    named: true,
  };
}

function fromSpecial(sp: Special, now: DateTime, day: ChosenDay | undefined): Found {
  let at: DateTime;
  if (sp.name === 'same') {
    let date = day?.date ?? now.startOf('day').plus({ days: 1 });
    if (day?.weekday) date = date.plus({ days: 7 });
    at = date.set({ hour: now.hour, minute: now.minute });
  } else {
    const minute = sp.name === 'top' ? 0 : sp.name === 'bottom' ? 30 : 15;
    at = now.set({ minute, second: 0, millisecond: 0 });
    if (at <= now) at = at.plus({ hours: 1 });
  }
  return { at, from: at, to: at.plus({ minutes: 15 }), kind: 'exact', named: true };
}

function partNear(parts: DayPart[], c: Clock, s: string): DayPart | undefined {
  const p = parts
    .filter((x) => !x.strong || x.part === 'evening')
    .sort((a, b) => Math.abs(a.index - c.index) - Math.abs(b.index - c.index))[0];
  if (!p) return undefined;
  const between = p.index < c.index ? s.slice(p.end, c.index) : s.slice(c.end, p.index);
  return /[.;!]/.test(between) && between.length > 25 ? undefined : p;
}

function to24(hour: number, meridiem: 'am' | 'pm'): number {
  return meridiem === 'am' ? hour % 12 : (hour % 12) + 12;
}

/** Hour candidates on a 24 h clock, in order of preference; `next` means "whichever comes first". */
function hours(
  c: Clock,
  part: DayPart | undefined,
  otherDay: boolean,
  s: string,
): { list: number[]; next: boolean } {
  if (c.meridiem) return { list: [to24(c.hour, c.meridiem)], next: false };
  if (c.hour > 12) return { list: [c.hour], next: false };
  if (c.toMeridiem && c.toHour) {
    const end = to24(c.toHour, c.toMeridiem);
    const same = to24(c.hour, c.toMeridiem);
    return { list: [same <= end ? same : to24(c.hour, c.toMeridiem === 'pm' ? 'am' : 'pm')], next: false };
  }
  if (part) {
    if (part.part === 'morning') return { list: [c.hour === 12 ? 12 : c.hour], next: false };
    if (part.part === 'lunch')
      return { list: [c.hour >= 10 && c.hour <= 12 ? c.hour : to24(c.hour, 'pm')], next: false };
    if (part.part !== 'afternoon' || c.hour !== 12)
      return { list: [c.hour === 12 ? (part.part === 'night' ? 0 : 12) : to24(c.hour, 'pm')], next: false };
  }
  if (/\b(before work|crack of dawn|wake up|alarm)\b/.test(s)) return { list: [c.hour], next: false };
  if (c.hour === 12) return { list: [12], next: false };
  if (c.hour <= 7) return { list: [c.hour + 12], next: false };
  return otherDay ? { list: [c.hour], next: false } : { list: [c.hour, c.hour + 12], next: true };
}

function fromClock(
  s: string,
  c: Clock,
  now: DateTime,
  day: ChosenDay | undefined,
  part: DayPart | undefined,
): Found | null {
  const today = now.startOf('day');
  const base = day?.date ?? today;
  const otherDay = !base.hasSame(today, 'day');
  const { list } = hours(c, part, otherDay, s);
  const at0 = (date: DateTime, h: number): DateTime =>
    date.set({ hour: h, minute: c.minute, second: 0, millisecond: 0 });
  let at = list.map((h) => at0(base, h)).find((t) => t > now);
  const first = list[0] as number;
  const role =
    c.role === 'busy-until' &&
    /\b(free|available|avail|here|home|open|good|around|up|reachable|libre|only|got|have)\b[^.,;!?]{0,20}$/.test(
      s.slice(0, c.index),
    )
      ? 'before'
      : c.role;
  if (!at) {
    if (role !== 'exact' && !day && role !== 'before') {
      // "after 6" said at 6:20: the bound is met already.
      const met = at0(base, list.at(-1) as number);
      if (now.diff(met, 'hours').hours < 3 && now.hour < 21)
        return { at: now, from: now, to: base.set({ hour: 21 }), kind: 'after', named: true };
    }
    at = day?.weekday
      ? at0(base.plus({ days: 7 }), first)
      : day?.explicitToday
        ? at0(base, list.at(-1) as number)
        : at0(base.plus({ days: otherDay ? 0 : 1 }), first);
  }
  if (c.toHour) {
    let end = at.set({ hour: c.toHour % 12, minute: c.toMinute ?? 0 });
    for (let i = 0; i < 2 && end <= at; i++) end = end.plus({ hours: 12 });
    return { at, from: at, to: end, kind: 'approximate', named: true };
  }
  if (role === 'before') {
    const opening = at.hasSame(now, 'day')
      ? now
      : at.set({ hour: part?.part === 'evening' ? 17 : part?.part === 'afternoon' ? 12 : 8, minute: 0 });
    const from = opening < at ? opening : at.minus({ hours: 1 });
    const wish = at.minus({ minutes: 30 });
    const closing = /\b(free|available|here|home|open|good|around|libre|have|got)\b/.test(s);
    return { at: wish > from ? wish : from, from, to: at, kind: 'daypart', named: false, closing };
  }
  if (role === 'after' || role === 'busy-until') {
    const limit = at.set({ hour: 21, minute: 0 });
    return {
      at,
      from: at,
      to: limit > at ? limit : at.plus({ hours: 1 }),
      kind: 'after',
      named: true,
      inferred: role === 'busy-until',
    };
  }
  if (c.approximate)
    return {
      at,
      from: at.minus({ minutes: 15 }),
      to: at.plus({ minutes: 45 }),
      kind: 'approximate',
      named: true,
    };
  return { at, from: at, to: at.plus({ minutes: 15 }), kind: 'exact', named: true };
}

function fromPart(p: DayPart, now: DateTime, day: ChosenDay | undefined): Found {
  const today = now.startOf('day');
  let base = day?.date ?? today;
  const minutes = (date: DateTime, m: number): DateTime =>
    date.set({ hour: Math.floor(m / 60), minute: m % 60, second: 0, millisecond: 0 });
  if (base.hasSame(today, 'day') && !day?.explicitToday && now > minutes(base, p.to - 30))
    base = base.plus({ days: day?.weekday ? 7 : 1 });
  // "in the morning" said once the morning is under way means the next one.
  if (!day && p.part === 'morning' && base.hasSame(today, 'day') && now.hour >= 9)
    base = base.plus({ days: 1 });
  let fromMin = p.from;
  let atMin = p.at;
  if (p.after && p.part === 'lunch') {
    fromMin = 780;
    atMin = 810;
  }
  let at = minutes(base, atMin);
  let from = minutes(base, fromMin);
  let to = minutes(base, p.after ? Math.max(p.to, 1260) : p.to);
  if (from < now) from = now;
  if (at <= now) at = now.plus({ minutes: 20 });
  if (to <= at) to = at.plus({ minutes: 60 });
  if (p.after) to = minutes(base, 1260) > at ? minutes(base, 1260) : to;
  return { at, from, to, kind: 'daypart', named: false };
}

function fromDay(day: ChosenDay, now: DateTime, s: string): Found {
  const date = day.weekday && !/\bthis\b/.test(s) ? day.date.plus({ days: 7 }) : day.date;
  if (date.hasSame(now, 'day')) {
    const at = now.plus({ minutes: 60 });
    const end = date.set({ hour: 21 });
    return {
      at: at < end ? at : now,
      from: now,
      to: end > now ? end : now.plus({ hours: 1 }),
      kind: 'day',
      named: false,
    };
  }
  const last =
    day.span === 'weekend' && date.weekday === 6
      ? date.plus({ days: 1 })
      : day.span === 'week'
        ? date.plus({ days: 4 })
        : date;
  return {
    at: date.set({ hour: 10 }),
    from: date.set({ hour: 8 }),
    to: last.set({ hour: 21 }),
    kind: 'day',
    named: false,
  };
}
