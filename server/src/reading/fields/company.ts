/** The company that serves the lead today: a known name, or an unknown one given as the answer. */
import type { FieldSpec } from '../../playbook/playbook.ts';
import type { Norm } from '../text.ts';
import { list } from '../verticals/words.ts';
import {
  CORRECTION,
  type FieldContext,
  type FieldHit,
  type Mention,
  mentions,
  misspelt,
  UNSURE,
} from './common.ts';
import { ownOf } from './standing.ts';

const COMPANY_LEAD =
  /^(?:(?:uh+|um+|hmm+|well|oh|so|ok|yeah|yes|yep|its|it is|im|i am|i|we|currently|right now|now|with|have|use|using|got|through|thru|under|by|on|the|my|is|company|carrier|insurance|insurer|called|been|are|just|still|had|tengo|estoy|con|es|le|uso|a|an|switched|to|changed|they|were|that|would|be|mine|probably|i think|think|believe|,|\.|went)\s)+/;
const NOT_A_NAME =
  /\b(dont|no|not|none|never|what|why|how|when|who|lost|card|know|sure|idk|nobody|nothing|anyone|look|check|let|you|your|call|text|stop|later|busy|cheap|expensive|mom|dad|parents|work|wait|hold|maybe|need|want|yes|yeah|ok|cash|self|uninsured|is it|matter|tell|said|somebody|someone|asking|for|will|can|could|does|do|and|but|because|ninguno|nadie|talk|person|help|please|thanks|lapsed|cancelled|any|first|depends|rather|interested|driving|if|now|somewhere|sec|minute|before|after|questions?|answer\w*|done|tired|list|texts?|messages?|human|agent|number|people|whatever|should|would|enough|rate|price|say|speak|off|out|moving|moved|leave|delete|nada|ninguna|ningun|ahorita|sin|todavia|aun|seguro|cobra|expired|ended|through work|job|employer|union)\b/;

/** Names that are words too: they count only when the company was asked for. */
const COMMON = new Set(
  list(
    'medi cal, globe, root, flo, general, mercury, infinity, universal, liberty, delta, guardian, horizon, oscar, united, medical, dean, ' +
      'sharp, va, superior, providence, sf, elephant, hippo, citizens, shelter, country financial, emblem, signa, ' +
      'medica, pru, direct auto, quartz, progressive, grange, husky, anthem, ' +
      'branch, kin, heritage, safety, alfa, central, principal, protective, banner, ladder, bestow, voya, ' +
      'next, pie, titan, embark, encompass, pure, acuity, secura, selective, hanover, pekin, first american, ' +
      'lincoln, principal life, beam, ameritas, multiplan, harmony, peach state, sunshine, devoted, clover, alignment, ' +
      'scan, optima, sentara, banner health, advocate, harbor, trillium, simply, passport, healthy blue, buckeye, ' +
      'paramount, summacare, sunflower, magnolia, absolute, first choice, select, ally, texan, mile auto, cure, ' +
      'freeway, imperial, germania, heartland, stillwater, rockford, central mutual, merchants, motorists, unity, ' +
      'frontier, premier, plymouth, aarp, emu, the emu, mayhem, good hands, good neighbor, jake, penn, quincy, wilson, ' +
      'compass, tower hill, gerber, american national, allied, state auto, auto club, partners, community health, ' +
      'surest, mercy, summit, sana, angle, wellcare, federal employee, star, chip, champ, star plus, dental select',
  ),
);

/** "Aetna till the 31st, then it's Cigna": the second is to come. */
const TO_COME =
  /\b(then|after that|and then|starting|switching to|moving to|changing to|going to|will be|itll be|soon to be|about to be)( (its|it is|itll be|ill have|well have|we switch to|i switch to|to))* $/;
/** "My auto is with USAA and staying there": of another policy. */
const STAYS_ELSEWHERE =
  /^[^.,;]{0,30}\b(keep\w*|stay\w*|leav\w*) (it |that |them |them all )?(there|put|where|with)\b/;

/** "My husband has Kaiser but I have none". */
const NONE_OWN =
  /\bi (have|got|dont have|dont got|aint got) (none|nothing|no insurance|any)\b(?!.*\b(now|but|so) )/;

/** The mentions that are the lead's own and of today: "my mom's on Erie, I'm on Geico", "was Allstate, Nationwide now". */
function todays(text: string, found: Mention[]): Mention[] {
  const own = ownOf(text, found, false);
  const now = own.filter(
    (m) => !TO_COME.test(text.slice(0, m.index)) && !/\b(old|previous|former) $/.test(text.slice(0, m.index)),
  );
  return now.length > 0 ? now : own;
}

type CompanySpec = Extract<FieldSpec, { kind: 'company' }>;

/** The playbook's own names before the lexicon's; one table a field, so that it is made once. */
const merged = new WeakMap<CompanySpec, Record<string, string[]>>();
function knownNames(spec: CompanySpec, extra: Record<string, string[]>): Record<string, string[]> {
  let names = merged.get(spec);
  if (!names) {
    names = { ...extra, ...spec.known };
    merged.set(spec, names);
  }
  return names;
}

/** "Was with Allstate, Palisades now": what follows a company that is no longer theirs, where it speaks of today. */
function saidOfNow(text: string, all: Mention[]): string {
  const after = text.slice(all.at(-1)?.end ?? 0).replace(/\b(till|until) [^,.;]*(?=[,.;])/g, '');
  return (
    after
      .split(/ [.,;!] | (?:but|so|and) /)
      .find((part) => OF_NOW.test(part))
      ?.trim() ?? ''
  );
}
const OF_NOW = /\b(now|currently|switched to|changed to|today|these days)\b/;

