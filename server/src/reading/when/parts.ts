/**
 * Parts of the day, and things done at a known part of it ("lunch", "church", "milking"): each a window of the day. A bound
 * before it wraps it as it wraps a clock time: "after lunch", "before dinner", "tied up until supper". Also times that copy
 * the present clock.
 */
import { type DayPart, finds, type Part, type Role, type Special } from './marks.ts';
import { NEVER_BEFORE } from './roles.ts';

/** Minutes since midnight: the window, and what to propose in it. */
type Window = [from: number, to: number, at: number];

interface Name {
  /** Phrases, by commas. */
  words: string;
  part: Part;
  /** While it lasts. Without it the words mean a time only with a bound ("after work"). */
  during?: Window;
  /** Once it is over; failing that from the end of `during` on. */
  after?: Window;
  /** Until it begins; failing that the two hours before `during`. */
  before?: Window;
  /** It is held on this day of the week, where none is named. */
  weekday?: number;
}

const NAMES: Name[] = [
  {
    words: 'breakfast,coffee,desayuno,desayunar',
    part: 'morning',
    after: [540, 720, 555],
    before: [360, 450, 420],
  },
  {
    words:
      'during lunch,lunch,lunch break,lunchbreak,lunch hour,lunch time,lunchtime,hora de almuerzo,hora del almuerzo,hora de comida,hora de la comida,hora del lonche,lonche,almuerzo',
    part: 'lunch',
    during: [690, 810, 735],
    after: [780, 960, 810],
    before: [480, 690, 645],
  },
  { words: 'comida,comer,almorzar', part: 'lunch', after: [780, 960, 810], before: [480, 690, 645] },
  {
    words:
      'dinner time,dinnertime,supper time,suppertime,around dinner,around supper,about dinner,about supper,at dinner,at supper,near dinner,near supper',
    part: 'evening',
    during: [1050, 1140, 1080],
    after: [1110, 1260, 1155],
    before: [900, 1050, 1005],
  },
  {
    words: 'dinner,supper,we eat,i eat,cena,cenar',
    part: 'evening',
    after: [1110, 1260, 1155],
    before: [900, 1050, 1005],
  },
  {
    words: 'church,mass,sunday school,services,worship,misa,iglesia',
    part: 'afternoon',
    after: [720, 900, 750],
    before: [480, 540, 510],
    weekday: 7,
  },
  {
    words: 'pickup,pick up,school pickup,school pick up,kids pickup',
    part: 'afternoon',
    after: [900, 1080, 930],
    before: [780, 900, 840],
  },
  { words: 'school', part: 'afternoon', after: [900, 1080, 930], before: [420, 480, 450] },
  { words: 'practice,soccer,the game,gym,my workout', part: 'evening', after: [1080, 1260, 1140] },
  {
    words: 'work,i go to work,my shift,i leave for work,trabajo,trabajar',
    part: 'morning',
    after: [1020, 1260, 1065],
    before: [420, 540, 480],
  },
  {
    words: 'dark,nightfall,sundown,sun down,sunset,dusk,sun goes down,sun sets',
    part: 'evening',
    during: [1080, 1230, 1125],
    after: [1140, 1260, 1155],
    before: [900, 1080, 1020],
  },
  {
    words: 'daybreak,day break,dawn,sunup,sun up,sunrise,first light,amanecer',
    part: 'morning',
    during: [390, 510, 450],
    after: [420, 600, 480],
  },
  {
    words: 'naptime,nap time,my nap,his nap,her nap,their nap,kids nap,babys nap',
    part: 'afternoon',
    during: [780, 900, 810],
    after: [900, 1080, 915],
  },
  {
    words:
      'first thing,a primera hora,primera hora,bright and early,early morning,early in the morning,when you open,as soon as you open,crack of dawn,temprano,early',
    part: 'morning',
    during: [480, 570, 495],
  },
  {
    words:
      'end of day,end of the day,end of workday,end of the workday,end of the work day,eod,close of business,cob,end of business',
    part: 'afternoon',
    during: [960, 1050, 1005],
  },
  { words: 'midmorning,mid morning,media manana', part: 'morning', during: [540, 660, 600] },
  { words: 'late morning,later in the morning', part: 'morning', during: [600, 720, 645] },
  { words: 'early afternoon', part: 'afternoon', during: [720, 840, 780] },
  { words: 'midafternoon,mid afternoon,media tarde', part: 'afternoon', during: [840, 930, 885] },
  {
    words: 'late afternoon,later in the afternoon,later this afternoon,late in the afternoon',
    part: 'afternoon',
    during: [930, 1050, 975],
  },
  { words: 'early evening', part: 'evening', during: [1020, 1140, 1065] },
  {
    words: 'late evening,late tonight,later tonight,late at night,late night',
    part: 'evening',
    during: [1170, 1290, 1200],
  },
  {
    words: 'bedtime,bed time',
    part: 'evening',
    during: [1200, 1260, 1215],
    after: [1200, 1290, 1215],
    before: [1080, 1230, 1170],
  },
  {
    words: 'morning,am hours,in the am,por la manana,en la manana,de la manana,esta manana',
    part: 'morning',
    during: [480, 720, 570],
  },
  {
    words: 'afternoon,afternoonish,in the pm,por la tarde,en la tarde,de la tarde,esta tarde',
    part: 'afternoon',
    during: [720, 1020, 840],
  },
  { words: 'evening', part: 'evening', during: [1020, 1260, 1110] },
  {
    words: 'tonight,esta noche,at night,por la noche,en la noche,de la noche,nighttime,night',
    part: 'night',
    during: [1020, 1260, 1140],
  },
];

