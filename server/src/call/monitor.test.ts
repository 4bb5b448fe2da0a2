import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { type Call, newCall } from './call.ts';
import { decideCall } from './decide.ts';
import { hearing } from './hearing.ts';

const context = { nowMs: 5, id: () => 'x', random: () => 0.5, inputs: undefined };
const step = (call: Call, fact: Fact) => decideCall(call, fact, context);
const play = (facts: Fact[], from: Call = talking) =>
  facts.reduce((call, fact) => step(call, fact).state, from);
const phase = (name: 'connected' | 'over'): Fact => ({
  type: 'call.phase',
  callId: 'c',
  phase: name,
  agentLegId: 'agent',
  leadLegId: 'lead',
});
const talking: Call = { ...step(newCall('c', 8_000), phase('connected')).state, liveTone: true };
const asks = (how: 'listen' | 'whisper' | 'barge' | 'off', personId = 'dana', leg = personId): Fact => ({
  type: 'call.monitor',
  callId: 'c',
  legId: `monitor-${leg}`,
  how,
  by: personId,
  personId,
});
const answers: Fact = { type: 'leg.answered', callId: 'c', legId: 'monitor-dana' };
const ends: Fact = { type: 'leg.ended', callId: 'c', legId: 'monitor-dana', by: 'them', cause: 'hung-up' };
const both = { lead: ['agent'], agent: ['lead'] };

