import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePlaybook } from '../playbook/load.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { countQuestions } from './sentences.ts';
import { plainBrief, type Script, scriptedReader } from './testing/fakes.ts';
import { createStage, type Stage, type StageSetting } from './testing/stage.ts';

const file = new URL('../../../playbooks/insurance.yaml', import.meta.url).pathname;
const parsed = parsePlaybook(readFileSync(file, 'utf8'), file);
if (!parsed.ok) throw new Error('the insurance playbook does not load');
const playbook: Playbook = parsed.playbook;
/** Monday, 10:00 in Chicago. */
const MONDAY = Date.parse('2026-11-16T10:00:00-06:00');

function stage(scripts: Record<string, Script>, more: Partial<StageSetting> = {}): Stage {
  return createStage({
    playbook,
    deps: { reader: scriptedReader(scripts), makeBrief: plainBrief },
    startMs: MONDAY,
    ...more,
  });
}

const last = (s: Stage) => s.texts.at(-1)?.body ?? '';
const facts = (s: Stage, type: string) => s.facts.filter((fact) => fact.type === type);

describe('opening', () => {
  it('leaves in the same decision, names seller, AI and the way out, and asks the first question', () => {
    const s = stage({});
    s.create();
    expect(s.texts).toHaveLength(1);
    expect(s.texts[0]?.kind).toBe('opening');
    expect(last(s)).toMatch(/Northside Quotes/);
    expect(last(s)).toMatch(/\bAI\b/);
    expect(last(s)).toMatch(/STOP/);
    expect(countQuestions(last(s))).toBe(1);
    expect(s.state().lastAsked).toBe('coverage_type');
    s.create();
    expect(s.texts).toHaveLength(1);
  });

  it('is not sent to a lead who wrote first, who is answered with the disclosure', () => {
    const s = stage({ 'need car insurance': { slots: { coverage_type: 'auto' } } });
    s.create('text');
    expect(s.texts).toHaveLength(0);
    expect(s.lead('need car insurance')).toMatch(/AI assistant at Northside Quotes. Reply STOP/);
    expect(s.state().lastAsked).toBe('zip');
  });

  it('held by the gate waits for its hour, refused waits for consent', () => {
    const s = stage({}, { delivers: false });
    s.create();
    const messageId = s.texts[0]?.messageId ?? '';
    s.give({
      type: 'text.held',
      leadId: 'lead-1',
      messageId,
      untilMs: MONDAY + 3_600_000,
      reason: 'QUIET',
      words: 'quiet',
    });
    expect(s.state().phase).toBe('opening-held');
    s.advance(3_700_000);
    expect(s.texts).toHaveLength(2);
    expect(s.texts[1]?.messageId).not.toBe(messageId);
    s.give({
      type: 'text.refused',
      leadId: 'lead-1',
      messageId: s.texts[1]?.messageId ?? '',
      reason: 'CONSENT',
      words: 'no consent',
    });
    expect(s.state().phase).toBe('opening-held');
    s.advance(10 * 86_400_000);
    expect(s.texts).toHaveLength(2);
    s.give({ type: 'consent.given', leadId: 'lead-1', by: 'form' });
    expect(s.texts).toHaveLength(3);
    expect(last(s)).toMatch(/Northside Quotes/);
  });
});

describe('Spanish', () => {
  it('a lead on record as writing Spanish is greeted and asked in Spanish', () => {
    const s = stage({}, { lead: { language: 'es' } });
    s.create();
    expect(last(s)).toMatch(/^Hola Maria/);
    expect(last(s)).toMatch(/\?/);
    expect(last(s)).toMatch(/STOP/);
    expect(countQuestions(last(s))).toBe(1);
  });
});

