/** Where the lead says they are, when the time is then "here" or "my time". */
const PLACES: [RegExp, string][] = [
  [
    /\b(new york|nyc|boston|miami|florida|atlanta|dc|philly|carolina|ohio|michigan|detroit|virginia|orlando)\b/,
    'America/New_York',
  ],
  [
    /\b(chicago|texas|dallas|houston|austin|nashville|memphis|new orleans|minneapolis|st louis|milwaukee)\b/,
    'America/Chicago',
  ],
  [/\b(phoenix|arizona|tucson|scottsdale)\b/, 'America/Phoenix'],
  [/\b(denver|colorado|utah|salt lake|boise|new mexico|montana)\b/, 'America/Denver'],
  [
    /\b(california|cali|los angeles|san diego|san francisco|seattle|portland|vegas|oregon|nevada)\b/,
    'America/Los_Angeles',
  ],
  [/\b(alaska|anchorage)\b/, 'America/Anchorage'],
  [/\b(hawaii|honolulu|maui|oahu)\b/, 'Pacific/Honolulu'],
  [/\b(london|england|uk|scotland)\b/, 'Europe/London'],
  [/\b(paris|france|spain|madrid|germany|berlin|italy|rome|amsterdam)\b/, 'Europe/Paris'],
  [/\b(mexico city|cdmx|guadalajara|monterrey)\b/, 'America/Mexico_City'],
  [/\b(tokyo|japan)\b/, 'Asia/Tokyo'],
];
/** Zones as leads name them. "EST" said in summer means the wall clock of the east, so all map to regions. */
const NAMED: [RegExp, string][] = [
  [
    /\b(est|edt|eastern( standard| daylight)?( time)?|(new york|ny|nyc|east coast|florida|atlanta|boston|miami) time|hora del este)\b/,
    'America/New_York',
  ],
  [
    /\b(cst|cdt|central( standard| daylight)?( time)?|(chicago|texas|tx|dallas|houston) time|hora (del )?centro)\b/,
    'America/Chicago',
  ],
  [/\b(arizona|az|phoenix) time\b/, 'America/Phoenix'],
  [
    /\b(mst|mdt|mountain( standard| daylight)?( time)?|(denver|colorado|utah) time|hora de la montana)\b/,
    'America/Denver',
  ],
  [
    /\b(pst|pdt|pacific( standard| daylight)?( time)?|(california|cali|west coast|la|seattle|vegas|portland) time|hora del pacifico)\b/,
    'America/Los_Angeles',
  ],
  [/\b(akst|akdt|alaska( time)?)\b/, 'America/Anchorage'],
  [/\b(hst|hawaii(an)?( time)?|honolulu time)\b/, 'Pacific/Honolulu'],
  [/\b(gmt|utc)\b/, 'UTC'],
  [/\b(bst|(uk|london) time)\b/, 'Europe/London'],
];
/** "Boise time" is the time of a place. */
const OF_PLACES: [RegExp, string][] = PLACES.map(([re, zone]) => [new RegExp(`${re.source} time\\b`), zone]);
const ZONES: [RegExp, string][] = [...NAMED, ...OF_PLACES];
/** Most texts hold none of these, and are spared the zones one by one. */
const MAY_NAME =
  /\b([ecmp][sd]t|ak[sd]t|hst|bst|gmt|utc|eastern|central|mountain|pacific|alaska|hawaii(an)?|time|hora)\b/;
/** Each zone, and the same where a bare figure stands before it. */
const STRIPPED: [RegExp, RegExp][] = ZONES.map(([re]) => [
  re,
  new RegExp(`(?<=(?:^|[^\\d:])\\d{1,2} )(?:${re.source})`, 'g'),
]);
const SHORT: Record<string, string> = {
  et: 'America/New_York',
  ct: 'America/Chicago',
  mt: 'America/Denver',
  pt: 'America/Los_Angeles',
};

const SHORT_AFTER_CLOCK = /(?<![\d:$#])(\d{1,4}(?::\d\d)?\s?(?:am|pm|a|p)?) (et|ct|mt|pt)\b/;

const IS_HERE =
  /\b(i ?m|i am|were|we are|am|im|currently|traveling|visiting|staying|work(ing)?|stuck|up|down|out|over) in (\w+ ){0,3}?/;

function placeZone(text: string): string | undefined {
  if (!/\b(here|my time|local|this week|today|right now|now|until|till?|traveling|visiting)\b/.test(text))
    return undefined;
  const m = IS_HERE.exec(text);
  if (!m) return undefined;
  const after = text.slice(m.index, m.index + 50);
  return PLACES.find(([re]) => re.test(after))?.[1];
}

/** The zone a text names, if it does. Two-letter forms count only after a clock time. */
export function namedZone(text: string): string | undefined {
  if (MAY_NAME.test(text)) for (const [re, zone] of ZONES) if (re.test(text)) return zone;
  const short = SHORT_AFTER_CLOCK.exec(text);
  if (short?.[2]) return SHORT[short[2]];
  return placeZone(text);
}

/** The text without its zones; a bare figure before one stays a time ("3 est" is three o'clock). */
export function withoutZones(text: string): string {
  let s = text;
  for (const [re, afterHour] of MAY_NAME.test(text) ? STRIPPED : []) {
    if (!re.test(s)) continue;
    s = s.replace(afterHour, 'oclock').replace(re, ' ');
  }
  return s.replace(SHORT_AFTER_CLOCK, (_m, clock: string) =>
    /^\d{1,2}$/.test(clock) ? `${clock} oclock` : clock,
  );
}
