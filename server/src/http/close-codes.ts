/** Why we end a WebSocket (RFC 6455 section 7.4; 4000-4999 are ours). What a page does about it is said beside each. */
export const CLOSE = {
  /** We stop or restart: reconnect with back-off. */
  restart: 1012,
  /** Too many frames, or nothing but nonsense: do not reconnect at once. */
  policy: 1008,
  /** Overloaded or too slow to listen: reconnect with back-off. */
  tryLater: 1013,
  /** Signed out, or the session ended: sign in, then reconnect. */
  signedOut: 4401,
  /** Signed in, but not for this: do not reconnect. */
  notAllowed: 4403,
  /** There is no such thing: do not reconnect. */
  notFound: 4404,
  /** Opened elsewhere: do not reconnect by yourself. */
  replaced: 4409,
} as const;
