/**
 * An agent's presence. What the person set (available, away, offline) and what holds them now (an offer, a call,
 * wrap-up) are kept apart, so that a hold ends where the person left off.
 *
 *   available --reserved--> being offered --accepted--> on a call --ended--> wrapping up --timer--> (what was set)
 *        ^                       | lost, declined, cancelled, missed (three in a row: paused)
 *        +-----------------------+
 */
import type { Need, NotFree } from '../kernel/events.ts';
import type { Target } from '../ports/telephony.ts';

export interface Hold {
  kind: 'reserved' | 'on-call' | 'wrap-up';
  transferId: string;
  leadName: string;
  sinceMs: number;
  /** End of the reservation or the wrap-up; a call has none. */
  untilMs: number | null;
}

/** The changing part, one JSON row. */
export interface AgentState {
  set: 'available' | 'away' | 'offline';
  setSinceMs: number;
  reason: string | null;
  hold: Hold | null;
  /** Offers missed in a row. */
  misses: number;
  pausedSinceMs: number | null;
  /** A working device: the desk is open and its sound unlocked, or a phone is registered. */
  device: { ok: boolean; sinceMs: number; words: string };
  /** Calendar events that block, from the calendar port. */
  busy: { fromMs: number; toMs: number }[];
  token: number;
  notice: { kind: 'taken' | 'withdrawn' | 'missed' | 'lead-gone'; words: string; atMs: number } | null;
}

export interface Shift {
  /** ISO weekdays, 1 Monday to 7 Sunday, in the agent's zone. */
  days: number[];
  /** "09:00" */
  from: string;
  /** "17:00"; before `from` means past midnight. */
  to: string;
}

export interface Agent {
  id: string;
  name: string;
  tz: string;
  skills: string[];
  languages: string[];
  licences: { state: string; until: string | null }[];
  /** No shifts at all means always on shift. */
  shifts: Shift[];
  target: Target;
  demo: boolean;
  state: AgentState;
}

/** A reservation outlives its offer by this much, so that a release that got lost frees the agent all the same. */
export const reservationSlackMs = 60_000;
export const maxMisses = 3;
export const wrapUpMs = 15_000;

export type Presence = 'offline' | 'away' | 'available' | 'reserved' | 'on-call' | 'wrap-up';

export function presenceOf(state: AgentState): { presence: Presence; sinceMs: number } {
  if (state.hold) return { presence: state.hold.kind, sinceMs: state.hold.sinceMs };
  return { presence: state.set, sinceMs: state.setSinceMs };
}

export const newAgentState = (nowMs: number): AgentState => ({
  set: 'offline',
  setSinceMs: nowMs,
  reason: null,
  hold: null,
  misses: 0,
  pausedSinceMs: null,
  device: { ok: false, sinceMs: nowMs, words: 'no desk open' },
  busy: [],
  token: 0,
  notice: null,
});

export type { Need, NotFree };
