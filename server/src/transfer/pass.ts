/**
 * Passing a live call on: the agent who has the lead hands them to another agent, or to a phone outside. It happens inside
 * `connected`, so the lead is connected all the while, and whatever fails leaves them with the agent they talk to.
 *
 *   reserving --reserved--> ringing --taken--> briefing --brief over--> talking --complete--> joining --joined--> (passed)
 *       |                      |                  |      cold: at once ----------------------->  |
 *       |  nobody free         | declined, missed | hung up          | hung up, taken back       | not joined
 *       +----------------------+------------------+------------------+---------------------------+--> first keeps the lead
 *
 *   reserving  an agent is looked for, under the roster's lock.           The first talks with the lead in these three
 *   ringing    phones ring with the brief and what the first added.       (or holds them, as at any time).
 *   briefing   the second alone hears the brief.
 *   talking    warm: the two talk, the lead hears hold sound; the first may talk with the lead, or with both.
 *   joining    the second and the lead are being joined; the first is let go when they hear each other.
 *
 * A phone outside is asked nothing: warm, the first hears who is there; cold, whoever answers has the lead, and a machine is
 * told apart. If the first hangs up, a second who took it is joined; otherwise the lead is on hold and the transfer goes on as one
 * whose winner dropped out: phones ring, wave after wave, and at the end the lead has their next step.
 *
 *   P1  the lead's leg is never let go because of a pass.
 *   P2  at most one pass at a time, and `maxPasses` a call.
 *   P3  the first has the lead until the second and the lead hear each other; then, and only then, the first is let go.
 *   P4  who did not take it is given back once, who had it is sent to wrap-up once (T3).
 *   P5  every stage but talking has one deadline (T4); the lead's hang-up ends all of it (T2).
 *   P6  a phone whose transfer key was pressed gets one last answer (pass-phone.ts), also when its owner hung up (pass-left.ts).
 */
import type { Fact } from '../kernel/events.ts';
import type { PassEnd } from '../kernel/pass.ts';
import type { Context } from '../kernel/room.ts';
import { carrierRefused, moveOrder, outsideOrder } from './pass-carrier.ts';
import { passOver } from './pass-over.ts';
import { tellPhone } from './pass-phone.ts';
import {
  hears,
  isPassing,
  noted,
  type Passing,
  secondHasIt,
  spokenTo,
  stageDeadline,
  type Taken,
} from './pass-steps.ts';
import { ask, dialAgents } from './ring.ts';
import { andThen, type Step, settleAll, settleLeg, spent, stay, withLeg } from './steps.ts';
import type { Connected, OfferedLeg, Pass, PassRecord, Second, Transfer } from './transfer.ts';

/** Ways of handing on that one call may see: bounds its legs (T9). */
export const maxPasses = 20;
/** Legs that ring for this pass. */
const rings = (state: Passing): OfferedLeg[] =>
  state.offered.filter(
    (leg) => leg.pass === state.pass.number && ['dialing', 'ringing', 'asked'].includes(leg.state),
  );
const legOf = (state: Passing, fact: Fact): OfferedLeg | undefined =>
  rings(state).find((leg) => 'legId' in fact && leg.legId === fact.legId);

/** It cannot be now (P2); a phone whose key was pressed waits for an answer. */
export const passNotNow = (state: Transfer, fact: Fact): Step =>
  fact.type === 'transfer.pass-asked'
    ? {
        ...stay(state),
        orders: tellPhone(state.callId, fact.phone, 603, 'This call cannot be passed on now.'),
      }
    : stay(state);

/** The first agent asks. Anybody else, or a second pass at once, changes nothing (P2). */
export function passAsked(state: Transfer, fact: Fact, context: Context): Step {
  if (state.phase !== 'connected' || isPassing(state) || fact.type !== 'transfer.pass-asked')
    return passNotNow(state, fact);
  const number = (state.passes?.length ?? 0) + 1;
  const toSelf = fact.to.kind === 'agent' && fact.to.agentId === fact.agentId;
  if (state.winner.agentId !== fact.agentId || toSelf || number > maxPasses) return passNotNow(state, fact);
  const step = begin(state, fact, number, context);
  return { ...step, orders: [...tellPhone(state.callId, fact.phone, 100), ...step.orders] };
}