export function readCompany(
  norm: Norm,
  spec: CompanySpec,
  extra: Record<string, string[]>,
  c: FieldContext,
): FieldHit | null {
  const known = knownNames(spec, extra);
  const all = mentions(
    norm.text,
    known,
    (_k, alias) => !c.asked && COMMON.has(alias) && alias !== 'progressive' && alias !== 'anthem',
  );
  const found = all.filter(
    (m) =>
      !m.negated &&
      (c.asked || !STAYS_ELSEWHERE.test(norm.text.slice(m.end))) &&
      !/\b(then|so|since) (they|it|he|she) (went|left|dropped|closed)\b|^ (just |already |has |have )?(dropped|cancelled|canceled|kicked|denied|declined|refused|rejected) (me|us|my|our)\b/.test(
        norm.text.slice(m.end, m.end + 25),
      ),
  );
  const own = NONE_OWN.test(norm.text) ? [] : todays(norm.text, found);
  const names = [...new Set(own.map((m) => m.key))];
  if (UNSURE.test(norm.text) && names.length > 1) return null;
  // "Progressive on the truck and USAA on her car".
  if (
    names.length > 1 &&
    /\b(on|for) (the|my|his|her|our|hers|mine) \w+ ?,? (and|n|,) .*\b(on|for) (the|my|his|her|our|hers|mine)\b|\bbut (the|my|his|her|our) \w+ (is|are) (with|through|on|under)\b/.test(
      norm.text,
    )
  )
    return null;
  // "U take blue shield?" asks about it; "i think allstate but my wife handles it" leaves it open.
  if (
    /\b(you|yall|they|he|she|dr \w+|clinic) (take|accept|honor|work with)\b|\bin network (with|for)\b/.test(
      norm.text,
    ) &&
    /\?|^(do|does|are|is|will|can|so)\b/.test(norm.text) &&
    !/\b(i have|ive got|im with|i am with|my insurance is)\b/.test(norm.text)
  )
    return null;
  if (
    /\b(she|he|they|wife|husband|mom|dad|daughter|son) (handles|takes care|does|deals|pays|would know|knows)\b.*\bi think\b/.test(
      norm.text,
    )
  )
    return null;
  if (/\bi think\b.*\b(handles|takes care of|deals with|would know|knows|ask (my|her|him))\b/.test(norm.text))
    return null;
  if (
    UNSURE.test(norm.text) &&
    /\b(not sure|no idea|maybe|might be|dont (know|remember)|could be|guess|let me (look|check)|whats (their|its) name)\b/.test(
      norm.text,
    ) &&
    /\?|maybe|might|not sure|no idea|let me|could be|whats their name/.test(norm.text) &&
    !/\b(yes|yeah|definitely|thats it)\b/.test(norm.text)
  )
    return null;
  // "Medicaid... or marketplace?": left open, though only one of them is a company we know.
  const only = names.length === 1 ? own.at(-1) : undefined;
  if (
    only &&
    !CORRECTION.test(norm.text) &&
    /^( [.,])* or (?!(more|less|so|something|whatever)\b)\w/.test(norm.text.slice(only.end))
  )
    return null;
  const now = /\b(now|currently|changed|switched|ahora|today|these days)\b/.test(norm.text);
  if (names.length === 1)
    return {
      value: names[0] as string,
      confidence: c.asked ? 0.95 : 0.8,
      corrected: CORRECTION.test(norm.text) || now || all.some((m) => m.negated && m.key !== names[0]),
    };
  if (names.length > 1) {
    const last = own.at(-1) as Mention;
    const gapText = norm.text.slice((own[0] as Mention).end, last.index);
    if (/^ or \w* ?$/.test(gapText) && !CORRECTION.test(norm.text)) return null;
    if (CORRECTION.test(norm.text) || now || /\b(no|to|then|but|says)\b/.test(gapText))
      return { value: last.key, confidence: 0.8, corrected: true };
    if (/\bor\b/.test(gapText)) return null;
    return { value: names[0] as string, confidence: 0.6 };
  }
  if (!c.asked || /\?/.test(norm.raw)) return null;
  // "Had globe, they wanted too much".
  if (/^(i |we )?(had|used to have|(was|were) with)\b/.test(norm.text) && !OF_NOW.test(norm.text))
    return null;
  const told = all.length > 0 ? saidOfNow(norm.text, all) : norm.text;
  let head =
    told.split(
      / [.,;!] | (?:but|and|since|for|because|who|paying|pay|they|its|about|like|at|(?:through|thru) (?:my|his|her|the|our|an?) (?:old|last|ex|former)|via|until|till?|from|\d)\b/,
    )[0] ?? '';
  head = ` ${head} `.replace(/\b(lol|now|currently|right now|at the moment|these days)\b/g, '').trim();
  head = `${head} `.replace(COMPANY_LEAD, '').trim();
  const words = head.split(' ').filter(Boolean);
  if (
    words.length === 0 ||
    words.length > 4 ||
    NOT_A_NAME.test(head) ||
    /^\d/.test(head) ||
    !/[a-z]{3}/.test(head)
  )
    return null;
  const meant = misspelt(head, known);
  if (meant !== undefined) return { value: meant, confidence: 0.8 };
  return { value: words.map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(' '), confidence: 0.6 };
}
