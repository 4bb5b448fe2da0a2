/** From the winner's brief to the bridge, and every way that can go wrong. */
import type { Fact } from '../kernel/events.ts';
import type { Context } from '../kernel/room.ts';
import { andThen, deadline, end, hangUpLead, nextWave, phase, type Step, settleLeg, stay } from './steps.ts';
import type { Transfer } from './transfer.ts';

/**
 * The lead's phone rings or was answered. Whoever answers is not kept waiting: the brief ends there and the two are
 * joined at once (a live agent within two seconds of the greeting, rule DIAL-01); the rest of it is on the agent's screen.
 */
export function leadAnswered(state: Transfer, fact: Fact, context: Context): Step {
  const leg = state.leadLeg;
  if (!leg || leg.state === 'ended' || leg.state === 'answered') return stay(state);
  const now = fact.type === 'leg.answered' ? 'answered' : 'ringing';
  if (leg.state === now) return stay(state);
  const answeredAtMs = now === 'answered' ? context.nowMs : null;
  const next: Transfer = { ...state, leadLeg: { ...leg, state: now, atMs: context.nowMs, answeredAtMs } };
  if (now === 'ringing' || (state.phase !== 'joining' && state.phase !== 'briefing')) return stay(next);
  // The winner's desk is away for a moment: the lead is on hold until it is back or the next agents ring.
  if (state.agentAway) return phase(next, state.phase);
  if (state.phase === 'joining') return bridge(next, context.nowMs);
  // Long enough to learn that the winner's page has just gone, short enough for the two seconds of the rule.
  return andThen(deadline(next, context.nowMs + settleMs), (held) => phase(held, 'briefing'));
}

/** From the lead's answer to the end of the brief. */
const settleMs = 900;

/** The winner's page went away or came back. Back with the lead waiting: joined at once. */
export function agentLink(state: Transfer, fact: Fact, context: Context): Step {
  const agentAway = fact.type === 'leg.lost';
  if (agentAway === state.agentAway) return stay(state);
  const next: Transfer = { ...state, agentAway };
  if (agentAway || state.leadLeg?.state !== 'answered') return stay(next);
  return bridge({ ...next, phase: 'joining' } as Transfer, context.nowMs);
}

/** The brief is over, was skipped, or took too long: bridge if the lead is there, otherwise wait for their phone. */
export function briefDone(state: Transfer, _fact: Fact, context: Context): Step {
  const joining = { ...state, phase: 'joining' } as Transfer;
  if (state.leadLeg?.state === 'answered' && !state.agentAway) return bridge(joining, context.nowMs);
  return andThen(
    deadline(joining, (state.leadLeg?.atMs ?? context.nowMs) + state.spec.limits.leadRingMs),
    (next) => phase(next, 'joining'),
  );
}

function bridge(state: Transfer, nowMs: number): Step {
  const step = deadline(state, nowMs + 5_000);
  return andThen(step, (next) =>
    phase(next, state.spec.mode === 'agentic-warm' ? 'introduction' : 'connected'),
  );
}

/** Both hear each other: said only when the carrier said so. */
export function bridged(state: Transfer, _fact: Fact, context: Context): Step {
  if (state.phase !== 'joining' || state.leadLeg?.state !== 'answered') return stay(state);
  // The first time counts: a lead who was passed on has talked to somebody before.
  const connected: Transfer = { ...state, phase: 'connected', joinedAtMs: state.joinedAtMs ?? context.nowMs };
  return andThen(deadline(connected, null), (next) => ({
    state: next,
    orders: [],
    timers: [],
    facts:
      state.winner.agentId === null
        ? []
        : [
            {
              type: 'transfer.joined',
              transferId: state.id,
              leadId: state.leadId,
              agentId: state.winner.agentId,
              agentName: state.winner.name,
            },
          ],
  }));
}

