import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, Phase } from '../kernel/events.ts';
import { isMonitorLeg } from '../kernel/monitor-leg.ts';
import { briefSource, type Call, introSource, newCall } from './call.ts';
import { decideCall } from './decide.ts';
import { hearing } from './hearing.ts';

const context = { nowMs: 1, id: () => 'x', random: () => 0.5, inputs: undefined };
const step = (call: Call, fact: Fact) => decideCall(call, fact, context);
const phase = (name: Phase, over: Partial<Extract<Fact, { type: 'call.phase' }>> = {}): Fact => ({
  type: 'call.phase',
  callId: 'c',
  phase: name,
  ...over,
});
const fresh = newCall('c', 8_000);
const briefing = step(fresh, phase('briefing', { agentLegId: 'agent', spoken: 'Maria wants a quote.' }));
const answered = step(briefing.state, phase('briefing', { agentLegId: 'agent', leadLegId: 'lead' }));
const intro = step(
  answered.state,
  phase('introduction', { agentLegId: 'agent', leadLegId: 'lead', intro: 'Maria, Ana is here.' }),
);
const introOver = step(intro.state, {
  type: 'play.finished',
  callId: 'c',
  sourceId: introSource(intro.state),
});
const hears = (call: Call) => hearing(call).hears;

const wish = (how: 'listen' | 'whisper' | 'barge' | 'off', personId = 'dana'): Fact => ({
  type: 'call.monitor',
  callId: 'c',
  legId: `monitor-${personId}`,
  how,
  by: personId,
  personId,
});

describe('who hears whom, phase by phase (T13)', () => {
  it('the winner alone hears the brief', () =>
    expect(hears(briefing.state)).toEqual({ agent: [briefSource(briefing.state)] }));
  it('a lead who answers early hears hold sound, and the same brief goes on', () => {
    expect(hears(answered.state)).toEqual({ agent: [briefSource(answered.state)], lead: ['c:hold'] });
  });
  it('the agent who waits for the lead hears it ring', () => {
    expect(hears(step(briefing.state, phase('joining', { agentLegId: 'agent' })).state)).toEqual({
      agent: ['c:ringback'],
    });
  });
  it('introduced, both hear each other and the assistant; the live tone is the agent’s own', () => {
    expect(hears(intro.state)).toEqual({ lead: ['agent', 'c:intro'], agent: ['lead', 'c:intro', 'c:live'] });
  });
  it('then the assistant has left', () =>
    expect(hears(introOver.state)).toEqual({ lead: ['agent'], agent: ['lead'] }));
  it('held, the lead hears hold sound and neither hears the other', () => {
    expect(
      hears(
        step(introOver.state, { type: 'call.hold', callId: 'c', legId: 'agent', on: true, by: 'Ana' }).state,
      ),
    ).toEqual({ lead: ['c:hold'], agent: [] });
  });
  it('muted, the lead hears nobody', () => {
    expect(
      hears(
        step(introOver.state, { type: 'call.mute', callId: 'c', legId: 'agent', on: true, by: 'Ana' }).state,
      ),
    ).toEqual({ lead: [], agent: ['lead'] });
  });
  it('a desk that reloads is hold sound for the lead, until it is back', () => {
    const lost = step(introOver.state, { type: 'leg.lost', callId: 'c', legId: 'agent' }).state;
    expect(hears(lost)).toEqual({ lead: ['c:hold'], agent: [] });
    expect(hears(step(lost, { type: 'leg.back', callId: 'c', legId: 'agent' }).state)).toEqual({
      lead: ['agent'],
      agent: ['lead'],
    });
  });
  it('over, nobody hears anything, and nothing starts again', () => {
    const over = step(introOver.state, phase('over'));
    expect(over.orders).toMatchObject([{ type: 'call.arrange', hears: {} }]);
    expect(step(over.state, phase('connected', { agentLegId: 'agent', leadLegId: 'lead' })).orders).toEqual(
      [],
    );
  });
});

