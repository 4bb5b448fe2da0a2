/** The hash-chained, append-only log of decisions, consents and opt-outs, and its verification. */
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import { canonicalJson, GENESIS, linkHash, sha256 } from '../hash-chain.ts';

/** Chains; a number always writes to the same one. Must match 000010_consent.sql. */
export const CHAINS = 32;

export type LogKind =
  | 'decision'
  | 'consent'
  | 'consent-status'
  | 'suppression'
  | 'lift'
  | 'list'
  | 'erasure'
  | 'settings'
  | 'number-check'
  /** Somebody heard this person: a live call, or a recording of one. */
  | 'listening'
  /** Somebody opened what an erasure sealed. */
  | 'archive';

export interface LogEntry {
  atMs: number;
  kind: LogKind;
  sellerId: string;
  /** E.164, or null where no person is meant. */
  phone: string | null;
  leadId: string | null;
  payload: unknown;
}

/** E.164 as stored: its digits. */
export function phoneDigits(phone: string): string {
  return phone.replace(/\D/g, '');
}

function chainOf(phone: string | null): number {
  return phone === null ? 0 : Number(BigInt(phoneDigits(phone)) % BigInt(CHAINS));
}

function digestOf(row: {
  atMs: number;
  kind: string;
  sellerId: string;
  phone: string | null;
  leadId: string | null;
  payload: unknown;
}): string {
  const { atMs, kind, sellerId, phone, leadId, payload } = row;
  return sha256(canonicalJson({ atMs, kind, sellerId, phone, leadId, payload }));
}

/**
 * Appends one entry inside the caller's transaction. The chain's head row stays locked until commit, so links follow commits.
 * @returns where it stands: chain and seq.
 */
export async function appendLog(db: Queryable, entry: LogEntry): Promise<{ chain: number; seq: number }> {
  const chain = chainOf(entry.phone);
  const digits = entry.phone === null ? null : phoneDigits(entry.phone);
  const digest = digestOf({ ...entry, phone: digits });
  const payload = JSON.stringify(entry.payload);
  // The link's hash is `linkHash`, worked out where the head is, so that it costs one round trip; verification works it out anew.
  const { rows } = await db.query<{ seq: number | string }>(
    sql`with head as (
        select seq + 1 as seq, hash from baton.consent_log_heads where chain = ${chain} for update
      ), made as (
        select seq, hash as prev, encode(sha256(convert_to(
          hash || E'\\n' || ${chain}::text || E'\\n' || seq || E'\\n' || ${digest}::text, 'UTF8')), 'hex') as self from head
      ), link as (
        insert into baton.consent_log (chain, seq, at_ms, kind, seller_id, phone, lead_id, payload, digest, hash_prev, hash_self)
        select ${chain}, seq, ${entry.atMs}, ${entry.kind}, ${entry.sellerId}, ${digits}::bigint, ${entry.leadId}, ${payload}::jsonb,
               ${digest}, prev, self from made)
      update baton.consent_log_heads h set seq = made.seq, hash = made.self from made
      where h.chain = ${chain} returning h.seq`,
  );
  const seq = rows[0]?.seq;
  if (seq === undefined) throw new Error(`the log has no chain ${chain}`);
  return { chain, seq: Number(seq) };
}

export interface AuditFault {
  chain: number;
  seq: number;
  problem: 'missing' | 'content' | 'link' | 'head' | 'unexplained erasure';
}

interface LogRow {
  chain: number;
  seq: number | string;
  at_ms: number | string;
  kind: string;
  seller_id: string;
  phone: number | string | null;
  lead_id: string | null;
  payload: unknown;
  digest: string;
  hash_prev: string;
  hash_self: string;
  erased_at_ms: number | string | null;
}

