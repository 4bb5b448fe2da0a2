/**
 * The gate, wired: the facts about one person and this installation, and the questions the rooms ask. The decision
 * itself is `consent/permit.ts`; nothing here decides.
 */

import {
  type Attempt,
  type CompiledRules,
  type ConsentFacts,
  type LeadFacts,
  mayBeOffered,
  type PastAttempt,
  type PermitDecision,
  type PermitInput,
  permit,
  type ScriptFacts,
  type Suppression,
  scriptFacts,
  type TenantFacts,
} from '../consent/index.ts';
import type { Channel, TextKind } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Lead } from '../lead/lead.ts';
import { firstName } from './names.ts';

/** Everything on record about one number, as `consent/store.ts` reads it. */
export interface PersonFacts {
  version: number;
  consents: ConsentFacts[];
  suppressions: Suppression[];
  history: PastAttempt[];
  lead: Pick<LeadFacts, 'lastInboundAtMs' | 'reassigned' | 'dncListed' | 'blocks'>;
}

export interface GateWiring {
  rules: CompiledRules;
  /** What holds of this installation at a moment. */
  tenant: (nowMs: number) => TenantFacts;
  /** What the carrier still takes; left out where it has no limit. `answers` may use the reserve kept for them. */
  allowance?: (
    tx: Tx,
    asked: { channel: 'sms' | 'voice'; answers: boolean },
    nowMs: number,
  ) => Promise<PermitInput['throughput']>;
  /** Our own number. */
  callerId: string;
  /** What the opening of a call to this lead states, by who speaks it. */
  script: (lead: Lead, speaks: 'ai' | 'live') => ScriptFacts;
  /** The name under which this lead is written to: their playbook's seller. */
  sellerName: (lead: Lead) => string;
  facts: (tx: Tx, phone: string, nowMs: number, lock: boolean) => Promise<PersonFacts>;
  /** The message in which the lead asked to be called, of this transfer or conversation. */
  callWish: (
    tx: Tx,
    leadId: string,
    nowMs: number,
  ) => Promise<{ messageId: string; verbatim: string; atMs: number; untilMs: number } | null>;
}

export interface TextAttempt {
  channel: Channel;
  kind: TextKind | 'code';
  body: string;
  /** When the message that this answers arrived. */
  inReplyToMs?: number;
  confirms?: Attempt['confirms'];
}

interface CallPlan {
  stage: 'plan' | 'dispatch';
  nowMs: number;
  technology?: 'ai' | 'live';
  requested?: { messageId: string; verbatim: string; atMs: number };
}

export type Verdict =
  | { verdict: 'allow'; decision: PermitDecision }
  | { verdict: 'defer' | 'deny'; reason: string; words: string; untilMs?: number; decision: PermitDecision };

export interface Gate {
  text(
    tx: Tx,
    lead: Lead,
    attempt: TextAttempt,
    plan: { stage: 'plan' | 'dispatch'; nowMs: number },
  ): Promise<Verdict>;
  call(tx: Tx, lead: Lead, plan: CallPlan): Promise<Verdict>;
  /** The dispatch answer for a lead's leg of a running transfer. */
  callNow(tx: Tx, lead: Lead, transferId: string, nowMs: number, technology: 'ai' | 'live'): Promise<Verdict>;
  /** The dispatch answer for a message on the machine that answered the leg `legId`, whose attempt is not counted against it. */
  voicemail(tx: Tx, lead: Lead, message: { legId: string; written: string }, nowMs: number): Promise<Verdict>;
  /** May they be called now, and when may they be: slots ask that of many instants at once. One look at the records. */
  callPlan(
    tx: Tx,
    lead: Lead,
    plan: Pick<CallPlan, 'nowMs' | 'requested'>,
  ): Promise<{ now: Verdict; at: (atMs: number) => boolean }>;
}

const attemptKind: Record<TextKind | 'code', Attempt['kind']> = {
  code: 'code',
  opening: 'opening',
  reply: 'reply',
  'follow-up': 'follow-up',
  confirmation: 'confirmation',
  notice: 'reply',
  operator: 'operator',
};

function verdict(decision: PermitDecision): Verdict {
  if (decision.verdict === 'allow') return { verdict: 'allow', decision };
  const { verdict: said, reason, words } = decision;
  return decision.untilMs === undefined
    ? { verdict: said, reason, words, decision }
    : { verdict: said, reason, words, untilMs: decision.untilMs, decision };
}

