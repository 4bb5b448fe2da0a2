/** One small grammar for each kind of field. Each takes normalised text and says whether it was asked for. */
import { DateTime } from 'luxon';
import type { FieldSpec } from '../playbook/playbook.ts';
import { readMoney } from './money.ts';
import { digitize, isTens, smallNumber } from './number-words.ts';
import type { Norm } from './text.ts';
import { PROGRAMS } from './verticals.ts';

export interface FieldHit {
  value: string | number | boolean;
  confidence: number;
  corrected?: boolean;
}
export interface FieldContext {
  asked: boolean;
  nowMs: number;
  tz: string;
  fromAi: boolean;
  vertical: string;
}

export const CORRECTION =
  /\b(no wait|wait|scratch|actually|i mean|meant|make (it|that)|sorry|rather|instead|correction|change (it|that|my)|oops|typo|my bad|not \w+ but|nvm|never mind|no its|no it is|better|jk|should be|switch|changed to|now its|now it is|instead of)\b/;
const UNSURE =
  /\b(not sure|no idea|dont know|not certain|unsure|idk|maybe|or maybe|might be|perhaps|cant remember|dont remember|forget|have to check|let me (look|check)|gotta look|got to look|need to check|depends|either|no se|quizas|tal vez|havent decided|still deciding|undecided|who knows|could be|guess)\b/;
const NEGATION =
  /\b(not|no|dont|isnt|never|without|arent|other than|except|besides|instead of|forget|nothing|aint|wasnt|no longer|used to be|used to have|left|dropped|not the|rather than|switched from|was with|was|ex|formerly|sold|before)( (with|a|an|the|my|for|about|have|need|want|on|at|any))* $/;

/** "no state farm" said to "Progressive, right?" names State Farm; a lone "no" before a value denies what was said before. */
function negated(before: string): boolean {
  return NEGATION.test(before) && !/^\s*(no|nope|nah)[ ,.]*(it is |its )?$/.test(before);
}

const cache = new Map<string, RegExp>();
function aliasRe(alias: string): RegExp {
  let re = cache.get(alias);
  if (!re) {
    re = new RegExp(
      `(?<![a-z0-9])${alias.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[- ]/g, '[- ]?')}${alias.length > 3 && /[a-z]$/.test(alias) ? 's?' : ''}(?![a-z0-9])`,
      'g',
    );
    cache.set(alias, re);
  }
  return re;
}

const keys = new Map<string, string>();
function keyWords(key: string): string {
  let words = keys.get(key);
  if (words === undefined) {
    words = key.toLowerCase().replace(/_/g, ' ');
    keys.set(key, words);
  }
  return words;
}
const firsts = new Map<string, string>();
function firstWord(alias: string): string {
  let first = firsts.get(alias);
  if (first === undefined) {
    first = alias.split(/[- ]/)[0] ?? alias;
    firsts.set(alias, first);
  }
  return first;
}

interface Mention {
  key: string;
  index: number;
  end: number;
  negated: boolean;
}

/** Every mention of every option; longer aliases win over shorter ones inside them. */
export function mentions(
  text: string,
  options: Record<string, string[]>,
  skip: (key: string, alias: string) => boolean = () => false,
): Mention[] {
  const out: Mention[] = [];
  for (const [key, aliases] of Object.entries(options)) {
    for (const alias of [keyWords(key), ...aliases]) {
      if (!text.includes(firstWord(alias)) || skip(key, alias)) continue;
      const re = aliasRe(alias);
      re.lastIndex = 0;
      for (let m = re.exec(text), guard = 0; m && guard < 10; m = re.exec(text), guard++) {
        const index = m.index;
        const end = index + m[0].length;
        out.push({ key, index, end, negated: negated(text.slice(0, index)) });
      }
    }
  }
  return out
    .filter(
      (a) =>
        !out.some(
          (b) => b !== a && b.index <= a.index && b.end >= a.end && b.end - b.index > a.end - a.index,
        ),
    )
    .sort((a, b) => a.index - b.index);
}

