/** One agent's presence: pure. Every reservation ends in exactly one of lost, declined, missed, cancelled or wrap-up. */
import type { Fact } from '../kernel/events.ts';
import type { Context, Decision } from '../kernel/room.ts';
import { type AgentState, type Hold, maxMisses } from './agent.ts';

export interface AgentInputs {
  agentId: string;
  wrapUpMs: number;
  maxMisses?: number;
}

type Step = Decision<AgentState>;
const stay = (state: AgentState): Step => ({ state, facts: [], orders: [], timers: [] });

/** Replaces the hold and its alarm; an old alarm's token no longer fits. */
function hold(state: AgentState, next: Hold | null): Step {
  const token = state.token + 1;
  return {
    state: { ...state, hold: next, token },
    facts: [],
    orders: [],
    timers: [{ name: 'hold', token, atMs: next?.untilMs ?? null }],
  };
}

/** The hold ends; if the person is available again, whoever waits for an agent hears of it. */
function free(state: AgentState, agentId: string): Step {
  const step = hold(state, null);
  const isFree = step.state.set === 'available' && step.state.pausedSinceMs === null;
  return { ...step, facts: isFree ? [{ type: 'agent.freed', agentId }] : [] };
}

/** Reserves for one transfer until then; the caller has checked that the agent is free, under the row's lock. */
export function reserve(
  state: AgentState,
  transferId: string,
  leadName: string,
  nowMs: number,
  untilMs: number,
): Step {
  return hold(
    { ...state, notice: null },
    { kind: 'reserved', transferId, leadName, sinceMs: nowMs, untilMs },
  );
}

const noticeFor = {
  lost: null,
  declined: null,
  missed: 'missed',
  cancelled: 'withdrawn',
  unreachable: null,
} as const;

export function decideAgent(state: AgentState, fact: Fact, context: Context<AgentInputs>): Step {
  const { agentId } = context.inputs;
  const limit = context.inputs.maxMisses ?? maxMisses;
  const nowMs = context.nowMs;
  const ours = state.hold !== null && 'transferId' in fact && state.hold.transferId === fact.transferId;
  switch (fact.type) {
    case 'agent.busy':
      if (!ours || !state.hold || state.hold.kind !== 'reserved') return stay(state);
      return hold({ ...state, misses: 0 }, { ...state.hold, kind: 'on-call', sinceMs: nowMs, untilMs: null });
    case 'agent.released': {
      if (!ours || !state.hold || state.hold.kind === 'wrap-up') return stay(state);
      const misses = fact.how === 'missed' ? state.misses + 1 : fact.how === 'declined' ? 0 : state.misses;
      const paused = misses >= limit && state.pausedSinceMs === null;
      const kind = noticeFor[fact.how];
      const next: AgentState = {
        ...state,
        misses,
        pausedSinceMs: paused ? nowMs : state.pausedSinceMs,
        notice:
          kind === null
            ? state.notice
            : {
                kind,
                words: `${kind === 'missed' ? 'You missed' : ''} ${state.hold.leadName}`.trim(),
                atMs: nowMs,
              },
      };
      const step = free(next, agentId);
      return paused ? { ...step, facts: [...step.facts, { type: 'agent.paused', agentId, misses }] } : step;
    }
    case 'agent.wrap-up':
      if (!ours || !state.hold || state.hold.kind !== 'on-call') return stay(state);
      if (context.inputs.wrapUpMs === 0) return free(state, agentId);
      return hold(state, {
        ...state.hold,
        kind: 'wrap-up',
        sinceMs: nowMs,
        untilMs: nowMs + context.inputs.wrapUpMs,
      });
    case 'agent.disposition':
      return ours && state.hold?.kind === 'wrap-up' ? free(state, agentId) : stay(state);
    case 'agent.presence-set': {
      const back = fact.presence === 'available';
      const next: AgentState = {
        ...state,
        set: fact.presence,
        setSinceMs:
          state.set === fact.presence && !(back && state.pausedSinceMs !== null) ? state.setSinceMs : nowMs,
        reason: fact.reason ?? null,
        misses: back ? 0 : state.misses,
        pausedSinceMs: back ? null : state.pausedSinceMs,
      };
      const becomesFree =
        back && next.hold === null && (state.set !== 'available' || state.pausedSinceMs !== null);
      return { ...stay(next), facts: becomesFree ? [{ type: 'agent.freed', agentId }] : [] };
    }
    case 'timer':
      // A reservation whose release got lost ends by itself: no agent hangs (T3 is the transfer's, this is ours).
      if (fact.token !== state.token || !state.hold) return stay(state);
      return free(state, agentId);
    default:
      return stay(state);
  }
}

/** Thirty seconds more wrap-up, ten minutes at most in all. */
export function extendWrapUp(state: AgentState, byMs: number): Step {
  if (state.hold?.kind !== 'wrap-up' || state.hold.untilMs === null) return stay(state);
  const untilMs = Math.min(state.hold.untilMs + byMs, state.hold.sinceMs + 600_000);
  return hold(state, { ...state.hold, untilMs });
}