/** What one row breaks, given the hash before it and the place expected. */
function faultOf(row: LogRow, expected: number, previous: string): AuditFault['problem'] | null {
  const seq = Number(row.seq);
  if (seq !== expected) return 'missing';
  if (row.hash_prev !== previous || row.hash_self !== linkHash(previous, row.chain, seq, row.digest))
    return 'link';
  if (row.erased_at_ms !== null) return null;
  const phone = row.phone === null ? null : String(row.phone);
  const digest = digestOf({
    atMs: Number(row.at_ms),
    kind: row.kind,
    sellerId: row.seller_id,
    phone,
    leadId: row.lead_id,
    payload: row.payload,
  });
  return digest === row.digest ? null : 'content';
}

const PAGE = 2_000;

async function verifyChain(
  db: Queryable,
  chain: number,
  head: { seq: number; hash: string },
): Promise<{ rows: number; faults: AuditFault[]; erased: string[]; explained: string[] }> {
  const faults: AuditFault[] = [];
  const erased: string[] = [];
  const explained: string[] = [];
  let previous = GENESIS;
  let seen = 0;
  for (;;) {
    const page = await db.query<LogRow>(
      sql`select * from baton.consent_log where chain = ${chain} and seq > ${seen} order by seq limit ${PAGE}`,
    );
    for (const row of page.rows) {
      const problem = faultOf(row, seen + 1, previous);
      if (problem !== null) faults.push({ chain, seq: Number(row.seq), problem });
      if (row.erased_at_ms !== null) erased.push(`${row.chain}:${row.seq}`);
      if (row.kind === 'erasure')
        explained.push(...((row.payload as { rows?: string[] } | null)?.rows ?? []));
      seen = Number(row.seq);
      previous = row.hash_self;
    }
    if (page.rows.length < PAGE) break;
  }
  if (seen !== head.seq || previous !== head.hash) faults.push({ chain, seq: head.seq, problem: 'head' });
  return { rows: seen, faults, erased, explained };
}

/**
 * Verifies the one chain that a number writes to: a thirty-second of the log, so that one person's file is made in time. An
 * emptied row is a fault of `verifyAudit` alone, which sees the erasures of all chains.
 */
export async function verifyNumber(
  db: Queryable,
  phone: string,
): Promise<{ ok: boolean; rows: number; faults: AuditFault[] }> {
  const chain = chainOf(phone);
  const head = await db.query<{ seq: number | string; hash: string }>(
    sql`select seq, hash from baton.consent_log_heads where chain = ${chain}`,
  );
  const at = head.rows[0];
  if (at === undefined) return { ok: false, rows: 0, faults: [{ chain, seq: 0, problem: 'head' }] };
  const { rows, faults } = await verifyChain(db, chain, { seq: Number(at.seq), hash: at.hash });
  return { ok: faults.length === 0, rows, faults };
}

/**
 * Walks every chain and reports each row that was changed, removed or inserted, and each emptied row that no logged erasure names.
 * Reads in pages; memory does not grow with the log. Run it in a repeatable-read transaction while the server writes.
 */
export async function verifyAudit(
  db: Queryable,
): Promise<{ ok: boolean; rows: number; erased: number; faults: AuditFault[] }> {
  const heads = await db.query<{ chain: number; seq: number | string; hash: string }>(
    sql`select chain, seq, hash from baton.consent_log_heads order by chain`,
  );
  const faults: AuditFault[] = [];
  const erased: string[] = [];
  const explained = new Set<string>();
  let rows = 0;
  for (const head of heads.rows) {
    const found = await verifyChain(db, head.chain, { seq: Number(head.seq), hash: head.hash });
    rows += found.rows;
    faults.push(...found.faults);
    erased.push(...found.erased);
    for (const name of found.explained) explained.add(name);
  }
  if (heads.rows.length !== CHAINS) faults.push({ chain: -1, seq: 0, problem: 'head' });
  for (const name of erased) {
    if (explained.has(name)) continue;
    const [chain, seq] = name.split(':').map(Number);
    faults.push({ chain: chain ?? -1, seq: seq ?? 0, problem: 'unexplained erasure' });
  }
  return { ok: faults.length === 0, rows, erased: erased.length, faults };
}
