/** Who hears whom while a call is passed on; the lead never hears the brief (T13), and what is said aside is not recorded. */
import { describe, expect, it } from 'vitest';
import type { Fact, Order } from '../kernel/events.ts';
import type { PassStage } from '../kernel/pass.ts';
import { type Call, newCall } from './call.ts';
import { decideCall } from './decide.ts';

const base: Call = {
  ...newCall('c1', 8_000),
  phase: 'connected',
  leadLegId: 'lead',
  agentLegId: 'ana',
  liveTone: true,
  introDone: true,
  joined: true,
  joinRevision: 0,
};
type Arranged = Extract<Order, { type: 'call.arrange' }>;

function on(call: Call, ...facts: Fact[]): { call: Call; last: Arranged; facts: Fact[] } {
  let state = call;
  let last: Arranged | undefined;
  const made: Fact[] = [];
  for (const fact of facts) {
    const step = decideCall(state, fact, {
      nowMs: 1_000,
      id: () => 'x',
      random: () => 0.5,
      inputs: undefined,
    });
    state = step.state;
    made.push(...step.facts);
    last = step.orders.findLast((order): order is Arranged => order.type === 'call.arrange') ?? last;
  }
  if (!last) throw new Error('nothing was arranged');
  return { call: state, last, facts: made };
}
const pass = (stage: PassStage | 'off', spoken?: string): Fact => ({
  type: 'call.pass',
  callId: 'c1',
  legId: 'ben',
  stage,
  ...(spoken === undefined ? {} : { spoken }),
});

describe('who hears whom while a call is passed on', () => {
  it.each<[PassStage, Record<string, string[]>]>([
    ['briefing', { lead: ['ana'], ana: ['lead'], ben: ['c1:brief:ben'] }],
    ['second', { lead: ['c1:hold'], ana: ['ben'], ben: ['ana'] }],
    ['lead', { lead: ['ana'], ana: ['lead'], ben: ['c1:hold'] }],
    ['all', { lead: ['ana', 'ben'], ana: ['lead', 'ben'], ben: ['ana', 'lead'] }],
  ])('%s', (stage, hears) => {
    expect(on(base, pass(stage, 'Maria wants a quote.')).last.hears).toEqual(hears);
  });

  it('a muted agent is heard by nobody, and a lead on hold hears hold sound in every stage', () => {
    const muted = { ...base, muted: true };
    expect(on(muted, pass('second')).last.hears.ben).toEqual([]);
    const held = on(base, pass('all'), {
      type: 'call.hold',
      callId: 'c1',
      legId: 'ana',
      on: true,
      by: 'Ana',
    }).last;
    expect(held.hears).toEqual({ lead: ['c1:hold'], ana: ['ben'], ben: ['ana'] });
  });

  it('no stage lets the lead hear a brief, or a question', () => {
    for (const stage of ['briefing', 'second', 'lead', 'all'] as const) {
      const { last } = on(
        base,
        { type: 'call.ask', callId: 'c1', legId: 'cleo', spoken: 'Press 1.' },
        pass(stage, 'Maria wants a quote.'),
      );
      expect(
        last.hears.lead?.filter((source) => /:brief:|:ask:/.test(source)),
        stage,
      ).toEqual([]);
    }
  });

  it('the brief that was heard ends it, once; none to say ends it at once', () => {
    const heard: Fact = { type: 'play.finished', callId: 'c1', sourceId: 'c1:brief:ben' };
    expect(on(base, pass('briefing', 'Maria.'), heard).facts).toEqual([
      { type: 'brief.done', transferId: 'c1' },
    ]);
    expect(on(base, pass('briefing', 'Maria.'), pass('second'), heard).facts).toEqual([]);
    expect(on(base, pass('briefing', '')).facts).toEqual([{ type: 'brief.done', transferId: 'c1' }]);
  });

  it('off: as it was before, and nobody else is on the line', () => {
    expect(on(base, pass('second'), pass('off')).last.hears).toEqual({ lead: ['ana'], ana: ['lead'] });
  });

  it('a supervisor hears what the agent hears, and their whisper reaches the agent alone', () => {
    const monitor = { legId: 'monitor-1', how: 'whisper' as const, by: 'Dana', personId: 'p', on: true };
    const { hears } = on({ ...base, monitor }, pass('second')).last;
    expect(hears).toMatchObject({ 'monitor-1': ['ana', 'ben'], ana: ['ben', 'monitor-1'], ben: ['ana'] });
  });

  it('the hand-over is told as joined only when the engine says that these two are heard', () => {
    const handed = on(base, pass('second'), {
      type: 'call.phase',
      callId: 'c1',
      phase: 'connected',
      agentLegId: 'ben',
      leadLegId: 'lead',
    });
    expect(handed.last.hears).toMatchObject({ lead: ['ben'], ben: ['lead', 'c1:live'] });
    expect(handed.last.hears).not.toHaveProperty('ana');
    const before: Fact = { type: 'call.arranged', callId: 'c1', revision: handed.last.revision - 1 };
    const now: Fact = { type: 'call.arranged', callId: 'c1', revision: handed.last.revision };
    const tell = (fact: Fact) =>
      decideCall(handed.call, fact, { nowMs: 1, id: () => 'x', random: () => 0, inputs: undefined }).facts;
    expect(tell(before)).toEqual([]);
    expect(tell(now)).toEqual([{ type: 'bridge.joined', callId: 'c1', transferId: 'c1' }]);
  });
});

describe('the recording of a call that is passed on', () => {
  const recorded: Call = {
    ...base,
    recording: { notice: 'This call is recorded.', by: 'assistant', state: 'on', part: 0 },
  };

  it('what is said aside is silence in it; all three are heard in it', () => {
    expect(on(recorded, pass('second')).last.record).toMatchObject({ left: [], right: [] });
    expect(on(recorded, pass('lead')).last.record).toMatchObject({ left: ['lead'], right: ['ana'] });
    expect(on(recorded, pass('all')).last.record).toMatchObject({ left: ['lead'], right: ['ana', 'ben'] });
  });

  it('whoever has the lead next is a part of their own, with the notice again (REC-05)', () => {
    const { call, last } = on(recorded, pass('second'), {
      type: 'call.phase',
      callId: 'c1',
      phase: 'connected',
      agentLegId: 'ben',
      leadLegId: 'lead',
    });
    expect(call.recording).toMatchObject({ part: 1, state: 'notice' });
    expect(last.record?.recordingId).toBe('c1_1');
    expect(last.hears.lead).toContain('c1:notice:1');
  });
});
