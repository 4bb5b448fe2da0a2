/**
 * The composition root: real edges, the rooms on one loop, and the HTTP server before them. The event table, who hears
 * what, is app/route.ts.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { z } from 'zod';
import type { Health } from '../../contract/api.ts';
import { createEspeak } from './adapters/espeak/espeak.ts';
import { createVirtualCarrier } from './adapters/handset/carrier.ts';
import { createModel } from './adapters/models/index.ts';
import type { Pool } from './adapters/postgres/pool.ts';
import type { AgentState } from './agents/agent.ts';
import { loadAgent, setDevice } from './agents/store.ts';
import { applyThresholds } from './app/assistant/calibration.ts';
import { loadModelSettings } from './app/assistant/model-commands.ts';
import { changeAgent } from './app/change-agent.ts';
import { createChat } from './app/chat.ts';
import { createCommands } from './app/commands.ts';
import { createAllowance } from './app/compliance/allowance.ts';
import { registerHostedPages } from './app/compliance/hosted/pages.ts';
import { createSendCode } from './app/compliance/hosted/send-code.ts';
import { secretOf } from './app/compliance/keeping/secrets.ts';
import { createReceipt } from './app/compliance/receipt.ts';
import { noteRules } from './app/compliance/rule-versions.ts';
import { openTenantBook } from './app/compliance/tenant-book.ts';
import type { Core } from './app/core.ts';
import { demoInfo, demoPersonId, ensureDemo, ensureDemoLead } from './app/demo.ts';
import { createDeskGone } from './app/desk-gone.ts';
import { createFloor } from './app/floor.ts';
import { createGateFor } from './app/gate-for.ts';
import { loadHearingSettings } from './app/hearing-commands.ts';
import { createHearingSide } from './app/hearing-side.ts';
import { arrive, takeStatus, takeText } from './app/intake.ts';
import { keepMeasures } from './app/line-quality.ts';
import { rungBy, topicsOf } from './app/live.ts';
import { createModelSide } from './app/model-side.ts';
import { asQueryable } from './app/queryable.ts';
import { createRecords } from './app/record.ts';
import { recordingsFolder } from './app/recordings/files.ts';
import { closeCutOff, keepHouse } from './app/recordings/housekeeping.ts';
import { createRecordingPlan } from './app/recordings/plan.ts';
import { noteRecording } from './app/recordings/store.ts';
import { recoverCalls } from './app/recover.ts';
import type { StartApp } from './app/running.ts';
import { createServices } from './app/services.ts';
import { loadSettings } from './app/settings.ts';
import { createSipSide, telephonyOf } from './app/sip.ts';
import { openSound } from './app/sound.ts';
import { createDeskSpeech } from './app/speech.ts';
import { createVoicemail } from './app/voicemail.ts';
import { warmReader } from './app/warm-reader.ts';
import { makeBrief, maskSensitive } from './brief/index.ts';
import type { Config } from './config.ts';
import { defaultRules, demoTenant } from './consent/index.ts';
import { countSegments, createConversationDecide } from './conversation/index.ts';
import { BatonError } from './errors.ts';
import { ensureAdmin } from './http/people.ts';
import { createHttpServer } from './http/server.ts';
import { createWebhookDispatcher } from './http/webhook-dispatcher.ts';
import { enqueueWebhooks } from './http/webhook-queue.ts';
import { systemClock } from './kernel/clock.ts';
import { createIds } from './kernel/ids.ts';
import type { Db } from './kernel/loop.ts';
import { describeProblem, loadPlaybooks } from './playbook/load.ts';
import { createReader } from './reading/index.ts';

export type Parts = Parameters<StartApp>[0];

const version: string = (
  createRequire(import.meta.url)(packageFile(import.meta.dirname)) as { version: string }
).version;

function packageFile(from: string): string {
  // Built, this file stands two folders deeper than in the source.
  return path.join(
    from,
    from.includes(`${path.sep}dist${path.sep}`) ? '../../../package.json' : '../../package.json',
  );
}

async function readPlaybooks(config: Config) {
  const { playbooks, problems } = await loadPlaybooks(path.join(config.root, 'playbooks'));
  if (problems.length > 0)
    throw new BatonError(
      'BAD_CONFIG',
      `Playbooks have mistakes:\n${problems.map(describeProblem).join('\n')}`,
    );
  return playbooks;
}

export const startApp: StartApp = async ({ config, pool, log }) => {
  const clock = systemClock;
  const random = Math.random;
  const id = createIds(() => clock.nowMs(), random);
  const db = pool as unknown as Db;
  const onError = (error: unknown, what: string) =>
    log.error({ error: error instanceof Error ? error.message : 'unknown' }, `failed: ${what}`);
  const playbooks = await readPlaybooks(config);
  await applyThresholds(db, playbooks);
  const settings = await loadSettings(db);
  const { seller } = settings;

  const records = createRecords(seller, await secretOf(db, 'erasure', clock.nowMs()));
  const rules = defaultRules();
  // Outside the demo nothing is vouched for but what an admin put on file; until then the gate denies.
  const vouched = demoTenant(rules, {
    sellerId: seller.id,
    sellerName: seller.name,
    senders: [seller.number],
  });
  const tenantBook = await openTenantBook(db, seller, config.demo ? vouched : null);
  await noteRules(db, rules, clock.nowMs());
  const { gate, locate } = createGateFor({
    rules,
    tenant: tenantBook.facts,
    ...(config.demo ? {} : { allowance: createAllowance(tenantBook, seller.id) }),
    callerId: seller.number,
    facts: records.facts,
    playbooks,
  });

  const carrier = createVirtualCarrier({
    db,
    clock,
    id,
    seller,
    segments: (body) => countSegments(body).segments,
    onError,
  });
  const engine = openSound(config, {
    onMeasured: keepMeasures(db, clock, onError),
    onUtterance: (utterance) => hearing.take(utterance),
    log: (event) => log.warn(event, 'media'),
  });
  const speech = createDeskSpeech(createEspeak());
  const sip = createSipSide({
    config,
    db,
    engine,
    clock,
    onError,
    settings,
    onDevice: (agentId, online) => deviceChanged(agentId, online),
  });
  const telephony = createVoicemail(telephonyOf(sip, engine), carrier, clock);
  const running = new Map<string, string[]>();
  const changed = new Set<(topics: string[]) => void>();
  const tell = (topics: string[]) => {
    if (topics.length > 0) for (const listener of changed) listener(topics);
  };

  const dispatcher = createWebhookDispatcher({ pool, log, clock, id, random, allowPrivate: config.demo });
  const reader = createReader();
  const decide = createConversationDecide({ reader, makeBrief });
  const modelSide = createModelSide({
    db,
    clock,
    playbooks,
    mask: (text) => maskSensitive(text).text,
    create: createModel,
    settings: config.model ?? (await loadModelSettings(db)),
  });
  const hearing = createHearingSide({
    clock,
    settings: config.hearing ?? (await loadHearingSettings(db)),
    mask: (words) => maskSensitive(words).text,
    emit: (fact) => loop.emit(fact),
    onError,
  });
  const loop = createFloor({
    db,
    clock,
    id,
    random,
    owner: `baton-${process.pid}-${id()}`,
    decide,
    model: modelSide,
    playbooks,
    settings,
    gate,
    locate,
    telephony,
    messaging: carrier,
    speech,
    leadTarget: (phone) =>
      config.demo ? { kind: 'station', stationId: `handset:${phone}` } : { kind: 'phone', e164: phone },
    recordingPlan: createRecordingPlan(rules, speech.prepare, hearing.isOn),
    sending: records.sending,
    suppress: records.suppressFact,
    restore: records.restoreFact,
    receive: createReceipt(seller.id),
    settleCall: records.settleCall,
    inbound: records.inbound,
    demo: config.demo,
    movesByCarrier: (legId) => sip.movesByCarrier(legId),
    async alongside(tx, facts, nowMs) {
      await enqueueWebhooks(asQueryable(tx), facts, { id, nowMs });
      for (const fact of facts) await noteRecording(tx, fact, nowMs);
    },
    onCommitted(facts, at) {
      for (const fact of facts) {
        // Spoken ahead, while the desks begin to ring.
        if (fact.type === 'lead.ready' && fact.brief.spoken !== '') speech.prepare(fact.brief.spoken);
        // The introduction is spoken ahead while the agent hears the brief.
        if (fact.type === 'call.phase' && fact.intro) speech.prepare(fact.intro, fact.language);
        const rung = rungBy(fact);
        if (rung.length > 0 && 'transferId' in fact)
          running.set(fact.transferId, [...(running.get(fact.transferId) ?? []), ...rung]);
      }
      tell(topicsOf(facts, at, (transferId) => running.get(transferId) ?? []));
      for (const fact of facts) if (fact.type === 'transfer.ended') running.delete(fact.transferId);
      dispatcher.nudge();
    },
    onError,
  });

  const core: Core = {
    db,
    loop,
    clock,
    id,
    settings,
    demo: config.demo,
    playbooks,
    gate,
    get tenant() {
      return tenantBook.facts(clock.nowMs());
    },
    tenantBook,
    telephony,
    sip,
    recordingsFolder: recordingsFolder(config.dataDir),
    model: { side: modelSide, fromEnvironment: config.model !== null },
    hearing: { side: hearing, fromEnvironment: config.hearing !== null, speech },
    decide,
    makeBrief,
    locate,
    mask: (text) => maskSensitive(text).text,
    segments: (body) => countSegments(body).segments,
    consents: records.consents,
    saveConsent: (lead, consent, nowMs) =>
      transaction(pool, (tx) => records.saveConsent(tx, lead, consent, randomUUID, nowMs)),
    changeAgent: (agentId, change) => changeAgent(db, agentId, change),
    changed: tell,
    signedOut: (sessionIds) => server.signOut(sessionIds),
    stationOnline: (stationId) => engine.stations.isOnline(stationId),
    sendCode: createSendCode({ db, gate, messaging: carrier, from: seller.number, sending: records.sending }),
    inbound: (phone, atMs) => records.inbound(db, phone, atMs),
    health: () => health(pool, () => draining),
    demoInfo: async () => demoInfo(config.demo, settings),
  };
  const chat = createChat(core, carrier);
  carrier.onEvent(async (event) => {
    if (event.type === 'text.status') return takeStatus(core, event);
    await records.inbound(db, event.from, clock.nowMs());
    await takeText(core, event, 'insurance');
    if (event.channel === 'webchat') chat.typing(event.from);
    tell(['floor', 'leads']);
  });

  let draining = false;
  const nowMs = clock.nowMs();
  if (config.demo) {
    await ensureDemo(
      pool,
      db,
      nowMs,
      [...playbooks.values()].flatMap((playbook) => playbook.needs.skills),
    );
    await transaction(pool, (tx) => ensureDemoLead(records, tx, randomUUID, nowMs));
  }
  const admin = await ensureAdmin(pool, { id: id(), nowMs });
  await sip.load();
  const cutOff = await closeCutOff(db, recordingsFolder(config.dataDir), nowMs);
  if (cutOff > 0) log.warn({ recordings: cutOff }, 'recordings were cut off by the last stop; they are kept');
  await telephony.start();
  await sip.connect();
  await loop.adopt();
  await forgetDevices(pool, nowMs);
  const services = createServices(core, {
    commands: createCommands(core),
    engine,
    carrier,
    chat,
    arrive: (input, key) => arrive(core, input, key),
    demoPerson: async (person) => (config.demo ? demoPersonId(person) : null),
    onChanged(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
  });
  engine.onLegLink((event) => {
    loop.emit(event).catch((error) => onError(error, `taking ${event.type}`));
  });
  const deskGone = createDeskGone({
    db,
    clock,
    emit: (fact) => loop.emit(fact),
    isOnline: (stationId) => engine.stations.isOnline(stationId),
    onError,
  });
  // A desk or phone that came back with its agent available: whoever waits for an agent hears of it.
  const deviceChanged = async (agentId: string, online: boolean) => {
    tell([`desk:${agentId}`, 'floor']);
    const agent = online ? await loadAgent(db, agentId) : null;
    if (agent && agent.state.set === 'available' && agent.state.hold === null)
      await loop.emit({ type: 'agent.freed', agentId });
  };
  const stopPresence = engine.stations.onPresence(({ stationId, online }) => {
    if (!stationId.startsWith('desk:')) return;
    const agentId = stationId.slice('desk:'.length);
    if (!online) deskGone(agentId);
    const device: AgentState['device'] = {
      ok: online,
      sinceMs: clock.nowMs(),
      words: online ? 'this desk rings' : 'browser closed',
    };
    setDevice(db, agentId, device)
      .then((differs) => (differs ? deviceChanged(agentId, online) : undefined))
      .catch((error) => onError(error, 'noting a desk'));
  });
  const server = await createHttpServer({
    config,
    services,
    pool,
    log,
    now: () => clock.nowMs(),
    clock,
    onWebhooksDue: () => dispatcher.nudge(),
    pages: (app, edge) => registerHostedPages(app, edge, core),
  });
  loop.start();
  await loop.emit({ type: 'records.due' });
  const lost = await recoverCalls(db, loop, telephony);
  if (lost > 0)
    log.warn({ legs: lost }, 'calls were cut off by the last stop; their leads are told and offered again');
  dispatcher.start();
  const stopHousekeeping = keepHouse({ db, folder: recordingsFolder(config.dataDir), clock, onError });
  const stopWarming = warmReader(reader, playbooks.values(), clock);
  const stop = async () => {
    draining = true;
    stopWarming();
    stopHousekeeping();
    stopPresence();
    await server.drain();
    await dispatcher.stop();
    await telephony.drain(5_000);
    await hearing.drain(5_000);
    await loop.stop();
  };
  try {
    const { url } = await server.listen();
    const firstSignIn = admin
      ? [{ label: 'first sign-in', url: `${admin.email} with the one-time password ${admin.password}` }]
      : [];
    return { urls: [...pagesOf(config, url), ...firstSignIn], drain: stop };
  } catch (error) {
    // The port is taken: nothing of this process may go on working behind the other's back.
    await stop();
    throw error;
  }
};

const pagesOf = (config: Config, url: string) => [
  ...(config.demo
    ? [
        { label: 'try it: lead and two desks', url: `${url}/try` },
        { label: "the lead's handset", url: `${url}/handset/+15125550142` },
        { label: "Ana's desk", url: `${url}/desk?demo=ana` },
        { label: "Ben's desk", url: `${url}/desk?demo=ben` },
        { label: "the supervisor's floor", url: `${url}/floor?demo=dana` },
      ]
    : []),
  { label: 'console', url },
  { label: 'API', url: `${url}/docs` },
];

async function health(pool: Pool, draining: () => boolean): Promise<z.input<typeof Health>> {
  const database = await pool.query('select 1 from baton.jobs limit 1').then(
    () => true,
    () => false,
  );
  const status = draining() ? 'draining' : database ? 'ready' : 'starting';
  return { status, version, checks: { database, migrations: database, media: true } };
}

/** After a start no desk is connected yet, whatever the last run believed. */
async function forgetDevices(pool: Pool, nowMs: number): Promise<void> {
  await pool.query(
    `update baton.agents set state = jsonb_set(state, '{device}', $1::jsonb) where target->>'kind' = 'station'`,
    [JSON.stringify({ ok: false, sinceMs: nowMs, words: 'browser closed' })],
  );
}

async function transaction<T>(pool: Pool, work: (tx: Db) => Promise<T>): Promise<T> {
  const { withTransaction } = await import('./adapters/postgres/pool.ts');
  return withTransaction(pool, (client) => work(client as unknown as Db));
}
