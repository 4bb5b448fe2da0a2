/**
 * A time that the assistant has proposed or noted: taken ("the later one", "tuesday works", "perfect", "4:30 then"), left for
 * the other one, or moved ("an hour later"). Times proposed before the lead's last text still stand, but only for words that
 * point at them ("that one", "the second").
 */
import { DateTime } from 'luxon';
import { zoneOf } from '../kernel/zone.ts';
import type { HistoryTurn } from '../ports/reader.ts';
import type { DialogueContext } from './context.ts';
import { normalize } from './text.ts';
import { timeText } from './when/text.ts';
import { notedTimes, proposedTimes, type When, type WhenOptions } from './when.ts';

const MOST_WORDS = 9;

/** Which of several: by place in the row, or by the hour. */
const WHICH =
  'first|1st|former|primer[ao]?|second|2nd|segund[ao]|middle|third|3rd|last|latter|ultim[ao]|later|latest|earlier|earliest|sooner|soonest|early|late|mas tarde|mas temprano';
const KIND = '(?: (?:one|time|slot|option|spot|opening|appointment|call|choice|1))';
/** "The later one hon", "lets go with the second slot": points at one of those offered, whatever else is said. */
const POINTS = new RegExp(
  `(\\b(?:not|no|cant do|cant make|instead of|rather than|than) )?\\b(?:(?:the|that|your|ur|la|el|lo) (${WHICH})${KIND}?|(${WHICH})${KIND})\\b(?! (?:i|you|he|she|we|thing|place|guy|person|lady|call|bill|name|week|year|month|day|night|time (?:you|i|we|he|she))\\b)(?! (?:doesnt|dont|wont|isnt|is (?:out|bad|no|not|too|tight)))`,
  'g',
);
/** "Later pls", "first. thanks hon": the word begins the reply, or its first clause is short. */
const BARE_PICK = new RegExp(`^(?:(?:[\\w,]+ ){0,4}?(${WHICH})(?: \\w+){0,3}|(${WHICH})\\b.*)$`);
const EITHER =
  /^(either|both|any|whichever|cualquiera)\b|\b(either|both) (one |time )?(is|are|works?|good|fine|ok)\b|\bwhichever\b|\byour (call|pick|choice)\b/;
const YES =
  /^(yes|yeah|yep|yup|sure|ok|perfect|great|good|fine|works|that|thatll|that ll|itll|it|sounds|si|claro|esta bien|dale|bueno|book|hold|lets do|see you|deal|alright|all right|very well|yesemoji|cool|awesome|lovely|wonderful|absolutely|confirmed|confirm)( (yes|it|that|one|time|will|talk|talk to|speak|you|to|work|have|me|done|go|ahead|let|know|does|do|is|works?|good|great|fine|perfect|ok|okay|for me|me|please|thanks|thank you|then|sounds|just|absolutely|wonderful|suits|by|with|por favor|gracias|perfecto|well|maam|sir|hon|dear|us|lol|him|her|yesemoji|nicely|put|down|in|be|boss|man|dude|bro|buddy|sweetie|honey|darling|folks|guys))*( [.!,]+)*$/;
/** "That one will do", "lets do that": the one that is left. */
const THAT_ONE =
  /\b(that|this|such a) (one|time|slot|day|works|ll do|will do|suits|is (good|fine|perfect|ok))\b/;
const SHIFT =
  /\b(?:(\d{1,3}) min|(\d) hours?)( (?:or so|more))? (later|earlier|after that|before that|sooner)\b/;
/** "Push it back 30 min", "bump us up an hour". */
const PUSH =
  /\b(?:push|move|bump|shift|slide|nudge|scoot|back) (?:it|that|this|us|me|him|her|them|the call|things)? ?(back|out|down|up|forward|ahead)?(?: by)?(?: about| like)? ?(?:(\d{1,3}) min|(\d) hours?|(15|20|30|45)(?= ?$))/;
/** A sentence that moves a time, and nothing else. */
const MOST_WORDS_OF_A_MOVE = 12;
/** A call at once stands beside the time, so that a bare yes may mean either. */
const NOW = /\b(now|right away|this (minute|moment|second)|at once|immediately|ahora)\b/;
const DECLINES = /\b(no|not|cant|cannot|dont|wont|neither|ninguna|ninguno|nope|nah)\b/;
/** The reply refuses what was offered, so that naming its day takes nothing. */
const REFUSES =
  /\b(neither|none of|cant (do|make) (either|any|that|those)|(doesnt|dont|wont) work|no good|isnt good|rather (not|no)|not (good|possible)|ninguna|ninguno|instead)\b/;
