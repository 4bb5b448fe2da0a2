/** What happens to every request before its handler: where is it from, who sends it, may they. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type RouteName, routes } from '../../../contract/routes.ts';
import { BatonError } from '../errors.ts';
import { type Caller, COOKIE, findCaller } from './callers.ts';
import type { Edge, Origin } from './context.ts';
import { fromLoopback, hostAllowed, originOf } from './guard.ts';
import { type Action, may, type Thing } from './may.ts';
import { namesWithRole } from './people.ts';
import type { RateLimiter } from './rate-limit.ts';

/** Allowed while the one-time password is not changed yet. */
const BEFORE_PASSWORD_CHANGE = new Set<RouteName>(['me', 'changePassword', 'signOut']);

/** Name or address we are called by, and the page that calls. @throws WRONG_ORIGIN */
export function placeOf(edge: Edge, request: FastifyRequest): Omit<Origin, 'caller'> {
  const place = { publicUrl: edge.config.publicUrl, host: edge.config.http.host };
  if (!hostAllowed(request.headers.host, place)) {
    throw new BatonError('WRONG_ORIGIN', 'Baton does not answer to the name in the Host header.', {
      hint: 'Open it by its address, or set BATON_PUBLIC_URL to the name people use.',
    });
  }
  return {
    loopback: fromLoopback(request.socket.remoteAddress, request.headers),
    source: request.ip,
    page: originOf(request.headers, place),
  };
}

/** The whole of it. Sockets pass their `?token=`. */
export async function originOfRequest(
  edge: Edge,
  request: FastifyRequest,
  queryToken?: string,
): Promise<Origin> {
  const place = placeOf(edge, request);
  const caller = await findCaller(
    {
      authorization: request.headers.authorization,
      queryToken,
      cookie: request.cookies[COOKIE],
      loopback: place.loopback,
    },
    { db: edge.pool, localToken: edge.localToken, nowMs: edge.now() },
  );
  return { ...place, caller };
}

/** Cookies come along by themselves, so with them the page must be ours. Signing in counts as well (login CSRF). */
export function checkPage(origin: Origin, method: string, name: RouteName | null): void {
  if (method === 'GET' || method === 'HEAD') return;
  const signingIn = name === 'signIn' || name === 'demoSignIn';
  const byCookie = origin.caller?.via === 'cookie';
  const bad = byCookie ? origin.page !== 'same' : signingIn && origin.page === 'other';
  if (bad) throw new BatonError('WRONG_ORIGIN');
}

export function ration(limiter: RateLimiter, key: string, nowMs: number, reply?: FastifyReply): void {
  const verdict = limiter.take(key, nowMs);
  if (verdict.ok) return;
  reply?.header('retry-after', String(Math.ceil(verdict.retryAfterMs / 1000)));
  throw new BatonError('RATE_LIMITED', undefined, { details: { retryAfterMs: verdict.retryAfterMs } });
}

/** May this caller use this route, as far as can be said before the body is read? */
export async function checkRoute(edge: Edge, name: RouteName, origin: Origin, id: string): Promise<void> {
  const { who } = routes[name];
  if (who === 'public') return;
  if (who === 'demo') return checkDemo(edge, origin);
  const { caller } = origin;
  if (!caller) throw new BatonError('NOT_SIGNED_IN');
  if (caller.person?.mustChangePassword && !BEFORE_PASSWORD_CHANGE.has(name)) {
    throw new BatonError('PASSWORD_CHANGE');
  }
  await checkMay(edge, caller, name, await thingOf(edge, caller, name, id));
}

/** Demo things are for whoever sits at this machine; from elsewhere one signs in like everybody. */
export function checkDemo(edge: Edge, origin: Origin): void {
  if (!edge.config.demo) throw new BatonError('DEMO_ONLY');
  if (!origin.loopback && !origin.caller) {
    throw new BatonError('DEMO_ONLY', 'The demo needs no sign-in on the machine itself only.', {
      hint: 'Sign in, or open Baton at http://localhost on the machine that runs it.',
    });
  }
}

export async function checkMay(edge: Edge, caller: Caller, action: Action, thing?: Thing): Promise<void> {
  const verdict = may(caller.actor, action, thing);
  if (verdict.ok) return;
  const names = caller.person ? await namesWithRole(edge.pool, verdict.who) : [];
  const others =
    names.length > 1 ? ` and ${names.length - 1} other${names.length > 2 ? 's' : ''} have it` : ' has it';
  const who = names[0] === undefined ? '' : ` ${names[0]}${others}.`;
  throw new BatonError('WRONG_ROLE', verdict.reason + who, {
    hint: `Ask somebody with the ${verdict.who} role, or ask an admin for that role.`,
    details: { role: verdict.who },
  });
}

/** The thing a route is about, with the agent's tie to it; looked up only when the answer depends on it. */
async function thingOf(edge: Edge, caller: Caller, name: RouteName, id: string): Promise<Thing | undefined> {
  const { path, who } = routes[name];
  if (path.startsWith('/v1/agents/:id')) return { kind: 'agent', agentId: id };
  const kind = path.startsWith('/v1/leads/:id')
    ? 'lead'
    : path.startsWith('/v1/transfers/:id')
      ? 'transfer'
      : null;
  if (kind === null) return undefined;
  return { kind, tied: await tiedTo(edge, caller, kind, id, who === 'self') };
}

export async function tiedTo(
  edge: Edge,
  caller: Caller,
  kind: 'lead' | 'transfer',
  id: string,
  always = false,
): Promise<boolean> {
  const { agentId, role } = caller.actor;
  if (!always && role !== 'agent') return true;
  return agentId !== null && (await edge.services.ties[kind](agentId, id));
}
