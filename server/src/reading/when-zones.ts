/** Zones as leads name them. "EST" said in summer means the wall clock of the east, so all map to regions. */
const ZONES: [RegExp, string][] = [
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
const SHORT: Record<string, string> = {
  et: 'America/New_York',
  ct: 'America/Chicago',
  mt: 'America/Denver',
  pt: 'America/Los_Angeles',
};

/** The zone a text names, if it does. Two-letter forms count only after a clock time. */
export function namedZone(text: string): string | undefined {
  for (const [re, zone] of ZONES) if (re.test(text)) return zone;
  const short = /\d\s?(?:am|pm|a|p)?\s(et|ct|mt|pt)\b/.exec(text);
  if (short?.[1]) return SHORT[short[1]];
  return undefined;
}

export function withoutZones(text: string): string {
  let s = text;
  for (const [re] of ZONES) s = s.replace(re, ' ');
  return s;
}
