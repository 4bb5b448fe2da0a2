import type { ServerAction, ServerEvent } from './server-invite.ts';
import { go, type Step, stay } from './step.ts';
import { giveUpMs, type TimerValues } from './timer-values.ts';

/*
 * Server transaction of every method but INVITE, RFC 3261 17.2.2.
 *
 *   trying --1xx--> proceeding     trying, proceeding --final--> completed --timer J--> terminated
 */
export type ServerRequestState =
  /** Nothing answered yet: a repeat is swallowed, there is nothing to repeat. */
  | { name: 'trying' }
  | { name: 'proceeding' }
  /** A repeat gets the final answer again, until timer J. */
  | { name: 'completed'; endAtMs: number }
  | { name: 'terminated' };

type Out = Step<ServerRequestState, ServerAction>;

export function startServerRequest(): ServerRequestState {
  return { name: 'trying' };
}

export function stepServerRequest(
  state: ServerRequestState,
  event: ServerEvent,
  nowMs: number,
  reliable: boolean,
  timers: TimerValues,
): Out {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      if (event.type === 'respond') {
        if (event.status < 200) return go({ name: 'proceeding' }, 'send-response');
        return go({ name: 'completed', endAtMs: nowMs + (reliable ? 0 : giveUpMs(timers)) }, 'send-response');
      }
      if (event.type === 'send-failed') return go({ name: 'terminated' }, 'send-failed', 'terminated');
      return event.type === 'repeat' && state.name === 'proceeding'
        ? go(state, 'send-response')
        : stay(state);
    case 'completed':
      if (event.type === 'repeat') return go(state, 'send-response');
      if (event.type === 'send-failed') return go({ name: 'terminated' }, 'send-failed', 'terminated');
      return event.type === 'tick' && nowMs >= state.endAtMs
        ? go({ name: 'terminated' }, 'terminated')
        : stay(state);
    case 'terminated':
      return stay(state);
  }
}
