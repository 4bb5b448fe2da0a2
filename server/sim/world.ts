/**
 * A day of the floor: the real rooms on a real PostgreSQL, time that moves only when nothing is left to do, scripted
 * people at the far ends, and faults. Same seed, same day.
 */

import { newAgentState } from '../src/agents/agent.ts';
import { loadAgents, saveAgent } from '../src/agents/store.ts';
import { demoConsentText } from '../src/app/demo.ts';
import { createFloor } from '../src/app/floor.ts';
import { createGateFor } from '../src/app/gate-for.ts';
import { createRecords } from '../src/app/record.ts';
import { demoSettings } from '../src/app/settings.ts';
import { agentView } from '../src/app/views/agents.ts';
import { makeBrief } from '../src/brief/index.ts';
import { defaultRules, demoTenant } from '../src/consent/index.ts';
import { createConversationDecide } from '../src/conversation/index.ts';
import type { Fact } from '../src/kernel/events.ts';
import { createIds, createRandom } from '../src/kernel/ids.ts';
import type { Db, Loop } from '../src/kernel/loop.ts';
import { inTransaction } from '../src/kernel/transaction.ts';
import type { Playbook } from '../src/playbook/playbook.ts';
import type { Speech } from '../src/ports/speech.ts';
import { createReader } from '../src/reading/index.ts';
import { type AgentKind, agentKinds, createAgentBot } from './agent-bot.ts';
import { createVirtualClock } from './clock.ts';
import { createLeadBot, type LeadKind, leadKinds } from './lead-bot.ts';
import { createSimMessaging } from './messaging.ts';
import { createSimTelephony } from './telephony.ts';
import { createWatch, type Violation } from './watch.ts';

export interface WorldOptions {
  db: Db;
  playbooks: ReadonlyMap<string, Playbook>;
  leads: number;
  agents: number;
  hours: number;
  seed: number;
  onProgress?: (share: number) => void;
}

export interface WorldResult {
  violations: Violation[];
  facts: { fact: Fact; atMs: number }[];
  arrived: Map<string, { atMs: number; kind: LeadKind; consent: boolean; playbookId: string }>;
  firstTextMs: number[];
  steps: number;
  startMs: number;
  errors: Map<string, number>;
}

/** Monday 16 November 2026, 08:00 in Chicago: an ordinary working day to begin with. */
export const startMs = Date.UTC(2026, 10, 16, 14, 0, 0);
/** 555-0100 to -0199 in area codes of nine states and five zones. */
const areaCodes = [
  '512',
  '214',
  '312',
  '212',
  '415',
  '305',
  '303',
  '602',
  '206',
  '404',
  '617',
  '713',
  '702',
  '919',
  '503',
  '614',
  '816',
  '615',
  '901',
  '801',
];
const faults = { down: 0.01, repeat: 0.02, repeatedLegFacts: 0.02 };
/** After the last arrival everything is played to its end: follow-ups, bookings, calls. Bounded. */
const afterHours = 24 * 60;
const maxSteps = 5_000_000;

