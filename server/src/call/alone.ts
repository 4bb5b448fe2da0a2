/**
 * A lead whom we dialled and who answered, with nobody to talk to: the winner's line is gone, or the next wave still rings. In time
 * they are told who called, on what number and how to get no more calls (DIAL-01, DIAL-04); then they hear hold sound. Agents are
 * rung first, so it is rare; it counts as an abandoned call whatever is said. Pure.
 */
import type { Fact } from '../kernel/events.ts';
import type { Decision } from '../kernel/room.ts';
import type { Call } from './call.ts';

type Step = Decision<Call>;
const stay = (state: Call): Step => ({ state, facts: [], orders: [], timers: [] });

/** From their answer; the rule gives two seconds from the end of their greeting, and speech takes a moment to make. */
export const ALONE_AFTER_MS = 1_500;
export const ALONE_TIMER = 'alone';

const isTalking = ({ phase }: Call): boolean => phase === 'introduction' || phase === 'connected';

/** After a change of phase: the alarm is set at their answer, and means nothing any more once somebody talks with them. */
export function watchAlone(step: Step, fact: Extract<Fact, { type: 'call.phase' }>, nowMs: number): Step {
  const { state } = step;
  if (isTalking(state)) return state.unattended ? { ...step, state: { ...state, unattended: null } } : step;
  if (fact.unattended === undefined || fact.leadLegId === undefined || state.unattended !== undefined)
    return step;
  const leg = state.legs[fact.leadLegId];
  const answeredMs = leg?.state === 'answered' ? leg.atMs : nowMs;
  const alarm = { name: ALONE_TIMER, token: 1, atMs: Math.max(nowMs, answeredMs + ALONE_AFTER_MS) };
  return { ...step, state: { ...state, unattended: fact.unattended }, timers: [...step.timers, alarm] };
}

/** Longer than any message: then the line is released whatever became of it. */
const FAREWELL_MS = 20_000;
export const FAREWELL_TIMER = 'farewell';

/**
 * The transfer is over, and they answered: told first, if they were not yet, then let go.
 * @param onPhase makes of a call what a change of phase makes of it
 */
export function takeLeave(
  call: Call,
  fact: Extract<Fact, { type: 'call.phase' }>,
  nowMs: number,
  onPhase: (call: Call) => Step,
): Step {
  const number = (call.lastSaid ?? 0) + 1;
  const language = fact.language === undefined ? {} : { language: fact.language };
  const untold = call.unattended !== null && fact.unattended !== undefined;
  const say = untold ? { number, text: fact.unattended as string, ...language } : (call.say ?? null);
  if (say === null) {
    const step = onPhase(call);
    return { ...step, orders: [...step.orders, ...released({ ...call, leadLegId: fact.leadLegId ?? null })] };
  }
  const step = onPhase({ ...call, unattended: null, say, lastSaid: say.number, farewell: true });
  const alarm = { name: FAREWELL_TIMER, token: 1, atMs: nowMs + FAREWELL_MS };
  return { ...step, timers: [...step.timers, alarm] };
}

/** Said, or taking too long. */
export function released(call: Call): Step['orders'] {
  const { id: callId, leadLegId: legId } = call;
  return legId === null ? [] : [{ type: 'leg.hangup', callId, legId, cause: 'hung-up' }];
}

/** The alarm: still nobody there. Said once. */
export function tellAlone(call: Call, arrange: (call: Call) => Step): Step {
  const { unattended: text, leadLegId } = call;
  const waits = call.phase === 'ringing' || call.phase === 'briefing' || call.phase === 'joining';
  if (!text || !waits || leadLegId === null || call.legs[leadLegId]?.state === 'ended') return stay(call);
  const number = (call.lastSaid ?? 0) + 1;
  const language = call.language === undefined ? {} : { language: call.language };
  return arrange({ ...call, unattended: null, say: { number, text, ...language }, lastSaid: number });
}