describe('a supervisor on a call', () => {
  it('is dialled on the phone of their floor page, and part of nothing until it is answered', () => {
    const asked = step(talking, asks('barge'));
    expect(asked.orders).toMatchObject([
      {
        type: 'leg.dial',
        legId: 'monitor-dana',
        role: 'supervisor',
        target: { kind: 'station', stationId: 'floor:dana' },
      },
    ]);
    expect(hearing(asked.state).hears).toEqual(both);
  });
  it.each([
    ['listen', { ...both, 'monitor-dana': ['lead', 'agent'] }],
    ['whisper', { lead: ['agent'], agent: ['lead', 'monitor-dana'], 'monitor-dana': ['lead', 'agent'] }],
    [
      'barge',
      { lead: ['agent', 'monitor-dana'], agent: ['lead', 'monitor-dana'], 'monitor-dana': ['lead', 'agent'] },
    ],
  ] as const)('who does %s', (how, expected) => {
    const on = play([asks(how), answers]);
    expect(hearing(on).hears).toEqual(expected);
    // Reached from any other, on the same leg, in one arrangement.
    for (const before of ['listen', 'whisper', 'barge'] as const) {
      const other = play([asks(before), answers]);
      const changed = step(other, asks(how, 'dana', 'another'));
      expect(hearing(changed.state).hears).toEqual(expected);
      expect(changed.orders.filter((order) => order.type === 'leg.dial')).toEqual([]);
    }
  });
  it('on hold: the lead hears hold sound alone, and the supervisor the agent', () => {
    const held: Fact = { type: 'call.hold', callId: 'c', legId: 'agent', on: true, by: 'Ana' };
    expect(hearing(play([asks('barge'), answers, held])).hears).toEqual({
      lead: ['c:hold'],
      agent: ['monitor-dana'],
      'monitor-dana': ['agent'],
    });
  });
  it('goes when asked to, once; the call goes on', () => {
    const off = step(play([asks('listen'), answers]), asks('off'));
    expect(off.orders[0]).toMatchObject({ type: 'leg.hangup', legId: 'monitor-dana' });
    expect(hearing(off.state).hears).toEqual(both);
    expect(step(off.state, asks('off')).orders).toEqual([]);
  });
  it('goes with the call', () => {
    const over = step(play([asks('barge'), answers]), phase('over'));
    expect(over.orders).toMatchObject([
      { type: 'leg.hangup', legId: 'monitor-dana' },
      { type: 'call.arrange', hears: {} },
    ]);
    expect(step(over.state, asks('listen')).orders).toEqual([]);
  });
  it('who hangs up is gone, and the two do not notice', () => {
    const gone = step(play([asks('whisper'), answers]), ends);
    expect(gone.state.monitor).toBeNull();
    expect(hearing(gone.state).hears).toEqual(both);
    expect(gone.facts).toEqual([]);
  });
  it('one at a time: another changes nothing, and cannot send the first away', () => {
    const on = play([asks('listen'), answers]);
    for (const how of ['listen', 'barge', 'off'] as const)
      expect(step(on, asks(how, 'erin'))).toMatchObject({ state: on, orders: [] });
  });
  it('an answer that comes after leaving is hung up', () => {
    const left = play([asks('listen'), asks('off')]);
    expect(step(left, answers).orders).toEqual([
      { type: 'leg.hangup', callId: 'c', legId: 'monitor-dana', cause: 'cancelled' },
    ]);
    // And the same wish told again rings nobody: that leg has been.
    expect(step(play([answers, ends], left), asks('listen')).orders).toEqual([]);
  });
  describe('that has to be announced', () => {
    const text = 'Somebody listens to this call.';
    const wish = (by: 'assistant' | 'agent'): Fact => ({
      ...(asks('listen') as Extract<Fact, { type: 'call.monitor' }>),
      announce: { text, by },
    });
    const source = 'c:listener:monitor-dana';
    const heard: Fact = { type: 'play.finished', callId: 'c', sourceId: source };
    const said: Fact = { type: 'call.announced', callId: 'c', by: 'Ana' };
    const silent = { ...both };

    it('hears nothing until both have heard the notice', () => {
      const telling = play([wish('assistant'), answers]);
      expect(hearing(telling).hears).toEqual({ lead: ['agent', source], agent: ['lead', source] });
      expect(hearing(telling).plays).toEqual([
        { sourceId: source, loop: false, kind: 'speak', text, limitMs: 2_000, mustBeSaid: true },
      ]);
      const on = step(telling, heard);
      expect(hearing(on.state).hears).toEqual({ ...both, 'monitor-dana': ['lead', 'agent'] });
      expect(on.facts).toEqual([
        {
          type: 'monitor.began',
          callId: 'c',
          legId: 'monitor-dana',
          by: 'dana',
          how: 'listen',
          announced: { text, by: 'the assistant' },
        },
      ]);
      // Another mode of the same supervisor needs no second notice.
      expect(hearing(step(on.state, asks('barge')).state).plays).toEqual([]);
    });
    it('where the agent has to say it, hears nothing until they did', () => {
      const waiting = play([wish('agent'), answers]);
      expect(hearing(waiting)).toMatchObject({ hears: silent, plays: [] });
      const on = step(waiting, said);
      expect(hearing(on.state).hears).toHaveProperty('monitor-dana');
      expect(on.facts).toMatchObject([{ type: 'monitor.began', announced: { text, by: 'Ana' } }]);
      expect(step(on.state, said).orders).toEqual([]);
    });
    it('what cannot be spoken is asked of the agent; that of a recording is another', () => {
      const telling = play([wish('assistant'), answers]);
      expect(step(telling, { type: 'call.unannounced', callId: 'c', sourceId: 'c:notice:0' }).orders).toEqual(
        [],
      );
      const waiting = step(telling, { type: 'call.unannounced', callId: 'c', sourceId: source }).state;
      expect(hearing(waiting)).toMatchObject({ hears: silent, plays: [] });
      expect(waiting.monitor).toMatchObject({ on: false, announce: { by: 'agent' } });
      expect(hearing(step(waiting, said).state).hears).toHaveProperty('monitor-dana');
    });
    it('waits while the lead is on hold, is introduced, or hears the notice of a recording', () => {
      const hold = (on: boolean): Fact => ({ type: 'call.hold', callId: 'c', legId: 'agent', on, by: 'Ana' });
      const held = play([hold(true), wish('assistant'), answers]);
      expect(hearing(held).plays).not.toContainEqual(expect.objectContaining({ sourceId: source }));
      expect(hearing(step(held, hold(false)).state).plays).toContainEqual(
        expect.objectContaining({ sourceId: source }),
      );
      const notice = { notice: 'Recorded.', by: 'assistant', state: 'notice', part: 0 } as const;
      const recorded = play([wish('assistant'), answers], { ...talking, recording: notice });
      expect(hearing(recorded).plays).toMatchObject([{ text: 'Recorded.' }]);
      const introducing: Call = { ...talking, phase: 'introduction', intro: 'Hi Jo' };
      expect(hearing(play([wish('assistant'), answers], introducing)).plays).toMatchObject([
        { text: 'Hi Jo' },
      ]);
    });
    it('who leaves before it was said never heard anything', () => {
      const off = step(play([wish('assistant'), answers]), asks('off'));
      expect(hearing(off.state).hears).toEqual(both);
      expect(step(off.state, heard)).toMatchObject({ facts: [], orders: [] });
      expect(step(off.state, said)).toMatchObject({ facts: [], orders: [] });
    });
  });
  it('an agent asks for one; a listener is not enough, a whisper is', () => {
    const help: Fact = { type: 'call.help', callId: 'c', on: true, by: 'Ana' };
    const asked = play([help, asks('listen'), answers]);
    expect(asked.help).toEqual({ by: 'Ana', atMs: 5 });
    expect(play([asks('whisper')], asked).help).toBeNull();
    expect(play([phase('over')], asked).help).toBeNull();
    expect(play([{ ...help, on: false }], asked).help).toBeNull();
  });
});