/** Sentences that hold their bound already ("when i get off work"), and the window they open. */
const OPENS: [RegExp, Part, Window][] = [
  [
    /\b(?:(?:after|once|when|soon as) (?!i |im )(?:\w+ ){1,6}?(?:asleep|sleep|sleeping|bed|bedtime|(?:is|are|goes|go|went|kids|baby) down|dormidos)\b|(?:\w+ )?(?:\w+ )?(?:ninos|bebe|hijos) (?:\w+ ){0,2}?(?:duerm\w+|dormidos|acuest\w+)|(?:duerm\w+|acuest\w+) (?:los|el|la|mis|mi) \w+)\b/,
    'evening',
    [1200, 1290, 1215],
  ],
  [
    /\b(?:after (?:i get off )?(?:work|my shift ends|hours)|(?:when|once|after) (?:i )?(?:get|am|im|gets) (?:off|home)(?: from)?(?: work| tonight| the office)?|off work|despues del? trabajo|(?:saliendo|salga|salgo)(?: del?)?(?: trabajo| jale| la chamba)|after my day job|after i clock out|(?:at )?quitting time)\b/,
    'evening',
    [1020, 1260, 1065],
  ],
  [
    /\b(?:after|once) (?:i )?(?:\w+ ){0,2}?(?:drop ?off|dropping|drop (?:the|my|off)|(?:are|get) (?:at|to|on|off to)(?: the)? (?:school|bus))\b/,
    'morning',
    [510, 660, 540],
  ],
  [/\b(?:class lets out|kids are home)\b/, 'afternoon', [900, 1080, 930]],
];

/** Phrases by their first word, the longest first. */
const BY_FIRST = new Map<string, { words: string[]; name: Name }[]>();
for (const name of NAMES)
  for (const phrase of name.words.split(',')) {
    const words = phrase.split(' ');
    const first = words[0] as string;
    BY_FIRST.set(
      first,
      [...(BY_FIRST.get(first) ?? []), { words, name }].sort((a, b) => b.words.length - a.words.length),
    );
  }

/** Small words between a bound and what it bounds: "after i eat", "once we are done with our". */
const SMALL = new Set(
  (
    'i we im am are is he she they its the my our his her their a eat eats eating ate have had having get gets got go goes ' +
    'start starts leave come finish finishes finished finishing done over out off from of for with to in back home like ' +
    'about around right sometime kid kids evening morning afternoon todays tonights late early sunday la el las mi de del'
  ).split(' '),
);
const OVER = new Set('done over finish finished finishing through out off back'.split(' '));
const AFTER = new Set('after past post following despues saliendo'.split(' '));
const ONCE = new Set(['once', 'when', 'soon']);
const UNTIL = new Set('until till til hasta through thru'.split(' '));
const BEFORE = new Set('before prior ahead by b4 antes'.split(' '));
const MOST_SMALL = 8;
/** "Dinner is over", "church lets out". */
const ENDS_RE =
  /^ (?:is |s )?(?:over|done|finished|lets out|gets out|ends(?! when)|or (?:later|after)|onwards?)\b/;
const OPEN_UNTIL = /\b(free|available|here|home|open|good|around|up|reachable|libre)\b[^.,;!?]{0,16}$/;

/** What the words around a part make of it. @param i where it begins among the words */
function boundOf(s: string, words: Word[], i: number, end: number): Role {
  if (ENDS_RE.test(s.slice(end))) return 'after';
  const passed: string[] = [];
  let j = i - 1;
  for (; j >= 0 && passed.length < MOST_SMALL && SMALL.has(words[j]?.text ?? ''); j--)
    passed.push(words[j]?.text ?? '');
  const bound = words[j];
  if (bound === undefined) return 'exact';
  const over = passed.some((w) => OVER.has(w));
  if (AFTER.has(bound.text) || (ONCE.has(bound.text) && over)) return 'after';
  if (passed.includes('with') && over) return 'after';
  const before = s.slice(Math.max(0, bound.index - 48), bound.index);
  if (UNTIL.has(bound.text)) return OPEN_UNTIL.test(before) ? 'before' : 'busy-until';
  if (BEFORE.has(bound.text)) return NEVER_BEFORE.test(before) ? 'busy-until' : 'before';
  return 'exact';
}

