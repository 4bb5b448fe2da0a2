/**
 * The do-not-contact store and the contact row that orders opt-outs and sends. Whatever withdraws permission locks the person's
 * contact row and raises its version, in the transaction of the receipt; a send locks the same row and reads again (G18), so an
 * opt-out that is committed can never be followed by a text that was queued before it.
 */
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import { appendLog, phoneDigits } from '../audit/store.ts';
import type { Suppression } from '../types.ts';
import { bits, CHANNEL_BITS, channelsOf, PURPOSE_BITS, purposesOf } from './masks.ts';

/** Locks the person's contact row until the transaction ends and returns its version. Creates the row when there is none. */
export async function lockContact(db: Queryable, sellerId: string, phone: string): Promise<number> {
  const digits = phoneDigits(phone);
  // The conflicting update takes the row lock even when nothing changes.
  const row = await db.query<{ version: number | string }>(
    sql`insert into baton.consent_contacts (seller_id, phone) values (${sellerId}, ${digits}::bigint)
        on conflict (phone, seller_id) do update set version = consent_contacts.version returning version`,
  );
  return Number(row.rows[0]?.version);
}

/** The version without a lock, for planning; 0 when the person was never met. */
export async function contactVersion(db: Queryable, sellerId: string, phone: string): Promise<number> {
  const row = await db.query<{ version: number | string }>(
    sql`select version from baton.consent_contacts where phone = ${phoneDigits(phone)}::bigint and seller_id = ${sellerId}`,
  );
  return Number(row.rows[0]?.version ?? 0);
}

/** Something arrived from the person: raises the version, so that what was planned before is decided again. */
export async function touchContact(
  db: Queryable,
  sellerId: string,
  phone: string,
  inboundAtMs: number | null,
): Promise<number> {
  const row = await db.query<{ version: number | string }>(
    sql`insert into baton.consent_contacts (seller_id, phone, last_inbound_ms)
        values (${sellerId}, ${phoneDigits(phone)}::bigint, ${inboundAtMs})
        on conflict (phone, seller_id) do update set version = consent_contacts.version + 1,
          last_inbound_ms = greatest(consent_contacts.last_inbound_ms, excluded.last_inbound_ms)
        returning version`,
  );
  return Number(row.rows[0]?.version);
}

/** An entry as a row, or as JSON made of one. */
export interface SuppressionRow {
  id: number | string;
  seller_id: string;
  channels: number;
  purposes: number;
  reason: string;
  effective_ms: number | string;
  lifted_ms: number | string | null;
}

/** Entries for a number, of this seller and of everybody, lifted ones left out. `hmac` finds those kept after an erasure. */
export async function suppressionsOf(
  db: Queryable,
  sellerId: string,
  phone: string,
  hmac: Buffer | null = null,
): Promise<Suppression[]> {
  const found = await db.query<SuppressionRow>(
    sql`select id, seller_id, channels, purposes, reason, effective_ms, lifted_ms from baton.consent_suppressions
        where phone = ${phoneDigits(phone)}::bigint and seller_id in (${sellerId}, '*') and lifted_ms is null
        union all
        select id, seller_id, channels, purposes, reason, effective_ms, lifted_ms from baton.consent_suppressions
        where ${hmac}::bytea is not null and phone_hmac = ${hmac}::bytea and seller_id in (${sellerId}, '*') and lifted_ms is null`,
  );
  return found.rows.map(suppressionOf);
}

export function suppressionOf(row: SuppressionRow): Suppression {
  return {
    id: String(row.id),
    sellerId: row.seller_id,
    channels: channelsOf(row.channels),
    purposes: purposesOf(row.purposes),
    reason: row.reason,
    effectiveAtMs: Number(row.effective_ms),
    liftedAtMs: row.lifted_ms === null ? null : Number(row.lifted_ms),
  };
}

/**
 * The race check (G18), inside the transaction that sends: locks the contact row, then reads the entries again in a fresh
 * statement, so that every opt-out committed before the lock was granted is seen.
 */
export async function checkSuppressedForUpdate(
  db: Queryable,
  sellerId: string,
  phone: string,
  hmac: Buffer | null = null,
): Promise<{ version: number; suppressions: Suppression[] }> {
  const version = await lockContact(db, sellerId, phone);
  return { version, suppressions: await suppressionsOf(db, sellerId, phone, hmac) };
}

export interface SuppressionReceipt {
  phone: string;
  leadId: string | null;
  entry: Suppression;
  receivedAtMs: number;
  verbatim: string | null;
  /** Names the receipt (message id, call id, upload); the same receipt suppresses once. */
  evidenceRef: string;
  classifier?: unknown;
}

/** Writes an opt-out in the transaction of its receipt. `added` is false when this receipt was already written. */
export async function addSuppression(
  db: Queryable,
  receipt: SuppressionReceipt,
): Promise<{ added: boolean; version: number }> {
  const { entry, phone, leadId } = receipt;
  const digits = phoneDigits(phone);
  const version = await touchContact(db, entry.sellerId, phone, null);
  const made = await db.query<{ id: number | string }>(
    sql`insert into baton.consent_suppressions
          (phone, seller_id, channels, purposes, reason, received_ms, effective_ms, verbatim, evidence_ref, classifier, lead_id)
        values (${digits}::bigint, ${entry.sellerId}, ${bits(CHANNEL_BITS, entry.channels)}, ${bits(PURPOSE_BITS, entry.purposes)},
          ${entry.reason}, ${receipt.receivedAtMs}, ${entry.effectiveAtMs}, ${receipt.verbatim}, ${receipt.evidenceRef},
          ${receipt.classifier === undefined ? null : JSON.stringify(receipt.classifier)}::jsonb, ${leadId})
        on conflict (seller_id, evidence_ref, phone) where evidence_ref is not null do nothing returning id`,
  );
  if (made.rows.length === 0) return { added: false, version };
  // A block of every seller must stop sends of each: all contact rows of the number move on.
  if (entry.sellerId === '*') {
    await db.query(
      sql`update baton.consent_contacts set version = version + 1 where phone = ${digits}::bigint and seller_id <> '*'`,
    );
  }
  const payload = {
    ...entry,
    verbatim: receipt.verbatim,
    evidenceRef: receipt.evidenceRef,
    receivedAtMs: receipt.receivedAtMs,
  };
  await appendLog(db, {
    atMs: receipt.receivedAtMs,
    kind: 'suppression',
    sellerId: entry.sellerId,
    phone,
    leadId,
    payload,
  });
  return { added: true, version };
}

/** Lifts entries by id (START, or a fresh consent), with the reason in the log. */
export async function liftSuppressions(
  db: Queryable,
  lift: {
    sellerId: string;
    phone: string;
    leadId: string | null;
    ids: readonly string[];
    by: string;
    nowMs: number;
  },
): Promise<number> {
  if (lift.ids.length === 0) return 0;
  const done = await db.query(
    sql`update baton.consent_suppressions set lifted_ms = ${lift.nowMs}, lifted_by = ${lift.by}
        where id = any(${lift.ids}::bigint[]) and seller_id = ${lift.sellerId} and lifted_ms is null`,
  );
  await touchContact(db, lift.sellerId, lift.phone, null);
  const payload = { ids: lift.ids, by: lift.by };
  await appendLog(db, {
    atMs: lift.nowMs,
    kind: 'lift',
    sellerId: lift.sellerId,
    phone: lift.phone,
    leadId: lift.leadId,
    payload,
  });
  return done.rowCount ?? 0;
}
