/** A time that the assistant has just proposed, taken in few words: "the later one", "perfect", "an hour later". */
import { DateTime } from 'luxon';
import type { DialogueContext } from './context.ts';
import { timeText } from './when/text.ts';
import type { When, WhenOptions } from './when.ts';

const MOST_WORDS = 9;

const FIRST = /\b(first|1st|former|primer[ao]?)\b/;
const LAST = /\b(last|latter|second|2nd|segund[ao]|ultim[ao])\b/;
const EARLIER = /\b(earli\w+|sooner|soonest|mas temprano)\b/;
const LATER = /\b(later|latest|mas tarde)\b/;
const EITHER = /^(either|both|any|whichever|cualquiera)\b|\b(either|both) (one |time )?(is|are|works?)\b/;
const YES =
  /^(yes|yeah|yep|yup|sure|ok|perfect|great|good|fine|works|that|it|sounds|si|claro|esta bien|dale|bueno|book|hold|lets do|see you|deal)( (yes|it|that|one|time|does|do|is|works?|good|great|fine|perfect|ok|okay|for me|me|please|thanks|thank you|then|sounds|just|absolutely|wonderful|suits|by|with|por favor|gracias|perfecto))*( [.!,]+)*$/;
const SHIFT =
  /\b(?:(\d{1,3}) min|(\d) hours?)( (?:or so|more))? (later|earlier|after that|before that|sooner)\b/;
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
  const bare = reply.replace(/[ .!,]+$/g, '');
  if (bare === '' || bare.split(' ').length > MOST_WORDS || DECLINES.test(bare)) return null;
  const offered = ctx.proposed ?? [];
  const [one] = offered;
  if (one === undefined) return null;
  const shift = SHIFT.exec(timeText(bare));
  if (shift && offered.length === 1) return shifted(one, shift);
  const named = HOUR.exec(bare);
  const said = named && offered.filter((w) => isAt(w, named, options.tz));
  if (said?.length === 1) return said[0] ?? null;
  if (timed) return null;
  const byTime = [...offered].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (offered.length > 1) {
    const day = ofDay(offered, bare, options);
    if (day) return day;
    if (FIRST.test(bare) || EITHER.test(bare)) return one;
    if (LAST.test(bare)) return offered.at(-1) ?? null;
    if (EARLIER.test(bare)) return byTime[0] ?? null;
    if (LATER.test(bare)) return byTime.at(-1) ?? null;
    return null;
  }
  return YES.test(bare) && !NOW.test(ctx.text) ? one : null;
}

/** "3", "ok 4:30": an hour and nothing else. */
const HOUR =
  /^(?:at |ok |yes |lets do |make it |the )*(\d{1,2})(?::?(\d\d))?( ?[ap]m)?(?: (?:works|is (?:fine|good|ok|great)|please|then|for me|it is))*$/;

function isAt(when: When, m: RegExpExecArray, tz: string): boolean {
  const at = DateTime.fromISO(when.at, { zone: tz });
  return Number(m[1]) % 12 === at.hour % 12 && Number(m[2] ?? 0) === at.minute;
}

function shifted(when: When, m: RegExpExecArray): When {
  const minutes = m[1] ? Number(m[1]) : Number(m[2]) * 60;
  const by = { minutes: /later|after/.test(m[4] as string) ? minutes : -minutes };
  const move = (iso: string): string =>
    DateTime.fromISO(iso, { setZone: true }).plus(by).toISO({ suppressMilliseconds: true }) ?? iso;
  return { ...when, at: move(when.at), from: move(when.from), to: move(when.to) };
}

/** "Tomorrow's one", "the friday one", "the morning one": the only proposed time of that day or half. */
function ofDay(offered: When[], reply: string, options: WhenOptions): When | null {
  const now = DateTime.fromMillis(options.nowMs, { zone: options.tz });
  const fits = offered.filter((w) => {
    const at = DateTime.fromISO(w.at, { zone: options.tz });
    const names = [at.setLocale('en-US').toFormat('cccc').toLowerCase()];
    if (at.hasSame(now, 'day')) names.push('today', 'todays');
    if (at.hasSame(now.plus({ days: 1 }), 'day')) names.push('tomorrow', 'tomorrows');
    names.push(...(at.hour < 12 ? ['morning'] : at.hour < 17 ? ['afternoon'] : ['evening', 'tonight']));
    return new RegExp(`\\b(${names.join('|')})s?\\b`).test(reply);
  });
  return fits.length === 1 ? (fits[0] ?? null) : null;
}
