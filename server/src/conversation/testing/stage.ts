/**
 * One conversation played without a server: the real decision, a clock that is moved by hand, alarms that
 * fire in order. For tests and transcripts.
 */
import type { Fact, Order, Outcome } from '../../kernel/events.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Conversation, ConversationDeps, ConversationInputs } from '../conversation.ts';
import { newConversation } from '../conversation.ts';
import { createConversationDecide } from '../decide.ts';

export type TextOrder = Extract<Order, { type: 'text.send' }>;

export interface StageLine {
  atMs: number;
  who: 'lead' | 'assistant' | 'agent' | 'stage';
  text: string;
}

export interface StageSetting {
  playbook: Playbook;
  deps: ConversationDeps;
  startMs: number;
  lead?: Partial<ConversationInputs['lead']>;
  freeNow?: number;
  expectedWaitMs?: number | null;
  seed?: number;
  /** Minutes from the start at which bookable slots begin. */
  slotMinutes?: number[];
  /** Whether the gate and the carrier take every text at once. */
  delivers?: boolean;
}

export interface Stage {
  state: () => Conversation;
  now: () => number;
  inputs: ConversationInputs;
  facts: Fact[];
  texts: TextOrder[];
  lines: StageLine[];
  /** Alarms that are set: name -> when. */
  alarms: Map<string, { token: number; atMs: number }>;
  give: (fact: Fact) => void;
  create: (source?: string) => void;
  lead: (text: string, options?: { thenMs?: number; id?: string }) => string;
  advance: (ms: number) => void;
  note: (text: string) => void;
  accept: (agentName?: string) => void;
  join: (agentName?: string) => void;
  end: (outcome: Outcome) => void;
}

