/**
 * The embedded writer: puts a reply together from phrasings, never the same sentence twice in a thread, and
 * lets nothing through that the guardrails refuse. What is not needed gives way first.
 */
import type { TextKind } from '../kernel/events.ts';
import type { Draft, Offer } from './conversation.ts';
import { judgeReply, type Problem } from './guard.ts';
import { ENGLISH, type Phrases } from './phrases.ts';
import { SPANISH } from './phrases-es.ts';
import { countQuestions, fillIn, firstName, sentencesOf } from './sentences.ts';
import { callPossible, queueText, sendText, type Work } from './work.ts';

export interface Part {
  options: readonly string[];
  /** A part that is not needed is left out when it is too much or used up. */
  needed: boolean;
  values?: Record<string, string>;
}

const MAX_ATTEMPTS = 4;

export function phrases(w: Work): Phrases {
  return w.s.language === 'es' ? SPANISH : ENGLISH;
}

export function need(options: readonly string[], values?: Record<string, string>): Part {
  return { options, needed: true, ...(values ? { values } : {}) };
}

export function maybe(options: readonly string[], values?: Record<string, string>): Part {
  return { options, needed: false, ...(values ? { values } : {}) };
}

/** Values that every phrasing may use. */
export function commonValues(w: Work): Record<string, string> {
  const { playbook, lead } = w.inputs;
  return {
    lead: firstName(lead.name),
    seller: playbook.seller.name,
    assistant: playbook.assistant.name,
    subject: playbook.subject,
    agent: w.s.language === 'es' ? 'asesor' : playbook.agentTitle,
    help: playbook.seller.helpLine ? `${playbook.seller.helpLine}.` : '',
  };
}

/** A text of these parts that passes every guardrail, or null when there is none left. */
export function compose(w: Work, parts: readonly Part[], kind: TextKind = 'reply'): string | null {
  const wanted = needsDisclosure(w, kind) ? [need(phrases(w).disclosure), ...parts] : parts;
  // From all parts down to the needed ones alone: the first to go is the first that is not needed.
  const optional = wanted.filter((part) => !part.needed);
  for (let dropped = 0; dropped <= optional.length; dropped++) {
    const gone = optional.slice(0, dropped);
    const kept = wanted.filter((part) => !gone.includes(part));
    // Other phrasings may pass where one did not.
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const body = assemble(w, kept);
      if (body === null) break;
      if (judge(w, body, kind).length === 0) return body;
    }
  }
  return null;
}

function needsDisclosure(w: Work, kind: TextKind): boolean {
  return !w.s.disclosed && kind !== 'opening' && kind !== 'confirmation';
}

function assemble(w: Work, parts: readonly Part[]): string | null {
  const used = new Set(w.s.said);
  const common = commonValues(w);
  const chosen: string[] = [];
  for (const part of parts) {
    const text = chooseUnused(w, part, { ...common, ...part.values }, used);
    if (text !== null) {
      chosen.push(text);
      for (const sentence of sentencesOf(text)) used.add(sentence);
    } else if (part.needed) return null;
  }
  return chosen.length === 0 ? null : chosen.join(' ');
}

function chooseUnused(
  w: Work,
  part: Part,
  values: Record<string, string>,
  used: ReadonlySet<string>,
): string | null {
  const start = Math.floor(w.context.random() * part.options.length);
  const prefixes = part.needed ? ['', ...phrases(w).again] : [''];
  for (const prefix of prefixes) {
    for (let i = 0; i < part.options.length; i++) {
      const option = part.options[(start + i) % part.options.length] ?? '';
      const fitted = fillIn(option, values);
      const text = fitted === null ? null : prefix + fitted;
      if (text && !sentencesOf(text).some((sentence) => used.has(sentence))) return text;
    }
  }
  return null;
}

/** What the guardrails say to a text that would leave now. */
export function judge(w: Work, body: string, kind: TextKind): Problem[] {
  const { s, inputs } = w;
  return judgeReply(body, {
    playbook: inputs.playbook,
    kind,
    nowMs: w.nowMs,
    tz: inputs.lead.tz,
    optedOut: s.phase === 'opted-out',
    disclosed: s.disclosed,
    said: s.said,
    callPossibleNow: callPossible(w),
    callPermittedNow: inputs.mayCallNow.ok,
    transferRunning: s.transferId !== null,
    agentAccepted: s.transferId !== null && s.acceptedBy !== null,
    times: [...inputs.availability.soonest, ...(s.booking ? [s.booking] : []), ...(s.offer?.slots ?? [])],
    leadWords: [
      ...s.turns.filter((turn) => turn.from === 'lead').map((turn) => turn.text),
      ...Object.values(s.fields).map((field) => String(field.value)),
    ].join(' '),
  });
}

export interface Saying {
  kind?: TextKind;
  asks?: string;
  offer?: Offer;
  staleAtMs?: number;
  /** At once, without the human pace: openings, confirmations, notices. */
  now?: boolean;
  /** It promises nothing, so a model's words may stand in for ours. */
  open?: boolean;
}

/** Says it, paced unless `now`. False when nothing new could be said; the caller decides what that means. */
export function say(w: Work, parts: readonly Part[], saying: Saying = {}): boolean {
  const kind = saying.kind ?? 'reply';
  const proposed = saying.open ? proposedBody(w, saying.asks) : null;
  const body = proposed ?? compose(w, parts, kind);
  if (body === null) return false;
  const lastIn = w.s.turns.findLast((turn) => turn.from === 'lead');
  const draft: Draft = {
    body,
    kind,
    ...(saying.asks ? { asks: saying.asks } : {}),
    ...(saying.offer ? { offer: saying.offer } : {}),
    ...(saying.staleAtMs !== undefined ? { staleAtMs: saying.staleAtMs } : {}),
    ...(kind === 'reply' && lastIn ? { inReplyToMs: lastIn.atMs } : {}),
    ...(proposed === null ? {} : { by: 'model' as const }),
  };
  if (saying.now) sendText(w, draft);
  else queueText(w, draft);
  return true;
}

/** The model's words, when every guardrail lets them through and they ask what is to be asked; the refusal is journaled. */
function proposedBody(w: Work, asks: string | undefined): string | null {
  const { proposal } = w;
  if (!proposal) return null;
  delete w.proposal;
  const own = proposal.text.trim();
  const named = needsDisclosure(w, 'reply') ? fillIn(phrases(w).disclosure[0] ?? '', commonValues(w)) : null;
  const body = named === null || own === '' ? own : `${named} ${own}`;
  const problem = judge(w, body, 'reply')[0] ?? otherQuestion(proposal, asks);
  if (!problem) return body;
  const { code, words } = problem;
  w.facts.push({ type: 'model.refused', leadId: w.s.leadId, turnId: proposal.turnId, code, words });
  return null;
}

/** The playbook says what is asked next; the model may say how. */
function otherQuestion(proposal: { text: string; asks: string | null }, asks: string | undefined) {
  const asked = countQuestions(proposal.text) > 0;
  if (asked === (asks !== undefined) && (!asked || proposal.asks === asks)) return null;
  const words = asks
    ? `asks for ${proposal.asks ?? 'nothing'} instead of ${asks}`
    : 'asks what no playbook asks';
  return { code: 'other-question' as const, words };
}
