import { describe, expect, it } from 'vitest';
import type { Fact } from '../../kernel/events.ts';
import { route } from '../route.ts';
import { supervisorLegs } from './supervisors.ts';

const legId = 'monitor-1';
const asks = (how: 'listen' | 'whisper' | 'barge' | 'off', personId = 'dana', leg = legId): Fact => ({
  type: 'call.monitor',
  callId: 'c',
  legId: leg,
  how,
  by: personId,
  personId,
});
const answered: Fact = { type: 'leg.answered', callId: 'c', legId };
const ended: Fact = { type: 'leg.ended', callId: 'c', legId, by: 'us', cause: 'hung-up' };
const journal = (...facts: Fact[]) => facts.map((fact, i) => ({ atMs: 1_000 + i * 100, room: 'call', fact }));

describe("a supervisor's leg in the time line", () => {
  it.each([
    ['asked, never answered', journal(asks('listen'), { ...ended, cause: 'unreachable' }), []],
    [
      'listens, then whispers, then leaves',
      journal(asks('listen'), answered, asks('whisper', 'dana', 'monitor-2'), asks('off'), ended),
      [
        ['listen', 100, 200],
        ['whisper', 200, 400],
      ],
    ],
    [
      'changes the wish before the phone is on',
      journal(asks('listen'), asks('barge', 'dana', 'monitor-2'), answered),
      [['barge', 200, null]],
    ],
    [
      'another who asks meanwhile is not there',
      journal(asks('listen'), answered, asks('barge', 'erin', 'monitor-3')),
      [['listen', 100, null]],
    ],
  ])('%s', (_name, events, expected) => {
    const legs = supervisorLegs(events, 1_000);
    expect(legs.flatMap((leg) => leg.segments.map((s) => [s.kind, s.fromMs, s.toMs]))).toEqual(expected);
    for (const leg of legs) expect(leg).toMatchObject({ role: 'supervisor', name: 'dana' });
  });
});

describe('the event table', () => {
  it.each<Fact>([
    { type: 'leg.ringing', callId: 'c', legId },
    answered,
    ended,
    { type: 'leg.machine', callId: 'c', legId, verdict: 'voicemail' },
    { type: 'leg.key', callId: 'c', legId, key: '1' },
    { type: 'leg.lost', callId: 'c', legId },
    { type: 'leg.back', callId: 'c', legId },
  ])("$type of a supervisor's leg never reaches the transfer; an agent's does", (fact) => {
    expect(route(fact).map(({ room }) => room)).not.toContain('transfer');
    expect(route({ ...fact, legId: 'leg-1' } as Fact).map(({ room }) => room)).toContain('transfer');
  });
});
