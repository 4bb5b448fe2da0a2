/**
 * The HTTP edge: one port with the API (contract/routes.ts), the sockets, the console's files and the docs.
 *
 *   const server = await createHttpServer({ config, services, pool, log, now });
 *   const { url } = await server.listen();
 *   ...
 *   await server.drain();
 *
 * Reading order: request.ts (who may), api.ts (routes), socket-routes.ts (sockets), live.ts (views), pages.ts (files).
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Pool } from '../adapters/postgres/pool.ts';
import { BatonError } from '../errors.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { createIds } from '../kernel/ids.ts';
import { BODY_LIMIT_BYTES, registerApi, serializerCompiler, validatorCompiler } from './api.ts';
import { apiKeyAlive } from './api-keys.ts';
import { registerChat } from './chat-routes.ts';
import { CLOSE } from './close-codes.ts';
import type { Edge, EdgeConfig } from './context.ts';
import { registerDocs } from './docs.ts';
import { errorAnswer } from './errors-out.ts';
import { forgetOldKeys } from './idempotency.ts';
import { createLiveFeed, type LiveFeed } from './live.ts';
import { ensureLocalToken } from './local-token.ts';
import type { Logger } from './log.ts';
import { registerPages, safetyHeaders } from './pages.ts';
import { createRateLimiter } from './rate-limit.ts';
import { placeOf } from './request.ts';
import type { Services } from './services.ts';
import { findSessionById } from './sessions.ts';
import { registerSockets } from './socket-routes.ts';
import { createSocketRegistry, HEARTBEAT_MS, MAX_PAYLOAD_BYTES } from './sockets.ts';
import { forgetOldDeliveries } from './webhook-dispatcher.ts';

export interface HttpServerOptions {
  config: EdgeConfig;
  services: Services;
  pool: Pool;
  log: Logger;
  /** Epoch ms. */
  now: () => number;
  /** Called after a delivery was asked for again, so that the dispatcher looks at once. */
  onWebhooksDue?: () => void;
  /** Webhooks may go to loopback and private networks; default: in demo mode only. */
  allowPrivateWebhooks?: boolean;
  /** Believe X-Forwarded-For of a proxy in front. Off: the peer is who connects. */
  trustProxy?: boolean;
  limits?: Partial<typeof LIMITS>;
  /** For heartbeats and pauses; the real one when left out. */
  clock?: Clock;
  /** Pages that the app writes itself (hosted forms), beside the API and the console. */
  pages?: (app: FastifyInstance, edge: Edge) => void;
}

export interface HttpServer {
  app: FastifyInstance;
  feed: LiveFeed;
  /** Listens on config.http. @throws BatonError PORT_IN_USE */
  listen(): Promise<{ url: string; port: number }>;
  /** Closes what these sessions have open. Their rows are gone already. */
  signOut(sessionIds: readonly string[]): void;
  /** Refuses new work, tells every page to come back later, waits for requests under way, closes. */
  drain(limitMs?: number): Promise<void>;
}

/** Enough for a busy page and an importing program; far too little to guess passwords. */
export const LIMITS = {
  /** Sign-ins by account name and by address. */
  account: { burst: 10, everyMs: 30_000 },
  source: { burst: 40, everyMs: 5_000 },
  /** Requests by session or key, and by address of whoever is not signed in. */
  caller: { burst: 600, everyMs: 4 },
  stranger: { burst: 200, everyMs: 50 },
  /** Web chats begun by one address. */
  chat: { burst: 10, everyMs: 6_000 },
};

/** Largest range of `randomInt`. */
const CHANCE = 2 ** 48 - 1;
const DRAIN_MS = 5_000;
const HOUSEKEEPING_MS = 60_000;

export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const edge = await createEdge(options);
  const app = createApp(edge, options.trustProxy ?? false);
  const feed = createLiveFeed({
    views: edge.services.views,
    now: edge.now,
    after: (ms, run) => void edge.clock.after(ms, run),
    onError: (error, topic) =>
      edge.log.error({ err: error, topic: topic.split(':')[0] }, 'a view could not be made'),
  });
  const stopListening = edge.services.onChanged((topics) => feed.changed(topics));
  await app.register(fastifyCookie);
  await app.register(fastifyWebsocket, {
    options: { maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false },
    errorHandler: (error, socket) => {
      edge.log.error({ err: error }, 'a socket failed');
      socket.close(CLOSE.tryLater, 'failed');
    },
  });
  await registerDocs(app);
  registerApi(app, edge);
  registerSockets(app, edge, feed);
  registerChat(app, edge);
  options.pages?.(app, edge);
  await registerPages(app, edge.config.root);
  const stops = [
    every(edge.clock, HEARTBEAT_MS, async () => edge.sockets.beat()),
    every(edge.clock, HOUSEKEEPING_MS, () => housekeeping(edge)),
    stopListening,
  ];
  app.addHook('onClose', async () => {
    for (const stop of stops) stop();
  });
  await app.ready();
  return {
    app,
    feed,
    listen: () => listen(app, edge),
    signOut: (sessionIds) => {
      for (const id of sessionIds) edge.sockets.closeOf(`session:${id}`, CLOSE.signedOut, 'signed out');
    },
    drain: (limitMs = DRAIN_MS) => drain(app, edge, limitMs),
  };
}

