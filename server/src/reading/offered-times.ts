/** A time that the assistant has just proposed or noted: taken in few words ("the later one", "perfect") or moved ("an hour later"). */
import { DateTime } from 'luxon';
import { zoneOf } from '../kernel/zone.ts';
import type { DialogueContext } from './context.ts';
import { timeText } from './when/text.ts';
import type { When, WhenOptions } from './when.ts';

const MOST_WORDS = 9;

const MIDDLE = /\b(middle|2nd|second)\b/;
const FIRST = /\b(first|1st|former|primer[ao]?)\b/;
const LAST = /\b(last|latter|second|2nd|segund[ao]|ultim[ao])\b/;
const EARLIER = /\b(earli\w+|sooner|soonest|mas temprano)\b/;
const LATER = /\b(later|latest|mas tarde)\b/;
const EITHER = /^(either|both|any|whichever|cualquiera)\b|\b(either|both) (one |time )?(is|are|works?)\b/;
const YES =
  /^(yes|yeah|yep|yup|sure|ok|perfect|great|good|fine|works|that|it|sounds|si|claro|esta bien|dale|bueno|book|hold|lets do|see you|deal)( (yes|it|that|one|time|does|do|is|works?|good|great|fine|perfect|ok|okay|for me|me|please|thanks|thank you|then|sounds|just|absolutely|wonderful|suits|by|with|por favor|gracias|perfecto))*( [.!,]+)*$/;
const SHIFT =
  /\b(?:(\d{1,3}) min|(\d) hours?)( (?:or so|more))? (later|earlier|after that|before that|sooner)\b/;
/** "Push it back 30 min", "bump us up an hour". */
const PUSH =
  /\b(?:push|move|bump|shift|slide|nudge|scoot) (?:it|that|this|us|me|him|her|them|the call|things)? ?(back|out|down|up|forward|ahead)?(?: by)? ?(?:(\d{1,3}) min|(\d) hours?|(15|20|30|45)(?= ?$))/;
/** A sentence that moves a time, and nothing else. */
const MOST_WORDS_OF_A_MOVE = 12;
/** "The later one, i sleep in now": a pick and its reason. */
const PICK =
  /^(ok |yes |yeah |sure |lets do |ill take |i ll take |make it |prefer |book )*(the )?(first|second|last|latter|later|earlier|sooner|1st|2nd)( one| time| slot| option)?( please| then| works| is better| for me)*$/;
/** A call at once stands beside the time, so that a bare yes may mean either. */
const NOW = /\b(now|right away|this (minute|moment|second)|at once|immediately|ahora)\b/;
const DECLINES = /\b(no|not|cant|cannot|dont|wont|neither|ninguna|ninguno)\b/;

/**
 * The proposed time that `reply` takes or moves, or null. Both texts are normalised.
 * @param timed whether the reply names a time itself, so that it can only move the one proposed ("an hour later")
 */
export function takenTime(
  ctx: DialogueContext,
  reply: string,
  options: WhenOptions,
  timed: boolean,
): When | null {
  const whole = reply.replace(/[ .!,]+$/g, '');
  const moved = movedTime(ctx, whole);
  if (moved) return moved;
  const left = otherOne(ctx.proposed ?? [], whole, options.tz);
  if (left) return left;
  const firstWords = (whole.split(/ [.,;!?]/)[0] ?? '').trim();
  const bare = PICK.test(firstWords) ? firstWords : whole;
  if (bare === '' || bare.split(' ').length > MOST_WORDS || DECLINES.test(bare)) return null;
  const offered = ctx.proposed ?? [];
  const [one] = offered;
  if (one === undefined) return null;
  const named = HOUR.exec(bare);
  const said = named && offered.filter((w) => isAt(w, named, options.tz));
  if (said?.length === 1) return said[0] ?? null;
  if (timed) return null;
  const byTime = [...offered].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (offered.length > 1) {
    const day = ofDay(offered, bare, options);
    if (day) return day;
    if (offered.length === 3 && MIDDLE.test(bare)) return byTime[1] ?? null;
    if (FIRST.test(bare) || EITHER.test(bare)) return one;
    if (LAST.test(bare)) return offered.at(-1) ?? null;
    if (EARLIER.test(bare)) return byTime[0] ?? null;
    if (LATER.test(bare)) return byTime.at(-1) ?? null;
    return null;
  }
  return YES.test(bare) && !NOW.test(ctx.text) ? one : null;
}

