/** An opt-out that came by the web: written with its receipt in one transaction, then told to the rooms. */
import { ALL_CHANNELS, addSuppression, phoneDigits } from '../../../consent/index.ts';
import { inTransaction as transaction } from '../../../kernel/transaction.ts';
import type { Core } from '../../core.ts';
import { asQueryable } from '../../queryable.ts';

/**
 * Withdraws everything for a number. When it returns, the entry is committed: nothing queued before can leave. The rooms hear of
 * it under the same reference, so that it is one entry, and a call that rings is stopped.
 */
export async function revoke(
  core: Core,
  from: { phone: string; leadId: string | null; how: 'web link' | 'web form'; ip: string },
  nowMs: number,
): Promise<void> {
  const { phone, how } = from;
  const sellerId = core.settings.seller.id;
  const words = `Opted out by ${how}, from ${from.ip}`;
  const ref = `${how.replace(' ', '-')}:${core.id()}`;
  const leadId = from.leadId ?? (await leadOf(core, phone));
  const added = await transaction(core.db, async (tx) => {
    // A second press of the button is the same wish: one live entry of everything is enough.
    const { rowCount } = await tx.query({
      name: 'opted-out-of-all',
      text: `select 1 from baton.consent_suppressions where phone = $1::bigint and seller_id = $2 and channels = 63 and purposes = 3 and lifted_ms is null limit 1`,
      values: [phoneDigits(phone), sellerId],
    });
    if (rowCount) return false;
    const entry = {
      sellerId,
      channels: ALL_CHANNELS,
      purposes: ['all' as const],
      reason: how.replace(' ', '_'),
      effectiveAtMs: nowMs,
    };
    await addSuppression(asQueryable(tx), {
      phone,
      leadId,
      entry,
      receivedAtMs: nowMs,
      verbatim: words,
      evidenceRef: ref,
    });
    return true;
  });
  if (added && leadId !== null)
    await core.loop.emit({ type: 'consent.revoked', leadId, words, by: 'link', messageId: ref });
}

async function leadOf(core: Core, phone: string): Promise<string | null> {
  const { rows } = await core.db.query<{ id: string }>({
    name: 'lead-by-phone',
    text: 'select id from baton.leads where phone = $1',
    values: [phone],
  });
  return rows[0]?.id ?? null;
}
