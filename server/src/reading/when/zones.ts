/** Whose clock the lead speaks of: a zone by name, a place, the desk's ("yours"), or another person's ("her time"). */
import { zoneBeforeTime, zoneOfPlace } from './places.ts';

/** Zones as leads name them. "EST" said in summer means the wall clock of the east, so all map to regions. */
const ZONES: [RegExp, string][] = [
  [
    /\b(est|edt|eastern( standard| daylight)?( time)?|(ny|east coast) time|hora del este)\b/,
    'America/New_York',
  ],
  [/\b(cst|cdt|central( standard| daylight)?( time)?|tx time|hora (del )?centro)\b/, 'America/Chicago'],
  [/\baz time\b/, 'America/Phoenix'],
  [/\b(mst|mdt|mountain( standard| daylight)?( time)?|hora de la montana)\b/, 'America/Denver'],
  [
    /\b(pst|pdt|pacific( standard| daylight)?( time)?|(west coast|la) time|hora del pacifico)\b/,
    'America/Los_Angeles',
  ],
  [/\b(akst|akdt|alaskan?( time)?)\b/, 'America/Anchorage'],
  [/\b(hst|hawaii(an)?( time)?)\b/, 'Pacific/Honolulu'],
  [/\b(gmt|utc)\b/, 'UTC'],
  [/\bbst\b/, 'Europe/London'],
];
/** Most texts hold none of these, and are spared the zones one by one. */
const MAY_NAME =
  /\b([ecmp][sd]t|ak[sd]t|hst|bst|gmt|utc|eastern|central|mountain|pacific|alaskan?|hawaii(an)?|time|hora)\b/;