/** The one time that stands, moved by what one sentence of the reply says: "could she do half an hour earlier? my ride ..". */
function movedTime(ctx: DialogueContext, reply: string): When | null {
  const [one, ...others] = standing(ctx);
  if (one === undefined || others.length > 0) return null;
  for (const sentence of reply.split(/ [.;!?]/)) {
    if (sentence.trim().split(' ').length > MOST_WORDS_OF_A_MOVE || DECLINES.test(sentence)) continue;
    const s = timeText(sentence);
    const shift = SHIFT.exec(s);
    if (shift)
      return shifted(one, minutesOf(shift[1], shift[2]) * (LATER_THAN.test(shift[4] ?? '') ? 1 : -1));
    const push = PUSH.exec(s);
    if (push)
      return shifted(one, minutesOf(push[2] ?? push[4], push[3]) * (SOONER_BY.test(push[1] ?? '') ? -1 : 1));
  }
  return null;
}

/** "Cant do 3, the other one": of two, the one whose hour is not named. */
function otherOne(offered: When[], reply: string, tz: string): When | null {
  if (offered.length !== 2 || !OTHER.test(reply)) return null;
  const left = offered.filter((w) => ![...reply.matchAll(HOURS_SAID)].some((m) => isAt(w, m, tz)));
  return left.length === 1 ? (left[0] ?? null) : null;
}

const OTHER =
  /\bthe other( one| time| slot)?\b(?! (day|guy|lady|person|number|thing|week|night|two|company|place))/;
const HOURS_SAID = /(?<![\d:])(\d{1,2})(?::?(\d\d))?(?![\d:])/g;

const LATER_THAN = /later|after/;
const SOONER_BY = /up|forward|ahead/;
const minutesOf = (minutes: string | undefined, hours: string | undefined): number =>
  minutes ? Number(minutes) : Number(hours) * 60;

/** The times that what the lead says next may be about: those proposed, or else the one the assistant has noted. */
export const standing = (ctx: DialogueContext): When[] =>
  ctx.proposed && ctx.proposed.length > 0 ? ctx.proposed : (ctx.noted ?? []);

/** "3", "ok 4:30": an hour and nothing else. */
const HOUR =
  /^(?:at |ok |yes |lets do |make it |the )*(\d{1,2})(?::?(\d\d))?( ?[ap]m)?(?: (?:works|is (?:fine|good|ok|great)|please|then|for me|it is))*$/;

function isAt(when: When, m: RegExpExecArray, tz: string): boolean {
  const at = DateTime.fromISO(when.at, { zone: zoneOf(tz) });
  return Number(m[1]) % 12 === at.hour % 12 && Number(m[2] ?? 0) === at.minute;
}

function shifted(when: When, minutes: number): When {
  const move = (iso: string): string =>
    DateTime.fromISO(iso, { setZone: true }).plus({ minutes }).toISO({ suppressMilliseconds: true }) ?? iso;
  return { ...when, at: move(when.at), from: move(when.from), to: move(when.to) };
}

/** "Tomorrow's one", "the friday one", "the morning one": the only proposed time of that day or half. */
function ofDay(offered: When[], reply: string, options: WhenOptions): When | null {
  const now = DateTime.fromMillis(options.nowMs, { zone: zoneOf(options.tz) });
  const fits = offered.filter((w) => {
    const at = DateTime.fromISO(w.at, { zone: zoneOf(options.tz) });
    const names = [at.setLocale('en-US').toFormat('cccc').toLowerCase()];
    if (at.hasSame(now, 'day')) names.push('today', 'todays');
    if (at.hasSame(now.plus({ days: 1 }), 'day')) names.push('tomorrow', 'tomorrows');
    names.push(...(at.hour < 12 ? ['morning'] : at.hour < 17 ? ['afternoon'] : ['evening', 'tonight']));
    return new RegExp(`\\b(${names.join('|')})s?\\b`).test(reply);
  });
  return fits.length === 1 ? (fits[0] ?? null) : null;
}
