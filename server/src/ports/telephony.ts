/**
 * Telephony: legs, what plays, and who hears whom. The same for every carrier; product code speaks of phases and this
 * port of legs.
 *
 * An implementation MUST
 *  1. take the caller's ids for calls, legs and sources and treat a repeated order with the same id as done already;
 *  2. report every leg's life as facts in order: ringing? answered? ended exactly once, always ended;
 *  3. apply `arrange` as a whole: no listener ever hears a mixture of the old and the new arrangement, and
 *     `call.arranged` names the revision that is now heard;
 *  4. count a key press only on the leg it was pressed on;
 *  5. stop a ringing leg within 100 ms of `hangup`;
 *  6. report `leg.answered` only when the far end answered, never when it merely rings or sends early media;
 *  7. accept a `hangup` for a leg it has never seen or that has ended, and do nothing.
 * It MUST NOT
 *  8. decide: it never bridges, releases or retries on its own;
 *  9. block an order on audio; audio lives in its own thread and never waits for the database;
 * 10. let a leg hear a source that the last arrangement did not name for it.
 */
export type CallId = string;
export type LegId = string;
export type SourceId = string;

export type Target =
  /** A browser page that plays a phone: `desk:<agentId>` or `handset:<e164>`. */
  | { kind: 'station'; stationId: string }
  | { kind: 'sip'; uri: string; trunkId?: string }
  | { kind: 'registered'; user: string }
  | { kind: 'phone'; e164: string; trunkId?: string; extension?: string };

export type EndCause =
  | 'hung-up'
  | 'busy'
  | 'no-answer'
  | 'rejected'
  | 'unreachable'
  | 'network'
  | 'cancelled'
  | 'taken'
  | 'overload';

export interface DialOrder {
  callId: CallId;
  legId: LegId;
  target: Target;
  /** What the far end sees. */
  from: { number: string; name: string };
  /** The engine ends the leg with `no-answer` after this long; the transfer has its own, earlier, limit. */
  ringTimeoutMs: number;
  /** Short context for the far end's screen or SIP header; never sensitive. */
  context?: { headline: string; transferId: string };
}

/** What can be heard besides legs. Samples are mono 16-bit at 8 kHz. */
export type Audio =
  | { kind: 'samples'; pcm: Int16Array }
  | { kind: 'tone'; name: 'hold' | 'ringback' | 'live' | 'taken' | 'attention' | 'beep' };

/**
 * One whole arrangement of a call: for each leg the legs and plays it hears. A leg that is not named hears nothing.
 * Hold, whisper, introduction, bridge, mute, monitor and barge are all this one operation.
 */
export interface Arrangement {
  callId: CallId;
  /** Grows by one each time; an older revision that arrives late is ignored. */
  revision: number;
  hears: Record<LegId, (LegId | SourceId)[]>;
  /** Sources to begin (idempotent by id); one that is running goes on. A source no leg hears is stopped. */
  plays: { sourceId: SourceId; audio: Audio; loop: boolean }[];
}

export type TelephonyEvent =
  | { type: 'leg.incoming'; callId: CallId; legId: LegId; from: string; to: string }
  | { type: 'leg.ringing'; callId: CallId; legId: LegId }
  | { type: 'leg.answered'; callId: CallId; legId: LegId }
  | { type: 'leg.machine'; callId: CallId; legId: LegId; verdict: 'voicemail' | 'menu' | 'unavailable' }
  | { type: 'leg.key'; callId: CallId; legId: LegId; key: string }
  /** First audio packet of the far end was received since it answered. */
  | { type: 'leg.heard'; callId: CallId; legId: LegId }
  | { type: 'leg.ended'; callId: CallId; legId: LegId; by: 'us' | 'them' | 'network'; cause: EndCause }
  | { type: 'play.finished'; callId: CallId; sourceId: SourceId }
  | { type: 'call.arranged'; callId: CallId; revision: number };

export interface Capabilities {
  whisper: boolean;
  refer: boolean;
  replaces: boolean;
  webrtc: boolean;
  sip: boolean;
}

export interface Telephony {
  capabilities(): Capabilities;
  start(): Promise<void>;
  /** Refuse new calls, let running ones end, at most this long; then end them. */
  drain(limitMs: number): Promise<void>;
  onEvent(listener: (event: TelephonyEvent) => void): void;
  dial(order: DialOrder): Promise<void>;
  /** Answer an incoming leg. */
  answer(legId: LegId): Promise<void>;
  /** End a leg in any state. `note` is shown on a desk ("Taken by Ana"). */
  hangup(legId: LegId, cause: EndCause, note?: string): Promise<void>;
  arrange(arrangement: Arrangement): Promise<void>;
  sendKeys(legId: LegId, keys: string): Promise<void>;
  /** Legs that live now; after a crash the loop hangs up those it does not know. */
  liveLegs(): Promise<{ callId: CallId; legId: LegId }[]>;
}
