/** What SIP's legs are made with, and the orders they take. */
import type { Arrangement, DialOrder, EndCause, MoveOrder, TelephonyEvent } from '../../ports/telephony.ts';
import type { IncomingInvite, SipCall, SipEndpoint } from '../../sip/index.ts';
import type { RtpLegEvent, RtpPort } from '../engine/engine.ts';
import type { FarEnd } from './local-terms.ts';

export interface SipLegsOptions {
  sip: () => SipEndpoint;
  rtp: RtpPort;
  emit(event: TelephonyEvent): void;
  /** What descriptions name instead of the address the sockets are bound to. */
  advertisedAddress?: string;
  /** The trunk for a telephone number that names none; undefined: it cannot be reached. */
  trunkFor?: (e164: string) => string | undefined;
  /** Why a telephone number is not called, in words; null or left out: it may be. */
  notCalled?: (e164: string) => string | null;
  /** What people called over a trunk see instead of the order's number; undefined: that number. */
  callerFor?: (trunk: string, ordered: string) => string | undefined;
  /** Session timer asked for on each call, s (RFC 4028): a far end that vanished is noticed. */
  sessionS?: number;
  /** The call an incoming leg belongs to; undefined: one of its own. */
  callIdFor?: (invite: IncomingInvite) => string | undefined;
  /** Which of our numbers was dialled; undefined: the one in the request. */
  dialled?: (invite: IncomingInvite) => string | undefined;
  newId?: () => string;
  /** Whom SRTP is offered to (and nothing else), and taken from without TLS as well. */
  wantsSrtp?: (far: FarEnd) => boolean;
  /** Whose sound may go directly to another such leg while the two talk (direct media); left out: nobody's. */
  mayGoDirect?: (far: FarEnd) => boolean;
  /** Keys are looked for in the sound of far ends that know no events; default true. */
  readsTones?: boolean;
  /** Who may sign in here: a phone's transfer key may name them, and nobody else. */
  users?: () => Iterable<string>;
}

export interface SipLegs {
  has(legId: string): boolean;
  dial(order: DialOrder): void;
  answer(legId: string): void;
  hangup(legId: string, cause: EndCause, note?: string): void;
  sendKeys(legId: string, keys: string): void;
  move(order: MoveOrder): void;
  forgetMove(asLegId: string): void;
  /** The carrier a leg is reached over. */
  trunkOf(legId: string): string | undefined;
  /** To be asked before an arrangement is carried out: resolves when the sound it needs passes us; undefined: it does. */
  beforeArranged(arrangement: Arrangement): Promise<void> | undefined;
  tellRefer(referId: string, status: number, words?: string): void;
  takeCall(call: SipCall, invite: IncomingInvite): void;
  takeRtp(event: RtpLegEvent): void;
  live(): { callId: string; legId: string }[];
}
