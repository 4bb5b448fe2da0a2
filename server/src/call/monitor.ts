/** A supervisor on a call: listening, whispering, barging. Pure; what each hears is in hearing.ts. */
import type { Fact } from '../kernel/events.ts';
import { floorStationId } from '../kernel/monitor-leg.ts';
import type { Decision } from '../kernel/room.ts';
import type { Call, Monitor } from './call.ts';

type Step = Decision<Call>;
/** Orders the arrangement of a state under a new revision. */
type Arrange = (call: Call) => Step;
const stay = (state: Call): Step => ({ state, facts: [], orders: [], timers: [] });

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
  return {
    ...stay({ ...call, monitor: { legId, how, by, personId, on: false } }),
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

/** Their phone is on: only now are they part of the call. A leg that is not wanted any more is let go. */
export function monitorAnswered(call: Call, legId: string, arrange: Arrange): Step {
  const had = call.monitor;
  if (had?.legId === legId) return had.on ? stay(call) : settle(call, { ...had, on: true }, arrange);
  return { ...stay(call), orders: [{ type: 'leg.hangup', callId: call.id, legId, cause: 'cancelled' }] };
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
