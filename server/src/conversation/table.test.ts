import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { parsePlaybook } from '../playbook/load.ts';
import { type Conversation, newConversation, type Phase } from './conversation.ts';
import { createConversationDecide, HEARD, type Heard } from './decide.ts';
import { plainBrief, readingOf } from './testing/fakes.ts';

const file = new URL('../../../playbooks/insurance.yaml', import.meta.url).pathname;
const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error('the insurance playbook does not load');
const { playbook } = parsed;
const NOW = Date.parse('2026-11-17T10:00:00-06:00');
const TZ = 'America/Chicago';

const PHASES: Phase[] = [
  'new',
  'opening-held',
  'talking',
  'offering',
  'ready',
  'on-call',
  'booked',
  'with-human',
  'escalated',
  'silent',
  'closed',
  'opted-out',
];

function inPhase(phase: Phase): Conversation {
  const s = {
    ...newConversation('lead-1', 'insurance', 'sms'),
    phase,
    disclosed: phase !== 'new',
    textsOut: 1,
  };
  if (phase === 'ready' || phase === 'on-call') return { ...s, transferId: 't-1' };
  if (phase === 'booked') {
    return {
      ...s,
      booking: { atMs: NOW + 3_600_000, tz: TZ },
      timers: { ...s.timers, booking: 7 },
      nextToken: 8,
    };
  }
  return s;
}

const leadId = 'lead-1';
const agent = { agentId: 'a', agentName: 'Dana Reyes' };
const FACTS: { [T in Heard]: Extract<Fact, { type: T }> } = {
  'lead.created': { type: 'lead.created', leadId, source: 'form', playbookId: 'insurance', channel: 'sms' },
  'lead.seen-again': { type: 'lead.seen-again', leadId, source: 'form', playbookId: 'insurance' },
  'lead.updated': { type: 'lead.updated', leadId, fields: { zip: '75001' }, by: 'sam' },
  'text.received': {
    type: 'text.received',
    leadId,
    messageId: 'in-1',
    channel: 'sms',
    body: 'ok',
    atMs: NOW,
  },
  'text.delivered': { type: 'text.delivered', leadId, messageId: 'none' },
  'text.failed': { type: 'text.failed', leadId, messageId: 'none', error: 'x' },
  'text.held': { type: 'text.held', leadId, messageId: 'none', untilMs: NOW, reason: 'QUIET', words: '' },
  'text.refused': { type: 'text.refused', leadId, messageId: 'none', reason: 'CAP', words: '' },
  'transfer.requested': {
    type: 'transfer.requested',
    transferId: 't-2',
    leadId,
    origin: 'operator',
    mode: 'warm',
  },
  'transfer.accepted': { type: 'transfer.accepted', transferId: 't-1', leadId, ...agent, losers: [] },
  'transfer.joined': { type: 'transfer.joined', transferId: 't-1', leadId, ...agent },
  'transfer.ended': { type: 'transfer.ended', transferId: 't-1', leadId, outcome: 'unanswered', detail: '' },
  'voicemail.left': { type: 'voicemail.left', callId: 't-1', leadId, legId: 'leg', whole: true },
  'voicemail.not-left': { type: 'voicemail.not-left', callId: 't-1', leadId, why: 'x' },
  'agent.freed': { type: 'agent.freed', agentId: 'a' },
  'thread.taken-over': { type: 'thread.taken-over', leadId, by: 'sam' },
  'thread.given-back': { type: 'thread.given-back', leadId, by: 'sam' },
  'thread.written': { type: 'thread.written', leadId, by: 'sam', body: 'hi', messageId: 'op-1' },
  'thread.suggest-set': { type: 'thread.suggest-set', leadId, on: true, by: 'sam' },
  'suggestion.sent': { type: 'suggestion.sent', leadId, suggestionId: 'none', body: 'hi', by: 'sam' },
  'suggestion.discarded': { type: 'suggestion.discarded', leadId, suggestionId: 'none', by: 'sam' },
  'consent.given': { type: 'consent.given', leadId, by: 'form' },
  'consent.revoked': { type: 'consent.revoked', leadId, words: 'asked by phone', by: 'staff' },
  'caller.asked': { type: 'caller.asked', callId: 'in-1', leadId, want: 'agent', verbatim: 'pressed 1' },
  'caller.left': { type: 'caller.left', callId: 'in-1', leadId, owed: 'unanswered' },
  'lead.book': { type: 'lead.book', leadId, atMs: NOW + 7_200_000, by: 'Dana' },
  'model.answered': {
    type: 'model.answered',
    leadId,
    turnId: 'none',
    proposal: null,
    failure: 'deadline',
    usage: { inputTokens: 0, outputTokens: 0 },
    tookMs: 2_500,
  },
  timer: { type: 'timer', name: 'booking', token: 7 },
};