describe('what it tells the transfer', () => {
  it('the brief is done when it was heard to its end, once', () => {
    const done: Fact = { type: 'play.finished', callId: 'c', sourceId: briefSource(briefing.state) };
    expect(step(briefing.state, done).facts).toEqual([{ type: 'brief.done', transferId: 'c' }]);
    expect(step(intro.state, done).facts).toEqual([]);
  });
  it('nothing to say: done at once', () => {
    expect(step(fresh, phase('briefing', { agentLegId: 'agent', spoken: '' })).facts).toEqual([
      { type: 'brief.done', transferId: 'c' },
    ]);
  });
  it('joined only when the engine says that this arrangement, or a later one, is heard', () => {
    const arranged = (revision: number): Fact => ({ type: 'call.arranged', callId: 'c', revision });
    expect(step(intro.state, arranged(intro.state.revision - 1)).facts).toEqual([]);
    const joined = step(intro.state, arranged(intro.state.revision));
    expect(joined.facts).toEqual([{ type: 'bridge.joined', callId: 'c', transferId: 'c' }]);
    expect(step(joined.state, arranged(intro.state.revision)).facts).toEqual([]);
  });
  it('the next winner gets the brief anew', () => {
    const waiting = step(answered.state, phase('ringing', { leadLegId: 'lead' })).state;
    expect(hears(waiting)).toEqual({ lead: ['c:hold'] });
    const second = step(
      waiting,
      phase('briefing', { agentLegId: 'ben', leadLegId: 'lead', spoken: 'Maria wants a quote.' }),
    ).state;
    expect(hears(second)).toEqual({ lead: ['c:hold'], ben: ['c:brief:ben'] });
  });
});

describe('in any sequence', () => {
  it('the lead never hears the brief, revisions only grow, and every play named is heard', () => {
    const facts = fc.constantFrom<Fact>(
      phase('ringing'),
      phase('briefing', { agentLegId: 'agent', spoken: 'x' }),
      phase('briefing', { agentLegId: 'agent', leadLegId: 'lead' }),
      phase('joining', { agentLegId: 'agent' }),
      phase('introduction', { agentLegId: 'agent', leadLegId: 'lead', intro: 'y' }),
      phase('connected', { agentLegId: 'agent', leadLegId: 'lead' }),
      { type: 'call.hold', callId: 'c', legId: 'agent', on: true, by: 'a' },
      { type: 'call.mute', callId: 'c', legId: 'agent', on: true, by: 'a' },
      { type: 'leg.lost', callId: 'c', legId: 'agent' },
      { type: 'leg.back', callId: 'c', legId: 'agent' },
      wish('barge', 'dana'),
      wish('listen', 'dana'),
      wish('off', 'dana'),
      wish('whisper', 'erin'),
      { type: 'leg.answered', callId: 'c', legId: 'monitor-dana' },
      { type: 'leg.answered', callId: 'c', legId: 'monitor-erin' },
      { type: 'leg.ended', callId: 'c', legId: 'monitor-dana', by: 'them', cause: 'hung-up' },
      { type: 'call.help', callId: 'c', on: true, by: 'Ana' },
      phase('over'),
      { type: 'play.finished', callId: 'c', sourceId: 'c:intro' },
      { type: 'call.arranged', callId: 'c', revision: 3 },
    );
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 25 }), (script) => {
        let call = fresh;
        for (const fact of script) {
          const made = step(call, fact);
          for (const order of made.orders) {
            // Besides arranging, a call only ever touches a supervisor's leg.
            if (order.type !== 'call.arrange') {
              expect('legId' in order && isMonitorLeg(order.legId)).toBe(true);
              continue;
            }
            expect(order.revision).toBeGreaterThan(call.revision);
            expect((order.hears.lead ?? []).filter((source) => source.includes(':brief:'))).toEqual([]);
            const heard = new Set(Object.values(order.hears).flat());
            for (const play of order.plays) expect(heard).toContain(play.sourceId);
          }
          call = made.state;
          if (call.phase === 'over') expect(call.monitor).toBeNull();
          // A supervisor who listens is in nobody's ear.
          if (call.monitor?.how === 'listen')
            for (const [leg, sources] of Object.entries(hearing(call).hears))
              if (leg !== call.monitor.legId) expect(sources).not.toContain(call.monitor.legId);
        }
      }),
    );
  });
});
