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

/** Spellings that only matter to times. */
export function timeText(text: string): string {
  let s = ` ${text} `
    .replace(/(?<![\d:$])(\d{1,2}):?(\d\d) ?(?:hours?|hrs?|h)\b/g, (all, hour: string, min: string) =>
      military(all, Number(hour), min),
    )
    .replace(/\b([ap])\s?\.\s?m\b\s?\.?/g, '$1m')
    .replace(/(?<=\d ?)([ap]) m\b/g, '$1m')
    .replace(/\b(\d{1,2})\.([0-5]\d)(?= ?[ap]m?\b)/g, '$1:$2')
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
      /\b(at|around|about|by|after|before|till?|until|like|say|round|so) one\b(?! (?:of|more|thing|person|time|point|day|guy|hour|min))/g,
      '$1 1',
    )
    .replace(/\bone oclock\b/g, '1 oclock')
    .replace(/\bsun(?= ?(?:$|,|at |around |\d|morning|afternoon|evening|night|am|pm))/g, 'sunday')
    .replace(
      /\bat (for|to|too|ate|won) (?=(thirty|fifteen|forty five|oclock)\b)/g,
      (_m, w: string) => `at ${({ for: 4, ate: 8, won: 1 } as Record<string, number>)[w] ?? 2} `,
    )
    // "I am sat by the phone" names no day.
    .replace(/\b(i|im|am|been|was|just) saturday (?=(by|here|in|at|on|down|next)\b)/g, '$1 sitting ')
    .replace(/\bbetween breakfast and lunch\b/g, 'mid morning')
    .replace(/\bweekends\b/g, 'weekend')
    .replace(/@ ?(?=\d)/g, ' at ')
    .replace(/\b(a la|la) una\b/g, 'a las 1')
    .replace(/(\d|\d ?[ap]m?) (to|until|and|-) noon\b/g, '$1 $2 12 pm')
    .replace(/\b(?:on )?(?:the )?first(?: of the month)(?! time)\b|\bon the first\b/g, 'the 1st')
    .replace(/\bend of (the|this) week\b/g, 'friday')
    .replace(/\b(week nights|weeknights|weeknight)\b/g, 'weekdays evening')
    .replace(/\b(?:in|with|within) the (?:next )?hour\b/g, 'in a bit')
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
    .replace(/\b(?:(?:an?|one|1) )?hour and (?:a )?quarter\b/g, '75 min')
    .replace(
      /\b(?:(?:an?|one|1) )?hour and (\d+|fifteen|twenty|thirty|forty five)( min)?\b/g,
      (_m, x: string) => `${60 + Number(digitize(x))} min`,
    )
    .replace(/\ban hour or (?:two|2|so)\b/g, 'about 60 min')
    .replace(/\bhour and (?:a|1\/2) half\b|\bhour and a half\b/g, '90 min')
    .replace(/\b(?:an?|one) hour\b|(?<!\d |half |each |every )\bhour(?= from now\b)/g, '60 min')
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
    .replace(/\b(\d{1,4}(?::\d\d)?)([ap])\b/g, '$1 $2m')
    .replace(/\b(\d{1,4}(?::\d\d)?)\s?([ap])\b(?! )/g, '$1 $2m')
    .replace(
      /\b(\d{1,4}(?::\d\d)?)\s?([ap])\b(?= (est|cst|pst|mst|tomorrow|today|on|to|or|works|is|please|for|-|my|if|\.|,|\?))/g,
      '$1 $2m',
    );
  return ` ${s.replace(/\s+/g, ' ').trim()} `;
}
