/** The routes of contract/routes.ts, registered: checked before, answered, checked after. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ErrorBody } from '../../../contract/api.ts';
import { type Route, type RouteName, routes } from '../../../contract/routes.ts';
import { BatonError } from '../errors.ts';
import { parsePhone } from '../lead/phone.ts';
import { COOKIE } from './callers.ts';
import type { Edge, Origin } from './context.ts';
import { edgeRoutes } from './edge-routes.ts';
import { fieldError, validationError } from './errors-out.ts';
import { once, requestHash } from './idempotency.ts';
import { maskFloor, maskName } from './mask.ts';
import { checkPage, checkRoute, originOfRequest, ration } from './request.ts';
import { type FileAnswer, sendFile } from './send-file.ts';
import {
  type Actor,
  EDGE_ROUTES,
  type EdgeRoute,
  type RouteAnswer,
  type RouteBody,
  type Scope,
} from './services.ts';

export const BODY_LIMIT_BYTES = 262_144;
/** A CSV of 20 million characters, as JSON. */
const IMPORT_LIMIT_BYTES = 32_000_000;
const IMPORT_LEASE_MS = 900_000;
const KEY_PATTERN = /^[\x21-\x7e]{1,200}$/;
const idParams = z.object({ id: z.string().regex(/^[A-Za-z0-9_.:+-]{1,64}$/, 'is not an id') });

export const isEdgeRoute = (name: RouteName): name is EdgeRoute =>
  (EDGE_ROUTES as readonly string[]).includes(name);

interface Asked {
  id: string;
  body: unknown;
  query: unknown;
  origin: Origin;
  requestKey: string | null;
}

export function registerApi(app: FastifyInstance, edge: Edge): void {
  for (const name of Object.keys(routes) as RouteName[]) register(app, edge, name, routes[name]);
}

function register(app: FastifyInstance, edge: Edge, name: RouteName, route: Route): void {
  const withId = route.path.includes(':id');
  const importing = name === 'importLeads' || name === 'importPreview';
  app.route({
    method: route.method,
    url: route.path,
    bodyLimit: importing ? IMPORT_LIMIT_BYTES : BODY_LIMIT_BYTES,
    config: { routeName: name },
    schema: schemaOf(name, route, withId),
    // Before the body is read: nobody we do not know makes us read 30 MB.
    onRequest: async (request, reply) => {
      const origin = await originOfRequest(edge, request);
      request.batonOrigin = origin;
      rationRequest(edge, origin, reply);
      checkPage(origin, request.method, name);
      await checkRoute(edge, name, origin, (request.params as { id?: string }).id ?? '');
    },
    handler: (request, reply) => handle(edge, name, route, request, reply),
  });
}

function rationRequest(edge: Edge, origin: Origin, reply: FastifyReply): void {
  const limiter = origin.caller ? edge.limits.caller : edge.limits.stranger;
  ration(limiter, origin.caller?.proof.id ?? origin.source, edge.now(), reply);
}

