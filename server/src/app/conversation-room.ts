/** The conversation, wired: what it may know of the other rooms, and the messages that follow from its decisions. */
import type { Agent } from '../agents/agent.ts';
import { whoIsFree } from '../agents/select.ts';
import { soonestSlots } from '../agents/slots.ts';
import { loadAgents } from '../agents/store.ts';
import { type Conversation, type ConversationInputs, newConversation } from '../conversation/index.ts';
import type { Fact, Need } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Made, Statement } from '../kernel/made.ts';
import type { Decide } from '../kernel/room.ts';
import type { StateRoom } from '../kernel/state-room.ts';
import type { Lead } from '../lead/lead.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { narrowedTo } from './compliance/receipt.ts';
import type { Gate } from './gate.ts';
import { loadLead, needOf } from './lead-row.ts';
import type { Settings } from './settings.ts';
import type { Thread } from './thread.ts';

export interface ConversationWiring {
  decide: Decide<Conversation, ConversationInputs>;
  playbooks: ReadonlyMap<string, Playbook>;
  gate: Gate;
  /** Read at each decision: departments may change. */
  settings: Pick<Settings, 'departments'>;
  /** Whether a larger model may be asked at this moment. */
  modelReady?: (nowMs: number) => boolean;
}

/** Facts after which the assistant may promise a call, so that availability must be known before it speaks. */
const promises = new Set<Fact['type']>([
  'text.received',
  'model.answered',
  'timer',
  'transfer.ended',
  'voicemail.left',
  'voicemail.not-left',
  'lead.turn-came',
  'thread.given-back',
  'lead.seen-again',
  'caller.asked',
  'caller.left',
  'suggestion.sent',
]);

/** Words that the guard holds against who is free and which times may be named; wider than its own, never narrower. */
const speaksOfCalls = /\b(?:now|minute|second|free|freed|available|open|libre|ahora)\b|\d\s?[ap]\.?\s?m/i;

/** The pace of a reply is over, and the reply neither offers a call nor names a time: nobody's calendar can make it untrue. */
function onlyLeaves(state: Thread, fact: Fact): boolean {
  if (fact.type !== 'timer' || fact.name !== 'send') return false;
  return state.draft === null || (state.draft.offer === undefined && !speaksOfCalls.test(state.draft.body));
}

export function conversationRoom(
  wiring: ConversationWiring,
): StateRoom<Thread, ConversationInputs, Early, Lead> {
  return {
    name: 'conversation',
    table: 'baton.conversations',
    decide(before, fact, context) {
      // The waiting queue names the lead whose turn it is; the conversation knows it as "an agent is free".
      const heard: Fact =
        fact.type === 'lead.turn-came' ? { type: 'agent.freed', agentId: fact.agentId } : fact;
      const decision = wiring.decide(before, heard, context);
      const used = decision.facts.some((made) => made.type === 'lead.ready');
      // The queue moves on when this lead did not take their turn.
      const facts: Fact[] =
        fact.type === 'lead.turn-came' && !used
          ? [...decision.facts, { type: 'lead.turn-passed', agentId: fact.agentId, next: fact.next }]
          : decision.facts;
      const state = decision.state as Thread;
      if (state === before) return { ...decision, facts, state: before };
      const sinceMs = state.phase === before.phase ? before.sinceMs : context.nowMs;
      return { ...decision, facts, state: { ...state, sinceMs } };
    },
    async begin(tx, key, _fact, nowMs) {
      const lead = await loadLead(tx, key);
      return lead && { ...newConversation(key, lead.playbook, lead.channel), sinceMs: nowMs };
    },
    beside: '(select to_jsonb(lead) from baton.leads lead where lead.id = room.id)',
    early,
    gather: async (tx, key, state, fact, nowMs, early, lead) =>
      gather(wiring, tx, lead ?? (await loadLead(tx, key)), state, fact, nowMs, early ?? {}),
    also: messages,
  };
}

/** What a decision about a text reads whatever the thread's state is. */
interface Early {
  agents?: Agent[];
  booked?: number[];
}

async function early(tx: Tx, key: string, fact: Fact, nowMs: number): Promise<Early> {
  if (fact.type !== 'text.received') return {};
  const [agents, booked] = await Promise.all([loadAgents(tx), bookedTimes(tx, key, nowMs)]);
  return { agents, booked };
}

