/** The soonest times at which somebody who fits is on shift and not already booked: pure. */
import { departmentChain } from '../kernel/department.ts';
import type { Need } from '../kernel/events.ts';
import type { Agent } from './agent.ts';
import { lacks } from './select.ts';
import { type Span, shiftSpans } from './shift.ts';

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
  const spans = fitting(agents, need, nowMs);
  const slots: Slot[] = [];
  // At least ten minutes away: the lead should be able to read the text first.
  let atMs = Math.ceil((nowMs + 10 * 60_000) / quarterMs) * quarterMs;
  for (let i = 0; i < 8 * 96 && slots.length < limit; i++, atMs += quarterMs) {
    const covers = (on: Span[]) => on.some((span) => span.fromMs <= atMs && atMs + quarterMs <= span.toMs);
    const free = spans.filter(
      ({ agent, spans: on, hours }) =>
        covers(on) &&
        hours.some(covers) &&
        !agent.state.busy.some((event) => event.fromMs < atMs + quarterMs && atMs < event.toMs),
    ).length;
    const taken = booked.filter((one) => Math.abs(one - atMs) < 2 * quarterMs).length;
    if (free - taken > 0 && allowed(atMs)) slots.push({ atMs, agents: free - taken });
  }
  return slots;
}

/** Who could take such a lead at some hour: when they work, and when the departments they would do it for are open. */
function fitting(
  agents: Agent[],
  need: Need,
  nowMs: number,
): { agent: Agent; spans: Span[]; hours: Span[][] }[] {
  const chain = departmentChain(need.department);
  return agents.flatMap((agent) => {
    const departments = chain.filter((department) => !lacks(agent, { ...need, department }, nowMs));
    if (chain.length === 0 ? lacks(agent, need, nowMs) : departments.length === 0) return [];
    const hours = departments.map((one) => shiftSpans(one.hours, one.tz, nowMs));
    return [
      {
        agent,
        spans: shiftSpans(agent.shifts, agent.tz, nowMs),
        hours: chain.length === 0 ? [shiftSpans([], agent.tz, nowMs)] : hours,
      },
    ];
  });
}
