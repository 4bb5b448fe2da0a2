/** The moves a transfer's table is made of: pure, each returns the next state and what follows from it. */
import type { Phase as CallPhase, Fact, Order, Outcome } from '../kernel/events.ts';
import type { Decision } from '../kernel/room.ts';
import type { EndCause } from '../ports/telephony.ts';
import { leadLegLives, liveAgentLegs, type OfferedLeg, type Transfer, type Winner } from './transfer.ts';

export type Step = Decision<Transfer>;

export const stay = (state: Transfer): Step => ({ state, facts: [], orders: [], timers: [] });

/** Joins what a first step made to what a second one makes of its state. */
export function andThen(first: Step, next: (state: Transfer) => Step): Step {
  const second = next(first.state);
  return {
    state: second.state,
    facts: [...first.facts, ...second.facts],
    orders: [...first.orders, ...second.orders],
    timers: [...first.timers, ...second.timers],
  };
}

/** Replaces the one deadline (T4) under a new token (T5); never later than the whole transfer's. */
export function deadline<T extends Transfer>(state: T, atMs: number | null): Step {
  const token = state.token + 1;
  const boundMs = atMs === null ? null : Math.min(atMs, state.totalDeadlineMs);
  return {
    state: { ...state, token, deadlineMs: boundMs },
    facts: [],
    orders: [],
    timers: [{ name: 'deadline', token, atMs: boundMs }],
  };
}

export function withLeg(state: Transfer, legId: string, change: Partial<OfferedLeg>): Transfer {
  return {
    ...state,
    offered: state.offered.map((leg) => (leg.legId === legId ? { ...leg, ...change } : leg)),
  };
}

const released: Record<
  'declined' | 'missed' | 'taken' | 'withdrawn' | 'unreachable',
  'lost' | 'declined' | 'missed' | 'cancelled' | 'unreachable'
> = {
  declined: 'declined',
  missed: 'missed',
  taken: 'lost',
  withdrawn: 'cancelled',
  unreachable: 'unreachable',
};

/**
 * Ends one agent's part: the leg is hung up, the reservation given back exactly once (T3). A leg that is settled
 * already is left alone (T10).
 */
export function settleLeg(
  state: Transfer,
  legId: string,
  as: 'declined' | 'missed' | 'taken' | 'withdrawn' | 'unreachable',
  hangup: { cause: EndCause; note?: string } | null,
  nowMs: number,
): Step {
  const leg = liveAgentLegs(state).find((one) => one.legId === legId);
  if (!leg) return stay(state);
  const orders: Order[] = hangup ? [{ type: 'leg.hangup', callId: state.callId, legId, ...hangup }] : [];
  const facts: Fact[] =
    leg.agentId === null
      ? []
      : [{ type: 'agent.released', agentId: leg.agentId, transferId: state.id, how: released[as] }];
  return { state: withLeg(state, legId, { state: as, atMs: nowMs }), facts, orders, timers: [] };
}

export function settleAll(
  state: Transfer,
  except: string | null,
  as: 'missed' | 'taken' | 'withdrawn',
  hangup: { cause: EndCause; note?: string },
  nowMs: number,
): Step {
  return liveAgentLegs(state)
    .filter((leg) => leg.legId !== except)
    .reduce<Step>(
      (step, leg) => andThen(step, (next) => settleLeg(next, leg.legId, as, hangup, nowMs)),
      stay(state),
    );
}

export function hangUpLead(state: Transfer, cause: EndCause, nowMs: number): Step {
  if (!leadLegLives(state) || !state.leadLeg) return stay(state);
  return {
    state: { ...state, leadLeg: { ...state.leadLeg, state: 'ended', atMs: nowMs } },
    facts: [],
    orders: [{ type: 'leg.hangup', callId: state.callId, legId: state.leadLeg.legId, cause }],
    timers: [],
  };
}

/** Tells the call which phase it is in; the call turns phases into who hears whom. */
export function phase(state: Transfer, name: CallPhase, spoken?: string): Step {
  const winner = 'winner' in state ? state.winner : undefined;
  const lead = state.leadLeg && state.leadLeg.state === 'answered' ? state.leadLeg.legId : undefined;
  const fact: Fact = { type: 'call.phase', callId: state.callId, phase: name };
  if (winner) fact.agentLegId = winner.legId;
  if (lead) fact.leadLegId = lead;
  if (spoken !== undefined) fact.spoken = spoken;
  if (state.spec.language !== undefined) fact.language = state.spec.language;
  if (lead && state.spec.unattended !== undefined) fact.unattended = state.spec.unattended;
  // Known from the accept on, so that it can be spoken ahead and the join does not wait for the synthesiser.
  if (winner && (name === 'briefing' || name === 'introduction'))
    fact.intro = state.spec.introduction.replaceAll('{agent}', winner.name.split(' ')[0] ?? winner.name);
  if (state.spec.recording && (name === 'introduction' || name === 'connected'))
    fact.recording = state.spec.recording;
  return { state, facts: [fact], orders: [], timers: [] };
}

