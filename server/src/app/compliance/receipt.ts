/**
 * What a text from a person means for the law, whatever the conversation makes of it: written in the transaction that receives it,
 * by fixed words and phrases alone. And the wrong number, once it was apologised for.
 */
import {
  ALL_CHANNELS,
  addBlock,
  addSuppression,
  defaultRules,
  revocationStage,
  setConsentStatus,
} from '../../consent/index.ts';
import type { Fact, Narrowed } from '../../kernel/events.ts';
import type { RoomHandler, Tx } from '../../kernel/loop.ts';
import { nothing } from '../../kernel/made.ts';
import { asQueryable } from '../queryable.ts';
import { scopeOf } from './intake/withdraw.ts';

type Received = Extract<Fact, { type: 'text.received' }>;

/** Flags after which nobody may be contacted and nothing is answered by a machine (P27-P30, A12, A13). */
const HOLDS = { legal_hold: 'legal-threat', deceased: 'deceased', minor: 'minor' } as const;

const judge = (body: string) =>
  revocationStage(defaultRules(), { text: body, channel: 'sms' }, () => ({ label: 'none', score: 1 }));

/**
 * What a text stops when it clearly stops less than everything: "text is fine but don't call" (T16), "no texts, calls are fine", "no
 * more promotions". Null when it asks for nothing, for everything, or leaves a doubt (REV-06, REV-08).
 */
export function narrowedTo(body: string): Narrowed | null {
  const outcome = judge(body);
  if (outcome.action !== 'suppress' || outcome.label === 'not_interested') return null;
  const scope = scopeOf(outcome);
  return scope === 'everything' ? null : scope;
}

/** Written before the conversation's own answer to this text can leave. */
export function createReceipt(sellerId: string) {
  return async (tx: Tx, fact: Received, nowMs: number): Promise<void> => {
    const { flags } = judge(fact.body);
    const kind = flags.flatMap((flag) => (flag in HOLDS ? [HOLDS[flag as keyof typeof HOLDS]] : []))[0];
    if (kind === undefined) return;
    const phone = await phoneOf(tx, fact.leadId);
    if (phone === null) return;
    const { leadId, messageId } = fact;
    const db = asQueryable(tx);
    await addBlock(db, { sellerId, phone, kind, note: messageId, nowMs });
    await addSuppression(db, {
      phone,
      leadId,
      entry: {
        sellerId,
        channels: ALL_CHANNELS,
        purposes: ['all'],
        reason: kind === 'legal-threat' ? 'legal' : 'free_text',
        effectiveAtMs: nowMs,
      },
      receivedAtMs: fact.atMs,
      verbatim: fact.body.slice(0, 500),
      evidenceRef: messageId,
    });
  };
}

async function phoneOf(tx: Tx, leadId: string): Promise<string | null> {
  const { rows } = await tx.query<{ phone: string }>({
    name: 'phone-of-lead',
    text: 'select phone from baton.leads where id = $1',
    values: [leadId],
  });
  return rows[0]?.phone ?? null;
}

/** The apology leaves within seconds; then the number is closed, unless the lead turned out to be there after all. */
const APOLOGY_MS = 60_000;

export function wrongNumberRoom(sellerId: string): RoomHandler {
  return {
    async handle(tx, leadId, fact, nowMs) {
      if (fact.type === 'lead.wrong-person')
        return { ...nothing, timers: [{ name: 'close', token: nowMs, atMs: nowMs + APOLOGY_MS }] };
      if (fact.type === 'timer') await closeNumber(tx, sellerId, leadId, nowMs);
      return nothing;
    },
  };
}

/** Wrong number: nobody of this seller contacts it again, and the consent is known to be somebody else's (CON-09). */
async function closeNumber(tx: Tx, sellerId: string, leadId: string, nowMs: number): Promise<void> {
  const { rows } = await tx.query<{ phone: string; consents: string[] | null }>({
    name: 'wrong-number',
    text: `select l.phone, (select array_agg(r.consent_id) from baton.consent_records r join baton.consent_status s using (consent_id)
                            where r.phone = substr(l.phone, 2)::bigint and r.seller_id = $2 and s.status = 'active') as consents
           from baton.leads l join baton.conversations c on c.id = l.id
           where l.id = $1 and c.state->>'closedWhy' = 'wrong-person'`,
    values: [leadId, sellerId],
  });
  const row = rows[0];
  if (!row) return;
  const db = asQueryable(tx);
  const { phone } = row;
  await addSuppression(db, {
    phone,
    leadId,
    entry: {
      sellerId,
      channels: ALL_CHANNELS,
      purposes: ['all'],
      reason: 'wrong_number',
      effectiveAtMs: nowMs,
    },
    receivedAtMs: nowMs,
    verbatim: null,
    evidenceRef: `wrong-number:${leadId}:${nowMs}`,
  });
  for (const consentId of row.consents ?? [])
    await setConsentStatus(db, { consentId, sellerId, phone, leadId, status: 'number_mismatch', nowMs });
}
