import { go, type Step, stay } from './step.ts';
import { giveUpMs, type TimerValues } from './timer-values.ts';

/*
 * INVITE server transaction, RFC 3261 17.2.1 with the accepted state of RFC 6026 7.1.
 *
 *   proceeding --2xx--> accepted --timer L--> terminated
 *   proceeding --3xx..6xx--> completed --ACK--> confirmed --timer I--> terminated
 *   completed --timer H--> terminated (nobody acknowledged)
 */
export type ServerInviteState =
  /** The user above has not decided; a repeated INVITE gets the last provisional answer again. */
  | { name: 'proceeding' }
  /** Refused; the answer repeats on timer G until it is acknowledged or timer H ends the wait. */
  | { name: 'completed'; repeatAtMs: number | null; repeatMs: number; endAtMs: number }
  /** Acknowledged; swallows further ACKs until timer I. */
  | { name: 'confirmed'; endAtMs: number }
  /** Answered with 2xx, which the user above repeats; swallows repeated INVITEs, hands ACKs up, until timer L. */
  | { name: 'accepted'; endAtMs: number }
  | { name: 'terminated' };

export type ServerEvent =
  /** The same request again. */
  | { type: 'repeat' }
  | { type: 'ack' }
  /** The user above answers. */
  | { type: 'respond'; status: number }
  | { type: 'tick' }
  | { type: 'send-failed' };

export type ServerAction = 'send-response' | 'deliver-ack' | 'unacknowledged' | 'send-failed' | 'terminated';
type Out = Step<ServerInviteState, ServerAction>;

export function startServerInvite(): ServerInviteState {
  return { name: 'proceeding' };
}

export function stepServerInvite(
  state: ServerInviteState,
  event: ServerEvent,
  nowMs: number,
  reliable: boolean,
  timers: TimerValues,
): Out {
  switch (state.name) {
    case 'proceeding':
      if (event.type === 'repeat') return go(state, 'send-response');
      if (event.type === 'respond') return respond(event.status, nowMs, reliable, timers);
      return event.type === 'send-failed' ? go(state, 'send-failed') : stay(state);
    case 'completed':
      return refused(state, event, nowMs, reliable, timers);
    case 'confirmed':
      return event.type === 'tick' && nowMs >= state.endAtMs
        ? go({ name: 'terminated' }, 'terminated')
        : stay(state);
    case 'accepted':
      if (event.type === 'ack') return go(state, 'deliver-ack');
      // The user above repeats its 2xx through us (RFC 6026 8.7).
      if (event.type === 'respond')
        return event.status < 300 && event.status >= 200 ? go(state, 'send-response') : stay(state);
      if (event.type === 'send-failed') return go(state, 'send-failed');
      return event.type === 'tick' && nowMs >= state.endAtMs
        ? go({ name: 'terminated' }, 'terminated')
        : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function respond(status: number, nowMs: number, reliable: boolean, timers: TimerValues): Out {
  if (status < 200) return go({ name: 'proceeding' }, 'send-response');
  const endAtMs = nowMs + giveUpMs(timers);
  if (status < 300) return go({ name: 'accepted', endAtMs }, 'send-response');
  const repeatAtMs = reliable ? null : nowMs + timers.t1Ms;
  return go({ name: 'completed', repeatAtMs, repeatMs: timers.t1Ms, endAtMs }, 'send-response');
}

function refused(
  state: Extract<ServerInviteState, { name: 'completed' }>,
  event: ServerEvent,
  nowMs: number,
  reliable: boolean,
  timers: TimerValues,
): Out {
  if (event.type === 'ack') return go({ name: 'confirmed', endAtMs: nowMs + (reliable ? 0 : timers.t4Ms) });
  if (event.type === 'repeat') return go(state, 'send-response');
  if (event.type === 'send-failed') return go({ name: 'terminated' }, 'send-failed', 'terminated');
  if (event.type !== 'tick') return stay(state);
  if (nowMs >= state.endAtMs) return go({ name: 'terminated' }, 'unacknowledged', 'terminated');
  if (state.repeatAtMs === null || nowMs < state.repeatAtMs) return stay(state);
  const repeatMs = Math.min(state.repeatMs * 2, timers.t2Ms);
  return go({ ...state, repeatMs, repeatAtMs: nowMs + repeatMs }, 'send-response');
}
