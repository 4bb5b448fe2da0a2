/**
 * Telephony: legs, what plays, and who hears whom. The same for every carrier; product code speaks of phases and this
 * port of legs.
 *
 * An implementation MUST
 *  1. take the caller's ids for calls, legs and sources and treat a repeated order with the same id as done already; a
 *     call that comes in it names itself, with `incomingCallId`, so that everybody sees by the id who began it;
 *  2. report every leg's life as facts in order: ringing? answered? ended exactly once, always ended;
 *  3. apply `arrange` as a whole: no listener ever hears a mixture of the old and the new arrangement, and
 *     `call.arranged` names the revision that is now heard;
 *  4. count a key press only on the leg it was pressed on;
 *  5. stop a ringing leg within 100 ms of `hangup`;
 *  6. report `leg.answered` only when the far end answered, never when it merely rings or sends early media;
 *  7. accept a `hangup` for a leg it has never seen or that has ended, and do nothing; so too a `tellRefer` for a wish that
 *     it does not know.
 * It MUST NOT
 *  8. decide: it never bridges, releases or retries on its own;
 *  9. block an order on audio; audio lives in its own thread and never waits for the database;
 * 10. let a leg hear a source that the last arrangement did not name for it.
 */
export type CallId = string;
export type LegId = string;
export type SourceId = string;

const incoming = 'in-';
/** The id of a call that began with a lead's call to us. */
export const incomingCallId = (id: string): CallId => `${incoming}${id}`;
export const cameIn = (callId: CallId): boolean => callId.startsWith(incoming);

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

/** Whom a transfer key names: somebody who signs in here, or an address as it was dialled. */
export type ReferTarget = { kind: 'registered'; user: string } | { kind: 'address'; uri: string };

export interface DialOrder {
  callId: CallId;
  legId: LegId;
  target: Target;
  /** What the far end sees. */
  from: { number: string; name: string };
  /** The engine ends the leg with `no-answer` after this long; the transfer has its own, earlier, limit. */
  ringTimeoutMs: number;
  /** Judge who answers first: `leg.answered` is a person or unsure, `leg.machine` is not. Where the edge can. */
  detectMachine?: boolean;
  /** Short context for the far end's screen or SIP header; never sensitive. */
  context?: { headline: string; transferId: string };
  /** A registered phone takes this over from a call it is in already, without ringing (a Replaces value, RFC 3891). */
  replaces?: string;
}

/** A live leg's own carrier is asked to take its far end elsewhere, and Baton out of the call (SIP's REFER). */
export interface MoveOrder {
  callId: CallId;
  legId: LegId;
  /**
   * What becomes of it is told as the life of a leg of this id: ringing (the carrier does it), then `leg.moved`, or ended with
   * `by: 'network'` where the carrier would or could not, `them` where the one called did not answer. `hangup` forgets it.
   */
  asLegId: LegId;
  target: Target;
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
  /**
   * The file this call is written to, and what its left and right channel hear; nothing named is silence. A file goes on
   * over arrangements that name it, and ends with the first that does not; it never begins again. Left out: not recorded.
   */
  record?: { recordingId: string; left: (LegId | SourceId)[]; right: (LegId | SourceId)[] };
  /**
   * The leg whose words are to be understood, and their likely language (ISO 639-1): its utterances go to whoever hears for us, and
   * nowhere else. Left out: nobody's are. The notice is given before (REC-04).
   */
  listen?: { legId: LegId; language: string };
}

export type TelephonyEvent =
  | { type: 'leg.incoming'; callId: CallId; legId: LegId; from: string; to: string }
  | { type: 'leg.ringing'; callId: CallId; legId: LegId }
  | { type: 'leg.answered'; callId: CallId; legId: LegId }
  /** `open`: its sound is heard both ways, and `leg.records` tells when a message may be spoken. */
  | {
      type: 'leg.machine';
      callId: CallId;
      legId: LegId;
      verdict: 'voicemail' | 'menu' | 'unavailable';
      open?: true;
    }
  /** The machine's tone is over, or it has fallen silent: what is said from here on is kept. */
  | { type: 'leg.records'; callId: CallId; legId: LegId }
  | { type: 'leg.key'; callId: CallId; legId: LegId; key: string }
  /** The far end of a live leg is away, or is back; the leg lives on meanwhile. */
  | { type: 'leg.lost'; callId: CallId; legId: LegId }
  | { type: 'leg.back'; callId: CallId; legId: LegId }
  /**
   * A desk phone's transfer key: whoever has it wants somebody else to have the call. `replaces`: the one named talks with them
   * already (attended). Nothing happens by itself; `tellRefer` says what becomes of it.
   */
  | {
      type: 'leg.refer';
      callId: CallId;
      legId: LegId;
      referId: string;
      to: ReferTarget;
      replaces?: string;
    }
  /** The far end of the leg that was to be moved talks elsewhere: `legId` is the order's `asLegId`. */
  | { type: 'leg.moved'; callId: CallId; legId: LegId }
  /** First audio packet of the far end was received since it answered. */
  | { type: 'leg.heard'; callId: CallId; legId: LegId }
  /** `said`: the carrier's own answer where it refused the call, "403 Forbidden". */
  | {
      type: 'leg.ended';
      callId: CallId;
      legId: LegId;
      by: 'us' | 'them' | 'network';
      cause: EndCause;
      said?: string;
    }
  | { type: 'play.finished'; callId: CallId; sourceId: SourceId }
  | { type: 'call.arranged'; callId: CallId; revision: number }
  | { type: 'recording.started'; callId: CallId; recordingId: string }
  /** Whole and closed; or, with a failure in the system's words, as far as it went. Told once, also when none started. */
  | {
      type: 'recording.ended';
      callId: CallId;
      recordingId: string;
      lengthMs: number;
      bytes: number;
      lostMs: number;
      failure?: string;
    };

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
  /** What became of a `leg.refer`, as a SIP status: below 200 goes on, 2xx done, the rest refused or failed; `words` say why. */
  tellRefer(legId: LegId, referId: string, status: number, words?: string): Promise<void>;
  move(order: MoveOrder): Promise<void>;
  /** Legs that live now; after a crash the loop hangs up those it does not know. */
  liveLegs(): Promise<{ callId: CallId; legId: LegId }[]>;
}