describe('what only the carrier or the law asks', () => {
  it('HELP is answered at once and changes nothing else', () => {
    const s = stage({});
    s.create();
    const asked = s.state().lastAsked;
    s.give({
      type: 'text.received',
      leadId: 'lead-1',
      messageId: 'h',
      channel: 'sms',
      body: 'HELP',
      atMs: MONDAY,
    });
    expect(last(s)).toMatch(/northsidequotes\.example\/help.*STOP/);
    expect(s.state().lastAsked).toBe(asked);
  });

  it('HELP is answered again, and a lead who comes back is greeted anew', () => {
    const s = stage({});
    s.create();
    for (const id of ['h1', 'h2']) {
      s.give({
        type: 'text.received',
        leadId: 'lead-1',
        messageId: id,
        channel: 'sms',
        body: 'help',
        atMs: MONDAY,
      });
    }
    expect(s.texts).toHaveLength(3);
    s.advance(20 * 86_400_000);
    expect(s.state().phase).toBe('silent');
    s.give({ type: 'lead.seen-again', leadId: 'lead-1', source: 'form', playbookId: 'insurance' });
    expect(last(s)).toMatch(/Maria.*Northside Quotes.*again|again.*Northside Quotes|coming back/);
    expect(s.state().phase).toBe('talking');
  });

  it('a text held while the lead writes is not sent later', () => {
    const s = stage({ car: { slots: { coverage_type: 'auto' } } }, { delivers: false });
    s.create();
    const first = s.texts[0]?.messageId ?? '';
    s.give({
      type: 'text.held',
      leadId: 'lead-1',
      messageId: first,
      untilMs: MONDAY + 3_600_000,
      reason: 'Q',
      words: 'q',
    });
    s.lead('car');
    expect(s.state().held).toBeNull();
    expect(last(s)).toMatch(/AI assistant at Northside Quotes/);
    const sent = s.texts.length;
    s.advance(900_000);
    expect(s.texts).toHaveLength(sent);
  });

  it('staff and link opt-outs end everything without a text', () => {
    const s = stage({});
    s.create();
    s.give({ type: 'consent.revoked', leadId: 'lead-1', words: 'by phone', by: 'staff' });
    s.advance(10 * 86_400_000);
    expect(s.texts).toHaveLength(1);
    expect(s.state().phase).toBe('opted-out');
  });

  it('a number that takes nothing is given up after three failures', () => {
    const s = stage({}, { delivers: false });
    s.create();
    for (let i = 0; i < 3; i++) {
      const messageId = s.texts.at(-1)?.messageId ?? '';
      s.give({ type: 'text.failed', leadId: 'lead-1', messageId, error: 'landline' });
      s.advance((2 * 86_400_000) / (i === 0 ? 96 : 12));
    }
    expect(s.state()).toMatchObject({ phase: 'closed', closedWhy: 'unreachable by text' });
  });
});

describe('questions', () => {
  it('go one at a time to an offer, and a yes rings the agents at once', () => {
    const s = stage({
      car: { slots: { coverage_type: 'auto' }, echo: 'car' },
      '75001': { slots: { coverage_type: 'auto', zip: '75001' } },
      geico: { slots: { coverage_type: 'auto', zip: '75001', current_carrier: 'GEICO' }, readiness: 0.5 },
      'yes please': { action: 'transfer', readiness: 0.9 },
    });
    s.create();
    expect(s.lead('car')).toMatch(/ZIP/i);
    s.lead('75001');
    expect(s.state().lastAsked).toBe('current_carrier');
    expect(s.lead('geico')).toMatch(/call/i);
    expect(s.state().phase).toBe('offering');
    s.lead('yes please', { thenMs: 0 });
    expect(facts(s, 'lead.ready')).toHaveLength(1);
    expect(facts(s, 'lead.ready')[0]).toMatchObject({
      origin: 'text',
      need: { skills: ['insurance'], licenceState: 'TX' },
    });
    s.advance(3000);
    expect(last(s)).not.toMatch(/connected/i);
    s.accept();
    expect(last(s)).toMatch(/Dana/);
    s.join();
    expect(s.state().phase).toBe('on-call');
    const before = s.texts.length;
    s.end('connected');
    expect(s.texts).toHaveLength(before);
    expect(s.state().phase).toBe('closed');
    expect(facts(s, 'lead.closed')[0]).toMatchObject({ why: 'handed-over' });
  });

  it('are asked at most three times, each time differently, then left', () => {
    const s = stage({ hm: {}, huh: {}, what: {}, eh: {} });
    s.create();
    for (const text of ['hm', 'huh', 'what', 'eh']) s.lead(text);
    expect(s.state().asked.coverage_type).toBe(3);
    expect(s.state().lastAsked).toBe('zip');
    expect(new Set(s.texts.map((text) => text.body)).size).toBe(s.texts.length);
  });

  it('answers what was asked, then asks exactly one thing', () => {
    const s = stage({
      'how much?': { action: 'answer', asksFor: [{ knowledgeId: 'price', score: 0.9 }] },
      'do you cover llamas?': { action: 'answer', isQuestion: true },
    });
    s.create();
    const first = s.lead('how much?');
    expect(first).toMatch(/ZIP|details|number/);
    expect(countQuestions(first)).toBe(1);
    expect(s.lead('do you cover llamas?')).toMatch(/agent/);
    expect(s.state().unknown).toHaveLength(1);
  });

  it('a second text before the reply rewrites it with both known', () => {
    const s = stage({
      'how much?': { action: 'answer', asksFor: [{ knowledgeId: 'price', score: 0.9 }] },
      'its for my truck': { slots: { coverage_type: 'auto' } },
    });
    s.create();
    s.lead('how much?', { thenMs: 300 });
    const said = s.lead('its for my truck');
    expect(s.texts).toHaveLength(2);
    expect(said).toMatch(/details|by text/);
    expect(s.state().lastAsked).toBe('zip');
  });
});