/** T6: a machine is never joined. Where a message is set and the line is open, the leg is the call's from here on. */
export function leadMachine(state: Transfer, fact: Fact, context: Context): Step {
  const { leadLeg: leg, spec } = state;
  const takesMessage = fact.type === 'leg.machine' && fact.verdict === 'voicemail' && fact.open === true;
  if (takesMessage && leg && spec.voicemail) {
    const message = { leadId: state.leadId, ...spec.voicemail };
    const given: Transfer = { ...state, leadLeg: { ...leg, state: 'ended', atMs: context.nowMs } };
    return reachedVoicemail(given, context, {
      type: 'call.phase',
      callId: state.callId,
      phase: 'voicemail',
      leadLegId: leg.legId,
      message,
    });
  }
  return reachedVoicemail(state, context);
}

function reachedVoicemail(
  state: Transfer,
  context: Context,
  last?: Extract<Fact, { type: 'call.phase' }>,
): Step {
  return end(
    state,
    'lead-voicemail',
    'The call reached voicemail.',
    `${state.spec.leadName}'s phone went to voicemail. The assistant is texting ${state.spec.leadName} to set a time.`,
    context.nowMs,
    last,
  );
}

/** The lead's leg is gone: not reached, or left after answering. */
export function leadEnded(state: Transfer, fact: Fact, context: Context): Step {
  const leg = state.leadLeg;
  if (fact.type !== 'leg.ended' || !leg || leg.state === 'ended') return stay(state);
  const answered = leg.state === 'answered';
  const gone: Transfer = { ...state, leadLeg: { ...leg, state: 'ended', atMs: context.nowMs } };
  const name = state.spec.leadName;
  if (answered)
    return end(gone, 'lead-left', `${name} hung up before the join.`, `${name} left.`, context.nowMs);
  // A carrier that refused the call is no lead who declined it.
  if (fact.by === 'network' && fact.said !== undefined) {
    const note = `${name}'s phone was not reached: the carrier answered ${fact.said}. The assistant is texting ${name} to set a time.`;
    const detail = `The call did not go through: the carrier answered ${fact.said}.`;
    return end(gone, 'lead-unreachable', detail, note, context.nowMs);
  }
  const declinedIt = fact.cause === 'rejected' || fact.cause === 'busy';
  const note = `${name} ${declinedIt ? 'declined the call' : 'did not answer'}. The assistant is texting ${name} to set a time.`;
  return end(
    gone,
    'lead-unreachable',
    declinedIt ? 'The lead declined the call.' : 'The lead did not answer.',
    note,
    context.nowMs,
  );
}

/**
 * The winner dropped out before the join. A lead whose phone still rings is let go (agent first); one who answered
 * stays on hold while the next wave rings.
 */
export function winnerGone(state: Transfer, fact: Fact, context: Context): Step {
  if (!('winner' in state) || !state.winner || !('legId' in fact)) return stay(state);
  if (fact.legId !== state.winner.legId) return settleLeg(state, fact.legId, 'taken', null, context.nowMs);
  return withoutWinner(
    state,
    fact.legId,
    fact.type === 'leg.ended' || fact.type === 'leg.machine' ? 'unreachable' : 'declined',
    context,
  );
}

export function handBack(state: Transfer, fact: Fact, context: Context): Step {
  if (!('winner' in state) || !state.winner || fact.type !== 'transfer.hand-back') return stay(state);
  if (fact.agentId !== state.winner.agentId) return stay(state);
  return withoutWinner(state, state.winner.legId, 'declined', context);
}

function withoutWinner(
  state: Transfer,
  legId: string,
  how: 'unreachable' | 'declined',
  context: Context,
): Step {
  let step = settleLeg({ ...state, agentAway: false }, legId, how, { cause: 'hung-up' }, context.nowMs);
  if (state.leadLeg && state.leadLeg.state !== 'answered')
    step = andThen(step, (next) => hangUpLead(next, 'cancelled', context.nowMs));
  step = andThen(step, (next) => nextWave(next, 'unanswered', context.nowMs));
  return andThen(step, (next) => (next.phase === 'waiting' ? phase(next, 'ringing') : stay(next)));
}
