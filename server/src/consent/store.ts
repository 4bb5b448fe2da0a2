/** The SQL of this room: attempts, decisions, and all facts the gate asks for. Every function takes a pool or a transaction's client. */
import type { Queryable } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import { appendLog, phoneDigits } from './audit/store.ts';
import { hasLine } from './lists/blocks.ts';
import { placeOf } from './lists/store.ts';
import { type ConsentRow, consentsIn } from './records/store.ts';
import { lockContact, type SuppressionRow, suppressionOf, touchContact } from './suppressions/store.ts';
import type { ConsentFacts, LeadFacts, PastAttempt, PermitDecision, Suppression } from './types.ts';

/** Records an attempt when it is handed to the carrier. `ref` is the effect's id: the same attempt counts once. */
export async function recordAttempt(
  db: Queryable,
  attempt: PastAttempt & { ref: string; sellerId: string; phone: string; leadId: string | null },
): Promise<void> {
  await db.query(
    sql`insert into baton.consent_attempts (ref, seller_id, phone, at_ms, channel, answered, voicemail, direct_reply, failed, lead_id)
        values (${attempt.ref}, ${attempt.sellerId}, ${phoneDigits(attempt.phone)}::bigint, ${attempt.atMs}, ${attempt.channel},
          ${attempt.answered ?? false}, ${attempt.voicemail ?? false}, ${attempt.directReply ?? false},
          ${attempt.failedBeforeRinging ?? false}, ${attempt.leadId}) on conflict (ref) do nothing`,
  );
}

/** What became of an attempt: answered, a machine, or never rang. */
export async function settleAttempt(
  db: Queryable,
  ref: string,
  outcome: { answered?: boolean; voicemail?: boolean; failedBeforeRinging?: boolean },
): Promise<void> {
  await db.query(
    sql`update baton.consent_attempts set answered = coalesce(${outcome.answered ?? null}, answered),
          voicemail = coalesce(${outcome.voicemail ?? null}, voicemail), failed = coalesce(${outcome.failedBeforeRinging ?? null}, failed)
        where ref = ${ref}`,
  );
}

/** How far back any cap or content rule looks. */
const HISTORY_MS = 40 * 86_400_000;

interface AttemptRow {
  ref: string;
  channel: PastAttempt['channel'];
  at_ms: number | string;
  answered: boolean;
  voicemail: boolean;
  direct_reply: boolean;
  failed: boolean;
}

/** Attempts that any cap or content rule may count: the last 40 days, at most 500. */
export async function attemptsOf(
  db: Queryable,
  sellerId: string,
  phone: string,
  nowMs: number,
): Promise<PastAttempt[]> {
  const since = nowMs - HISTORY_MS;
  const found = await db.query<AttemptRow>(
    sql`select ref, channel, at_ms, answered, voicemail, direct_reply, failed from baton.consent_attempts
        where phone = ${phoneDigits(phone)}::bigint and seller_id = ${sellerId} and at_ms > ${since} order by at_ms desc limit 500`,
  );
  return found.rows.map(attemptOf);
}

const attemptOf = (row: AttemptRow): PastAttempt => ({
  ref: row.ref,
  channel: row.channel,
  atMs: Number(row.at_ms),
  answered: row.answered,
  voicemail: row.voicemail,
  directReply: row.direct_reply,
  failedBeforeRinging: row.failed,
});

interface ContactRow {
  version: number | string | null;
  last_inbound_ms: number | string | null;
  suppressions: SuppressionRow[] | null;
  consents: ConsentRow[] | null;
  history: AttemptRow[] | null;
  lists: { list: string; lines: string }[] | null;
  blocks: string[] | null;
  checked: { answer: 'yes' | 'no' | 'no-data'; at_ms: number | string } | null;
}

/**
 * Everything the gate asks the database about one person, in one statement: each round trip is paid on every text in and
 * out; what a consent says is asked for when it is first met (`consentsIn`). With `lock`, `db` is the transaction that sends;
 * the lock is a statement of its own, because the facts must be read under a snapshot taken after it was granted (G18).
 */
export async function contactFacts(
  db: Queryable,
  who: { sellerId: string; phone: string; nowMs: number; lock: boolean; hmac?: Buffer | null },
): Promise<{
  version: number;
  suppressions: Suppression[];
  consents: ConsentFacts[];
  history: PastAttempt[];
  lead: Pick<LeadFacts, 'lastInboundAtMs' | 'reassigned' | 'dncListed' | 'blocks'>;
}> {
  const { block, line } = placeOf(who.phone);
  // One connection answers in the order asked: the facts are read after the lock was granted, in the same round trip.
  const locked = who.lock ? lockContact(db, who.sellerId, who.phone) : undefined;
  const [row] = await Promise.all([contactRow(db, who, block), locked]);
  const lead: Pick<LeadFacts, 'lastInboundAtMs' | 'reassigned' | 'dncListed' | 'blocks'> = {
    dncListed: (row.lists ?? [])
      .filter((one) => hasLine(Buffer.from(one.lines, 'base64'), line))
      .map((one) => one.list),
    blocks: row.blocks ?? [],
  };
  if (row.last_inbound_ms !== null) lead.lastInboundAtMs = Number(row.last_inbound_ms);
  if (row.checked !== null) lead.reassigned = { answer: row.checked.answer, atMs: Number(row.checked.at_ms) };
  return {
    version: Number(row.version ?? 0),
    suppressions: (row.suppressions ?? []).map(suppressionOf),
    consents: await consentsIn(db, row.consents ?? []),
    history: (row.history ?? []).map(attemptOf),
    lead,
  };
}

