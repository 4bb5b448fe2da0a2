/** From one mark to the time it means: the start to propose and the window around it. */
import type { DateTime } from 'luxon';
import type { ChosenDay } from './calendar.ts';
import type { Clock, DayPart, Delay, Special } from './marks.ts';

export type WhenKind = 'exact' | 'approximate' | 'after' | 'daypart' | 'day';

/** A time found, in the zone the lead spoke in. */
export interface Found {
  at: DateTime;
  from: DateTime;
  to: DateTime;
  kind: WhenKind;
  named: boolean;
  closing?: boolean;
  now?: boolean;
  inferred?: boolean;
}

export function fromDelay(now: DateTime, d: Delay): Found {
  const at = now.plus({ minutes: d.minutes });
  if (d.vague) return { at, from: now, to: now.plus({ minutes: 45 }), kind: 'daypart', named: false };
  if (d.within) {
    const half = now.plus({ minutes: Math.round(d.minutes / 2) });
    return { at: half, from: now, to: at, kind: 'daypart', named: false, closing: true };
  }
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

/** @param standing a time agreed on before, whose hour "same time" means */
export function fromSpecial(
  sp: Special,
  now: DateTime,
  day: ChosenDay | undefined,
  standing: DateTime | undefined,
): Found {
  let at: DateTime;
  if (sp.name === 'same' && standing) {
    at = (day?.date ?? standing).set({ hour: standing.hour, minute: standing.minute });
    if (at <= now) at = at.plus({ days: day?.weekday ? 7 : 1 });
  } else if (sp.name === 'same') {
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

export function partNear(parts: DayPart[], c: Clock, s: string): DayPart | undefined {
  const p = parts
    .filter((x) => !x.activity || x.part === 'evening')
    .sort((a, b) => Math.abs(a.index - c.index) - Math.abs(b.index - c.index))[0];
  if (!p) return undefined;
  const between = p.index < c.index ? s.slice(p.end, c.index) : s.slice(c.end, p.index);
  const apart = /[.;!]/.test(between);
  // "Its friday night. monday 930": the night is another day's.
  const ofAnotherDay = /day $/.test(s.slice(0, p.index)) && /day\b/.test(between);
  return apart && (between.length > 25 || ofAnotherDay) ? undefined : p;
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
  if (part && !(part.part === 'morning' && part.to <= 570 && c.hour < 5)) {
    if (part.part === 'morning') return { list: [c.hour === 12 ? 12 : c.hour], next: false };
    if (part.part === 'lunch')
      return { list: [c.hour >= 10 && c.hour <= 12 ? c.hour : to24(c.hour, 'pm')], next: false };
    if (part.part !== 'afternoon' || c.hour !== 12)
      return { list: [c.hour === 12 ? (part.part === 'night' ? 0 : 12) : to24(c.hour, 'pm')], next: false };
  }
  // "I get up at 3 so 3:30": in the morning, unless they are going to bed now.
  if (/\b(before work|crack of dawn|wake up|woke up|get up|alarm)\b/.test(s))
    return /\b(sleep|bed|third shift|night shift|graveyard|nights)\b/.test(s)
      ? { list: [c.hour, c.hour + 12], next: true }
      : { list: [c.hour], next: false };
  if (c.hour === 12) return { list: [12], next: false };
  if (c.hour <= 7) return { list: [c.hour + 12], next: false };
  return otherDay ? { list: [c.hour], next: false } : { list: [c.hour, c.hour + 12], next: true };
}

/** A call now is welcome, or hurried. */
const ACCEPTS =
  /^ ?(yes|yeah|yep|yup|sure|ok|si|lovely|perfect|great|please|go ahead|do it|call|he (may|can)|she (may|can)|they (may|can))\b|\bnow (is )?(ok|okay|fine|good|works|great)\b|\b(be quick|hurry|make it quick|before (then|that))\b/;
const FREE_UNTIL =
  /\b(free|available|avail|here|home|open|good|fine|works|ok|any ?time|around|(?<!tied )up|reachable|libre|only|got|have)\b[^.,;!?]{0,20}$|\b((on|at) (my |a |the )?(lunch|break)|(by|at|near) (the|my) (phone|desk))( \w+){0,2} (until|till?|hasta)( like| about| around)? $/;
const UNWELCOME = /\b(not|cant|cannot|dont|no|but|busy|after|wait|later)\b/;
/** "Leaving at 5": how long they can be had. */
const LEAVES =
  /\b(leav(e|ing)( (the|my))?( (house|home|building|office|desk|town))?|(head|heading) out|(gotta|have to|need to|got to|must) (go|run|leave|bounce|jet|head out)|out the door|taking off)( again)? (at|by|around|about)( like| about| around)? $/;

/** "When i head out at 5": the call begins then. */
const STARTS_THEN = /\b(when|after|once|until|till?|cuando)\b[^.,;!?]*$/;

/** Whether the hour is the end of the time in which they are free, and not its beginning. */
function closes(s: string, c: Clock): boolean {
  const before = s.slice(0, c.index).replace(/(?: (?:like|about|around|maybe|at least))+ $/, ' ');
  if (c.role === 'busy-until') {
    const m = FREE_UNTIL.exec(before);
    return m !== null && !(m[2] !== undefined && UNWELCOME.test(s));
  }
  if (c.role !== 'exact' && c.role !== 'after') return false;
  return (
    ACCEPTS.test(s) && LEAVES.test(before) && !STARTS_THEN.test(before) && !UNWELCOME.test(s.slice(c.end))
  );
}

export function fromClock(
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
  const role = closes(s, c) ? 'before' : c.role;
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
    const closing =
      at.hasSame(now, 'day') &&
      (ACCEPTS.test(s) ||
        /\b(free|available|here|home|open|good|fine|works|around|libre|have|got|any ?time|if (he|she|they|you|it)|(on|at) (my |a )?(lunch|break)|(by|at) (the|my) (phone|desk))\b/.test(
          s,
        ));
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

export function fromPart(p: DayPart, now: DateTime, day: ChosenDay | undefined): Found {
  const today = now.startOf('day');
  const itsDay = p.weekday && !day ? (p.weekday - now.weekday + 7) % 7 : 0;
  let base = day?.date ?? today.plus({ days: itsDay });
  const minutes = (date: DateTime, m: number): DateTime =>
    date.set({ hour: Math.floor(m / 60), minute: m % 60, second: 0, millisecond: 0 });
  if (base.hasSame(today, 'day') && !day?.explicitToday && now > minutes(base, p.to - (p.before ? 0 : 30)))
    base = base.plus({ days: day?.weekday ? 7 : 1 });
  // "in the morning" said once the morning is under way means the next one.
  if (!day && p.part === 'morning' && p.from === MORNING && base.hasSame(today, 'day') && now.hour >= 9)
    base = base.plus({ days: 1 });
  let at = minutes(base, p.at);
  let from = minutes(base, p.from);
  let to = minutes(base, p.after ? LATEST : p.to);
  if (from < now) from = now;
  // "Before dinner" begins at once.
  if (p.before && base.hasSame(now, 'day')) from = now;
  if (at <= now) at = now.plus({ minutes: 20 });
  if (to <= at) to = at.plus({ minutes: p.before ? 0 : 60 });
  return { at, from, to, kind: 'daypart', named: false };
}
const MORNING = 480;
/** A lower bound runs to nine in the evening. */
const LATEST = 1260;

export function fromDay(day: ChosenDay, now: DateTime, s: string): Found {
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