async function createEdge(options: HttpServerOptions): Promise<Edge> {
  const limits = { ...LIMITS, ...options.limits };
  return {
    config: options.config,
    services: options.services,
    pool: options.pool,
    log: options.log,
    now: options.now,
    clock: options.clock ?? systemClock,
    id: createIds(options.now, () => randomInt(CHANCE) / CHANCE),
    sockets: createSocketRegistry(),
    limits: {
      account: createRateLimiter(limits.account),
      source: createRateLimiter(limits.source),
      caller: createRateLimiter(limits.caller),
      stranger: createRateLimiter(limits.stranger),
      chat: createRateLimiter(limits.chat),
    },
    localToken: await ensureLocalToken(options.config.dataDir),
    webhooks: {
      allowPrivate: options.allowPrivateWebhooks ?? options.config.demo,
      nudge: options.onWebhooksDue ?? (() => undefined),
    },
    state: { draining: false },
  };
}

function createApp(edge: Edge, trustProxy: boolean): FastifyInstance {
  const app = Fastify({
    loggerInstance: edge.log as never,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomBytes(5).toString('hex').toUpperCase(),
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy,
    // Slow senders (slowloris) are cut off; answers may take longer.
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: ((error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { status, body } = errorAnswer(error, request.id);
      void reply
        .code(status)
        .header('x-request-id', request.id)
        .type('application/json')
        .send(JSON.stringify(body));
    }) as never,
  }) as unknown as FastifyInstance;
  // Fastify would take text/plain as a string; no route here does.
  app.removeContentTypeParser('text/plain');
  // Lists are larger than memory should hold: the handler reads the stream and bounds it.
  app.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  app.addContentTypeParser('message/rfc822', (_request, payload, done) => done(null, payload));
  app.setValidatorCompiler(validatorCompiler as never);
  app.setSerializerCompiler(serializerCompiler as never);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (edge.state.draining) {
      reply.header('connection', 'close');
      if (request.url !== '/healthz') throw new BatonError('UNAVAILABLE', 'Baton is stopping.');
    }
    // For files and docs too: a name that only pretends to be ours gets nothing.
    placeOf(edge, request);
  });
  app.addHook('onSend', async (request, reply) => safetyHeaders(request, reply));
  app.addHook('onResponse', async (request, reply) => {
    edge.log.debug(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? '(file)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        by: request.batonOrigin?.caller?.actor.id,
      },
      'request',
    );
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, headers, body } = errorAnswer(error, request.id);
    if (status >= 500) {
      const cause = (error as { cause?: unknown }).cause ?? error;
      edge.log.error(
        { err: cause, requestId: request.id, route: request.routeOptions.url },
        'a request failed',
      );
    }
    return reply.code(status).headers(headers).serializer(JSON.stringify).type('application/json').send(body);
  });
  return app;
}

async function listen(app: FastifyInstance, edge: Edge): Promise<{ url: string; port: number }> {
  const { host, port } = edge.config.http;
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as { code?: string }).code === 'EADDRINUSE') {
      throw new BatonError('PORT_IN_USE', `Another program listens on ${host}:${port}.`, { cause: error });
    }
    throw error;
  }
  const bound = (app.server.address() as AddressInfo).port;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return { url: edge.config.publicUrl ?? `http://${shown}:${bound}`, port: bound };
}

async function drain(app: FastifyInstance, edge: Edge, limitMs: number): Promise<void> {
  edge.state.draining = true;
  edge.sockets.closeAll(CLOSE.restart, 'restarting');
  const late = edge.clock.after(limitMs, () => app.server.closeAllConnections());
  try {
    await app.close();
  } finally {
    late.cancel();
  }
}

/** Again and again, never twice at once; the returned function ends it. */
function every(clock: Clock, ms: number, work: () => Promise<void>): () => void {
  let stopped = false;
  let next = clock.after(ms, run);
  function run(): void {
    void work().finally(() => {
      if (!stopped) next = clock.after(ms, run);
    });
  }
  return () => {
    stopped = true;
    next.cancel();
  };
}

/** Forgets old keys, and ends sockets whose session or key is not good any more. */
async function housekeeping(edge: Edge): Promise<void> {
  try {
    await forgetOldKeys(edge.pool, edge.now());
    await forgetOldDeliveries(edge.pool, edge.now());
    for (const proof of edge.sockets.proofs()) {
      const [kind = '', id = ''] = proof.split(':');
      const good =
        kind === 'session'
          ? (await findSessionById(edge.pool, id, edge.now())) !== null
          : kind !== 'key' || (await apiKeyAlive(edge.pool, id));
      if (!good) edge.sockets.closeOf(proof, CLOSE.signedOut, 'session ended');
    }
  } catch (error) {
    edge.log.warn({ err: error }, 'housekeeping failed; it is tried again in a minute');
  }
}
