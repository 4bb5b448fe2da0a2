/** Days: weekdays, dates, "tomorrow", weekends, weeks and holidays. */
import { HOLIDAY_RE, holidayOf } from './holidays.ts';
import { type Day, finds } from './marks.ts';

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

const MONTH_DATE_RE = new RegExp(`\\b${MONTH_RE} (?:the )?(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:| ?(am|pm))`);
const DATE_MONTH_RE = new RegExp(`\\b(?:the )?(\\d{1,2})(?:st|nd|rd|th)? (?:of |de )?${MONTH_RE}\\b`);
const NAME = `${WEEKDAYS.join('|')}|${DIAS.join('|')}`;
/** "Friday week" is said in Britain. */
const WEEKDAY_RE = new RegExp(
  `\\b(?:(next|this|coming|proximo|este|el proximo|el) )?(${NAME})s?\\b( (?:(?:of |de )?(?:the )?next week|(?:de )?(?:la )?(?:semana que viene|proxima semana)|que viene|after next|week(?= ?(?:$|[.,!?]|at |around |\\d))))?`,
);
const NTH: Record<string, number> = { first: 1, '1st': 1, second: 2, '2nd': 2, third: 3, '3rd': 3, last: -1 };
/** "The first tuesday of november", "the last monday of the month". */
const NTH_WEEKDAY_RE = new RegExp(
  `\\b(?:the )?(first|second|third|last|1st|2nd|3rd) (${WEEKDAYS.join('|')}) (?:of|in) (?:${MONTH_RE}|the month|(next) month)`,
);
/** "A week from", "two weeks after", before a day. */
const WEEKS_FROM = /\b(?:(a|one|1|two|2|three|3) )?weeks? (?:from|after) (?:this |next |the )?$/;
const WEEKS: Record<string, number> = { two: 2, '2': 2, three: 3, '3': 3 };

const dayNumber = (name: string): number =>
  (WEEKDAYS.includes(name) ? WEEKDAYS.indexOf(name) : DIAS.indexOf(name)) + 1;

