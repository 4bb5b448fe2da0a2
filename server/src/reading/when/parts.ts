/** Parts of the day, things done at a known part of it, and times that copy the present clock. */
import { type DayPart, finds, type Part, type Special } from './marks.ts';

/** Phrase -> part of the day: hours as minutes since midnight; `at` is what to propose. */
const PARTS: [RegExp, Part, number, number, number, boolean][] = [
  [
    /\bafter (the |my )?(kids?|kiddos?|baby|babies|little ones?|toddler|children|boys|girls|twins|son|daughter)( \w+){0,4} (asleep|sleep|sleeping|bed|down|bedtime)\b|\bonce (the |my )?(kids?|kiddos?|baby|toddler|twins|son|daughter|little ones?|boys|girls)( \w+){0,3} (asleep|bed|down|sleep|bedtime)\b|\b(kids?|baby) bedtime\b|\bafter bedtime\b|\b(ninos|bebe)( \w+){0,3} (duerman|dormidos|duerma|acuesten|dormir)\b|\b(duerman|duerma|acuesten) (los |el |la |mis )?(ninos|bebe|hijos)\b|\b(when|soon as) (the |my )?(kids?|baby)( \w+){0,3} (asleep|bed|down|sleep)\b/,
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
  [
    /\b((around|at|by) (dinner|supper)( time)?|dinner ?time|supper ?time)\b/,
    'evening',
    1050,
    1140,
    1080,
    false,
  ],
  [/\b(bed ?time)\b/, 'evening', 1200, 1260, 1215, false],
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
  for (const row of PARTS) {
    for (const m of finds(row[0], s)) {
      const [, part, from, to, at, after] = row;
      const index = m.index;
      const end = index + m[0].length;
      if (out.some((d) => d.index < end && d.end > index)) continue;
      const before = s.slice(0, index);
      if (/\b(good|last|since|yesterday|all|every|this) $/.test(before) && !/\bthis $/.test(before)) continue;
      if (m[0] === 'morning' && before.trim() === '' && /^ ?[,.!]/.test(s.slice(end))) continue;
      const isAfter = after || /\b(after|past) (the )?$/.test(before);
      const negated =
        /\b(not|no|cant( do)?|except|never|dont call me|hate|instead of|better than|rather than|isnt|wont)( (in the|the|any|on|a))*( (monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow))? $/.test(
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
        activity: after,
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
