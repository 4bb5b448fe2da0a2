import {
  formatTokenParams,
  type HeaderField,
  header,
  headerHas,
  parseSeconds,
  parseTokenParams,
  type SipMessage,
} from '../grammar/index.ts';

/** RFC 4028: the least session interval anybody may ask for. */
export const MIN_SESSION_S = 90;

export interface SessionTimer {
  intervalS: number;
  /** Whether we send the refreshes. */
  weRefresh: boolean;
}

interface Asked {
  intervalS: number;
  refresher: string | undefined;
}

function readSessionExpires(message: SipMessage): Asked | undefined {
  const text = header(message, 'session-expires');
  const parsed = text === undefined ? undefined : parseTokenParams(text);
  const intervalS = parseSeconds(parsed?.token);
  if (!parsed || intervalS === undefined || intervalS === 0) return undefined;
  return { intervalS, refresher: parsed.params.get('refresher')?.toLowerCase() };
}

export type TimerAnswer =
  | { type: 'none' }
  /** 422 with this Min-SE (RFC 4028 6). */
  | { type: 'too-small'; minS: number }
  | { type: 'timer'; timer: SessionTimer; headers: HeaderField[] };

/**
 * What the answering side agrees to (RFC 4028 9). `wantedS` is our own wish, undefined to run a timer only if asked.
 * A caller without timer support does not refresh; then we do.
 */
export function answerSessionTimer(request: SipMessage, wantedS: number | undefined): TimerAnswer {
  const asked = readSessionExpires(request);
  const theyKnow = headerHas(request, 'supported', 'timer') || headerHas(request, 'require', 'timer');
  if (asked && asked.intervalS < MIN_SESSION_S && theyKnow) return { type: 'too-small', minS: MIN_SESSION_S };
  if (!asked && wantedS === undefined) return { type: 'none' };
  const leastS = Math.max(MIN_SESSION_S, parseSeconds(header(request, 'min-se')) ?? 0);
  const intervalS = Math.max(
    leastS,
    Math.min(asked?.intervalS ?? wantedS!, wantedS ?? Number.POSITIVE_INFINITY),
  );
  const weRefresh = theyKnow ? asked?.refresher === 'uas' : true;
  const headers: HeaderField[] = [
    { name: 'session-expires', value: sessionExpires(intervalS, weRefresh ? 'uas' : 'uac') },
  ];
  if (theyKnow && !weRefresh) headers.push({ name: 'require', value: 'timer' });
  return { type: 'timer', timer: { intervalS, weRefresh }, headers };
}

/** What the asking side learns from the 2xx (RFC 4028 7.2). */
export function learnSessionTimer(
  response: SipMessage,
  wantedS: number | undefined,
): SessionTimer | undefined {
  const got = readSessionExpires(response);
  if (got) return { intervalS: Math.max(MIN_SESSION_S, got.intervalS), weRefresh: got.refresher !== 'uas' };
  // The other side knows no timers: we may still refresh by ourselves and so notice that it is gone.
  return wantedS === undefined ? undefined : { intervalS: wantedS, weRefresh: true };
}

export function sessionExpires(intervalS: number, refresher?: 'uac' | 'uas'): string {
  return formatTokenParams(
    String(intervalS),
    new Map(refresher === undefined ? [] : [['refresher', refresher]]),
  );
}

/** When to act, in ms after the last refresh (RFC 4028 10): half way for the refresher, shortly before the end for the other. */
export function sessionDeadlineMs(timer: SessionTimer): number {
  if (timer.weRefresh) return timer.intervalS * 500;
  return (timer.intervalS - Math.min(32, timer.intervalS / 3)) * 1000;
}

/** The Min-SE of a 422, to ask again with; undefined when it makes no sense. */
export function minSessionOf(response: SipMessage): number | undefined {
  const minS = parseSeconds(header(response, 'min-se'));
  return minS !== undefined && minS >= MIN_SESSION_S && minS <= 7200 ? minS : undefined;
}
