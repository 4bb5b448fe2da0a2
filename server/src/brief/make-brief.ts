/**
 * The brief for the agent who wins the call. Extractive: it selects and orders what the lead said, drops what they took
 * back, masks sensitive numbers and adds nothing. Pure.
 */
import { calledBy } from '../lead/name.ts';
import type { Brief, BriefFact, BriefInput } from '../ports/brief.ts';
import type { SlotReading } from '../ports/reader.ts';
import { fieldsOf } from '../reading/asked-fields.ts';
import { maskSensitive } from '../reading/mask.ts';
import { readSlots, slotsAfterEach } from '../reading/slots.ts';
import { normalize } from '../reading/text.ts';
import { AI_CONFIRMED } from '../reading/thread.ts';
import { parseWhen } from '../reading/when.ts';
import {
  factsOf,
  type Statement,
  type Superseded,
  statements,
  withoutKnown,
  withoutSuperseded,
} from './facts.ts';
import { headline as headlineText, type Known, sentences } from './phrasing.ts';
import { withoutOtherName } from './retractions.ts';

export const HEADLINE_CHARS = 90;
export const SPOKEN_CHARS = 350;

/** Builds the brief. With no `slots` given they are read from the turns. */
export function makeBrief(input: BriefInput): Brief {
  const { list, withheld } = statements(input);
  const known = knownSlots(input);
  const slots = slotFacts(input, known);
  const named = withoutOtherCompanies(list, input, known);
  const told = withoutKnown(withoutSuperseded(named, superseded(input)), tellingWords(input, known));
  const said = lastCallWish(factsOf(told, input.lead.name));
  const timing = timingFact(input);
  const promises = promiseFacts(input);
  const facts: BriefFact[] = [
    { kind: 'who', label: 'Lead', text: who(input), source: -1 },
    ...slots,
    ...(timing ? [timing] : []),
    ...said,
    ...promises,
    ...answerFacts(input, said, promises),
  ];
  const masked = facts.map((f) => {
    const m = maskSensitive(f.text);
    for (const w of m.withheld) if (!withheld.includes(w)) withheld.push(w);
    return { ...f, text: m.text };
  });
  const values = Object.fromEntries(
    Object.entries(known)
      .filter(([name]) => !isSensitive(input, name))
      .map(([name, s]) => [name, s.value]),
  ) as Known;
  const wish = wishOf(said, timing, input.turns.length);
  const why = said.find((f) => f.kind === 'why' && f.label !== 'Call') ?? said[0];
  const headline = clip(
    maskSensitive(headlineText(input.playbook.vertical, input.playbook.subject, values, why?.text, wish))
      .text,
    HEADLINE_CHARS,
  );
  const spoken = spokenOf(input, values, said, timing);
  const order: BriefFact['kind'][] = [
    'who',
    'why',
    'known',
    'budget',
    'timing',
    'objection',
    'promise',
    'done',
    'caution',
  ];
  const rows = [...masked].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const screen = [...rows.map((f) => `${f.label}: ${f.text}`), ...withheld.map((w) => `Withheld: ${w}`)].join(
    '\n',
  );
  return { headline, spoken, screen, facts: rows, withheld: withheld.map((w) => `${w} removed`) };
}

/** A company that was named and taken back in the text that names the one that holds. */
function withoutOtherCompanies(list: Statement[], input: BriefInput, known: Slots): Statement[] {
  const companies = Object.entries(known).filter(([name]) =>
    input.playbook.questions.some((one) => one.field === name && one.value.kind === 'company'),
  );
  return list.map((said) => {
    const held = companies.filter(([, slot]) => slot.turn === said.turn);
    return {
      ...said,
      text: held.reduce((t, [, { value }]) => withoutOtherName(t, String(value)), said.text),
    };
  });
}

/** Fields read one way after one turn and another way after a later one. Assistant-only values do not count. */
function superseded(input: BriefInput): Superseded[] {
  const out: Superseded[] = [];
  const turns = input.turns.slice(0, 60);
  const nowMs = input.nowMs ?? turns.at(-1)?.atMs ?? 0;
  let before: Record<string, SlotReading> = {};
  for (const now of slotsAfterEach(input.playbook, turns, nowMs, input.lead.tz)) {
    for (const [name, old] of Object.entries(before)) {
      const next = now[name];
      if (next && next.value !== old.value && next.turn > old.turn && old.confidence > AI_CONFIRMED)
        out.push({ turn: old.turn, value: old.value });
    }
    before = now;
  }
  return out;
}

function who(input: BriefInput): string {
  return input.lead.zip ? `${input.lead.name}, ${input.lead.zip}` : input.lead.name;
}