export function readChoice(
  norm: Norm,
  spec: Extract<FieldSpec, { kind: 'choice' }>,
  c: FieldContext,
  weak: Record<string, string[]> = {},
): FieldHit | null {
  const all = mentions(
    norm.text,
    spec.options,
    (key, alias) => !c.asked && (weak[key] ?? []).includes(alias),
  );
  const found = all.filter((m) => !m.negated);
  const keys = [...new Set(found.map((m) => m.key))];
  const first = found[0];
  if (!first) return null;
  const contrast = all.some((m) => m.negated && m.key !== first.key);
  const settled = settle(keys, norm.text);
  if (settled) return { value: settled, confidence: 0.85, corrected: CORRECTION.test(norm.text) };
  if (keys.length === 1) {
    if (
      UNSURE.test(norm.text) &&
      /\b(depends|havent decided|undecided|not sure|no idea)\b/.test(norm.text) &&
      norm.words.length < 8 &&
      !/\b(but|yeah|yes|definitely)\b/.test(norm.text)
    )
      return null;
    return {
      value: first.key,
      confidence: c.asked ? 0.95 : 0.85,
      corrected: contrast || CORRECTION.test(norm.text),
    };
  }
  const last = found.at(-1) as Mention;
  const between = norm.text.slice(first.end, last.index);
  if (CORRECTION.test(between) || /^\s*(\.{3}|,)? ?no\b/.test(between))
    return { value: last.key, confidence: 0.85, corrected: true };
  if (/\b(or|o)\b/.test(between) && between.length < 25 && !c.fromAi) return null;
  return { value: first.key, confidence: 0.6 };
}

/** Two options that go together in one thought: a dead unit that is to be replaced, a price for a job, a GED. */
function settle(keys: string[], text: string): string | undefined {
  if (keys.length < 2) return undefined;
  const has = (k: string): boolean => keys.includes(k);
  if (has('refinance') && /\b(refi\w*|lower (my|the) (rate|payment))\b/.test(text)) return 'refinance';
  if (has('quote') && /\b(price|quote|estimate|bid|how much|cost)\b/.test(text)) return 'quote';
  if (
    has('install') &&
    has('repair') &&
    /\b(new (one|unit|system|ac|furnace|roof|heater)|replac\w+|put in|install\w*|brand new)\b/.test(text) &&
    !/\b(installed|new one (broke|stopped|leaks|quit))\b/.test(text)
  )
    return 'install';
  if (
    has('high_school') &&
    has('some_college') &&
    /\b(ged|hs|high school)\b/.test(text) &&
    /\bged\b/.test(text)
  )
    return 'high_school';
  return undefined;
}

