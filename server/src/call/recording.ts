/**
 * The recording of one call: what the lead and the agent say to each other, once the notice is given, and nothing else. The
 * lead's words are understood by a machine in the same moments, of which transcription is no lesser kind (REC-04). Not the brief, not the introduction, not hold, not what a supervisor whispers, not an agent who is muted.
 *
 *   planned --notice begins, spoken by the assistant--> notice --it is over--> on <--agent--> paused
 *   planned --the agent says it was given--> on
 *   planned, notice --the notice cannot be spoken--> planned, given by the agent
 *   notice, on, paused --another agent is looked for, or has the lead--> planned (the next part, with the notice again: REC-05)
 *   any --the disk fails--> failed
 *
 * The file begins with the notice, never before it (REC-02), and holds it on the right, where our side is.
 */
import type { Fact } from '../kernel/events.ts';
import type { Call, CallRecording } from './call.ts';

export const noticeSource = (call: Call) => `${call.id}:notice:${call.recording?.part ?? 0}`;
export const recordingIdOf = (call: Call) => `${call.id}_${call.recording?.part ?? 0}`;

const isTalking = (call: Call): boolean => call.phase === 'introduction' || call.phase === 'connected';
const isWritten = ({ state }: CallRecording): boolean =>
  state === 'notice' || state === 'on' || state === 'paused';

const withState = (call: Call, change: Partial<CallRecording>): Call =>
  call.recording === undefined ? call : { ...call, recording: { ...call.recording, ...change } };

/** What time and phase make of it; before every arrangement. */
export function moveRecording(call: Call): Call {
  const { recording } = call;
  if (recording === undefined) return call;
  if (!isTalking(call)) {
    if (call.phase === 'over' || !isWritten(recording)) return call;
    return withState(call, { state: 'planned', part: recording.part + 1 });
  }
  const introducing = call.phase === 'introduction' && !call.introDone && call.intro !== '';
  const mayBegin = recording.state === 'planned' && recording.by === 'assistant' && !introducing;
  return mayBegin && call.leadLegId && call.agentLegId ? withState(call, { state: 'notice' }) : call;
}

/** The call after a fact about its recording; the same object when nothing changes. */
export function recorded(
  call: Call,
  fact: Extract<Fact, { type: 'call.record' | 'call.unannounced' | 'recording.ended' | 'play.finished' }>,
): Call {
  const { recording } = call;
  if (recording === undefined || !isTalking(call)) return call;
  switch (fact.type) {
    case 'play.finished':
      if (recording.state !== 'notice' || fact.sourceId !== noticeSource(call)) return call;
      return withState(call, { state: 'on' });
    case 'call.unannounced':
      if (recording.state !== 'notice' || (fact.sourceId ?? noticeSource(call)) !== noticeSource(call))
        return call;
      // The file of this part was never begun, but its name is used up: it can only have been named without sound.
      return withState(call, { state: 'planned', by: 'agent', part: recording.part + 1 });
    case 'recording.ended':
      if (fact.failure === undefined || fact.recordingId !== recordingIdOf(call)) return call;
      return withState(call, { state: 'failed' });
    case 'call.record':
      if (fact.on && recording.state === 'planned') return withState(call, { state: 'on' });
      if (fact.on && recording.state === 'paused') return withState(call, { state: 'on' });
      return !fact.on && recording.state === 'on' ? withState(call, { state: 'paused' }) : call;
  }
}

/** What the left and the right channel hear now; undefined when nothing is written. A pause is silence: time stays true. */
export function recordPlan(call: Call): { recordingId: string; left: string[]; right: string[] } | undefined {
  const { recording, leadLegId: lead, agentLegId: agent } = call;
  if (recording === undefined || recording.unwritten || !isWritten(recording)) return undefined;
  if (!isTalking(call) || !lead || !agent) return undefined;
  const recordingId = recordingIdOf(call);
  // What two agents say to each other while the lead is on hold is theirs.
  const aside = call.second?.stage === 'second';
  if (recording.state === 'paused' || call.held || call.agentLost || aside)
    return { recordingId, left: [], right: [] };
  const spoken = call.muted ? [] : [agent];
  if (call.second?.stage === 'all') spoken.push(call.second.legId);
  return {
    recordingId,
    left: [lead],
    right: recording.state === 'notice' ? [...spoken, noticeSource(call)] : spoken,
  };
}

/**
 * Whose words are understood now: the lead's alone, after the notice, while one of ours hears them. Not while it is paused for card
 * numbers (REC-06), nor what they say to nobody on hold.
 */
export function listenPlan(call: Call): { legId: string; language: string } | undefined {
  const { recording, leadLegId: lead, agentLegId: agent } = call;
  if (!recording?.listens || recording.state !== 'on' || !isTalking(call) || !lead || !agent)
    return undefined;
  if (call.held || call.agentLost || call.second?.stage === 'second') return undefined;
  return { legId: lead, language: call.language ?? 'en' };
}
