/** Plain sentences a supervisor reads. Times are the person's, in the clock that binds. */
import { abbreviationAt, type Clock, clockWords, localTime } from './clock.ts';
import type { CompiledRules } from './compile.ts';
import type { PermitInput } from './types.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "Not sent" for texts, "Not called" for voice. */
export function notDone(input: PermitInput): string {
  return input.attempt.channel === 'voice' ? 'Not called' : 'Not sent';
}

/** The person's first name, or "this person". */
export function who(input: PermitInput): string {
  return input.lead.name || 'this person';
}

/** "Florida", "the United Kingdom's place key" when the name is not known. */
export function placeName(rules: CompiledRules, place: string): string {
  return rules.placeNames.get(place) ?? place;
}

/** "9:40 PM". */
export function timeAt(clock: Clock, ms: number): string {
  return clockWords(localTime(clock, ms).minute);
}

/** "8:02 AM EST" within a day, otherwise "Monday, November 23 at 8:02 AM EST". */
export function whenAt(clock: Clock, ms: number, nowMs: number): string {
  const time = `${timeAt(clock, ms)} ${abbreviationAt(clock, ms)}`;
  if (ms - nowMs < 86_400_000) return time;
  const { day, weekday } = localTime(clock, ms);
  const date = new Date(day * 86_400_000);
  return `${DAYS[weekday]}, ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} at ${time}`;
}

/** "Saturday". */
export function weekdayName(weekday: number): string {
  return DAYS[weekday] ?? '';
}

/** "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}