const NO_PART =
  /\b(not|no|cant( do)?|except|never|dont call me|hate|instead of|better than|rather than|isnt|wont)( (in the|the|any|on|a))*( (monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow))? $/;
const NO_TIME = /\b(good|last|since|yesterday|all|every) $/;
/** "You call too early". */
const TOO_EARLY = /\b(too|so|how|that|little|bit|kind of|pretty|awful|awfully) $/;

function windowOf(name: Name, role: Role): Window | undefined {
  const { during } = name;
  switch (role) {
    case 'after':
      return name.after ?? (during && [during[1], LATEST, during[1] + 15]);
    case 'busy-until':
      return during
        ? [during[0], LATEST, during[0] + 15]
        : name.before && [name.before[1], LATEST, name.before[1]];
    case 'before':
      return name.before ?? (during && [during[0] - 120, during[0], during[0] - 45]);
    default:
      return during;
  }
}
const LATEST = 1260;

interface Word {
  text: string;
  index: number;
}

function wordsOf(s: string): Word[] {
  const out: Word[] = [];
  for (let at = 0; at < s.length; ) {
    const next = s.indexOf(' ', at);
    const end = next < 0 ? s.length : next;
    if (end > at) out.push({ text: s.slice(at, end), index: at });
    at = end + 1;
  }
  return out;
}

/** The longest name that begins at a word. */
function nameAt(words: Word[], i: number): { name: Name; end: number; count: number } | undefined {
  const found = BY_FIRST.get(words[i]?.text ?? '')?.find((phrase) =>
    phrase.words.every((w, k) => words[i + k]?.text === w),
  );
  const last = words[i + (found?.words.length ?? 0) - 1];
  return found && last && { name: found.name, end: last.index + last.text.length, count: found.words.length };
}

export function findParts(s: string): DayPart[] {
  const out: DayPart[] = [];
  for (const [re, part, [from, to, at]] of OPENS)
    for (const m of finds(re, s)) {
      const place = { index: m.index, end: m.index + m[0].length };
      if (!out.some((d) => d.index < place.end && d.end > place.index))
        out.push({ type: 'part', ...place, part, from, to, at, ...AFTER_IT });
    }
  const opened = out.length;
  const words = wordsOf(s);
  for (let i = 0; i < words.length; i++) {
    const found = nameAt(words, i);
    const index = words[i]?.index ?? 0;
    if (!found || out.some((d, k) => k < opened && d.index < found.end && d.end > index)) continue;
    const before = s.slice(0, index);
    i += found.count - 1;
    if (
      NO_TIME.test(before) ||
      (/^(early|late|temprano)/.test(words[i - found.count + 1]?.text ?? '') && TOO_EARLY.test(before))
    )
      continue;
    if (
      s.slice(index, found.end) === 'morning' &&
      before.trim() === '' &&
      /^ ?[,.!]/.test(s.slice(found.end))
    )
      continue;
    const { name } = found;
    const role = boundOf(s, words, i - found.count + 1, found.end);
    const window = windowOf(name, role);
    if (!window) continue;
    const [from, to, at] = window;
    out.push({
      type: 'part',
      index,
      end: found.end,
      part: role === 'after' && name.part === 'morning' && from >= 1020 ? 'evening' : name.part,
      from,
      to,
      at,
      after: role === 'after' || role === 'busy-until',
      before: role === 'before',
      weekday: name.weekday,
      negated: NO_PART.test(before.slice(-30)),
      activity: role !== 'exact',
    });
  }
  return out.sort((a, b) => a.index - b.index);
}
const AFTER_IT = { after: true, before: false, negated: false, activity: true };

export function findSpecials(s: string): Special[] {
  const out: Special[] = [];
  for (const m of finds(/\b(top of the (next )?hour|on the hour|next hour)\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'top' });
  for (const m of finds(/\b(bottom of the hour|on the half hour|half past(?! \d)|at half past(?! \d))\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'bottom' });
  for (const m of finds(/\b(quarter past(?! \d)|quarter after(?! \d))\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'quarter' });
  for (const m of finds(/\b(same (?:time|hour)( as now)?|this time|misma hours?|esta hours?)\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'same' });
  return out;
}
