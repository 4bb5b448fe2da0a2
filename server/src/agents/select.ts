/** Who is free for this lead now, and for each other agent why not. One function answers both, everywhere. */
import type { Need, NotFree } from '../kernel/events.ts';
import { type Agent, reservationSlackMs } from './agent.ts';
import { onShift } from './shift.ts';

export interface WhyNot {
  reason: NotFree;
  /** Plain words with the fact that frees them; times are filled in by the view, in the reader's zone. */
  detail: string;
  sinceMs: number | null;
  freesAtMs: number | null;
}

const why = (reason: NotFree, detail: string, sinceMs: number | null, freesAtMs: number | null): WhyNot => ({
  reason,
  detail,
  sinceMs,
  freesAtMs,
});

/**
 * Every reason this agent is not free for the need, most telling first; none means free.
 * @param nowMs epoch milliseconds
 */
export function whyNotFree(agent: Agent, need: Need, nowMs: number): WhyNot[] {
  const { state } = agent;
  const reasons: WhyNot[] = [];
  if (state.set === 'offline') reasons.push(why('offline', '', state.setSinceMs, null));
  if (state.set === 'away') reasons.push(why('away', state.reason ?? '', state.setSinceMs, null));
  if (state.pausedSinceMs !== null)
    reasons.push(why('paused-after-misses', String(state.misses), state.pausedSinceMs, null));
  if (state.hold) {
    const { kind, leadName, sinceMs, untilMs } = state.hold;
    // What people are told is when the offer ends, not when the safety net behind it does.
    const slackMs = kind === 'reserved' ? reservationSlackMs : 0;
    reasons.push(why(kind, leadName, sinceMs, untilMs === null ? null : untilMs - slackMs));
  }
  const shift = onShift(agent.shifts, agent.tz, nowMs);
  if (!shift.on) reasons.push(why('off-shift', '', null, shift.changesAtMs));
  const meeting = state.busy.find((event) => event.fromMs <= nowMs && nowMs < event.toMs);
  if (meeting) reasons.push(why('in-meeting', '', meeting.fromMs, meeting.toMs));
  reasons.push(...departmentReasons(agent, need, nowMs));
  const missing = need.skills.find((skill) => !agent.skills.includes(skill));
  if (missing) reasons.push(why('lacks-skill', missing, null, null));
  if (need.language && !agent.languages.includes(need.language))
    reasons.push(why('lacks-skill', `language ${need.language}`, null, null));
  const licence = licenceReason(agent, need, nowMs);
  if (licence) reasons.push(licence);
  if (!state.device.ok && state.set === 'available')
    reasons.push(why('unreachable', state.device.words, state.device.sinceMs, null));
  return reasons;
}

/** Not of the department that is asked, or it is closed: everybody in it is off then. */
function departmentReasons(agent: Agent, { department }: Need, nowMs: number): WhyNot[] {
  if (!department) return [];
  if (!department.agentIds.includes(agent.id))
    return [why('lacks-skill', `the department ${department.name}`, null, null)];
  const hours = onShift(department.hours, department.tz, nowMs);
  return hours.on ? [] : [why('off-shift', department.name, null, hours.changesAtMs)];
}

/** Whether this agent could never take such a lead, whatever the hour: skills, language, licence, department. */
export const lacks = (agent: Agent, need: Need, nowMs: number): boolean =>
  whyNotFree(agent, need, nowMs).some(({ reason }) => reason === 'lacks-skill' || reason === 'lacks-licence');

function licenceReason(agent: Agent, need: Need, nowMs: number): WhyNot | null {
  if (!need.licenceState) return null;
  const held = agent.licences.find((licence) => licence.state === need.licenceState);
  if (!held) return why('lacks-licence', need.licenceState, null, null);
  // A licence is in force through the whole of its last day, wherever that day ends last (UTC-12).
  const endsMs = held.until === null ? Number.POSITIVE_INFINITY : Date.parse(`${held.until}T23:59:59-12:00`);
  return nowMs > endsMs
    ? why('lacks-licence', `${need.licenceState} ended ${held.until}`, endsMs, null)
    : null;
}

export interface Selection {
  free: Agent[];
  notFree: { agent: Agent; reasons: WhyNot[] }[];
}

/**
 * Free agents in the order they should be rung: the lead's owner first, then whoever has been free longest (fair
 * distribution); ties by id, so that the answer is repeatable.
 */
export function whoIsFree(agents: Agent[], need: Need, nowMs: number): Selection {
  const free: Agent[] = [];
  const notFree: Selection['notFree'] = [];
  for (const agent of agents) {
    const reasons = whyNotFree(agent, need, nowMs);
    if (reasons.length === 0) free.push(agent);
    else notFree.push({ agent, reasons });
  }
  const rank = (agent: Agent) => (agent.id === need.ownerId ? 0 : 1);
  // Nobody of the department is free, or it is closed: whoever stands in for it is asked.
  const { department } = need;
  if (free.length === 0 && department?.fallback) {
    const instead = whoIsFree(agents, { ...need, department: department.fallback }, nowMs);
    if (instead.free.length > 0) return instead;
  }
  free.sort((a, b) => rank(a) - rank(b) || a.state.setSinceMs - b.state.setSinceMs || (a.id < b.id ? -1 : 1));
  return { free, notFree };
}