function negatedDay(s: string, index: number, end: number): boolean {
  // "In London til friday, 4pm here": how long they are away, not when to call.
  if (
    /\b(in|at|visiting|staying) [\w ]{1,40} (until|through|thru) $/.test(s.slice(0, index)) &&
    /\d/.test(s.slice(0, index) + s.slice(end))
  )
    return true;
  // "I turn 26 tomorrow": a day that something happens on.
  if (
    /\b(turn(s|ing)? \d+|expires?|due|(?:school|class|classes|semester|work|job|season|practice|camp|training) (?:starts?|begins?)|renews?|renewal(?: date)?|effective|closed(?: on)?(?: the| our)?(?: house| home)?|graduat\w+|move|moving|moved|born|bought it|closing|closes|opening|opens|grand opening|launch\w*|begins|wedding|birthday|court|surgery|lapses|runs out|up for renewal)( is| on)? $/.test(
      s.slice(0, index),
    )
  )
    return true;
  return (
    (/\b(not|no|cant( do)?|except|but|instead of|wont work|never|isnt|besides|anything but|any day but|dont call( me)?|scratch|forget|skip)( (on|this|next|the))* $/.test(
      s.slice(0, index).slice(-24),
    ) &&
      !/\b(but|no) (on|this|next)? ?$/.test(
        `${s.slice(0, index).slice(-12)}`.replace(/any\w* (day )?but/, 'except'),
      )) ||
    /^ ?(wont work|doesnt work|would have|wouldve|is bad|no good|is no good|isnt good|is out|is crazy|is packed|is shot|is slammed|is full|no wait|my bad|no puedo)/.test(
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
    const from = WEEKS_FROM.exec(s.slice(0, index));
    const weeks = from ? (WEEKS[from[1] ?? ''] ?? 1) : 0;
    out.push({
      type: 'day',
      index,
      end,
      day,
      weeks,
      orBefore: false,
      begins: OR_BEFORE.test(s.slice(0, index)),
      negated: negatedDay(s, index, end),
    });
  };
  for (const m of finds(/\b(day after tomorrow|pasado manana)\b/, s)) push(m, { rel: 2 });
  for (const m of finds(
    /\b(?:the )?(?:day after|next day|following day)\b(?: that)?(?! tomorrow)(?= ?(?:$|[.,!?]|at |around |after |before |\d|works|is |then|if|morning|afternoon|evening))/,
    s,
  ))
    push(m, { dayAfter: true });
  for (const m of finds(/\b(tomorrow|manana)\b(?! por la manana en la)/, s)) {
    if (m[1] === 'manana' && /\b(la|de la|por la|en la|esta) $/.test(s.slice(0, m.index))) continue;
    push(m, { rel: 1 });
  }
  for (const m of finds(
    /\b(later today|today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:tarde|noche|manana)|this lunch)\b/,
    s,
  ))
    push(m, { rel: 0 });
  for (const m of finds(HOLIDAY_RE, s)) {
    const holiday = holidayOf(m);
    if (holiday) push(m, { holiday });
  }
  for (const m of finds(NTH_WEEKDAY_RE, s)) {
    const month = m[3] ? monthNumber(m[3]) : undefined;
    push(m, { nth: NTH[m[1] as string] ?? 1, weekday: dayNumber(m[2] as string), month, later: !!m[4] });
  }
  for (const m of finds(WEEKDAY_RE, s)) {
    push(m, {
      weekday: dayNumber(m[2] as string),
      next: m[1] === 'next' || /week$|semana/.test(m[3]?.replace(/^ week$/, '') ?? ''),
      this: m[1] === 'this' || m[1] === 'este',
      weekLater: /^ (after next|week)$/.test(m[3] ?? ''),
    });
  }
  for (const m of finds(/\b(?:(next|this) )?(weekend|fin de semana)\b/, s))
    push(m, { weekend: true, next: m[1] === 'next' });
  for (const m of finds(/\b(next week|proxima semana|semana que viene|following week|early next week)\b/, s))
    push(m, { nextWeek: true });
  for (const m of finds(MONTH_DATE_RE, s))
    push(m, { date: Number(m[2]), month: monthNumber(m[1] as string) });
  for (const m of finds(DATE_MONTH_RE, s))
    push(m, { date: Number(m[1]), month: monthNumber(m[2] as string) });
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
  for (const m of finds(/\b(?:the |el |on )(\d{1,2})(st|nd|rd|th)\b/, s))
    push(m, { date: Number(m[1]), later: NEXT_MONTH.test(s) });
  for (const m of finds(/\b(?:el dia |el )(\d{1,2})\b(?! ?(am|pm|:))/, s)) push(m, { date: Number(m[1]) });
  for (const m of finds(
    /(?<=^ ?|[.,!?] |monday |tuesday |wednesday |thursday |friday |saturday |sunday )(\d{1,2})(st|nd|rd|th)\b(?! (time|outage|text|message|call|floor|of us|day|opinion|mortgage|lien|house|home|car|vehicle|try|attempt|chance|degree|grade|year|job|shift|baby|kid|notice|bill|payment|quarter|semester|place|step|thing|one|row|class))/,
    s,
  ))
    push(m, { date: Number(m[1]), later: NEXT_MONTH.test(s) });
  out.sort((a, b) => a.index - b.index);
  for (const [i, day] of out.entries()) {
    const last = out[i - 1];
    day.orBefore = last !== undefined && !last.negated && JOINED.test(s.slice(last.end, day.index));
  }
  return out;
}

const OR_BEFORE = /\b(?:or|o|,) $/;
/** Between the days of one list. A comma alone only names one day twice: "friday, the 9th". */
const JOINED = /^ ?(?:,? ?or|o|\/|,? and|y)(?: (?:on|maybe|even|the|el))? $|^ (?=\w+ or )$/;

const NEXT_MONTH = /\bnext month\b/;

function monthNumber(month: string): number {
  const es = MESES.indexOf(month);
  return (es >= 0 ? es : MONTHS.indexOf(month.slice(0, 3))) + 1;
}