/**
 * Where each fact leads from each phase; '=' stays. One row a fact, one column a phase, in the order above.
 */
const EXPECTED: Record<Heard, string> = {
  'lead.created': 'talking = = = = = = = = = = =',
  'lead.seen-again': '= = = = = = = = = talking talking =',
  'lead.updated': '= = = = = = = = = = = =',
  'text.received': 'talking talking = talking = = = = = talking = =',
  'text.delivered': '= = = = = = = = = = = =',
  'text.failed': '= = = = = = = = = = = =',
  'text.held': '= = = = = = = = = = = =',
  'text.refused': '= = = = = = = = = = = =',
  'transfer.requested': '= = ready ready = = ready = = = = =',
  'transfer.accepted': '= = = = = = = = = = = =',
  'transfer.joined': '= = = = on-call = = = = = = =',
  'transfer.ended': '= = = = booked booked = = = = = =',
  'voicemail.left': '= = = = = = = = = = = =',
  'voicemail.not-left': '= = = = = = = = = = = =',
  'agent.freed': '= = = = = = = = = = = =',
  'thread.taken-over': `${'with-human '.repeat(7)}= with-human with-human with-human =`,
  'thread.given-back': '= = = = = = = talking talking = = =',
  'thread.written': `${'with-human '.repeat(7)}= with-human with-human with-human =`,
  'thread.suggest-set': '= = = = = = = = = = = =',
  'suggestion.sent': '= = = = = = = = = = = =',
  'suggestion.discarded': '= = = = = = = = = = = =',
  'consent.given': '= talking = = = = = = = = = talking',
  'consent.revoked': `${'opted-out '.repeat(11)}=`,
  'caller.asked': 'ready ready ready ready = = ready = = ready ready =',
  'caller.left': 'booked booked booked booked = = = = = booked booked =',
  'lead.book': 'booked booked booked booked = = = = booked booked booked =',
  'model.answered': '= = = = = = = = = = = =',
  timer: '= = = = = = ready = = = = =',
};

describe('every phase and fact', () => {
  const decide = createConversationDecide({
    reader: { read: (input) => readingOf({}, input.history.length, input.messageId) },
    makeBrief: plainBrief,
  });
  const context = () => {
    let ids = 0;
    return {
      nowMs: NOW,
      id: () => `id-${++ids}`,
      random: () => 0.3,
      inputs: {
        lead: { id: leadId, name: 'Maria', phone: '+12145550142', tz: TZ },
        playbook,
        availability: { freeNow: 1, expectedWaitMs: null, soonest: [{ atMs: NOW + 3_600_000, tz: TZ }] },
        mayCallNow: { ok: true },
      },
    };
  };

  it.each(
    HEARD.flatMap((heard) =>
      PHASES.map((phase, i) => [heard, phase, EXPECTED[heard].split(' ')[i]] as const),
    ),
  )('%s in %s: %s', (heard, phase, expected) => {
    const before = inPhase(phase);
    const decision = decide(before, FACTS[heard], context());
    expect(decision.state.phase).toBe(expected === '=' ? phase : expected);
  });

  it('changes nothing for facts of other rooms', () => {
    const before = inPhase('talking');
    const decision = decide(before, { type: 'brief.done', transferId: 't-1' }, context());
    expect(decision).toEqual({ state: before, facts: [], orders: [], timers: [] });
  });
});
