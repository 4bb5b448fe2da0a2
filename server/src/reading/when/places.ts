/** Where people say they are: states and large cities, and the zone of each (of most of it, where it has two). */
const ZONES: Record<string, string> = {
  'America/New_York':
    'new york,nyc,brooklyn,manhattan,boston,massachusetts,maine,vermont,new hampshire,connecticut,rhode island,new jersey,jersey,pennsylvania,philly,philadelphia,pittsburgh,delaware,maryland,baltimore,dc,washington dc,virginia,richmond,west virginia,north carolina,south carolina,carolina,charlotte,raleigh,charleston,myrtle beach,georgia,atlanta,savannah,florida,miami,orlando,tampa,jacksonville,fort lauderdale,ohio,columbus,cleveland,cincinnati,michigan,detroit,indiana,indianapolis,kentucky,louisville,lexington,knoxville,buffalo,toronto',
  'America/Chicago':
    'chicago,illinois,texas,dallas,houston,austin,san antonio,fort worth,nashville,memphis,tennessee,alabama,birmingham,mississippi,louisiana,new orleans,baton rouge,arkansas,little rock,oklahoma,tulsa,okc,kansas,wichita,kansas city,missouri,st louis,saint louis,branson,iowa,des moines,nebraska,omaha,minnesota,minneapolis,wisconsin,milwaukee,south dakota,sioux falls,north dakota,fargo,pensacola',
  'America/Denver':
    'denver,colorado,boulder,utah,salt lake,salt lake city,boise,idaho,new mexico,albuquerque,santa fe,montana,billings,missoula,wyoming,cheyenne,el paso,yellowstone',
  'America/Phoenix': 'phoenix,arizona,tucson,scottsdale,mesa,flagstaff,sedona',
  'America/Los_Angeles':
    'california,cali,los angeles,san diego,san francisco,sacramento,fresno,oakland,san jose,seattle,tacoma,spokane,washington state,portland,oregon,eugene,vegas,las vegas,nevada,reno,tahoe,disneyland',
  'America/Anchorage': 'alaska,anchorage,fairbanks,juneau',
  'Pacific/Honolulu': 'hawaii,honolulu,maui,oahu,kauai,waikiki',
  'America/Puerto_Rico': 'puerto rico,san juan',
  'Europe/London': 'london,england,uk,scotland,britain,wales',
  'Europe/Dublin': 'ireland,dublin',
  'Europe/Paris':
    'paris,france,spain,madrid,barcelona,germany,berlin,munich,italy,rome,amsterdam,netherlands,switzerland,belgium,sweden,norway,denmark,vienna,austria,poland',
  'Europe/Lisbon': 'lisbon,portugal,porto',
  'Europe/Athens': 'greece,athens,romania,bulgaria',
  'Europe/Istanbul': 'turkey,istanbul',
  'Asia/Jerusalem': 'israel,tel aviv,jerusalem',
  'Asia/Dubai': 'dubai',
  'Asia/Kolkata': 'india,mumbai,delhi,bangalore,hyderabad',
  'Asia/Manila': 'philippines,manila',
  'Asia/Tokyo': 'tokyo,japan,okinawa,korea,seoul',
  'Australia/Sydney': 'sydney,melbourne,australia',
  'Asia/Singapore': 'singapore',
  'Asia/Hong_Kong': 'hong kong,china,shanghai,beijing,taiwan',
  'America/Sao_Paulo': 'brazil,sao paulo,rio',
  'America/Bogota': 'colombia,bogota,medellin,peru,lima',
  'America/Halifax': 'nova scotia,halifax',
  'America/Vancouver': 'vancouver',
  'America/Mexico_City': 'mexico,mexico city,cdmx,guadalajara,monterrey',
  'America/Cancun': 'cancun',
};
const BY_PLACE = new Map(
  Object.entries(ZONES).flatMap(([zone, names]) => names.split(',').map((name) => [name, zone] as const)),
);
/** A place stands after one of these, at most two words before it. */
const AT = new Set('in at near outside visiting from of around to reach up down over through for'.split(' '));

/** The zone of the first place that the text puts somebody at ("im in vegas", "sits in new york"). */
export function zoneOfPlace(text: string): string | undefined {
  const words = text.split(' ');
  for (let i = 1; i < words.length; i++) {
    if (!AT.has(words[i - 1] as string) && !AT.has(words[i - 2] ?? '')) continue;
    const zone = placeAt(words, i);
    if (zone) return zone;
  }
  return undefined;
}

/** "Boise time", "new york time". */
export function zoneBeforeTime(text: string): { zone: string; name: string } | undefined {
  const words = text.split(' ');
  for (let i = 1; i < words.length; i++) {
    if (words[i] !== 'time') continue;
    for (const from of [i - 2, i - 1]) {
      const name = words.slice(Math.max(0, from), i).join(' ');
      const zone = BY_PLACE.get(name);
      if (zone) return { zone, name };
    }
  }
  return undefined;
}

function placeAt(words: string[], i: number): string | undefined {
  const two = words[i + 1] === undefined ? undefined : BY_PLACE.get(`${words[i]} ${words[i + 1]}`);
  return two ?? BY_PLACE.get(words[i] as string);
}