async function gather(
  wiring: ConversationWiring,
  tx: Tx,
  lead: Lead | null,
  state: Thread,
  fact: Fact,
  nowMs: number,
  known: Early,
): Promise<ConversationInputs> {
  if (!lead) throw new Error(`No lead ${state.leadId}`);
  const playbookId = 'playbookId' in fact ? fact.playbookId : state.playbookId;
  const playbook = wiring.playbooks.get(playbookId) ?? wiring.playbooks.get(state.playbookId);
  if (!playbook) throw new Error(`The playbook ${playbookId} is not loaded; put it back under playbooks/`);
  const inputs: ConversationInputs = {
    lead: { id: lead.id, name: lead.name, phone: lead.phone, tz: lead.tz },
    playbook,
    availability: { freeNow: 0, expectedWaitMs: null, soonest: [] },
    mayCallNow: { ok: false },
  };
  // The words that ask for a call are evidence for the gate, also while a model is still being asked about them.
  const asking = fact.type === 'model.answered' || fact.type === 'timer' ? state.asking : undefined;
  const said = fact.type === 'text.received' ? fact.body : asking?.body;
  const stops = said === undefined ? null : narrowedTo(said);
  if (stops !== null) inputs.stops = stops;
  if (lead.zip) inputs.lead.zip = lead.zip;
  if (lead.state) inputs.lead.state = lead.state;
  if (lead.language) inputs.lead.language = lead.language;
  if (lead.owner_id) inputs.lead.ownerId = lead.owner_id;
  if (fact.type === 'text.received') inputs.modelReady = wiring.modelReady?.(nowMs) ?? false;
  if (!promises.has(fact.type) || onlyLeaves(state, fact)) return inputs;
  const asked =
    fact.type === 'text.received'
      ? { messageId: fact.messageId, verbatim: fact.body, atMs: fact.atMs }
      : fact.type === 'caller.asked'
        ? { messageId: fact.callId, verbatim: fact.verbatim, atMs: nowMs }
        : asking && { messageId: asking.messageId, verbatim: asking.body, atMs: asking.atMs };
  const [agents, plan, booked] = await Promise.all([
    known.agents ?? loadAgents(tx),
    wiring.gate.callPlan(tx, lead, { nowMs, requested: asked }),
    known.booked ?? bookedTimes(tx, lead.id, nowMs),
  ]);
  const dialled = fact.type === 'caller.asked' ? await departmentDialled(tx, fact.callId) : null;
  const of = (one: Playbook) => needOf(lead, one, wiring.settings, dialled);
  const free = (one: Playbook) => availability(agents, of(one), lead, booked, plan.at, nowMs);
  inputs.availability = free(playbook);
  const { department } = of(playbook);
  if (department) inputs.department = department;
  if (fact.type === 'text.received' && playbook.handOvers) {
    const members = playbook.handOvers.flatMap(({ to }) => wiring.playbooks.get(to) ?? []);
    inputs.squad = Object.fromEntries(
      members.map((one) => {
        const { department: theirs } = of(one);
        return [
          one.id,
          { playbook: one, availability: free(one), ...(theirs ? { department: theirs } : {}) },
        ];
      }),
    );
  }
  inputs.mayCallNow =
    plan.now.verdict === 'allow'
      ? { ok: true }
      : { ok: false, words: plan.now.words, untilMs: plan.now.untilMs };
  return inputs;
}

/** The department that answers the number this caller dialled, if one does. */
async function departmentDialled(tx: Tx, callId: string): Promise<string | null> {
  const { rows } = await tx.query<{ department: string | null }>({
    name: 'department-dialled',
    text: `select state->'line'->>'department' as department from baton.callers where id = $1`,
    values: [callId],
  });
  return rows[0]?.department ?? null;
}

async function bookedTimes(tx: Tx, exceptLeadId: string, nowMs: number): Promise<number[]> {
  // One value, not a row a booking: there may be hundreds.
  const { rows } = await tx.query<{ booked: number[] | null }>({
    name: 'booked-times',
    text: `select json_agg(booked_ms) as booked from baton.conversations
           where booked_ms is not null and booked_ms > $1 and id <> $2`,
    values: [nowMs - 30 * 60_000, exceptLeadId],
  });
  return rows[0]?.booked ?? [];
}

function availability(
  agents: Agent[],
  need: Need,
  lead: Lead,
  booked: number[],
  mayCall: (atMs: number) => boolean,
  nowMs: number,
): ConversationInputs['availability'] {
  const { free, notFree } = whoIsFree(agents, need, nowMs);
  const slots = soonestSlots(agents, need, booked, mayCall, nowMs, 6);
  // Someone is wrapping up or on an offer: an honest estimate is when the first of them is known to end.
  const ends = notFree
    .filter(({ reasons }) => reasons.length === 1)
    .map(({ reasons }) => reasons[0]!.freesAtMs)
    .filter((at) => at !== null);
  const expectedWaitMs =
    free.length > 0 ? 0 : ends.length > 0 ? Math.max(0, Math.min(...ends) - nowMs) : null;
  return { freeNow: free.length, expectedWaitMs, soonest: slots.map(({ atMs }) => ({ atMs, tz: lead.tz })) };
}

/** Every text, in and out, is a row of its own, written with the decision it belongs to. */
function messages(key: string, fact: Fact, made: Made, nowMs: number): Statement[] {
  const rows: unknown[] = [];
  if (fact.type === 'text.received') {
    rows.push({
      id: fact.messageId,
      at_ms: fact.atMs,
      channel: fact.channel,
      sender: 'lead',
      kind: null,
      body: fact.body,
      status: 'received',
      why: null,
    });
  }
  const read = made.facts.find((one) => one.type === 'turn.read');
  for (const order of made.orders) {
    if (order.type !== 'text.send') continue;
    const operator = order.kind === 'operator' && fact.type === 'thread.written';
    const sent = fact.type === 'suggestion.sent' ? fact : null;
    const why = operator
      ? null
      : sent
        ? `drafted by the assistant, sent by ${sent.by}`
        : read
          ? `${read.action} (${Math.round(read.confidence * 100)} %)`
          : order.by === 'model'
            ? `${order.kind}, worded by the model`
            : order.kind;
    rows.push({
      id: order.messageId,
      at_ms: nowMs,
      channel: order.channel,
      sender: operator ? 'agent' : 'assistant',
      sent_by: operator ? fact.by : (sent?.by ?? null),
      kind: order.kind,
      body: order.body,
      status: 'planned',
      why,
    });
  }
  const statements: Statement[] = [];
  if (rows.length > 0) {
    statements.push({
      name: 'messages-write',
      text: `insert into baton.messages (id, lead_id, at_ms, channel, sender, sent_by, kind, body, status, why)
             select r.id, $1, r.at_ms, r.channel, r.sender, r.sent_by, r.kind, r.body, r.status, r.why
             from jsonb_to_recordset($2::jsonb) as r(id text, at_ms bigint, channel text, sender text, sent_by text, kind text, body text, status text, why text)
             on conflict (id) do nothing`,
      values: [key, JSON.stringify(rows)],
    });
  }
  return statements;
}
