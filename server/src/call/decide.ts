/** The call's decision: a change of phase, hold, mute or monitor becomes one whole arrangement with a new revision. */
import type { Fact } from '../kernel/events.ts';
import { isMonitorLeg } from '../kernel/monitor-leg.ts';
import type { Context, Decision } from '../kernel/room.ts';
import { ALONE_TIMER, FAREWELL_TIMER, released, takeLeave, tellAlone, watchAlone } from './alone.ts';
import { briefSource, type Call, introSource, saySource } from './call.ts';
import { hearing } from './hearing.ts';
import { announced, monitorAnswered, monitored, monitorGone, moveMonitor } from './monitor.ts';
import { moveRecording, recorded } from './recording.ts';
import { beginVoicemail, voicemailFact } from './voicemail.ts';

type Step = Decision<Call>;
const stay = (state: Call): Step => ({ state, facts: [], orders: [], timers: [] });

/** Orders the arrangement that the state now asks for. */
function arrange(before: Call): Step {
  const state = moveMonitor(moveRecording({ ...before, revision: before.revision + 1 }));
  const { hears, plays, record, listen } = hearing(state);
  const bridged = state.phase === 'introduction' || state.phase === 'connected';
  const next: Call =
    bridged && state.joinRevision === null ? { ...state, joinRevision: state.revision } : state;
  return {
    state: next,
    facts: [],
    orders: [
      {
        type: 'call.arrange',
        callId: state.id,
        revision: state.revision,
        hears,
        plays,
        ...(record === undefined ? {} : { record }),
        ...(listen === undefined ? {} : { listen }),
      },
    ],
    timers: [],
  };
}

function onPhase(call: Call, fact: Extract<Fact, { type: 'call.phase' }>): Step {
  if (call.phase === 'over') return stay(call);
  const agentLegId = fact.agentLegId ?? null;
  const agentChanged = agentLegId !== call.agentLegId;
  const next: Call = {
    ...call,
    phase: fact.phase,
    leadLegId: fact.leadLegId ?? (fact.phase === 'over' ? null : call.leadLegId),
    agentLegId,
    second: null,
    // Another agent has the lead from here: joined is what the engine confirms of these two.
    ...(agentChanged ? { joined: false, joinRevision: null, liveTone: false } : {}),
    spoken: fact.spoken ?? (agentChanged ? '' : call.spoken),
    intro: fact.intro ?? call.intro,
    ...(fact.language === undefined ? {} : { language: fact.language }),
    ...(fact.recording && !call.recording
      ? { recording: { ...fact.recording, state: 'planned' as const, part: 0 } }
      : {}),
    ...(fact.phase === 'ringing' ? {} : { asked: {} }),
    held: false,
    agentLost: agentChanged ? false : call.agentLost,
    muted: agentChanged ? false : call.muted,
    ...(agentChanged && call.joined ? nextPart(call) : {}),
  };
  const talking = fact.phase === 'introduction' || fact.phase === 'connected';
  // A supervisor is there for the conversation, and goes with it.
  const step = talking ? arrange(next) : monitorGone({ ...next, help: null }, arrange);
  // Nothing to say to the winner: the brief is over at once.
  const silent = fact.phase === 'briefing' && agentLegId !== null && next.spoken === '';
  return silent ? { ...step, facts: [{ type: 'brief.done', transferId: call.transferId }] } : step;
}