export function createGate(wiring: GateWiring): Gate {
  const { rules } = wiring;

  function input(
    lead: Lead,
    facts: PersonFacts,
    attempt: Attempt,
    nowMs: number,
    stage: 'plan' | 'dispatch',
  ): PermitInput {
    const about: PermitInput['lead'] = { ...facts.lead, phone: lead.phone, name: firstName(lead.name) };
    if (lead.zip) about.zip = lead.zip;
    if (lead.state) about.state = lead.state;
    if (lead.tz) about.tz = lead.tz;
    const made: PermitInput = {
      nowMs,
      rules,
      stage,
      attempt,
      lead: about,
      consents: facts.consents,
      suppressions: facts.suppressions,
      history: facts.history,
      tenant: { ...wiring.tenant(nowMs), sellerName: wiring.sellerName(lead) },
    };
    // At dispatch the facts were read under the person's lock, in the transaction that sends: nothing can be newer (G18).
    return stage === 'dispatch'
      ? { ...made, race: { plannedVersion: facts.version, currentVersion: facts.version } }
      : made;
  }

  /** At dispatch, with what the carrier still takes (G17). */
  async function allowed(tx: Tx, made: PermitInput): Promise<PermitInput> {
    const { channel, kind, directReply } = made.attempt;
    if (made.stage === 'plan' || channel === 'webchat' || wiring.allowance === undefined) return made;
    const answers = directReply !== undefined || kind === 'confirmation' || kind === 'help';
    const throughput = await wiring.allowance(tx, { channel, answers }, made.nowMs);
    return throughput === undefined ? made : { ...made, throughput };
  }

  async function callInput(tx: Tx, lead: Lead, plan: CallPlan): Promise<PermitInput> {
    const [facts, stored] = await Promise.all([
      wiring.facts(tx, lead.phone, plan.nowMs, plan.stage === 'dispatch'),
      wiring.callWish(tx, lead.id, plan.nowMs),
    ]);
    const wish =
      stored ?? (plan.requested ? { ...plan.requested, untilMs: plan.requested.atMs + 30 * 60_000 } : null);
    const attempt: Attempt = {
      channel: 'voice',
      purpose: 'marketing',
      kind: 'call',
      technology: plan.technology ?? 'live',
      callerId: wiring.callerId,
      liveIntro: true,
      script: wiring.script(lead, plan.technology ?? 'live'),
    };
    if (wish)
      attempt.requested = {
        fromMs: wish.atMs,
        untilMs: wish.untilMs,
        verbatim: wish.verbatim,
        messageId: wish.messageId,
      };
    const made = await allowed(tx, input(lead, facts, attempt, plan.nowMs, plan.stage));
    // Agent first: a human has accepted before any lead is dialled, so nobody is ever abandoned.
    return { ...made, pacing: { mode: 'agent-first', agentsReady: 1, predictedWaitMs: 0 } };
  }

  const call: Gate['call'] = async (tx, lead, plan) => verdict(permit(await callInput(tx, lead, plan)));

  return {
    async text(tx, lead, attempt, plan) {
      // At dispatch the person's row is locked, so that an opt-out and a send never cross (G18).
      const facts = await wiring.facts(tx, lead.phone, plan.nowMs, plan.stage === 'dispatch');
      const asked: Attempt = {
        channel: attempt.channel,
        purpose: attempt.kind === 'code' ? 'service' : 'marketing',
        kind: attemptKind[attempt.kind],
        technology: attempt.kind === 'operator' ? 'live' : 'ai',
        callerId: wiring.callerId,
      };
      // A question about texts in general has no words to judge.
      if (attempt.body !== '') asked.body = attempt.body;
      if (attempt.inReplyToMs !== undefined)
        asked.directReply = { msSinceInbound: Math.max(0, plan.nowMs - attempt.inReplyToMs) };
      if (attempt.confirms) asked.confirms = attempt.confirms;
      return verdict(permit(await allowed(tx, input(lead, facts, asked, plan.nowMs, plan.stage))));
    },
    call,
    callNow: (tx, lead, _transferId, nowMs, technology) =>
      call(tx, lead, { stage: 'dispatch', nowMs, technology }),
    async voicemail(tx, lead, { legId, written }, nowMs) {
      const made = await callInput(tx, lead, { stage: 'dispatch', nowMs, technology: 'ai' });
      // No person opens it, and nothing of it is recorded by us.
      const { liveIntro: _, ...call } = made.attempt;
      const script = { ...scriptFacts(written, wiring.sellerName(lead)), recording: true, agentName: true };
      const attempt: Attempt = { ...call, technology: 'recorded', voicemail: true, script };
      return verdict(permit({ ...made, attempt, history: made.history.filter(({ ref }) => ref !== legId) }));
    },
    async callPlan(tx, lead, plan) {
      const base = await callInput(tx, lead, { stage: 'plan', ...plan });
      const { requested: _, ...attempt } = base.attempt;
      return {
        now: verdict(permit(base)),
        // A booked call is one the person asked for at that time; what remains are the hours of the place.
        at: (atMs) => mayBeOffered({ ...base, attempt, nowMs: atMs }),
      };
    },
  };
}
