/** Finds the parts of a wished time in a text: delays, clock times, days and dayparts, each where it stands. */
import { digitize } from './number-words.ts';

export type Role = 'exact' | 'after' | 'before' | 'busy-until' | 'since' | 'negated';
export type Part = 'morning' | 'lunch' | 'afternoon' | 'evening' | 'night';

export interface Delay {
  type: 'delay';
  index: number;
  end: number;
  minutes: number;
  toMinutes?: number;
  approximate: boolean;
}
export interface Clock {
  type: 'clock';
  index: number;
  end: number;
  hour: number;
  minute: number;
  meridiem?: 'am' | 'pm';
  approximate: boolean;
  role: Role;
  toHour?: number;
  toMinute?: number;
  toMeridiem?: 'am' | 'pm';
}
export interface Day {
  type: 'day';
  index: number;
  end: number;
  negated: boolean;
  day:
    | { rel: number }
    | { weekday: number; next: boolean; this: boolean }
    | { date: number; month?: number; year?: number }
    | { weekend: true; next: boolean }
    | { nextWeek: true };
}
export interface DayPart {
  type: 'part';
  index: number;
  end: number;
  part: Part;
  from: number;
  to: number;
  at: number;
  after: boolean;
  negated: boolean;
  strong: boolean;
}
export interface Special {
  type: 'special';
  index: number;
  end: number;
  name: 'top' | 'bottom' | 'quarter' | 'same';
}
export type Mark = Delay | Clock | Day | DayPart | Special;

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const DIAS = ['lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MESES = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
];
const MONTH_RE =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)';

/** "Ten to five" as a clock time. */
function minutesTo(minutes: number, hour: number): string {
  return `${hour === 1 ? 12 : hour - 1}:${String(60 - minutes).padStart(2, '0')}`;
}