export async function runWorld(options: WorldOptions): Promise<WorldResult> {
  const { db, playbooks, seed } = options;
  const clock = createVirtualClock(startMs);
  const stream = (n: number) => createRandom(seed * 7_919 + n);
  const id = createIds(() => clock.nowMs(), stream(1));
  const people = stream(2);
  const settings = demoSettings;
  const records = createRecords(settings.seller);
  const rules = defaultRules();
  const tenant = demoTenant(rules, {
    sellerId: settings.seller.id,
    sellerName: settings.seller.name,
    senders: [settings.seller.number],
  });
  const { gate, locate } = createGateFor({
    rules,
    tenant,
    callerId: settings.seller.number,
    facts: records.facts,
    playbooks,
  });
  const watch = createWatch();
  /** Texts the carrier took, judged at the moment they were taken. */
  const taken: {
    messageId: string;
    atMs: number;
    revoked: boolean;
    leadId: string;
    tz: string;
    consent: boolean;
  }[] = [];
  const leadOf = new Map<string, { leadId: string; tz: string; consent: boolean }>();
  const telephony = createSimTelephony(clock, stream(3), faults.repeatedLegFacts);
  const messaging = createSimMessaging(
    clock,
    id,
    stream(4),
    { down: faults.down, repeat: faults.repeat },
    (text) => {
      const lead = leadOf.get(text.to);
      // The kind is looked up later; whether the lead had revoked is known only now.
      if (lead)
        taken.push({
          messageId: text.messageId,
          atMs: clock.nowMs(),
          revoked: watch.hasRevoked(lead.leadId),
          ...lead,
        });
    },
  );
  const facts: WorldResult['facts'] = [];
  const errors = new Map<string, number>();
  const bots = new Map<string, ReturnType<typeof createAgentBot>>();
  let loop: Loop;
  const emit = (fact: Fact) => void loop.emit(fact).catch(note);
  function note(error: unknown): void {
    const words = error instanceof Error ? error.message : 'unknown';
    errors.set(words, (errors.get(words) ?? 0) + 1);
  }

  const watched = watchTelephony(telephony, watch, () => clock.nowMs());
  loop = createFloor({
    db,
    clock,
    id,
    random: stream(5),
    owner: 'rehearsal',
    decide: createConversationDecide({ reader: createReader(), makeBrief }),
    playbooks,
    settings,
    gate,
    locate,
    telephony: watched,
    messaging,
    speech: silentSpeech,
    leadTarget: (phone) => ({ kind: 'station', stationId: `handset:${phone}` }),
    sending: records.sending,
    suppress: records.suppressFact,
    restore: records.restoreFact,
    settleCall: records.settleCall,
    inbound: records.inbound,
    serial: true,
    onCommitted(made) {
      watch.facts(made, clock.nowMs());
      for (const fact of made) {
        facts.push({ fact, atMs: clock.nowMs() });
        if (fact.type === 'transfer.joined') bots.get(fact.agentId)?.talking(fact.transferId);
        if (fact.type === 'agent.wrap-up') bots.get(fact.agentId)?.over(fact.transferId);
        // Whoever was paused after misses comes back after a while.
        if (fact.type === 'agent.paused')
          clock.after(12 * 60_000, () =>
            emit({
              type: 'agent.presence-set',
              agentId: fact.agentId,
              presence: 'available',
              by: fact.agentId,
            }),
          );
      }
    },
    onError: (error, what) => {
      // A carrier that does not answer is one of the faults; the loop tries again.
      if (!(error instanceof Error && error.name === 'MessagingError'))
        note(new Error(`${what}: ${error instanceof Error ? error.message : 'unknown'}`));
    },
  });

  /** Leads whose moment has come, begun between two steps so that the order is the script's. */
  const arrivals: (() => Promise<void>)[] = [];
  const transferLead = new Map<string, string>();
  await hireAgents(options, clock, people, bots, telephony, {
    accept: (agentId, legId, transferId) =>
      emit({ type: 'agent.accepted', transferId, agentId, legId, by: 'desk' }),
    decline: (agentId, legId, transferId) => emit({ type: 'agent.declined', transferId, agentId, legId }),
    saveResult: (agentId, transferId) =>
      emit({
        type: 'agent.disposition',
        agentId,
        transferId,
        leadId: transferLead.get(transferId) ?? '',
        disposition: 'quoted',
        notes: '',
      }),
    comeBack: (agentId) => emit({ type: 'agent.presence-set', agentId, presence: 'available', by: agentId }),
  });
  const arrived: WorldResult['arrived'] = new Map();
  const firstTextMs: number[] = [];
  const texted = new Set<string>();
  messaging.onEvent(async (event) => {
    if (event.type !== 'text.in') return;
    const leadId = `lead-${event.from}`;
    emit({
      type: 'text.received',
      leadId,
      messageId: `in-${event.providerId}`,
      channel: 'sms',
      body: event.body,
      atMs: clock.nowMs(),
    });
  });
  planArrivals(options, clock, people, arrivals, (lead) => {
    const playbook = playbooks.get(lead.playbookId)!;
    leadOf.set(lead.phone, {
      leadId: lead.leadId,
      tz: locate({ phone: lead.phone }).tz,
      consent: lead.consent,
    });
    arrived.set(lead.leadId, {
      atMs: clock.nowMs(),
      kind: lead.kind,
      consent: lead.consent,
      playbookId: lead.playbookId,
    });
    const bot = createLeadBot(lead.kind, playbook, clock, lead.random, {
      write: (body) => messaging.from(lead.phone, body),
    });
    telephony.own(`handset:${lead.phone}`, bot);
    messaging.onText(lead.phone, (text) => {
      if (!texted.has(lead.leadId)) {
        texted.add(lead.leadId);
        firstTextMs.push(clock.nowMs() - 400 - arrived.get(lead.leadId)!.atMs);
      }
      bot.hears(text.body);
    });
    return async () => {
      if (lead.consent) {
        await inTransaction(db, (tx) =>
          records.saveConsent(
            tx,
            { phone: lead.phone, name: lead.name, leadId: lead.leadId },
            {
              channels: ['sms', 'voice'],
              textShown: demoConsentText,
              atMs: clock.nowMs() - 1_000,
              source: 'form',
              ip: '203.0.113.9',
              pageUrl: 'https://example.com/quote',
            },
            () => uuidOf(lead.random),
            clock.nowMs(),
          ),
        );
      }
      emit({
        type: 'lead.arrived',
        lead: {
          leadId: lead.leadId,
          phone: lead.phone,
          name: lead.name,
          playbookId: lead.playbookId,
          channel: 'sms',
          source: 'rehearsal',
          zip: undefined,
          demo: true,
        },
      });
    };
  });

  const untilMs = startMs + (options.hours + afterHours) * 3_600_000;
  let steps = 0;
  let factsSeen = 0;
  for (; steps < maxSteps; steps++) {
    // Whatever else happens in that very millisecond comes first: one thing at a time.
    await loop.settle();
    for (const begin of arrivals.splice(0)) {
      await begin();
      await loop.settle();
    }
    watch.still(telephony.living(), clock.nowMs());
    for (const { fact } of facts.slice(factsSeen))
      if (fact.type === 'lead.ready') transferLead.set(fact.transferId, fact.leadId);
    factsSeen = facts.length;
    const next = least(clock.nextMs(), await loop.nextDueMs());
    if (next === null || next > untilMs) break;
    clock.moveTo(next);
    if (steps % 500 === 0)
      options.onProgress?.(Math.min(1, (clock.nowMs() - startMs) / (options.hours * 3_600_000)));
  }
  await loop.stop();
  const kinds = await messageKinds(db);
  for (const text of taken) {
    const kind = kinds.get(text.messageId) ?? 'unknown';
    watch.text({ ...text, kind, hadConsent: text.consent, wroteFirst: false }, text.atMs);
  }
  watch.end();
  return { violations: watch.violations, facts, arrived, firstTextMs, steps, startMs, errors };
}

