/**
 * The one source of time of the SIP core. `nowMs` is monotonic: it never goes back, whatever the wall clock does.
 * Pure files take `nowMs` as an argument; only the drivers hold a clock.
 */
export interface SipClock {
  /** Milliseconds on a monotonic scale; the origin means nothing. */
  nowMs(): number;
  /** Calls `fire` once after `delayMs`; the returned function takes it back and may be called twice. */
  after(delayMs: number, fire: () => void): () => void;
}

/** Chance and secrets: every tag, branch, Call-ID, nonce and weighted choice comes from here. */
export interface SipIds {
  /** A token of letters and digits with at least 64 bits of chance. */
  token(): string;
  /** Evenly spread in [0, 1). */
  chance(): number;
}
