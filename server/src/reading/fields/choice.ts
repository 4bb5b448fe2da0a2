/** One of a few options, in any of their words. */
import type { FieldSpec } from '../../playbook/playbook.ts';
import type { Norm } from '../text.ts';
import type { FieldWords } from '../verticals/words.ts';
import {
  CORRECTION,
  type FieldContext,
  type FieldHit,
  type Mention,
  mentions,
  patternMentions,
  UNSURE,
} from './common.ts';

const IN_ORDER = /^ (is|are|works?|runs?) (fine|ok|good|great|all good|now)\b/;
/** "He gets home at 6" names no house to insure. */
const GETS_HOME =
  /\b(gets?|getting|got|be|im|am|hes|shes|were|go|goes|going|comes?|coming|head(ed|ing)?|stay(ing)?|at|driv(e|ing)|back|way|been|from|walk(ed|ing)?|arrives?)( back)? $/;

/** "Call my house", "reach me at the house", "the house phone": where to call. */
const CALLED_PLACE =
  /\b(call|ring|phone|dial|reach|try|buzz|get|catch|find) (me |us |him |her )?(back )?(at |on )?(my|the|our) (\w+ )?(house|home|business|shop|store|office|apartment|car|truck|work)$/;

export function readChoice(
  norm: Norm,
  spec: Extract<FieldSpec, { kind: 'choice' }>,
  c: FieldContext,
  words?: FieldWords,
): FieldHit | null {
  const listed = mentions(
    norm.text,
    spec.options,
    (key, alias) => !c.asked && (words?.weak?.[key] ?? []).includes(alias),
  );
  // A question about something is no wish for it, unless it opens the thread.
  const curious = /^(is|are|do|does|can|will|what|how|when|where|who|why)\b/.test(norm.text);
  const wanted = c.asked || c.idle || (c.unknown && !curious);
  const worded =
    words?.patterns && wanted && !c.fromAi ? patternMentions(norm.text, words.patterns, spec.options) : [];
  return listed.length + worded.length === 0 ? null : chosen(norm, [...listed, ...worded], c, words);
}

/** The option meant, of those that a text mentions. */
function chosen(
  norm: Norm,
  mentioned: Mention[],
  c: FieldContext,
  words: FieldWords | undefined,
): FieldHit | null {
  // "I'll be in the car at 1:30" is where they are, not what they want.
  const aside = (m: Mention): boolean => {
    if (c.asked) return false;
    const before = norm.text.slice(0, m.index);
    if (CALLED_PLACE.test(before + norm.text.slice(m.index, m.end))) return true;
    if (c.aboutCall && /\b(in|from|at|to|into) (the|my|a) $/.test(before)) return true;
    if (norm.text.slice(m.index, m.end) === 'home') return GETS_HOME.test(before);
    if (/\b(got|getting|get|just|jump\w*|hop\w*|step\w*) (\w+ )?out (of )?(the )?$/.test(before)) return true;
    return /\b(im|i am|sitting|waiting|sat) (\w+ )?in (the|my) $/.test(before);
  };
  const all = mentioned
    .filter((m) => !aside(m) && !words?.veto?.[m.key]?.test(norm.text))
    .sort((a, b) => a.index - b.index);
  // "The furnace is fine, it's the water heater".
  const other = all.filter((m) => !m.negated && !IN_ORDER.test(norm.text.slice(m.end)));
  const found = other.length > 0 ? other : all.filter((m) => !m.negated);
  const keys = [...new Set(found.map((m) => m.key))];
  const first = found[0];
  if (!first) return null;
  const contrast = all.some((m) => m.negated && m.key !== first.key);
  const corrected = contrast || CORRECTION.test(norm.text);
  // "He said replace but I'd rather fix it".
  const rather = found.findLast((m) =>
    /\b(rather|prefer)( (to|just|you|the|a))* $/.test(norm.text.slice(0, m.index)),
  );
  if (rather) return { value: rather.key, confidence: 0.85, corrected };
  const settled = settle(keys, norm.text);
  if (settled) return { value: settled, confidence: 0.85, corrected };
  // "A motorcycle... or maybe just fix the old one".
  const wavers = /^( [.,])* or (maybe|possibly|perhaps|just)\b/.test(norm.text.slice(first.end));
  // "A boat... or maybe a camper": the first is none we know.
  const second = /\bor (maybe|possibly|perhaps)\b[^.,;!?]*$/.test(norm.text.slice(0, first.index));
  if (keys.length === 1)
    return hesitates(norm) || ((wavers || second) && !corrected)
      ? null
      : { value: first.key, confidence: c.asked ? 0.95 : 0.85, corrected };
  return oneOfSeveral(norm, found, c);
}

function hesitates(norm: Norm): boolean {
  return (
    UNSURE.test(norm.text) &&
    /\b(depends|havent decided|undecided|not sure|no idea)\b/.test(norm.text) &&
    norm.words.length < 8 &&
    !/\b(but|yeah|yes|definitely)\b/.test(norm.text)
  );
}

