/** The cells that several rows of the transfer's table share, and the names of its columns. */
import type { Fact } from '../kernel/events.ts';
import type { Context } from '../kernel/room.ts';
import { andThen, end, nextWave, type Step, settleAll, settleLeg, stay, whyUntaken } from './steps.ts';
import { liveAgentLegs, type Transfer } from './transfer.ts';

export type Cell = (state: Transfer, fact: Fact, context: Context) => Step;
/** Facts sorted by what they mean here: a `leg.ended` of the lead is another event than one of an agent. */
export const eventNames = [
  'begin',
  'agents.reserved',
  'deadline',
  'agent.ringing',
  'agent.answered',
  'agent.accepted',
  'agent.declined',
  'agent.leg-gone',
  'lead.ringing',
  'lead.answered',
  'lead.machine',
  'lead.leg-gone',
  'agent.link',
  'brief.done',
  'bridge.joined',
  'bridge.failed',
  'hand-back',
  'lead.left',
  'consent.revoked',
  'cancelled',
  'unknown-leg',
  'pass.asked',
  'pass.talk',
  'pass.complete',
  'pass.cancel',
  'agent.moved',
] as const;
export type EventName = (typeof eventNames)[number];

export const keep: Cell = (state) => stay(state);
export const giveBackReserved: Cell = (state, fact) =>
  fact.type !== 'agents.reserved'
    ? stay(state)
    : {
        ...stay(state),
        facts: fact.agents
          .filter(
            (agent) => !state.offered.some((leg) => leg.agentId === agent.agentId && leg.wave === fact.wave),
          )
          .map(
            (agent) =>
              ({
                type: 'agent.released',
                agentId: agent.agentId,
                transferId: state.id,
                how: 'cancelled',
              }) as const,
          ),
      };
export const legOf = (fact: Fact) => ('legId' in fact ? fact.legId : '');
/** A leg that should not live any more, or is not known: it is hung up, and nothing else changes. */
export const hangUpLate: Cell = (state, fact) => ({
  ...stay(state),
  orders: legOf(fact)
    ? [{ type: 'leg.hangup', callId: state.callId, legId: legOf(fact), cause: 'cancelled' }]
    : [],
});
export const tooLate: Cell = (state, fact, context) => {
  const winner = 'winner' in state ? state.winner : undefined;
  if (winner && legOf(fact) === winner.legId) return stay(state);
  const live = liveAgentLegs(state).some((leg) => leg.legId === legOf(fact));
  const note = winner ? `Taken by ${winner.name}.` : 'No longer needed.';
  if (live) return settleLeg(state, legOf(fact), 'taken', { cause: 'taken', note }, context.nowMs);
  return {
    ...stay(state),
    orders: [{ type: 'leg.hangup', callId: state.callId, legId: legOf(fact), cause: 'taken', note }],
  };
};

export const left: Cell = (state, _fact, context) =>
  end(state, 'lead-left', 'The lead left before the join.', `${state.spec.leadName} left.`, context.nowMs);
export const revoked: Cell = (state, fact, context) =>
  fact.type === 'call.refused'
    ? end(state, 'not-permitted', fact.words, fact.words, context.nowMs)
    : end(
        state,
        'not-permitted',
        'The lead asked us to stop.',
        `${state.spec.leadName} asked us to stop.`,
        context.nowMs,
      );
export const cancelled: Cell = (state, fact, context) =>
  end(
    state,
    'cancelled',
    fact.type === 'supervisor.cancelled' ? `Cancelled by ${fact.by}.` : 'Cancelled.',
    'The transfer was cancelled.',
    context.nowMs,
  );

export const waveOver: Cell = (state, _fact, context) =>
  andThen(
    settleAll(state, null, 'missed', { cause: 'no-answer', note: 'You missed this one.' }, context.nowMs),
    (next) => nextWave(next, whyUntaken(next), context.nowMs),
  );
export const connectedEnds =
  (who: string): Cell =>
  (state, _fact, context) =>
    end(state, 'connected', `${who} hung up.`, '', context.nowMs);
/** The winner's deadline while the lead's phone rings on: the lead was not reached. */
export const joinTimedOut: Cell = (state, _fact, context) =>
  state.leadLeg?.state === 'answered'
    ? end(state, 'failed', 'The bridge was not made in time.', 'The join did not work.', context.nowMs)
    : end(
        state,
        'lead-unreachable',
        'The lead did not answer.',
        `${state.spec.leadName} did not answer.`,
        context.nowMs,
      );
