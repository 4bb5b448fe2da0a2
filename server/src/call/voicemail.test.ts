import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { type Call, newCall, saySource } from './call.ts';
import { decideCall } from './decide.ts';
import { VOICEMAIL_TIMER } from './voicemail.ts';

const callId = 'c1';
const legId = 'lead-leg';
const leadId = 'lead-1';
const context = { nowMs: 1_000, id: () => 'x', random: () => 0, inputs: undefined };
const begin: Fact = {
  type: 'call.phase',
  callId,
  phase: 'voicemail',
  leadLegId: legId,
  message: { leadId, written: 'written words', spoken: 'spoken words' },
};
const permitted: Fact = { type: 'voicemail.permitted', callId, leadId };
const stopped: Fact = { type: 'voicemail.stopped', callId, leadId, words: 'The lead asked us to stop.' };
const records: Fact = { type: 'leg.records', callId, legId };
const timer = (token: number): Fact => ({ type: 'timer', name: VOICEMAIL_TIMER, token });
const gone: Fact = { type: 'leg.ended', callId, legId, by: 'them', cause: 'hung-up' };
const said = (call: Call): Fact => ({ type: 'play.finished', callId, sourceId: saySource(call, 1) });

/** Plays facts on a call whose agent had been hearing the brief; a function sees the state before it. */
function play(...facts: (Fact | ((call: Call) => Fact))[]) {
  let call: Call = { ...newCall(callId, 8_000), phase: 'briefing', agentLegId: 'agent-leg', spoken: 'brief' };
  const steps = facts.map((one) => {
    const step = decideCall(call, typeof one === 'function' ? one(call) : one, context);
    call = step.state;
    return step;
  });
  return { call, steps, last: steps.at(-1)!, all: steps.flatMap((step) => step.facts) };
}
const arranged = (step: ReturnType<typeof decideCall>) =>
  step.orders.find((order) => order.type === 'call.arrange');

describe('a message on the machine that answered', () => {
  it('the gate is asked first, with what is written; the machine hears nothing, the agent neither', () => {
    const { last } = play(begin);
    expect(last.orders).toContainEqual({
      type: 'voicemail.ask',
      callId,
      legId,
      leadId,
      written: 'written words',
    });
    expect(arranged(last)).toMatchObject({ hears: { [legId]: [] }, plays: [] });
    expect(last.timers).toMatchObject([{ name: VOICEMAIL_TIMER, token: 1, atMs: 46_000 }]);
  });

  it('permitted, and the tone is over: it is spoken, with no substitute, and then the line is hung up', () => {
    const speaking = play(begin, permitted, records);
    expect(arranged(speaking.last)).toMatchObject({
      hears: { [legId]: ['c1:say:1'] },
      plays: [{ kind: 'speak', text: 'spoken words', mustBeSaid: true }],
    });
    const { last, call } = play(begin, permitted, records, said);
    expect(last.facts).toEqual([{ type: 'voicemail.left', callId, leadId, legId, whole: true }]);
    expect(last.orders).toContainEqual({ type: 'leg.hangup', callId, legId, cause: 'hung-up' });
    expect(call.phase).toBe('over');
  });

  it.each<[string, (Fact | ((call: Call) => Fact))[], string]>([
    [
      'the gate refuses',
      [{ type: 'voicemail.refused', callId, leadId, reason: 'NO_CONSENT', words: 'They did not agree.' }],
      'They did not agree.',
    ],
    ['it records before the gate has answered', [records], 'recorded before'],
    ['no tone for 45 s', [permitted, timer(1)], 'gave no sign'],
    ['it hangs up in its greeting', [permitted, gone], 'hung up'],
    [
      'there is no speech',
      [permitted, records, { type: 'call.unannounced', callId, sourceId: 'c1:say:1' }],
      'could not be spoken',
    ],
  ])('%s: nothing is left, the line is hung up, and why is told once', (_, facts, why) => {
    const { all, last, call } = play(begin, ...facts);
    expect(all).toMatchObject([
      { type: 'voicemail.not-left', callId, leadId, why: expect.stringContaining(why) },
    ]);
    expect(last.orders).toContainEqual({ type: 'leg.hangup', callId, legId, cause: 'hung-up' });
    expect(call.phase).toBe('over');
  });

  it.each<[string, Fact[]]>([
    ['before the gate has answered', []],
    ['before the tone', [permitted]],
  ])('they ask us to stop %s: nothing is said', (_, facts) => {
    const { all, last, call } = play(begin, ...facts, stopped, permitted, records);
    expect(all).toEqual([{ type: 'voicemail.not-left', callId, leadId, why: 'The lead asked us to stop.' }]);
    expect(last.orders).toEqual([]);
    expect(call.phase).toBe('over');
    expect(play(begin, ...facts, stopped).last.orders).toContainEqual({
      type: 'leg.hangup',
      callId,
      legId,
      cause: 'hung-up',
    });
  });

  it('they ask us to stop while it is spoken: it is cut off, and counts as left in part', () => {
    const { all, last } = play(begin, permitted, records, stopped);
    expect(all).toEqual([{ type: 'voicemail.left', callId, leadId, legId, whole: false }]);
    expect(arranged(last)).toMatchObject({ plays: [] });
  });

  it.each([
    ['it hangs up in the middle', gone],
    ['it takes too long', timer(2)],
  ])('%s: left in part, which counts', (_, fact) => {
    expect(play(begin, permitted, records, fact).all).toEqual([
      { type: 'voicemail.left', callId, leadId, legId, whole: false },
    ]);
  });

  it('late, doubled and stale facts change nothing', () => {
    const { all } = play(
      begin,
      permitted,
      records,
      records,
      permitted,
      timer(1),
      said,
      said,
      gone,
      timer(2),
      records,
    );
    expect(all).toMatchObject([{ type: 'voicemail.left', whole: true }]);
  });
});