/** Spellings that only matter to times. */
export function timeText(text: string): string {
  let s = ` ${text} `
    .replace(/\b([ap])\s?\.\s?m\b\s?\.?/g, '$1m')
    .replace(/(?<=\d ?)([ap]) m\b/g, '$1m')
    .replace(/\bo ?clock\b|\boclock\b/g, ' oclock ')
    .replace(/\bnoon ?ish\b|\bnoonish\b/g, 'around noon')
    .replace(/\blunch ?time\b|\blunch ?ish\b/g, 'lunch')
    .replace(/\b(thr+ee|free) ?ish\b/g, '3ish')
    .replace(/\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty)[ -]?ish\b/g, '$1 ish')
    .replace(
      /\b(five|ten|twenty|twenty five) (?:min )?(?:to|til|till|of|before|until) (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b(?! ?(?:min|hours|people|kids|days))/g,
      (_m, min: string, h: string) => minutesTo(Number(digitize(min)), Number(digitize(`${h} `).trim())),
    )
    .replace(/(?<!\d)(?:\(?\d{3}\)?[ .-]?)?\d{3}[ .-]\d{4}(?!\d)/g, ' ')
    .replace(
      /\b(at|around|about|by|after|before|till?|until|like|say|round) one\b(?! (?:of|more|thing|person|time|point|day|guy|hour|min))/g,
      '$1 1',
    )
    .replace(/\blas once\b/g, 'las 11')
    .replace(/\bnoon thirty\b/g, '12:30 pm')
    .replace(/\b(?:a|one|1) week from (today|now|tomorrow)\b/g, (_m, d: string) =>
      d === 'tomorrow' ? 'in 8 days' : 'in 7 days',
    )
    .replace(/\b(?:two|2) weeks from (today|now)\b/g, 'in 14 days')
    .replace(/\bin (?:a|one) week\b/g, 'in 7 days')
    .replace(/\b(half|quarter|1\/4|1\/2)( an?| of an)? hour\b/g, (_m, q: string) =>
      q === 'half' || q === '1/2' ? '30 min' : '15 min',
    )
    .replace(/\bthree quarters? of an hour\b/g, '45 min')
    .replace(/\bmedia hora\b/g, '30 min')
    .replace(/\bun(a)? (hora|ratito de una hora)( y media)\b/g, '90 min')
    .replace(/\buna hora\b/g, '60 min')
    .replace(/\bhora y media\b/g, '90 min')
    .replace(/\b(?:an?|one|1) hour and (?:a|1\/2)? ?(?:half|1\/2)\b/g, '90 min')
    .replace(/\b(?:an?|one|1) hour and (?:a )?quarter\b/g, '75 min')
    .replace(
      /\b(?:an?|one|1) hour and (\d+|fifteen|twenty|thirty|forty five)( min)?\b/g,
      (_m, x: string) => `${60 + Number(digitize(x))} min`,
    )
    .replace(/\ban hour or (?:two|2|so)\b/g, 'about 60 min')
    .replace(/\bhour and (?:a|1\/2) half\b|\bhour and a half\b/g, '90 min')
    .replace(/\b(?:an?|one) hour\b/g, '60 min')
    .replace(/\b(?:a )?(?:couple|cpl|coupla)(?: of)? (more )?(hours?|min|days)\b/g, '2 $2')
    .replace(/\bminutos?\b|\bminuticos\b/g, 'min')
    .replace(/\bhoras\b|\bhora\b/g, 'hours')
    .replace(/\bdias\b/g, 'days')
    .replace(/\bsemanas?\b/g, 'weeks');
  s = digitize(s.trim().replace(/\s+/g, ' '));
  s = s
    .replace(/\b1 of these|\b1 of them/g, ' ')
    .replace(/\b(\d+) and (?:a|1\/2) half (hours?|min|days)\b/g, (_m, a: string, b: string) => `${a}.5 ${b}`)
    .replace(
      /\b(\d+) (hours?) (?:and )?(\d+) min\b/g,
      (_m, a: string, _b: string, c: string) => `${Number(a) * 60 + Number(c)} min`,
    )
    .replace(
      /\b(\d+)(hours?|hr|min|m|h)\b/g,
      (_m, a: string, b: string) => `${a} ${b.startsWith('h') ? 'hours' : 'min'}`,
    )
    .replace(/\b(\d{1,2})[.h](\d{2})\b(?! ?(hours|min|k|mil))/g, '$1:$2')
    .replace(/\b(\d{1,2}) (oh|0) ?(\d)\b/g, '$1:0$3')
    .replace(
      /\b(1[0-2]|[1-9]) (05|10|15|20|25|30|35|40|45|50|55)\b(?! (min|hours?|days?|people|seats))/g,
      '$1:$2',
    )
    .replace(/\b(\d{1,2}(?::\d\d)?)\s?([ap])\b(?! )/g, '$1 $2m')
    .replace(
      /\b(\d{1,2}(?::\d\d)?)\s?([ap])\b(?= (est|cst|pst|mst|tomorrow|today|on|to|or|works|is|please|for|-|my|if|\.|,|\?))/g,
      '$1 $2m',
    );
  return ` ${s.replace(/\s+/g, ' ').trim()} `;
}

function* finds(re: RegExp, s: string): Generator<RegExpExecArray> {
  const global = new RegExp(re.source, 'g');
  for (let m = global.exec(s), guard = 0; m && guard < 50; m = global.exec(s), guard++) {
    if (m[0].length === 0) return;
    yield m;
  }
}

const APPROX_BEFORE =
  /\b(about|around|roughly|like|maybe|approx|approximately|say|abouts|round|near|close to|como|a eso de|mas o menos|probably|por ahi)( (a las?|at))? $/;
const APPROX_AFTER = /^ ?(ish\b|or so\b|give or take|or thereabouts|mas o menos|maybe\b|-?ish)/;

