/** Which of the offered times a short answer means: "the second", "yes", "either", "4 works". Pure. */
import { DateTime } from 'luxon';
import type { Slot } from './conversation.ts';

const FIRST = /\b(first|1st|earlier|former|sooner|soonest|primer[ao]?|la primera)\b/i;
const SECOND = /\b(second|2nd|later one|the later|latter|other one|last one|segund[ao])\b/i;
const EITHER =
  /\b(either|both|any (?:one|time|day|hour|slot|of (?:them|those|these|the two)|works?|is (?:fine|good|ok(?:ay)?))|any ?time|whichever|no preference|you (pick|choose)|cualquiera)\b|^\W*any\W*$/i;
/** Asks for something else: "who called me the first time". "How about the first one" and "do the first" pick. */
const ASKS =
  /^\W*(?:(?:and|but|so|ok|hey) )?(?:(?:who|whose|what(?! about)|why|how(?! about)|where|does|did|(?:is|are) (?:there|it|this|that|they|you)|do (?:you|they|we|i))\b|any \w+ ?\?)/i;
const YES =
  /^\W*(?:y|ya|yes|yep|yeah|yea|yup|sure|ok|okay|k|kk|works|that works|works for me|perfect|great|good|fine|sounds good|sounds great|let'?s do (?:it|that)|do it|please|yes please|hold it|book it|s[ií](?: por favor| claro)?|claro(?: que s[ií])?|est[aá] bien|dale|bueno)(?:[\s,.!]+(?:that|it|works|please|thanks|thank you|thx|ty|good|great|fine|for me|gracias|perfecto))*\W*$/i;
const NO = /\b(no|nope|neither|can'?t|cannot|not|won'?t|don'?t|ninguna|ninguno|now|ahora)\b/i;
const HOUR = /(?<![\d:$])(\d{1,2})(?::(\d{2}))?\s*([ap])?\.?m?\b/gi;

/** The slot meant, or null when the message does not pick one. */
export function pickOffered(message: string, slots: readonly Slot[], tz: string): Slot | null {
  const [first, second] = slots;
  if (!first || message.length > 80) return null;
  if (NO.test(message)) return null;
  const byClock = slots.filter((slot) => namesClock(message, slot, tz));
  if (byClock.length === 1) return byClock[0] ?? null;
  const byDay = slots.filter((slot) => namesDay(message, slot, tz));
  if (byClock.length === 0 && byDay.length === 1 && !hasClock(message)) return byDay[0] ?? null;
  if (ASKS.test(message)) return null;
  if (second && SECOND.test(message)) return second;
  if (FIRST.test(message) || EITHER.test(message)) return first;
  if (!hasClock(message) && YES.test(message)) return first;
  return null;
}

/** A short yes and nothing else. */
export function isBareYes(message: string): boolean {
  return message.length <= 60 && YES.test(message);
}

function hasClock(message: string): boolean {
  return new RegExp(HOUR.source, 'i').test(message);
}

function namesClock(message: string, slot: Slot, tz: string): boolean {
  const time = DateTime.fromMillis(slot.atMs, { zone: tz });
  for (const match of message.matchAll(HOUR)) {
    const hour = Number(match[1]);
    const minute = Number(match[2] ?? 0);
    const half = match[3]?.toLowerCase();
    const sameHalf = !half || (half === 'p') === time.hour >= 12;
    if (hour % 12 === time.hour % 12 && minute === time.minute && sameHalf) return true;
  }
  return false;
}

function namesDay(message: string, slot: Slot, tz: string): boolean {
  const weekday = DateTime.fromMillis(slot.atMs, { zone: tz, locale: 'en-US' }).toFormat('ccc').toLowerCase();
  return new RegExp(`\\b${weekday}`, 'i').test(message);
}

const BETTER =
  /\b(better|instead|rather|make it|how about|what about|can (?:we|you) do|could (?:we|you) do|move it|mejor)\b/i;

/**
 * "2 would be better": a bookable start at that hour on the day being talked about; null when none is meant
 * or open.
 */
export function pickAnotherHour(
  message: string,
  slots: readonly Slot[],
  near: Slot,
  tz: string,
): Slot | null {
  if (message.length > 80 || !BETTER.test(message) || !hasClock(message)) return null;
  const day = DateTime.fromMillis(near.atMs, { zone: tz });
  return (
    slots.find(
      (slot) =>
        DateTime.fromMillis(slot.atMs, { zone: tz }).hasSame(day, 'day') && namesClock(message, slot, tz),
    ) ?? null
  );
}
