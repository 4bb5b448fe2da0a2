/** The soonest times at which somebody who fits is on shift and not already booked: pure. */
import type { Need } from '../kernel/events.ts';
import type { Agent } from './agent.ts';
import { whyNotFree } from './select.ts';
import { shiftSpans } from './shift.ts';

export interface Slot {
  atMs: number;
  agents: number;
}

const quarterMs = 15 * 60_000;

/**
 * @param booked starts (epoch ms) of calls already promised; each takes one agent for half an hour
 * @param allowed whether the lead may be called at that instant (quiet hours, consent)
 * @returns at most `limit` quarter-hour starts, earliest first, within eight days
 */
export function soonestSlots(
  agents: Agent[],
  need: Need,
  booked: number[],
  allowed: (atMs: number) => boolean,
  nowMs: number,
  limit: number,
): Slot[] {
  const fit = agents.filter(
    (agent) =>
      !whyNotFree(agent, need, nowMs).some(
        (one) => one.reason === 'lacks-skill' || one.reason === 'lacks-licence',
      ),
  );
  const spans = fit.map((agent) => ({ agent, spans: shiftSpans(agent.shifts, agent.tz, nowMs) }));
  const slots: Slot[] = [];
  // At least ten minutes away: the lead should be able to read the text first.
  let atMs = Math.ceil((nowMs + 10 * 60_000) / quarterMs) * quarterMs;
  for (let i = 0; i < 8 * 96 && slots.length < limit; i++, atMs += quarterMs) {
    const free = spans.filter(
      ({ agent, spans: on }) =>
        on.some((span) => span.fromMs <= atMs && atMs + quarterMs <= span.toMs) &&
        !agent.state.busy.some((event) => event.fromMs < atMs + quarterMs && atMs < event.toMs),
    ).length;
    const taken = booked.filter((one) => Math.abs(one - atMs) < 2 * quarterMs).length;
    if (free - taken > 0 && allowed(atMs)) slots.push({ atMs, agents: free - taken });
  }
  return slots;
}
