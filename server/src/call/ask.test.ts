import { expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { askSource, type Call, newCall } from './call.ts';
import { decideCall } from './decide.ts';
import { hearing } from './hearing.ts';

const context = { nowMs: 1, id: () => 'x', random: () => 0.5, inputs: undefined };
const after = (facts: Fact[]): Call =>
  facts.reduce((call, fact) => decideCall(call, fact, context).state, newCall('c', 8_000));
const ringing: Fact = { type: 'call.phase', callId: 'c', phase: 'ringing' };
const ask = (legId: string): Fact => ({
  type: 'call.ask',
  callId: 'c',
  legId,
  spoken: 'Lead for you: Maria.',
});

it('each telephone that was picked up hears its own question, from its begin', () => {
  const call = after([ringing, ask('ana'), ask('ben')]);
  expect(hearing(call).hears).toEqual({ ana: [askSource(call, 'ana', 1)], ben: [askSource(call, 'ben', 1)] });
});

it('asked again, it is a new play on that leg alone', () => {
  const call = after([ringing, ask('ana'), ask('ben'), ask('ana')]);
  expect(hearing(call).hears).toEqual({ ana: [askSource(call, 'ana', 2)], ben: [askSource(call, 'ben', 1)] });
});

it('who hangs up or loses is asked no more', () => {
  const gone: Fact = { type: 'leg.ended', callId: 'c', legId: 'ana', by: 'them', cause: 'hung-up' };
  const call = after([ringing, ask('ana'), ask('ben'), gone]);
  expect(Object.keys(hearing(call).hears)).toEqual(['ben']);
  const won = after([
    ringing,
    ask('ana'),
    ask('ben'),
    { type: 'call.phase', callId: 'c', phase: 'briefing', agentLegId: 'ben', spoken: 'Maria.' },
  ]);
  expect(hearing(won).hears).toEqual({ ben: ['c:brief:ben'] });
  expect(
    after([ringing, ask('ana'), { type: 'call.phase', callId: 'c', phase: 'over' }, ask('ana')]).phase,
  ).toBe('over');
});