function begin(
  state: Connected,
  fact: Extract<Fact, { type: 'transfer.pass-asked' }>,
  number: number,
  context: Context,
): Step {
  const { mode, to, toName, note, phone } = fact;
  const askedAtMs = context.nowMs;
  const common = { number, mode, to, toName, note, askedAtMs, ...(phone === undefined ? {} : { phone }) };
  const record: PassRecord = {
    number,
    mode,
    toName,
    note,
    askedAtMs,
    fromLegId: state.winner.legId,
    fromAcceptedAtMs: state.winner.acceptedAtMs,
    takenLegId: null,
    takenAtMs: null,
    talkAtMs: null,
    endedAtMs: null,
    how: null,
    words: '',
  };
  const asked: Connected = { ...state, passes: [...(state.passes ?? []), record] };
  if (to.kind === 'outside')
    return dialOutside(asked, { ...common, stage: 'ringing' }, fact.byCarrier === true, context);
  const wave = state.wave + 1;
  const { limits, need } = state.spec;
  // By name it is the first who judges who fits; what the law asks for stays.
  const wanted =
    to.kind === 'anyone'
      ? need
      : { skills: [], ...(need.licenceState ? { licenceState: need.licenceState } : {}) };
  const next: Connected = { ...asked, wave, pass: { ...common, stage: 'reserving' } };
  return andThen(stageDeadline(next, context.nowMs + 5_000), (waiting) => ({
    ...stay(waiting),
    facts: [
      {
        type: 'agents.wanted',
        transferId: state.id,
        leadId: state.leadId,
        leadName: state.spec.leadName,
        need: wanted,
        wave,
        limit: to.kind === 'anyone' ? 1_000 : 1,
        exclude: to.kind === 'anyone' ? spent(state) : [fact.agentId],
        ...(to.kind === 'agent' ? { only: [to.agentId] } : {}),
        ring: 'all',
        untilMs: context.nowMs + limits.ringMs + limits.acceptMs,
      },
    ],
  }));
}

function dialOutside(
  state: Connected,
  pass: Extract<Pass, { stage: 'ringing' }>,
  byCarrier: boolean,
  context: Context,
): Step {
  if (pass.to.kind !== 'outside') return stay(state);
  const { target } = pass.to;
  const leg: OfferedLeg = {
    agentId: null,
    name: pass.toName,
    legId: context.id(),
    wave: state.wave,
    kind: target.kind,
    state: 'dialing',
    atMs: context.nowMs,
    pass: pass.number,
    ...(byCarrier && pass.mode === 'cold' ? { byCarrier: target } : {}),
  };
  const step = rung({ ...state, offered: [...state.offered, leg], pass }, [leg], context.nowMs);
  const orders =
    leg.byCarrier === undefined
      ? [outsideOrder(state, leg.legId, target, pass.mode === 'cold')]
      : moveOrder(state, leg);
  return { ...step, orders: [...orders, ...step.orders] };
}

function rung(state: Connected & { pass: Pass }, legs: OfferedLeg[], nowMs: number): Step {
  return andThen(stageDeadline(state, nowMs + state.spec.limits.ringMs), (next) => ({
    ...stay(next),
    facts: [
      {
        type: 'transfer.passing',
        transferId: state.id,
        leadId: state.leadId,
        agentId: state.winner.agentId ?? '',
        agentName: state.winner.name,
        mode: state.pass.mode,
        to: legs.map(({ agentId, name, legId }) => ({ agentId, name, legId })),
      },
    ],
  }));
}

/** All who were reserved ring together. */
export function passReserved(state: Passing, fact: Fact, context: Context): Step {
  if (fact.type !== 'agents.reserved') return stay(state);
  const known = state.notOffered.map((one) => one.agentId);
  const counted = {
    ...state,
    notOffered: [...state.notOffered, ...fact.whyNot.filter((one) => !known.includes(one.agentId))],
  };
  if (fact.agents.length === 0) return passOver(counted, 'nobody-free', context.nowMs);
  const { legs, orders } = dialAgents(state, fact, context);
  const own = legs.map((leg) => ({ ...leg, pass: state.pass.number }));
  const { stage: _, ...pass } = state.pass;
  const ringing = {
    ...counted,
    offered: [...state.offered, ...own],
    pass: { ...pass, stage: 'ringing' as const },
  };
  const step = rung(ringing, own, context.nowMs);
  const replaces = state.pass.phone?.replaces;
  const dialled = orders.map((order) =>
    order.type === 'leg.dial' && replaces !== undefined ? { ...order, replaces } : order,
  );
  return { ...step, orders: [...dialled, ...step.orders] };
}

