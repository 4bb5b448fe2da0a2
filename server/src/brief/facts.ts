/** Facts of a thread: what the lead said, taken from their words; a question is quoted only when the answer needs it. */
import type { BriefFact, BriefInput } from '../ports/brief.ts';
import { maskSensitive } from '../reading/mask.ts';
import { normalize } from '../reading/text.ts';
import { withoutRetractions } from './retractions.ts';

const EMPTY =
  /^(ok|yes|yeah|yep|yup|sure|no|nope|nah|none|k|hi|hello|hey|thanks|thank you|lol|great|perfect|correct|right|cool|fine|alright|please|bet|got it|sounds good|that is right|yes please|no thanks|figures|ya|uh huh|mhm|si|claro|gracias|good|nice|exactly|that is it|of course|definitely|now now|now|go ahead|true|howdy|hola|yessir|absolutely|works|works for me|ok thanks|i know|indeed|same|aww thanks|thanks you|appreciate it|wow|haha|phew|oh|ah|hmm|whatever|sorry|nothing|never|not really|not yet|none of that|zero|nada|negative|not that i know of|neither)$/;
const AFFIRM =
  /^(yes|yeah|yep|yup|ya|sure|correct|right|that is right|uh huh|mhm|si|claro|exactly|absolutely|of course|definitely|true|still|i do|i am|we do|ok|affirmative|indeed|sadly yes|yesemoji|yessir|both|all of it)\b/;
const DENY = /^(no|nope|nah|none|never|not|neither|nothing|nada|zero|negative|noemoji)\b/;
const BARE_DENY =
  /^(no|nope|nah|none|never|neither|nothing|nada|zero|negative|noemoji|not yet|not really|none of that|not that i know of|not at all|no sir|no maam|no thanks|none at all|no gracias)$/;

const KINDS: [RegExp, BriefFact['kind'], string][] = [
  [
    /\b(budget|spend|price range|per month|monthly|afford|how much|amount|worth|cost|pay|paying)\b/,
    'budget',
    'Money',
  ],
  [/\b(call|phone|talk|time to|speak|best time|how about a call|ring)\b/, 'timing', 'Call'],
  [/\b(when|how soon|start|deadline|by when|timeline|date)\b/, 'timing', 'When'],
  [/\b(insur|carrier|company|who has|currently)\b/, 'known', 'Now with'],
  [/\b(credit|score|fico)\b/, 'known', 'Credit'],
  [/\b(zip|where|city|address|area)\b/, 'known', 'Where'],
  [/\b(education|degree|school|highest)\b/, 'known', 'Education'],
  [/\b(what|looking|interested|quoting|project|about|which|brings|help)\b/, 'why', 'Wants'],
];
const OBJECTION =
  /\b(too (much|high|expensive|far|long)|expensive|object to|dont want|do not want|wont take|not happy|isnt happy|problem is|price is the problem|worried|concern|afraid|scared|hate|last (time|agency|company|guy|man|people)|dont try|please no|refuse|not pay|ridiculous|hidden|fees?|pushy|pressure|scam|catch|trust|burned|bad experience|complain|unhappy|frustrat\w+|annoy\w+)\b/;

/** The sentence of an assistant turn that asks, without its question mark; empty when it asks nothing. */
export function questionOf(ai: string): string {
  const parts = ai.split(/(?<=[.!?])\s+/).filter((p) => p.includes('?'));
  return (parts.at(-1) ?? '').replace(/[?¿]/g, '').trim();
}

