/**
 * A phone's transfer key, and its owner hung up at once, as many phones do (RFC 5589 6.1). They did what they meant to: the pass
 * stays theirs while those who ring for it may take it, though the transfer looks for an agent again (passFirstLeft).
 *
 *     left ──one of them and the lead hear each other──> passed
 *       └──the next wave is asked for, or the transfer ends──> first-left
 */
import { tellPhone, tellPhoneWhy } from './pass-phone.ts';
import { noted, passEnded, passedOn } from './pass-steps.ts';
import { andThen, type Step, stay } from './steps.ts';
import type { OfferedLeg, PassRecord, Transfer } from './transfer.ts';

type Left = PassRecord & { left: NonNullable<PassRecord['left']> };

const openOf = (state: Transfer): Left | undefined =>
  state.passes?.find((one): one is Left => one.how === null && one.left !== undefined);

/** Closes the pass of one who left, once its end shows in the state. */
export function settleLeft(step: Step, nowMs: number): Step {
  const { state } = step;
  const record = openOf(state);
  if (record === undefined) return step;
  const from = state.offered.find((leg) => leg.legId === record.fromLegId);
  if (state.phase === 'connected') return andThen(step, () => passed(state, record, from, nowMs));
  const isOver = state.phase === 'ended' || (state.phase === 'waiting' && state.wave > record.left.wave);
  return isOver ? andThen(step, () => firstLeft(state, record, from, nowMs)) : step;
}

function passed(
  state: Extract<Transfer, { phase: 'connected' }>,
  record: Left,
  from: OfferedLeg | undefined,
  nowMs: number,
): Step {
  const { winner } = state;
  const words = `${winner.name} has ${state.spec.leadName}.`;
  const change = { endedAtMs: nowMs, how: 'passed', words, takenLegId: winner.legId } as const;
  return {
    ...stay(noted(state, record.number, { ...change, takenAtMs: winner.acceptedAtMs })),
    facts: [passedOn(state, from, winner, record.mode)],
    orders: tellPhone(state.callId, record.left, 200),
  };
}

function firstLeft(state: Transfer, record: Left, from: OfferedLeg | undefined, nowMs: number): Step {
  const words = `${record.toName} did not take it, and ${from?.name ?? 'the first'} had hung up.`;
  return {
    ...stay(noted(state, record.number, { endedAtMs: nowMs, how: 'first-left', words })),
    facts: [passEnded(state, from, 'first-left', words)],
    orders: tellPhoneWhy(state.callId, record.left, 'first-left', words),
  };
}
