/** Sessions: rows of `baton.sessions`, by the hash of their token. Use extends them, within bounds. */

import type { Role } from '../../../contract/words.ts';
import type { Queryable } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import type { Person } from './people.ts';
import { newToken, tokenHash } from './secrets.ts';

const DAY_MS = 86_400_000;
/** Unused this long, a session ends. */
export const SESSION_IDLE_MS = 7 * DAY_MS;
/** However used, it ends after this long. */
export const SESSION_LONGEST_MS = 30 * DAY_MS;
/** Extended at most this often: a page pings every second and must not write every second. */
const TOUCH_EVERY_MS = 60_000;
/** Of one person at a time; the oldest end first. */
const MOST_SESSIONS = 50;

export interface Session {
  id: string;
  kind: 'cookie' | 'pane';
  expiresMs: number;
  person: Person;
}

/** Makes a session and returns its token, which is not kept. */
export async function createSession(
  db: Queryable,
  personId: string,
  kind: 'cookie' | 'pane',
  nowMs: number,
): Promise<{ token: string; id: string; expiresMs: number }> {
  const token = newToken('bs');
  const id = tokenHash(token);
  const expiresMs = nowMs + SESSION_IDLE_MS;
  await db.query(sql`
    insert into baton.sessions (id, person_id, kind, created_ms, seen_ms, expires_ms, ends_ms)
    values (${id}, ${personId}, ${kind}, ${nowMs}, ${nowMs}, ${expiresMs}, ${nowMs + SESSION_LONGEST_MS})`);
  await db.query(sql`
    delete from baton.sessions where expires_ms < ${nowMs} or id in (
      select id from baton.sessions where person_id = ${personId}
      order by seen_ms desc, created_ms desc offset ${MOST_SESSIONS})`);
  return { token, id, expiresMs };
}

interface Row {
  id: string;
  kind: 'cookie' | 'pane';
  seen_ms: number;
  expires_ms: number;
  ends_ms: number;
  person_id: string;
  email: string;
  name: string;
  role: Role;
  agent_id: string | null;
  tz: string;
  must_change_password: boolean;
  demo: boolean;
}

/** The session of a token, extended; null when it ended or its person may not come in any more. */
export async function findSession(db: Queryable, token: string, nowMs: number): Promise<Session | null> {
  return findSessionById(db, tokenHash(token), nowMs);
}

export async function findSessionById(db: Queryable, id: string, nowMs: number): Promise<Session | null> {
  const found = await db.query<Row>(sql`
    select s.id, s.kind, s.seen_ms, s.expires_ms, s.ends_ms, p.id as person_id, p.email, p.name, p.role, p.agent_id,
           p.tz, p.must_change_password, p.demo
    from baton.sessions s join baton.people p on p.id = s.person_id
    where s.id = ${id} and s.expires_ms > ${nowMs} and p.disabled_ms is null`);
  const row = found.rows[0];
  if (!row) return null;
  let expiresMs = row.expires_ms;
  if (nowMs - row.seen_ms >= TOUCH_EVERY_MS) {
    expiresMs = Math.min(nowMs + SESSION_IDLE_MS, row.ends_ms);
    await db.query(
      sql`update baton.sessions set seen_ms = ${nowMs}, expires_ms = ${expiresMs} where id = ${id}`,
    );
  }
  return {
    id: row.id,
    kind: row.kind,
    expiresMs,
    person: {
      id: row.person_id,
      email: row.email,
      name: row.name,
      role: row.role,
      agentId: row.agent_id,
      tz: row.tz,
      mustChangePassword: row.must_change_password,
      demo: row.demo,
    },
  };
}

export async function endSession(db: Queryable, id: string): Promise<void> {
  await db.query(sql`delete from baton.sessions where id = ${id}`);
}

/** After a change of password: whoever else was signed in as this person is not any more. */
export async function endOtherSessions(db: Queryable, personId: string, keepId: string): Promise<string[]> {
  const ended = await db.query<{ id: string }>(
    sql`delete from baton.sessions where person_id = ${personId} and id <> ${keepId} returning id`,
  );
  return ended.rows.map((row) => row.id);
}
