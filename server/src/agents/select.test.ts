import { describe, expect, it } from 'vitest';
import type { Need } from '../kernel/events.ts';
import { type Agent, newAgentState } from './agent.ts';
import { whoIsFree, whyNotFree } from './select.ts';

/** Tuesday 17 November 2026, 10:00 in Chicago. */
const now = Date.UTC(2026, 10, 17, 16, 0);
const base: Agent = {
  id: 'ana',
  name: 'Ana',
  tz: 'America/Chicago',
  skills: ['insurance'],
  languages: ['en'],
  licences: [{ state: 'TX', until: '2026-11-17' }],
  shifts: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  target: { kind: 'station', stationId: 'desk:ana' },
  demo: false,
  state: { ...newAgentState(now - 1_000), set: 'available', device: { ok: true, sinceMs: now, words: '' } },
};
const agent = (change: Partial<Agent>, state: Partial<Agent['state']> = {}): Agent => ({
  ...base,
  ...change,
  state: { ...base.state, ...state },
});
const hold = (kind: 'reserved' | 'on-call' | 'wrap-up') => ({
  kind,
  transferId: 't',
  leadName: 'Maria',
  sinceMs: now,
  untilMs: now + 9_000,
});

describe('why an agent is not free, one vocabulary', () => {
  it.each([
    ['free', agent({}), {}, []],
    ['offline', agent({}, { set: 'offline' }), {}, ['offline']],
    ['away', agent({}, { set: 'away', reason: 'lunch' }), {}, ['away']],
    ['reserved', agent({}, { hold: hold('reserved') }), {}, ['reserved']],
    ['on a call', agent({}, { hold: hold('on-call') }), {}, ['on-call']],
    ['wrapping up', agent({}, { hold: hold('wrap-up') }), {}, ['wrap-up']],
    ['off shift', agent({ shifts: [{ days: [2], from: '12:00', to: '17:00' }] }), {}, ['off-shift']],
    ['in a meeting', agent({}, { busy: [{ fromMs: now - 1, toMs: now + 1 }] }), {}, ['in-meeting']],
    ['paused', agent({}, { misses: 3, pausedSinceMs: now }), {}, ['paused-after-misses']],
    ['lacks the skill', agent({}), { skills: ['lending'] }, ['lacks-skill']],
    ['lacks the language', agent({}), { language: 'es' }, ['lacks-skill']],
    ['lacks the licence', agent({}), { licenceState: 'FL' }, ['lacks-licence']],
    ['licence on its last day', agent({}), { licenceState: 'TX' }, []],
    [
      'licence ended',
      agent({ licences: [{ state: 'TX', until: '2026-11-15' }] }),
      { licenceState: 'TX' },
      ['lacks-licence'],
    ],
    [
      'no device',
      agent({}, { device: { ok: false, sinceMs: now, words: 'browser closed' } }),
      {},
      ['unreachable'],
    ],
    [
      'several, most telling first',
      agent({}, { set: 'away', hold: hold('wrap-up') }),
      { skills: ['x'] },
      ['away', 'wrap-up', 'lacks-skill'],
    ],
  ] as const)('%s', (_name, who, need, reasons) => {
    expect(whyNotFree(who, { skills: [], ...need } as Need, now).map((why) => why.reason)).toEqual(reasons);
  });

  it('names when the fact that blocks will end', () => {
    expect(whyNotFree(agent({}, { hold: hold('wrap-up') }), { skills: [] }, now)[0]).toMatchObject({
      freesAtMs: now + 9_000,
    });
    const [off] = whyNotFree(
      agent({ shifts: [{ days: [2], from: '12:00', to: '17:00' }] }),
      { skills: [] },
      now,
    );
    expect(off).toMatchObject({ freesAtMs: Date.UTC(2026, 10, 17, 18, 0) });
  });
});

describe('the order of ringing', () => {
  it('rings the owner first, then whoever has been free longest, ties by id', () => {
    const roster = [
      agent({ id: 'c' }, { setSinceMs: 5 }),
      agent({ id: 'b' }, { setSinceMs: 1 }),
      agent({ id: 'a' }, { setSinceMs: 5 }),
      agent({ id: 'owner' }, { setSinceMs: 9 }),
      agent({ id: 'gone' }, { set: 'offline' }),
    ];
    const { free, notFree } = whoIsFree(roster, { skills: [], ownerId: 'owner' }, now);
    expect(free.map((one) => one.id)).toEqual(['owner', 'b', 'a', 'c']);
    expect(notFree.map((one) => one.agent.id)).toEqual(['gone']);
  });
});
