import { go, type Step, stay } from './step.ts';
import { giveUpMs, type TimerValues } from './timer-values.ts';

/*
 * INVITE client transaction, RFC 3261 17.1.1 with the accepted state of RFC 6026 7.2.
 *
 *   calling --1xx--> proceeding
 *   calling, proceeding --2xx--> accepted --timer M--> terminated
 *   calling, proceeding --3xx..6xx / ACK--> completed --timer D--> terminated
 *   calling --timer B--> terminated            calling, completed --send failed--> terminated
 */
export type ClientInviteState =
  /** Sent, nothing heard. Repeats on timer A (null: the transport is reliable), gives up on timer B. */
  | { name: 'calling'; repeatAtMs: number | null; repeatMs: number; endAtMs: number }
  /** Something provisional came. No timer: how long a phone may ring is for the user above. */
  | { name: 'proceeding' }
  /** A refusal came and was acknowledged; repeats of it are acknowledged until timer D. */
  | { name: 'completed'; endAtMs: number }
  /** A 2xx came; further ones, from forks too, are handed up until timer M. */
  | { name: 'accepted'; endAtMs: number }
  | { name: 'terminated' };

export type ClientEvent = { type: 'response'; status: number } | { type: 'tick' } | { type: 'send-failed' };
export type ClientAction =
  | 'send-request'
  | 'send-ack'
  | 'deliver'
  | 'timed-out'
  | 'send-failed'
  | 'terminated';
type Out = Step<ClientInviteState, ClientAction>;

export function startClientInvite(nowMs: number, reliable: boolean, timers: TimerValues): Out {
  const { t1Ms } = timers;
  const repeatAtMs = reliable ? null : nowMs + t1Ms;
  return go(
    { name: 'calling', repeatAtMs, repeatMs: t1Ms, endAtMs: nowMs + giveUpMs(timers) },
    'send-request',
  );
}

export function stepClientInvite(
  state: ClientInviteState,
  event: ClientEvent,
  nowMs: number,
  reliable: boolean,
  timers: TimerValues,
): Out {
  switch (state.name) {
    case 'calling':
      return event.type === 'response'
        ? answered(event.status, nowMs, reliable, timers)
        : waiting(state, event, nowMs);
    case 'proceeding':
      if (event.type === 'response') return answered(event.status, nowMs, reliable, timers);
      return stay(state);
    case 'completed':
      if (event.type === 'response') return event.status >= 300 ? go(state, 'send-ack') : stay(state);
      if (event.type === 'send-failed') return go({ name: 'terminated' }, 'send-failed', 'terminated');
      return nowMs >= state.endAtMs ? go({ name: 'terminated' }, 'terminated') : stay(state);
    case 'accepted':
      if (event.type === 'response') return isSuccess(event.status) ? go(state, 'deliver') : stay(state);
      return event.type === 'tick' && nowMs >= state.endAtMs
        ? go({ name: 'terminated' }, 'terminated')
        : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function answered(status: number, nowMs: number, reliable: boolean, timers: TimerValues): Out {
  if (status < 200) return go({ name: 'proceeding' }, 'deliver');
  if (isSuccess(status)) return go({ name: 'accepted', endAtMs: nowMs + giveUpMs(timers) }, 'deliver');
  return go({ name: 'completed', endAtMs: nowMs + (reliable ? 0 : timers.dMs) }, 'send-ack', 'deliver');
}

function waiting(
  state: Extract<ClientInviteState, { name: 'calling' }>,
  event: Exclude<ClientEvent, { type: 'response' }>,
  nowMs: number,
): Out {
  if (event.type === 'send-failed') return go({ name: 'terminated' }, 'send-failed', 'terminated');
  if (nowMs >= state.endAtMs) return go({ name: 'terminated' }, 'timed-out', 'terminated');
  if (state.repeatAtMs === null || nowMs < state.repeatAtMs) return stay(state);
  const repeatMs = state.repeatMs * 2;
  return go({ ...state, repeatMs, repeatAtMs: nowMs + repeatMs }, 'send-request');
}
