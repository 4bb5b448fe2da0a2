/**
 * For tests: the rooms, the gate and the HTTP server as app.ts joins them, on a test's own database, with scripted far ends of the
 * two wires and a clock that stands at noon in Chicago on a working day and runs from there.
 */

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../../adapters/engine/engine.ts';
import { createVirtualCarrier } from '../../adapters/handset/carrier.ts';
import { createModel } from '../../adapters/models/index.ts';
import { type Pool, withTransaction } from '../../adapters/postgres/pool.ts';
import { makeBrief, maskSensitive } from '../../brief/index.ts';
import { checkoutRoot } from '../../config.ts';
import { type CompiledRules, defaultRules, demoTenant, type TenantFacts } from '../../consent/index.ts';
import { countSegments, createConversationDecide } from '../../conversation/index.ts';
import { createApiKey } from '../../http/api-keys.ts';
import { createLogger } from '../../http/log.ts';
import { createHttpServer, type HttpServerOptions } from '../../http/server.ts';
import type { Clock } from '../../kernel/clock.ts';
import { createIds, createRandom } from '../../kernel/ids.ts';
import type { Db } from '../../kernel/loop.ts';
import { loadPlaybooks } from '../../playbook/load.ts';
import type { Messaging, OutboundText } from '../../ports/messaging.ts';
import type { Speech } from '../../ports/speech.ts';
import type { Arrangement, Telephony } from '../../ports/telephony.ts';
import { createReader } from '../../reading/index.ts';
import { createCommands } from '../commands.ts';
import type { ConsentGiven } from '../consent-given.ts';
import type { Core } from '../core.ts';
import { demoConsentText } from '../demo.ts';
import { createFloor } from '../floor.ts';
import { createGateFor } from '../gate-for.ts';
import { createHearingSide } from '../hearing-side.ts';
import { arrive } from '../intake.ts';
import { createModelSide } from '../model-side.ts';
import { createRecords } from '../record.ts';
import { createServices, type ServiceParts } from '../services.ts';
import { demoSettings } from '../settings.ts';
import { createAllowance } from './allowance.ts';
import { registerHostedPages } from './hosted/pages.ts';
import { createSendCode } from './hosted/send-code.ts';
import { secretOf } from './keeping/secrets.ts';
import { createReceipt } from './receipt.ts';
import { openTenantBook } from './tenant-book.ts';

/** Tuesday 17 November 2026, noon in Chicago: open everywhere on the mainland. */
export const NOON_MS = Date.UTC(2026, 10, 17, 18, 0, 0);

export interface Stage {
  core: Core;
  pool: Pool;
  url: string;
  /** What the carrier was handed, oldest first. */
  sent: OutboundText[];
  dialled: string[];
  hungUp: string[];
  /** What the phones were told to hear, oldest first. */
  arranged: Arrangement[];
  /** A key of each role. */
  keys: { agent: string; supervisor: string; admin: string };
  /** Called by the carrier's wire before it takes a text. */
  onSend: { hook: (text: OutboundText) => Promise<void> };
  errors: string[];
  stop(): Promise<void>;
}

function movedClock(startMs: number): Clock {
  const began = performance.now();
  return {
    nowMs: () => startMs + Math.floor(performance.now() - began),
    after(delayMs, run) {
      const handle = setTimeout(run, Math.min(Math.max(0, delayMs), 2_000_000_000));
      return { cancel: () => clearTimeout(handle) };
    },
  };
}

const mute: Speech = {
  available: async () => ({ ok: false, reason: 'a test', mend: '' }),
  synthesize: async () => {
    throw new Error('no speech here');
  },
};

const silentPhones = (dialled: string[], hungUp: string[], arranged: Arrangement[]): Telephony => ({
  capabilities: () => {
    throw new Error('not asked here');
  },
  start: async () => undefined,
  drain: async () => undefined,
  onEvent: () => undefined,
  dial: async (order) => void dialled.push(order.legId),
  answer: async () => undefined,
  hangup: async (legId) => void hungUp.push(legId),
  arrange: async (arrangement) => void arranged.push(arrangement),
  sendKeys: async () => undefined,
  tellRefer: async () => undefined,
  move: async () => undefined,
  liveLegs: async () => [],
});