type Slots = NonNullable<BriefInput['slots']>;

function knownSlots(input: BriefInput): Slots {
  const last = input.turns.at(-1);
  const nowMs = input.nowMs ?? last?.atMs ?? 0;
  const lastLead = input.turns.map((t) => t.from).lastIndexOf('lead');
  const slots =
    input.slots ??
    (lastLead < 0
      ? {}
      : readSlots(
          input.playbook,
          input.turns.slice(0, lastLead),
          input.turns[lastLead]?.text ?? '',
          nowMs,
          input.lead.tz,
        ).slots);
  return Object.fromEntries(
    Object.entries(slots).filter(([name]) => name !== 'start_term' || input.slots !== undefined || nowMs > 0),
  );
}

const isSensitive = (input: BriefInput, field: string): boolean =>
  input.playbook.questions.find((q) => q.field === field)?.sensitive ?? false;

const PLAIN = new Set(
  'car cars auto vehicle house home homeowners apartment renter life health medical tix ticket tickets refi buy buying fix repair install'.split(
    ' ',
  ),
);

/** For each field, the turn it came from and the words that say it: its value, and the aliases of its option. */
function tellingWords(input: BriefInput, known: Slots): { turn: number; words: string[] }[] {
  const fields = fieldsOf(input.playbook);
  return Object.entries(known).map(([name, s]) => {
    const spec = fields.find((f) => f.name === name)?.spec;
    const aliases =
      spec?.kind === 'choice'
        ? (spec.options[String(s.value)] ?? [])
        : spec?.kind === 'company'
          ? (spec.known[String(s.value)] ?? [])
          : [];
    // "A used truck" says more than "auto"; "car" does not.
    const words = [
      String(s.value).replace(/_/g, ' '),
      ...aliases.filter((a) => spec?.kind === 'company' || PLAIN.has(a)),
    ]
      .map((v) => normalize(v).text)
      .flatMap((v) => v.split(/[^\p{L}\p{N}@.]+/u));
    return { turn: s.turn ?? -1, words };
  });
}

/** Of several yeses to a call only the latest is told. */
function lastCallWish(said: BriefFact[]): BriefFact[] {
  const last = said.map((f) => f.label === 'Call' && f.kind === 'why').lastIndexOf(true);
  return said.filter((f, i) => !(f.label === 'Call' && f.kind === 'why') || i === last);
}

/** What to say of the call in the headline: a time wins; a yes counts while it is among the last words said. */
function wishOf(said: BriefFact[], timing: BriefFact | undefined, turns: number): string | undefined {
  if (timing) return `call ${timing.text.replace(' (their time)', '')}`;
  return said.some((f) => f.label === 'Call' && f.kind === 'why' && f.source >= turns - 2)
    ? 'wants a call now'
    : undefined;
}

function slotFacts(input: BriefInput, known: Slots): BriefFact[] {
  return Object.entries(known).map(([name, s]) => {
    const question = input.playbook.questions.find((q) => q.field === name);
    const value =
      typeof s.value === 'number' ? s.value.toLocaleString('en-US') : String(s.value).replace(/_/g, ' ');
    const money = question?.value.kind === 'money';
    return {
      kind: money ? 'budget' : name === input.playbook.questions[0]?.field ? 'why' : 'known',
      label: question?.label ?? name.replace(/_/g, ' '),
      text: question?.sensitive ? '[kept private]' : money ? `$${value}` : value,
      source: s.turn ?? -1,
      messageId: s.messageId,
    } as BriefFact;
  });
}

/** The last wish for a call, resolved when the clock is known. */
function timingFact(input: BriefInput): BriefFact | undefined {
  for (let i = input.turns.length - 1; i >= 0; i--) {
    const t = input.turns[i];
    if (t?.from !== 'lead') continue;
    const ai =
      input.turns
        .slice(0, i)
        .reverse()
        .find((x) => x.from === 'ai')?.text ?? '';
    if (!/\b(call|talk|phone|time|speak|ring|connect)\b/i.test(`${ai} ${t.text}`)) continue;
    const base = t.atMs ?? input.nowMs;
    if (base === undefined) return undefined;
    const w = parseWhen(t.text, { nowMs: base, tz: input.lead.tz, loose: /\b(call|time|when)\b/i.test(ai) });
    if (!w || w.now) return undefined;
    return {
      kind: 'timing',
      label: 'Call at',
      text: `${w.at.slice(0, 10)} ${w.at.slice(11, 16)}${w.kind === 'after' ? ' or later' : ''} (their time)`,
      source: i,
      messageId: t.id,
    };
  }
  return undefined;
}

