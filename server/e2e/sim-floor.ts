/**
 * The real rooms on a real PostgreSQL, with the rehearsal's carrier, phones and clock at the far ends: for tests that
 * need time to stand still, or two processes on one database.
 */
import path from 'node:path';
import { createVirtualClock, type VirtualClock } from '../sim/clock.ts';
import { createSimMessaging, type SimMessaging } from '../sim/messaging.ts';
import { createSimTelephony, type SimTelephony } from '../sim/telephony.ts';
import { type Pool, withTransaction } from '../src/adapters/postgres/pool.ts';
import { newAgentState } from '../src/agents/agent.ts';
import { saveAgent } from '../src/agents/store.ts';
import { demoConsentText } from '../src/app/demo.ts';
import { createFloor, type FloorParts } from '../src/app/floor.ts';
import { createGateFor } from '../src/app/gate-for.ts';
import { createRecords, type Records } from '../src/app/record.ts';
import { demoSettings } from '../src/app/settings.ts';
import { makeBrief } from '../src/brief/index.ts';
import { checkoutRoot } from '../src/config.ts';
import { defaultRules, demoTenant } from '../src/consent/index.ts';
import { createConversationDecide } from '../src/conversation/index.ts';
import type { Fact } from '../src/kernel/events.ts';
import { createIds, createRandom } from '../src/kernel/ids.ts';
import type { Db, Loop, Tx } from '../src/kernel/loop.ts';
import { loadPlaybooks } from '../src/playbook/load.ts';
import type { Playbook } from '../src/playbook/playbook.ts';
import { createReader } from '../src/reading/index.ts';

/** Monday 16 November 2026, noon in Chicago. */
export const NOON_MS = Date.UTC(2026, 10, 16, 18, 0, 0);

export interface SimFloor {
  loop: Loop;
  clock: VirtualClock;
  telephony: SimTelephony;
  messaging: SimMessaging;
  records: Records;
  playbooks: ReadonlyMap<string, Playbook>;
  /** Every committed fact, in the order in which this process committed it. */
  facts: { fact: Fact; atMs: number }[];
  errors: string[];
  /** Plays on until nothing is left to do before this moment. */
  playTo(atMs: number): Promise<void>;
}

export interface SimFloorOptions {
  pool: Pool;
  /** Another process on the same database and at the same far ends. */
  beside?: SimFloor;
  owner?: string;
  change?: Partial<FloorParts>;
}

export async function simFloor({
  pool,
  beside,
  owner = 'one',
  change = {},
}: SimFloorOptions): Promise<SimFloor> {
  const db = pool as unknown as Db;
  const seed = owner.length * 7 + owner.charCodeAt(0);
  const clock = beside?.clock ?? createVirtualClock(NOON_MS);
  const id = createIds(() => clock.nowMs(), createRandom(seed));
  const { playbooks, problems } = await loadPlaybooks(path.join(checkoutRoot(), 'playbooks'));
  if (problems.length > 0) throw new Error('The playbooks have mistakes.');
  const { seller } = demoSettings;
  const records = createRecords(seller);
  const rules = defaultRules();
  const tenant = demoTenant(rules, {
    sellerId: seller.id,
    sellerName: seller.name,
    senders: [seller.number],
  });
  const { gate, locate } = createGateFor({
    rules,
    tenant,
    callerId: seller.number,
    facts: records.facts,
    playbooks,
  });
  const telephony = createSimTelephony(clock, createRandom(seed + 1), 0);
  const messaging =
    beside?.messaging ?? createSimMessaging(clock, id, createRandom(seed + 2), { down: 0, repeat: 0 });
  const facts: SimFloor['facts'] = [];
  const errors: string[] = [];
  const loop = createFloor({
    db,
    clock,
    id,
    random: createRandom(seed + 3),
    owner,
    decide: createConversationDecide({ reader: createReader(), makeBrief }),
    playbooks,
    settings: demoSettings,
    gate,
    locate,
    telephony,
    messaging,
    speech: {
      available: async () => ({ ok: true, engine: 'silence' }),
      synthesize: async (text) => new Int16Array(Math.round(text.length * 533)),
    },
    leadTarget: (phone) => ({ kind: 'station', stationId: `handset:${phone}` }),
    sending: records.sending,
    suppress: records.suppressFact,
    restore: records.restoreFact,
    settleCall: records.settleCall,
    inbound: records.inbound,
    onCommitted(made) {
      for (const fact of made) facts.push({ fact, atMs: clock.nowMs() });
    },
    onError: (error, what) =>
      errors.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
    ...change,
  });
  return {
    loop,
    clock,
    telephony,
    messaging,
    records,
    playbooks,
    facts,
    errors,
    async playTo(atMs) {
      for (let step = 0; step < 10_000; step++) {
        await loop.settle();
        const next = Math.min(
          clock.nextMs() ?? Number.POSITIVE_INFINITY,
          (await loop.nextDueMs()) ?? Number.POSITIVE_INFINITY,
        );
        if (next > atMs) {
          clock.moveTo(atMs);
          return;
        }
        clock.moveTo(next);
      }
      throw new Error('The floor does not come to rest.');
    },
  };
}

