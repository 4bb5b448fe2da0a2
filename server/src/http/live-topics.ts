/** Topics of the live feed and what they ask of `may`. Pure. */
import type { Action, Thing } from './may.ts';
import type { Actor } from './services.ts';

/** The name inside the server: a page says `desk`, and means its own. */
export function feedKey(topic: string, actor: Actor): string {
  return topic === 'desk' ? `desk:${actor.agentId ?? ''}` : topic;
}

export type TopicNeed = { action: Action; thing: { kind: Thing['kind']; id: string } | null };

export function needOf(topic: string): TopicNeed {
  if (topic === 'desk') return { action: 'useDeskPhone', thing: null };
  if (topic === 'floor') return { action: 'watchFloor', thing: null };
  if (topic === 'leads') return { action: 'watchLeads', thing: null };
  const [kind, id = ''] = topic.split(':');
  return kind === 'lead'
    ? { action: 'lead', thing: { kind: 'lead', id } }
    : { action: 'transfer', thing: { kind: 'transfer', id } };
}
