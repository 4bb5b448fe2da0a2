/** May this agent take this lead: same seller as the consent, licence for every place the lead may be in (XFER-01, XFER-07). Pure. */
import type { ConsentFacts } from './types.ts';

export interface TransferQuestion {
  consents: readonly ConsentFacts[];
  /** The number the lead is reached at. */
  phone: string;
  agentSellerId: string;
  /** Places the agent is licensed in; null when the playbook needs no licence. */
  agentLicences: readonly string[] | null;
  /** Places the lead may be in, from `candidates`. */
  places: readonly string[];
}

export type TransferAnswer =
  | { ok: true }
  | { ok: false; ruleId: 'XFER-01' | 'XFER-07'; words: string; next: 'ask-consent' | 'other-agent' };

/** The answer for one agent. A lead without any consent (they wrote first) may be passed to whoever the seller's own agents are. */
export function mayTransfer(question: TransferQuestion): TransferAnswer {
  const live = question.consents.filter((c) => c.phone === question.phone && c.status === 'active');
  if (live.length > 0 && !live.some((c) => c.sellerId === question.agentSellerId)) {
    const words =
      'The consent on file names another seller. Ask for a new consent, or choose an agent of that seller.';
    return { ok: false, ruleId: 'XFER-01', words, next: 'ask-consent' };
  }
  const { agentLicences, places } = question;
  if (agentLicences === null) return { ok: true };
  const missing = places.filter(
    (place) => !agentLicences.includes(place) && !agentLicences.includes(place.replace(/^US-/, '')),
  );
  if (places.length > 0 && missing.length === 0) return { ok: true };
  const where = missing.length === 0 ? 'an unknown place' : missing.join(', ');
  return {
    ok: false,
    ruleId: 'XFER-07',
    words: `The agent has no licence for ${where}.`,
    next: 'other-agent',
  };
}