describe('stopping', () => {
  it('confirms once, clears everything, and never writes again until START', () => {
    const s = stage({ 'leave me alone': { action: 'opt_out' }, hello: {} });
    s.create();
    expect(s.lead('leave me alone')).toMatch(/START/);
    expect(facts(s, 'consent.revoked')[0]).toMatchObject({ words: 'leave me alone', by: 'lead' });
    const sent = s.texts.length;
    s.lead('hello');
    s.give({ type: 'agent.freed', agentId: 'a' });
    s.give({ type: 'thread.written', leadId: 'lead-1', by: 'sam', body: 'hi', messageId: 'op-1' });
    s.give({ type: 'lead.seen-again', leadId: 'lead-1', source: 'form', playbookId: 'insurance' });
    s.advance(30 * 86_400_000);
    expect(s.texts).toHaveLength(sent);
    expect(s.alarms.size).toBe(0);
    expect(s.lead('START')).toMatch(/STOP/);
    expect(facts(s, 'consent.given')).toHaveLength(1);
  });

  it('while agents ring revokes consent, and the end of that transfer says nothing', () => {
    const s = stage({ 'call me': { action: 'transfer', readiness: 0.9 }, stop: { action: 'opt_out' } });
    s.create();
    s.lead('call me');
    s.lead('stop');
    const sent = s.texts.length;
    s.end('not-permitted');
    expect(s.texts).toHaveLength(sent);
    expect(s.state().transferId).toBeNull();
  });
});

