/** Which views may differ after a commit: from the facts and the room, to the topics of the live feed. */

import type { Fact } from '../kernel/events.ts';
import type { Target } from '../kernel/made.ts';
import { leadOf } from '../kernel/made.ts';

/** Agents whose phones ring from here on: their desks show the transfer until it ends. */
export function rungBy(fact: Fact): string[] {
  if (fact.type === 'transfer.offered') return fact.agents.map((agent) => agent.agentId);
  return fact.type === 'transfer.passing' ? fact.to.flatMap((one) => one.agentId ?? []) : [];
}

const desks = (facts: Fact[], at: Target): string[] => {
  const topics = new Set<string>();
  if (at.room === 'agents' && at.key !== 'floor') topics.add(`desk:${at.key}`);
  for (const fact of facts) {
    if ('agentId' in fact && typeof fact.agentId === 'string') topics.add(`desk:${fact.agentId}`);
    if (fact.type === 'agents.reserved') for (const agent of fact.agents) topics.add(`desk:${agent.agentId}`);
    for (const agentId of rungBy(fact)) topics.add(`desk:${agentId}`);
    if (fact.type === 'transfer.passed') topics.add(`desk:${fact.fromAgentId}`);
    if (fact.type === 'transfer.accepted')
      for (const loser of fact.losers) topics.add(`desk:${loser.agentId}`);
  }
  return [...topics];
};

/** Facts that no page shows change no view. */
const unseen = new Set<Fact['type']>(['leg.heard', 'timer']);

/**
 * @param transferAgents agents whose desk shows this transfer now (for facts that name no agent, such as the lead's leg)
 */
export function topicsOf(
  facts: Fact[],
  at: Target,
  transferAgents: (transferId: string) => string[],
): string[] {
  if (at.room !== 'conversation' && facts.every((fact) => unseen.has(fact.type)) && at.room !== 'agents')
    return [];
  const topics = new Set(desks(facts, at));
  topics.add('floor');
  if (at.room === 'conversation' || at.room === 'lead') {
    topics.add('leads');
    if (at.room === 'conversation') topics.add(`lead:${at.key}`);
  }
  if (at.room === 'transfer' || at.room === 'call' || at.room === 'opt-out') {
    topics.add(`transfer:${at.key}`);
    for (const agentId of transferAgents(at.key)) topics.add(`desk:${agentId}`);
  }
  for (const fact of facts) {
    const leadId = leadOf(fact);
    if (leadId) topics.add(`lead:${leadId}`);
    if ('transferId' in fact) topics.add(`transfer:${fact.transferId}`);
  }
  return [...topics];
}