export function findDelays(s: string): Delay[] {
  const out: Delay[] = [];
  const unit =
    /(?<![\d:.$])(\d+(?:\.\d+)?)(?: ?(?:-|to|or|a|o) ?(\d+(?:\.\d+)?))?(?: more| or so| ish)* (min|hours?|days?|weeks?)\b/;
  for (const m of finds(unit, s)) {
    const before = s.slice(0, m.index);
    const after = s.slice(m.index + m[0].length);
    if (
      /^ (ago|late|early|away|drive|wait|call|meeting|long|each|a (day|week|month)|per|atras|old|notice|policy|commute|before)\b/.test(
        after,
      )
    )
      continue;
    if (
      /\b(last|past|been|took|waiting|waited|takes?|every|per|hace|for over|less than|within the last|only|have|under|is)( (about|like|for|only))? $/.test(
        before,
      ) &&
      !/\b(only have|i have|have like|it ?ll be|for another)\b/.test(before.slice(-18))
    )
      continue;
    if (/\b(waiting|waited|on hold|out|down|here|been \w+|sitting|standing) (for )?$/.test(before)) continue;
    const scale = m[3]?.startsWith('h')
      ? 60
      : m[3]?.startsWith('d')
        ? 1440
        : m[3]?.startsWith('w')
          ? 10080
          : 1;
    const approximate = APPROX_BEFORE.test(before) || / (or so|ish)/.test(m[0]) || APPROX_AFTER.test(after);
    out.push({
      type: 'delay',
      index: m.index,
      end: m.index + m[0].length,
      minutes: Number(m[1]) * scale,
      toMinutes: m[2] ? Number(m[2]) * scale : undefined,
      approximate,
    });
  }
  // "Finishing a meeting, 20": a lone round number over twelve is minutes.
  for (const m of finds(/(?<=^ ?|[,.] )(15|20|25|30|35|40|45|50|90)(?= ?(?:tops|max|please|[.!])? ?$)/, s)) {
    if (out.length > 0 && out.some((d) => d.index < m.index + m[0].length && d.end > m.index)) continue;
    out.push({
      type: 'delay',
      index: m.index,
      end: m.index + m[0].length,
      minutes: Number(m[1]),
      approximate: true,
    });
  }
  const bare =
    /\b(?:in|en|give me|need|dame|within|dentro de|back in|free in|done in|home in|out in) (?:about |like |another |maybe |around |como |abt )?(\d{1,3})(?:(?: ?- ?| to | or )(\d{1,3}))?(?= (?:ish|or so|and|then|please|im|ill|ok|so|if|more|thanks|lol|call|\.|,|!|\?|tops|max|y)|\s*$)/;
  for (const m of finds(bare, s)) {
    const minutes = Number(m[1]);
    if (minutes < 2 || minutes > 120 || out.some((d) => d.index < m.index + m[0].length && d.end > m.index))
      continue;
    out.push({
      type: 'delay',
      index: m.index,
      end: m.index + m[0].length,
      minutes,
      toMinutes: m[2] ? Number(m[2]) : undefined,
      approximate: true,
    });
  }
  return out;
}

const CLOCK_SRC = String.raw`(?:(half past|half after|quarter past|quarter after|quarter to|quarter till|quarter until|quarter of|quarter til|half) )?(?<![\d$#.:/x-])(\d{1,4})(?::(\d\d))?(?![\d%$]|[.,/]\d|k\b|st\b|nd\b|rd\b|th\b)(?: ?(?:in the )?(am|pm|oclock|hrs|noon))?(?: y (media|cuarto))?(?: menos (cuarto))?`;

function readClock(m: RegExpExecArray, s: string): Omit<Clock, 'role' | 'approximate'> | undefined {
  let hour = Number(m[2]);
  let minute = m[3] ? Number(m[3]) : 0;
  const digits = m[2] ?? '';
  const after = s.slice(m.index + m[0].length);
  if (!m[3] && digits.length >= 3) {
    hour = Math.floor(hour / 100);
    minute = Number(digits) % 100;
    const cue =
      m[4] ||
      /\b(at|after|around|about|by|until|before|past|like|say|las?|or|to|and|evening|morning|afternoon|tomorrow|today|tonight|day|then|from|between)( a las| like| around)? $|^ $/.test(
        s.slice(0, m.index),
      );
    if (
      !cue &&
      !/^ (tomorrow|tonight|today|works|my|in the|please|ok|is|if|\?|est|cst|pst|mst|oclock|should|ish)/.test(
        after,
      ) &&
      after.trim() !== ''
    )
      return undefined;
  }
  if (digits.startsWith('0') && digits.length < 3) return undefined;
  if (minute > 59 || hour > 23 || hour < 1) return undefined;
  switch (m[1]) {
    case 'half past':
    case 'half after':
    case 'half':
      minute = 30;
      break;
    case 'quarter past':
    case 'quarter after':
      minute = 15;
      break;
    case undefined:
      break;
    default:
      hour = hour === 1 ? 12 : hour - 1;
      minute = 45;
  }
  if (m[5] === 'media') minute = 30;
  if (m[5] === 'cuarto') minute = 15;
  if (m[6]) {
    hour = hour === 1 ? 12 : hour - 1;
    minute = 45;
  }
  const meridiem = m[4] === 'am' ? 'am' : m[4] === 'pm' || m[4] === 'noon' ? 'pm' : undefined;
  return { type: 'clock', index: m.index, end: m.index + m[0].length, hour, minute, meridiem };
}