/** The rows of `suppressionsOf`, `consentsOf`, `attemptsOf` and `listsWith`, and the rest, as JSON of one row. */
async function contactRow(
  db: Queryable,
  who: { sellerId: string; phone: string; nowMs: number; hmac?: Buffer | null },
  block: number,
): Promise<ContactRow> {
  const { sellerId } = who;
  const digits = phoneDigits(who.phone);
  const hmac = who.hmac ?? null;
  const found = await db.query<ContactRow>(
    sql`select contact.version, contact.last_inbound_ms,
          (select json_agg(s) from (
             select id, seller_id, channels, purposes, reason, effective_ms, lifted_ms from baton.consent_suppressions
             where phone = ${digits}::bigint and seller_id in (${sellerId}, '*') and lifted_ms is null
             union all
             select id, seller_id, channels, purposes, reason, effective_ms, lifted_ms from baton.consent_suppressions
             where ${hmac}::bytea is not null and phone_hmac = ${hmac}::bytea and seller_id in (${sellerId}, '*') and lifted_ms is null
           ) s) as suppressions,
          (select json_agg(c) from (
             select r.consent_id, r.digest, st.status, st.last_relied_on_ms
             from baton.consent_records r join baton.consent_status st using (consent_id)
             where r.phone = ${digits}::bigint and r.seller_id = ${sellerId} and not r.archived order by r.at_ms desc limit 50
           ) c) as consents,
          (select json_agg(a) from (
             select ref, channel, at_ms, answered, voicemail, direct_reply, failed from baton.consent_attempts
             where phone = ${digits}::bigint and seller_id = ${sellerId} and at_ms > ${who.nowMs - HISTORY_MS}
             order by at_ms desc limit 500
           ) a) as history,
          (select json_agg(json_build_object('list', d.list, 'lines', encode(b.lines, 'base64')))
             from baton.dnc_copies d join baton.dnc_blocks b on b.copy_id = d.id
             where d.seller_id = ${sellerId} and d.active and b.block = ${block}) as lists,
          (select json_agg(kind order by kind) from baton.consent_blocks
             where phone = ${digits}::bigint and seller_id in (${sellerId}, '*')) as blocks,
          (select json_build_object('answer', answer, 'at_ms', at_ms) from baton.consent_number_checks
             where phone = ${digits}::bigint and seller_id = ${sellerId} order by at_ms desc limit 1) as checked
        from (select 1) as one left join baton.consent_contacts contact
          on contact.phone = ${digits}::bigint and contact.seller_id = ${sellerId}`,
  );
  return found.rows[0] as ContactRow;
}

/** Stores a decision beside the contact it decided: rule version, every gate's answer, candidates. */
export async function recordDecision(
  db: Queryable,
  made: {
    atMs: number;
    sellerId: string;
    phone: string | null;
    leadId: string | null;
    ref: string;
    stage: 'plan' | 'dispatch';
    attempt: unknown;
    decision: PermitDecision;
  },
): Promise<{ chain: number; seq: number }> {
  const { atMs, sellerId, phone, leadId, ref, stage, attempt, decision } = made;
  return appendLog(db, {
    atMs,
    kind: 'decision',
    sellerId,
    phone,
    leadId,
    payload: { ref, stage, attempt, decision },
  });
}

/** Puts a number on the block list: litigator, complaint, legal threat, the tenant's own, minor, deceased. */
export async function addBlock(
  db: Queryable,
  block: { sellerId: string; phone: string; kind: string; note: string | null; nowMs: number },
): Promise<void> {
  await db.query(
    sql`insert into baton.consent_blocks (phone, seller_id, kind, at_ms, note)
        values (${phoneDigits(block.phone)}::bigint, ${block.sellerId}, ${block.kind}, ${block.nowMs}, ${block.note})
        on conflict (phone, seller_id, kind) do nothing`,
  );
  await touchContact(db, block.sellerId, block.phone, null);
}

/** Stores a reassigned-number answer with its proof (RND-01, RND-02). */
export async function recordNumberCheck(
  db: Queryable,
  check: {
    sellerId: string;
    phone: string;
    atMs: number;
    answer: 'yes' | 'no' | 'no-data';
    queryRef: string | null;
    databaseDay: string | null;
  },
): Promise<void> {
  await db.query(
    sql`insert into baton.consent_number_checks (phone, seller_id, at_ms, answer, query_ref, database_day)
        values (${phoneDigits(check.phone)}::bigint, ${check.sellerId}, ${check.atMs}, ${check.answer}, ${check.queryRef}, ${check.databaseDay})
        on conflict (phone, seller_id, at_ms) do nothing`,
  );
}
