/**
 * Who calls? From a cookie, a bearer token (session of a pane, API key, local admin token) or, on a socket, `?token=`.
 * Finds out and refuses; what a caller may do is said by may.ts.
 */
import type { Queryable } from '../adapters/postgres/pool.ts';
import { BatonError } from '../errors.ts';
import { findApiKey } from './api-keys.ts';
import type { Person } from './people.ts';
import { sameSecret } from './secrets.ts';
import type { Actor } from './services.ts';
import { findSession } from './sessions.ts';

export const COOKIE = 'baton_session';

export interface Caller {
  actor: Actor;
  via: 'cookie' | 'bearer';
  /** What to look up again to see whether the caller is still let in. */
  proof: { kind: 'session' | 'key' | 'local'; id: string };
  /** Null for keys and the local token. */
  person: Person | null;
}

export interface Credentials {
  authorization: string | undefined;
  /** `?token=`, for sockets only: a browser cannot set headers there. */
  queryToken: string | undefined;
  cookie: string | undefined;
  loopback: boolean;
}

export interface CallerContext {
  db: Queryable;
  /** The local admin token; null when there is no data directory. */
  localToken: string | null;
  nowMs: number;
}

/**
 * Null when nothing was presented, or a cookie that ended (a browser sends it by itself, so it is no mistake).
 * @throws BatonError UNKNOWN_KEY or NOT_SIGNED_IN when a token was presented and is not good
 */
export async function findCaller(given: Credentials, context: CallerContext): Promise<Caller | null> {
  const token = bearerOf(given.authorization) ?? given.queryToken;
  if (token !== undefined) return callerOfToken(token, given.loopback, context);
  if (!given.cookie) return null;
  const session = await findSession(context.db, given.cookie, context.nowMs);
  return session ? callerOfPerson(session.person, session.id, 'cookie') : null;
}

async function callerOfToken(token: string, loopback: boolean, context: CallerContext): Promise<Caller> {
  if (token.startsWith('bs_')) {
    const session = await findSession(context.db, token, context.nowMs);
    if (!session) throw new BatonError('NOT_SIGNED_IN', 'The session has ended.', { hint: 'Sign in again.' });
    return callerOfPerson(session.person, session.id, 'bearer');
  }
  if (token.startsWith('ba_')) {
    if (!loopback || context.localToken === null || !sameSecret(token, context.localToken)) {
      throw new BatonError('UNKNOWN_KEY', 'The local admin token is not the one of this data directory.', {
        hint: 'It works on the machine itself only; elsewhere use an API key.',
      });
    }
    const actor: Actor = { kind: 'local', id: 'local', name: 'This machine', role: 'admin', agentId: null };
    return { actor, via: 'bearer', proof: { kind: 'local', id: 'local' }, person: null };
  }
  const key = await findApiKey(context.db, token, context.nowMs);
  if (!key) throw new BatonError('UNKNOWN_KEY');
  const actor: Actor = { kind: 'key', id: key.id, name: key.name, role: key.role, agentId: null };
  return { actor, via: 'bearer', proof: { kind: 'key', id: key.id }, person: null };
}

function callerOfPerson(person: Person, sessionId: string, via: 'cookie' | 'bearer'): Caller {
  const { id, name, role, agentId } = person;
  return {
    actor: { kind: 'person', id, name, role, agentId },
    via,
    proof: { kind: 'session', id: sessionId },
    person,
  };
}

function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const found = /^Bearer +(\S{1,200})$/i.exec(authorization);
  if (!found?.[1]) {
    throw new BatonError('NOT_SIGNED_IN', 'The Authorization header is not readable.', {
      hint: 'Send "Authorization: Bearer ..." with an API key or a session token.',
    });
  }
  return found[1];
}
