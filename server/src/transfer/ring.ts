/** Ringing and the claim: the first accept that is committed wins; answering is not accepting. */
import type { Fact, Order } from '../kernel/events.ts';
import type { Context } from '../kernel/room.ts';
import {
  andThen,
  deadline,
  nextWave,
  phase,
  type Step,
  settleAll,
  settleLeg,
  stay,
  whyUntaken,
  withLeg,
} from './steps.ts';
import { leadLegLives, liveAgentLegs, type OfferedLeg, type Transfer, type Winner } from './transfer.ts';

/** A leg and an order to dial it for each agent reserved. */
export function dialAgents(
  state: Transfer,
  fact: Extract<Fact, { type: 'agents.reserved' }>,
  context: Context,
): { legs: OfferedLeg[]; orders: Order[] } {
  const legs: OfferedLeg[] = fact.agents.map((agent) => ({
    agentId: agent.agentId,
    name: agent.name,
    legId: context.id(),
    wave: fact.wave,
    kind: agent.target.kind,
    state: 'dialing',
    atMs: context.nowMs,
  }));
  const orders: Order[] = fact.agents.map((agent, i) => ({
    type: 'leg.dial',
    callId: state.callId,
    legId: legs[i]!.legId,
    role: 'agent',
    target: agent.target,
    from: state.spec.seller,
    ringTimeoutMs: state.spec.limits.ringMs + state.spec.limits.acceptMs,
    context: { headline: state.spec.brief.headline, transferId: state.id },
  }));
  return { legs, orders };
}

/** Facts of a transfer tell of agents alone; whoever else is rung has facts of their own. */
const agentsOf = <T extends { agentId: string | null; legId: string }>(legs: T[]) =>
  legs.flatMap((leg) => (leg.agentId === null ? [] : [{ ...leg, agentId: leg.agentId }]));

/** Rings everyone reserved, in one decision, so that all phones ring together. */
export function agentsReserved(state: Transfer, fact: Fact, context: Context): Step {
  if (fact.type !== 'agents.reserved' || fact.wave !== state.wave) return stay(state);
  const notOffered = [
    ...state.notOffered,
    ...fact.whyNot.filter((one) => !state.notOffered.some((had) => had.agentId === one.agentId)),
  ];
  if (fact.agents.length === 0) {
    const counted = { ...state, notOffered };
    // A wave with nobody in it ends the search: the next one would find the same.
    return nextWave({ ...counted, wave: state.spec.limits.maxWaves }, whyUntaken(counted), context.nowMs);
  }
  const { legs, orders } = dialAgents(state, fact, context);
  const ringing: Transfer = {
    ...state,
    phase: 'ringing',
    notOffered,
    offered: [...state.offered, ...legs],
    ringingAtMs: state.ringingAtMs ?? context.nowMs,
  } as Transfer;
  return andThen(deadline(ringing, context.nowMs + state.spec.limits.ringMs), (next) =>
    andThen(
      {
        state: next,
        orders,
        timers: [],
        facts: [
          {
            type: 'transfer.offered',
            transferId: state.id,
            leadId: state.leadId,
            wave: state.wave,
            agents: agentsOf(legs).map(({ agentId, name, legId }) => ({ agentId, name, legId })),
          },
        ],
      },
      (rung) => phase(rung, 'ringing'),
    ),
  );
}

export function legRinging(state: Transfer, fact: Fact, context: Context): Step {
  const leg = liveAgentLegs(state).find((one) => 'legId' in fact && one.legId === fact.legId);
  return leg?.state === 'dialing'
    ? stay(withLeg(state, leg.legId, { state: 'ringing', atMs: context.nowMs }))
    : stay(state);
}

/** A phone was picked up: the person is asked to accept, and has the accept window for it. */
export function asked(state: Transfer, fact: Fact, context: Context): Step {
  const leg = liveAgentLegs(state).find((one) => 'legId' in fact && one.legId === fact.legId);
  if (!leg || leg.state === 'asked') return stay(state);
  const marked = withLeg(state, leg.legId, { state: 'asked', atMs: context.nowMs });
  // A cold transfer has no question to ask, nor has a phone that is nobody's here: whoever answers takes it.
  if (state.spec.mode === 'cold' || leg.agentId === null)
    return claim(marked, { ...leg, state: 'asked' }, context.nowMs, context.id);
  const windowEndMs = context.nowMs + state.spec.limits.acceptMs;
  const step =
    state.deadlineMs !== null && windowEndMs > state.deadlineMs
      ? deadline(marked, windowEndMs)
      : stay(marked);
  return andThen(step, (next) => ask(next, leg));
}

