/** API keys: rows of `baton.api_keys`. The key is shown once; its hash is kept. */
import type { z } from 'zod';
import type { ApiKeyView } from '../../../contract/api.ts';
import type { Role } from '../../../contract/words.ts';
import type { Queryable } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import { newToken, tokenHash } from './secrets.ts';

const TOUCH_EVERY_MS = 60_000;

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
}

export async function createApiKey(
  db: Queryable,
  input: { id: string; name: string; role: Role; createdBy: string },
  nowMs: number,
): Promise<{ keyId: string; key: string; name: string }> {
  const key = newToken('bk');
  await db.query(sql`
    insert into baton.api_keys (id, name, role, hash, prefix, ends, created_by, created_ms)
    values (${input.id}, ${input.name}, ${input.role}, ${tokenHash(key)}, ${key.slice(0, 8)}, ${key.slice(-4)},
            ${input.createdBy}, ${nowMs})`);
  return { keyId: input.id, key, name: input.name };
}

/** The key, noted as used; null when unknown or revoked. */
export async function findApiKey(db: Queryable, key: string, nowMs: number): Promise<ApiKey | null> {
  const found = await db.query<ApiKey & { last_used_ms: number | null }>(
    sql`select id, name, role, last_used_ms from baton.api_keys where hash = ${tokenHash(key)} and revoked_ms is null`,
  );
  const row = found.rows[0];
  if (!row) return null;
  if (row.last_used_ms === null || nowMs - row.last_used_ms >= TOUCH_EVERY_MS) {
    await db.query(sql`update baton.api_keys set last_used_ms = ${nowMs} where id = ${row.id}`);
  }
  return { id: row.id, name: row.name, role: row.role };
}

export async function apiKeyAlive(db: Queryable, id: string): Promise<boolean> {
  const found = await db.query(sql`select 1 from baton.api_keys where id = ${id} and revoked_ms is null`);
  return found.rows.length > 0;
}

export async function listApiKeys(db: Queryable): Promise<z.input<typeof ApiKeyView>[]> {
  const found = await db.query<{
    id: string;
    name: string;
    role: Role;
    ends: string;
    created_ms: number;
    last_used_ms: number | null;
  }>(sql`
    select id, name, role, ends, created_ms, last_used_ms from baton.api_keys
    where revoked_ms is null order by created_ms desc, id limit 500`);
  return found.rows.map((row) => ({
    keyId: row.id,
    name: row.name,
    role: row.role,
    createdAtMs: row.created_ms,
    lastUsedAtMs: row.last_used_ms,
    ends: row.ends,
  }));
}

/** False when there is no such key, or it was revoked before. */
export async function revokeApiKey(db: Queryable, id: string, nowMs: number): Promise<boolean> {
  const done = await db.query(
    sql`update baton.api_keys set revoked_ms = ${nowMs} where id = ${id} and revoked_ms is null returning id`,
  );
  return done.rows.length > 0;
}
