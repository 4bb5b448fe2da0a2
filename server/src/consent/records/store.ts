/** The SQL of consent records: written once, their status beside them, and what a fresh consent lifts. */
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import { appendLog, phoneDigits } from '../audit/store.ts';
import {
  type ConsentCheck,
  type ConsentProblem,
  ConsentRecord,
  consentDigest,
  consentFacts,
  consentType,
  validateConsent,
} from '../consent-record.ts';
import { bits, CHANNEL_BITS, channelsOf } from '../suppressions/masks.ts';
import { addSuppression, liftSuppressions, suppressionsOf, touchContact } from '../suppressions/store.ts';
import type { ConsentFacts, Suppression } from '../types.ts';

/** Entries that neither START nor a consent lifts. */
export const HELD: ReadonlySet<string> = new Set(['complaint', 'wrong_number', 'reassigned', 'legal']);

export type ConsentWritten =
  | { ok: true; record: ConsentRecord; added: boolean; lifted: number; warnings: ConsentProblem[] }
  | { ok: false; problems: ConsentProblem[] };

/**
 * Validates and writes a consent record. Written consent that the person gave by themselves after an opt-out lifts the entries it
 * covers; an imported or bought one never does (REV-11).
 */
export async function writeConsent(
  db: Queryable,
  raw: unknown,
  leadId: string | null,
  nowMs: number,
): Promise<ConsentWritten> {
  const check: ConsentCheck = validateConsent(raw, nowMs);
  if (!check.ok) return check;
  const { record } = check;
  const sellerId = record.seller.seller_id;
  const phone = record.phone_e164;
  const atMs = Date.parse(record.capture.at);
  const digest = consentDigest(record);
  await touchContact(db, sellerId, phone, null);
  const made = await db.query(
    sql`insert into baton.consent_records (consent_id, seller_id, phone, lead_id, at_ms, written_ms, record, digest)
        values (${record.consent_id}, ${sellerId}, ${phoneDigits(phone)}::bigint, ${leadId}, ${atMs}, ${nowMs},
                ${JSON.stringify(record)}::jsonb, ${digest})
        on conflict (consent_id) do nothing`,
  );
  if (made.rowCount === 0) return { ok: true, record, added: false, lifted: 0, warnings: check.warnings };
  await db.query(
    sql`insert into baton.consent_status (consent_id, status, changed_ms) values (${record.consent_id}, 'active', ${nowMs})`,
  );
  const payload = { consentId: record.consent_id, digest, type: consentType(record) };
  await appendLog(db, { atMs: nowMs, kind: 'consent', sellerId, phone, leadId, payload });
  const own = record.source.kind === 'own_form' && consentType(record) === 'PEWC';
  const lifted = own ? await liftByConsent(db, record, leadId, atMs, nowMs) : 0;
  return { ok: true, record, added: true, lifted, warnings: check.warnings };
}

async function liftByConsent(
  db: Queryable,
  record: ConsentRecord,
  leadId: string | null,
  atMs: number,
  nowMs: number,
): Promise<number> {
  const sellerId = record.seller.seller_id;
  const covered = bits(
    CHANNEL_BITS,
    record.channels.map((c) => (c === 'voicemail_ai' ? 'voicemail' : c)),
  );
  const live = await suppressionsOf(db, sellerId, record.phone_e164);
  const older = live.filter((s) => s.sellerId === sellerId && s.effectiveAtMs < atMs && !HELD.has(s.reason));
  let lifted = 0;
  for (const entry of older) {
    const rest = bits(CHANNEL_BITS, entry.channels) & ~covered;
    if (rest === bits(CHANNEL_BITS, entry.channels)) continue;
    const common = { sellerId, phone: record.phone_e164, leadId };
    lifted += await liftSuppressions(db, { ...common, ids: [entry.id ?? ''], by: record.consent_id, nowMs });
    if (rest === 0) continue;
    // Channels the new consent does not name stay suppressed.
    const evidenceRef = `rest of ${entry.id} after ${record.consent_id}`;
    const kept: Suppression = { ...entry, channels: channelsOf(rest), effectiveAtMs: entry.effectiveAtMs };
    await addSuppression(db, {
      phone: common.phone,
      leadId,
      entry: kept,
      receivedAtMs: nowMs,
      verbatim: null,
      evidenceRef,
    });
  }
  return lifted;
}

/** Marks a consent revoked or mismatched, or notes that it was relied on. */
export async function setConsentStatus(
  db: Queryable,
  change: {
    consentId: string;
    sellerId: string;
    phone: string;
    leadId: string | null;
    status: ConsentFacts['status'];
    nowMs: number;
  },
): Promise<void> {
  await db.query(
    sql`update baton.consent_status set status = ${change.status}, changed_ms = ${change.nowMs} where consent_id = ${change.consentId}`,
  );
  await touchContact(db, change.sellerId, change.phone, null);
  const payload = { consentId: change.consentId, status: change.status };
  const { nowMs: atMs, sellerId, phone, leadId } = change;
  await appendLog(db, { atMs, kind: 'consent-status', sellerId, phone, leadId, payload });
}

/** Notes that an attempt relied on a consent (keeps it from ageing out). */
export async function relyOnConsent(db: Queryable, consentId: string, nowMs: number): Promise<void> {
  await db.query(
    sql`update baton.consent_status set last_relied_on_ms = greatest(last_relied_on_ms, ${nowMs}) where consent_id = ${consentId}`,
  );
}

/** A consent with its status, as a row, or as JSON made of one; what it says is known by its digest. */
export interface ConsentRow {
  consent_id: string;
  digest: string;
  status: ConsentFacts['status'];
  last_relied_on_ms: number | string | null;
}

/** The records of a number with this seller, as the gate reads them. */
export async function consentsOf(db: Queryable, sellerId: string, phone: string): Promise<ConsentFacts[]> {
  const found = await db.query<ConsentRow>(
    sql`select r.consent_id, r.digest, s.status, s.last_relied_on_ms
        from baton.consent_records r join baton.consent_status s using (consent_id)
        where r.phone = ${phoneDigits(phone)}::bigint and r.seller_id = ${sellerId} and not r.archived order by r.at_ms desc limit 50`,
  );
  return consentsIn(db, found.rows);
}

/**
 * Records are written once (the table refuses changes) and asked for with every text, so what one says is read and checked once and
 * remembered by the digest of its content.
 */
const checked = new Map<string, ConsentFacts>();
const maxChecked = 10_000;

/** A person was erased: what they had agreed to is in this process no more either. */
export function forgetChecked(): void {
  checked.clear();
}

/** What the gate reads of these records; asks only for those it has not met. */
export async function consentsIn(db: Queryable, rows: readonly ConsentRow[]): Promise<ConsentFacts[]> {
  const unknown = rows.filter(({ digest }) => !checked.has(digest));
  const met = new Map(rows.map(({ digest }) => [digest, checked.get(digest)]));
  if (unknown.length > 0) {
    const { rows: read } = await db.query<{ digest: string; record: unknown }>(
      sql`select digest, record from baton.consent_records where consent_id = any(${unknown.map(({ consent_id }) => consent_id)})`,
    );
    if (checked.size + read.length > maxChecked) checked.clear();
    for (const { digest, record } of read) {
      const facts = consentFacts(ConsentRecord.parse(record));
      checked.set(digest, facts);
      met.set(digest, facts);
    }
  }
  return rows.flatMap(({ digest, status, last_relied_on_ms: last }) => {
    const facts = met.get(digest);
    return facts ? [{ ...facts, status, lastReliedOnAtMs: last === null ? null : Number(last) }] : [];
  });
}
