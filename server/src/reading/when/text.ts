/** Spellings that only matter to times: halves and quarters, "ten to five", dictated digits, am and pm. */
import { digitize } from '../number-words.ts';

/** "Ten to five" as a clock time. */
function minutesTo(minutes: number, hour: number): string {
  return `${hour === 1 ? 12 : hour - 1}:${String(60 - minutes).padStart(2, '0')}`;
}

/** "1530 hours" as a clock time of twelve hours; what no clock shows stays. */
function military(all: string, hour: number, minutes: string): string {
  if (hour < 1 || hour > 23 || Number(minutes) > 59) return all;
  return `${hour > 12 ? hour - 12 : hour}:${minutes} ${hour >= 12 ? 'pm' : 'am'}`;
}

const ORDINALS = (
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth ' +
  'sixteenth seventeenth eighteenth nineteenth twentieth'
).split(' ');
const FROM_FOURTH = `${ORDINALS.slice(3).join('|')}|(?:twenty|thirty)[ -](?:${ORDINALS.slice(0, 9).join('|')})|thirtieth`;
/** "The twentieth", "october twenty first": a date in words. */
const DATED_ORDINAL = new RegExp(
  `\\b((?:the|on|day|january|february|march|april|may|june|july|august|september|october|november|december) (?:the )?)` +
    `(${FROM_FOURTH})\\b(?! (?:time|floor|street|grade|call|text|message|one|year|person))`,
  'g',
);