const FOREMOST_AFTER = /^ (first|for now|is (more urgent|the priority|first))\b/;
const FOREMOST_BEFORE =
  /\b(start(ing)? (off )?with|mainly|mostly|first|just want( to)?|its for|it is for|this is for)( (a|the|my|our))* $/;

/** The last after a correction, none of two joined by "or" or by "both", else the first. */
function oneOfSeveral(norm: Norm, found: Mention[], c: FieldContext): FieldHit | null {
  const first = found[0] as Mention;
  const last = found.at(-1) as Mention;
  // "A masters; I already have my BSW": what they have, not what they want.
  const held = found.find((m) =>
    /\b(have|got|finished|earned|hold)( (a|an|my|the))*$/.test(norm.text.slice(0, m.index).trim()),
  );
  if (held && !c.fromAi) return { value: held.key, confidence: 0.8 };
  // "Both, but do the jeep first".
  const foremost = found.find(
    (m) => FOREMOST_AFTER.test(norm.text.slice(m.end)) || FOREMOST_BEFORE.test(norm.text.slice(0, m.index)),
  );
  if (foremost && !c.fromAi) return { value: foremost.key, confidence: 0.8 };
  const between = norm.text.slice(first.end, last.index);
  if (CORRECTION.test(between) || /^\s*(\.{3}|,|\.)? ?((well|oh|uh|um|or|actually) )?no\b/.test(between))
    return { value: last.key, confidence: 0.85, corrected: true };
  if (!c.fromAi && (/\b(or|o)\b/.test(between) ? between.length < 25 : /\b(both|bundle)\b/.test(norm.text)))
    return null;
  return { value: first.key, confidence: 0.6 };
}

/** Options that go together in one thought: a dead unit that is to be replaced, a price for a job, a degree not finished. */
const SETTLED: [winner: string, besides: string[], when: RegExp][] = [
  ['refinance', [], /\b(refi\w*|(lower|better) (my |the |our |a )?(rate|payment))\b/],
  [
    'home_equity',
    ['personal', 'refinance'],
    /\b(on|against|out of|from|using|with) (the|my|our) (house|home|place|equity)\b/,
  ],
  [
    'auto',
    ['purchase', 'personal'],
    /^(?!.*\b(house|home|condo|place|land|lot|acres?|property|mortgage|cabin|duplex|realtor|cards?|debts?|bills?)\b)/,
  ],
  ['home_equity', [], /\b(heloc|equity|against (the|my|our) (house|home)|as collateral)\b/],
  ['quote', [], /\b(price|quote|estimate|bid|how much|cost|cuanto|cotizacion|presupuesto)\b/],
  [
    'install',
    ['repair'],
    /\b(new (one|unit|system|ac|furnace|roof|heater)|replac\w+|put(ting)? (\w+ )?in|brand new)\b(?!.*\b(broke|quit|leaks)\b)/,
  ],
  [
    'some_college',
    ['bachelor', 'associate'],
    /\b(short|shy|left|to go|away|dropped|never|didnt|almost|working on|in progress|quit)\b/,
  ],
  ['high_school', ['some_college'], /\bged\b/],
  ['some_college', ['high_school'], /\b(did|tried|took|some|few|couple|semesters?|credits?|classes)\b/],
  [
    'billing',
    ['follow_up', 'new_patient'],
    /\b(bill(ed)?|owe|charged|statement|invoice|collections|balance)\b/,
  ],
  [
    'follow_up',
    ['new_patient', 'urgent'],
    /\b(follow ?up|recheck|post ?op|results?|told me to|said to|sent me|wants? me|(after|since) (my|the)|check(ed)? (on|up))\b/,
  ],
  ['group', ['tickets'], /\b(group|corporate|company|church|school|reunion|field trip)\b/],
  ['exhibitor', ['tickets'], /\b(booth|vendor|exhibit\w*|table at)\b/],
  ['sponsorship', ['exhibitor', 'tickets', 'group'], /\bsponsor\w*|\blogo\b/],
  [
    'commercial',
    ['auto', 'home'],
    /\b((tow|box|dump|food|work|company) (trucks?|trailers?|vans?)|business|biz|crew|fleet|llc|grooming|catering|hauling)\b/,
  ],
  ['cancel', ['billing', 'upgrade', 'technical'], /\b(cancel|close)\b (?!.*\bfee)/],
  ['upgrade', ['billing'], /\b(upgrade|more seats|enterprise)\b/],
  ['billing', ['technical', 'scheduling'], /\b(invoices?|charged|bill(ed|ing)?|refund|receipts?)\b/],
];

function settle(keys: string[], text: string): string | undefined {
  if (keys.length < 2 || /\b(whichever|either one|whatever is)\b/.test(text)) return undefined;
  return SETTLED.find(
    ([winner, besides, when]) =>
      keys.includes(winner) &&
      (besides.length === 0 || keys.every((k) => k === winner || besides.includes(k))) &&
      when.test(text),
  )?.[0];
}
