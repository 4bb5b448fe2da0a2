/**
 * Guardrails: what a reply may not be, whoever proposes it, the embedded writer or a model. Pure, and apart
 * from both. An empty answer means the text may leave. English and Spanish patterns; a sentence that stands
 * in the playbook's own knowledge is taken as vetted by its author.
 */
import { DateTime } from 'luxon';
import type { TextKind } from '../kernel/events.ts';
import { zoneOf } from '../kernel/zone.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { Slot } from './conversation.ts';
import { countSegments } from './segments.ts';
import { countQuestions, sentencesOf } from './sentences.ts';

/** Every rule by its name, in the order in which they are judged: what a text may not be, and why. */
export const GUARD_RULES = {
  'opted-out': 'Nothing leaves after an opt-out but its one confirmation.',
  'quiet-hours': 'No call is offered for now while the contact rules permit none.',
  empty: 'A text says something.',
  'two-questions': 'One question a text: two get half an answer.',
  'too-long': 'At most two segments of GSM-7, or four of UCS-2; each is paid for.',
  repeats: 'No sentence of ours twice in one thread.',
  'not-disclosed': 'The first text names the seller, the AI and the way out.',
  emoji: 'An emoji makes the whole text UCS-2, which holds less than half.',
  'machine-talk': 'No code, no instructions, no talk of prompts: the lead reads words.',
  'claims-human': 'Nothing claims that a human writes.',
  'claims-joined': 'Nobody is said to be on the line before an agent has accepted.',
  'claims-ringing': 'Nobody is said to be rung while no transfer runs.',
  'nobody-free': 'No call is offered for now while nobody is free.',
  'unsupported-time': 'Only bookable times are named, and those the lead named.',
  'price-outside-knowledge': "Figures of money come from the knowledge, or are the lead's own.",
  advice: 'No medical or legal advice outside the knowledge.',
  promise: 'No promise outside the knowledge.',
  'asks-sensitive': 'Nothing asks for card, account or social security numbers.',
  'contact-data': "No telephone number or e-mail address but the seller's and the lead's own.",
  link: "No link but the playbook's.",
  'other-question': 'What is asked is what the playbook asks next.',
} as const;

export type ProblemCode = keyof typeof GUARD_RULES;

export interface Problem {
  code: ProblemCode;
  words: string;
}

export interface GuardContext {
  playbook: Playbook;
  kind: TextKind;
  nowMs: number;
  tz: string;
  optedOut: boolean;
  disclosed: boolean;
  /** Normalised sentences already said in this thread. */
  said: readonly string[];
  /** Somebody is free and the lead may be called now. */
  callPossibleNow: boolean;
  /** The contact rules permit a call now, whoever is free. */
  callPermittedNow: boolean;
  transferRunning: boolean;
  /** An agent has accepted: only then may a text say that somebody is on the line. */
  agentAccepted: boolean;
  /** Starts that may be named: bookable ones and the booked one. */
  times: readonly Slot[];
  /** What the lead wrote: their own figures and times may be said back. */
  leadWords: string;
}

/** Carriers and the revocation rules want these word for word, so they may repeat and need no disclosure. */
const FIXED: readonly TextKind[] = ['confirmation', 'operator'];

