/** One wish to stop, however it reached us, becomes one entry of the do-not-contact store, in one transaction with its receipt. */
import type { revocationScopes } from '../../../../../contract/compliance-intake.ts';
import {
  ALL_CHANNELS,
  addBlock,
  addSuppression,
  NARROWED_SCOPES,
  type RevocationOutcome,
  type Suppression,
} from '../../../consent/index.ts';
import type { Fact } from '../../../kernel/events.ts';
import type { Tx } from '../../../kernel/loop.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import type { Core } from '../../core.ts';
import { asQueryable } from '../../queryable.ts';

export type Scope = (typeof revocationScopes)[number];
type By = Extract<Fact, { type: 'consent.revoked' }>['by'];

/** What a choice of the form means in the store. */
export const SCOPES: Record<Scope, Pick<Suppression, 'channels' | 'purposes'>> = {
  everything: { channels: ALL_CHANNELS, purposes: ['all'] },
  ...NARROWED_SCOPES,
};

/** The form's choice that a judged wording comes to; what fits none of them is everything. */
export function scopeOf(outcome: Pick<RevocationOutcome, 'scope'>): Scope {
  const { scope } = outcome;
  if (scope === undefined) return 'everything';
  const same = (name: Scope) =>
    [...SCOPES[name].channels].sort().join() === [...scope.channels].sort().join() &&
    SCOPES[name].purposes.join() === scope.purposes.join();
  return (['calls', 'texts', 'marketing'] as const).find(same) ?? 'everything';
}

/** Kinds of the block list, by what the wording says besides. */
const BLOCKS: Partial<Record<RevocationOutcome['flags'][number], string>> = {
  legal_hold: 'legal-threat',
  complaint: 'complaint',
  minor: 'minor',
  deceased: 'deceased',
};

export interface Wish {
  phone: string;
  scope: Scope;
  by: By;
  /** Kept as the entry's reason: email, post, staff, ... */
  reason: string;
  words: string;
  /** Names the receipt: the same one suppresses once. */
  ref: string;
  receivedAtMs: number;
  flags?: RevocationOutcome['flags'];
}

/**
 * Writes the entries of all wishes, and `beside` what belongs to them, in one transaction; then tells the rooms, so that what rings
 * or waits for these people stops. When it returns, nothing queued before can leave.
 */
export async function withdraw(
  core: Core,
  wishes: readonly Wish[],
  nowMs: number,
  beside: (tx: Tx) => Promise<void>,
): Promise<void> {
  const told: Fact[] = [];
  await inTransaction(core.db, async (tx) => {
    await beside(tx);
    for (const wish of wishes) {
      const leadId = await leadOfPhone(tx, wish.phone);
      const added = await suppress(tx, core.settings.seller.id, wish, leadId, nowMs);
      if (added && leadId !== null && wish.scope === 'everything')
        told.push({ type: 'consent.revoked', leadId, words: wish.words, by: wish.by, messageId: wish.ref });
    }
  });
  for (const fact of told) await core.loop.emit(fact);
}

async function suppress(
  tx: Tx,
  seller: string,
  wish: Wish,
  leadId: string | null,
  nowMs: number,
): Promise<boolean> {
  const { phone, flags = [] } = wish;
  const db = asQueryable(tx);
  // Somebody who says "all of you" is left alone by every seller of this installation.
  const sellerId = flags.includes('all_sellers') ? '*' : seller;
  const reason = flags.includes('wrong_number') ? 'wrong_number' : wish.reason;
  const entry = { sellerId, ...SCOPES[wish.scope], reason, effectiveAtMs: nowMs };
  const { added } = await addSuppression(db, {
    phone,
    leadId,
    entry,
    receivedAtMs: wish.receivedAtMs,
    verbatim: wish.words,
    evidenceRef: wish.ref,
  });
  for (const flag of flags) {
    const kind = BLOCKS[flag];
    if (kind !== undefined) await addBlock(db, { sellerId: seller, phone, kind, note: wish.ref, nowMs });
  }
  return added;
}

export async function leadOfPhone(tx: Tx, phone: string): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>({
    name: 'lead-by-phone',
    text: 'select id from baton.leads where phone = $1',
    values: [phone],
  });
  return rows[0]?.id ?? null;
}