export function readZip(norm: Norm): FieldHit | null {
  const s = ` ${digitize(
    norm.text
      .replace(/\bdash\b/g, '-')
      .replace(/\boh\b/g, '0')
      .replace(/\bcero\b/g, '0'),
  )} `;
  const found: { zip: string; index: number }[] = [];
  const solid =
    /(?<![\d$.,/-])(\d{5})(?: ?- ?\d{4})?(?![\d]|,\d|k\b| ?(?:miles|dollars|bucks|sq|sqft|square|people|a year))/g;
  for (let m = solid.exec(s); m; m = solid.exec(s)) {
    if (
      /\$ ?$|\b(policy|account|order|claim|ticket|invoice|case|ref|reference|booth|block)( (number|num|#|no))?( is)? ?#?$/.test(
        s.slice(0, m.index).trimEnd(),
      )
    )
      continue;
    found.push({ zip: m[1] as string, index: m.index });
  }
  if (found.length === 0) {
    const pieces = /(?<![\d$])((?:\d{1,3}[ ,-]+){1,4}\d{1,3})(?:[ -]+(?:\d[ -]?){4})?(?![\d])/g;
    for (let m = pieces.exec(s); m; m = pieces.exec(s)) {
      const digits = m[0].replace(/\D/g, '');
      if (digits.length === 5 || digits.length === 9) found.push({ zip: digits.slice(0, 5), index: m.index });
    }
  }
  const good = found.filter(
    (z) =>
      !/\b(not|old|used to be|was|moved from|from)( \w+){0,2} $/.test(s.slice(0, z.index)) ||
      found.length === 1,
  );
  const hit = (CORRECTION.test(s) || good.length < 2 ? good.at(-1) : good[0]) ?? undefined;
  return hit ? { value: hit.zip, confidence: 0.95, corrected: CORRECTION.test(s) } : null;
}

export function readEmail(norm: Norm): FieldHit | null {
  const direct = norm.clean
    .replace(/\s*@\s*/g, '@')
    .match(/[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/g);
  const written = direct?.at(-1);
  if (written)
    return {
      value: written.replace(/\.$/, ''),
      confidence: 0.97,
      corrected: (direct?.length ?? 0) > 1 || CORRECTION.test(norm.text),
    };
  const joined = /\b(all one word|one word|no spaces?|no space in between)\b/.test(norm.clean);
  const spokenText = digitize(
    norm.clean
      .replace(/[,!?]/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(
        / (at|arroba) ([a-z0-9-]+) ([a-z0-9-]+) (dot|punto) /g,
        (m, at: string, a: string, b: string, dot: string) => (joined ? ` ${at} ${a}${b} ${dot} ` : m),
      ),
  );
  const spoken =
    /\b((?:[a-z0-9._-]+ (?:dot |underscore |dash |hyphen |period )?){1,4}) ?(?:at|arroba) ((?:[a-z0-9-]+ (?:dot|punto) )+[a-z]{2,})\b/.exec(
      spokenText,
    );
  if (!spoken?.[1] || !spoken[2]) return null;
  let local = spoken[1]
    .trim()
    .replace(
      /\b(its|it is|my|email|is|the|address|e mail|correo|es|sure|yeah|yes|use|try|send|to|it|on|account|under|ok)\b/g,
      ' ',
    )
    .trim();
  local = local
    .replace(/ ?\b(dot|period|punto)\b ?/g, '.')
    .replace(/ ?\bunderscore\b ?/g, '_')
    .replace(/ ?\b(dash|hyphen)\b ?/g, '-')
    .replace(/\s+/g, '');
  const domain = spoken[2].replace(/ (dot|punto) /g, '.');
  return local ? { value: `${local}@${domain}`, confidence: 0.85 } : null;
}

const DAYS: [string, RegExp][] = [
  ['Monday', /\b(mondays?|lunes)\b/g],
  ['Tuesday', /\b(tuesdays?|martes)\b/g],
  ['Wednesday', /\b(wednesdays?|miercoles|hump day)\b/g],
  ['Thursday', /\b(thursdays?|jueves)\b/g],
  ['Friday', /\b(fridays?|viernes)\b/g],
  ['Saturday', /\b(saturdays?|sabados?)\b/g],
  ['Sunday', /\b(sundays?|domingos?)\b/g],
];

export function readWeekday(norm: Norm, c: FieldContext): FieldHit | null {
  const s = norm.text;
  if (
    !c.asked &&
    /\b(call|ring|phone|llam\w+|faxed|since|last|was|on my way|seen|surgery|started|happened)\b/.test(s)
  )
    return null;
  const found: { day: string; index: number; negated: boolean }[] = [];
  for (const [day, re] of DAYS) {
    re.lastIndex = 0;
    for (let m = re.exec(s); m; m = re.exec(s)) {
      const negated =
        (/\b(not|no|except|but|cant( do)?|never|anything but|wont|dont do|isnt|besides|instead of|hate)( (on|any|the))* $/.test(
          s.slice(0, m.index),
        ) &&
          !/\bno $/.test(s.slice(0, m.index).replace(/(wait|\.\.\.|or \.\.\.|,) no $/, ''))) ||
        /^ ?(wont|doesnt|is bad|is no good|are bad|dont|no good|is out|are out|my bad)/.test(
          s.slice(m.index + m[0].length),
        );
      found.push({ day, index: m.index, negated });
    }
  }
  const good = found.filter((d) => !d.negated).sort((a, b) => a.index - b.index);
  const days = [...new Set(good.map((d) => d.day))];
  if (days.length === 0) return null;
  if (days.length === 1)
    return { value: days[0] as string, confidence: c.asked ? 0.95 : 0.7, corrected: CORRECTION.test(s) };
  const lastTwo = s.slice((good.at(-2) as { index: number }).index, (good.at(-1) as { index: number }).index);
  if (CORRECTION.test(lastTwo) || /\bno\b/.test(lastTwo) || /\bchange\b/.test(s))
    return { value: days.at(-1) as string, confidence: 0.85, corrected: true };
  const prefer = /\b(prefer\w*|ideally|rather|best|better|mejor)\b/.exec(s);
  if (prefer)
    return { value: (good.find((d) => d.index > prefer.index) ?? good[0])?.day as string, confidence: 0.7 };
  return null;
}

const SEASONS: [string, RegExp, number][] = [
  ['spring', /\b(spring|primavera)\b(?! break)/, 1],
  ['summer', /\b(summer|verano)\b/, 5],
  ['fall', /\b(fall|autumn|otono)\b(?! (behind|short|into))/, 8],
  ['winter', /\b(winter|invierno)\b/, 12],
];
const MONTH_NAMES = [
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
const MONTH_TEST = [
  /\b(january|jan|enero)\b/,
  /\b(february|feb|febrero)\b/,
  /\b(march|marzo)\b/,
  /\b(april|apr|abril)\b/,
  /\b(mayo|(in|by|this|next|for|start|come|until|maybe|like|around|early|late|mid) may|may (2\d|1st|start|term|session)|^may\b)/,
  /\b(june|jun|junio)\b/,
  /\b(july|jul|julio)\b/,
  /\b(august|aug|agosto)\b/,
  /\b(september|sept|sep|septiembre)\b/,
  /\b(october|oct|octubre)\b/,
  /\b(november|nov|noviembre)\b/,
  /\b(december|dec|diciembre)\b/,
];

export function readTerm(norm: Norm, c: FieldContext): FieldHit | null {
  const s = norm.text;
  const now = DateTime.fromMillis(c.nowMs, { zone: c.tz });
  const year =
    /\b(20[2-4]\d)\b/.exec(s)?.[1] ??
    /\b(?:spring|summer|fall|winter|jan\w*|aug\w*|sep\w*|of) '?(2[5-9]|3\d)\b/.exec(s)?.[1];
  const yearNum = year ? (year.length === 2 ? 2000 + Number(year) : Number(year)) : undefined;
  if (/\b(before|b4|after) (the )?(spring|summer|fall|winter)\b/.test(s) && !/\bafter\b/.test(s)) return null;
  const all: { label: string; start: number; index: number }[] = [];
  for (const [name, re, start] of SEASONS) {
    const m = re.exec(s);
    if (m) all.push({ label: name, start, index: m.index });
  }
  if (c.asked || /\b(start|begin|enroll|semester|term)\b/.test(s)) {
    MONTH_TEST.forEach((re, i) => {
      const m = re.exec(s);
      if (m) all.push({ label: MONTH_NAMES[i] as string, start: i + 1, index: m.index });
    });
  }
  const good = all
    .filter(
      (t) =>
        !/\b(not|no|missed|cant|wont|isnt|except|last|since|graduated|finished|class of)( (make|do|in|the|this|start))* $/.test(
          s.slice(0, t.index),
        ),
    )
    .sort((a, b) => a.index - b.index);
  const distinct = [...new Set(good.map((g) => g.label))];
  if (distinct.length === 0) {
    if (c.asked && /\bnext (semester|term)\b/.test(s))
      return { value: now.month <= 7 ? `fall ${now.year}` : `spring ${now.year + 1}`, confidence: 0.6 };
    return null;
  }
  if (distinct.length > 1 && !CORRECTION.test(s) && !/\bno\b/.test(s) && /\b(or|maybe)\b/.test(s))
    return null;
  const pick = (distinct.length > 1 && (CORRECTION.test(s) || /\bno\b/.test(s)) ? good.at(-1) : good[0]) as {
    label: string;
    start: number;
    index: number;
  };
  const far =
    /\bnext $/.test(s.slice(0, pick.index)) &&
    /^(spring|summer|fall|winter)/.test(pick.label) &&
    pick.start > now.month + 6;
  const guess =
    pick.start > now.month || (pick.start === now.month && now.day < 20) ? now.year : now.year + 1;
  const y =
    yearNum ??
    (far ? guess + 0 : guess) + (/\byear after next|in two years|following year\b/.test(s) ? 1 : 0);
  return { value: `${pick.label} ${y}`, confidence: c.asked ? 0.9 : 0.7, corrected: CORRECTION.test(s) };
}

export function readCredit(norm: Norm, c: FieldContext): FieldHit | null {
  const s = digitize(norm.text).replace(/(\d) (hundred|hundreds)\b/g, '$100s');
  if (!c.asked && !/\b(credit|score|fico|credito)\b/.test(s)) return null;
  const joined = s
    .replace(/\bhi (?=[3-8]\d{0,2}s?\b)/g, 'high ')
    .replace(/\b(low|mid|high|upper|lower) ([3-8])s\b/g, '$1 $200s')
    .replace(/\b([3-8]) (\d\d)\b/g, '$1$2');
  const numbers: number[] = [];
  const re =
    /(?<![\d$.,/])(?:(low|mid|middle|high|upper|lower)[- ]*(?:range )?(?:of |in )?(?:the )?)?([3-8])(\d)(\d|x|ish|s| ?some\w*| ?something| ?odd)?(?![\d,k])(s|ish)?/g;
  for (let m = re.exec(joined), guard = 0; m && guard < 10; m = re.exec(joined), guard++) {
    const before = joined.slice(0, m.index);
    if (
      /\b(was|used to be|from) (a |at |like |about )?$/.test(before) &&
      /\b(now|to|its|down|up)\b/.test(joined.slice(m.index))
    )
      continue;
    const [, level, h, t, u] = m;
    const hundreds = Number(h) * 100;
    let score: number;
    if (u !== undefined && /^\d$/.test(u)) {
      score = hundreds + Number(t) * 10 + Number(u);
      if (t === '0' && u === '0' && (level || m[5] === 's'))
        score = hundreds + (level === undefined ? 50 : /low/.test(level) ? 15 : /mid/.test(level) ? 50 : 85);
      if (
        t === '0' &&
        u === '0' &&
        level === undefined &&
        m[5] === 's' &&
        h !== '5' &&
        h !== '8' &&
        h !== '4'
      )
        continue;
    } else if (u !== undefined) score = hundreds + Number(t) * 10 + 5;
    else continue;
    if (score >= 300 && score <= 850) numbers.push(score);
  }
  const bands = [...new Set(numbers.map(band))];
  const word = creditWord(s, c.asked);
  if (bands.length === 1)
    return { value: bands[0] as string, confidence: 0.92, corrected: CORRECTION.test(s) };
  if (bands.length > 1)
    return CORRECTION.test(s) || /\bnow\b/.test(s)
      ? { value: bands.at(-1) as string, confidence: 0.8, corrected: true }
      : null;
  return word ? { value: word, confidence: 0.85, corrected: CORRECTION.test(s) } : null;
}

function band(score: number): string {
  return score >= 745 ? 'excellent' : score >= 670 ? 'good' : score >= 580 ? 'fair' : 'poor';
}

function creditWord(s: string, asked: boolean): string | null {
  if (/\b(decent|not sure|no idea|no clue|dont know|never checked|i dunno)\b/.test(s)) return null;
  const words: [string, RegExp][] = [
    [
      'poor',
      /\b(not (so |very |too |that |all that )?(good|great|hot)|aint (good|great)|bad|poor|terrible|horrible|awful|trash|garbage|shot|wrecked|ruined|crap|crappy|shit|shitty|sucks|rough|ugly|toast|destroyed|bankrupt\w*|in the (toilet|gutter|tank|dumpster)|mala|malo|mal|pesimo|lousy|tanked|sub 5\d\d|under 5\d\d|below 580|jacked up|messed up|beat up)\b/,
    ],
    [
      'excellent',
      /\b(excellent|excelent|exellent|perfect|amazing|stellar|outstanding|great|fantastic|top notch|excelente|a1|a 1|super good|really (high|great)|pristine|flawless|spotless|tier 1|above 750|over 7[5-9]\d|over 800|8 ?hundred|800s)\b/,
    ],
    [
      'fair',
      /\b(fair|average|so so|meh|regular|mediocre|middling|middle of the road|just ok|its ok|ok ish|okish|iffy|could be better|alright|^ok\b|needs work|not the best|not terrible|not horrible|in the middle|mas o menos)\b/,
    ],
    ['good', /\b(good|pretty good|solid|not bad|bueno|buena|buen|nice|strong|healthy|clean)\b/],
  ];
  for (const [name, re] of words) {
    const m = re.exec(s);
    if (!m) continue;
    if (name === 'poor' && /\bnot (bad|terrible|horrible|awful)\b/.test(s)) continue;
    if (!asked && !/\b(credit|score|fico|credito)\b/.test(s)) continue;
    return name;
  }
  return null;
}

const PEOPLE =
  '(?:people|ppl|persons?|kids?|children|adults?|grown ?ups?|guests?|tickets?|of us|of them|guys|girls|women|men|students?|seniors?|friends|family members|coworkers|employees|teens|toddlers|boys|attendees|heads?|seats?|passes|chaperones?|teachers?|parents|players|coaches|personas|ninos|adultos|boletos|entradas|others|total|guests|members|staff|wristbands|ladies|dudes|scouts|grandkids|users?|licen[sc]es?|logins?|agents?|reps|admins?|engineers|devs|accounts|usuarios|asientos|licencias|plus ones)';

export function readInteger(
  norm: Norm,
  c: FieldContext,
  spec: { min?: number; max?: number },
): FieldHit | null {
  const s = ` ${digitize(
    norm.text
      .replace(/(\d),(\d{3})/g, '$1$2')
      .replace(/\b(a )?half dozen\b/g, '6')
      .replace(/\b(\w+) dozen\b/g, (m, w: string) =>
        w === 'a'
          ? '12'
          : smallNumber(w) && !isTens(w)
            ? String((smallNumber(w) as number) * 12)
            : /^\d+$/.test(w)
              ? String(Number(w) * 12)
              : m,
      )
      .replace(/\bdozen\b/g, '12'),
  )} `;
  if (
    /\b\d+ ?(?:-|to|or|o|maybe) ?(?:maybe )?\d+\b/.test(s) &&
    !/\b(from|went|change|changed|bump|up|go) (from )?\d+ ?(to) ?\d+/.test(s) &&
    !CORRECTION.test(s)
  )
    return null;
  const ok = (n: number): boolean => Number.isInteger(n) && n >= (spec.min ?? 0) && n <= (spec.max ?? 1e9);
  const hit = (n: number, confidence: number): FieldHit | null =>
    ok(n) ? { value: n, confidence, corrected: CORRECTION.test(s) } : null;
  const product =
    /\b(\d+) (?:(?:tables?|mesas|rows|boxes|vans?|buses|teams|booths|groups|units) )?(?:of|de|x|with) (\d+)\b/.exec(
      s,
    );
  if (product && (c.asked || /tables?|mesas/.test(s)))
    return hit(Number(product[1]) * Number(product[2]), 0.9);
  const grown =
    /\b(?:want|going|go|looking|moving|up|expand\w*|grow\w*|get|add) (?:to )?(?:go |be |get |move |have |up )*(?:to |at )(\d+)\b|\bbut (?:we |i |well |ill )?(?:need|want|growing to|will be) (\d+)\b/.exec(
      s,
    );
  if (grown && c.asked) return hit(Number(grown[1] ?? grown[2]), 0.85);
  if (/\bbetween \d+ and \d+\b/.test(s)) return null;
  const fromTo =
    /\b(?:from|change|bump|went from|go from|up from)( it)?( from)? (\d+) (?:to|up to) (\d+)\b/.exec(s);
  if (fromTo) return hit(Number(fromTo[4]), 0.85);
  const counted: number[] = [];
  const re = new RegExp(
    `\\b(\\d+) ?(?:more |total |other |additional |vip |ga |adult |kid |full |paid |of my |of the )*${PEOPLE}\\b`,
    'g',
  );
  let cursor = 0;
  for (let m = re.exec(s); m; m = re.exec(s)) {
    if (!/\b(not|instead of|used to be) $/.test(s.slice(cursor, m.index))) counted.push(Number(m[1]));
    cursor = m.index;
  }
  const corrected = CORRECTION.test(s);
  if (counted.length > 1 && !corrected) {
    if (/\btotal\b/.test(s)) return hit(Math.max(...counted), 0.8);
    return hit(
      counted.reduce((a, b) => a + b, 0),
      0.85,
    );
  }
  const me = /\b(me|myself|my wife|my husband|us two)\b/.test(s);
  const plus = /\b(?:me|myself)(?: (?:and|plus|\+)|\+| \+) ?(?:my )?(\d+)\b/.exec(s);
  if (plus && c.asked) return hit(Number(plus[1]) + 1, 0.8);
  if (c.asked && me && counted.length === 1 && !/\bof us\b/.test(s)) {
    const adults =
      1 +
      (/\b(wife|husband|girlfriend|boyfriend|partner|spouse|mom|sister|brother|friend)\b/.test(s) ? 1 : 0);
    return hit((counted[0] as number) + adults, 0.7);
  }
  if (counted.length > 0) return hit(counted.at(-1) as number, c.asked ? 0.92 : 0.8);
  const party =
    /\b(?:party|table|group|family|team|crew|groups|total|somos|seremos|count|headcount|were|we are|there are|there is|well be|will be|make it|its|around|about|like) (?:of |for |is |about |around |like )?(\d+)\b/.exec(
      s,
    );
  if (party && (c.asked || /\b(party|table|group|family|team|crew) (of|for)\b|\bsomos\b/.test(s)))
    return hit(Number(party[1]), 0.88);
  if (!c.asked) return null;
  if (/\b(just|only|solo) (me|myself|yo)\b/.test(s)) return hit(1, 0.85);
  if (
    /\b(just |only )?(the two of us|me and my (wife|husband|girlfriend|boyfriend|partner|friend|mom|dad|son|daughter|sister|brother|buddy|spouse)|couple of us|my (wife|husband) and (i|me))\b/.test(
      s,
    )
  )
    return hit(2, 0.8);
  const numbers = [
    ...s.matchAll(
      /(?<![\d$:/.])(\d{1,5})(?![\d:/%]|st\b|nd\b|rd\b|th\b| ?(am|pm|min|hours?|k\b|years?|days?|weeks?|months?|bucks|dollars))/g,
    ),
  ].map((m) => Number(m[1]));
  if (numbers.length === 0) return null;
  if (numbers.length > 1 && !corrected && !/\bno\b/.test(s))
    return /\b(and|plus|\+|y)\b|\+/.test(s)
      ? hit(
          numbers.reduce((a, b) => a + b, 0),
          0.7,
        )
      : hit(numbers[0] as number, 0.6);
  return hit(numbers.at(-1) as number, 0.9);
}

export function readMoneyField(
  norm: Norm,
  c: FieldContext,
  spec: { min?: number; max?: number },
  field: string,
): FieldHit | null {
  if (
    UNSURE.test(norm.text) &&
    /\b(no idea|not sure|dont know|depends|idk)\b/.test(norm.text) &&
    !/\b(but|probably|say)\b/.test(norm.text)
  )
    return null;
  const loan = c.vertical === 'lending' || field.startsWith('loan');
  const clean = norm.clean.replace(/(\d),(\d{3})/g, '$1$2');
  const money = readMoney(normForMoney(clean, norm), {
    asked: c.asked,
    thousandsBelow: loan ? 1000 : 0,
    min: spec.min ?? (loan ? 300 : 1),
    max: spec.max,
  });
  if (!money) return null;
  return {
    value: money.value,
    confidence: money.approximate ? 0.85 : 0.92,
    corrected: CORRECTION.test(norm.text),
  };
}

/** Normalised words, but with the number groups of the clean text ("80,000"). */
function normForMoney(clean: string, norm: Norm): string {
  return clean === norm.clean ? norm.text : norm.text.replace(/(\d),(\d{3})/g, '$1$2');
}

const COMPANY_LEAD =
  /^(?:(?:uh+|um+|hmm+|well|oh|so|ok|yeah|yes|yep|its|it is|im|i am|i|we|currently|right now|now|with|have|use|using|got|through|thru|under|by|on|the|my|is|company|carrier|insurance|insurer|called|been|are|just|still|had|tengo|estoy|con|es|le|uso|a|an|switched|to|changed|they|were|that|would|be|mine|probably|i think|think|believe|,|\.|went)\s)+/;
const NOT_A_NAME =
  /\b(dont|no|not|none|never|what|why|how|when|who|lost|card|know|sure|idk|nobody|nothing|anyone|look|check|let|you|your|call|text|stop|later|busy|cheap|expensive|mom|dad|parents|work|wait|hold|maybe|need|want|yes|yeah|ok|cash|self|uninsured|is it|matter|tell|said|somebody|someone|asking|for|will|can|could|does|do|and|but|because|ninguno|nadie|talk|person|help|please|thanks|lapsed|cancelled|any|first|depends|rather|interested|driving|if|now|somewhere|hold|sec|minute|never)\b/;

export function readCompany(
  norm: Norm,
  spec: Extract<FieldSpec, { kind: 'company' }>,
  extra: Record<string, string[]>,
  c: FieldContext,
): FieldHit | null {
  const known = { ...extra, ...spec.known };
  const common = new Set([
    'root',
    'flo',
    'general',
    'mercury',
    'infinity',
    'universal',
    'liberty',
    'delta',
    'guardian',
    'horizon',
    'oscar',
    'united',
    'medical',
    'dean',
    'sharp',
    'va',
    'superior',
    'providence',
    'sf',
    'elephant',
    'hippo',
    'citizens',
    'shelter',
    'country financial',
    'emblem',
    'signa',
    'medica',
    'pru',
    'direct auto',
    'quartz',
    'mercury',
    'progressive',
    'grange',
    'husky',
    'anthem',
  ]);
  const all = mentions(
    norm.text,
    known,
    (_k, alias) => !c.asked && common.has(alias) && alias !== 'progressive' && alias !== 'anthem',
  );
  const found = all.filter(
    (m) =>
      !m.negated &&
      !/\b(then|so|since) (they|it|he|she) (went|left|dropped|closed)\b/.test(
        norm.text.slice(m.end, m.end + 25),
      ),
  );
  const names = [...new Set(found.map((m) => m.key))];
  if (UNSURE.test(norm.text) && names.length > 1) return null;
  if (
    UNSURE.test(norm.text) &&
    /\b(not sure|no idea|maybe|might be|dont (know|remember)|could be|guess|let me (look|check))\b/.test(
      norm.text,
    ) &&
    /\?|maybe|might|not sure|no idea|let me|could be/.test(norm.text) &&
    !/\b(yes|yeah|definitely|thats it)\b/.test(norm.text)
  )
    return null;
  const now = /\b(now|currently|changed|switched|ahora|today|these days)\b/.test(norm.text);
  if (names.length === 1)
    return {
      value: names[0] as string,
      confidence: c.asked ? 0.95 : 0.8,
      corrected: CORRECTION.test(norm.text) || now || all.some((m) => m.negated && m.key !== names[0]),
    };
  if (names.length > 1) {
    const last = found.at(-1) as Mention;
    const gapText = norm.text.slice((found[0] as Mention).end, last.index);
    if (CORRECTION.test(norm.text) || now || /\b(no|to|then)\b/.test(gapText))
      return { value: last.key, confidence: 0.8, corrected: true };
    if (/\bor\b/.test(gapText)) return null;
    return { value: names[0] as string, confidence: 0.6 };
  }
  if (!c.asked || /\?/.test(norm.raw)) return null;
  let head =
    norm.text.split(
      / [.,;!] | (?:but|and|since|for|because|who|paying|pay|they|its|about|like|at|\d)\b/,
    )[0] ?? '';
  head = ` ${head} `.replace(/\blol\b/g, '').trim();
  head = `${head} `.replace(COMPANY_LEAD, '').trim();
  const words = head.split(' ').filter(Boolean);
  if (
    words.length === 0 ||
    words.length > 4 ||
    NOT_A_NAME.test(head) ||
    /^\d/.test(head) ||
    !/[a-z]{3}/.test(head)
  )
    return null;
  return { value: words.map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(' '), confidence: 0.6 };
}

const PROGRAM_LEAD =
  /^(?:(?:uh+|um+|hmm+|well|oh|so|ok|yeah|yes|yep|its|it is|im|i am|i|id|ill|want|wanted|would|like|love|to|do|study|get|looking|look|at|into|interested|in|the|my|a|an|for|probably|thinking|think|of|about|going|go|leaning|towards?|toward|be|become|maybe|just|definitely|pursue|trying|major|majoring|degree|program|your|our|hoping|finish|was|quiero|estudiar|me|interesa|la|el|de|carrera|lets|say|and|,|\.|still|honestly|prefer|bachelors?|masters?|associates?|certificate|online|something|it)\s)+/;
const NOT_PROGRAM =
  /\b(dont|no|not|what|why|how|when|who|know|sure|idk|any|anything|something|whatever|call|text|stop|later|you|your|open|undecided|help|pay|cost|money|nothing|none|else|depends|looking around|browsing|ninguna|havent|tell|maybe|deciding|which|can|is|are|one|somebody|someone|yes|yeah|ok|busy|never|applied|wrong|number)\b/;

const PROGRAM_OPTIONS: Record<string, string[]> = Object.fromEntries(PROGRAMS.map((p) => [p, []]));

export function readProgram(norm: Norm, c: FieldContext): FieldHit | null {
  const shortWords = new Set([
    'it',
    'law',
    'art',
    'cs',
    'business',
    'finance',
    'education',
    'english',
    'reading',
    'history',
    'music',
    'math',
    'teaching',
    'leadership',
    'film',
    'real estate',
    'hr',
    'med',
    'marketing',
    'coding',
    'electrical',
    'reading',
    'engineering',
    'ministry',
    'fashion',
    'baking',
    'theater',
  ]);
  const found = mentions(
    norm.text,
    PROGRAM_OPTIONS,
    (k) =>
      (!c.asked && shortWords.has(k)) ||
      (k === 'it' && !/^(it|i ?t)$|\b(in|study|do) it\b(?!.*\b(to|the)\b)/.test(norm.text)),
  ).filter((m) => !m.negated);
  const corrected = CORRECTION.test(norm.text);
  if (found.length > 0 && !c.fromAi) {
    const names = [...new Set(found.map((m) => m.key))];
    const first = found[0] as Mention;
    const last = found.at(-1) as Mention;
    if (names.length > 1 && !corrected) {
      const gapText = norm.text.slice(first.end, last.index);
      if (/\b(or|maybe)\b/.test(gapText)) return null;
      return { value: first.key, confidence: 0.65 };
    }
    return { value: last.key, confidence: c.asked ? 0.92 : 0.75, corrected };
  }
  if (c.fromAi) {
    const names = [...new Set(found.map((m) => m.key))];
    if (names.length !== 1 || /\b(or|o)\b/.test(norm.text)) return null;
    return { value: names[0] as string, confidence: 0.5 };
  }
  if (
    !c.asked ||
    /\?/.test(norm.raw) ||
    /^(right|yes|yeah|correct|ok|sure|hello|hi|hey|thanks|call|can|busy|ready)\b/.test(norm.text)
  )
    return null;
  let head = norm.text.split(/ [.,;!] | (?:but|because|so i|since|cause|if|for my|with|when)\b/)[0] ?? '';
  head = `${head.replace(/\blol\b/g, '').trim()} `
    .replace(PROGRAM_LEAD, '')
    .replace(/\b(program|degree|stuff|please|i think|i guess|maybe|probably)\s*$/g, '')
    .trim();
  const words = head.split(' ').filter(Boolean);
  if (
    words.length === 0 ||
    words.length > 4 ||
    NOT_PROGRAM.test(head) ||
    /^\d/.test(head) ||
    head.length < 3 ||
    UNSURE.test(norm.text) ||
    /\bsomething\b/.test(norm.text)
  )
    return null;
  return { value: head, confidence: 0.6 };
}
