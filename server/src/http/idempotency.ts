/**
 * The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header): the same key from the same caller on the
 * same route gives the same answer, and the work is done once.
 *
 * The first request takes the key with a lease, works, and stores its answer. A second with the same body waits for it
 * and gets it; with another body it is refused. A request that failed gives the key back. When the process died
 * in between, the lease runs out and the next one works again; the app knows the key too (`requestKey`).
 */
import { createHash } from 'node:crypto';
import type { Queryable } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import { BatonError } from '../errors.ts';

export const KEPT_MS = 86_400_000;
/** Longer than any request may take that is not an import. */
export const LEASE_MS = 60_000;
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

export interface IdempotentRequest {
  /** Caller and route. */
  owner: string;
  key: string;
  hash: string;
  /** How long the work may take before another takes it over. */
  leaseMs?: number;
}

export interface Waiting {
  now: () => number;
  /** Resolves after that many ms. */
  sleep: (ms: number) => Promise<void>;
}

/** Of method, path and body; the body as the validator read it, so that spaces do not matter. */
export function requestHash(path: string, body: unknown): string {
  return createHash('sha256')
    .update(path)
    .update('\n')
    .update(JSON.stringify(sorted(body)))
    .digest('hex');
}

/** @returns the work's answer, or the stored one of an equal request before */
export async function once<T>(
  db: Queryable,
  request: IdempotentRequest,
  waiting: Waiting,
  work: () => Promise<T>,
): Promise<{ answer: T; replayed: boolean }> {
  const stored = await takeOrWait(db, request, waiting);
  if (stored !== null) return { answer: JSON.parse(stored) as T, replayed: true };
  try {
    const answer = await work();
    await db.query(sql`
      update baton.idempotency set status = 200, response = ${JSON.stringify(answer)}
      where owner = ${request.owner} and key = ${request.key}`);
    return { answer, replayed: false };
  } catch (error) {
    await db.query(sql`
      delete from baton.idempotency where owner = ${request.owner} and key = ${request.key} and status is null`);
    throw error;
  }
}

/** Null when the key is ours now; the stored answer otherwise. */
async function takeOrWait(
  db: Queryable,
  request: IdempotentRequest,
  waiting: Waiting,
): Promise<string | null> {
  const startMs = waiting.now();
  for (;;) {
    const nowMs = waiting.now();
    if (await take(db, request, nowMs)) return null;
    const found = await db.query<{ request_hash: string; response: string | null; status: number | null }>(
      sql`select request_hash, response, status from baton.idempotency
          where owner = ${request.owner} and key = ${request.key}`,
    );
    const row = found.rows[0];
    if (row && row.request_hash !== request.hash) throw new BatonError('IDEMPOTENCY_MISMATCH');
    if (row?.response != null) return row.response;
    if (nowMs - startMs >= WAIT_MS) {
      throw new BatonError('CONFLICT', 'The same request is still being worked on.', {
        hint: 'Ask again with the same key in a few seconds.',
        details: { retryAfterMs: 5_000 },
      });
    }
    await waiting.sleep(LOOK_EVERY_MS);
  }
}

async function take(db: Queryable, request: IdempotentRequest, nowMs: number): Promise<boolean> {
  const leaseUntilMs = nowMs + (request.leaseMs ?? LEASE_MS);
  const taken = await db.query(sql`
    insert into baton.idempotency as old (owner, key, request_hash, lease_until_ms, expires_ms)
    values (${request.owner}, ${request.key}, ${request.hash}, ${leaseUntilMs}, ${nowMs + KEPT_MS})
    on conflict (owner, key) do update
      set request_hash = excluded.request_hash, lease_until_ms = excluded.lease_until_ms,
          expires_ms = excluded.expires_ms, status = null, response = null
      where old.expires_ms <= ${nowMs}
         or (old.status is null and old.lease_until_ms <= ${nowMs} and old.request_hash = excluded.request_hash)
    returning 1 as one`);
  return taken.rows.length > 0;
}

/** Forgets what is older than a day; called now and then. */
export async function forgetOldKeys(db: Queryable, nowMs: number): Promise<void> {
  await db.query(sql`
    delete from baton.idempotency where (owner, key) in
      (select owner, key from baton.idempotency where expires_ms <= ${nowMs} limit 5000)`);
}

/** Keys of objects in one order, so that equal requests have equal hashes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