const NEGATED = /\b(nobody|no one|nothing|none|isn't|aren't|not|n't|everyone|nadie|todos|no hay)\b/i;
const CLAIMS_HUMAN =
  /\bI(?:'m| am) (?:a |an )?(?:real |actual )?(?:human|person|man|woman|guy|lady)\b|\bI(?:'m| am) not (?:a |an )?(?:bot|robot|ai|machine|computer)\b/i;
const CLAIMS_JOINED =
  /\b(?:you(?:'re| are) (?:now )?(?:connected|live)|connected you|(?:is|are|'s) on the line|transferr?ing you now|patch(?:ing|ed) you)\b/i;
const CLAIMS_RINGING =
  /\b(?:I'm|I am) (?:ringing|calling|trying|getting|reaching out to)\b|\bringing (?:our|the|a|them)\b|\bphones? (?:rings|ringing|will ring)\b|\bestoy (?:llamando|marcando)\b/i;
const OFFERS_NOW =
  /\b(?:free|available|open)\b[^.?!]*\b(?:right now|now|this minute|this second)\b|\bcall you (?:right )?now\b|\bfreed up\b|\blibre ahora\b|\ble llamamos ahora\b/i;
const CLOCK = /\b(\d{1,2})(?::(\d{2}))?\s?([ap])\.?\s?m\b/gi;
const PRICE =
  /(?:\$\s?\d[\d,.]*\d|\$\s?\d|\b\d+(?:\.\d+)?\s?%|\b\d[\d,.]*\s?(?:dollars|bucks|d[oó]lares)\b)/gi;
const ADVICE =
  /\b(?:diagnos\w*|dosage|\d+\s?mg|you should (?:take|stop taking|sue|sign)|sounds like you have|you probably have|it's probably (?:just )?(?:a|an|your)|legally (?:you|entitled)|you(?:'re| are) entitled|take (?:an? )?(?:aspirin|ibuprofen|tylenol))\b/i;
const PROMISE =
  /\b(?:guarantee[ds]?|guaranteed|I promise|we promise|you(?:'re| are| will be|'ll be) (?:pre-?)?approved|(?:lowest|best) (?:price|rate)s?|you(?:'ll| will) (?:definitely |certainly )?(?:save|qualify|win)|risk[- ]free|no matter what)\b/i;
const MACHINE_TALK =
  /[{}<>`]|\*\*|\b(?:system|hidden) prompt\b|\b(?:language model|my (?:instructions|rules|prompt))\b|^\s*(?:assistant|system|user)\s*:/im;
const ASKS_SENSITIVE =
  /\b(?:send|tell|give|share|need|what(?:'s| is)|enter|text|confirm|provide)\b[^.!?]*\b(?:ssn|social security(?: number)?|(?:card|account|routing) number|cvv|pin|password|date of birth)\b/i;
const CONTACT = /[\w.+-]+@[\w-]+\.[\w.]+|(?<![\d$.,])\+?\(?\d(?:[ ().-]{0,2}\d){6,13}(?!\d)/g;
const LINK = /\b(?:https?:\/\/|www\.)\S+/gi;
const EMOJI = /\p{Extended_Pictographic}/u;

/** Everything wrong with a proposed text; empty when it may leave. */
export function judgeReply(text: string, context: GuardContext): Problem[] {
  const problems: Problem[] = [];
  const add = (code: ProblemCode, words: string) => problems.push({ code, words });
  const fixed = FIXED.includes(context.kind);
  if (context.optedOut && context.kind !== 'confirmation') add('opted-out', 'the lead has opted out');
  if (text.trim() === '') add('empty', 'there is nothing to send');
  if (context.kind === 'operator') return problems;
  if (countQuestions(text) > 1) add('two-questions', 'asks more than one question');
  const size = countSegments(text);
  const limit = size.encoding === 'GSM-7' ? 2 : 4;
  if (size.segments > limit)
    add('too-long', `${size.segments} segments of ${size.encoding}, at most ${limit}`);
  if (!fixed) {
    const again = sentencesOf(text).find((sentence) => context.said.includes(sentence));
    if (again) add('repeats', `said before in this thread: "${again}"`);
  }
  if (!fixed && !context.disclosed && !discloses(text, context.playbook)) {
    add('not-disclosed', 'the first text must name the seller, say that an AI writes, and how to opt out');
  }
  if (EMOJI.test(text)) add('emoji', 'emoji double the cost and read as spam');
  if (MACHINE_TALK.test(text)) add('machine-talk', 'reads like the inside of a machine');
  problems.push(...unsupported(text, context));
  return problems;
}

/** Names the seller, says that an AI writes, and how to opt out. */
export function discloses(text: string, playbook: Playbook): boolean {
  return text.includes(playbook.seller.name) && /\bAI\b/.test(text) && /\bSTOP\b/.test(text);
}

function unsupported(text: string, context: GuardContext): Problem[] {
  const problems: Problem[] = [];
  const vetted = vettedText(context.playbook);
  for (const sentence of text.split(/(?<=[.!?])\s+/)) {
    if (vetted.sentences.has(sentencesOf(sentence)[0] ?? '')) continue;
    const offersNow = OFFERS_NOW.test(sentence) && !NEGATED.test(sentence) && !context.transferRunning;
    const claims: [ProblemCode, boolean, string][] = [
      [
        'quiet-hours',
        offersNow && !context.callPermittedNow,
        'offers a call now, which the contact rules do not permit',
      ],
      ['claims-human', CLAIMS_HUMAN.test(sentence), 'says that a human writes'],
      [
        'claims-joined',
        CLAIMS_JOINED.test(sentence) && !context.agentAccepted,
        'says that somebody is on the line',
      ],
      [
        'claims-ringing',
        CLAIMS_RINGING.test(sentence) && !context.transferRunning,
        'says that agents are being rung',
      ],
      [
        'nobody-free',
        offersNow && context.callPermittedNow && !context.callPossibleNow,
        'offers a call now while nobody is free',
      ],
      ['advice', ADVICE.test(sentence), 'gives medical or legal advice'],
      ['promise', PROMISE.test(sentence), 'promises what nobody can keep'],
      [
        'asks-sensitive',
        ASKS_SENSITIVE.test(sentence) && !NEGATED.test(sentence) && !/\bnever\b|\bwon't\b/i.test(sentence),
        'asks for a number that must not be texted',
      ],
    ];
    for (const [code, wrong, words] of claims) if (wrong) problems.push({ code, words });
  }
  return [...problems, ...unsupportedFigures(text, context, vetted.all)];
}

function unsupportedFigures(text: string, context: GuardContext, vetted: string): Problem[] {
  const problems: Problem[] = [];
  // Most texts name no figure: what is known is looked through for those that do.
  const known = () => `${vetted} ${context.leadWords}`.toLowerCase();
  for (const [price] of text.matchAll(PRICE)) {
    const digits = known().replace(/,/g, '');
    const figure = price
      .toLowerCase()
      .replace(/[^\d.]/g, '')
      .replace(/\.$/, '');
    if (!new RegExp(`(?<!\\d)${figure.replace('.', '\\.')}(?!\\d)`).test(digits)) {
      problems.push({
        code: 'price-outside-knowledge',
        words: `${price} is neither in the knowledge nor the lead's own`,
      });
    }
  }
  for (const match of text.matchAll(CLOCK)) {
    if (!timeIsKnown(match, context, known())) {
      problems.push({ code: 'unsupported-time', words: `${match[0]} is no bookable time` });
    }
  }
  for (const [contact] of text.matchAll(CONTACT)) {
    const own = contact.includes('@')
      ? known().includes(contact.toLowerCase())
      : known().replace(/\D/g, '').includes(contact.replace(/\D/g, ''));
    if (!own) problems.push({ code: 'contact-data', words: 'names a number or an address of somebody else' });
  }
  for (const [link] of text.matchAll(LINK)) {
    if (!vetted.includes(link))
      problems.push({ code: 'link', words: 'holds a link that the playbook does not' });
  }
  return problems;
}