/** What a person on a telephone is asked; a desk shows its own buttons. */
export function ask(state: Transfer, leg: OfferedLeg): Step {
  if (leg.kind === 'station') return stay(state);
  const spoken = `Lead for you: ${state.spec.brief.headline}. Press 1 to take, 2 to pass, 3 to hear it again.`;
  return { ...stay(state), facts: [{ type: 'call.ask', callId: state.callId, legId: leg.legId, spoken }] };
}

/** Key 3 on a leg that was asked (T13). */
export function askedAgain(state: Transfer, fact: Fact): Step {
  const leg = liveAgentLegs(state).find((one) => 'legId' in fact && one.legId === fact.legId);
  return leg?.state === 'asked' ? ask(state, leg) : stay(state);
}

export function accepted(state: Transfer, fact: Fact, context: Context): Step {
  const leg = liveAgentLegs(state).find((one) => 'legId' in fact && one.legId === fact.legId);
  if (!leg) return stay(state);
  // T13: a key counts only on a leg that was answered.
  if (fact.type === 'leg.key' && leg.state !== 'asked') return stay(state);
  return claim(state, leg, context.nowMs, context.id);
}

/** The claim: one winner, everybody else let go, the lead's phone dialled, the brief begun. */
function claim(state: Transfer, leg: OfferedLeg, nowMs: number, id: () => string): Step {
  const winner: Winner = { agentId: leg.agentId, name: leg.name, legId: leg.legId, acceptedAtMs: nowMs };
  const losers = liveAgentLegs(state).filter((one) => one.legId !== leg.legId);
  const won = withLeg({ ...state, phase: 'briefing', winner } as Transfer, leg.legId, {
    state: 'won',
    atMs: nowMs,
  });
  let step = settleAll(won, leg.legId, 'taken', { cause: 'taken', note: `Taken by ${leg.name}.` }, nowMs);
  step = andThen(step, (next) => ({
    state: next,
    orders: [],
    timers: [],
    facts: agentsOf([leg]).flatMap(({ agentId, name }): Fact[] => [
      { type: 'agent.busy', agentId, transferId: state.id },
      {
        type: 'transfer.accepted',
        transferId: state.id,
        leadId: state.leadId,
        agentId,
        agentName: name,
        losers: agentsOf(losers).map(({ agentId, legId }) => ({ agentId, legId })),
      },
    ]),
  }));
  step = andThen(step, (next) => dialLead(next, nowMs, id));
  const spoken = state.spec.mode === 'cold' || leg.agentId === null ? '' : state.spec.brief.spoken;
  const briefMs = spoken === '' ? 0 : state.spec.limits.briefMs;
  step = andThen(step, (next) => phase(next, 'briefing', spoken));
  // The synthesiser gets two seconds beyond the brief; after that the agent is not kept waiting.
  return andThen(step, (next) => deadline(next, nowMs + briefMs + 2_000));
}

/** Agent first: a text lead's phone rings only once a human has accepted (T9: once a winner). */
function dialLead(state: Transfer, nowMs: number, id: () => string): Step {
  if (state.spec.leadTarget === null || leadLegLives(state)) return stay(state);
  const legId = id();
  return {
    state: {
      ...state,
      leadLeg: { legId, state: 'dialing', atMs: nowMs, dialledAtMs: nowMs, answeredAtMs: null },
    },
    facts: [],
    timers: [],
    orders: [
      {
        type: 'leg.dial',
        callId: state.callId,
        legId,
        role: 'lead',
        leadId: state.leadId,
        aiVoice: state.spec.mode === 'agentic-warm',
        target: state.spec.leadTarget,
        from: state.spec.seller,
        ringTimeoutMs: state.spec.limits.leadRingMs,
      },
    ],
  };
}

export function declined(
  state: Transfer,
  fact: Fact,
  context: Context,
  as: 'declined' | 'unreachable',
): Step {
  if (!('legId' in fact)) return stay(state);
  const gone = fact.type === 'leg.ended';
  // A phone that rang out or was rejected by its owner is a decline or a miss, not a broken device.
  const how =
    fact.type === 'leg.ended' && fact.cause === 'no-answer'
      ? 'missed'
      : fact.type === 'leg.ended' && (fact.cause === 'rejected' || fact.cause === 'busy')
        ? 'declined'
        : as;
  const step = settleLeg(state, fact.legId, how, gone ? null : { cause: 'rejected' }, context.nowMs);
  return andThen(step, (next) =>
    liveAgentLegs(next).length === 0 && next.phase === 'ringing'
      ? nextWave(next, whyUntaken(next), context.nowMs)
      : stay(next),
  );
}
