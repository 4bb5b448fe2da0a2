/**
 * Opting out on a call (AIV-03, REV-02, XFER-08): key 9, or words understood by whoever listens. Without a model's leave, on any
 * leg of a lead from answer to hang-up: the entry is written in the transaction of the receipt, then the line is released.
 *
 * Words said to an agent of ours count at once as well (XFER-08), and the two talk on: only an artificial voice has to hang up
 * (AIV-03), and the agent's desk says what was asked.
 */
import {
  ALL_CHANNELS,
  addSuppression,
  defaultRules,
  type RevocationOutcome,
  revocationStage,
  talkStage,
} from '../../consent/index.ts';
import type { Fact, Order } from '../../kernel/events.ts';
import type { RoomHandler, Tx } from '../../kernel/loop.ts';
import { type Made, nothing } from '../../kernel/made.ts';
import { asQueryable } from '../queryable.ts';
import { scopeOf } from './intake/withdraw.ts';

/** The key that opts out, on every leg of a lead. */
export const OPT_OUT_KEY = '9';

type Heard = Extract<Fact, { type: 'leg.key' | 'leg.said' }>;

/** Whether a fact of a leg may be somebody's opt-out at all; asked by the event table. */
export const mayOptOut = (fact: Heard): boolean => fact.type === 'leg.said' || fact.key === OPT_OUT_KEY;

/**
 * What an opt-out on a call makes: the withdrawal, which the loop writes down in this same transaction, and the end of that leg.
 * For rooms that know whose leg it is; the transfer's calls are found by the room below.
 */
export function optOutOnCall(
  leg: { leadId: string; callId: string; legId: string },
  by: 'keypress' | 'voice',
  words: string,
): { facts: Fact[]; orders: Order[] } {
  const { leadId, callId, legId } = leg;
  return {
    facts: [{ type: 'consent.revoked', leadId, words, by, messageId: `${legId}:${by}` }],
    orders: [{ type: 'leg.hangup', callId, legId, cause: 'hung-up' }],
  };
}

/** Words on a call, judged by the fixed words and phrases alone: what only a model would notice is not decided here. */
const judgeSpoken = (words: string): RevocationOutcome =>
  revocationStage(defaultRules(), { text: words, channel: 'voice' }, () => ({ label: 'none', score: 1 }));

/** Words said to an agent: what asks them plainly to stop, or null. */
const judgeTalk = (words: string): RevocationOutcome | null => talkStage(defaultRules(), words);

/** @param sellerId whose store a narrower wish ("text is fine but don't call") is written to */
export function callOptOutRoom(sellerId: string): RoomHandler {
  return {
    async handle(tx, callId, fact, nowMs) {
      if (fact.type !== 'leg.key' && fact.type !== 'leg.said') return nothing;
      if (!mayOptOut(fact)) return nothing;
      const lead = await leadOnLeg(tx, callId, fact.legId);
      if (lead === null) return nothing;
      const leg = { leadId: lead.id, callId, legId: fact.legId };
      if (fact.type === 'leg.key')
        return { ...nothing, ...optOutOnCall(leg, 'keypress', `Pressed ${fact.key} on a call.`) };
      const words = fact.words.slice(0, 500);
      const outcome = lead.with_agent ? judgeTalk(words) : judgeSpoken(words);
      const made = await said(tx, { ...leg, phone: lead.phone, sellerId, words }, outcome, nowMs);
      return lead.with_agent ? { ...made, orders: [] } : made;
    },
  };
}

/** The whole wish ends everything; a narrower one that covers calls ends this call; marketing alone changes nothing on the line. */
async function said(
  tx: Tx,
  leg: { leadId: string; callId: string; legId: string; phone: string; sellerId: string; words: string },
  outcome: RevocationOutcome | null,
  nowMs: number,
): Promise<Made> {
  if (outcome?.action !== 'suppress' || outcome.scope === undefined) return nothing;
  const { channels, purposes } = outcome.scope;
  const all = purposes.includes('all') && channels.length === ALL_CHANNELS.length;
  const made = optOutOnCall(leg, 'voice', leg.words);
  if (all) return { ...nothing, ...made };
  const endsCall = channels.includes('voice_live') && purposes.includes('all');
  const orders = endsCall ? made.orders : [];
  const stops = scopeOf(outcome);
  if (stops !== 'everything') {
    const { leadId, legId, words } = leg;
    const fact: Fact = {
      type: 'consent.narrowed',
      leadId,
      words,
      // Each scope is a receipt of its own: "no more calls", then "no, nothing at all".
      messageId: `${legId}:voice:${stops}`,
      stops,
      by: 'voice',
    };
    return { ...nothing, facts: [fact], orders };
  }
  await addSuppression(asQueryable(tx), {
    phone: leg.phone,
    leadId: leg.leadId,
    entry: { sellerId: leg.sellerId, channels, purposes, reason: 'voice', effectiveAtMs: nowMs },
    receivedAtMs: nowMs,
    verbatim: leg.words,
    evidenceRef: `${leg.legId}:voice:${channels.join('+')}`,
  });
  return { ...nothing, orders };
}

/** The lead whose leg this is, while it lives in a transfer of ours; an agent's leg is none. */
async function leadOnLeg(
  tx: Tx,
  callId: string,
  legId: string,
): Promise<{ id: string; phone: string; with_agent: boolean } | null> {
  const { rows } = await tx.query<{ id: string; phone: string; with_agent: boolean }>({
    name: 'lead-on-leg',
    text: `select l.id, l.phone, t.joined_ms is not null and coalesce(c.state->>'phase' <> 'introduction', false) as with_agent
           from baton.transfers t join baton.leads l on l.id = t.lead_id left join baton.calls c on c.id = t.id
           where t.id = $1 and t.state->'leadLeg'->>'legId' = $2`,
    values: [callId, legId],
  });
  return rows[0] ?? null;
}
