/**
 * Times in words, always in the lead's zone, with weekday and zone; and the choice of slots to offer. Pure.
 */
import { DateTime } from 'luxon';
import { zoneOf } from '../kernel/zone.ts';
import type { Slot } from './conversation.ts';

type Language = 'en' | 'es';

const MINUTE_MS = 60_000;

function at(ms: number, tz: string, language: Language): DateTime {
  return DateTime.fromMillis(ms, { zone: zoneOf(tz), locale: language === 'es' ? 'es' : 'en-US' });
}

function clock(time: DateTime): string {
  return time.setLocale('en-US').toFormat(time.minute === 0 ? 'h a' : 'h:mm a');
}

/** "CST" for a zone and its offset, which name it: few, and dear to find out. */
const zoneNames = new Map<string, string>();

function zone(time: DateTime): string {
  const key = `${time.zoneName} ${time.offset}`;
  const known = zoneNames.get(key);
  if (known !== undefined) return known;
  const name = time.setLocale('en-US').toFormat('ZZZZ');
  zoneNames.set(key, name);
  return name;
}

function daysAhead(time: DateTime, nowMs: number): number {
  const today = DateTime.fromMillis(nowMs, { zone: time.zone }).startOf('day');
  return Math.round(time.startOf('day').diff(today, 'days').days);
}

/** For a confirmation: "Tuesday (tomorrow) at 9 AM CST", "Friday, Nov 27 at 3:30 PM CST". */
export function fullTime(slot: Slot, nowMs: number, language: Language): string {
  const time = at(slot.atMs, slot.tz, language);
  const ahead = daysAhead(time, nowMs);
  const spanish = language === 'es';
  const near =
    ahead === 0
      ? spanish
        ? ' (hoy)'
        : ' (today)'
      : ahead === 1
        ? spanish
          ? ' (mañana)'
          : ' (tomorrow)'
        : '';
  const date = ahead > 6 ? time.toFormat(spanish ? " d 'de' LLLL" : ', LLL d') : '';
  const weekday = time.toFormat('cccc');
  return spanish
    ? `el ${weekday}${near}${date} a las ${clock(time)} ${zone(time)}`
    : `${weekday}${near}${date} at ${clock(time)} ${zone(time)}`;
}

/** For an offer: "today at 4 PM", "tomorrow at 9 AM", "Friday at 3:30 PM". */
function shortTime(slot: Slot, nowMs: number, language: Language): string {
  const time = at(slot.atMs, slot.tz, language);
  const ahead = daysAhead(time, nowMs);
  const spanish = language === 'es';
  const day =
    ahead === 0
      ? spanish
        ? 'hoy'
        : 'today'
      : ahead === 1
        ? spanish
          ? 'mañana'
          : 'tomorrow'
        : time.toFormat(ahead > 6 ? (spanish ? "cccc d 'de' LLLL" : 'cccc, LLL d') : 'cccc');
  return `${day} ${spanish ? 'a las' : 'at'} ${clock(time)}`;
}

/** One offered time, with its zone. */
export function oneTime(slot: Slot, nowMs: number, language: Language): string {
  return `${shortTime(slot, nowMs, language)} ${zone(at(slot.atMs, slot.tz, language))}`;
}

/** Two offered times; the day is said once when both are on it, the zone once at the end. */
export function twoTimes(a: Slot, b: Slot, nowMs: number, language: Language): [string, string] {
  const second = at(b.atMs, b.tz, language);
  const sameDay = at(a.atMs, a.tz, language).hasSame(second, 'day');
  const words = sameDay
    ? `${language === 'es' ? 'a las ' : ''}${clock(second)}`
    : shortTime(b, nowMs, language);
  return [shortTime(a, nowMs, language), `${words} ${zone(second)}`];
}

/** The soonest slot and one that is a real alternative: at least an hour later where there is one. */
export function twoSlots(
  slots: readonly Slot[],
  nowMs: number,
  window?: { fromMs: number; toMs: number },
): Slot[] {
  const open = slots.filter(
    (slot) =>
      slot.atMs > nowMs + 2 * MINUTE_MS &&
      (!window || (slot.atMs >= window.fromMs && slot.atMs <= window.toMs)),
  );
  const first = open[0];
  if (!first) return [];
  const second = open.find((slot) => slot.atMs >= first.atMs + 60 * MINUTE_MS) ?? open[1];
  return second ? [first, second] : [first];
}

/** The two slots nearest to a wish, in order of time. */
export function nearestSlots(slots: readonly Slot[], wishMs: number, nowMs: number): Slot[] {
  return slots
    .filter((slot) => slot.atMs > nowMs + 2 * MINUTE_MS)
    .toSorted((a, b) => Math.abs(a.atMs - wishMs) - Math.abs(b.atMs - wishMs))
    .slice(0, 2)
    .toSorted((a, b) => a.atMs - b.atMs);
}

/**
 * The bookable start for a wish, or null. An exact wish may sit between slots: a slot within 20 minutes on
 * either side means that somebody works then. A lower bound takes the first slot after it.
 */
export function slotForWish(
  slots: readonly Slot[],
  wish: { atMs: number; toMs?: number; kind?: string },
  tz: string,
  nowMs: number,
): Slot | null {
  if (wish.atMs <= nowMs) return null;
  const bound = wish.kind === 'after' || wish.kind === 'daypart' || wish.kind === 'day';
  if (slots.some((slot) => Math.abs(slot.atMs - wish.atMs) <= 20 * MINUTE_MS)) return { atMs: wish.atMs, tz };
  const latestMs = wish.toMs ?? wish.atMs + (bound ? 3 * 60 : 60) * MINUTE_MS;
  if (!bound && wish.kind !== 'approximate') return null;
  return slots.find((slot) => slot.atMs >= wish.atMs && slot.atMs <= latestMs) ?? null;
}

/** Moves an instant into 9:00-20:00 of the lead's day: follow-ups are not worth a refusal by the gate. */
export function intoWakingHours(ms: number, tz: string): number {
  const time = DateTime.fromMillis(ms, { zone: zoneOf(tz) });
  if (!time.isValid) return ms;
  if (time.hour < 9) return time.set({ hour: 9, minute: 5, second: 0, millisecond: 0 }).toMillis();
  if (time.hour >= 20)
    return time.plus({ days: 1 }).set({ hour: 9, minute: 5, second: 0, millisecond: 0 }).toMillis();
  return ms;
}

/** "10 minutes", rounded up to five. */
export function waitWords(waitMs: number, language: Language): string {
  const minutes = Math.max(5, Math.ceil(waitMs / MINUTE_MS / 5) * 5);
  return `${minutes} ${language === 'es' ? 'minutos' : 'minutes'}`;
}