/** "Twenty first" as "21st". */
function ordinalFigure(ordinal: string): string {
  const [tens, unit] = ordinal.includes('thirtieth') ? [30, ''] : splitTens(ordinal);
  const n = tens + ORDINALS.indexOf(unit) + 1;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10 < 4 && (n < 10 || n > 20) ? n % 10 : 0]}`;
}

function splitTens(ordinal: string): [number, string] {
  const m = /^(twenty|thirty)[ -](\w+)$/.exec(ordinal);
  return m ? [m[1] === 'twenty' ? 20 : 30, m[2] as string] : [0, ordinal];
}

const BLANKS = /\s+/g;
const FIGURE = /\d/;
const ENDS_IN_TH = /(?:th|first|second|third)\b/;

/** Spellings of words, in this order; compiled once for all texts. */
const BEFORE_FIGURES: [RegExp, string | ((all: string, ...groups: string[]) => string)][] = [
  [
    /(?<![\d:$])(\d{1,2}):?(\d\d) ?(?:hours?|hrs?|h|horas)\b/g,
    (all, hour: string, min: string) => military(all, Number(hour), min),
  ],
  [
    /\b(?:oh |zero )?(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty) hundred hours\b/g,
    (all, hour: string) => military(all, Number(digitize(`${hour} 0`).split(' ')[0]), '00'),
  ],
  [/\b([ap])\s?\.\s?m\b\s?\.?/g, '$1m'],
  [/(?<=\d ?)([ap]) m\b/g, '$1m'],
  [/\b(\d{1,2})\.([0-5]\d)(?= ?[ap]m?\b)/g, '$1:$2'],
  [/\bo ?clock\b|\boclock\b/g, ' oclock '],
  [/\bnoon ?ish\b|\bnoonish\b/g, 'around noon'],
  [/\blunch ?time\b|\blunch ?ish\b/g, 'lunch'],
  [/\b(thr+ee|free) ?ish\b/g, '3ish'],
  [/\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty)[ -]?ish\b/g, '$1 ish'],
  [
    /\b(five|ten|twenty|twenty five) (?:min )?(?:to|til|till|of|before|until) (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b(?! ?(?:min|hours|people|kids|days))/g,
    (_m, min: string, h: string) => minutesTo(Number(digitize(min)), Number(digitize(`${h} `).trim())),
  ],
  [/(?<!\d)(?:\(?\d{3}\)?[ .-]?)?\d{3}[ .-]\d{4}(?!\d)/g, ' '],
  [
    /\b(at|around|about|by|after|before|till?|until|like|say|round|so) one\b(?! (?:of|more|thing|person|time|point|day|guy|hour|min))/g,
    '$1 1',
  ],
  [/\bone +oclock\b/g, '1 oclock'],
  [/(?<=\d ?(?:[ap]m?)? ?)\btn\b/g, ' tonight'],
  [/\bsun(?= ?(?:$|,|at |around |\d|morning|afternoon|evening|night|am|pm))/g, 'sunday'],
  [
    /\bat (for|to|too|ate|won) (?=(thirty|fifteen|forty five|oclock)\b)/g,
    (_m, w: string) => `at ${({ for: 4, ate: 8, won: 1 } as Record<string, number>)[w] ?? 2} `,
  ],
  // "I am sat by the phone" names no day.
  [/\b(i|im|am|been|was|just) saturday (?=(by|here|in|at|on|down|next)\b)/g, '$1 sitting '],
  [/\bbetween breakfast and lunch\b/g, 'mid morning'],
  [/\bweekends\b/g, 'weekend'],
  // "Works better 4 me" names no hour, "18 an hour" no time to come.
  [
    /(?<!(?:at|by|after|before|around|about|till?|until|to|past|for|like|say|is|be) )(?<![\d:])\b4 (?=(?:me|us|you|u|him|her)\b)/g,
    'for ',
  ],
  [
    /\b\d+(?:\.\d+)? (?:an|per|a) hour\b(?! (?:before|after|from|later|earlier|ago|and (?:a|\d)|or (?:so|two|2))\b)/g,
    ' ',
  ],
  [/@ ?(?=\d)/g, ' at '],
  [/\b(a la|la) una\b/g, 'a las 1'],
  [/(\d|\d ?[ap]m?) (to|until|and|-) noon\b/g, '$1 $2 12 pm'],
  [/\b(?:on )?(?:the )?first(?: of the month)(?! time)\b|\bon the first\b/g, 'the 1st'],
  [/\bend of (the|this) week\b/g, 'friday'],
  [/\b(week nights|weeknights|weeknight)\b/g, 'weekdays evening'],
  [/\b(?:in|with|within) the (?:next )?hour\b/g, 'in a bit'],
  [/\blas once\b/g, 'las 11'],
  [/\b1st thing\b/g, 'first thing'],
  [/\bnoon thirty\b/g, '12:30 pm'],
  [
    /\b(?:a|one|1) week from (today|now|tomorrow)\b/g,
    (_m, d: string) => (d === 'tomorrow' ? 'in 8 days' : 'in 7 days'),
  ],
  [/\b(?:two|2) weeks from (today|now)\b/g, 'in 14 days'],
  [/\bfortnight\b/g, '14 days'],
  [/\bin (?:a|one) day(?= ?(?:$|[.,!?]|or so))/g, 'in 1 days'],
  [/\bin (?:a|one) week\b/g, 'in 7 days'],
  [
    /\b(half|quarter|1\/4|1\/2)( an?| of an)? hour\b/g,
    (_m, q: string) => (q === 'half' || q === '1/2' ? '30 min' : '15 min'),
  ],
  [/\bthree quarters? of an hour\b/g, '45 min'],
  [/\bmedia hora\b/g, '30 min'],
  [/\bun(a)? (hora|ratito de una hora)( y media)\b/g, '90 min'],
  [/\buna hora\b/g, '60 min'],
  [/\bhora y media\b/g, '90 min'],
  [/\b(?:an?|one|1) hour and (?:a|1\/2)? ?(?:half|1\/2)\b/g, '90 min'],
  [/\b(?:(?:an?|one|1) )?hour and (?:a )?quarter\b/g, '75 min'],
  [
    /\b(?:(?:an?|one|1) )?hour and (\d+|five|ten|fifteen|twenty|thirty|forty five|forty|fifty)( min)?\b/g,
    (_m, x: string) => `${60 + Number(digitize(x))} min`,
  ],
  [/\ban hour or (?:two|2|so)\b/g, 'about 60 min'],
  [/\bhour and (?:a|1\/2) half\b|\bhour and a half\b/g, '90 min'],
  [/\b(?:an?|one) hour\b|(?<!\d |half |each |every )\bhour(?= from now\b)/g, '60 min'],
  [/(?<=^ ?|[.,!?] )hour(?= (?:$|tops|max|please|[.!?]))/g, '60 min'],
  [/\b(half past|half after|quarter (?:past|after|to|till?|until|of|before)) (?:noon|midday)\b/g, '$1 12'],
  [/\b(?:a )?couple (?:of )?few hours\b|\b(?:a )?few (?:more )?hours\b|\bunas horas\b/g, '2 to 4 hours'],
  [
    /\b(?:a |un )?(?:couple|cpl|coupla|pair|par)(?: of| de)? (more )?(hours?|min|days|horas|minutos|dias)\b/g,
    '2 $2',
  ],
  [/\bminutos?\b|\bminuticos\b/g, 'min'],
  [/\b(a las) (\d{1,2}) horas\b/g, (_m, las: string, h: string) => `${las} ${h}:00`],
  [/\bhoras\b|\bhora\b/g, 'hours'],
  [/\bdias\b/g, 'days'],
  [/\bsemanas?\b/g, 'weeks'],
];

/** Spellings of figures, seen once number words are figures too. */
const AFTER_FIGURES: [RegExp, string | ((all: string, ...groups: string[]) => string)][] = [
  [/\b1 of these|\b1 of them/g, ' '],
  [/\b(\d+) and (?:a|1\/2) half (hours?|min|days)\b/g, (_m, a: string, b: string) => `${a}.5 ${b}`],
  [
    /\b(\d+) (hours?) (?:and )?(\d+) min\b/g,
    (_m, a: string, _b: string, c: string) => `${Number(a) * 60 + Number(c)} min`,
  ],
  [
    /\b(\d+)(hours?|hr|min|m|h)\b/g,
    (_m, a: string, b: string) => `${a} ${b.startsWith('h') ? 'hours' : 'min'}`,
  ],
  [/\b(\d{1,2})[.h](\d{2})\b(?! ?(hours|min|k|mil))/g, '$1:$2'],
  [/\b(\d{1,2}) (oh|0) ?(\d)\b/g, '$1:0$3'],
  [
    /\b(las?) (1[0-2]|[1-9]) y (5|10|15|20|25|30|35|40|45|50)\b/g,
    (_m, las: string, h: string, min: string) => `${las} ${h}:${min.padStart(2, '0')}`,
  ],
  [
    /\b(?:(?:faltando|faltan) )?(5|10|15|20|25|un cuarto|cuarto) para las? (1[0-2]|[1-9])\b/g,
    (_m, min: string, h: string) => `las ${minutesTo(min.endsWith('cuarto') ? 15 : Number(min), Number(h))}`,
  ],
  [
    /\b(las?) (1[0-2]|[1-9]) menos (5|10|20|25)\b/g,
    (_m, las: string, h: string, min: string) => `${las} ${minutesTo(Number(min), Number(h))}`,
  ],
  [/\b(1[0-2]|[1-9]) (05|10|15|20|25|30|35|40|45|50|55)\b(?! (min|hours?|days?|people|seats))/g, '$1:$2'],
  [/\b(\d{1,4}(?::\d\d)?)([ap])\b/g, '$1 $2m'],
  [/\b(\d{1,4}(?::\d\d)?)\s?([ap])\b(?! )/g, '$1 $2m'],
  [
    /\b(\d{1,4}(?::\d\d)?)\s?([ap])\b(?= (est|cst|pst|mst|tomorrow|today|on|to|or|works|is|please|for|-|my|if|\.|,|\?))/g,
    '$1 $2m',
  ],
];

/** Spellings that only matter to times. */
export function timeText(text: string): string {
  let s = ` ${text} `;
  if (ENDS_IN_TH.test(s))
    s = s.replace(DATED_ORDINAL, (_m, lead, ordinal) => `${lead}${ordinalFigure(ordinal)}`);
  for (const [re, to] of BEFORE_FIGURES) s = s.replace(re, to as string);
  s = digitize(s.trim().replace(BLANKS, ' '));
  if (FIGURE.test(s)) for (const [re, to] of AFTER_FIGURES) s = s.replace(re, to as string);
  return ` ${s.replace(BLANKS, ' ').trim()} `;
}
