/** The table's rows for a call that is passed on: `connected` with what each stage changes. The drawing stands in pass.ts. */
import type { Fact } from '../kernel/events.ts';
import type { Context } from '../kernel/room.ts';
import { type Cell, type EventName, giveBackReserved, keep, legOf, tooLate } from './cells.ts';
import {
  passAccepted,
  passAnswered,
  passBriefed,
  passComplete,
  passDeclined,
  passJoined,
  passLink,
  passMissed,
  passNotNow,
  passReserved,
  passRinging,
  passSecondGone,
  passTalk,
} from './pass.ts';
import { carrierMoved, carrierTakes } from './pass-carrier.ts';
import { passFirstLeft, passOver, passWithCall } from './pass-over.ts';
import { isPassing, type Passing, type Taken } from './pass-steps.ts';
import { type Step, settleLeg, stay } from './steps.ts';
import { type Pass, secondOf } from './transfer.ts';

type Row = Record<EventName, Cell>;
const inPass =
  (move: (state: Passing, fact: Fact, context: Context) => Step): Cell =>
  (state, fact, context) =>
    isPassing(state) ? move(state, fact, context) : stay(state);
/** What is true of every stage of passing on: the lead's and the first agent's legs, and the end. */
const passingRow = (connected: Row): Row => ({
  ...connected,
  // A desk answers its leg when it has accepted: the second's, and the first's, are where they should be.
  'agent.answered': inPass((state, fact, context) =>
    [state.winner.legId, secondOf(state)?.legId].includes(legOf(fact))
      ? stay(state)
      : tooLate(state, fact, context),
  ),
  'agent.accepted': keep,
  'agent.leg-gone': inPass(passLegGone),
  'lead.leg-gone': inPass((state, _fact, context) =>
    passWithCall(
      { ...state, leadLeg: state.leadLeg && { ...state.leadLeg, state: 'ended', atMs: context.nowMs } },
      carrierTakes(state) ? 'The line ended while the carrier took the lead over' : 'The lead hung up',
      context,
    ),
  ),
  cancelled: inPass((state, fact, context) =>
    passWithCall(state, fact.type === 'supervisor.cancelled' ? `Ended by ${fact.by}` : 'Ended', context),
  ),
  'pass.asked': passNotNow,
  'pass.cancel': inPass((state, fact, context) =>
    'agentId' in fact && fact.agentId === state.winner.agentId && !carrierTakes(state)
      ? passOver(state, 'taken-back', context.nowMs)
      : stay(state),
  ),
});
const takenRow = (passing: Row): Row => ({
  ...passing,
  'agent.link': inPass((state, fact) => passLink(state as Taken, fact)),
  'hand-back': inPass((state, fact, context) =>
    'second' in state.pass && 'agentId' in fact && fact.agentId === state.pass.second.agentId
      ? passSecondGone(state as Taken, fact, context)
      : stay(state),
  ),
});
/** @param connected the row of a talk that nobody is handed */
export function passRows(connected: Row): Record<Pass['stage'], Row> {
  const passing = passingRow(connected);
  const taken = takenRow(passing);
  return {
    reserving: {
      ...passing,
      'agents.reserved': (state, fact, context) =>
        isPassing(state) && fact.type === 'agents.reserved' && fact.wave === state.wave
          ? passReserved(state, fact, context)
          : giveBackReserved(state, fact, context),
      deadline: inPass((state, _fact, context) => passOver(state, 'nobody-free', context.nowMs)),
    },
    ringing: {
      ...passing,
      deadline: inPass((state, _fact, context) => passMissed(state, context)),
      'agent.ringing': inPass(passRinging),
      'agent.answered': inPass(passAnswered),
      'agent.accepted': inPass(passAccepted),
      'agent.declined': inPass(passDeclined),
      'agent.moved': carrierMoved,
    },
    briefing: {
      ...taken,
      deadline: inPass((state, _fact, context) => passBriefed(state, context)),
      'brief.done': inPass((state, _fact, context) => passBriefed(state, context)),
    },
    talking: {
      ...taken,
      'pass.talk': inPass((state, fact) => passTalk(state as Passing<'talking'>, fact)),
      'pass.complete': inPass((state, fact, context) =>
        passComplete(state as Passing<'talking'>, fact, context),
      ),
    },
    joining: {
      ...taken,
      deadline: inPass((state, _fact, context) => passOver(state, 'failed', context.nowMs)),
      'bridge.joined': inPass((state, _fact, context) => passJoined(state as Passing<'joining'>, context)),
      'bridge.failed': inPass((state, _fact, context) => passOver(state, 'failed', context.nowMs)),
      // A moment before the lead is theirs, it is too late to take it back.
      'pass.cancel': keep,
    },
  };
}

/** A leg that ended: the first agent's, the one of the second, one that rings, or one that was let go already. */
function passLegGone(state: Passing, fact: Fact, context: Context): Step {
  const legId = legOf(fact);
  if (legId === state.winner.legId) return passFirstLeft(state, fact, context);
  if ('second' in state.pass && state.pass.second.legId === legId)
    return passSecondGone(state as Taken, fact, context);
  if (state.pass.stage === 'ringing') return passDeclined(state, fact, context);
  return settleLeg(state, legId, 'taken', null, context.nowMs);
}
