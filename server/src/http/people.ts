/** People who sign in: rows of `baton.people`. */

import type { Role } from '../../../contract/words.ts';
import type { Queryable } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import { hashPassword, oneTimePassword } from './secrets.ts';

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  agentId: string | null;
  tz: string;
  mustChangePassword: boolean;
  demo: boolean;
}

interface Row {
  id: string;
  email: string;
  name: string;
  role: Role;
  agent_id: string | null;
  tz: string;
  password: string | null;
  must_change_password: boolean;
  demo: boolean;
}

const toPerson = (row: Row): Person => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  agentId: row.agent_id,
  tz: row.tz,
  mustChangePassword: row.must_change_password,
  demo: row.demo,
});

/** A person who may sign in now; null when unknown or disabled. */
export async function personById(db: Queryable, id: string): Promise<Person | null> {
  const found = await db.query<Row>(sql`select * from baton.people where id = ${id} and disabled_ms is null`);
  return found.rows[0] ? toPerson(found.rows[0]) : null;
}

export async function personByEmail(
  db: Queryable,
  email: string,
): Promise<{ person: Person; password: string | null } | null> {
  const found = await db.query<Row>(
    sql`select * from baton.people where lower(email) = lower(${email.trim()}) and disabled_ms is null`,
  );
  const row = found.rows[0];
  return row ? { person: toPerson(row), password: row.password } : null;
}

export interface PersonInput {
  id: string;
  email: string;
  name: string;
  role: Role;
  agentId?: string | null;
  tz?: string;
  demo?: boolean;
  /** Left out: nobody signs in with a password (demo people). */
  password?: string;
  mustChangePassword?: boolean;
}

/** Adds a person, or brings name, role, agent and zone of that id up to date; a password that exists stays. */
export async function upsertPerson(db: Queryable, input: PersonInput, nowMs: number): Promise<void> {
  const password = input.password === undefined ? null : await hashPassword(input.password);
  await db.query(sql`
    insert into baton.people (id, email, name, role, agent_id, tz, password, must_change_password, demo, created_ms)
    values (${input.id}, ${input.email}, ${input.name}, ${input.role}, ${input.agentId ?? null},
            ${input.tz ?? 'UTC'}, ${password}, ${input.mustChangePassword ?? false}, ${input.demo ?? false}, ${nowMs})
    on conflict (id) do update set email = excluded.email, name = excluded.name, role = excluded.role,
      agent_id = excluded.agent_id, tz = excluded.tz, demo = excluded.demo`);
}

export async function setPassword(db: Queryable, personId: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  await db.query(
    sql`update baton.people set password = ${hash}, must_change_password = false where id = ${personId}`,
  );
}

/**
 * On the first start there is nobody who could let anybody in: one admin is made, with a password to be shown once and
 * changed at the first sign-in. Demo people do not count. Null when an admin exists; two servers that start at once
 * make one admin.
 */
export async function ensureAdmin(
  db: Queryable,
  input: { id: string; nowMs: number; email?: string; tz?: string },
): Promise<{ email: string; password: string } | null> {
  const exists = await db.query(sql`select 1 from baton.people where role = 'admin' and not demo limit 1`);
  if (exists.rows.length > 0) return null;
  const email = input.email ?? 'admin@localhost';
  const password = oneTimePassword();
  const hash = await hashPassword(password);
  const made = await db.query(sql`
    insert into baton.people (id, email, name, role, tz, password, must_change_password, created_ms)
    values (${input.id}, ${email}, 'Admin', 'admin', ${input.tz ?? 'UTC'}, ${hash}, true, ${input.nowMs})
    on conflict do nothing returning id`);
  return made.rows.length > 0 ? { email, password } : null;
}

/** Names of some people with at least this role, for "Dana Whitfield and 2 others have it." */
export async function namesWithRole(db: Queryable, role: Role): Promise<string[]> {
  const atLeast = role === 'admin' ? ['admin'] : role === 'supervisor' ? ['supervisor', 'admin'] : null;
  if (!atLeast) return [];
  const found = await db.query<{ name: string }>(sql`
    select name from baton.people where role = any(${atLeast}) and disabled_ms is null
    order by (role = ${role}) desc, created_ms, id limit 50`);
  return found.rows.map((row) => row.name);
}