function schemaOf(name: RouteName, route: Route, withId: boolean): Record<string, unknown> {
  return {
    operationId: name,
    summary: route.summary,
    tags: [tagOf(route.path)],
    description: describe(route),
    security: route.who === 'public' || route.who === 'demo' ? [] : [{ cookie: [] }, { bearer: [] }],
    ...(route.body ? { body: route.body } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(withId ? { params: idParams } : {}),
    ...(route.idempotent
      ? { headers: z.looseObject({ 'idempotency-key': z.string().max(200).optional() }) }
      : {}),
    ...(route.consumes ? { consumes: [route.consumes] } : {}),
    response: { 200: answerOf(route), '4xx': ErrorBody, '5xx': ErrorBody },
  };
}

/** Bytes are told apart from JSON by their media type. */
function answerOf(route: Route): unknown {
  if (!route.produces) return route.response;
  return { description: 'The file', content: { [route.produces]: { schema: route.response } } };
}

const tagOf = (path: string): string => (path === '/healthz' ? 'health' : (path.split('/')[2] ?? 'other'));

function describe(route: Route): string {
  const who = {
    public: 'Anybody.',
    demo: 'Demo mode, on the machine itself.',
    self: 'An agent, for themselves.',
    agent: 'Agents (their own), supervisors and admins (all).',
    supervisor: 'Supervisors and admins.',
    admin: 'Admins.',
  }[route.who];
  return route.idempotent ? `${who} Takes \`Idempotency-Key\`.` : who;
}

async function handle(
  edge: Edge,
  name: RouteName,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const origin = request.batonOrigin!;
  const asked: Asked = {
    id: (request.params as { id?: string }).id ?? '',
    body: request.body,
    query: request.query,
    origin,
    requestKey: null,
  };
  await checkBeyondSchema(edge, name, asked);
  const key = request.headers['idempotency-key'];
  if (name === 'health') return answerHealth(edge, asked, reply);
  // Bytes go out as they are; only JSON is checked against the contract.
  if (route.produces) reply.type(route.produces);
  if (route.produces === 'audio/wav')
    return sendFile(request, reply, (await answer(edge, name, asked, reply)) as FileAnswer);
  if (!route.idempotent || key === undefined) return answer(edge, name, asked, reply);
  if (typeof key !== 'string' || !KEY_PATTERN.test(key)) {
    throw fieldError('VALIDATION', 'Idempotency-Key', 'The key has 1 to 200 visible ASCII characters.');
  }
  const owner = `${origin.caller?.actor.kind}:${origin.caller?.actor.id}:${name}`;
  const requestKey = `${owner}:${key}`;
  const done = await once(
    edge.pool,
    {
      owner,
      key,
      hash: requestHash(`${request.method} ${request.url}`, asked.body),
      ...(name === 'importLeads' ? { leaseMs: IMPORT_LEASE_MS } : {}),
    },
    { now: edge.now, sleep: (ms) => new Promise((resolve) => edge.clock.after(ms, () => resolve())) },
    () => answer(edge, name, { ...asked, requestKey }, reply),
  );
  if (done.replayed) reply.header('idempotency-replayed', 'true');
  return done.answer;
}

/** What a schema cannot say: a phone that can be one, a playbook that exists. The body is changed to hold the E.164. */
async function checkBeyondSchema(edge: Edge, name: RouteName, asked: Asked): Promise<void> {
  if (name !== 'createLead') return;
  const body = asked.body as RouteBody<'createLead'>;
  const phone = parsePhone(body.phone);
  if (!phone.ok) throw fieldError(phone.code, 'phone', phone.message);
  if (!edge.services.intake.playbookIds().includes(body.playbook)) {
    throw fieldError('UNKNOWN_PLAYBOOK', 'playbook', `No playbook has the id "${body.playbook}".`);
  }
  asked.body = { ...body, phone: phone.e164 };
}

async function answer(edge: Edge, name: RouteName, asked: Asked, reply: FastifyReply): Promise<unknown> {
  const { origin, ...rest } = asked;
  if (isEdgeRoute(name)) {
    const setCookie = (token: string, expiresMs: number) => putCookie(edge, reply, token, expiresMs);
    const handler = edgeRoutes[name] as (edge: Edge, call: unknown) => Promise<unknown>;
    return handler(edge, { ...rest, caller: origin.caller, origin, setCookie });
  }
  const actor = origin.caller?.actor ?? null;
  const command = edge.services.commands[name] as (actor: Actor | null, call: unknown) => Promise<unknown>;
  const result = await command(actor, { ...rest, scope: scopeOf(actor), nowMs: edge.now() });
  return seenBy(edge, name, result, actor);
}

/** 503 unless ready, so that what only looks at the status is not misled; the body is the same. */
async function answerHealth(edge: Edge, asked: Asked, reply: FastifyReply): Promise<unknown> {
  const health = (await answer(edge, 'health', asked, reply)) as RouteAnswer<'health'>;
  if (health.status === 'ready') return health;
  return reply.code(503).serializer(JSON.stringify).type('application/json').send(health);
}

function scopeOf(actor: Actor | null): Scope {
  if (actor?.role !== 'agent') return { kind: 'all' };
  // An agent key belongs to nobody, so it is tied to nothing.
  return { kind: 'agent', agentId: actor.agentId ?? '' };
}

function seenBy(edge: Edge, name: RouteName, result: unknown, actor: Actor | null): unknown {
  if (name === 'health' && edge.state.draining) {
    return { ...(result as RouteAnswer<'health'>), status: 'draining' };
  }
  if (actor?.role !== 'agent') return result;
  if (name === 'floor') return maskFloor(result as RouteAnswer<'floor'>, actor.agentId);
  if (name === 'agents') {
    const { agents } = result as RouteAnswer<'agents'>;
    return {
      agents: agents.map((one) =>
        one.call && one.agentId !== actor.agentId
          ? { ...one, call: { ...one.call, leadName: maskName(one.call.leadName) } }
          : one,
      ),
    };
  }
  return result;
}

function putCookie(edge: Edge, reply: FastifyReply, token: string, expiresMs: number): void {
  const secure = edge.config.publicUrl?.startsWith('https:') ?? false;
  reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    expires: new Date(token === '' ? 0 : expiresMs),
  });
}

/** zod in: the request as its schema reads it. */
export function validatorCompiler({ schema, httpPart }: { schema: unknown; httpPart?: string }) {
  const type = schema as z.ZodType;
  return (data: unknown) => {
    const read = type.safeParse(data);
    if (read.success) return { value: read.data };
    const where = httpPart === 'querystring' ? 'query' : httpPart === 'params' ? 'path' : 'body';
    return { error: validationError(read.error, where) };
  };
}

/** zod out: what is not in the contract is not sent, and a wrong answer is our error, not the page's. */
export function serializerCompiler({ schema }: { schema: unknown }) {
  const type = schema as z.ZodType;
  return (data: unknown): string => {
    const read = type.safeParse(data);
    if (read.success) return JSON.stringify(read.data);
    throw new BatonError('INTERNAL', undefined, { cause: read.error });
  };
}

declare module 'fastify' {
  interface FastifyRequest {
    batonOrigin?: Origin;
  }
  interface FastifyContextConfig {
    routeName?: RouteName;
  }
}
