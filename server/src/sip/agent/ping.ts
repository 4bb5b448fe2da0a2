/** Is somebody there, and what do they take? A question outside every call (RFC 3261 11). */
import { headerValues } from '../grammar/index.ts';
import type { Core } from './core.ts';
import { requestOutside } from './outside.ts';

export interface Ping {
  status: number;
  reason: string;
  tookMs: number;
  /** The methods it says it takes (RFC 3261 20.5); undefined where it does not say. */
  allows?: string[];
}

/** OPTIONS. */
export async function ping(core: Core, target: string): Promise<Ping> {
  const startMs = core.clock.nowMs();
  let cseq = 0;
  const request = {
    method: 'OPTIONS',
    uri: target,
    from: 'sip:ping@baton.invalid',
    to: target,
    callId: core.ids.token(),
  };
  const outcome = await requestOutside(core, { ...request, nextCSeq: () => ++cseq });
  const tookMs = core.clock.nowMs() - startMs;
  if (outcome.type === 'response') {
    const { response } = outcome;
    const allows = headerValues(response, 'allow').map((method) => method.trim().toUpperCase());
    return {
      status: response.status,
      reason: response.reason,
      tookMs,
      ...(allows.length === 0 ? {} : { allows }),
    };
  }
  return { status: 0, reason: outcome.type === 'failed' ? outcome.why : outcome.type, tookMs };
}
