/**
 * Which facts other systems are told, and in what words. Pure.
 *
 * A payload has ids, outcomes and the names of agents; of a lead only ids and what the lead agreed to tell (a booked
 * time, readiness): phone and texts are fetched through the API by whoever has the right.
 */
import type { webhookEvents } from '../../../contract/api.ts';
import type { Fact, FactType } from '../kernel/events.ts';

export type WebhookEvent = (typeof webhookEvents)[number];
export interface Told {
  event: WebhookEvent;
  data: Record<string, unknown>;
}

type Tell = { [T in FactType]?: (fact: Extract<Fact, { type: T }>) => Told };

const TELL: Tell = {
  'lead.created': ({ leadId, source, playbookId, channel }) => ({
    event: 'lead.created',
    data: { leadId, source, playbook: playbookId, channel },
  }),
  'lead.ready': ({ leadId, transferId, origin, readiness, mode }) => ({
    event: 'lead.ready',
    data: { leadId, transferId, origin, readiness, mode },
  }),
  'lead.booked': ({ leadId, atMs, tz }) => ({
    event: 'lead.booked',
    data: { leadId, bookedForMs: atMs, tz },
  }),
  'consent.revoked': ({ leadId, by }) => ({ event: 'lead.opted-out', data: { leadId, by } }),
  'transfer.requested': ({ transferId, leadId, origin, mode }) => ({
    event: 'transfer.requested',
    data: { transferId, leadId, origin, mode },
  }),
  'transfer.offered': ({ transferId, leadId, wave, agents }) => ({
    event: 'transfer.offered',
    data: { transferId, leadId, wave, agents: agents.map(({ agentId, name }) => ({ agentId, name })) },
  }),
  'transfer.accepted': ({ transferId, leadId, agentId, agentName }) => ({
    event: 'transfer.accepted',
    data: { transferId, leadId, agentId, agentName },
  }),
  'transfer.joined': ({ transferId, leadId, agentId, agentName }) => ({
    event: 'transfer.joined',
    data: { transferId, leadId, agentId, agentName },
  }),
  'transfer.passing': ({ transferId, leadId, agentId, agentName, mode, to }) => ({
    event: 'transfer.passing',
    data: {
      transferId,
      leadId,
      agentId,
      agentName,
      mode,
      to: to.map((one) => ({ agentId: one.agentId, name: one.name })),
    },
  }),
  'transfer.passed': ({ type: _, ...data }) => ({ event: 'transfer.passed', data }),
  'transfer.pass-ended': ({ transferId, leadId, agentId, agentName, why }) => ({
    event: 'transfer.pass-ended',
    data: { transferId, leadId, agentId, agentName, why },
  }),
  'transfer.ended': ({ transferId, leadId, outcome, agentId, agentName }) => ({
    event: 'transfer.ended',
    data: { transferId, leadId, outcome, agentId: agentId ?? null, agentName: agentName ?? null },
  }),
  'agent.disposition': ({ transferId, leadId, agentId, disposition, callbackAtMs }) => ({
    event: 'disposition.saved',
    data: { transferId, leadId, agentId, disposition, callbackAtMs: callbackAtMs ?? null },
  }),
};

/** Null for facts that are nobody's business but ours. */
export function tellOf(fact: Fact): Told | null {
  const tell = TELL[fact.type] as ((fact: Fact) => Told) | undefined;
  return tell ? tell(fact) : null;
}
