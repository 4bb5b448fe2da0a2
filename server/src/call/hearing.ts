/** Who hears whom: pure, from the call's state to one whole arrangement. The table stands above `Call`. */
import type { Play } from '../kernel/events.ts';
import { askSource, briefSource, type Call, introSource, saySource } from './call.ts';
import { noticeSource, recordPlan } from './recording.ts';

export interface Hearing {
  hears: Record<string, string[]>;
  plays: Play[];
  /** What is written to the call's recording; undefined: nothing. */
  record: ReturnType<typeof recordPlan>;
}

export function hearing(call: Call): Hearing {
  const { leadLegId: lead, agentLegId: agent } = call;
  const hears: Record<string, string[]> = {};
  const plays = new Map<string, Play>();
  const hear = (leg: string | null, sources: string[]) => {
    if (leg !== null) hears[leg] = sources;
  };
  const tone = (name: 'hold' | 'ringback' | 'live', loop: boolean) => {
    const sourceId = `${call.id}:${name}`;
    plays.set(sourceId, { sourceId, loop, kind: 'tone', name });
    return sourceId;
  };
  /** What the assistant is saying to them, then hold sound, or nothing while they talk with it. */
  const kept = () => {
    if (lead === null) return;
    if (call.say) {
      const sourceId = saySource(call, call.say.number);
      plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text: call.say.text, limitMs: 2_000 });
      hear(lead, [sourceId]);
    } else hear(lead, call.phase === 'assistant' ? [] : [tone('hold', true)]);
  };
  switch (call.phase) {
    case 'assistant':
      kept();
      break;
    case 'ringing':
      kept();
      for (const [legId, { spoken, times }] of Object.entries(call.asked ?? {})) {
        const sourceId = askSource(call, legId, times);
        plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text: spoken, limitMs: 2_000 });
        hears[legId] = [sourceId];
      }
      break;
    case 'briefing': {
      kept();
      if (agent && call.spoken !== '') {
        const sourceId = briefSource(call);
        plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text: call.spoken, limitMs: 2_000 });
        hear(agent, [sourceId]);
      } else hear(agent, []);
      break;
    }
    case 'joining':
      kept();
      hear(agent, agent ? [tone('ringback', true)] : []);
      break;
    case 'introduction':
    case 'connected':
      talk(call, hears, plays, tone);
      break;
    case 'over':
      break;
  }
  return { hears, plays: [...plays.values()], record: recordPlan(call) };
}

function talk(
  call: Call,
  hears: Record<string, string[]>,
  plays: Map<string, Play>,
  tone: (name: 'hold' | 'live', loop: boolean) => string,
): void {
  const { leadLegId: lead, agentLegId: agent, monitor } = call;
  if (!lead || !agent) return;
  if (call.held || call.agentLost) {
    hears[lead] = [tone('hold', true)];
    hears[agent] = monitor?.on && monitor.how !== 'listen' ? [monitor.legId] : [];
    if (monitor?.on) hears[monitor.legId] = [agent];
    return;
  }
  hears[lead] = call.muted ? [] : [agent];
  hears[agent] = [lead];
  if (call.phase === 'introduction' && !call.introDone && call.intro !== '') {
    const sourceId = introSource(call);
    plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text: call.intro, limitMs: 2_000 });
    hears[lead].push(sourceId);
    hears[agent].push(sourceId);
  }
  if (call.recording?.state === 'notice') {
    const sourceId = noticeSource(call);
    const { notice: text } = call.recording;
    plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text, limitMs: 2_000, mustBeSaid: true });
    hears[lead].push(sourceId);
    hears[agent].push(sourceId);
  }
  // Once, softly, in the agent's ear only: the lead can hear you now.
  if (!call.liveTone) hears[agent].push(tone('live', false));
  if (monitor?.on) {
    hears[monitor.legId] = [lead, agent];
    if (monitor.how !== 'listen') hears[agent].push(monitor.legId);
    if (monitor.how === 'barge') hears[lead].push(monitor.legId);
  }
}
