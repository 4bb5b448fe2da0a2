/** What has to be said before a supervisor hears a call, by whom, and the entry in the log that somebody was heard (REC-04, REC-05). */
import { appendLog, defaultRules, listenerNotice } from '../consent/index.ts';
import type { Fact } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Lead } from '../lead/lead.ts';
import type { Transfer } from '../transfer/transfer.ts';
import { placesOf } from './lead-places.ts';
import { asQueryable } from './queryable.ts';
import { noticeBy } from './recordings/plan.ts';
import type { Settings } from './settings.ts';

export interface ListeningPlan {
  say: 'assistant' | 'agent' | 'nobody';
  /** What is said first; null where nothing has to be. */
  text: string | null;
  /** Class of the strictest place the lead may be in, and that place. */
  class: string;
  decidedBy: string;
}

/** The strictest of the lead's places governs; the seller may say it in more places than that, never in fewer. */
export function listeningPlan(
  settings: Pick<Settings, 'monitoring'>,
  spec: Pick<Transfer['spec'], 'mode' | 'origin' | 'language' | 'seller'>,
  lead: Pick<Lead, 'phone' | 'zip' | 'state' | 'tz'>,
): ListeningPlan {
  const rules = defaultRules();
  const found = listenerNotice(rules, {
    places: placesOf(rules, lead),
    language: spec.language ?? 'en',
    seller: spec.seller.name,
    everywhere: settings.monitoring.tellEverywhere,
  });
  return { ...found, say: found.text === null ? 'nobody' : noticeBy(spec) };
}

/** Written with the fact: from this moment somebody hears the call. */
export async function noteListener(
  tx: Tx,
  fact: Extract<Fact, { type: 'monitor.began' }>,
  sellerId: string,
  nowMs: number,
): Promise<void> {
  const { rows } = await tx.query<{ id: string; phone: string }>({
    name: 'lead-of-call',
    text: 'select l.id, l.phone from baton.transfers t join baton.leads l on l.id = t.lead_id where t.id = $1',
    values: [fact.callId],
  });
  const lead = rows[0];
  if (!lead) return;
  const { callId, by, how, announced } = fact;
  await appendLog(asQueryable(tx), {
    atMs: nowMs,
    kind: 'listening',
    sellerId,
    phone: lead.phone,
    leadId: lead.id,
    payload: { what: 'call', callId, by, how, announced },
  });
}
