import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { parsePlaybook } from '../playbook/load.ts';
import { type Conversation, type ConversationInputs, newConversation } from './conversation.ts';
import { createConversationDecide } from './decide.ts';
import { plainBrief, readingOf } from './testing/fakes.ts';

const file = new URL('../../../playbooks/insurance.yaml', import.meta.url).pathname;
const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error('the insurance playbook does not load');
const { playbook } = parsed;
const NOW = Date.parse('2026-11-17T10:00:00-06:00');
const TZ = 'America/Chicago';
const leadId = 'lead-1';
const callId = 'in-1';

const decide = createConversationDecide({
  reader: { read: (input) => readingOf({}, input.history.length, input.messageId) },
  makeBrief: plainBrief,
});

function world(over: { phase?: Conversation['phase']; inputs?: Partial<ConversationInputs> } = {}) {
  let state: Conversation = {
    ...newConversation(leadId, 'insurance', 'sms'),
    phase: over.phase ?? 'new',
  };
  const inputs: ConversationInputs = {
    lead: { id: leadId, name: '+12145550142', phone: '+12145550142', tz: TZ },
    playbook,
    availability: { freeNow: 1, expectedWaitMs: null, soonest: [{ atMs: NOW + 3_600_000, tz: TZ }] },
    mayCallNow: { ok: true },
    ...over.inputs,
  };
  let ids = 0;
  return {
    get state() {
      return state;
    },
    on(fact: Fact) {
      const step = decide(state, fact, { nowMs: NOW, id: () => `id-${++ids}`, random: () => 0.3, inputs });
      state = step.state;
      return step;
    },
  };
}
const asks = (want: 'agent' | 'callback'): Fact => ({
  type: 'caller.asked',
  callId,
  leadId,
  want,
  verbatim: 'pressed a key',
});
const left = (owed: 'lead-left' | 'unanswered' | null): Fact => ({
  type: 'caller.left',
  callId,
  leadId,
  owed,
});
const ended = (outcome: Extract<Fact, { type: 'transfer.ended' }>['outcome']): Fact => ({
  type: 'transfer.ended',
  transferId: callId,
  leadId,
  outcome,
  detail: '',
});
const none = {
  availability: { freeNow: 0, expectedWaitMs: null, soonest: [{ atMs: NOW + 3_600_000, tz: TZ }] },
};

describe('a caller asks for an agent', () => {
  it('the transfer has the id of the call, and its brief says that somebody is on the line', () => {
    const { facts, orders } = world().on(asks('agent'));
    const ready = facts.find((fact) => fact.type === 'lead.ready');
    expect(ready).toMatchObject({ transferId: callId, origin: 'caller', readiness: 1 });
    expect(ready?.brief.headline).toMatch(/^On the line: caller about/);
    expect(ready?.brief.spoken).toMatch(/A caller is on the line and waits for you/);
    expect(facts.at(-1)).toMatchObject({ type: 'caller.told', answer: 'ringing' });
    expect(orders).toEqual([]);
  });

  it('told twice it starts once (C4, C9); while another transfer runs it starts none', () => {
    const w = world();
    w.on(asks('agent'));
    expect(w.on(asks('agent')).facts).toEqual([]);
    const busy = world();
    busy.on({ type: 'transfer.requested', transferId: 't-9', leadId, origin: 'operator', mode: 'warm' });
    expect(busy.on(asks('agent')).facts).toEqual([
      { type: 'caller.told', callId, leadId, answer: 'already-running' },
    ]);
  });

  it('nobody free is said, and nothing starts', () => {
    expect(world({ inputs: none }).on(asks('agent')).facts).toEqual([
      { type: 'caller.told', callId, leadId, answer: 'nobody-free' },
    ]);
  });

  it('nothing of the call is told by text while they are on the line', () => {
    const w = world();
    w.on(asks('agent'));
    const accepted: Fact = {
      type: 'transfer.accepted',
      transferId: callId,
      leadId,
      agentId: 'a',
      agentName: 'Ana Brooks',
      losers: [],
    };
    expect(w.on(accepted).orders).toEqual([]);
    const over = w.on(ended('unanswered'));
    expect([over.orders, over.facts]).toEqual([[], []]);
    expect(w.state.transferId).toBeNull();
  });

  it('a freed agent does not start a call to somebody who is on the line', () => {
    const w = world();
    w.on(asks('agent'));
    w.on(ended('all-declined'));
    w.on(asks('callback'));
    expect(w.on({ type: 'agent.freed', agentId: 'a' }).facts).toEqual([]);
    w.on(left(null));
    expect(w.on({ type: 'agent.freed', agentId: 'a' }).facts.map(({ type }) => type)).toContain('lead.ready');
  });

  it('an opt-out stays one while its owner talks with an agent (C2)', () => {
    const w = world({ phase: 'opted-out' });
    expect(w.on(asks('agent')).facts.at(-1)).toMatchObject({ answer: 'ringing' });
    expect(w.state.phase).toBe('opted-out');
    w.on(ended('connected'));
    expect(w.state.phase).toBe('opted-out');
  });
});

describe('a caller asks to be called back', () => {
  it('the soonest slot is booked and said', () => {
    const w = world();
    const { facts } = w.on(asks('callback'));
    expect(facts).toContainEqual({ type: 'lead.booked', leadId, atMs: NOW + 3_600_000, tz: TZ });
    expect(facts.at(-1)).toMatchObject({ answer: 'booked', words: expect.stringMatching(/11 AM CST/) });
    expect(w.state).toMatchObject({ phase: 'booked', waiting: { direct: true } });
  });

  it.each<[string, Parameters<typeof world>[0], string]>([
    ['after an opt-out', { phase: 'opted-out' }, 'not-allowed'],
    [
      'without permission to call at all',
      { inputs: { mayCallNow: { ok: false, words: 'no' } } },
      'not-allowed',
    ],
    [
      'at a forbidden hour: a later one is promised',
      { inputs: { mayCallNow: { ok: false, untilMs: NOW + 600_000 } } },
      'booked',
    ],
    [
      'with an empty book: noted, and the first who is free calls',
      { inputs: { availability: { freeNow: 0, expectedWaitMs: null, soonest: [] } } },
      'no-time',
    ],
  ])('%s', (_what, over, answer) => {
    expect(world(over).on(asks('callback')).facts.at(-1)).toMatchObject({ type: 'caller.told', answer });
  });
});

describe('a caller is gone', () => {
  it('who asked for an agent and chose nothing keeps their place and a slot', () => {
    const w = world();
    w.on(asks('agent'));
    w.on(ended('unanswered'));
    expect(w.on(left('unanswered')).facts.map(({ type }) => type)).toContain('lead.booked');
    expect(w.state.waiting).not.toBeNull();
  });

  it('who hung up while agents rang is offered times, whichever of the two facts comes first', () => {
    for (const order of [
      [left('lead-left'), ended('lead-left')],
      [ended('lead-left'), left('lead-left')],
    ]) {
      const w = world();
      w.on(asks('agent'));
      for (const fact of order) w.on(fact);
      expect(w.state).toMatchObject({ phase: 'offering', transferId: null, onLine: null });
    }
  });

  it('who talked is owed nothing', () => {
    const w = world();
    w.on(asks('agent'));
    w.on({ type: 'transfer.joined', transferId: callId, leadId, agentId: 'a', agentName: 'Ana' });
    w.on(left('lead-left'));
    w.on(ended('connected'));
    expect(w.state).toMatchObject({ phase: 'closed', closedWhy: 'handed-over' });
  });
});
