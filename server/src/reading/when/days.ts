/** Days: weekdays, dates, "tomorrow", weekends, weeks and holidays. */
import { type Day, finds, type Holiday } from './marks.ts';

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
const WEEKDAY_RE = new RegExp(
  `\\b(?:(next|this|coming|proximo|este|el proximo|el|a week from|week from|one week from) )?(${WEEKDAYS.join('|')}|${DIAS.join('|')})s?\\b( (?:next week|que viene|after next|week(?= ?(?:$|[.,!?]|at |around |\\d))))?`,
);

const HOLIDAYS: [RegExp, Holiday][] = [
  [/thanksgiving|turkey day/, 'thanksgiving'],
  [/christmas|xmas|navidad/, 'christmas'],
  [/new years?|holidays|ano nuevo/, 'new-year'],
  [/halloween/, 'halloween'],
  [/4th of july|fourth of july|july 4th/, 'july-4'],
];
const HOLIDAY_RE =
  /\b(?:(the day after|day after|after|despues de) )?(?:the )?(?:thanksgiving|turkey day|christmas|xmas|navidad|new years?(?: day)?|holidays|ano nuevo|halloween|4th of july|fourth of july)\b/;

function negatedDay(s: string, index: number, end: number): boolean {
  // "In London til friday, 4pm here": how long they are away, not when to call.
  if (
    /\b(in|at|visiting|staying) [\w ]{1,20} (until|through|thru) $/.test(s.slice(0, index)) &&
    /\d/.test(s.slice(0, index) + s.slice(end))
  )
    return true;
  // "I turn 26 tomorrow": a day that something happens on.
  if (
    /\b(turn(s|ing)? \d+|expires?|is due|closing|closes|opening|opens|grand opening|launch\w*|begins|wedding|birthday|court|surgery|lapses|runs out|up for renewal)( is| on)? $/.test(
      s.slice(0, index),
    )
  )
    return true;
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
  for (const m of finds(WEEKDAY_RE, s)) {
    const name = m[2] as string;
    const weekday = (WEEKDAYS.indexOf(name) >= 0 ? WEEKDAYS.indexOf(name) : DIAS.indexOf(name)) + 1;
    push(m, {
      weekday,
      next: m[1] === 'next' || (m[3] ?? '').includes('next week'),
      this: m[1] === 'this' || m[1] === 'este',
      // "Friday week" is said in Britain.
      weekLater:
        (m[1] ?? '').endsWith('week from') ||
        / (after next|week)$/.test(m[3]?.replace('next week', '') ?? ''),
    });
  }
  for (const m of finds(HOLIDAY_RE, s)) {
    const name = HOLIDAYS.find(([re]) => re.test(m[0]))?.[1];
    if (name) push(m, { holiday: name, after: m[1] !== undefined });
  }
  for (const m of finds(/\b(?:(next|this) )?(weekend|fin de semana)\b/, s))
    push(m, { weekend: true, next: m[1] === 'next' });
  for (const m of finds(/\b(next week|proxima semana|semana que viene|following week|early next week)\b/, s))
    push(m, { nextWeek: true });
  for (const m of finds(MONTH_DATE_RE, s)) push(m, monthDay(m[1] as string, Number(m[2])));
  for (const m of finds(DATE_MONTH_RE, s)) push(m, monthDay(m[2] as string, Number(m[1])));
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
