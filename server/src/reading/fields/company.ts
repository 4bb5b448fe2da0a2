/** The company that serves the lead today: a known name, or an unknown one given as the answer. */
import type { FieldSpec } from '../../playbook/playbook.ts';
import type { Norm } from '../text.ts';
import {
  CORRECTION,
  type FieldContext,
  type FieldHit,
  type Mention,
  mentions,
  misspelt,
  UNSURE,
} from './common.ts';

const COMPANY_LEAD =
  /^(?:(?:uh+|um+|hmm+|well|oh|so|ok|yeah|yes|yep|its|it is|im|i am|i|we|currently|right now|now|with|have|use|using|got|through|thru|under|by|on|the|my|is|company|carrier|insurance|insurer|called|been|are|just|still|had|tengo|estoy|con|es|le|uso|a|an|switched|to|changed|they|were|that|would|be|mine|probably|i think|think|believe|,|\.|went)\s)+/;
const NOT_A_NAME =
  /\b(dont|no|not|none|never|what|why|how|when|who|lost|card|know|sure|idk|nobody|nothing|anyone|look|check|let|you|your|call|text|stop|later|busy|cheap|expensive|mom|dad|parents|work|wait|hold|maybe|need|want|yes|yeah|ok|cash|self|uninsured|is it|matter|tell|said|somebody|someone|asking|for|will|can|could|does|do|and|but|because|ninguno|nadie|talk|person|help|please|thanks|lapsed|cancelled|any|first|depends|rather|interested|driving|if|now|somewhere|sec|minute|before|after|questions?|answer\w*|done|tired|list|texts?|messages?|human|agent|number|people|whatever|should|would|enough|rate|price|say|speak|off|out|moving|moved|leave|delete|nada)\b/;

/** Names that are words too: they count only when the company was asked for. */
const COMMON = new Set([
  'root',
  'flo',
  'general',
  'mercury',
  'infinity',
  'universal',
  'liberty',
  'delta',
  'guardian',
  'horizon',
  'oscar',
  'united',
  'medical',
  'dean',
  'sharp',
  'va',
  'superior',
  'providence',
  'sf',
  'elephant',
  'hippo',
  'citizens',
  'shelter',
  'country financial',
  'emblem',
  'signa',
  'medica',
  'pru',
  'direct auto',
  'quartz',
  'mercury',
  'progressive',
  'grange',
  'husky',
  'anthem',
]);

/** "My mom's on Erie, I'm on Geico". */
const OF_KIN =
  /\b(mom|dad|wife|husband|parent|brother|sister|roommate|neighbor|friend|boss|son|daughter)s?( is| are| has| have| uses?)? (on|with|has|have|use|uses|thru|through) $/;

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
      !/\b(then|so|since) (they|it|he|she) (went|left|dropped|closed)\b|^ (just |already |has |have )?(dropped|cancelled|canceled|kicked|denied|declined|refused|rejected) (me|us|my|our)\b/.test(
        norm.text.slice(m.end, m.end + 25),
      ),
  );
  const own = found.filter((m) => !OF_KIN.test(norm.text.slice(0, m.index)));
  const names = [...new Set((own.length > 0 ? own : found).map((m) => m.key))];
  if (UNSURE.test(norm.text) && names.length > 1) return null;
  // "U take blue shield?" asks about it; "i think allstate but my wife handles it" leaves it open.
  if (
    /\b(you|yall|they|he|she|dr \w+|clinic) (take|accept|honor|work with)\b|\bin network (with|for)\b/.test(
      norm.text,
    ) &&
    /\?|^(do|does|are|is|will|can|so)\b/.test(norm.text) &&
    !/\b(i have|ive got|im with|i am with|my insurance is)\b/.test(norm.text)
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
  const only = names.length === 1 ? found.at(-1) : undefined;
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
    const last = found.at(-1) as Mention;
    const gapText = norm.text.slice((found[0] as Mention).end, last.index);
    if (/^ or \w* ?$/.test(gapText) && !CORRECTION.test(norm.text)) return null;
    if (CORRECTION.test(norm.text) || now || /\b(no|to|then|but|says)\b/.test(gapText))
      return { value: last.key, confidence: 0.8, corrected: true };
    if (/\bor\b/.test(gapText)) return null;
    return { value: names[0] as string, confidence: 0.6 };
  }
  if (!c.asked || /\?/.test(norm.raw)) return null;
  let head =
    norm.text.split(
      / [.,;!] | (?:but|and|since|for|because|who|paying|pay|they|its|about|like|at|(?:through|thru) (?:my|his|her|the|our|an?) (?:old|last|ex|former)|via|until|till?|from|\d)\b/,
    )[0] ?? '';
  head = ` ${head} `.replace(/\blol\b/g, '').trim();
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