/** The subject of a question in its own words ("Any tobacco use" -> "tobacco use"); undefined when it speaks to "you". */
export function topicOf(question: string, name: string): string | undefined {
  const first = (name.split(/\s+/)[0] ?? '').replace(/[^\p{L}]/gu, '');
  const topic = question
    .replace(new RegExp(`^(hi |hello |hey |hola )?${first || '(?!)'}\\b[,!.]?\\s*`, 'iu'), '')
    .replace(/^(ok|okay|great|got it|and|so|thanks|also)[,.!]?\s+/i, '')
    .replace(
      /^(do you have|have you had|did you have|are there|is there|is it|is this|have|got|what is|what's|whats|which)\s+/i,
      '',
    )
    .replace(/^(any|your|the|a|an)\s+/i, '')
    .replace(/,?\s*(correct|right|yes)$/i, '')
    .replace(new RegExp(`,\\s*${first || '(?!)'}$`, 'iu'), '')
    .trim();
  if (!topic || /\b(you|your|you're|we|us|i|me|shall|would|can|could)\b/i.test(topic) || topic.length > 60)
    return undefined;
  return topic;
}

const CALL_OFFER =
  /\b(call|phone|ring|talk|speak|chat|connect|transfer|put you|on the line|pass you|dial|suit|by phone)\b/i;
const AGREES =
  /^(yes|yeah|yep|yup|ya|sure|ok|okay|please|absolutely|definitely|perfect|great|bet|fine|go ahead|sounds good|si|claro|of course|now now|now|works|lets do it|do it)\b/;
const CALL_ASKED = /\b(call|ring|phone) me\b|\b(talk|speak) (to|with) (someone|somebody|a|an|the)\b/;
const NOT_AGREED = /\b(but|after|later|tomorrow|not|cant|dont|if|before|no|until|til|only|at)\b|\d/;

export interface Statement {
  turn: number;
  text: string;
  question: string;
  messageId?: string;
}

/** Lead statements worth telling, masked and without retractions. */
export function statements(input: BriefInput): { list: Statement[]; withheld: string[] } {
  const list: Statement[] = [];
  const withheld = new Set<string>();
  let ai: string[] = [];
  input.turns.forEach((t, turn) => {
    if (t.from === 'ai') {
      ai.push(t.text);
      return;
    }
    const question = ai.map(questionOf).filter(Boolean).at(-1) ?? '';
    const context = maskContext(question, t.text);
    for (const w of context.withheld) withheld.add(w);
    const next = input.turns[turn + 1];
    const reply = next?.from === 'ai' ? next.text : '';
    const text = withoutRetractions(context.text.replace(/\s*\n+\s*/g, '; ').trim(), reply);
    list.push({ turn, text, question, messageId: t.id });
    ai = [];
  });
  return { list: dropSuperseded(list), withheld: [...withheld] };
}

/** Masks with the question in view: "last four of your social?" "6789" is a social security number too. */
function maskContext(question: string, text: string): { text: string; withheld: string[] } {
  const masked = maskSensitive(text);
  const asks: [RegExp, string, RegExp][] = [
    [/\b(ssn|social( security)?|last (four|4))\b/i, 'social security number', /\d(?:[ .-]?\d){3,8}/g],
    [
      /\b(date of birth|dob|birth ?(day|date)|born|nacimiento)\b/i,
      'date of birth',
      /\b(?:\d{1,4}[/. -]\d{1,2}[/. -]\d{2,4}|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? ?\d{2,4}|\d{6,8})\b/gi,
    ],
    [/\b(card|cvv|expir)\b/i, 'card number', /\d(?:[ -]?\d){2,18}/g],
    [/\b(account|routing|bank|iban)\b.*\b(number|#)?/i, 'bank account number', /\d(?:[ -]?\d){5,16}/g],
    [
      /\b(licen[sc]e|policy|member|medical record|passport)\b.{0,20}\b(number|id|#)/i,
      'identity number',
      /\b[a-z]{0,3}\d(?:[ -]?\d){4,14}\b/gi,
    ],
  ];
  let out = masked.text;
  const withheld = [...masked.withheld];
  for (const [re, name, digits] of asks) {
    if (!re.test(question) || (name === 'bank account number' && !/\b(number|routing|#)\b/i.test(question)))
      continue;
    const next = out.replace(digits, `[${name}]`);
    if (next !== out) withheld.push(name);
    out = next;
  }
  return { text: out, withheld };
}

const CORRECTS =
  /\b(scratch that|actually|i meant|i mean|correction|make (it|that)|change (it|that|my)|oops|typo|my bad|sorry|instead|wait|not .{1,20} but|switch(ed)? (it|to)|i said .{1,30} (but|its)|wrong (earlier|before)|earlier i said|i misspoke|forget)\b/i;
const VALUE_KINDS: [string, RegExp][] = [
  ['time', /\b\d{1,2}(?::\d\d)?\s?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\bnoon\b/gi],
  ['day', /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:mon|tues?|weds?|thurs?|fri|sat)\b/gi],
  ['zip', /\b\d{5}\b/g],
  [
    'money',
    /\$\s?\d[\d,.]*\s?k?\b|\b\d[\d,.]*\s?k\b|\b\d{1,3}(?:,\d{3})+\b|\b(?!(?:19|20)\d\d\b)\d{3,7}\b/gi,
  ],
  ['count', /\b\d{1,3}\b/g],
  ['email', /\b[\w.+-]+@[\w.-]+\b/g],
];

/** A later correction of the same kind of value takes the earlier one out. */
export function dropSuperseded(list: Statement[]): Statement[] {
  const out = list.map((s) => ({ ...s }));
  for (let i = 1; i < out.length; i++) {
    const later = out[i] as Statement;
    if (!CORRECTS.test(later.text)) continue;
    for (const [kind, re] of VALUE_KINDS) {
      const mine = later.text.match(re);
      if (!mine) continue;
      for (let j = i - 1; j >= 0; j--) {
        const earlier = out[j] as Statement;
        const theirs = earlier.text.match(re);
        if (!theirs || theirs.some((v) => mine.includes(v))) continue;
        if (kind === 'count' && !/\b(how many|size|count|number of|seats|people)\b/i.test(earlier.question))
          continue;
        if (theirs.length === 1 || earlier.text.length < 30)
          earlier.text = earlier.text
            .replace(theirs[0] as string, '')
            .replace(/\s{2,}/g, ' ')
            .replace(/^[\s,.;-]+|[\s,;-]+$/g, '');
        break;
      }
      break;
    }
  }
  return out.filter((s) => s.text.length > 0);
}

function classify(s: Statement): [BriefFact['kind'], string] {
  const t = normalize(s.text).text;
  if (OBJECTION.test(t)) return ['objection', 'Concern'];
  const q = normalize(s.question).text;
  for (const [re, kind, label] of KINDS) if (re.test(q)) return [kind, label];
  return ['known', 'Said'];
}

/** A field that was corrected later: the turn that gave the old value, and that value. */
export interface Superseded {
  turn: number;
  value: string | number | boolean;
}

/** Takes values out that a later turn replaced, even when the correction names them differently ("make it 65"). */
export function withoutSuperseded(list: Statement[], old: Superseded[]): Statement[] {
  return list
    .map((s) => {
      let text = s.text;
      for (const o of old.filter((x) => x.turn === s.turn)) {
        if (text.split(/\s+/).length <= 4) text = '';
        else
          text = text
            .replace(valuePattern(o.value), '…')
            .replace(/\s{2,}/g, ' ')
            .replace(/^[\s,.…]+|[\s,…]+$/g, '');
      }
      return { ...s, text };
    })
    .filter((s) => s.text.length > 0);
}

function valuePattern(value: string | number | boolean): RegExp {
  if (typeof value !== 'number')
    return new RegExp(`\\b${String(value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`, 'gi');
  const forms = [
    String(value),
    value.toLocaleString('en-US'),
    ...(value % 100 === 0 && value >= 1000 ? [`${value / 1000}`] : []),
  ];
  return new RegExp(
    `\\$?(?<![\\d.,])(?:${forms.map((f) => f.replace(/[.,]/g, '\\$&')).join('|')})(?![\\d.,]\\d|\\d)(?:\\s?k\\b)?`,
    'gi',
  );
}

/** One fact a statement; a short answer carries the question it answers as its label. */
export function factsOf(list: Statement[], name: string): BriefFact[] {
  const out: BriefFact[] = [];
  for (const s of list) {
    const norm = normalize(s.text)
      .text.replace(/[ .!,;:]+$/g, '')
      .replace(/( (lol|please|thanks|thank you|sir|maam|yesemoji))+$/g, '');
    const [kind, label] = classify(s);
    const topic = topicOf(s.question, name);
    const quoted = topic ?? (s.question ? `“${s.question.trim()}?”` : '');
    const push = (text: string, k = kind, l = label): void => {
      out.push({ kind: k, label: l, text, source: s.turn, messageId: s.messageId });
    };
    if (agreesToCall(s.question, norm)) {
      push(CALL_ASKED.test(norm) ? 'Asked for a call' : 'Said yes to a call', 'why', 'Call');
      continue;
    }
    const bareYes = EMPTY.test(norm) && AFFIRM.test(norm);
    if (BARE_DENY.test(norm)) {
      if (quoted) push(`No: ${quoted}`);
      continue;
    }
    if (EMPTY.test(norm)) {
      if (quoted && (bareYes || norm === 'perfect' || norm === 'now now' || norm === 'great'))
        push(`Yes: ${quoted}`);
      continue;
    }
    const needs = AFFIRM.test(norm)
      ? !/\b(or|what|which|when|how|who|where)\b/i.test(s.question)
      : needsQuestion(norm, s.question);
    if (DENY.test(norm) || !needs || !quoted || (topic && norm.includes(topic.toLowerCase()))) push(s.text);
    else push(s.text, kind, topic ? upperFirst(topic) : `Asked ${quoted}`);
  }
  return out;
}

const upperFirst = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);

/** "yes please", "perfect" or "yes, call me" said to an offer of a call, with no condition in it. */
function agreesToCall(question: string, norm: string): boolean {
  if (!CALL_OFFER.test(question) || NOT_AGREED.test(norm) || norm.split(' ').length > 6) return false;
  return AGREES.test(norm) || CALL_ASKED.test(norm);
}

/** Words that add nothing to a field already told. */
const PADDING = new Set(
  'hi hello hey need want a an the i im my is it its for of to in on with and please pls thanks thank you ok yes yeah yep no quote insurance get got looking have has we are our just well uh um so lol zip code now currently today about around like some think guess me am would id that this one up be at sure'.split(
    ' ',
  ),
);

/** Leaves out a turn whose every telling word is already in a field's fact (value or one of its aliases). */
export function withoutKnown(list: Statement[], known: { turn: number; words: string[] }[]): Statement[] {
  return list.filter((s) => {
    const told = new Set(known.flatMap((k) => (k.turn === s.turn ? k.words : [])));
    if (told.size === 0) return true;
    return normalize(s.text)
      .text.split(/[^\p{L}\p{N}@.]+/u)
      .some((w) => w && !PADDING.has(w) && !told.has(w.replace(/\.$/, '')) && !/^[.,!?]$/.test(w));
  });
}

/** Short answers mean little without the question ("one", "first", "10x15"). */
function needsQuestion(norm: string, question: string): boolean {
  if (norm.split(' ').length <= 4) return true;
  // "I finished it in April": what "it" is stands in the question.
  if (
    /^(?:(?:yes|yeah|no|i|we|he|she|they|have|had|got|already|just|\w+ed) ){0,3}(?:it|that|one|them|those)\b/.test(
      norm,
    )
  )
    return true;
  const opening = norm.split(/ [.,;!] /)[0] ?? norm;
  return /\bor\b/i.test(question) && opening.split(' ').length <= 2;
}