export function passRinging(state: Passing, fact: Fact, context: Context): Step {
  const leg = legOf(state, fact);
  if (leg?.state !== 'dialing') return stay(state);
  const next = withLeg(state, leg.legId, { state: 'ringing', atMs: context.nowMs });
  return { ...stay(next), orders: tellPhone(state.callId, state.pass.phone, 180) };
}

/**
 * A phone was picked up. An agent's is asked to accept; one outside belongs to nobody who could be asked, and the phone that takes
 * over a call of the two has been asked in that call.
 */
export function passAnswered(state: Passing, fact: Fact, context: Context): Step {
  const leg = legOf(state, fact);
  if (!leg || leg.state === 'asked') return stay(state);
  const marked = withLeg(state, leg.legId, { state: 'asked', atMs: context.nowMs }) as Passing;
  if (leg.agentId === null || hasTalked(state)) return taken(marked, leg, context);
  const windowEndMs = context.nowMs + state.spec.limits.acceptMs;
  const step =
    state.deadlineMs !== null && windowEndMs > state.deadlineMs
      ? stageDeadline(marked, windowEndMs)
      : stay(marked);
  return andThen(step, (next) => ask(next, leg));
}

/** The first of those who ring to accept has it; a key counts only where the question was asked (T13). */
export function passAccepted(state: Passing, fact: Fact, context: Context): Step {
  const leg = legOf(state, fact);
  if (!leg || (fact.type === 'leg.key' && leg.state !== 'asked')) return stay(state);
  return taken(state, leg, context);
}

/** The two talked before the key was pressed: nothing is left to be asked or told. */
const hasTalked = ({ pass }: Passing): boolean => pass.phone?.replaces !== undefined;

function taken(state: Passing, leg: OfferedLeg, context: Context): Step {
  const { nowMs } = context;
  const second: Second = {
    agentId: leg.agentId,
    name: leg.name,
    legId: leg.legId,
    acceptedAtMs: nowMs,
    away: false,
  };
  const marked = withLeg(state, leg.legId, { state: 'second', atMs: nowMs }) as Passing;
  const { stage: _, ...pass } = state.pass as Pass & { stage: string };
  const briefing = noted({ ...marked, pass: { ...pass, stage: 'briefing', second } as Pass }, pass.number, {
    takenLegId: leg.legId,
    takenAtMs: nowMs,
  });
  let step: Step = stay(briefing);
  for (const loser of rings(state).filter((one) => one.legId !== leg.legId))
    step = andThen(step, (next) =>
      settleLeg(next, loser.legId, 'taken', { cause: 'taken', note: `Taken by ${leg.name}.` }, nowMs),
    );
  if (leg.agentId === null) return andThen(step, (next) => passBriefed(next as Passing, context));
  const { agentId } = leg;
  step = andThen(step, (next) => ({
    ...stay(next),
    facts: [{ type: 'agent.busy', agentId, transferId: state.id }],
  }));
  if (hasTalked(state)) return andThen(step, (next) => passBriefed(next as Passing, context));
  step = andThen(step, (next) => stageDeadline(next, nowMs + state.spec.limits.briefMs + 2_000));
  return andThen(step, (next) => hears(next, second, 'briefing', spokenTo(state)));
}

/** The brief is over, was skipped, or took too long: warm, the two talk; cold, the second has the lead. */
export function passBriefed(state: Passing, context: Context): Step {
  if (state.pass.stage !== 'briefing') return stay(state);
  const { mode, second, number } = state.pass;
  if (mode === 'cold' || hasTalked(state)) return joinSecond(state as Passing<'briefing'>, context.nowMs);
  const talking = noted({ ...state, pass: { ...state.pass, stage: 'talking', with: 'second' } }, number, {
    talkAtMs: context.nowMs,
  });
  return andThen(stageDeadline(talking, null), (next) => hears(next, second, 'second'));
}

export function passTalk(state: Passing<'talking'>, fact: Fact): Step {
  if (fact.type !== 'transfer.pass-talk' || fact.agentId !== state.winner.agentId) return stay(state);
  if (state.pass.with === fact.with) return stay(state);
  return hears({ ...state, pass: { ...state.pass, with: fact.with } }, state.pass.second, fact.with);
}