/** They answered our call, and were joined to nobody: they are told who called (DIAL-04). Not after an opt-out, nor a machine. */
const isOwedWords = ({ phase: at, spec, leadLeg }: Transfer, outcome: Outcome): boolean =>
  at !== 'connected' &&
  spec.leadTarget !== null &&
  spec.unattended !== undefined &&
  leadLeg?.state === 'answered' &&
  outcome !== 'not-permitted' &&
  outcome !== 'lead-voicemail';

/** For the transfer their leg is gone: the call says the words and then hangs up, in any case. */
function farewell(state: Transfer, nowMs: number): Step {
  const step = phase(state, 'over');
  const facts = step.facts.map((fact) =>
    fact.type === 'call.phase' ? { ...fact, farewell: true as const } : fact,
  );
  const leadLeg = state.leadLeg && { ...state.leadLeg, state: 'ended' as const, atMs: nowMs };
  return { ...step, state: { ...state, leadLeg }, facts };
}

/**
 * The end: every leg is let go, every agent given back, the deadline cleared, the outcome named (T2, T3, T12).
 * A caller (the lead was on the line from the start) is not hung up on: the assistant keeps talking to them. `last` is what the
 * call is told instead of its end.
 */
export function end(
  state: Transfer,
  outcome: Outcome,
  detail: string,
  note: string,
  nowMs: number,
  last?: Extract<Fact, { type: 'call.phase' }>,
): Step {
  if (state.phase === 'ended') return stay(state);
  const winner = 'winner' in state ? state.winner : undefined;
  const wasConnected = state.phase === 'connected';
  let step = deadline(state, null);
  if (wasConnected && winner) {
    const wrapped: Step = {
      state: withLeg(step.state, winner.legId, { state: 'withdrawn', atMs: nowMs }),
      facts: wrapUp(state, winner),
      orders: [{ type: 'leg.hangup', callId: state.callId, legId: winner.legId, cause: 'hung-up' }],
      timers: [],
    };
    step = andThen(step, () => wrapped);
  }
  step = andThen(step, (next) => settleAll(next, null, 'withdrawn', { cause: 'cancelled', note }, nowMs));
  const isTold = isOwedWords(step.state, outcome);
  if (isTold) step = andThen(step, (next) => farewell(next, nowMs));
  else if (wasConnected || state.spec.leadTarget !== null) {
    step = andThen(step, (next) => hangUpLead(next, 'hung-up', nowMs));
  }
  // A caller who was not joined stays on the line, with the assistant.
  step = andThen(step, (next) =>
    last
      ? { ...stay(next), facts: [last] }
      : isTold
        ? stay(next)
        : phase(next, leadLegLives(next) ? 'assistant' : 'over'),
  );
  return andThen(step, (next) => {
    const { phase: _, ...rest } = next;
    const ended: Transfer = { ...rest, phase: 'ended', outcome, detail, endedAtMs: nowMs };
    const fact: Fact = {
      type: 'transfer.ended',
      transferId: state.id,
      leadId: state.leadId,
      outcome,
      detail,
    };
    if (last?.phase === 'voicemail') fact.message = true;
    if (winner) {
      if (winner.agentId !== null) fact.agentId = winner.agentId;
      fact.agentName = winner.name;
    }
    return { state: ended, facts: [fact], orders: [], timers: [] };
  });
}

/** Asks for the next agents, or ends when the waves or the time are used up (T9). */
export function nextWave(state: Transfer, why: Outcome, nowMs: number): Step {
  const { limits, ring, need } = state.spec;
  const isSpent = state.wave >= limits.maxWaves || nowMs >= state.totalDeadlineMs;
  if (isSpent) return end(state, why, `${state.wave} waves`, 'Nobody took it in time.', nowMs);
  const wave = state.wave + 1;
  const limit =
    ring === 'one-by-one' || (ring === 'owner-first' && wave === 1 && need.ownerId)
      ? 1
      : ring === 'waves'
        ? limits.waveSize * wave
        : 1_000;
  const { winner: _winner, ...rest } = state as Transfer & { winner?: Winner };
  const waiting = { ...rest, phase: 'waiting', wave } as Transfer;
  return andThen(deadline(waiting, nowMs + 5_000), (next) => ({
    state: next,
    facts: [
      {
        type: 'agents.wanted',
        transferId: state.id,
        leadId: state.leadId,
        leadName: state.spec.leadName,
        need,
        wave,
        limit,
        // Whoever declined, missed or dropped it is not rung again; who only lost it to another may be.
        exclude: spent(state),
        ring,
        untilMs: nowMs + limits.ringMs + limits.acceptMs,
      },
    ],
    orders: [],
    timers: [],
  }));
}

/** Agents who declined, missed or dropped it, or had it. */
export const spent = (state: Transfer): string[] => [
  ...new Set(state.offered.flatMap((leg) => (leg.state === 'taken' ? [] : (leg.agentId ?? [])))),
];

/** Time for the result of who had the lead; a phone outside has none. */
export const wrapUp = (state: Transfer, { agentId }: Pick<Winner, 'agentId'>): Fact[] =>
  agentId === null ? [] : [{ type: 'agent.wrap-up', agentId, transferId: state.id }];

/** Why nobody took it, from what each agent did. */
export function whyUntaken(state: Transfer): Outcome {
  if (state.offered.length === 0) return 'nobody-free';
  return state.offered.every((leg) => leg.state === 'declined') ? 'all-declined' : 'unanswered';
}