/** A small generator with a seed (mulberry32), so that a run can be repeated. */
export function seeded(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const LEAD_ID = 'lead-1';
const MINUTE_MS = 60_000;
const MAX_ALARMS_A_STEP = 200;

function inputsOf(setting: StageSetting): ConversationInputs {
  const tz = setting.lead?.tz ?? 'America/Chicago';
  const minutes = setting.slotMinutes ?? Array.from({ length: 14 * 48 }, (_, i) => 60 + i * 30);
  const slots = minutes.map((minute) => ({ atMs: halfHour(setting.startMs) + minute * MINUTE_MS, tz }));
  return {
    lead: { id: LEAD_ID, name: 'Maria Alvarez', phone: '+12145550142', tz, state: 'TX', ...setting.lead },
    playbook: setting.playbook,
    availability: {
      freeNow: setting.freeNow ?? 1,
      expectedWaitMs: setting.expectedWaitMs ?? null,
      soonest: slots.filter(workingHours),
    },
    mayCallNow: { ok: true },
  };
}

type Engine = Pick<
  Stage,
  'state' | 'now' | 'inputs' | 'facts' | 'texts' | 'lines' | 'alarms' | 'give' | 'advance'
> & { nextId: () => string };

/** Decides, keeps the alarms, and performs each order as a carrier that takes everything would. */
function createEngine(setting: StageSetting): Engine {
  const decide = createConversationDecide(setting.deps);
  const random = seeded(setting.seed ?? 1);
  const inputs = inputsOf(setting);
  let state = newConversation(LEAD_ID, setting.playbook.id, 'sms');
  let nowMs = setting.startMs;
  let ids = 0;
  const nextId = () => `id-${++ids}`;
  const facts: Fact[] = [];
  const texts: TextOrder[] = [];
  const lines: StageLine[] = [];
  const alarms: Stage['alarms'] = new Map();

  function give(fact: Fact): void {
    const decision = decide(state, fact, { nowMs, id: nextId, random, inputs });
    state = decision.state;
    for (const change of decision.timers) {
      if (change.atMs === null) alarms.delete(change.name);
      else alarms.set(change.name, { token: change.token, atMs: change.atMs });
    }
    for (const made of decision.facts) {
      facts.push(made);
      const words = stageWords(made);
      if (words) lines.push({ atMs: nowMs, who: 'stage', text: words });
    }
    for (const order of decision.orders) if (order.type === 'text.send') deliver(order);
  }

  function deliver(order: TextOrder): void {
    texts.push(order);
    lines.push({ atMs: nowMs, who: order.kind === 'operator' ? 'agent' : 'assistant', text: order.body });
    if (setting.delivers === false) return;
    give({ type: 'text.delivered', leadId: LEAD_ID, messageId: order.messageId });
  }

  function moveTo(ms: number): void {
    nowMs = Math.max(nowMs, ms);
    inputs.availability.soonest = inputs.availability.soonest.filter((slot) => slot.atMs > nowMs);
  }

  function advance(ms: number): void {
    const untilMs = nowMs + ms;
    for (let i = 0; i < MAX_ALARMS_A_STEP; i++) {
      const due = [...alarms].filter(([, alarm]) => alarm.atMs <= untilMs);
      const next = due.toSorted((a, b) => a[1].atMs - b[1].atMs)[0];
      if (!next) break;
      const [name, alarm] = next;
      alarms.delete(name);
      moveTo(alarm.atMs);
      give({ type: 'timer', name, token: alarm.token });
    }
    moveTo(untilMs);
  }

  return { state: () => state, now: () => nowMs, inputs, facts, texts, lines, alarms, give, advance, nextId };
}

/** A stage with one lead on it; nothing has happened yet. */
export function createStage(setting: StageSetting): Stage {
  const engine = createEngine(setting);
  const { give, lines, texts, advance, now } = engine;
  const running = () => ({ transferId: engine.state().transferId ?? 'none', leadId: LEAD_ID });

  function lead(body: string, options: { thenMs?: number; id?: string } = {}): string {
    const messageId = options.id ?? engine.nextId();
    lines.push({ atMs: now(), who: 'lead', text: body });
    const before = texts.length;
    give({ type: 'text.received', leadId: LEAD_ID, messageId, channel: 'sms', body, atMs: now() });
    advance(options.thenMs ?? 4000);
    return texts
      .slice(before)
      .map((text) => text.body)
      .join(' / ');
  }

  return {
    ...engine,
    lead,
    create: (source = 'form') =>
      give({
        type: 'lead.created',
        leadId: LEAD_ID,
        source,
        playbookId: setting.playbook.id,
        channel: 'sms',
      }),
    note: (text) => lines.push({ atMs: now(), who: 'stage', text }),
    accept: (agentName = 'Dana Reyes') =>
      give({ type: 'transfer.accepted', ...running(), agentId: 'agent-1', agentName, losers: [] }),
    join: (agentName = 'Dana Reyes') =>
      give({ type: 'transfer.joined', ...running(), agentId: 'agent-1', agentName }),
    end: (outcome) => {
      lines.push({ atMs: now(), who: 'stage', text: `the transfer ends: ${outcome}` });
      give({ type: 'transfer.ended', ...running(), outcome, detail: '' });
      advance(4000);
    },
  };
}

function halfHour(ms: number): number {
  return Math.floor(ms / (30 * MINUTE_MS)) * 30 * MINUTE_MS;
}

const HOUR_OF = new Map<string, Intl.DateTimeFormat>();

function workingHours(slot: { atMs: number; tz: string }): boolean {
  const format =
    HOUR_OF.get(slot.tz) ??
    new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone: slot.tz });
  HOUR_OF.set(slot.tz, format);
  const hour = Number(format.format(slot.atMs));
  return hour >= 9 && hour < 19;
}

function stageWords(fact: Fact): string | null {
  switch (fact.type) {
    case 'lead.ready':
      return `ready (${fact.origin}): agents are rung. Brief: ${fact.brief.headline}`;
    case 'lead.booked':
      return `booked for ${new Date(fact.atMs).toISOString()} (${fact.tz})`;
    case 'turn.read':
      return `read as ${fact.action} ${fact.confidence.toFixed(2)}, ready ${fact.ready}, readiness ${fact.readiness.toFixed(2)}`;
    case 'lead.unbooked':
    case 'lead.closed':
      return `${fact.type}: ${fact.why}`;
    case 'lead.escalated':
      return `handed to people: ${fact.why}`;
    case 'lead.silent':
      return `silent after ${fact.afterFollowUps} follow-ups`;
    case 'lead.left':
      return 'the ringing is stopped';
    case 'consent.revoked':
    case 'consent.given':
    case 'lead.wrong-person':
      return fact.type;
    default:
      return null;
  }
}
