/** Between SIP's statuses and the causes the product knows. Pure. */
import type { EndCause } from '../../ports/telephony.ts';
import type { CallEvent, HeaderField } from '../../sip/index.ts';
import { oneLineOf } from './words.ts';

export interface Ended {
  by: 'us' | 'them' | 'network';
  cause: EndCause;
  /** The answer as it came, where there was one. */
  said?: string;
}

/**
 * Why a call of ours was never answered (RFC 3261 section 21). `rang`: somebody's phone made a sound before. 480 and 408
 * mean "nobody took it" after ringing, and "nobody is there" before it.
 */
export function causeOfFailure(
  event: Pick<Extract<CallEvent, { type: 'failed' }>, 'status' | 'cause'>,
  rang: boolean,
): Ended {
  const { status, cause } = event;
  if (cause === 'timed-out' || cause === 'unreachable') return { by: 'network', cause: 'unreachable' };
  if (status === 486 || status === 600) return { by: 'them', cause: 'busy' };
  if (status === 603 || status === 607 || status === 608) return { by: 'them', cause: 'rejected' };
  if (status === 408 || status === 480 || status === 487)
    return rang ? { by: 'them', cause: 'no-answer' } : { by: 'network', cause: 'unreachable' };
  if (status === 401 || status === 403 || status === 407) return { by: 'network', cause: 'rejected' };
  if (status === 503) return { by: 'network', cause: 'overload' };
  if (status >= 500 && status < 600) return { by: 'network', cause: 'network' };
  return { by: 'network', cause: 'unreachable' };
}

/** The far end's answer as it came, on one line and short; nothing where nobody answered. */
export function saidBy(
  event: Pick<Extract<CallEvent, { type: 'failed' }>, 'status' | 'reason' | 'message'>,
): {
  said?: string;
} {
  return event.message === undefined ? {} : { said: oneLineOf(`${event.status} ${event.reason}`, 80) };
}

/** Why an answered call is over. */
export function causeOfEnd(event: Extract<CallEvent, { type: 'ended' }>): Ended {
  if (event.by === 'them' && event.cause === 'bye') return { by: 'them', cause: 'hung-up' };
  return { by: 'network', cause: 'network' };
}

const STATUS: Readonly<Record<EndCause, number>> = {
  'hung-up': 480,
  busy: 486,
  'no-answer': 480,
  rejected: 603,
  unreachable: 404,
  network: 500,
  cancelled: 487,
  taken: 480,
  overload: 503,
};

/** The answer to an incoming call that is refused. */
export function statusFor(cause: EndCause): number {
  return STATUS[cause];
}

/** What a phone may show or log: phones keep a call that was taken elsewhere out of "missed" (RFC 3326). */
export function reasonHeaders(cause: EndCause, note: string | undefined): HeaderField[] {
  const words = note?.replace(/[^\p{L}\p{N} .,'-]/gu, '').slice(0, 80);
  if (cause === 'taken')
    return [{ name: 'reason', value: `SIP;cause=200;text="${words ?? 'Call completed elsewhere'}"` }];
  return words === undefined || words === ''
    ? []
    : [{ name: 'reason', value: `SIP;cause=480;text="${words}"` }];
}
