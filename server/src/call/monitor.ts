/**
 * A supervisor on a call: listening, whispering, barging. Pure; what each hears is in hearing.ts.
 *
 *   asked for --their phone is on--> [told first --it is over, or the agent said it--] on --they leave--> gone
 *
 * Where it has to be said that somebody listens (REC-04, REC-05), the supervisor hears nothing before it was: by the assistant, or by
 * the agent where an artificial voice may not speak or cannot. Who is on and changes how is announced already.
 */
import type { Fact } from '../kernel/events.ts';
import { floorStationId } from '../kernel/monitor-leg.ts';
import type { Decision } from '../kernel/room.ts';
import type { Call, Monitor } from './call.ts';

type Step = Decision<Call>;
/** Orders the arrangement of a state under a new revision. */
type Arrange = (call: Call) => Step;
const stay = (state: Call): Step => ({ state, facts: [], orders: [], timers: [] });
export const listenerSource = (call: Call) => `${call.id}:listener:${call.monitor?.legId ?? ''}`;

/** The page answers by itself; one that does not is closed or has lost its sound. */
const monitorRingMs = 10_000;

/** Asked for by a supervisor: dial their phone, change what they are on the call, or let them go. One at a time. */
export function monitored(call: Call, fact: Extract<Fact, { type: 'call.monitor' }>, arrange: Arrange): Step {
  const had = call.monitor;
  if (had !== null && had.personId !== fact.personId) return stay(call);
  if (fact.how === 'off') return had === null ? stay(call) : monitorGone(call, arrange);
  if (call.phase !== 'introduction' && call.phase !== 'connected') return stay(call);
  if (had !== null)
    return had.how === fact.how ? stay(call) : settle(call, { ...had, how: fact.how }, arrange);
  // The same wish told twice: that leg has been and gone.
  if (call.legs[fact.legId] !== undefined) return stay(call);
  const { legId, how, by, personId } = fact;
  const announce = fact.announce ? { announce: { ...fact.announce, saying: false } } : {};
  return {
    ...stay({ ...call, monitor: { legId, how, by, personId, on: false, ...announce } }),
    orders: [
      {
        type: 'leg.dial',
        callId: call.id,
        legId,
        role: 'supervisor',
        target: { kind: 'station', stationId: floorStationId(personId) },
        from: { number: '', name: 'Floor' },
        ringTimeoutMs: monitorRingMs,
        context: { headline: 'Listening in', transferId: call.transferId },
      },
    ],
  };
}

/** Their phone is on: they are part of the call once what has to be said was. A leg that is not wanted any more is let go. */
export function monitorAnswered(call: Call, legId: string, arrange: Arrange): Step {
  const had = call.monitor;
  if (had?.legId === legId) {
    if (had.on || had.answered) return stay(call);
    const answered = { ...call, monitor: { ...had, answered: true } };
    return had.announce ? arrange(answered) : begin(answered, null, arrange);
  }
  return { ...stay(call), orders: [{ type: 'leg.hangup', callId: call.id, legId, cause: 'cancelled' }] };
}

/** The notice begins when nothing else is being said to both, and both can hear it; before every arrangement. */
export function moveMonitor(call: Call): Call {
  const { monitor, recording } = call;
  if (!monitor?.answered || monitor.on || monitor.announce?.by !== 'assistant') return call;
  const introducing = call.phase === 'introduction' && !call.introDone && call.intro !== '';
  const quiet = call.phase === 'introduction' || call.phase === 'connected';
  const saying = quiet && !introducing && recording?.state !== 'notice' && !call.held && !call.agentLost;
  if (saying === monitor.announce.saying) return call;
  return { ...call, monitor: { ...monitor, announce: { ...monitor.announce, saying } } };
}

/** The notice was heard, was given by the agent, or could not be spoken: then the agent is asked to. */
export function announced(
  call: Call,
  fact: Extract<Fact, { type: 'play.finished' | 'call.announced' | 'call.unannounced' }>,
  arrange: Arrange,
): Step | null {
  const { monitor } = call;
  if (!monitor?.answered || monitor.on || !monitor.announce) return null;
  const { text } = monitor.announce;
  if (fact.type === 'call.announced') return begin(call, { text, by: fact.by }, arrange);
  if (fact.sourceId !== listenerSource(call)) return null;
  if (fact.type === 'play.finished') return begin(call, { text, by: 'the assistant' }, arrange);
  return arrange({
    ...call,
    monitor: { ...monitor, announce: { ...monitor.announce, by: 'agent', saying: false } },
  });
}

/** From here they hear the call. */
function begin(call: Call, said: { text: string; by: string } | null, arrange: Arrange): Step {
  const { announce: _, ...monitor } = call.monitor as Monitor;
  const { legId, by, how } = monitor;
  const step = settle(call, { ...monitor, on: true }, arrange);
  return {
    ...step,
    facts: [{ type: 'monitor.began', callId: call.id, legId, by, how, announced: said }, ...step.facts],
  };
}

/** Lets the supervisor go, if there is one, and arranges the call without them. */
export function monitorGone(call: Call, arrange: Arrange): Step {
  if (call.monitor === null) return arrange(call);
  const step = arrange({ ...call, monitor: null });
  const { legId } = call.monitor;
  return {
    ...step,
    orders: [{ type: 'leg.hangup', callId: call.id, legId, cause: 'hung-up' }, ...step.orders],
  };
}

/** Whoever asked for a supervisor has one as soon as the agent can hear them. */
function settle(call: Call, monitor: Monitor, arrange: Arrange): Step {
  const next = { ...call, monitor };
  if (!monitor.on) return stay(next);
  return arrange(monitor.how === 'listen' ? next : { ...next, help: null });
}