const least = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

async function messageKinds(db: Db): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; kind: string }>({
    text: 'select id, kind from baton.messages',
    values: [],
  });
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

/** Speech takes time and is not listened to: about 15 characters a second. */
const silence = new Int16Array(8 * 60_000);
const silentSpeech: Speech = {
  available: async () => ({ ok: true, engine: 'silence' }),
  synthesize: async (text) =>
    silence.subarray(0, Math.min(silence.length, Math.round((text.length / 15) * 8_000))),
};

function watchTelephony(
  telephony: ReturnType<typeof createSimTelephony>,
  watch: ReturnType<typeof createWatch>,
  nowMs: () => number,
): ReturnType<typeof createSimTelephony> {
  const leads = new Set<string>();
  return {
    ...telephony,
    async dial(order) {
      const stationId = order.target.kind === 'station' ? order.target.stationId : '';
      const role = stationId.startsWith('handset:') ? 'lead' : 'agent';
      if (role === 'lead') leads.add(order.legId);
      watch.dialled({ callId: order.callId, stationId, role }, nowMs());
      await telephony.dial(order);
    },
    async arrange(arrangement) {
      watch.arranged(arrangement, (legId) => leads.has(legId), nowMs());
      await telephony.arrange(arrangement);
    },
  };
}

function uuidOf(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '89ab'[Math.floor(random() * 4)]!;
  const text = hex.join('');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

const states = 'TX IL NY CA FL CO AZ WA GA MA NV NC OR OH MO TN UT'.split(' ');

async function hireAgents(
  options: WorldOptions,
  clock: ReturnType<typeof createVirtualClock>,
  random: () => number,
  bots: Map<string, ReturnType<typeof createAgentBot>>,
  telephony: ReturnType<typeof createSimTelephony>,
  acts: Parameters<typeof createAgentBot>[4],
): Promise<void> {
  const skills = [...new Set([...options.playbooks.values()].flatMap((playbook) => playbook.needs.skills))];
  const shares: AgentKind[] = [
    'prompt',
    'prompt',
    'prompt',
    'slow',
    'slow',
    'prompt',
    'declining',
    'prompt',
    'missing',
    'prompt',
    'slow',
    'voicemail',
  ];
  for (let i = 0; i < options.agents; i++) {
    const agentId = `agent-${String(i + 1).padStart(3, '0')}`;
    const kind = shares[i % shares.length] ?? agentKinds[0];
    const from = 7 + (i % 6);
    const agent = {
      id: agentId,
      name: `Agent ${i + 1}`,
      tz: 'America/Chicago',
      skills,
      languages: ['en', 'es'],
      licences: states.map((state) => ({ state, until: null })),
      shifts: [
        { days: [1, 2, 3, 4, 5, 6, 7], from: `${String(from).padStart(2, '0')}:00`, to: `${from + 9}:00` },
      ],
      target: { kind: 'station' as const, stationId: `desk:${agentId}` },
      demo: true,
    };
    const state = {
      ...newAgentState(clock.nowMs()),
      set: 'available' as const,
      device: { ok: true, sinceMs: clock.nowMs(), words: 'this desk rings' },
    };
    await saveAgent(options.db, agent, state);
    const bot = createAgentBot(agentId, kind, clock, createRandom(Math.floor(random() * 2 ** 31)), acts);
    bots.set(agentId, bot);
    telephony.own(`desk:${agentId}`, bot);
  }
  // The first view of the roster is also a check that it can be shown.
  for (const agent of await loadAgents(options.db)) agentView(agent, clock.nowMs());
}

interface PlannedLead {
  leadId: string;
  phone: string;
  name: string;
  playbookId: string;
  kind: LeadKind;
  consent: boolean;
  random: () => number;
}

const names = ['Maria', 'James', 'Aisha', 'Chen', 'Olga', 'Luis', 'Priya', 'Tom', 'Nia', 'Walt'];
const kindShares: LeadKind[] = [
  'eager',
  'eager',
  'eager',
  'curious',
  'curious',
  'slow',
  'rude',
  'opting-out',
  'not-answering',
  'later',
  'silent',
  'eager',
  'curious',
  'wrong-person',
  'eager',
];

/** Arrivals over the whole time, more by day than by night. */
function planArrivals(
  options: WorldOptions,
  clock: ReturnType<typeof createVirtualClock>,
  random: () => number,
  arrivals: (() => Promise<void>)[],
  arrive: (lead: PlannedLead) => () => Promise<void>,
): void {
  const ids = [...options.playbooks.keys()].sort();
  for (let i = 0; i < options.leads; i++) {
    const area = areaCodes[i % areaCodes.length]!;
    const line = Math.floor(i / areaCodes.length) % 100;
    const block = Math.floor(i / (areaCodes.length * 100));
    const phone = `+1${area}${555 - block}01${String(line).padStart(2, '0')}`;
    let atMs = random() * options.hours * 3_600_000;
    // Half of those that would come at night come in the morning instead.
    if ((atMs / 3_600_000) % 24 > 14 && random() < 0.5) atMs = ((atMs / 3_600_000) % 10) * 3_600_000;
    const lead: PlannedLead = {
      leadId: `lead-${phone}`,
      phone,
      name: `${names[Math.floor(random() * names.length)]} ${i}`,
      playbookId: ids[Math.floor(random() * ids.length)]!,
      kind: kindShares[Math.floor(random() * kindShares.length)] ?? leadKinds[0],
      consent: random() > 0.04,
      random: createRandom(Math.floor(random() * 2 ** 31)),
    };
    clock.after(atMs, () => void arrivals.push(arrive(lead)));
  }
}