/** An agent who may take every playbook's leads in Texas, on shift all day. */
export async function hire(pool: Pool, floor: SimFloor, name: string, available = true): Promise<string> {
  const agentId = `agent-${name.toLowerCase()}`;
  const nowMs = floor.clock.nowMs();
  const skills = [...new Set([...floor.playbooks.values()].flatMap((playbook) => playbook.needs.skills))];
  const state = newAgentState(nowMs);
  await saveAgent(
    pool as unknown as Tx,
    {
      id: agentId,
      name,
      tz: 'America/Chicago',
      skills,
      languages: ['en'],
      licences: [{ state: 'TX', until: null }],
      shifts: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
      target: { kind: 'station', stationId: `desk:${agentId}` },
      demo: true,
    },
    {
      ...state,
      set: available ? 'available' : 'offline',
      device: { ok: true, sinceMs: nowMs, words: 'this desk rings' },
    },
  );
  return agentId;
}

/** A lead in Texas who has agreed to texts and calls. @returns their id */
export async function addLead(
  pool: Pool,
  floor: SimFloor,
  phone: string,
  name = 'Maria Alvarez',
): Promise<string> {
  const leadId = `lead-${phone.slice(1)}`;
  const nowMs = floor.clock.nowMs();
  await pool.query(
    `insert into baton.leads (id, phone, channel, name, tz, state, playbook, source, demo, created_ms)
     values ($1, $2, 'sms', $3, 'America/Chicago', 'TX', 'insurance', 'test', true, $4)`,
    [leadId, phone, name, nowMs],
  );
  const consent = {
    channels: ['sms', 'voice'] as ('sms' | 'voice')[],
    textShown: demoConsentText,
    atMs: nowMs - 60_000,
    source: 'own form',
    ip: '127.0.0.1',
    pageUrl: 'http://127.0.0.1/quote',
  };
  await withTransaction(pool, (tx) =>
    floor.records.saveConsent(
      tx as unknown as Tx,
      { phone, name, leadId },
      consent,
      () => crypto.randomUUID(),
      nowMs,
    ),
  );
  return leadId;
}

/** The lead writes; their text gets an id of its own. */
export const writes = (floor: SimFloor, leadId: string, body: string, messageId: string): Promise<void> =>
  floor.loop.emit({
    type: 'text.received',
    leadId,
    messageId,
    channel: 'sms',
    body,
    atMs: floor.clock.nowMs(),
  });

/** The floor's clock runs as ours does, until it is stopped. */
export function runAlong(floor: Pick<SimFloor, 'clock' | 'playTo'>): { stop(): Promise<void> } {
  let running = true;
  const run = (async () => {
    while (running) {
      const beganMs = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 10));
      await floor.playTo(floor.clock.nowMs() + Math.round(performance.now() - beganMs));
    }
  })();
  return {
    stop() {
      running = false;
      return run;
    },
  };
}

/** An operator's wish that agents in Texas are rung for this lead at once. */
export const wantsCall = (
  leadId: string,
  transferId: string,
  {
    mode = 'warm',
    spoken = 'Maria wants a quote.',
  }: { mode?: 'warm' | 'agentic-warm'; spoken?: string } = {},
): Fact => ({
  type: 'lead.ready',
  leadId,
  transferId,
  origin: 'operator',
  readiness: 1,
  reasons: ['test'],
  brief: { headline: 'Wants a quote', spoken, screen: '', facts: [], withheld: [] },
  need: { skills: ['insurance'], licenceState: 'TX' },
  mode,
  ring: 'all',
});
