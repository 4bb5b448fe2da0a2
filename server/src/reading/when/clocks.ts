/** Clock times: "3:30", "half past 4", "1430", "between 2 and 4". */
import { APPROX_AFTER, APPROX_BEFORE, type Clock, finds } from './marks.ts';
import { roleOf } from './roles.ts';

const CLOCK_SRC = String.raw`(?:(half past|half after|quarter past|quarter after|quarter to|quarter till|quarter until|quarter of|quarter til|half) )?(?<![a-z\d$#.:/-])(\d{1,4})(?::(\d\d))?(?![\d%$]|[.,/]\d|k\b|st\b|nd\b|rd\b|th\b)(?: ?(?:in the )?(am|pm|oclock|hrs|noon))?(?: y (media|cuarto))?(?: menos (cuarto))?`;

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
      /\b(at|after|around|about|by|until|before|past|like|say|that|thats|it|so|no|las?|or|to|and|but|out|off|home|ends|break|better|actually|rather|evening|morning|afternoon|tomorrow|today|tonight|day|then|from|between)( a las| like| around)? $|^ $/.test(
        s.slice(0, m.index),
      );
    if (
      !cue &&
      !/^ (tomorrow|tonight|today|same|yes|good|great|fine|perfect|better|instead|then|works|my|in the|please|ok|is|if|\?|est|cst|pst|mst|oclock|should|ish|suits|would|break)/.test(
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
  const military = digits.length === 4 && digits.startsWith('0');
  const meridiem = m[4] === 'am' || military ? 'am' : m[4] === 'pm' || m[4] === 'noon' ? 'pm' : undefined;
  return { type: 'clock', index: m.index, end: m.index + m[0].length, hour, minute, meridiem };
}

/** Things counted after a bare number: then it is not a clock time. */
const COUNTED =
  /^ ?(min|hours?|days?|weeks?|months?|years?|yrs?|yo|people|kids?|tickets|seats|users?|cars?|drivers?|adults?|children|bucks|dollars|percent|grand|miles?|times|texts|messages|calls|degrees|of us|of them|units?|rooms?|beds?|bath|stories|story|sq|feet|ft|lbs|amps?|more|and a half|tons?|other|different|guys|ppl|questions|things|agents|dogs|cats|vehicles|trucks|gallons|credits|classes|accidents|claims|tables|booths?|bedrooms?|points)\b/;

/** What a bare number of three or four figures is when it stands beside these: money, a score, a house. */
const OTHER_BEFORE =
  /\b(score|fico|credit|premium|rate|payment|price|cost|balance|rent|bill|deductible|quotes?|owe|pay|paying|worth|zip|apt|unit|suite|room|lot|model|year)\b[^.,;!?]{0,12}$/;
const OTHER_AFTER =
  /^ ?(?:(?:a|per|each|every) (?:month|year|week|mo|yr)|(?:\w+ ){0,2}(?:st|street|ave|avenue|road|rd|blvd|lane|ln|drive|dr|court|way|hwy)\b|square|sq)/;

/** What is said of one hour where another is better: "is tight", "would be easier". */
const PRAISED =
  /^ ?(?:(?:is|s|was|would be|d be|might be|looks|feels|sounds) )?(?:so |much |a bit |a little |way |even )?(?:better|best|good|fine|perfect|great|ideal|safer|easier|preferable)\b|^ ?(?:suits|would suit|fits|would work|could work)\b/;

/** Words that make a lone small number a time. */
const CLOCK_CUE =
  /\b(at|said|meant|scratch that|strike that|after|around|about|by|until|till|before|past|like|say|make (?:it|that)|las|la|between|from|or|to|and|tomorrow|today|tonight|morning|afternoon|evening|noon|then|try|call|make it|maybe|do|@|than|monday|tuesday|wednesday|thursday|friday|saturday|sunday|roughly|is|how about|what about|next|next week|off|approx|no|not|actually|round|wait|come|lets|off at|free|home|since|better|starting|prefer|i mean|rather|out|weekend|st|nd|rd|th|only|just|so|early|late|either|both|ok|tipo|thanksgiving|christmas|xmas|eve|halloween|lunes|martes|miercoles|jueves|viernes|sabado|domingo)( at)?[ ,.]* $/;

export function findClocks(s: string, taken: { index: number; end: number }[], loose: boolean): Clock[] {
  const out: Clock[] = [];
  const free = (a: number, b: number): boolean =>
    !taken.some((t) => t.index < b && t.end > a) && !out.some((t) => t.index < b && t.end > a);
  const minPast = /\b(\d{1,2}) (?:min )?(past|after|to|til|until|till) (\d{1,2})\b(?! ?(min|hours))/;
  for (const m of finds(minPast, s)) {
    const min = Number(m[1]);
    if (![5, 10, 15, 20, 25].includes(min) || /\b(between|from) $/.test(s.slice(0, m.index))) continue;
    const past = m[2] === 'past' || m[2] === 'after';
    // "10 to 4" is a span; "5 to 3" is none.
    if (m[2] === 'to' && min <= 12 && Number(m[3]) <= 12 && !(min === 5 && Number(m[3]) < min)) continue;
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
      (before.trim() === '' && /^ ?(works|is|tomorrow|today|pm|am|window|range|slot|\.|\?|!|$)/.test(after));
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
      if (
        base.end - base.index >= 3 &&
        !/:/.test(m[0]) &&
        (OTHER_BEFORE.test(before) || OTHER_AFTER.test(after))
      )
        continue;
      if (COUNTED.test(after) || /^ ?(de(?! la (manana|tarde|noche))|of) /.test(after)) continue;
      const lone =
        loose &&
        (before.trim() === '' || /[.,!?] $/.test(before)) &&
        /^ ?($|[.,!?]|or |tomorrow|today|tonight|same |yes|yep|yeah|fine|great|perfect|better|instead|works|is |ish|please|pm|am|ok|then|my|on |this|next|sharp|for |if |good|would|should|sounds|in the|mon|tue|wed|thu|fri|sat|sun)/.test(
          after,
        );
      const wordCue = CLOCK_CUE.test(before) && !/\b(in|for) $/.test(before);
      const tailCue =
        /^ ?(ish\b|at the (earliest|latest)|tomorrow|tonight|today|works|in the (morning|afternoon|evening)|my time|or so|or later|sharp|est\b|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|de la|am\b|pm\b)/.test(
          after,
        );
      const praised = PRAISED.test(after) && (loose || /\b(call|ring|time|talk)\b/.test(s));
      const onBreak = /^ ?(oclock )?(break|lunch)\b/.test(after) && /\b(my|the|a) $/.test(before);
      if (!lone && !wordCue && !tailCue && !praised && !onBreak) continue;
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