/** Things counted after a bare number: then it is not a clock time. */
const COUNTED =
  /^ ?(min|hours?|days?|weeks?|months?|years?|yrs?|yo|people|kids?|tickets|seats|users?|cars?|drivers?|adults?|children|bucks|dollars|percent|grand|miles?|times|texts|messages|calls|degrees|of us|of them|units?|rooms?|beds?|bath|stories|story|sq|feet|ft|lbs|amps?|more|and a half|tons?|other|different|guys|ppl|questions|things|agents|dogs|cats|vehicles|trucks|gallons|credits|classes|accidents|claims|tables|booths?|bedrooms?|points)\b/;

function roleOf(s: string, index: number, end: number): Role {
  const before = s.slice(0, index);
  const after = s.slice(end);
  const near = before.slice(-40);
  if (/\b(since|been \w+ since)( like| about| around)? $/.test(near)) return 'since';
  if (
    /\b(its|it is|already) (after|past|almost|only|like|about)? ?$/.test(near) &&
    /^ ?(now|here|already|lol|at night|\.|$|,|oclock)/.test(after)
  )
    return 'since';
  if (
    /\b(not|never|no|cant( do)?|isnt|wont|dont( call)?( me)?|nothing) (available |free |talk |do it |call |me |make it |good |any ?time )*(before|until|til|earlier than|any earlier than|sooner than|b4|antes de)( las?| about| around| like)? $/.test(
      near,
    )
  )
    return 'after';
  if (
    /\b(after|past|post|later than|despues de|pasad[ao]s? de|starting( at)?|beginning( at)?|from|desde|earliest is|earliest|at the earliest|as of|anytime from)( (las?|about|around|like|say|maybe))* $/.test(
      near,
    ) &&
    !/\b(half|quarter|min) (past|after) $/.test(near)
  ) {
    return /\b(not|never|cant( do)?|nothing|no later) (after|past|later than)( about| around| like)? $/.test(
      near,
    )
      ? 'before'
      : 'after';
  }
  if (
    /^ ?(or (later|after|so or later)|onwards?|and (after|later|on|up)|on(?= |$)(?! (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|a))|en adelante|forward|at the earliest|earliest|\+)/.test(
      after,
    )
  )
    return 'after';
  if (
    /\b(off|off work|get off|gets off|getting off|get out|out|get home|be home|home|done|finish|finished|get done|free|back|over|salgo|termino|clock out|off shift|available|wrap up|ends|ends?|let out|lets out|closing|close up|land|lands|gets? in|arrive|arrives|get there)( (at|around|about|like|by|a|as))*( las?)? $/.test(
      near,
    )
  )
    return 'after';
  if (/\b(give me|gimme|need) (until|till|til)( (like|about|around|maybe))* $/.test(near)) return 'after';
  if (/\b(until|till|til|hasta|through|thru)( (like|about|around|las?|maybe|at least))* $/.test(near))
    return 'busy-until';
  if (/\b(before|by|no later than|prior to|antes de|earlier than)( (like|about|around|las?))* $/.test(near))
    return 'before';
  if (
    /\b(not|no|cant do|cant at|instead of|isnt|except|never|dont call( me)? at|besides|rather than|cant make|scratch|forget)( (at|like|around))? $/.test(
      near,
    ) &&
    !/\d(ish|am|pm)?[ ,.]+(wait )?no $/.test(near)
  )
    return 'negated';
  if (
    /^ ?(wont work|doesnt work|is bad|no good|is no good|isnt good|is out|no works|is too (late|early)|no wait|scratch that|no make)/.test(
      after,
    )
  )
    return 'negated';
  return 'exact';
}

