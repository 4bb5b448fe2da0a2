/** An agent as pages show one: presence, and for each reason not to be free the words with the fact that frees them. */
import { DateTime } from 'luxon';
import type { z } from 'zod';
import type { AgentView as Shape } from '../../../../contract/api.ts';
import { type Agent, presenceOf } from '../../agents/agent.ts';
import { type WhyNot, whyNotFree } from '../../agents/select.ts';
import type { Need } from '../../kernel/events.ts';

export type AgentView = z.input<typeof Shape>;

export const ordinary: Need = { skills: [] };

const clock = (atMs: number, tz: string) =>
  DateTime.fromMillis(atMs, { zone: tz, locale: 'en-US' }).toFormat('h:mm a ZZZZ');
const seconds = (untilMs: number | null, nowMs: number) =>
  untilMs === null ? '0 s' : `${Math.max(0, Math.ceil((untilMs - nowMs) / 1000))} s`;

function length(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
}

/** The twelve phrases of the console's word table, facts filled in; times in the agent's own zone, named. */
export function whyWords(why: WhyNot, tz: string, nowMs: number): string {
  const since = why.sinceMs === null ? '' : clock(why.sinceMs, tz);
  const until = why.freesAtMs === null ? null : clock(why.freesAtMs, tz);
  switch (why.reason) {
    case 'offline':
      return `Offline since ${since}`;
    case 'away':
      return why.detail ? `Away since ${since}: ${why.detail}` : `Away since ${since}`;
    case 'reserved':
      return `Being offered ${why.detail}, ${seconds(why.freesAtMs, nowMs)} left`;
    case 'on-call':
      return `On a call for ${length(nowMs - (why.sinceMs ?? nowMs))}`;
    case 'wrap-up':
      return `Wrapping up, ${seconds(why.freesAtMs, nowMs)} left`;
    case 'off-shift':
      return until ? `Off shift until ${until}` : 'Off shift';
    case 'in-meeting':
      return `In a meeting until ${until ?? ''}`;
    case 'paused-after-misses':
      return `Paused after ${why.detail} missed offers`;
    case 'lacks-skill':
      return `Does not have: ${why.detail}`;
    case 'lacks-licence':
      return why.detail.includes(' ended ') ? `Licence for ${why.detail}` : `No licence for ${why.detail}`;
    case 'at-capacity':
      return `At capacity: ${why.detail} conversations`;
    case 'unreachable':
      return `No working device: ${why.detail} since ${since}`;
  }
}

const source: Record<WhyNot['reason'], string> = {
  offline: 'desk',
  away: 'desk',
  reserved: 'offer',
  'on-call': 'call',
  'wrap-up': 'call',
  'off-shift': 'shift',
  'in-meeting': 'calendar',
  'paused-after-misses': 'misses',
  'lacks-skill': 'profile',
  'lacks-licence': 'profile',
  'at-capacity': 'calls',
  unreachable: 'device',
};

export function agentView(agent: Agent, nowMs: number, need: Need = ordinary): AgentView {
  const reasons = whyNotFree(agent, need, nowMs);
  const { presence, sinceMs } = presenceOf(agent.state);
  const { hold } = agent.state;
  return {
    agentId: agent.id,
    name: agent.name,
    tz: agent.tz,
    presence,
    sinceMs,
    free: reasons.length === 0,
    reasons: reasons.map((why) => ({
      reason: why.reason,
      words: whyWords(why, agent.tz, nowMs),
      source: source[why.reason],
      sinceMs: finite(why.sinceMs),
      freesAtMs: finite(why.freesAtMs),
    })),
    skills: agent.skills,
    licences: agent.licences,
    misses: agent.state.misses,
    call:
      hold && hold.kind !== 'reserved'
        ? { transferId: hold.transferId, leadName: hold.leadName, sinceMs: hold.sinceMs }
        : null,
    demo: agent.demo,
  };
}

const finite = (ms: number | null) => (ms === null || !Number.isFinite(ms) ? null : Math.round(ms));
