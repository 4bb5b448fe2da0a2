import type { ClientAction, ClientEvent } from './client-invite.ts';
import { go, type Step, stay } from './step.ts';
import { giveUpMs, type TimerValues } from './timer-values.ts';

/*
 * Client transaction of every method but INVITE, RFC 3261 17.1.2.
 *
 *   trying --1xx--> proceeding     trying, proceeding --final--> completed --timer K--> terminated
 *   trying, proceeding --timer F or send failed--> terminated
 */
export type ClientRequestState =
  /** Nothing heard: repeats on timer E, doubling to T2. */
  | { name: 'trying'; repeatAtMs: number | null; repeatMs: number; endAtMs: number }
  /** Provisional heard: repeats every T2. Timer F still runs. */
  | { name: 'proceeding'; repeatAtMs: number | null; endAtMs: number }
  /** Swallows repeated answers until timer K. */
  | { name: 'completed'; endAtMs: number }
  | { name: 'terminated' };

type Out = Step<ClientRequestState, ClientAction>;

export function startClientRequest(nowMs: number, reliable: boolean, timers: TimerValues): Out {
  const { t1Ms } = timers;
  const repeatAtMs = reliable ? null : nowMs + t1Ms;
  return go(
    { name: 'trying', repeatAtMs, repeatMs: t1Ms, endAtMs: nowMs + giveUpMs(timers) },
    'send-request',
  );
}

export function stepClientRequest(
  state: ClientRequestState,
  event: ClientEvent,
  nowMs: number,
  reliable: boolean,
  timers: TimerValues,
): Out {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      return waiting(state, event, nowMs, reliable, timers);
    case 'completed':
      return event.type === 'tick' && nowMs >= state.endAtMs
        ? go({ name: 'terminated' }, 'terminated')
        : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function waiting(
  state: Extract<ClientRequestState, { name: 'trying' | 'proceeding' }>,
  event: ClientEvent,
  nowMs: number,
  reliable: boolean,
  timers: TimerValues,
): Out {
  const { endAtMs } = state;
  if (event.type === 'send-failed') return go({ name: 'terminated' }, 'send-failed', 'terminated');
  if (event.type === 'response') {
    if (event.status >= 200)
      return go({ name: 'completed', endAtMs: nowMs + (reliable ? 0 : timers.t4Ms) }, 'deliver');
    const repeatAtMs = reliable ? null : state.name === 'proceeding' ? state.repeatAtMs : nowMs + timers.t2Ms;
    return go({ name: 'proceeding', repeatAtMs, endAtMs }, 'deliver');
  }
  if (nowMs >= endAtMs) return go({ name: 'terminated' }, 'timed-out', 'terminated');
  if (state.repeatAtMs === null || nowMs < state.repeatAtMs) return stay(state);
  if (state.name === 'proceeding') return go({ ...state, repeatAtMs: nowMs + timers.t2Ms }, 'send-request');
  const repeatMs = Math.min(state.repeatMs * 2, timers.t2Ms);
  return go({ ...state, repeatMs, repeatAtMs: nowMs + repeatMs }, 'send-request');
}
