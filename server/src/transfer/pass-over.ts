/** How passing a call on ends when the second does not get the lead: the first keeps them, or has left. */
import type { Fact, Order } from '../kernel/events.ts';
import type { PassEnd } from '../kernel/pass.ts';
import type { Context } from '../kernel/room.ts';
import { tellPhoneWhy } from './pass-phone.ts';
import {
  noted,
  type Passing,
  passEnded,
  secondHasIt,
  spokenTo,
  stageDeadline,
  type Taken,
} from './pass-steps.ts';
import { andThen, deadline, end, phase, type Step, settleAll, stay, withLeg, wrapUp } from './steps.ts';
import type { Transfer } from './transfer.ts';

function wordsFor(state: Passing, why: PassEnd): string {
  const who = state.pass.toName;
  const name = 'second' in state.pass ? state.pass.second.name : who;
  const still = `${state.spec.leadName} is still with you.`;
  switch (why) {
    case 'nobody-free':
      return state.pass.to.kind === 'agent'
        ? `${who} is not free any more. ${still}`
        : `Nobody is free. ${still}`;
    case 'declined':
      return state.pass.to.kind === 'anyone' ? `Everyone declined. ${still}` : `${who} declined. ${still}`;
    case 'missed':
      return state.pass.to.kind === 'anyone'
        ? `Nobody took it. ${still}`
        : `${who} did not take it. ${still}`;
    case 'unreachable':
      return state.pass.to.kind === 'anyone'
        ? `Nobody could be reached. ${still}`
        : `${who} could not be reached. ${still}`;
    case 'dropped':
      return `${name} hung up. ${still}`;
    case 'taken-back':
      return `You have ${state.spec.leadName} back.`;
    case 'failed':
      return `The join with ${name} did not work. ${still}`;
    case 'first-left':
      return `${state.winner.name} hung up.`;
    case 'call-ended':
      return 'The call ended.';
  }
}

/** The record closed, and said. */
function closed(state: Passing, why: PassEnd, nowMs: number): Step {
  const words = wordsFor(state, why);
  const { number, phone } = state.pass;
  return {
    ...stay(noted({ ...state, pass: null }, number, { endedAtMs: nowMs, how: why, words })),
    orders: tellPhoneWhy(state.callId, phone, why, words),
    facts: [passEnded(state, state.winner, why, words)],
  };
}

/** The first keeps the lead (P1): whoever else is on the line for this pass is let go, and the call is theirs as before. */
export function passOver(state: Passing, why: PassEnd, nowMs: number): Step {
  const note =
    why === 'taken-back' ? `${state.winner.name} took ${state.spec.leadName} back.` : 'No longer needed.';
  const others = settleAll(state, state.winner.legId, 'withdrawn', { cause: 'cancelled', note }, nowMs);
  const atJoin = state.pass.stage === 'joining';
  const legId = 'second' in state.pass ? state.pass.second.legId : null;
  return andThen(others, (next) =>
    andThen(closed(next as Passing, why, nowMs), (kept) =>
      andThen(stageDeadline(kept, null), (rest): Step => {
        if (atJoin) return phase(rest, 'connected');
        if (legId === null) return stay(rest);
        return { ...stay(rest), facts: [{ type: 'call.pass', callId: state.callId, legId, stage: 'off' }] };
      }),
    ),
  );
}

/** The lead hung up, or a supervisor ended the call: all of it ends (P5). */
export function passWithCall(state: Passing, who: string, context: Context): Step {
  const note = `${state.spec.leadName} left.`;
  return andThen(closed(state, 'call-ended', context.nowMs), (next) =>
    end(next, 'connected', `${who}.`, note, context.nowMs),
  );
}

/**
 * The agent who had the lead hung up. One who took it is joined to the lead; one who hears the brief is, after it. While phones
 * still ring, the lead is on hold and the transfer is again one that looks for an agent, with its own limits and its own end.
 */
export function passFirstLeft(state: Passing, fact: Fact, context: Context): Step {
  if (!('legId' in fact) || fact.legId !== state.winner.legId) return stay(state);
  const { nowMs } = context;
  const { pass, winner: first } = state;
  const orders: Order[] =
    fact.type === 'leg.ended'
      ? []
      : [{ type: 'leg.hangup', callId: state.callId, legId: first.legId, cause: 'hung-up' }];
  const again = (one: Transfer): Transfer => ({
    ...one,
    totalDeadlineMs: nowMs + state.spec.limits.totalMs,
    agentAway: false,
    // The assistant has introduced itself once.
    spec: {
      ...state.spec,
      mode: state.spec.mode === 'cold' ? 'cold' : 'warm',
      limits: { ...state.spec.limits, maxWaves: state.wave + state.spec.limits.maxWaves },
    },
  });
  if (pass.stage === 'briefing' || pass.stage === 'talking' || pass.stage === 'joining') {
    const swapped = secondHasIt(state as Taken, nowMs);
    const { pass: _pass, ...rest } = swapped.state;
    const briefs = pass.stage === 'briefing';
    const { away } = pass.second;
    const has = again({ ...rest, phase: briefs ? 'briefing' : 'joining' } as Transfer);
    const limitMs = briefs ? state.spec.limits.briefMs + 2_000 : away ? awayMs : 5_000;
    const timed = deadline({ ...has, agentAway: away }, nowMs + limitMs);
    return andThen({ ...timed, orders: [...swapped.orders, ...orders], facts: swapped.facts }, (next) =>
      briefs ? phase(next, 'briefing', spokenTo(state)) : phase(next, away ? 'joining' : 'connected'),
    );
  }
  const gone = withLeg(state, first.legId, { state: 'withdrawn', atMs: nowMs }) as Passing;
  const left = gone.pass.phone === undefined ? closed(gone, 'first-left', nowMs) : leftByKey(gone, nowMs);
  const told = [...left.orders, ...orders];
  return andThen({ ...left, orders: told, facts: [...wrapUp(state, first), ...left.facts] }, (next) => {
    const { winner: _first, pass: _pass, ...rest } = next as Passing;
    const looking = again({ ...rest, phase: pass.stage === 'reserving' ? 'waiting' : 'ringing' } as Transfer);
    // What is asked for or rings already keeps the time it had.
    return andThen(deadline(looking, state.deadlineMs ?? nowMs), (rung) => phase(rung, 'ringing'));
  });
}

/** Their key did what they meant: the record stays open until somebody has the lead (pass-left.ts). */
function leftByKey(state: Passing, nowMs: number): Step {
  const { number, phone } = state.pass;
  if (phone === undefined) return stay(state);
  return stay(noted(state, number, { left: { ...phone, atMs: nowMs, wave: state.wave } }));
}

/** The engine ends a leg whose page does not come back before this is over. */
const awayMs = 25_000;
