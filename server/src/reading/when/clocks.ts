/** Clock times: "3:30", "half past 4", "1430", "between 2 and 4". */
import { APPROX_AFTER, APPROX_BEFORE, type Clock, finds } from './marks.ts';
import { roleOf } from './roles.ts';

const CLOCK_RE =
  /(?:(half past|half after|quarter past|quarter after|quarter to|quarter till|quarter until|quarter of|quarter til|half) )?(?<![a-z\d$#.:/-])(\d{1,4})(?::(\d\d))?(?![\d%$]|[.,/]\d|k\b|st\b|nd\b|rd\b|th\b)(?: ?(?:in the )?(am|pm|oclock|hrs|noon))?(?: y (media|cuarto))?(?: menos (cuarto))?/;

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
      !/^ (tomorrow|tonight|today|same|yes|good|great|fine|perfect|better|instead|then|works|work|my|in the|please|ok|is|if|he|hes|she|shes|i|im|we|were|they|the|so|but|and|because|after|when|not|thanks|\?|est|cst|pst|mst|oclock|should|ish|suits|would|break)/.test(
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
  /^ ?(min|hours?|days?|weeks?|months?|years?|yrs?|yo|people|kids?|tickets|seats|users?|cars?|drivers?|adults?|children|bucks|dollars|percent|grand|miles?|times|texts|messages|calls|degrees|of us|of them|units?|rooms?|beds?|bath|stories|story|sq|feet|ft|lbs|amps?|more|and a half|tons?|other|different|guys|ppl|questions|things|agents|dogs|cats|vehicles|trucks|gallons|bathrooms?|baths?|floors?|garage|bays?|doors?|wheels?|burners?|windows|credits|classes|accidents|claims|tables|booths?|bedrooms?|points)\b/;

/** "20 for the roof": an amount. */
const FOR_A_THING = /^ for (?:the|my|our|a) (?!call|chat|time|appointment|quick|phone)/;
/** Any plural noun: "3 trips". */
const PLURAL =
  /^ (?!works|hes|shes|its|thats|theres|is|was|this|has|does|suits|fits|sounds|seems|looks|makes|gives|gets|pls|plus|thanks|its|us|yes|hours|mas|tres|dos|seis|unless|thereabouts|as|lunes|martes|miercoles|jueves|viernes|minus)\w+[a-rt-z]s\b/;

/** What a bare number of three or four figures is when it stands beside these: money, a score, a house. */
const OTHER_BEFORE =
  /\b(score|fico|credit|premium|rate|payment|price|cost|balance|rent|bill|deductible|quot\w+|owe|pay|paying|worth|zip|apt|unit|suite|room|lot|model|year)\b[^.,;!?]{0,12}$|\bquotes?\b(?![^.;!?]*\b(?:call|at)\b).{0,24}$/;
const OTHER_AFTER =
  /^ ?(?:(?:a|per|each|every) (?:month|year|week|mo|yr)|(?:\w+ ){0,2}(?:st|street|ave|avenue|road|rd|blvd|lane|ln|drive|dr|court|way|hwy)\b|square|sq|(?:good|high|low|bad|ok) enough)/;

/** What is said of one hour where another is better: "is tight", "would be easier". */
const PRAISED =
  /^ ?(?:(?:is|s|was|would be|d be|might be|looks|feels|sounds) )?(?:so |much |a bit |a little |way |even )?(?:better|best|good|fine|perfect|great|ideal|safer|easier|preferable)\b|^ ?(?:suits|would suit|fits|would work|could work)\b/;

/** Words that make a lone small number a time. */
const CLOCK_CUE =
  /\b(at|said|meant|scratch that|strike that|after|around|about|by|until|till|before|past|like|say|make (?:it|that)|las|la|between|from|or|to|and|tomorrow|today|tonight|morning|afternoon|evening|noon|then|try|call|call it|make it|maybe|do|@|than|monday|tuesday|wednesday|thursday|friday|saturday|sunday|roughly|is|how about|what about|next|next week|off|approx|no|not|actually|round|wait|come|lets|off at|free|home|since|better|starting|prefer|i mean|rather|out|weekend|st|nd|rd|th|only|just|so|early|late|either|both|ok|tipo|thanksgiving|christmas|xmas|eve|halloween|lunes|martes|miercoles|jueves|viernes|sabado|domingo)( at)?[ ,.]* $/;

/** What may follow a lone number that is a time, and no unit. */
const TIME_FOLLOWS =
  /^ ?($|[.,!?)]|or |tomorrow|today|tonight|same |yes|yep|yup|yeah|fine|great|perfect|better|best|instead|again|works|is |ish|please|pm|am|ok|okay|alright|then|my|on |this|next|sharp|for |if |good|would|should|ought|oughta|might|will|can |could |sounds|suits?|fits|-?ish|happen|in the|at the|mon|tue|wed|thu|fri|sat|sun|lol|thanks|thank|thx|sir|maam|because|so |but |and (?!a half)|i |im |ill |he |hes |she |shes |we |were |they |theyre |the |after |before |until |once |not |no |instead|here|there|mine|to be |should do|work|does|when |unless|as |doable|its|that|yesemoji|today|de la|por la|por favor|gracias|esta bien|mejor|est\b|hopefully|just|right|exactly|on the)/;
/** Before a lone number that is a count, a choice or a label. */
const COUNT_BEFORE =
  /\b(have|has|had|got|own|owe|need|want|with|us|total|part(?:y|ies) of|of|are|were|option|press|reply|choice|number|apt|unit|#|apartment|suite|block|booth|room|level|grade|score|plan|item|page|top|for|in|my|his|her|our|their|add|plus|another|like|tengo|somos|los|para|route|highway|hwy|exit|lot|gate|row|section|aisle|table|seats?|step|lane|tier|phase|stage|terminal|box|site|code|building|bldg|about|over|under|paid|pay|worth|least|most|every|than|who|it|its|to) $|[$#&+] ?$/;
/** Words of arranging that take "for" or "on" and an hour: "put me down for 4", "lets aim for 4". */
const ARRANGED =
  /\b(?:down|in|up|it|that|me|us|him|her|them|call|calls|shoot|aim|aiming|plan|planning|go|going|settle|set|book|schedule|try|hope|hoping|opt|push|appointment|slot|free|good|open|ready|make|do|mark|pencil)(?: (?:today|tomorrow|\w{3,6}day))? (?:for|on|at) $|\b(?:go|going|stick|stay|run|went|good|fine|okay|ok|cool|happy) with (?:the )?$/;
/** "On my 2 oclock break", "the 1230 lunch". */
const ON_BREAK = /^ ?(oclock )?(break|lunch)\b/;
const TAIL =
  /^ ?(ish\b|at the (earliest|latest|soonest)|tomorrow|tonight|today|works|in the (morning|afternoon|evening)|my time|or so|or later|sharp|est\b|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|on the (dot|nose|button)|de la|am\b|pm\b|thereabouts|approx)/;
const LABEL_BEFORE =
  /\b(option|press|number|apt|unit|#|apartment|suite|block|booth|room|level|grade|just|only|the|like|or|and|is|do|not|no) $/;

/** Whether a bare figure is an hour, by the words beside it. @param loose somebody asked for a time */
function isHour(s: string, index: number, end: number, bare: boolean, loose: boolean): boolean {
  const before = s.slice(0, index);
  const after = s.slice(end);
  if (end - index >= 3 && bare && (OTHER_BEFORE.test(before) || OTHER_AFTER.test(after))) return false;
  // Hours after noon by the clock of 24 need a word for a time before them: "my daughter is 16" is none.
  if (bare && end - index === 2 && Number(s.slice(index, end)) > 12 && !AT_HOUR.test(before)) return false;
  if (
    COUNTED.test(after) ||
    PLURAL.test(after) ||
    FOR_A_THING.test(after) ||
    /^ ?(de(?! la (manana|tarde|noche))|of) /.test(after)
  )
    return false;
  const tail = TAIL.test(after);
  const arranged = ARRANGED.test(before);
  const lone =
    loose && TIME_FOLLOWS.test(after) && (arranged || before.trim() === '' || !COUNT_BEFORE.test(before));
  const cue = CLOCK_CUE.test(before) && !/\b(in|for) $/.test(before);
  const praised = PRAISED.test(after) && (loose || /\b(call|ring|time|talk)\b/.test(s));
  const onBreak = ON_BREAK.test(after) && /\b(my|the|a) $/.test(before);
  if (!lone && !cue && !tail && !praised && !onBreak) return false;
  return loose || tail || !LABEL_BEFORE.test(before);
}

const AT_HOUR = /\b(?:at|las?|after|before|by|until|around|from|between|past) $/;

type Span = { index: number; end: number };

const num = (x: string | undefined): number => Number(x ?? 0);
const half = (x: string | undefined): 'am' | 'pm' | undefined => x as 'am' | 'pm' | undefined;

const MIN_PAST =
  /\b(\d{1,2}) (?:min )?(past|after|to|til|until|till|before) (\d{1,2}|noon|midday)(?: ?(am|pm))?\b(?! ?(min|hours))/;

/** "20 past 3", "15 to noon". */
function minutesPast(m: RegExpExecArray, s: string): Clock | undefined {
  const min = num(m[1]);
  if (![5, 10, 15, 20, 25].includes(min) || /\b(between|from) $/.test(s.slice(0, m.index))) return undefined;
  const noon = Number.isNaN(Number(m[3]));
  const h = noon ? 12 : num(m[3]);
  const past = m[2] === 'past' || m[2] === 'after';
  // "10 to 4" is a span; "5 to 3" is none.
  if (m[2] === 'to' && !noon && min <= 12 && h <= 12 && !(min === 5 && h < min)) return undefined;
  if (m[2] === 'before' && !/min/.test(m[0])) return undefined;
  if (h < 1 || h > 12) return undefined;
  const said = noon ? 'pm' : half(m[4]);
  const beforeTwelve = !past && h === 12 && said !== undefined;
  return {
    type: 'clock',
    index: m.index,
    end: m.index + m[0].length,
    hour: past ? h : h === 1 ? 12 : h - 1,
    minute: past ? min : 60 - min,
    meridiem: beforeTwelve ? (said === 'pm' ? 'am' : 'pm') : said,
    approximate: false,
    role: 'exact',
  };
}

const RANGE =
  /(?<![\d$#.:/])(\d{1,2})(?::(\d\d))? ?(am|pm)? ?(?:-|to|and|until|a|y|thru|or) ?(?:las )?(\d{1,2})(?::(\d\d))? ?(am|pm)?(?![\d%k:/])/;
const RANGE_CUE =
  /\b(between|btwn|from|de|entre|sometime|any ?time|any time|anywhere|window|around|about|las|at|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight|afternoon|morning|evening)( las| like| about)?[ ,]* $/;
const JOINS = /\b(between|btwn|entre|from|de|las)( las)? $/;
/** What takes up a span: the call may begin when it is over. */
const BUSY_SPAN =
  /\b(not|cant|busy|tied up|booked|working|works?|except|class|classes|meetings?|school|shift|church|appointment|appt|court|therapy|practice|surgery|training|lecture|lab|clinic|on the road|driving|trabajo|ocupad[oa]|unavailable|out|asleep|sleep)( is| are| it| go(?:es)?| runs?| me| time)?( from| between| de| at)? ?$/;
const BREAK_SPAN = /\b(break|lunch|window|free|off period|recess|planning)\b/;

/** "Between 2 and 4", "9-11am", "busy from 1 to 2". */
function rangeOf(m: RegExpExecArray, s: string): Clock | undefined {
  const before = s.slice(0, m.index);
  const after = s.slice(m.index + m[0].length);
  const [from, to] = [num(m[1]), num(m[4])];
  if (from < 1 || from > 12 || to < 1 || to > 12 || COUNTED.test(after) || / or /.test(m[0]))
    return undefined;
  const busy =
    BUSY_SPAN.test(before.replace(/(from|between|at) $/, '')) && !BREAK_SPAN.test(before.slice(-24));
  const cue =
    busy ||
    RANGE_CUE.test(before) ||
    m[3] ||
    m[6] ||
    m[2] ||
    m[5] ||
    BREAK_SPAN.test(before.slice(-16)) ||
    (before.trim() === '' &&
      /^ ?(works|is|tomorrow|today|tonight|pm|am|window|range|slot|on|\.|\?|!|,|$)/.test(after));
  if (!cue || (/\b(and|a|y)\b/.test(m[0]) && !JOINS.test(before) && !busy)) return undefined;
  const span = { type: 'clock', index: m.index, end: m.index + m[0].length, approximate: false } as const;
  if (busy) return { ...span, hour: to, minute: num(m[5]), meridiem: half(m[6]), role: 'busy-until' };
  return {
    ...span,
    hour: from,
    minute: num(m[2]),
    meridiem: half(m[3]),
    toMeridiem: half(m[6]),
    role: 'exact',
    toHour: to,
    toMinute: num(m[5]),
  };
}

/** @param taken spans that are other marks @param loose somebody asked for a time, so that a lone number is one */
export function findClocks(s: string, taken: Span[], loose: boolean): Clock[] {
  const out: Clock[] = [];
  const free = (a: Span): boolean =>
    !taken.some((t) => t.index < a.end && t.end > a.index) &&
    !out.some((t) => t.index < a.end && t.end > a.index);
  const add = (clock: Clock | undefined): void => {
    if (clock && free(clock)) out.push(clock);
  };
  const withRole = (clock: Omit<Clock, 'role' | 'approximate'>): Clock => ({
    ...clock,
    approximate: APPROX_BEFORE.test(s.slice(0, clock.index)) || APPROX_AFTER.test(s.slice(clock.end)),
    role: roleOf(s, clock.index, clock.end),
  });
  for (const m of finds(MIN_PAST, s)) add(minutesPast(m, s));
  for (const m of finds(RANGE, s)) add(rangeOf(m, s));
  for (const m of finds(/\b(12 noon|noon[sd]?|midday|mid day|mediodia|medio dia|midnight|medianoche)\b/, s))
    add(
      withRole({
        type: 'clock',
        index: m.index,
        end: m.index + m[0].length,
        hour: 12,
        minute: 0,
        meridiem: m[0] === 'midnight' || m[0] === 'medianoche' ? 'am' : 'pm',
      }),
    );
  for (const m of finds(CLOCK_RE, s)) {
    const base = readClock(m, s);
    if (!base || !free(base)) continue;
    const sure = base.meridiem || m[1] || m[3] || m[5] || /oclock|hrs/.test(m[0]);
    if (sure || isHour(s, base.index, base.end, !m[0].includes(':'), loose)) out.push(withRole(base));
  }
  return out.sort((a, b) => a.index - b.index);
}
