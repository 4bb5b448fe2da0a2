/** Who hears whom: pure, from the call's state to one whole arrangement. The table stands above `Call`. */
import type { Play } from '../kernel/events.ts';
import { askSource, briefSource, type Call, introSource, type SecondOnCall, saySource } from './call.ts';
import { listenerSource } from './monitor.ts';
import { listenPlan, noticeSource, recordPlan } from './recording.ts';

/** A message is made while the machine records, so it may not take long. */
const MESSAGE_LIMIT_MS = 4_000;

export interface Hearing {
  hears: Record<string, string[]>;
  plays: Play[];
  /** What is written to the call's recording; undefined: nothing. */
  record: ReturnType<typeof recordPlan>;
  /** Whose words are understood; undefined: nobody's. */
  listen: ReturnType<typeof listenPlan>;
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
      const { text, language } = call.say;
      plays.set(sourceId, speak(sourceId, text, language));
      hear(lead, [sourceId]);
    } else hear(lead, call.phase === 'assistant' ? [] : [tone('hold', true)]);
  };
  /** Never a substitute tone: what cannot be spoken is not left. */
  const message = () => {
    if (lead === null) return;
    const sourceId = call.say ? saySource(call, call.say.number) : null;
    if (call.say && sourceId !== null)
      plays.set(sourceId, { ...speak(sourceId, call.say.text), limitMs: MESSAGE_LIMIT_MS, mustBeSaid: true });
    hear(lead, sourceId === null ? [] : [sourceId]);
  };
  switch (call.phase) {
    case 'assistant':
      kept();
      break;
    case 'ringing':
      kept();
      question(call, hears, plays);
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
    case 'voicemail':
      message();
      break;
    case 'introduction':
    case 'connected':
      talk(call, hears, plays, tone);
      question(call, hears, plays);
      break;
    case 'over':
      if (call.farewell && call.say) kept();
      break;
  }
  return { hears, plays: [...plays.values()], record: recordPlan(call), listen: listenPlan(call) };
}

/** Telephones that were picked up hear the question, and nothing else. */
function question(call: Call, hears: Record<string, string[]>, plays: Map<string, Play>): void {
  for (const [legId, { spoken, times }] of Object.entries(call.asked ?? {})) {
    const sourceId = askSource(call, legId, times);
    plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text: spoken, limitMs: 2_000 });
    hears[legId] = [sourceId];
  }
}

/** The one to whom the call is passed on, laid over a talk of two. The lead never hears the brief of the second (T13). */
function beside(
  call: Call,
  second: SecondOnCall,
  hears: Record<string, string[]>,
  plays: Map<string, Play>,
  hold: () => string,
): void {
  const { leadLegId: lead, agentLegId: agent, monitor } = call;
  if (!lead || !agent) return;
  const { legId, stage, spoken } = second;
  const said = call.muted ? [] : [agent];
  switch (stage) {
    case 'briefing': {
      const sourceId = briefSource(call, legId);
      plays.set(sourceId, { sourceId, loop: false, kind: 'speak', text: spoken, limitMs: 2_000 });
      hears[legId] = [sourceId];
      break;
    }
    case 'second':
      hears[lead] = [hold()];
      hears[agent] = [legId];
      hears[legId] = said;
      if (monitor?.on) {
        hears[monitor.legId] = [agent, legId];
        if (monitor.how !== 'listen') hears[agent].push(monitor.legId);
      }
      break;
    case 'lead':
      hears[legId] = [hold()];
      break;
    case 'all':
      hears[agent]?.push(legId);
      if (!call.held && !call.agentLost) hears[lead]?.push(legId);
      hears[legId] = call.held || call.agentLost ? said : [...said, lead];
      if (monitor?.on) hears[monitor.legId]?.push(legId);
      break;
  }
}

const speak = (sourceId: string, text: string, language?: string): Extract<Play, { kind: 'speak' }> => ({
  sourceId,
  loop: false,
  kind: 'speak',
  text,
  limitMs: 2_000,
  ...(language === undefined ? {} : { language }),
});

function talk(
  call: Call,
  hears: Record<string, string[]>,
  plays: Map<string, Play>,
  tone: (name: 'hold' | 'live', loop: boolean) => string,
): void {
  const { leadLegId: lead, agentLegId: agent, monitor } = call;
  if (!lead || !agent) return;
  const joinSecond = () => {
    if (call.second) beside(call, call.second, hears, plays, () => tone('hold', true));
  };
  if (call.held || call.agentLost) {
    hears[lead] = [tone('hold', true)];
    hears[agent] = monitor?.on && monitor.how !== 'listen' ? [monitor.legId] : [];
    if (monitor?.on) hears[monitor.legId] = [agent];
    joinSecond();
    return;
  }
  hears[lead] = call.muted ? [] : [agent];
  hears[agent] = [lead];
  if (call.phase === 'introduction' && !call.introDone && call.intro !== '') {
    const sourceId = introSource(call);
    plays.set(sourceId, speak(sourceId, call.intro, call.language));
    hears[lead].push(sourceId);
    hears[agent].push(sourceId);
  }
  if (call.recording?.state === 'notice') {
    const sourceId = noticeSource(call);
    const { notice: text } = call.recording;
    plays.set(sourceId, { ...speak(sourceId, text, call.language), mustBeSaid: true });
    hears[lead].push(sourceId);
    hears[agent].push(sourceId);
  }
  if (monitor?.announce?.saying) {
    const sourceId = listenerSource(call);
    plays.set(sourceId, { ...speak(sourceId, monitor.announce.text, call.language), mustBeSaid: true });
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
  joinSecond();
}
