/** DIAL-01, DIAL-04: who answers our call and finds nobody is told in time who called; once, and never over a conversation. */
import { describe, expect, it } from 'vitest';
import type { Fact, Phase } from '../kernel/events.ts';
import { ALONE_AFTER_MS, ALONE_TIMER } from './alone.ts';
import { type Call, newCall, saySource } from './call.ts';
import { decideCall } from './decide.ts';
import { hearing } from './hearing.ts';

const context = { nowMs: 1_000, id: () => 'x', random: () => 0.5, inputs: undefined };
const step = (call: Call, fact: Fact) => decideCall(call, fact, context);
const WORDS = 'This is Acme Insurance. Press 9 to get no more calls.';
const phase = (name: Phase, over: Partial<Extract<Fact, { type: 'call.phase' }>> = {}): Fact => ({
  type: 'call.phase',
  callId: 'c',
  phase: name,
  ...over,
});
const alarm: Fact = { type: 'timer', name: ALONE_TIMER, token: 1 };
const lead = { leadLegId: 'lead', unattended: WORDS };
const winner = step(newCall('c', 8_000), phase('briefing', { agentLegId: 'agent' })).state;
const answered = step(winner, phase('briefing', { agentLegId: 'agent', ...lead }));
const left = step(answered.state, phase('ringing', lead)).state;
const plays = (call: Call) =>
  hearing(call).plays.map((play) => (play.kind === 'speak' ? play.text : play.name));

describe('a lead who answered and has nobody', () => {
  it('sets the alarm at the answer, within the two seconds of the rule', () => {
    expect(answered.timers).toEqual([{ name: ALONE_TIMER, token: 1, atMs: 1_000 + ALONE_AFTER_MS }]);
    expect(ALONE_AFTER_MS).toBeLessThan(2_000);
    // Whoever was to be joined is gone a second after it: the answer counts.
    const legs = { lead: { state: 'answered' as const, atMs: 200 } };
    expect(step({ ...winner, legs }, phase('ringing', lead)).timers).toMatchObject([
      { atMs: 200 + ALONE_AFTER_MS },
    ]);
    // One alarm, however often the phase changes until then.
    expect(step(answered.state, phase('joining', { agentLegId: 'agent', ...lead })).timers).toEqual([]);
  });
  it.each([
    ['the winner is gone and others ring', left],
    ['the winner is away for a moment', answered.state],
  ])('%s: told once who called, then hold sound', (_name, before) => {
    const told = step(before, alarm);
    expect(plays(told.state)).toContain(WORDS);
    expect(hearing(told.state).hears.lead).toEqual([saySource(told.state, 1)]);
    expect(step(told.state, alarm).orders).toEqual([]);
    const over = step(told.state, { type: 'play.finished', callId: 'c', sourceId: saySource(told.state, 1) });
    expect(hearing(over.state).hears.lead).toEqual(['c:hold']);
    // Found again, lost again: it was said.
    const again = step(over.state, phase('briefing', { agentLegId: 'other', ...lead }));
    expect(again.timers).toEqual([]);
    expect(step(again.state, alarm).orders).toEqual([]);
  });
  it('speaks the language of what is said to them', () => {
    const told = step({ ...left, language: 'es' }, alarm);
    expect(hearing(told.state).plays).toContainEqual(
      expect.objectContaining({ text: WORDS, language: 'es' }),
    );
  });
  it.each([
    ['joined in time', phase('connected', { agentLegId: 'agent', ...lead })],
    ['the call is over', phase('over')],
    ['with the assistant', phase('assistant', lead)],
  ])('%s: nothing is said', (_name, fact) => {
    const later = step(answered.state, fact).state;
    expect(step(later, alarm).orders).toEqual([]);
  });
  describe('when the transfer is over for want of anybody', () => {
    const leave = phase('over', { ...lead, farewell: true });
    const hangup = { type: 'leg.hangup', callId: 'c', legId: 'lead', cause: 'hung-up' };
    it('they are told, then let go', () => {
      const told = step(answered.state, leave);
      expect(told.orders).toMatchObject([{ type: 'call.arrange', hears: { lead: ['c:say:1'] } }]);
      expect(told.timers).toHaveLength(1);
      const said: Fact = { type: 'play.finished', callId: 'c', sourceId: 'c:say:1' };
      expect(step(told.state, said).orders).toEqual([hangup]);
      // Never finished: let go all the same.
      expect(step(told.state, { type: 'timer', name: 'farewell', token: 1 }).orders).toEqual([hangup]);
    });
    it('who hears it already hears the rest; who was told is let go at once', () => {
      const telling = step(left, alarm).state;
      expect(step(telling, leave).orders).toMatchObject([{ hears: { lead: ['c:say:1'] } }]);
      const said: Fact = { type: 'play.finished', callId: 'c', sourceId: 'c:say:1' };
      expect(step(step(telling, said).state, leave).orders).toMatchObject([
        { type: 'call.arrange', hears: {} },
        hangup,
      ]);
    });
  });
  it('who hung up is told nothing, and a lead who called us is not alone in this sense', () => {
    const gone = step({ ...left, legs: { lead: { state: 'ended', atMs: 1 } } }, alarm);
    expect(gone.orders).toEqual([]);
    const caller = step(winner, phase('ringing', { leadLegId: 'lead' }));
    expect(caller.timers).toEqual([]);
    expect(step(caller.state, alarm).orders).toEqual([]);
  });
});