const CHANGES = /\b(make it|change|move|push|switch|reschedule|bump|instead|actually|rather|mejor)\b/;

/** The times that what the lead says next may be about: those proposed, or else the one the assistant has noted. */
export const standing = (ctx: DialogueContext): When[] =>
  ctx.proposed && ctx.proposed.length > 0 ? ctx.proposed : (ctx.noted ?? []);

/**
 * The proposed time that `reply` takes or moves, or null. Both texts are normalised.
 * @param when the time that the reply names itself, if it does
 */
export function takenTime(
  ctx: DialogueContext,
  reply: string,
  options: WhenOptions,
  when: When | null,
): When | null {
  const whole = reply.replace(/[ .!,]+$/g, '');
  const moved = movedTime(ctx, whole);
  if (moved) return moved;
  const offered = ctx.proposed ?? [];
  const fresh = offered.length > 0;
  const all = fresh ? offered : (ctx.stale ?? []);
  if (all.length === 0) return null;
  const left = otherOne(all, whole, options.tz);
  if (left) return left;
  const one = pointedAt(all, whole, true);
  if (one) return one;
  const ownTime = when?.named && !when.inferred;
  const mayBeOffered = fresh || !ctx.noted?.length;
  if (ownTime) return when.dayless && mayBeOffered ? sameClock(all, when, whole, options.tz) : null;
  const pointed =
    pointedAt(all, whole, false) ??
    anaphor(all, whole) ??
    (SLOT.test(whole) ? ofDay(all, when, whole, options) : null);
  if (pointed || !fresh) return pointed;
  const inIt = ofDay(offered, when, whole, options);
  if (inIt) return inIt;
  const firstWords = (whole.split(/ [.,;!?]/)[0] ?? '').trim();
  if (offered.length === 1) {
    const bare = YES.test(firstWords) && !DECLINES.test(whole) ? firstWords : whole;
    return YES.test(bare) && !NOW.test(ctx.text) && withinWords(bare) && when === null
      ? (offered[0] ?? null)
      : null;
  }
  if (DECLINES.test(whole) || !withinWords(whole)) return null;
  const said = BARE_PICK.exec(firstWords);
  if (said) return which(offered, said[1] ?? said[2] ?? '');
  return EITHER.test(whole) ? (offered[0] ?? null) : null;
}

const withinWords = (text: string): boolean => text !== '' && text.split(' ').length <= MOST_WORDS;

/** "Is the friday slot still open": one of an earlier turn. */
const SLOT = /\b(slot|one|option|spot|opening|still (open|available|free|good))\b/;
const OF_A_KIND = new RegExp(`${KIND}$`);

/**
 * The last of those offered that the words point at and do not refuse.
 * @param named only words that name what they point at ("the first one"), which holds beside an hour of something else
 */
function pointedAt(all: When[], reply: string, named: boolean): When | null {
  if (all.length < 2) return null;
  const picks = [...reply.matchAll(POINTS)].filter(
    (m) => m[1] === undefined && (!named || OF_A_KIND.test(m[0])),
  );
  const said = picks.at(-1);
  return said ? which(all, said[2] ?? said[3] ?? '') : null;
}

/** "That one will do": of times proposed before, the one that is left. */
const anaphor = (all: When[], reply: string): When | null =>
  all.length === 1 && THAT_ONE.test(reply) && !DECLINES.test(reply) ? (all[0] ?? null) : null;

function which(offered: When[], word: string): When | null {
  const byTime = offered.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (/^(first|1st|former|primer)/.test(word)) return offered[0] ?? null;
  if (/^(earl|soon|mas temprano)/.test(word)) return byTime[0] ?? null;
  if (/^(late|mas tarde)/.test(word) && word !== 'latter') return byTime.at(-1) ?? null;
  if (word === 'middle' || (offered.length === 3 && /^(second|2nd|segund)/.test(word)))
    return offered.length === 3 ? (byTime[1] ?? null) : null;
  if (/^(third|3rd)/.test(word)) return offered[2] ?? null;
  return offered.at(-1) ?? null;
}

