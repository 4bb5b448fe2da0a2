/** For tests of the edge: a scripted app at the far end of `Services`, and a real server in front of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import type { Pool } from '../adapters/postgres/pool.ts';
import { BatonError } from '../errors.ts';
import { createLogger } from './log.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';
import type { Actor, Attachment, Call, CheckedLead, Commands, Services } from './services.ts';

export interface FakeApp extends Services {
  /** What arrived, in order. */
  calls: {
    route: string;
    actor: Actor | null;
    id: string;
    body: unknown;
    scope: unknown;
    requestKey: string | null;
  }[];
  leads: CheckedLead[];
  frames: { end: string; frame: unknown }[];
  sends: Map<string, (frame: unknown) => void>;
  closes: Map<string, () => void>;
  change(...topics: string[]): void;
  /** Answers to routes, by name; a test sets what it needs. */
  answers: Record<string, (call: Call<'lead'>, actor: Actor | null) => unknown>;
  viewData: Record<string, unknown>;
  viewLoads: string[];
  /** `agentId kind id`. */
  tied: Set<string>;
  demoPeople: Record<string, string>;
}

export function createFakeApp(): FakeApp {
  const listeners = new Set<(topics: string[]) => void>();
  const app: Omit<FakeApp, 'commands'> & { commands: Commands } = {
    calls: [],
    leads: [],
    frames: [],
    sends: new Map(),
    closes: new Map(),
    viewData: {},
    viewLoads: [],
    tied: new Set(),
    demoPeople: {},
    answers: {
      health: () => ({ status: 'ready', version: '0.1.0', checks: { database: true } }),
      demo: () => ({
        demo: true,
        lead: null,
        agents: [],
        supervisor: null,
        seller: 'Northside',
        number: '+15125550100',
      }),
      leads: () => ({ leads: [], nextCursor: null, total: 0 }),
      playbooks: () => ({ playbooks: [] }),
    },
    change: (...topics) => {
      for (const listener of listeners) listener(topics);
    },
    commands: new Proxy({} as Commands, {
      get: (_, route: string) => async (actor: Actor | null, call: Call<'lead'>) => {
        const { id, body, scope, requestKey } = call;
        app.calls.push({ route, actor, id, body, scope, requestKey });
        if (route === 'createLead')
          return app.intake.create(actor!, body as unknown as CheckedLead, requestKey);
        return app.answers[route]?.(call, actor) ?? { ok: true };
      },
    }),
    views: {
      desk: (agentId) => load(`desk:${agentId}`),
      floor: () => load('floor'),
      leads: () => load('leads'),
      lead: (id) => load(`lead:${id}`),
      transfer: (id) => load(`transfer:${id}`),
    },
    ties: {
      lead: async (agentId, id) => app.tied.has(`${agentId} lead ${id}`),
      transfer: async (agentId, id) => app.tied.has(`${agentId} transfer ${id}`),
    },
    intake: {
      playbookIds: () => ['insurance', 'lending'],
      known: async (phones) =>
        new Set(phones.filter((phone) => app.leads.some((lead) => lead.phone === phone))),
      create: async (_actor, lead) => {
        const joinedExisting = app.leads.some((one) => one.phone === lead.phone);
        app.leads.push(lead);
        const willText = lead.consent !== undefined;
        const reason = willText ? null : 'NO_CONSENT';
        const words = willText ? 'The first text leaves now.' : 'Nothing is sent: no consent on record.';
        return {
          leadId: `lead${app.leads.length}`,
          joinedExisting,
          next: { willText, reason, words, untilMs: null },
        };
      },
    },
    stations: {
      attach: (stationId, send, close) => {
        app.closes.set(stationId, close);
        return attachment(stationId, send as (frame: unknown) => void);
      },
    },
    handset: { attach: (e164, send) => attachment(e164, send as (frame: unknown) => void) },
    chat: {
      start: async (input, seen) => {
        app.frames.push({ end: 'chat', frame: { input, seen } });
        return { token: 'x'.repeat(32), seller: 'Northside' };
      },
      attach: (token, send) => {
        if (token === 'unknown') throw new BatonError('NOT_FOUND', 'No chat has this token.');
        return attachment(`chat ${token}`, send as (frame: unknown) => void);
      },
    },
    demoPerson: async (person) => app.demoPeople[person] ?? null,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  function load(topic: string): Promise<never> {
    app.viewLoads.push(topic);
    const data = app.viewData[topic];
    return Promise.resolve((typeof data === 'function' ? data() : (data ?? null)) as never);
  }
  function attachment<T>(end: string, send: (frame: unknown) => void): Attachment<T> {
    app.sends.set(end, send);
    return {
      receive: (frame) => void app.frames.push({ end, frame }),
      detach: () => void app.frames.push({ end, frame: 'detached' }),
    };
  }
  return app;
}

export interface Running extends HttpServer {
  url: string;
  app: HttpServer['app'];
  fake: FakeApp;
  log: string[];
  dataDir: string;
  stop(): Promise<void>;
}

/** A server on a free port of 127.0.0.1. */
export async function runServer(
  pool: Pool,
  options: Partial<HttpServerOptions> & { demo?: boolean } = {},
): Promise<Running> {
  const fake = createFakeApp();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'baton-http-'));
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const server = await createHttpServer({
    config: {
      root: dataDir,
      dataDir,
      http: { host: '127.0.0.1', port: 0 },
      publicUrl: null,
      demo: options.demo ?? true,
      ...options.config,
    },
    services: fake,
    pool,
    log: createLogger({ level: 'debug', destination }),
    now: Date.now,
    ...options,
  });
  const { port } = await server.listen();
  return {
    ...server,
    url: `http://127.0.0.1:${port}`,
    fake,
    log,
    dataDir,
    stop: async () => {
      await server.drain(500);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What tests look at in answers; anything else is unknown. */
export interface AnswerBody {
  error: { code: string; message: string; hint: string; requestId: string; fields: Record<string, string> };
  me: { role: string; mustChangePassword: boolean };
  token: string;
  leadId: string;
  joinedExisting: boolean;
  email: string;
  errors: { row: number; code: string }[];
  columns: string[];
  sample: Record<string, unknown>[];
  status: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: AnswerBody;
}

/** One request; the body as JSON when it is no string. */
export async function ask(
  server: { url: string },
  method: string,
  at: string,
  options: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const json = options.body !== undefined && typeof options.body !== 'string';
  const response = await fetch(server.url + at, {
    method,
    redirect: 'manual',
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: json ? JSON.stringify(options.body) : (options.body as string) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : text,
  };
}

export interface Page {
  socket: WebSocket;
  send(frame: unknown): void;
  /** The next frame that fits; fails after 5 s. */
  next(fits?: (frame: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  closed: Promise<number>;
  close(): void;
}

/** A WebSocket client that keeps what it hears. */
export function openPage(server: { url: string }, at: string, headers: Record<string, string> = {}): Page {
  const socket = new WebSocket(server.url.replace('http', 'ws') + at, { headers });
  const heard: Record<string, unknown>[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)));
    wake();
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)));
  const opened = new Promise<void>((resolve) => {
    socket.on('open', resolve);
    socket.on('close', () => resolve());
  });
  return {
    socket,
    closed,
    close: () => socket.close(),
    send: (frame) =>
      void opened.then(() => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))),
    async next(fits = () => true) {
      const end = Date.now() + 5_000;
      for (;;) {
        const at = heard.findIndex(fits);
        if (at >= 0) return heard.splice(0, at + 1)[at]!;
        const left = end - Date.now();
        if (left <= 0) throw new Error(`no such frame; heard ${JSON.stringify(heard)}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}