export function decideCall(call: Call, fact: Fact, context: Context): Step {
  const onMessage = voicemailFact(call, fact, context.nowMs, arrange);
  if (onMessage) return onMessage;
  switch (fact.type) {
    case 'call.phase':
      if (fact.phase === 'voicemail') return beginVoicemail(call, fact, context.nowMs, arrange);
      return fact.farewell
        ? takeLeave(call, fact, context.nowMs, (leaving) => onPhase(leaving, fact))
        : watchAlone(onPhase(call, fact), fact, context.nowMs);
    case 'timer':
      if (fact.name === ALONE_TIMER) return tellAlone(call, arrange);
      return fact.name === FAREWELL_TIMER ? { ...stay(call), orders: released(call) } : stay(call);
    case 'call.ask': {
      if (!['ringing', 'introduction', 'connected'].includes(call.phase)) return stay(call);
      const times = (call.asked?.[fact.legId]?.times ?? 0) + 1;
      return arrange({ ...call, asked: { ...call.asked, [fact.legId]: { spoken: fact.spoken, times } } });
    }
    case 'call.pass':
      return passed(call, fact);
    case 'call.say':
      if (call.phase !== 'assistant' && call.phase !== 'ringing') return stay(call);
      if (fact.legId !== call.leadLegId || fact.number <= (call.lastSaid ?? 0)) return stay(call);
      return arrange({
        ...call,
        say: { number: fact.number, text: fact.text },
        lastSaid: fact.number,
      });
    case 'call.hold':
      if (call.phase !== 'connected' && call.phase !== 'introduction') return stay(call);
      return call.held === fact.on ? stay(call) : arrange({ ...call, held: fact.on });
    case 'call.mute':
      return call.muted === fact.on || call.phase === 'over'
        ? stay(call)
        : arrange({ ...call, muted: fact.on });
    case 'call.monitor':
      return monitored(call, fact, arrange);
    case 'call.help': {
      const talking = call.phase === 'introduction' || call.phase === 'connected';
      if (!talking || (call.help != null) === fact.on) return stay(call);
      return stay({ ...call, help: fact.on ? { by: fact.by, atMs: context.nowMs } : null });
    }
    case 'play.finished':
      if (
        (fact.sourceId === briefSource(call) && call.phase === 'briefing') ||
        (call.second?.stage === 'briefing' && fact.sourceId === briefSource(call, call.second.legId))
      ) {
        return { ...stay(call), facts: [{ type: 'brief.done', transferId: call.transferId }] };
      }
      if (call.say && fact.sourceId === saySource(call, call.say.number)) {
        if (call.farewell) return { ...arrange({ ...call, say: null }), orders: released(call) };
        const heard: Fact = { type: 'call.said', callId: call.id, number: call.say.number };
        const step = call.phase === 'over' ? stay({ ...call, say: null }) : arrange({ ...call, say: null });
        return { ...step, facts: [...step.facts, heard] };
      }
      if (fact.sourceId === introSource(call) && !call.introDone) {
        // The assistant leaves: from here it is the two of them.
        return arrange({
          ...call,
          phase: call.phase === 'introduction' ? 'connected' : call.phase,
          introDone: true,
          liveTone: true,
        });
      }
      if (fact.sourceId === `${call.id}:live`) return stay({ ...call, liveTone: true });
      return announced(call, fact, arrange) ?? onRecording(call, fact);
    case 'call.announced':
      return announced(call, fact, arrange) ?? stay(call);
    case 'call.unannounced':
      return announced(call, fact, arrange) ?? onRecording(call, fact);
    case 'call.record':
    case 'recording.ended':
      return onRecording(call, fact);
    case 'call.arranged':
      if (call.joined || call.joinRevision === null || fact.revision < call.joinRevision) return stay(call);
      return {
        ...stay({ ...call, joined: true }),
        facts: [{ type: 'bridge.joined', callId: call.id, transferId: call.transferId }],
      };
    case 'leg.lost':
    case 'leg.back': {
      const lost = fact.type === 'leg.lost';
      if (fact.legId !== call.agentLegId || call.phase === 'over' || call.agentLost === lost)
        return stay(call);
      return arrange({ ...call, agentLost: lost });
    }
    case 'leg.ringing':
      return leg(call, fact.legId, 'ringing', context.nowMs);
    case 'leg.answered': {
      const marked = leg(call, fact.legId, 'answered', context.nowMs);
      return isMonitorLeg(fact.legId) ? monitorAnswered(marked.state, fact.legId, arrange) : marked;
    }
    case 'leg.ended':
      return legGone(call, fact, context.nowMs);
    default:
      return stay(call);
  }
}

/** The call is passed on: what the second hears, or that there is none any more. Hold ends where a stage says who hears whom. */
function passed(call: Call, fact: Extract<Fact, { type: 'call.pass' }>): Step {
  if (call.phase !== 'connected' && call.phase !== 'introduction') return stay(call);
  const { legId, stage } = fact;
  const asked = Object.fromEntries(Object.entries(call.asked ?? {}).filter(([id]) => id !== legId));
  if (stage === 'off')
    return call.second?.legId === legId ? arrange({ ...call, second: null, asked: {} }) : stay(call);
  const spoken = fact.spoken ?? (call.second?.legId === legId ? call.second.spoken : '');
  const held = stage === 'briefing' ? call.held : false;
  const step = arrange({ ...call, second: { legId, stage, spoken }, held, asked });
  // Nothing to say to them: the brief is over at once.
  return stage === 'briefing' && spoken === ''
    ? { ...step, facts: [{ type: 'brief.done', transferId: call.transferId }] }
    : step;
}

/** Whoever is joined next is told of the recording, in a file of their own (REC-05). */
function nextPart({ recording }: Call): Pick<Call, 'recording'> {
  if (recording === undefined || recording.state === 'planned') return {};
  return { recording: { ...recording, state: 'planned', part: recording.part + 1 } };
}

function onRecording(call: Call, fact: Parameters<typeof recorded>[1]): Step {
  const next = recorded(call, fact);
  return next === call ? stay(call) : arrange(next);
}

function leg(
  call: Call,
  legId: string,
  state: 'ringing' | 'answered' | 'ended',
  atMs: number,
  cause?: string,
): Step {
  const had = call.legs[legId];
  if (
    had &&
    (had.state === state || had.state === 'ended' || (had.state === 'answered' && state === 'ringing'))
  )
    return stay(call);
  const entry = cause === undefined ? { state, atMs } : { state, atMs, cause };
  return stay({ ...call, legs: { ...call.legs, [legId]: entry } });
}

function legGone(call: Call, fact: Extract<Fact, { type: 'leg.ended' }>, nowMs: number): Step {
  const marked = leg(call, fact.legId, 'ended', nowMs, fact.cause).state;
  if (call.phase === 'assistant' && call.leadLegId === fact.legId)
    return arrange({ ...marked, phase: 'over', leadLegId: null, say: null });
  if (call.monitor?.legId === fact.legId) return arrange({ ...marked, monitor: null });
  if (call.asked?.[fact.legId] !== undefined) {
    const { [fact.legId]: _gone, ...asked } = call.asked;
    return ['ringing', 'introduction', 'connected'].includes(call.phase)
      ? arrange({ ...marked, asked })
      : stay({ ...marked, asked });
  }
  return marked === call ? stay(call) : stay(marked);
}