describe('calls', () => {
  const yes = { 'call me': { action: 'transfer', readiness: 0.9 } as Script };

  it('nobody free: says so, offers two times, and a pick is booked, then rung at its hour', () => {
    const s = stage({ ...yes, 'the second one': { action: 'schedule' } }, { freeNow: 0 });
    s.create();
    expect(s.lead('call me')).toMatch(/today at .* (or|and) .*CST/);
    expect(facts(s, 'lead.ready')).toHaveLength(0);
    const second = s.state().offer?.slots[1];
    expect(s.lead('the second one')).toMatch(/Monday \(today\) at .*CST/);
    expect(facts(s, 'lead.booked')[0]).toMatchObject({ atMs: second?.atMs, tz: 'America/Chicago' });
    s.inputs.availability.freeNow = 1;
    s.advance((second?.atMs ?? 0) - s.now() + 10);
    expect(facts(s, 'lead.ready')[0]).toMatchObject({ origin: 'callback' });
  });

  it('a freed agent: rung at once within three minutes, asked first after that', () => {
    const soon = stage(yes, { freeNow: 0 });
    soon.create();
    soon.lead('call me');
    soon.inputs.availability.freeNow = 1;
    soon.give({ type: 'agent.freed', agentId: 'a' });
    expect(facts(soon, 'lead.ready')).toHaveLength(1);

    const late = stage(yes, { freeNow: 0 });
    late.create();
    late.lead('call me');
    late.advance(600_000);
    late.inputs.availability.freeNow = 1;
    late.give({ type: 'agent.freed', agentId: 'a' });
    late.advance(3000);
    expect(facts(late, 'lead.ready')).toHaveLength(0);
    expect(last(late)).toMatch(/\?/);
    late.lead('call me');
    expect(facts(late, 'lead.ready')).toHaveLength(1);
  });

  it('a turn that cannot be used goes by until it can, or until the lead is heard of', () => {
    const s = stage({ ...yes, 'any news?': {} }, { freeNow: 0 });
    s.create();
    s.lead('call me');
    const since = s.state().waiting?.sinceMs ?? 0;
    s.inputs.availability.freeNow = 1;
    s.inputs.mayCallNow = { ok: false, untilMs: s.now() + 3_600_000 };
    s.give({ type: 'agent.freed', agentId: 'a' });
    expect(s.state().waiting?.notBeforeMs).toBe(s.now() + 3_600_000);
    s.lead('any news?');
    expect(s.state().waiting).toMatchObject({ sinceMs: since });
    expect(s.state().waiting).not.toHaveProperty('notBeforeMs');
    // Never while forbidden for good, and forgotten once the wait is over.
    s.inputs.mayCallNow = { ok: false };
    s.give({ type: 'agent.freed', agentId: 'a' });
    expect(s.state().waiting?.notBeforeMs).toBe(since + 4 * 3_600_000 + 1);
    s.advance(4 * 3_600_000 + 2);
    s.give({ type: 'agent.freed', agentId: 'a' });
    expect(s.state().waiting).toBeNull();
    expect(facts(s, 'lead.ready')).toHaveLength(0);
  });

  it('asked once, a waiting lead is asked again after half an hour and not a third time', () => {
    const s = stage(yes, { freeNow: 0 });
    s.create();
    s.lead('call me');
    s.advance(600_000);
    s.inputs.availability.freeNow = 1;
    const asked: number[] = [];
    for (let minute = 0; minute < 120; minute += 10) {
      const before = s.state().waiting?.asks;
      s.give({ type: 'agent.freed', agentId: 'a' });
      if (s.state().waiting?.asks !== before) asked.push(minute);
      s.advance(600_000);
    }
    expect(asked).toEqual([0, 30]);
  });

  it('never runs two at once', () => {
    const s = stage({ ...yes });
    s.create();
    s.lead('call me');
    s.lead('call me');
    s.give({ type: 'agent.freed', agentId: 'a' });
    expect(facts(s, 'lead.ready')).toHaveLength(1);
  });

  it('a wish for a time is booked in the lead’s zone; another one moves it; a call off removes it', () => {
    const s = stage({
      'tomorrow at 3': { action: 'schedule', at: '2026-11-17T15:00:00-06:00', atKind: 'exact' },
      'make it 4': { action: 'schedule', at: '2026-11-17T16:00:00-06:00', atKind: 'exact' },
      'cant make it, cancel the call': { action: 'schedule' },
    });
    s.create();
    expect(s.lead('tomorrow at 3')).toMatch(/Tuesday \(tomorrow\) at 3 PM CST/);
    expect(s.lead('make it 4')).toMatch(/4 PM CST/);
    expect(facts(s, 'lead.booked')).toHaveLength(2);
    s.lead('cant make it, cancel the call');
    expect(s.state().booking).toBeNull();
    expect(facts(s, 'lead.unbooked')).toHaveLength(2);
  });

  it('too unsure a reading asks before it rings, and the yes then rings', () => {
    const s = stage({
      'maybe talk': { action: 'transfer', confidence: 0.5, readiness: 0.4 },
      yes: { action: 'transfer', confidence: 0.6 },
    });
    s.create();
    expect(s.lead('maybe talk')).toMatch(/\?/);
    expect(s.state().guard?.code).toBe('premature');
    expect(facts(s, 'lead.ready')).toHaveLength(0);
    s.lead('yes');
    expect(facts(s, 'lead.ready')).toHaveLength(1);
  });

  it.each(['unanswered', 'all-declined', 'nobody-free', 'failed', 'cancelled'] as const)(
    '%s: apologises and keeps their place',
    (outcome) => {
      const s = stage(yes);
      s.create();
      s.lead('call me');
      s.end(outcome);
      expect(s.state().phase).toBe('booked');
      expect(last(s)).toMatch(/CST/);
      expect(facts(s, 'lead.booked')).toHaveLength(1);
    },
  );

  it.each(['lead-unreachable', 'lead-voicemail', 'lead-left', 'declined-by-lead'] as const)(
    '%s: offers times',
    (outcome) => {
      const s = stage(yes);
      s.create();
      s.lead('call me');
      s.end(outcome);
      expect(s.state().offer?.kind).toBe('times');
      expect(countQuestions(last(s))).toBe(1);
    },
  );

  describe('a message is being left on their voicemail', () => {
    const reached = () => {
      const question: Script = { action: 'answer', asksFor: [{ knowledgeId: 'quote-free', score: 0.9 }] };
      const s = stage({ ...yes, 'is it free?': question });
      s.create();
      s.lead('call me');
      const transferId = s.state().transferId!;
      const before = s.texts.length;
      s.give({
        type: 'transfer.ended',
        transferId,
        leadId: 'lead-1',
        outcome: 'lead-voicemail',
        detail: '',
        message: true,
      });
      s.advance(60_000);
      const over = (type: 'voicemail.left' | 'voicemail.not-left') => {
        const about = { callId: transferId, leadId: 'lead-1' };
        s.give(
          type === 'voicemail.left'
            ? { type, ...about, legId: 'leg', whole: true }
            : { type, ...about, why: 'The machine hung up.' },
        );
        s.advance(4_000);
      };
      return { s, over, sent: () => s.texts.length - before };
    };

    it.each(['voicemail.left', 'voicemail.not-left'] as const)('they are texted after %s, once', (how) => {
      const { s, over, sent } = reached();
      expect(sent()).toBe(0);
      over(how);
      expect(sent()).toBe(1);
      expect(s.state().offer?.kind).toBe('times');
      over(how);
      expect(sent()).toBe(1);
    });

    it('who writes meanwhile is answered, and not told of a call they know of', () => {
      const { s, over, sent } = reached();
      s.lead('is it free?');
      s.advance(4_000);
      const answered = sent();
      over('voicemail.left');
      expect(sent()).toBe(answered);
    });

    it('a person who has the thread by then tells it, or gives it back', () => {
      const { s, over, sent } = reached();
      s.give({ type: 'thread.taken-over', leadId: 'lead-1', by: 'sam' });
      over('voicemail.left');
      expect(sent()).toBe(0);
      s.give({ type: 'thread.given-back', leadId: 'lead-1', by: 'sam' });
      s.advance(4_000);
      expect(sent()).toBe(1);
    });

    it('nothing follows an opt-out', () => {
      const { s, over, sent } = reached();
      s.give({ type: 'consent.revoked', leadId: 'lead-1', words: 'by phone', by: 'staff' });
      over('voicemail.not-left');
      expect(sent()).toBe(0);
    });
  });
});

