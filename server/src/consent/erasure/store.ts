/** Erasure of one person in this room's tables: suppress first, keep the hash, empty the log rows, and write down that it was done. */
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import { appendLog, phoneDigits } from '../audit/store.ts';
import { forgetChecked } from '../records/store.ts';
import { phoneHmac } from '../retention.ts';
import { lockContact } from '../suppressions/store.ts';

export interface ErasureReport {
  suppressionsHashed: number;
  consentsArchived: number;
  attemptsDeleted: number;
  logRowsEmptied: number;
}

/**
 * Erases a number of one seller, in the caller's transaction. Afterwards the number is known only as HMAC-SHA256 under `hmacKey`
 * and stays suppressed in every channel; consents stay in the archive until their term ends. `reference` names the request.
 */
export async function erasePerson(
  db: Queryable,
  request: { sellerId: string; phone: string; hmacKey: Uint8Array; nowMs: number; reference: string },
): Promise<ErasureReport> {
  const { sellerId, phone, nowMs } = request;
  const digits = phoneDigits(phone);
  const hmac = phoneHmac(request.hmacKey, phone);
  await lockContact(db, sellerId, phone);
  // Whatever they had opted out of before: from now on it is everything, for the hash alone.
  await db.query(
    sql`insert into baton.consent_suppressions (phone_hmac, seller_id, channels, purposes, reason, received_ms, effective_ms)
        values (${hmac}, ${sellerId}, 63, 3, 'erasure', ${nowMs}, ${nowMs})`,
  );
  const hashed = await db.query(
    sql`update baton.consent_suppressions set phone = null, phone_hmac = ${hmac}, verbatim = null, evidence_ref = null, classifier = null, lead_id = null
        where phone = ${digits}::bigint and seller_id = ${sellerId}`,
  );
  const archived = await db.query(
    sql`update baton.consent_records set archived = true, lead_id = null where phone = ${digits}::bigint and seller_id = ${sellerId} and not archived`,
  );
  const attempts = await db.query(
    sql`delete from baton.consent_attempts where phone = ${digits}::bigint and seller_id = ${sellerId}`,
  );
  await db.query(
    sql`delete from baton.consent_number_checks where phone = ${digits}::bigint and seller_id = ${sellerId}`,
  );
  const emptied = await db.query<{ chain: number; seq: number | string }>(
    sql`update baton.consent_log set phone = null, lead_id = null, payload = null, erased_at_ms = ${nowMs}
        where phone = ${digits}::bigint and seller_id = ${sellerId} and erased_at_ms is null and kind <> 'erasure' returning chain, seq`,
  );
  const rows = emptied.rows.map((row) => `${row.chain}:${row.seq}`);
  const report = {
    suppressionsHashed: hashed.rowCount ?? 0,
    consentsArchived: archived.rowCount ?? 0,
    attemptsDeleted: attempts.rowCount ?? 0,
    logRowsEmptied: rows.length,
  };
  const payload = { reference: request.reference, rows, ...report };
  await appendLog(db, { atMs: nowMs, kind: 'erasure', sellerId, phone: null, leadId: null, payload });
  await db.query(
    sql`delete from baton.consent_contacts where phone = ${digits}::bigint and seller_id = ${sellerId}`,
  );
  forgetChecked();
  return report;
}
