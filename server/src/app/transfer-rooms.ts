/** The transfer and its call, wired: where a transfer begins from `lead.ready`, and what the call says at the join. */

import { type Call, newCall } from '../call/call.ts';
import { decideCall } from '../call/decide.ts';
import type { Tx } from '../kernel/loop.ts';
import type { StateRoom } from '../kernel/state-room.ts';
import type { Lead } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { decideTransfer } from '../transfer/decide.ts';
import { newTransfer, type Transfer } from '../transfer/transfer.ts';
import { loadLead } from './conversation-room.ts';
import type { Gate } from './gate.ts';
import { firstName } from './names.ts';
import type { Settings } from './settings.ts';

export interface TransferWiring {
  playbooks: ReadonlyMap<string, Playbook>;
  settings: Settings;
  gate: Gate;
  /** How a lead's phone is dialled: a virtual handset in demo mode, a trunk otherwise. */
  leadTarget: (phone: string) => Transfer['spec']['leadTarget'];
}

export function transferRoom(wiring: TransferWiring): StateRoom<Transfer, undefined> {
  return {
    name: 'transfer',
    table: 'baton.transfers',
    decide: decideTransfer,
    async begin(tx, key, fact, nowMs) {
      if (fact.type !== 'lead.ready') return null;
      const lead = await loadLead(tx, fact.leadId);
      if (!lead) return null;
      const { limits } = wiring.settings;
      const { origin, ring, need, brief } = fact;
      const mode = await modeFor(wiring, tx, lead, fact.mode, nowMs);
      const playbook = wiring.playbooks.get(lead.playbook);
      const seller = {
        name: playbook?.seller.name ?? wiring.settings.seller.name,
        number: wiring.settings.seller.number,
      };
      const intro = introduction(firstName(lead.name), seller.name, playbook?.subject ?? 'your request');
      const spec = {
        introduction: intro,
        leadName: firstName(lead.name),
        leadNumber: lead.phone,
        leadTarget: wiring.leadTarget(lead.phone),
        seller,
        origin,
        mode,
        ring,
        need,
        brief,
        limits,
      };
      return newTransfer(key, fact.leadId, spec, nowMs, null);
    },
    gather: async () => undefined,
    also(_key, fact, made) {
      // What rang is known to reports from the first moment, not only once it ended.
      if (fact.type === 'lead.ready')
        made.facts.unshift({
          type: 'transfer.requested',
          transferId: fact.transferId,
          leadId: fact.leadId,
          origin: fact.origin,
          mode: fact.mode,
        });
      return [];
    },
  };
}

export function callRoom(wiring: TransferWiring): StateRoom<Call, undefined> {
  return {
    name: 'call',
    table: 'baton.calls',
    decide: decideCall,
    async begin(tx, key) {
      const { rows } = await tx.query({
        name: 'transfer-of-call',
        text: 'select 1 from baton.transfers where id = $1',
        values: [key],
      });
      return rows[0] ? newCall(key, wiring.settings.limits.briefMs) : null;
    },
    gather: async () => undefined,
  };
}

/**
 * The assistant may introduce by voice only where the lead agreed to an artificial voice (CON-01). Otherwise the agent,
 * briefed, opens the call; the transfer shows the mode it has, and nothing else is lost.
 */
async function modeFor(
  wiring: TransferWiring,
  tx: Tx,
  lead: Lead,
  wanted: Transfer['spec']['mode'],
  nowMs: number,
): Promise<Transfer['spec']['mode']> {
  if (wanted !== 'agentic-warm') return wanted;
  const ai = await wiring.gate.call(tx, lead, { stage: 'plan', nowMs, technology: 'ai' });
  return ai.verdict === 'allow' ? 'agentic-warm' : 'warm';
}

/** The assistant introduces both and leaves. It says who it is: an AI, and for whom. */
export function introduction(lead: string, seller: string, subject: string): string {
  return `Hi ${lead}, the AI assistant of ${seller} here, with {agent} about ${subject}. {agent} knows what you told me. Over to you.`;
}