function timeIsKnown(match: RegExpMatchArray, context: GuardContext, known: string): boolean {
  const minute = Number(match[2] ?? 0);
  const hour = (Number(match[1]) % 12) + (match[3]?.toLowerCase() === 'p' ? 12 : 0);
  const slot = context.times.some(({ atMs }) => {
    const time = DateTime.fromMillis(atMs, { zone: zoneOf(context.tz) });
    return time.hour === hour && time.minute === minute;
  });
  return slot || known.includes(match[0].toLowerCase());
}

const VETTED = new WeakMap<Playbook, { all: string; sentences: ReadonlySet<string> }>();

/** The playbook's own words; kept with the playbook object, which never changes. */
function vettedText(playbook: Playbook): { all: string; sentences: ReadonlySet<string> } {
  const kept = VETTED.get(playbook);
  if (kept) return kept;
  const texts = [
    ...playbook.knowledge.flatMap((entry) => [...entry.answer, ...(entry.es ?? [])]),
    ...playbook.objections.flatMap((objection) => [...objection.reply, ...(objection.es ?? [])]),
    playbook.seller.helpLine ?? '',
  ];
  const made = { all: texts.join(' '), sentences: new Set(texts.flatMap(sentencesOf)) };
  VETTED.set(playbook, made);
  return made;
}
