/** Sign-in, sign-out, "who am I", passwords, API keys: the routes about who may come in. */
import type { z } from 'zod';
import type { Me } from '../../../contract/api.ts';
import { BatonError } from '../errors.ts';
import type { Tx } from '../kernel/loop.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import type { Caller } from './callers.ts';
import { recordChange } from './changes.ts';
import { CLOSE } from './close-codes.ts';
import type { Edge, Origin } from './context.ts';
import type { EdgeHandler } from './edge-handler.ts';
import { fieldError } from './errors-out.ts';
import { type Person, personByEmail, personById, setPassword } from './people.ts';
import { verifyPassword } from './secrets.ts';
import { createSession, endOtherSessions, endSession, SESSION_LONGEST_MS } from './sessions.ts';

function meOf(person: Person): z.input<typeof Me> {
  const { id, ...rest } = person;
  return { personId: id, ...rest };
}

/** A key and the local token are nobody's account; they still may ask who they are. */
function meOfCaller(caller: Caller): z.input<typeof Me> {
  if (caller.person) return meOf(caller.person);
  const { id, name, role } = caller.actor;
  return {
    personId: id,
    name,
    email: '',
    role,
    agentId: null,
    demo: false,
    tz: 'UTC',
    mustChangePassword: false,
  };
}

const signIn: EdgeHandler<'signIn'> = async (edge, { body, origin, setCookie }) => {
  const { email, password } = body;
  // The account is counted by the name that was typed: unknown names are slowed down alike.
  const account = email.trim().toLowerCase();
  guardSignIn(edge, origin, account);
  const found = await personByEmail(edge.pool, email);
  const right = await verifyPassword(password, found?.password ?? null);
  if (!found || !right) throw new BatonError('BAD_SIGN_IN');
  edge.limits.account.forgive(account);
  const session = await createSession(edge.pool, found.person.id, 'cookie', edge.now());
  // The database knows when it ends for lack of use; the cookie must only not end before.
  setCookie(session.token, edge.now() + SESSION_LONGEST_MS);
  // A page needs no token, and what a page cannot read cannot be stolen from it.
  const token = origin.page === 'absent' ? session.token : '';
  return { me: meOf(found.person), token };
};

function guardSignIn(edge: Edge, origin: Origin, account: string): void {
  const verdicts = [
    edge.limits.source.take(origin.source, edge.now()),
    edge.limits.account.take(account, edge.now()),
  ];
  for (const verdict of verdicts) {
    if (verdict.ok) continue;
    throw new BatonError('RATE_LIMITED', 'Too many attempts to sign in.', {
      hint: `Wait ${Math.ceil(verdict.retryAfterMs / 1000)} s, then try again.`,
      details: { retryAfterMs: verdict.retryAfterMs },
    });
  }
}

const signOut: EdgeHandler<'signOut'> = async (edge, { caller, setCookie }) => {
  if (caller.proof.kind === 'session') {
    await endSession(edge.pool, caller.proof.id);
    edge.sockets.closeOf(`session:${caller.proof.id}`, CLOSE.signedOut, 'signed out');
  }
  setCookie('', 0);
  return { ok: true };
};

const demoSignIn: EdgeHandler<'demoSignIn'> = async (edge, { body }) => {
  const personId = await edge.services.demoPerson(body.person);
  const person = personId === null ? null : await personById(edge.pool, personId);
  if (!person?.demo) {
    throw new BatonError('NOT_FOUND', `The demo has nobody called "${body.person}".`, {
      hint: 'GET /v1/demo lists who there is.',
    });
  }
  const session = await createSession(edge.pool, person.id, 'pane', edge.now());
  return { me: meOf(person), token: session.token };
};

const changePassword: EdgeHandler<'changePassword'> = async (edge, { body, caller, origin }) => {
  const { person } = caller;
  if (!person) throw new BatonError('WRONG_ROLE', 'A key has no password.', { hint: 'Sign in as a person.' });
  const account = person.email.toLowerCase();
  guardSignIn(edge, origin, account);
  const stored = await personByEmail(edge.pool, person.email);
  if (!(await verifyPassword(body.current, stored?.password ?? null))) {
    throw fieldError('BAD_SIGN_IN', 'current', 'This is not your present password.');
  }
  if (body.next === body.current) {
    throw fieldError('VALIDATION', 'next', 'The new password is the same as the present one.');
  }
  edge.limits.account.forgive(account);
  await setPassword(edge.pool, person.id, body.next);
  const ended = await endOtherSessions(edge.pool, person.id, caller.proof.id);
  for (const id of ended) edge.sockets.closeOf(`session:${id}`, CLOSE.signedOut, 'password changed');
  return { ok: true };
};

const noteKey = (edge: Edge, { actor }: Caller, id: string, thing: string, words: string) =>
  recordChange(edge.pool as unknown as Tx, {
    id: edge.id(),
    atMs: edge.now(),
    actor,
    kind: 'api-key',
    thingId: id,
    thing,
    words,
  });

export const sessionRoutes = {
  signIn,
  signOut,
  demoSignIn,
  changePassword,
  me: (async (_edge, { caller }) => meOfCaller(caller)) satisfies EdgeHandler<'me'>,
  apiKeys: (async (edge) => ({ keys: await listApiKeys(edge.pool) })) satisfies EdgeHandler<'apiKeys'>,
  createApiKey: (async (edge, { body, caller }) => {
    const { name, role } = body;
    const made = await createApiKey(
      edge.pool,
      { id: edge.id(), name, role, createdBy: caller.actor.id },
      edge.now(),
    );
    await noteKey(edge, caller, made.keyId, name, `made the ${role} key ${name}`);
    return made;
  }) satisfies EdgeHandler<'createApiKey'>,
  revokeApiKey: (async (edge, { id, caller }) => {
    const name = (await listApiKeys(edge.pool)).find((one) => one.keyId === id)?.name ?? id;
    if (!(await revokeApiKey(edge.pool, id, edge.now()))) {
      throw new BatonError('NOT_FOUND', 'There is no such API key, or it is revoked already.');
    }
    edge.sockets.closeOf(`key:${id}`, CLOSE.signedOut, 'key revoked');
    await noteKey(edge, caller, id, name, `revoked the key ${name}`);
    return { ok: true };
  }) satisfies EdgeHandler<'revokeApiKey'>,
};