/** Words that make a lone small number a time. */
const CLOCK_CUE =
  /\b(at|after|around|about|by|until|till|before|past|like|say|las|la|between|from|or|to|and|tomorrow|today|tonight|morning|afternoon|evening|noon|then|try|call|make it|maybe|do|@|than|monday|tuesday|wednesday|thursday|friday|saturday|sunday|roughly|is|how about|what about|next|off|approx|no|not|actually|round|wait|come|lets|off at|free|home|since|better|starting|prefer|i mean|rather|out|weekend|st|nd|rd|th|only|just|so|early|late|lunes|martes|miercoles|jueves|viernes|sabado|domingo)( at)?[ ,.]* $/;

export function findClocks(s: string, taken: { index: number; end: number }[], loose: boolean): Clock[] {
  const out: Clock[] = [];
  const free = (a: number, b: number): boolean =>
    !taken.some((t) => t.index < b && t.end > a) && !out.some((t) => t.index < b && t.end > a);
  const minPast = /\b(\d{1,2}) (?:min )?(past|after|to|til|until|till) (\d{1,2})\b(?! ?(min|hours))/;
  for (const m of finds(minPast, s)) {
    const min = Number(m[1]);
    if (![5, 10, 15, 20, 25].includes(min) || /\b(between|from) $/.test(s.slice(0, m.index))) continue;
    const past = m[2] === 'past' || m[2] === 'after';
    if (!past && Number(m[3]) <= 12 && min <= 12 && m[2] === 'to') continue;
    const h = Number(m[3]);
    if (h < 1 || h > 12 || !free(m.index, m.index + m[0].length)) continue;
    out.push({
      type: 'clock',
      index: m.index,
      end: m.index + m[0].length,
      hour: past ? h : h === 1 ? 12 : h - 1,
      minute: past ? min : 60 - min,
      approximate: false,
      role: 'exact',
    });
  }
  const range =
    /(?<![\d$#.:/])(\d{1,2})(?::(\d\d))? ?(am|pm)? ?(?:-|to|and|until|a|y|thru) ?(?:las )?(\d{1,2})(?::(\d\d))? ?(am|pm)?(?![\d%k:/])/;
  for (const m of finds(range, s)) {
    const before = s.slice(0, m.index);
    const after = s.slice(m.index + m[0].length);
    const h1 = Number(m[1]);
    const h2 = Number(m[4]);
    if (
      h1 < 1 ||
      h1 > 12 ||
      h2 < 1 ||
      h2 > 12 ||
      COUNTED.test(after) ||
      !free(m.index, m.index + m[0].length)
    )
      continue;
    const cue =
      /\b(between|btwn|from|de|entre|sometime|anytime|any time|around|about|las|at|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight|afternoon|morning|evening)( las)?[ ,]* $/.test(
        before,
      ) ||
      m[3] ||
      m[6] ||
      m[2] ||
      m[5] ||
      (before.trim() === '' && /^ ?(works|is|tomorrow|today|pm|am|\.|\?|!|$)/.test(after));
    const isAnd = /\b(and|a|y)\b/.test(m[0]);
    if (!cue || (isAnd && !/\b(between|btwn|entre|from|de|las)( las)? $/.test(before))) continue;
    if (
      /\b(not|cant|busy|working|work|except|class|meeting|school|shift)( is)?( from| between)? ?$/.test(
        before.replace(/(from|between) $/, ''),
      )
    ) {
      out.push({
        type: 'clock',
        index: m.index,
        end: m.index + m[0].length,
        hour: h2,
        minute: Number(m[5] ?? 0),
        meridiem: m[6] as 'am' | 'pm' | undefined,
        approximate: false,
        role: 'busy-until',
      });
      continue;
    }
    out.push({
      type: 'clock',
      index: m.index,
      end: m.index + m[0].length,
      hour: h1,
      minute: Number(m[2] ?? 0),
      meridiem: m[3] as 'am' | 'pm' | undefined,
      toMeridiem: m[6] as 'am' | 'pm' | undefined,
      approximate: false,
      role: 'exact',
      toHour: h2,
      toMinute: Number(m[5] ?? 0),
    });
  }
  for (const m of finds(/\b(noon|midday|mid day|mediodia|medio dia|midnight|12 noon)\b/, s)) {
    if (/after$/.test(m[0]) || !free(m.index, m.index + m[0].length)) continue;
    const clock: Clock = {
      type: 'clock',
      index: m.index,
      end: m.index + m[0].length,
      hour: 12,
      minute: 0,
      meridiem: m[0] === 'midnight' ? 'am' : 'pm',
      approximate: APPROX_BEFORE.test(s.slice(0, m.index)),
      role: 'exact',
    };
    clock.role = roleOf(s, clock.index, clock.end);
    out.push(clock);
  }
  for (const m of finds(new RegExp(CLOCK_SRC), s)) {
    const base = readClock(m, s);
    if (!base || !free(base.index, base.end)) continue;
    const before = s.slice(0, base.index);
    const after = s.slice(base.end);
    const sure = base.meridiem || m[1] || m[3] || m[5] || /oclock|hrs/.test(m[0]);
    if (!sure) {
      if (COUNTED.test(after) || /^ ?(de(?! la (manana|tarde|noche))|of) /.test(after)) continue;
      const lone =
        loose &&
        (before.trim() === '' || /[.,!?] $/.test(before)) &&
        /^ ?($|[.,!?]|or |tomorrow|today|tonight|works|is |ish|please|pm|am|ok|then|my|on |this|next|sharp|for |if |good|would|should|sounds|in the|mon|tue|wed|thu|fri|sat|sun)/.test(
          after,
        );
      const wordCue = CLOCK_CUE.test(before) && !/\b(in|for) $/.test(before);
      const tailCue =
        /^ ?(ish\b|tomorrow|tonight|today|works|in the (morning|afternoon|evening)|my time|or so|or later|sharp|est\b|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|de la|am\b|pm\b)/.test(
          after,
        );
      if (!lone && !wordCue && !tailCue) continue;
      if (
        /\b(option|press|number|apt|unit|#|apartment|suite|block|booth|room|level|grade|just|only|the|like|or|and|is|do|not|no) $/.test(
          before,
        ) &&
        !loose &&
        !tailCue
      )
        continue;
    }
    const approximate = APPROX_BEFORE.test(before) || APPROX_AFTER.test(after);
    out.push({ ...base, approximate, role: roleOf(s, base.index, base.end) });
  }
  return out.sort((a, b) => a.index - b.index);
}

function negatedDay(s: string, index: number, end: number): boolean {
  return (
    (/\b(not|no|cant( do)?|except|but|instead of|wont work|never|isnt|besides|anything but|any day but|dont call( me)?)( (on|this|next|the))* $/.test(
      s.slice(0, index).slice(-24),
    ) &&
      !/\b(but|no) (on|this|next)? ?$/.test(
        `${s.slice(0, index).slice(-12)}`.replace(/any\w* (day )?but/, 'except'),
      )) ||
    /^ ?(wont work|doesnt work|is bad|no good|is no good|isnt good|is out|is crazy|is packed|no wait|my bad|no puedo)/.test(
      s.slice(end),
    )
  );
}

export function findDays(s: string): Day[] {
  const out: Day[] = [];
  const push = (m: RegExpExecArray, day: Day['day']): void => {
    const index = m.index;
    const end = m.index + m[0].length;
    if (out.some((d) => d.index < end && d.end > index)) return;
    out.push({ type: 'day', index, end, day, negated: negatedDay(s, index, end) });
  };
  for (const m of finds(/\b(day after tomorrow|pasado manana)\b/, s)) push(m, { rel: 2 });
  for (const m of finds(/\b(tomorrow|manana)\b(?! por la manana en la)/, s)) {
    if (m[1] === 'manana' && /\b(la|de la|por la|en la|esta) $/.test(s.slice(0, m.index))) continue;
    push(m, { rel: 1 });
  }
  for (const m of finds(
    /\b(later today|today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:tarde|noche|manana)|this lunch)\b/,
    s,
  ))
    push(m, { rel: 0 });
  for (const m of finds(
    new RegExp(
      `\\b(?:(next|this|coming|proximo|este|el proximo|el) )?(${WEEKDAYS.join('|')}|${DIAS.join('|')})s?\\b( (?:next week|que viene))?`,
    ),
    s,
  )) {
    const name = m[2] as string;
    const weekday = (WEEKDAYS.indexOf(name) >= 0 ? WEEKDAYS.indexOf(name) : DIAS.indexOf(name)) + 1;
    push(m, {
      weekday,
      next: m[1] === 'next' || (m[3] ?? '').includes('next'),
      this: m[1] === 'this' || m[1] === 'este',
    });
  }
  for (const m of finds(/\b(?:(next|this) )?(weekend|fin de semana)\b/, s))
    push(m, { weekend: true, next: m[1] === 'next' });
  for (const m of finds(/\b(next week|proxima semana|semana que viene|following week|early next week)\b/, s))
    push(m, { nextWeek: true });
  for (const m of finds(
    new RegExp(`\\b${MONTH_RE} (?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:| ?(am|pm))`),
    s,
  ))
    push(m, monthDay(m[1] as string, Number(m[2])));
  for (const m of finds(new RegExp(`\\b(?:the )?(\\d{1,2})(?:st|nd|rd|th)? (?:of |de )?${MONTH_RE}\\b`), s))
    push(m, monthDay(m[2] as string, Number(m[1])));
  for (const m of finds(/(?<![\d/$])(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?(?![\d/])/, s)) {
    const month = Number(m[1]);
    const date = Number(m[2]);
    if (
      month >= 1 &&
      month <= 12 &&
      date >= 1 &&
      date <= 31 &&
      !/^ ?(split|of)/.test(s.slice(m.index + m[0].length)) &&
      !/\b24\/7\b/.test(m[0])
    )
      push(m, { date, month });
  }
  for (const m of finds(/\b(?:the |el |on )(\d{1,2})(st|nd|rd|th)\b/, s)) push(m, { date: Number(m[1]) });
  for (const m of finds(/\b(?:el dia |el )(\d{1,2})\b(?! ?(am|pm|:))/, s)) push(m, { date: Number(m[1]) });
  for (const m of finds(
    /(?<=^ ?|[.,!?] |monday |tuesday |wednesday |thursday |friday |saturday |sunday )(\d{1,2})(st|nd|rd|th)\b(?! (time|outage|text|message|call|floor|of us|day))/,
    s,
  ))
    push(m, { date: Number(m[1]) });
  return out.sort((a, b) => a.index - b.index);
}

function monthDay(month: string, date: number): Day['day'] {
  const en = MONTHS.indexOf(month.slice(0, 3));
  const es = MESES.indexOf(month);
  return { date, month: (es >= 0 ? es : en) + 1 };
}

/** Phrase -> part of the day: hours as minutes since midnight; `at` is what to propose. */
const PARTS: [RegExp, Part, number, number, number, boolean][] = [
  [
    /\bafter (the |my )?(kids?|kiddos?|baby|babies|little ones?|toddler|children|boys|girls|twins|son|daughter)( \w+){0,4} (asleep|sleep|sleeping|bed|down|bedtime)\b|\bonce (the |my )?(kids?|kiddos?|baby|little ones?|boys|girls)( \w+){0,3} (asleep|bed|down|sleep|bedtime)\b|\b(kids?|baby) bedtime\b|\bafter bedtime\b|\b(ninos|bebe)( \w+){0,3} (duerman|dormidos|duerma|acuesten|dormir)\b|\b(when|soon as) (the |my )?(kids?|baby)( \w+){0,3} (asleep|bed|down|sleep)\b/,
    'evening',
    1200,
    1290,
    1215,
    true,
  ],
  [
    /\b(after|past|post) (dinner|supper|we eat|i eat dinner)\b|\bdespues de (la )?cena(r)?\b/,
    'evening',
    1110,
    1260,
    1155,
    true,
  ],
  [
    /\b(after|post) (lunch|my lunch)\b|\bdespues de(l)? (almuerzo|comer|comida)\b/,
    'afternoon',
    780,
    960,
    810,
    true,
  ],
  [/\b(after|post) (breakfast|my coffee|coffee)\b/, 'morning', 540, 720, 555, true],
  [/\bafter (church|mass|service)\b/, 'afternoon', 720, 900, 750, true],
  [
    /\b(after|once) (i )?(school drop ?off|drop ?off|dropping (the )?kids|drop (the |my )?kids|(the )?kids (are|get) (at|to|on|off to)( the)? (school|bus))\b/,
    'morning',
    510,
    660,
    540,
    true,
  ],
  [
    /\b(after (school|pick ?up|school pickup|class lets out)|kids are home)\b/,
    'afternoon',
    900,
    1080,
    930,
    true,
  ],
  [/\bafter (practice|soccer|the game|gym|my workout)\b/, 'evening', 1080, 1260, 1140, true],
  [
    /\b(after (i get off )?(work|my shift ends|hours|quitting time)|(when|once|after) (i )?(get|am|im|gets) (off|home)( from)? ?(work|tonight|the office)?|off work|despues del? trabajo|saliendo del (trabajo|jale)|when i get home|after my day job|after i clock out)\b/,
    'evening',
    1020,
    1260,
    1065,
    true,
  ],
  [/\bbefore (work|i go to work|my shift|school|i leave for work)\b/, 'morning', 420, 540, 480, false],
  [
    /\b(lunch( ?(break|hour|time))?|during lunch|la hora del? (almuerzo|comida|lonche)|lonche|almuerzo)\b/,
    'lunch',
    690,
    810,
    735,
    false,
  ],
  [
    /\b(first thing|primera hora|bright and early|early morning|early in the morning|when you open|as soon as you open|crack of dawn|temprano|early)\b/,
    'morning',
    480,
    570,
    495,
    false,
  ],
  [
    /\b(end of (the )?(work ?)?day|eod|close of business|cob|end of business)\b/,
    'afternoon',
    960,
    1050,
    1005,
    false,
  ],
  [/\b(mid ?morning)\b/, 'morning', 540, 660, 600, false],
  [/\b(late morning|later in the morning)\b/, 'morning', 600, 720, 645, false],
  [/\b(early afternoon)\b/, 'afternoon', 720, 840, 780, false],
  [/\b(mid ?afternoon)\b/, 'afternoon', 840, 930, 885, false],
  [
    /\b(late afternoon|later (in the|this) afternoon|late in the afternoon)\b/,
    'afternoon',
    930,
    1050,
    975,
    false,
  ],
  [/\b(early evening)\b/, 'evening', 1020, 1140, 1065, false],
  [/\b(late evening|late tonight|late at night|late night)\b/, 'evening', 1170, 1290, 1200, false],
  [
    /\b(morning|am hours|in the am|por la manana|en la manana|de la manana|esta manana)\b/,
    'morning',
    480,
    720,
    570,
    false,
  ],
  [
    /\b(afternoon|in the pm|por la tarde|en la tarde|de la tarde|esta tarde)\b/,
    'afternoon',
    720,
    1020,
    840,
    false,
  ],
  [/\b(evening)\b/, 'evening', 1020, 1260, 1110, false],
  [
    /\b(tonight|esta noche|at night|por la noche|en la noche|de la noche|nighttime|night)\b/,
    'night',
    1020,
    1260,
    1140,
    false,
  ],
];

export function findParts(s: string): DayPart[] {
  const out: DayPart[] = [];
  for (const [re, part, from, to, at, after] of PARTS) {
    for (const m of finds(re, s)) {
      const index = m.index;
      const end = index + m[0].length;
      if (out.some((d) => d.index < end && d.end > index)) continue;
      const before = s.slice(0, index);
      if (/\b(good|last|since|yesterday|all|every|this) $/.test(before) && !/\bthis $/.test(before)) continue;
      if (m[0] === 'morning' && before.trim() === '' && /^ ?[,.!]/.test(s.slice(end))) continue;
      const isAfter = after || /\b(after|past) (the )?$/.test(before);
      const negated =
        /\b(not|no|cant( do)?|except|never|dont call me|hate|instead of|isnt|wont)( (in the|the|any|on|a))*( (monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow))? $/.test(
          before.slice(-30),
        );
      out.push({
        type: 'part',
        index,
        end,
        part,
        from,
        to,
        at,
        after: isAfter,
        negated,
        strong: re.source.length > 60,
      });
    }
  }
  return out.sort((a, b) => a.index - b.index);
}

export function findSpecials(s: string): Special[] {
  const out: Special[] = [];
  for (const m of finds(/\b(top of the hour|on the hour|next hour)\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'top' });
  for (const m of finds(/\b(bottom of the hour|on the half hour|half past(?! \d)|at half past(?! \d))\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'bottom' });
  for (const m of finds(/\b(quarter past(?! \d)|quarter after(?! \d))\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'quarter' });
  for (const m of finds(/\b(same time( as now)?|this time|misma hora|esta hora)\b/, s))
    out.push({ type: 'special', index: m.index, end: m.index + m[0].length, name: 'same' });
  return out;
}
