/** The two kinds of transactions, as the layer's tables keep them. */
import type { SipRequest, SipResponse } from '../grammar/index.ts';
import type { Remote } from '../transport/index.ts';
import type { ClientInviteState } from './client-invite.ts';
import type { ClientRequestState } from './client-request.ts';
import type { ServerInviteState } from './server-invite.ts';
import type { ServerRequestState } from './server-request.ts';
import type { WheelTimer } from './timer-wheel.ts';

export interface ClientHandlers {
  response(response: SipResponse): void;
  /** No final answer will come. 'timed-out' is 64*T1 without any, 'send-failed' a transport that said no. */
  failed(why: 'timed-out' | 'send-failed'): void;
}

/** One request on its way. Bytes and request are let go as soon as no repeat can need them. */
export interface ClientTransaction {
  side: 'client';
  key: string;
  method: string;
  remote: Remote;
  reliable: boolean;
  state: ClientInviteState | ClientRequestState;
  /** With our Via; needed for ACK and CANCEL of an INVITE. */
  request: SipRequest | undefined;
  bytes: Buffer | undefined;
  ack: Buffer | undefined;
  timer: WheelTimer | undefined;
  handlers: ClientHandlers;
}

/** One request being answered. Holds the bytes of the last answer only; the request belongs to the user above. */
export interface ServerTransaction {
  side: 'server';
  key: string;
  method: string;
  /** Where the request came from. */
  remote: Remote;
  replyTo: Remote;
  reliable: boolean;
  state: ServerInviteState | ServerRequestState;
  response: Buffer | undefined;
  /** Counts among the open ones until its final answer. */
  open: boolean;
  timer: WheelTimer | undefined;
  /** Told when a refusal was never acknowledged or an answer could not be sent. */
  onFailure: ((why: 'unacknowledged' | 'send-failed') => void) | undefined;
}
