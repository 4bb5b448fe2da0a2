/** Our side of a new leg's description, and whether it speaks SRTP: keys are made for each leg and never used twice. */
import { randomBytes, randomInt } from 'node:crypto';
import type { LocalTerms } from './media-terms.ts';

/** `offered`: we ask for it, and take nothing else. `accepted`: they may ask for it. */
export type SrtpWish = 'off' | 'accepted' | 'offered';

/** Who is at the far end, and whether what is said to them is encrypted. */
export interface FarEnd {
  trunk?: string | undefined;
  user?: string | undefined;
  protocol?: string | undefined;
}

/**
 * Keys in a description are as secret as the signalling: they are taken over TLS, and without it only from whom an
 * operator has switched SRTP on for (`isWanted`).
 */
export function srtpFrom(far: FarEnd, isWanted?: (far: FarEnd) => boolean): SrtpWish {
  return far.protocol === 'tls' || isWanted?.(far) === true ? 'accepted' : 'off';
}

const MASTER_BYTES = 30;

export function newLocalTerms(
  { host, port }: { host: string; port: number },
  srtp: SrtpWish,
  /** The call has a leg that speaks G.722. */
  wideFirst = false,
): LocalTerms {
  const plain = { host, port, sessionId: String(randomInt(1, 2 ** 31)), version: 1, wideFirst };
  if (srtp === 'off') return plain;
  const key = (): string => randomBytes(MASTER_BYTES).toString('base64');
  const keys = { AES_CM_128_HMAC_SHA1_80: key(), AES_CM_128_HMAC_SHA1_32: key() };
  return { ...plain, keys, offersSrtp: srtp === 'offered' };
}