/** The first agent lets go. Nobody is joined to a page that is away. */
export function passComplete(state: Passing<'talking'>, fact: Fact, context: Context): Step {
  if (fact.type !== 'transfer.pass-complete' || fact.agentId !== state.winner.agentId) return stay(state);
  return state.pass.second.away ? stay(state) : joinSecond(state, context.nowMs);
}

function joinSecond(state: Passing<'briefing' | 'talking'>, nowMs: number): Step {
  const { second } = state.pass;
  const { stage: _, ...pass } = state.pass as Pass & { stage: string };
  const joining: Connected = { ...state, pass: { ...pass, stage: 'joining', second } as Pass };
  return andThen(stageDeadline(joining, nowMs + 5_000), (next) => connect(next, second.legId));
}

/** Tells the call who talks with the lead from here on. */
function connect(state: Transfer, agentLegId: string): Step {
  const lead = state.leadLeg?.legId;
  const fact: Fact = { type: 'call.phase', callId: state.callId, phase: 'connected', agentLegId };
  if (lead !== undefined) fact.leadLegId = lead;
  if (state.spec.recording) fact.recording = state.spec.recording;
  return { ...stay(state), facts: [fact] };
}

/** The call says that the second and the lead hear each other: now the first is let go (P3). */
export function passJoined(state: Passing<'joining'>, context: Context): Step {
  const { nowMs } = context;
  const { second } = state.pass;
  const first = state.winner;
  const swapped = secondHasIt(state, nowMs);
  return andThen(stageDeadline(swapped.state, null), (next) => ({
    ...stay(next),
    facts: swapped.facts,
    orders: [
      ...swapped.orders,
      {
        type: 'leg.hangup',
        callId: state.callId,
        legId: first.legId,
        cause: 'hung-up',
        note: `${second.name} has ${state.spec.leadName}.`,
      },
    ],
  }));
}

/** One who rings says no, or cannot be reached; with the last of them the first keeps the lead. */
export function passDeclined(state: Passing, fact: Fact, context: Context): Step {
  const leg = legOf(state, fact);
  if (!leg || (fact.type === 'leg.key' && leg.state !== 'asked')) return stay(state);
  const bridged = carrierRefused(state, fact, context);
  if (bridged !== null) return bridged;
  const ended = fact.type === 'leg.ended' ? fact.cause : null;
  const how =
    ended === 'no-answer'
      ? 'missed'
      : fact.type === 'agent.declined' || fact.type === 'leg.key' || ended === 'rejected' || ended === 'busy'
        ? 'declined'
        : 'unreachable';
  const hangup = fact.type === 'leg.ended' ? null : ({ cause: 'rejected' } as const);
  const step = settleLeg(state, leg.legId, how, hangup, context.nowMs);
  return andThen(step, (next) =>
    rings(next as Passing).length > 0
      ? stay(next)
      : passOver(next as Passing, untaken(next as Passing), context.nowMs),
  );
}

/** Nobody took it in time. */
export function passMissed(state: Passing, context: Context): Step {
  const step = settleAll(
    state,
    state.winner.legId,
    'missed',
    { cause: 'no-answer', note: 'You missed this one.' },
    context.nowMs,
  );
  return andThen(step, (next) => passOver(next as Passing, untaken(next as Passing), context.nowMs));
}

function untaken(state: Passing): PassEnd {
  const how = state.offered.filter((leg) => leg.pass === state.pass.number).map((leg) => leg.state);
  if (how.every((one) => one === 'declined')) return 'declined';
  return how.every((one) => one === 'unreachable') ? 'unreachable' : 'missed';
}

/** The second hangs up, gives it back, or their phone is gone; at the join the lead goes back to the first. */
export function passSecondGone(state: Taken, fact: Fact, context: Context): Step {
  const { second } = state.pass;
  const gone = fact.type === 'leg.ended';
  const step = settleLeg(
    state,
    second.legId,
    'unreachable',
    gone ? null : { cause: 'hung-up' },
    context.nowMs,
  );
  return andThen(step, (next) => passOver(next as Passing, 'dropped', context.nowMs));
}

/** The page of the second goes away, or comes back. */
export function passLink(state: Taken, fact: Fact): Step {
  const away = fact.type === 'leg.lost';
  if (!('legId' in fact) || fact.legId !== state.pass.second.legId || state.pass.second.away === away)
    return stay(state);
  return stay({ ...state, pass: { ...state.pass, second: { ...state.pass.second, away } } } as Passing);
}
