import {
  header,
  headerHas,
  parseNumber,
  parseRAck,
  type RAck,
  type SipRequest,
  type SipResponse,
} from '../grammar/index.ts';

/*
 * Reliable provisional answers (RFC 3262).
 *
 * Callee: one at a time is unacknowledged; the next waits for its PRACK. Caller: answers in order are acknowledged once,
 * repeats and gaps are dropped.
 */
export interface SentReliable {
  rseq: number;
  cseq: number;
}

/** Whether the caller of this INVITE takes reliable provisionals, or insists. */
export function reliableWish(invite: SipRequest): 'no' | 'may' | 'must' {
  if (headerHas(invite, 'require', '100rel')) return 'must';
  return headerHas(invite, 'supported', '100rel') ? 'may' : 'no';
}

/** The first RSeq is drawn from 1 to 2^31-1 (RFC 3262 3); `chance` in [0, 1). Kept small enough never to wrap. */
export function firstRSeq(chance: number): number {
  return 1 + Math.floor(chance * 0x3fff_ffff);
}

/** Whether this PRACK is for what we sent; else it gets 481 (RFC 3262 3). */
export function prackMatches(sent: SentReliable | undefined, prack: SipRequest): boolean {
  const text = header(prack, 'rack');
  const rack = text === undefined ? undefined : parseRAck(text);
  if (!sent || !rack?.ok) return false;
  const { rseq, cseq } = rack.value;
  return rseq === sent.rseq && cseq.number === sent.cseq && cseq.method === 'INVITE';
}

export type ReliableVerdict = { type: 'plain' } | { type: 'acknowledge'; rack: RAck } | { type: 'drop' };

/** The caller's view of a provisional answer in one early dialog; `lastRSeq` is what it acknowledged last there. */
export function judgeProvisional(response: SipResponse, lastRSeq: number | undefined): ReliableVerdict {
  const text = header(response, 'rseq');
  if (response.status === 100 || text === undefined || !headerHas(response, 'require', '100rel'))
    return { type: 'plain' };
  const rseq = parseNumber(text, 0xffff_ffff);
  if (rseq === undefined || rseq === 0) return { type: 'drop' };
  if (lastRSeq !== undefined && rseq !== lastRSeq + 1) return { type: 'drop' };
  return { type: 'acknowledge', rack: { rseq, cseq: response.cseq } };
}

export function formatRAck(rack: RAck): string {
  return `${rack.rseq} ${rack.cseq.number} ${rack.cseq.method}`;
}