export interface StageOptions {
  limits?: HttpServerOptions['limits'];
  /** Holds dist/console when pages are wanted. */
  root?: string;
  /** Vouches for nothing but what is saved. */
  real?: boolean;
  /** Noon of `NOON_MS` when left out. */
  startMs?: number;
  /** The shipped tables when left out. */
  rules?: CompiledRules;
  /** What is vouched for besides what the demo is. */
  tenant?: Partial<TenantFacts>;
  /** What the assistant can say; nothing when left out. */
  speech?: Speech;
}

export async function startStage(pool: Pool, options: StageOptions = {}): Promise<Stage> {
  const db = pool as unknown as Db;
  const clock = movedClock(options.startMs ?? NOON_MS);
  const id = createIds(() => clock.nowMs(), createRandom(Math.floor(performance.now() * 1000)));
  const { playbooks } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
  const settings = demoSettings;
  const { seller } = settings;
  const records = createRecords(seller, await secretOf(db, 'erasure', clock.nowMs()));
  const rules = options.rules ?? defaultRules();
  const senders = [seller.number];
  const vouched = demoTenant(rules, { sellerId: seller.id, sellerName: seller.name, senders });
  const tenant = { ...vouched, ...options.tenant };
  const tenantBook = await openTenantBook(db, seller, options.real ? null : tenant);
  const { gate, locate } = createGateFor({
    rules,
    tenant: tenantBook.facts,
    ...(options.real ? { allowance: createAllowance(tenantBook, seller.id) } : {}),
    callerId: seller.number,
    facts: records.facts,
    playbooks,
  });
  const sent: OutboundText[] = [];
  const dialled: string[] = [];
  const hungUp: string[] = [];
  const errors: string[] = [];
  const onError = (error: unknown, what: string) =>
    void errors.push(`${what}: ${error instanceof Error ? error.message : 'unknown'}`);
  const onSend: Stage['onSend'] = { hook: async () => undefined };
  const messaging: Messaging = {
    async send(text) {
      await onSend.hook(text);
      sent.push(text);
      return { providerId: text.messageId, segments: 1 };
    },
    lookup: async (messageId) => (sent.some((one) => one.messageId === messageId) ? 'sent' : 'not-sent'),
    onEvent: () => undefined,
  };
  const arranged: Arrangement[] = [];
  const telephony = silentPhones(dialled, hungUp, arranged);
  const decide = createConversationDecide({ reader: createReader(), makeBrief });
  const model = createModelSide({
    db,
    clock,
    playbooks,
    mask: (text) => maskSensitive(text).text,
    create: createModel,
    settings: null,
  });
  const loop = createFloor({
    db,
    clock,
    id,
    random: createRandom(5),
    owner: `test-${id()}`,
    decide,
    model,
    playbooks,
    settings,
    gate,
    locate,
    telephony,
    messaging,
    speech: options.speech ?? mute,
    leadTarget: (phone) => ({ kind: 'station', stationId: `handset:${phone}` }),
    sending: records.sending,
    suppress: records.suppressFact,
    restore: records.restoreFact,
    receive: createReceipt(seller.id),
    settleCall: records.settleCall,
    inbound: records.inbound,
    onError,
  });
  const hearing = createHearingSide({
    clock,
    settings: null,
    mask: (words) => maskSensitive(words).text,
    emit: (fact) => loop.emit(fact),
    onError,
  });
  const inTransaction = <T>(work: (tx: Db) => Promise<T>) =>
    withTransaction(pool, (client) => work(client as unknown as Db));
  // What these tests do not ask for (chat, desks, voices) is left out.
  const core = {
    db,
    loop,
    clock,
    id,
    settings,
    demo: false,
    playbooks,
    gate,
    get tenant() {
      return tenantBook.facts(clock.nowMs());
    },
    tenantBook,
    telephony,
    model: { side: model, fromEnvironment: false },
    hearing: { side: hearing, fromEnvironment: false, speech: options.speech ?? mute },
    decide,
    makeBrief,
    locate,
    mask: (text) => maskSensitive(text).text,
    segments: (body) => countSegments(body).segments,
    consents: records.consents,
    saveConsent: (lead, consent, nowMs) =>
      inTransaction((tx) => records.saveConsent(tx, lead, consent, randomUUID, nowMs)),
    sendCode: createSendCode({ db, gate, messaging, from: seller.number, sending: records.sending }),
    changeAgent: async () => undefined,
    stationOnline: () => false,
    changed: () => undefined,
    signedOut: () => undefined,
    health: async () => ({
      status: 'ready',
      version: 'test',
      checks: { database: true, migrations: true, media: true },
    }),
    demoInfo: async () => ({
      demo: false,
      lead: null,
      agents: [],
      supervisor: null,
      seller: seller.name,
      number: seller.number,
    }),
  } satisfies Partial<Core> as Partial<Core> as Core;
  const carrier = createVirtualCarrier({ db, clock, id, seller, segments: () => 1, onError });
  const noStations = {
    stations: {
      attach: () => {
        throw new Error('no phones here');
      },
    },
  } as unknown as Engine;
  const parts: Partial<ServiceParts> = {
    commands: createCommands(core),
    engine: noStations,
    carrier,
    arrive: (input, key) => arrive(core, input, key),
    demoPerson: async () => null,
    onChanged: () => () => undefined,
  };
  const services = createServices(core, parts as ServiceParts);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'baton-compliance-'));
  const server = await createHttpServer({
    config: {
      root: options.root ?? dataDir,
      dataDir,
      http: { host: '127.0.0.1', port: 0 },
      publicUrl: null,
      demo: false,
    },
    services,
    pool,
    log: createLogger({
      level: 'error',
      destination: { write: (line: string) => void errors.push(line) },
    }),
    now: () => clock.nowMs(),
    pages: (app, edge) => registerHostedPages(app, edge, core),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const { port } = await server.listen();
  const keyOf = async (role: 'agent' | 'supervisor' | 'admin') =>
    (await createApiKey(pool, { id: id(), name: `the ${role}`, role, createdBy: 'test' }, clock.nowMs())).key;
  return {
    core,
    pool,
    url: `http://127.0.0.1:${port}`,
    sent,
    dialled,
    hungUp,
    arranged,
    onSend,
    errors,
    keys: {
      agent: await keyOf('agent'),
      supervisor: await keyOf('supervisor'),
      admin: await keyOf('admin'),
    },
    async stop() {
      await server.drain(500);
      await loop.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One request with a key; the answer as JSON where it is JSON. */
export async function request(
  stage: Stage,
  method: string,
  at: string,
  options: { key?: string; body?: unknown; type?: string } = {},
): Promise<{ status: number; body: Record<string, never>; text: string; type: string; bytes: Buffer }> {
  const raw = typeof options.body === 'string';
  const response = await fetch(stage.url + at, {
    method,
    redirect: 'manual',
    headers: {
      ...(options.key ? { authorization: `Bearer ${options.key}` } : {}),
      ...(options.body === undefined ? {} : { 'content-type': options.type ?? 'application/json' }),
    },
    ...(options.body === undefined
      ? {}
      : { body: raw ? (options.body as string) : JSON.stringify(options.body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  const text = bytes.toString('utf8');
  return { status: response.status, body: type.includes('json') ? JSON.parse(text) : {}, text, type, bytes };
}

/** The words that a person agreed to, good for texts and calls of the demo seller. */
export { demoConsentText } from '../demo.ts';

/** A yes to texts and calls, given on a page of the seller's a minute ago. */
export const agreed = (nowMs: number): ConsentGiven => ({
  channels: ['sms', 'voice'],
  textShown: demoConsentText,
  atMs: nowMs - 60_000,
  source: 'own form',
  ip: '192.0.2.7',
  pageUrl: 'https://quotes.example/auto',
});
