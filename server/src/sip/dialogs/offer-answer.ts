/*
 * One offer at a time (RFC 3264 4, RFC 3261 14, RFC 3311 5).
 *
 *   idle --we offer--> ours --answer or refusal--> idle
 *   idle --they offer--> theirs --we answer or refuse--> idle
 */
export type OfferState = 'idle' | 'ours' | 'theirs';

export type OfferVerdict = { ok: true; state: OfferState } | { ok: false; status: 491 | 500 };

/** Their re-INVITE or UPDATE with an offer: 491 while ours is out (glare), 500 while theirs waits for our answer. */
export function takeOffer(state: OfferState): OfferVerdict {
  if (state === 'idle') return { ok: true, state: 'theirs' };
  return { ok: false, status: state === 'ours' ? 491 : 500 };
}

/** Whether we may offer now. */
export function mayOffer(state: OfferState): boolean {
  return state === 'idle';
}

/**
 * How long to wait before trying again after a 491 (RFC 3261 14.1): the owner of the Call-ID 2.1 to 4 s, the other 0 to
 * 2 s, in steps of 10 ms. `chance` in [0, 1).
 */
export function glareWaitMs(caller: boolean, chance: number): number {
  const step = caller ? 210 + Math.floor(chance * 191) : Math.floor(chance * 201);
  return step * 10;
}

/** A glare is tried again this often at most. */
export const MAX_GLARE_RETRIES = 4;