describe('people', () => {
  it('taking over puts the assistant to sleep; giving back answers what was left open', () => {
    const s = stage({
      'is it free?': { action: 'answer', asksFor: [{ knowledgeId: 'quote-free', score: 0.9 }] },
    });
    s.create();
    s.give({ type: 'thread.taken-over', leadId: 'lead-1', by: 'sam' });
    s.give({ type: 'thread.written', leadId: 'lead-1', by: 'sam', body: 'Sam here', messageId: 'op-1' });
    expect(last(s)).toBe('Sam here');
    s.lead('is it free?');
    expect(last(s)).toBe('Sam here');
    s.give({ type: 'thread.given-back', leadId: 'lead-1', by: 'sam' });
    s.advance(3000);
    expect(last(s)).toMatch(/buy anything|obligation/);
  });

  it('a complaint goes to people and the assistant stops selling', () => {
    const s = stage({ 'you charged me twice': { action: 'escalate' } });
    s.create();
    expect(s.lead('you charged me twice')).toMatch(/sorry/i);
    expect(facts(s, 'lead.escalated')).toHaveLength(1);
    s.advance(7 * 86_400_000);
    expect(facts(s, 'lead.escalated')).toHaveLength(3);
    expect(s.texts).toHaveLength(2);
  });
});

describe('silence', () => {
  it('follows the cadence in waking hours, then rests; a text takes it up again', () => {
    const s = stage({ car: { slots: { coverage_type: 'auto' } } });
    s.create();
    s.advance(20 * 86_400_000);
    expect(s.texts).toHaveLength(1 + playbook.followUps.length);
    expect(facts(s, 'lead.silent')).toHaveLength(1);
    expect(s.alarms.size).toBe(0);
    s.lead('car');
    expect(s.state().phase).toBe('talking');
  });

  it('the same message twice changes nothing', () => {
    const s = stage({ car: { slots: { coverage_type: 'auto' } } });
    s.create();
    s.lead('car', { id: 'm-1' });
    const before = JSON.stringify(s.state());
    s.lead('car', { id: 'm-1' });
    expect(JSON.stringify(s.state())).toBe(before);
  });
});