/** "Mountain not eastern". */
const NOT_IT = /\b(?:not|instead of|no|isnt|rather than) (?:in |on )?$/;
const OWN = /\b(?:im|i am|were|we are|my (?:time|zone) is)(?: (?:in|on))? $/;
const OTHERS = /\b(?:you|your|ur|youre|yall|he|hes|she|shes|they|theyre)(?: \w+)?(?: (?:in|on))? $/;
const MINE = /\b(?:my time|mine|here|for me|our time)\b/;
const SHORT: Record<string, string> = {
  et: 'America/New_York',
  ct: 'America/Chicago',
  mt: 'America/Denver',
  pt: 'America/Los_Angeles',
};
const SHORT_AFTER_CLOCK = /(?<![\d:$#])(\d{1,4}(?::\d\d)?\s?(?:am|pm|a|p|noon)?|noon) (et|ct|mt|pt)\b/;

const CLOCK = '(?:noon|\\d{1,4}(?::\\d\\d)?(?: ?[ap]m?\\b)?(?: oclock)?)';
const WHOSE = '(?:your|ur|her|his|their|my|our|local|the office|the office s?)';
/** "5 her time", "11 yours": the clock, and whose it is. */
const OF_SOMEBODY = new RegExp(
  `\\b(${CLOCK}),? (?:by |on )?(?:(${WHOSE}) (?:time|clock|end)|(yours|mine|theirs))\\b`,
);

const MAY_BE_THEIRS = /\b(?:time|clock|end|yours|mine|theirs)\b/;

/** The zone that a text names in words; two letters count only after a clock time. */
function inWords(text: string): string | undefined {
  if (MAY_NAME.test(text)) {
    const said = ZONES.flatMap(([re, zone]) => {
      const m = re.exec(text);
      return m && !NOT_IT.test(text.slice(0, m.index)) ? [{ index: m.index, zone }] : [];
    });
    // "I'm eastern, shes central. 6 my time".
    const own = said.find(({ index }) => OWN.test(text.slice(0, index)));
    if (own && MINE.test(text)) return own.zone;
    if (MINE.test(text) && said.every(({ index }) => OTHERS.test(text.slice(0, index)))) return undefined;
    // Of several the last: "3 pm eastern, no, central".
    if (said.length > 0) return said.reduce((a, b) => (b.index > a.index ? b : a)).zone;
    const place = zoneBeforeTime(text);
    if (place) return place.zone;
  }
  const short = SHORT_AFTER_CLOCK.exec(text);
  return short?.[2] === undefined ? undefined : SHORT[short[2]];
}

/**
 * The zone a text's hours are in, if it says. `unknown`: of the desk, which did not tell where it is.
 * @param asked what the assistant has just said
 */
export function namedZone(text: string, asked = ''): string | undefined {
  const whose = MAY_BE_THEIRS.test(text) ? OF_SOMEBODY.exec(text) : null;
  const owner = whose?.[2] ?? whose?.[3];
  if (owner !== undefined && !/\b(my time|mine|our time|local)\b/.test(text)) {
    const desk = /^(your|ur|yours)$/.test(owner);
    const elsewhere = (desk ? undefined : zoneOfPlace(text)) ?? inWords(asked) ?? zoneOfPlace(asked);
    return elsewhere ?? inWords(text) ?? (desk ? UNKNOWN : undefined);
  }
  return inWords(text) ?? (HERE_NOW.test(text) ? zoneOfPlace(text) : undefined);
}
export const UNKNOWN = 'unknown';
/** Where the lead is for the time being, and so are the hours said. */
const HERE_NOW =
  /\b(here|my time|local|this week|all week|today|right now|now|until|traveling|travelling|visiting|staying|stuck|vacation|conference|expo|trip|work(ing)? in|i ?m (up |down |out |over )?in)\b/;

/** The text without its zones; a bare figure before one stays a time ("3 est" is three o'clock). */
export function withoutZones(text: string): string {
  let s = text;
  if (MAY_NAME.test(s)) {
    const place = zoneBeforeTime(s);
    if (place) s = cut(s, s.indexOf(`${place.name} time`), `${place.name} time`.length);
    for (const [re] of ZONES)
      for (let m = re.exec(s), i = 0; m && i < MOST_ZONES; m = re.exec(s), i++)
        s = cut(s, m.index, m[0].length);
  }
  if (MAY_BE_THEIRS.test(s)) s = s.replace(OF_SOMEBODY, (_m, clock: string) => asClock(clock));
  return s.replace(SHORT_AFTER_CLOCK, (_m, clock: string) => asClock(clock));
}
const MOST_ZONES = 4;

function cut(s: string, index: number, length: number): string {
  const before = s.slice(0, index);
  return `${before}${/(?:^|[^\d:])\d{1,2} $/.test(before) ? 'oclock' : ' '}${s.slice(index + length)}`;
}
const asClock = (clock: string): string => (/^\d{1,2}$/.test(clock) ? `${clock} oclock` : clock);

const ZONE_WORD =
  '(?:[ecmp][sd]?t|eastern|central|mountain|pacific|(?:(?:your|my|local|our) (?:time|end)|yours|mine|here|for (?:you|me)|where you are))(?: time)?';
/** "3 eastern which is 2 here", "4:15, 5:15 your time": one time said twice. */
const RESTATED = new RegExp(
  `(?<=\\b${CLOCK}(?: ${ZONE_WORD})?)(?: ?,| \\(| or| \\/| so| and)?(?: (?:which is|which would be|that is|thats|so|aka|i think|ie))? ${CLOCK} ${ZONE_WORD}(?: \\))?(?=$|[ .,!?])`,
);
/** "5 your time, 4 mine" begins with the clock of the desk, which nobody named. */
const OF_THE_DESK = new RegExp(
  `\\b${CLOCK} (?:your time|your end|yours)(?: ?,| \\/| or| so| which is)? (?=${CLOCK})`,
);
/** "9 eastern is 3 am for me": told before the wish. */
const EQUATION = new RegExp(
  `\\b${CLOCK} ${ZONE_WORD} (?:is|would be|means|=) (?:like |about )?${CLOCK}(?: (?:${ZONE_WORD}|for us))?(?=.*\\b${CLOCK})`,
);
const MAY_RESTATE =
  /\d.*\d.*\b(?:[ecmp][sd]?t|eastern|central|mountain|pacific|time|here|mine|end|for (?:you|me)|where)\b/;

/** The text without a second mention of the same hour by another clock. */
export const onceInOneZone = (text: string): string =>
  MAY_RESTATE.test(text) ? text.replace(EQUATION, '').replace(OF_THE_DESK, '').replace(RESTATED, '') : text;
