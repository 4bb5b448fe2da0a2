import type { HeaderField, SipMessage, SipRequest } from '../grammar/index.ts';
import type { Remote } from '../transport/index.ts';
import type { Credentials } from './digest.ts';

/**
 * A call's life, from our side and theirs:
 *   'trying'    outbound: INVITE sent, nobody rings yet.      inbound: not used.
 *   'ringing'   outbound: somebody rings or plays early media. inbound: waits for our decision.
 *   'answered'  inbound: we said yes, their ACK is not here yet. outbound: they said yes with an offer, `ack` is ours.
 *   'up'        both agree.
 *   'ended'     over; every further order is ignored.
 */
export type CallPhase = 'trying' | 'ringing' | 'answered' | 'up' | 'ended';

export type FailCause = 'refused' | 'cancelled' | 'timed-out' | 'unreachable' | 'no-ring-end' | 'bad-request';
export type EndCause = 'bye' | 'unacknowledged' | 'session-expired' | 'peer-gone' | 'replaced';

/** Their offer in a running call; answer or refuse exactly once, or it is refused after ten seconds. */
export interface PendingOffer {
  /** Undefined: they ask us to offer. */
  sdp: string | undefined;
  answer(sdp: string): void;
  refuse(status?: number): void;
}

/** Their wish that we call somebody else (RFC 3515). Accept or reject exactly once; then report until a final status. */
export interface PendingRefer {
  target: string;
  /** Present when the new call shall take over a dialog (attended transfer): pass it to `invite`. */
  replaces: string | undefined;
  referredBy: string | undefined;
  accept(): void;
  /** `words` say why to whoever looks at their phone (Warning 399, RFC 3261 20.43). */
  reject(status?: number, words?: string): void;
  /** Tells them how it goes; the first final status (200 or above) is the last one told. */
  report(status: number, words?: string): void;
}

export type CallEvent =
  /** Outbound: a 1xx other than 100. `fork` names the branch it came from; several may ring behind one address. */
  | {
      type: 'progress';
      status: number;
      reason: string;
      sdp: string | undefined;
      fork: string;
      message: SipMessage;
    }
  /** Outbound: 2xx. With `needsAck` they made the offer and wait for `ack(sdp)`. */
  | { type: 'answered'; sdp: string | undefined; needsAck: boolean; message: SipMessage }
  /** Inbound: their ACK came. `sdp` is their answer when our 200 made the offer. */
  | { type: 'acked'; sdp: string | undefined }
  /** Never answered. Exactly one of failed and ended comes, once, last. */
  | { type: 'failed'; status: number; reason: string; cause: FailCause; message: SipMessage | undefined }
  /** Was answered, is over. */
  | { type: 'ended'; by: 'us' | 'them'; cause: EndCause; message: SipMessage | undefined }
  | { type: 'offer'; offer: PendingOffer }
  | { type: 'refer'; refer: PendingRefer }
  /** How a transfer we asked for by `refer` goes; after `done` nothing more comes. */
  | { type: 'transfer'; status: number; reason: string; words?: string; done: boolean }
  | { type: 'info'; contentType: string; body: string };

/** The answer to a REFER of ours; status 408 for none. 2xx means that `transfer` events follow. */
export interface ReferAnswer {
  status: number;
  reason: string;
  /** Why, where the far end says so (Warning). */
  words?: string;
}

export type Negotiated = { ok: true; sdp: string | undefined } | { ok: false; status: number };

export interface SipCall {
  /** Our own name for the call, unique in this endpoint. */
  readonly id: string;
  readonly callId: string;
  readonly direction: 'in' | 'out';
  phase(): CallPhase;
  /** Several may listen. A listener that throws is reported to `onError` and does no other harm. */
  on(listener: (event: CallEvent) => void): void;
  /** Inbound: 101 to 199. With `reliable` it is repeated until acknowledged where the caller can (RFC 3262). */
  progress(status: number, options?: { sdp?: string; headers?: HeaderField[]; reliable?: boolean }): void;
  /** Inbound: 200. `sdp` answers their offer, or is ours if they made none. */
  answer(sdp: string, headers?: HeaderField[]): void;
  /** Inbound: 300 to 699. */
  reject(status: number, options?: { reason?: string; headers?: HeaderField[] }): void;
  /** Outbound, before the answer. If their 200 crosses the CANCEL it is acknowledged and hung up. */
  cancel(headers?: HeaderField[]): void;
  /** Outbound without our offer: our answer to theirs. */
  ack(sdp: string): void;
  bye(headers?: HeaderField[]): void;
  /** Whatever ends the call now: cancel, reject with `status` (default 480), or bye. */
  hangup(status?: number, headers?: HeaderField[]): void;
  /** New offer in a running call. A glare (491) is tried again a few times. Without `sdp` they are asked to offer. */
  reinvite(sdp: string): Promise<Negotiated>;
  /** The same by UPDATE (RFC 3311), which also works before the answer. */
  update(sdp: string): Promise<Negotiated>;
  /** Asks them to call `target`; with `replaces` to take over that call of ours (attended). */
  refer(target: string, options?: { replaces?: SipCall; headers?: HeaderField[] }): Promise<ReferAnswer>;
  info(contentType: string, body: string): Promise<number>;
  /** The Replaces value a third party would use to take over this call; undefined before there is a dialog. */
  replacesValue(): string | undefined;
  /** Where the peer's messages come from, for restricting media to it. */
  peer(): Remote | undefined;
}

/** What an inbound call brings. */
export interface IncomingInvite {
  /** The user part of the Request-URI: the number dialled. */
  number: string;
  uri: string;
  fromUser: string;
  fromName: string | undefined;
  sdp: string | undefined;
  source: Remote;
  /** The trunk it came over, or the account that proved itself; both undefined for another trusted host. */
  trunk: string | undefined;
  account: string | undefined;
  /** The call of ours it wants to take over; answering ends that one. */
  replaces: SipCall | undefined;
  request: SipRequest;
}

export interface InviteOptions {
  from: { user: string; name?: string; host?: string };
  /** Our offer; without one the callee makes it. */
  sdp?: string;
  headers?: HeaderField[];
  /** Proof for a server that asks. */
  credentials?: Credentials;
  /** Goes over this trunk: its address, its proof, its domain in From unless given. */
  trunk?: string;
  /** Send here whatever the target says (outbound proxy, or a phone behind a translation). */
  remote?: Remote;
  /** Give up ringing after this; default 180,000. */
  ringMs?: number;
  /** Replaces value: take over a dialog at the callee. */
  replaces?: string;
  /** Ask for a session timer of this many seconds (RFC 4028). */
  sessionS?: number;
  callId?: string;
}