/** The one time that stands, moved by what one sentence of the reply says: "could she do half an hour earlier? my ride ..". */
function movedTime(ctx: DialogueContext, reply: string): When | null {
  const now = standing(ctx);
  const [one, ...others] = now.length > 0 ? now : (ctx.stale ?? []);
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

/** "Cant do 3, the other one": of two, the one whose hour or day is not named. */
function otherOne(offered: When[], reply: string, tz: string): When | null {
  if (offered.length !== 2 || !OTHER.test(reply)) return null;
  const hours = [...reply.matchAll(HOURS_SAID)];
  const left = offered.filter(
    (w) => !hours.some((m) => isAt(w, Number(m[1]), Number(m[2] ?? 0), tz)) && !namesDayOf(w, reply, tz),
  );
  return left.length === 1 ? (left[0] ?? null) : null;
}

const OTHER =
  /\b(the other( one| time| slot| day)?|la otra|el otro)\b(?! (guy|lady|person|number|thing|week|night|two|company|place|half|day (you|i|we|he|she|they)))/;
const HOURS_SAID = /(?<![\d:])(\d{1,2})(?::?(\d\d))?(?![\d:])/g;

const LATER_THAN = /later|after/;
const SOONER_BY = /up|forward|ahead/;
const minutesOf = (minutes: string | undefined, hours: string | undefined): number =>
  minutes ? Number(minutes) : Number(hours) * 60;

function isAt(when: When, hour: number, minute: number, tz: string): boolean {
  const at = DateTime.fromISO(when.at, { zone: zoneOf(tz) });
  return hour % 12 === at.hour % 12 && minute === at.minute;
}

/** "4:30 then": an hour without a day is that of the one offered at that hour; a change of hour keeps the day. */
function sameClock(offered: When[], when: When, reply: string, tz: string): When | null {
  const said = DateTime.fromISO(when.at, { zone: zoneOf(tz) });
  if (when.kind !== 'exact' && when.kind !== 'approximate') return null;
  const same = offered.filter((w) => isAt(w, said.hour, said.minute, tz));
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null;
  const [one, ...others] = offered;
  if (!one || others.length > 0 || !CHANGES.test(reply)) return null;
  const day = DateTime.fromISO(one.at, { zone: zoneOf(tz) });
  return shifted(when, day.startOf('day').diff(said.startOf('day'), 'days').days * 1440);
}

function shifted(when: When, minutes: number): When {
  const move = (iso: string): string =>
    DateTime.fromISO(iso, { setZone: true }).plus({ minutes }).toISO({ suppressMilliseconds: true }) ?? iso;
  return { ...when, at: move(when.at), from: move(when.from), to: move(when.to) };
}

/** By its day or its hour. */
function isNamed(when: When, text: string, options: WhenOptions): boolean {
  const zone = zoneOf(options.tz);
  const names = namesOf(DateTime.fromISO(when.at, { zone }), DateTime.fromMillis(options.nowMs, { zone }));
  return (
    names.test(text) ||
    [...text.matchAll(HOURS_SAID)].some((m) => isAt(when, Number(m[1]), Number(m[2] ?? 0), options.tz))
  );
}

function namesDayOf(when: When, reply: string, tz: string): boolean {
  const day = DateTime.fromISO(when.at, { zone: zoneOf(tz) })
    .setLocale('en-US')
    .toFormat('cccc');
  return reply.includes(day.toLowerCase());
}

/** "Tomorrow's one", "the friday one", "tuesday suits me because ..": the only proposed time of the day or half of the day that one clause names. */
function ofDay(offered: When[], when: When | null, reply: string, options: WhenOptions): When | null {
  if (REFUSES.test(reply) || (DECLINES.test(reply) && when === null)) return null;
  const now = DateTime.fromMillis(options.nowMs, { zone: zoneOf(options.tz) });
  const clauses = reply.split(CLAUSE_ENDS).filter((x) => withinWords(x.trim()) && !ASKS.test(x.trim()));
  const parsed =
    when && !when.now && !when.dayless && (when.kind === 'day' || when.kind === 'daypart') ? when : undefined;
  const fits = offered.filter((w) => {
    const at = DateTime.fromISO(w.at, { zone: zoneOf(options.tz) });
    const names = namesOf(at, now, /\d/.test(reply) ? [] : [at.hour < 12 ? 'am' : 'pm']);
    if (!clauses.some((x) => !DECLINES.test(x) && !BUSY_THEN.test(x) && names.test(x))) return false;
    return (
      !parsed || (at >= DateTime.fromISO(parsed.from).startOf('day') && at <= DateTime.fromISO(parsed.to))
    );
  });
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

const CLAUSE_ENDS = / [.,;!?]| (?=(?:because|since|so|as|but|if|cuz|when)\b)/;
/** "Today i get off at 7", "hoy salgo hasta las 7": told of a day, not taking it. */
const BUSY_THEN =
  /\b(?:busy|work|working|off|salgo|trabajo|until|hasta|tied|booked|packed|slammed|out|gone)\b/;
const ASKS = /^(?:do|does|should|is|what|why|how|are|will|who|which|can i|where)\b/;

const DIAS = ['', 'lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo'];

/** Names of the day and the part of the day of a time. */
function namesOf(at: DateTime, now: DateTime, more: string[] = []): RegExp {
  const names = [at.setLocale('en-US').toFormat('cccc').toLowerCase(), DIAS[at.weekday] as string];
  if (at.hasSame(now, 'day')) names.push('today', 'todays', 'hoy');
  if (at.hasSame(now.plus({ days: 1 }), 'day')) names.push('tomorrow', 'tomorrows', '(?<!la )manana');
  names.push(at.hour < 12 ? 'morning' : at.hour < 17 ? 'afternoon' : 'evening', ...more);
  return new RegExp(`\\b(${names.join('|')})s?\\b`);
}

/** Words that change a time agreed on, beside an hour. */
const CHANGES_TIME =
  /^(?:oh |ugh |hey )*(?:no|nope|wait|oops|sorry|actually|hold on|scratch|perdon|oiga)\b|\b(?:make it|change|move|push|switch|reschedule|bump|instead|scratch that|rather|mejor|cambiar?\w*|mover\w*|same (?:time|hour)|misma hora)\b/;
/** "530 exactly if you can" after a time was noted. */
const BARE_HOUR =
  /^(?:at |around |say |like |maybe |ok |well |or )*(?:noon|\d{1,2}:?(?:\d\d)?)(?: ?[ap]m)?\b(?: \w+){0,4}[ .!?]*$/;
const HOUR_SAID =
  /\d|\b(?:noon|same|misma|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|later|earlier|mediodia)\b/;

/** Fills in the times that stand: those just proposed or noted, and those of earlier turns that the reply may point at. */
export function findStanding(
  ctx: DialogueContext,
  history: HistoryTurn[],
  reply: string,
  asksField: boolean,
  options: WhenOptions,
): void {
  const changes = CHANGES_TIME.test(reply) && HOUR_SAID.test(reply);
  ctx.proposed = asksField ? [] : proposedTimes(ctx.text, options);
  const earlier = (): When[] => staleTimes(history, reply, options);
  ctx.noted =
    asksField && !changes ? [] : notedTimes(ctx.text, options).map((w) => onItsDay(w, earlier, options.tz));
  const looksBack =
    ctx.proposed.length === 0 && (ctx.noted.length === 0 || SLOT.test(reply)) && MAY_POINT.test(reply);
  ctx.stale = looksBack && (!asksField || changes) ? earlier() : [];
  if (ctx.proposed.length > 0) ctx.asksTime = true;
  const another = changes || (ctx.noted.length > 0 && BARE_HOUR.test(reply));
  ctx.changesTime = another && ctx.noted.length + ctx.stale.length > 0;
}

/** "Great, 9 it is": on the day for which that hour had been proposed. */
function onItsDay(noted: When, earlier: () => When[], tz: string): When {
  if (!noted.dayless) return noted;
  const at = DateTime.fromISO(noted.at, { zone: zoneOf(tz) });
  return earlier().find((w) => isAt(w, at.hour, at.minute, tz)) ?? noted;
}

/** Words that can point at a time of an earlier turn; other texts are spared the look back. */
const MAY_POINT = new RegExp(
  `\\b(?:${WHICH}|that|this|other|otra|otro|same|misma|push|move|bump|shift|slide|nudge|scoot|make it|change|switch|reschedule|instead|actually|min|hours?|no|wait|oops|sorry|scratch|mejor|slot|spot)\\b`,
);
const TURNS_BACK = 6;

/** The times proposed or noted before the lead's last text, those of the day that the assistant has named since. */
function staleTimes(history: HistoryTurn[], reply: string, options: WhenOptions): When[] {
  let i = history.length - 1;
  const since: string[] = [];
  for (; i >= 0 && history[i]?.from === 'ai'; i--) since.unshift(normalize(history[i]?.text ?? '').text);
  for (let back = 0; i >= 0 && back < TURNS_BACK; i--, back++) {
    const turn = history[i];
    if (turn?.from !== 'ai') continue;
    const text = normalize(turn.text).text;
    const proposed = proposedTimes(text, options);
    const times = proposed.length > 0 ? proposed : notedTimes(text, options);
    if (times.length === 0) continue;
    if (times.some((w) => namesDayOf(w, reply, options.tz))) return times;
    const named = times.filter((w) => isNamed(w, since.join(' '), options));
    return named.length > 0 ? named : times;
  }
  return [];
}
