/*
 * The callee's 2xx until its ACK (RFC 3261 13.3.1.4): repeated at T1 doubling to T2, over every transport, until the ACK
 * comes or 64*T1 pass; then the dialog is confirmed but the session has to be ended with a BYE.
 * The same rhythm serves reliable provisional answers until their PRACK (RFC 3262 3).
 */
export interface RepeatState {
  repeatMs: number;
  repeatAtMs: number;
  endAtMs: number;
}

export type RepeatVerdict =
  | { type: 'wait'; state: RepeatState }
  | { type: 'repeat'; state: RepeatState }
  | { type: 'give-up' };

/** `capMs` is T2 for a 2xx; a reliable provisional doubles without cap (RFC 3262 3), so give Infinity. */
export function startRepeat(nowMs: number, t1Ms: number): RepeatState {
  return { repeatMs: t1Ms, repeatAtMs: nowMs + t1Ms, endAtMs: nowMs + 64 * t1Ms };
}

export function stepRepeat(state: RepeatState, nowMs: number, capMs: number): RepeatVerdict {
  if (nowMs >= state.endAtMs) return { type: 'give-up' };
  if (nowMs < state.repeatAtMs) return { type: 'wait', state };
  const repeatMs = Math.min(state.repeatMs * 2, capMs);
  return { type: 'repeat', state: { ...state, repeatMs, repeatAtMs: nowMs + repeatMs } };
}

export function repeatDeadline(state: RepeatState): number {
  return Math.min(state.repeatAtMs, state.endAtMs);
}
