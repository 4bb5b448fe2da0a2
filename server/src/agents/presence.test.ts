import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../kernel/events.ts';
import { type AgentState, newAgentState } from './agent.ts';
import { decideAgent, extendWrapUp, reserve } from './presence.ts';

const context = (nowMs: number) => ({
  nowMs,
  id: () => 'x',
  random: () => 0.5,
  inputs: { agentId: 'ana', wrapUpMs: 15_000 },
});
const free: AgentState = { ...newAgentState(0), set: 'available' };
const reserved = reserve(free, 't1', 'Maria', 1_000, 90_000).state;
const released = (how: 'lost' | 'declined' | 'missed' | 'cancelled', transferId = 't1'): Fact => ({
  type: 'agent.released',
  agentId: 'ana',
  transferId,
  how,
});
const busy: Fact = { type: 'agent.busy', agentId: 'ana', transferId: 't1' };
const wrap: Fact = { type: 'agent.wrap-up', agentId: 'ana', transferId: 't1' };
const set = (presence: 'available' | 'away' | 'offline'): Fact => ({
  type: 'agent.presence-set',
  agentId: 'ana',
  presence,
  by: 'Ana',
});
const run = (state: AgentState, ...facts: Fact[]) =>
  facts.reduce((one, fact) => decideAgent(one, fact, context(5_000)).state, state);

describe('presence', () => {
  it('goes through a whole call and back to where it was', () => {
    expect(run(reserved, busy).hold?.kind).toBe('on-call');
    expect(run(reserved, busy, wrap).hold).toMatchObject({ kind: 'wrap-up', untilMs: 20_000 });
    const over = decideAgent(
      run(reserved, busy, wrap),
      { type: 'timer', name: 'hold', token: run(reserved, busy, wrap).token },
      context(20_000),
    );
    expect(over.state).toMatchObject({ set: 'available', hold: null });
    expect(over.facts).toEqual([{ type: 'agent.freed', agentId: 'ana' }]);
  });

  it('a hold is ended only by the transfer that holds', () => {
    expect(run(reserved, released('lost', 'another')).hold?.kind).toBe('reserved');
    expect(run(reserved, { ...busy, transferId: 'another' } as Fact).hold?.kind).toBe('reserved');
  });

  it('an old alarm changes nothing (T5)', () => {
    expect(
      decideAgent(run(reserved, busy), { type: 'timer', name: 'hold', token: reserved.token }, context(9))
        .state.hold?.kind,
    ).toBe('on-call');
  });

  it('three misses in a row pause; a decline or a call begins anew; coming back clears', () => {
    let state = free;
    for (let i = 0; i < 3; i++) state = run(reserve(state, 't1', 'Maria', 0, 9).state, released('missed'));
    expect(state).toMatchObject({ misses: 3, pausedSinceMs: 5_000 });
    expect(run(state, set('available'))).toMatchObject({ misses: 0, pausedSinceMs: null });
    expect(run({ ...reserved, misses: 2 }, released('declined')).misses).toBe(0);
    expect(run({ ...reserved, misses: 2 }, busy).misses).toBe(0);
  });

  it('away during a call stays away after it, and frees nobody', () => {
    const state = run(reserved, busy, set('away'), wrap);
    const over = decideAgent(
      state,
      {
        type: 'agent.disposition',
        agentId: 'ana',
        transferId: 't1',
        leadId: 'l',
        disposition: 'sold',
        notes: '',
      },
      context(6_000),
    );
    expect(over.state).toMatchObject({ set: 'away', hold: null });
    expect(over.facts).toEqual([]);
  });

  it('wrap-up grows by half a minute, to ten in all', () => {
    const state = run(reserved, busy, wrap);
    expect(extendWrapUp(state, 30_000).state.hold?.untilMs).toBe(50_000);
    expect(extendWrapUp(state, 9_000_000).state.hold?.untilMs).toBe(605_000);
    expect(extendWrapUp(free, 30_000).state).toBe(free);
  });

  it('in any sequence: a call is held by one transfer, and only a hold with an end has an alarm', () => {
    const facts = fc.constantFrom<Fact>(
      busy,
      wrap,
      released('lost'),
      released('missed'),
      released('cancelled', 't2'),
      set('available'),
      set('away'),
      set('offline'),
    );
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 30 }), (script) => {
        let state = reserved;
        for (const fact of script) {
          const before = state;
          const step = decideAgent(state, fact, context(7_000));
          state = step.state;
          if (state.hold) expect(state.hold.transferId).toBe('t1');
          if (state.hold !== before.hold)
            expect(step.timers).toEqual([
              { name: 'hold', token: state.token, atMs: state.hold?.untilMs ?? null },
            ]);
          expect(
            decideAgent(state, fact, context(7_000)).facts.filter((made) => made.type === 'agent.paused'),
          ).toEqual([]);
        }
      }),
    );
  });
});
