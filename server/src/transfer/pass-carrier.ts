/**
 * A cold pass to a number outside, by the lead's own carrier: it is asked to take them there (SIP's REFER), and Baton leaves the call.
 * To the table that is a leg that rings; nothing of it is here.
 *
 *   asked --the carrier does it--> ringing --taken there--> ended, connected: the call is over for Baton
 *     |                              └──no answer, busy, declined--> as of any phone outside: the first keeps the lead
 *     └──the carrier refuses, or cannot--> dialled here after all, and the record says so
 *
 * It takes the lead's leg away, which no other pass does (P1): only on the carrier's word that they talk elsewhere.
 */
import type { Fact, Order } from '../kernel/events.ts';
import type { Context } from '../kernel/room.ts';
import type { Target } from '../ports/telephony.ts';
import { tellPhone } from './pass-phone.ts';
import { noted, passedOn } from './pass-steps.ts';
import { andThen, deadline, end, hangUpLead, type Step, settleLeg, stay, withLeg } from './steps.ts';
import { liveAgentLegs, type OfferedLeg, type Transfer } from './transfer.ts';

/** The order for such a leg. */
export const moveOrder = (state: Transfer, { legId, byCarrier }: OfferedLeg): Order[] =>
  byCarrier === undefined || state.leadLeg === null
    ? []
    : [
        {
          type: 'leg.move',
          callId: state.callId,
          legId: state.leadLeg.legId,
          asLegId: legId,
          target: byCarrier,
        },
      ];

/** Dials a phone that is nobody's here. */
export const outsideOrder = (state: Transfer, legId: string, target: Target, judge: boolean): Order => ({
  type: 'leg.dial',
  callId: state.callId,
  legId,
  role: 'outside',
  target,
  from: state.spec.seller,
  ringTimeoutMs: state.spec.limits.ringMs + state.spec.limits.acceptMs,
  // Warm, the first agent hears what answers.
  ...(judge ? { judge: true as const } : {}),
});

const legOf = (state: Transfer, fact: Fact): OfferedLeg | undefined =>
  liveAgentLegs(state).find((leg) => 'legId' in fact && leg.legId === fact.legId && leg.byCarrier);

/** The carrier has said that it does it: it cannot be taken back. */
export const carrierTakes = (state: Transfer): boolean =>
  liveAgentLegs(state).some((leg) => leg.byCarrier !== undefined && leg.state === 'ringing');

/** The carrier refused, or cannot: null where this is none of that. Said, and dialled here. */
export function carrierRefused(state: Transfer, fact: Fact, context: Context): Step | null {
  const leg = legOf(state, fact);
  if (leg?.byCarrier === undefined || fact.type !== 'leg.ended' || fact.by !== 'network') return null;
  // Lost with the process that asked: the lead's own leg is lost with it.
  if (fact.cause === 'network' && fact.said === undefined) return null;
  const { byCarrier: target, ...rest } = leg;
  const { nowMs } = context;
  const again: OfferedLeg = { ...rest, legId: context.id(), state: 'dialing', atMs: nowMs };
  const record = state.passes?.find((one) => one.number === leg.pass);
  const from = state.offered.find((one) => one.legId === record?.fromLegId);
  const said =
    fact.said === undefined ? 'It could not be asked' : `It answered ${fact.said.replace(/\.$/, '')}`;
  const bridged: Fact = {
    type: 'transfer.pass-bridged',
    transferId: state.id,
    leadId: state.leadId,
    agentId: from?.agentId ?? '',
    agentName: from?.name ?? '',
    words: `The carrier did not take ${state.spec.leadName} to ${leg.name}. ${said}. Baton dials ${leg.name} itself.`,
  };
  const gone = settleLeg(state, leg.legId, 'unreachable', null, nowMs);
  const dialled = andThen(gone, (next) => ({
    ...stay({ ...next, offered: [...next.offered, again] }),
    facts: [bridged],
    orders: [outsideOrder(next, again.legId, target, true)],
  }));
  const untilMs = nowMs + state.spec.limits.ringMs;
  return andThen(dialled, (next) => deadline({ ...next, totalDeadlineMs: untilMs }, untilMs));
}

/** The lead talks elsewhere: their leg is let go, and so is everybody else. */
export function carrierMoved(state: Transfer, fact: Fact, context: Context): Step {
  const leg = legOf(state, fact);
  if (leg === undefined) return stay(state);
  const { nowMs } = context;
  const record = state.passes?.find((one) => one.number === leg.pass);
  const from = state.offered.find((one) => one.legId === record?.fromLegId);
  const words = `The carrier took ${state.spec.leadName} to ${leg.name}.`;
  const moved = withLeg(state, leg.legId, { state: 'passed', atMs: nowMs });
  const told = {
    endedAtMs: nowMs,
    how: 'passed',
    words,
    takenLegId: leg.legId,
    takenAtMs: nowMs,
  } as const;
  const closed = record === undefined ? moved : withoutPass(noted(moved, record.number, told));
  const phone = record?.left ?? (state.phase === 'connected' ? state.pass?.phone : undefined);
  const passed: Step = {
    ...stay(closed),
    orders: tellPhone(state.callId, phone, 200),
    facts: [passedOn(state, from, { agentId: null, name: leg.name }, 'cold')],
  };
  return andThen(
    andThen(passed, (next) => hangUpLead(next, 'hung-up', nowMs)),
    (next) => end(next, 'connected', words, `${leg.name} has ${state.spec.leadName}.`, nowMs),
  );
}

const withoutPass = (state: Transfer): Transfer =>
  state.phase === 'connected' ? { ...state, pass: null } : state;
