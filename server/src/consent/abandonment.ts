/** The legal abandonment meter (DIAL-01, DIAL-02, DIAL-03; UK-05). Pure. */
import type { Limits } from './compile-limits.ts';

/** One outbound call that a person answered or did not. Instants in epoch milliseconds. */
export interface DialledCall {
  campaignId: string;
  startedAtMs: number;
  answeredByPerson: boolean;
  /** When the person's greeting ended, by end of speech; null when it was not heard (then the answer counts). */
  greetingEndedAtMs: number | null;
  answeredAtMs: number | null;
  /** When a sales representative was connected; an AI that speaks is none (DIAL-07). Null for never. */
  connectedAtMs: number | null;
  endedAtMs: number;
}

export interface Meter {
  answered: number;
  abandoned: number;
  /** Share of calls answered by a person, in percent; 0 without any. */
  pct: number;
  /** throttle: one call per free agent. stop: no dialling. */
  state: 'ok' | 'throttle' | 'stop';
  /** Over the legal bound of the window already. */
  overLegal: boolean;
  /** Unanswered calls given up before the legal minimum of ringing. */
  rungTooShort: number;
  fromMs: number;
}

/** Whether a call was abandoned: answered by a person and no representative within the limit after the greeting. */
export function isAbandoned(call: DialledCall, connectMaxMs: number): boolean {
  if (!call.answeredByPerson) return false;
  const from = call.greetingEndedAtMs ?? call.answeredAtMs;
  if (from === null) return false;
  return call.connectedAtMs === null || call.connectedAtMs - from > connectMaxMs;
}

/**
 * The meter of one campaign over its rolling window (30 days; 24 hours for the United Kingdom). `campaigns` names all ids that
 * count as one, so that splitting a campaign does not reset it.
 */
export function abandonmentMeter(
  calls: readonly DialledCall[],
  campaigns: readonly string[],
  nowMs: number,
  limits: Limits,
  country: 'US' | 'GB' = 'US',
): Meter {
  const fromMs = nowMs - (country === 'GB' ? limits.ukWindowMs : limits.abandonWindowMs);
  let answered = 0;
  let abandoned = 0;
  let rungTooShort = 0;
  for (const call of calls) {
    if (!campaigns.includes(call.campaignId) || call.startedAtMs <= fromMs || call.startedAtMs > nowMs)
      continue;
    if (call.answeredByPerson) answered += 1;
    if (isAbandoned(call, limits.connectMaxMs)) abandoned += 1;
    if (call.answeredAtMs === null && call.endedAtMs - call.startedAtMs < 15_000) rungTooShort += 1;
  }
  const pct = answered === 0 ? 0 : (abandoned * 100) / answered;
  const stop = country === 'GB' ? limits.ukStopPct : limits.abandonStopPct;
  const throttle = country === 'GB' ? 1 : limits.abandonThrottlePct;
  const state = pct >= stop ? 'stop' : pct >= throttle ? 'throttle' : 'ok';
  return { answered, abandoned, pct, state, overLegal: pct > limits.abandonLegalPct, rungTooShort, fromMs };
}