const PROMISE =
  /\b(i'll|i will|we'll|we will)\s+(flag|note|pass|send|make sure|let|tell|ask|hold|have|email|check|add|include|waive|get|see)\b[^.!?]*/i;

function promiseFacts(input: BriefInput): BriefFact[] {
  const out: BriefFact[] = [];
  input.turns.forEach((t, source) => {
    const m = t.from === 'ai' ? PROMISE.exec(t.text) : null;
    if (m)
      out.push({
        kind: 'promise',
        label: 'Promised by the assistant',
        text: m[0].trim(),
        source,
        messageId: t.id,
      });
  });
  return out;
}

const ASKS =
  /\?|\b(?:how much|what(?:'?s| is)|can (?:you|u)|could you|do (?:you|u)|is there|how (?:long|fast|soon|many))\b/i;
const ACKNOWLEDGES =
  /^(?:ok|okay|got it|noted|thanks?|thank you|understood|perfect|great|right|i see|i'm (?:so )?sorry|sorry|wonderful|clear|fine|good)\b.{0,20}$/i;
/** More are in the thread, which is a click away. */
const MOST_ANSWERS = 3;
const ANSWER_CHARS = 120;

/** How a concern was met, and which figures were named to a question: the agent must not say otherwise. The newest. */
function answerFacts(input: BriefInput, said: BriefFact[], promises: BriefFact[]): BriefFact[] {
  const concerns = new Set(said.filter((f) => f.kind === 'objection').map((f) => f.source));
  const out = input.turns.flatMap((turn, source): BriefFact[] => {
    const before = input.turns[source - 1];
    if (turn.from !== 'ai' || before?.from !== 'lead' || promises.some((f) => f.source === source)) return [];
    const told = turn.text
      .split(/(?<=[.!?])(?<!\b(?:mrs?|ms|dr|st|sra?)\.)\s+/i)
      .filter((one) => !one.includes('?') && !ACKNOWLEDGES.test(one))
      .join(' ');
    const met = concerns.has(source - 1) && told.split(/\s+/).length >= 5;
    if (!met && !(ASKS.test(before.text) && /\d/.test(told))) return [];
    const text = clip(told, ANSWER_CHARS);
    return [{ kind: 'done', label: 'The assistant answered', text, source, messageId: turn.id }];
  });
  return out.slice(-MOST_ANSWERS);
}

function clip(s: string, max: number): string {
  if (s.length <= max) return s;
  const cut = s.slice(0, max - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > max / 2 ? space : cut.length).replace(/[\s,;:.-]+$/, '')}…`;
}

const PRIORITY: Record<BriefFact['kind'], number> = {
  why: 0,
  objection: 1,
  timing: 2,
  budget: 3,
  known: 4,
  promise: 5,
  caution: 1,
  done: 6,
  who: 7,
};

/** Says nothing to the ear without the question that it answers, or without what was masked. */
const UNTELLING = /^(?:no|nope|nah|yes|yeah|yep|ok|sure|its?|that)\b|\[[a-z ]+\]/i;

/** At most about eight seconds at fifteen characters a second are aimed at; the limit of the port holds in any case. */
const SPOKEN_AIM_CHARS = 170;

function spokenOf(input: BriefInput, known: Known, said: BriefFact[], timing: BriefFact | undefined): string {
  const first = calledBy(input.lead.name) || input.lead.name;
  const label = (field: string): string =>
    input.playbook.questions.find((q) => q.field === field)?.label ?? field.replace(/_/g, ' ');
  const lines = sentences(first, input.playbook.vertical, input.playbook.subject, known, label, (f) =>
    isSensitive(input, f),
  );
  const call = said.find((f) => f.kind === 'why' && f.label === 'Call');
  const end = timing ? `Call ${timing.text}.` : call ? `${call.text}.` : '';
  const more = [...said]
    .filter((f) => f !== call && f.text.length <= 90 && !UNTELLING.test(f.text))
    .sort((a, b) => PRIORITY[a.kind] - PRIORITY[b.kind])
    .map((f) => `${f.kind === 'objection' ? 'Concern: ' : 'Said: '}${f.text.replace(/[\s.]+$/, '')}.`);
  let out = '';
  for (const piece of [...lines, ...more]) {
    const text = maskSensitive(piece).text;
    if (out && out.length + text.length + end.length + 2 > SPOKEN_AIM_CHARS) continue;
    out += (out ? ' ' : '') + text;
  }
  return clip(maskSensitive(`${out}${end ? ` ${end}` : ''}`).text, SPOKEN_CHARS);
}
