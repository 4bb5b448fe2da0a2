import type { SipClock, SipIds } from '../clock.ts';
import {
  type Dialog,
  dialogKey,
  type OfferState,
  type RepeatState,
  type SentReliable,
  type SessionTimer,
} from '../dialogs/index.ts';
import type { HeaderField, NameAddr, SipMessage, SipRequest } from '../grammar/index.ts';
import type {
  ClientTransaction,
  ServerTransaction,
  TransactionLayer,
  WheelTimer,
} from '../transactions/index.ts';
import { type Hub, type Remote, wireHost } from '../transport/index.ts';
import type { CallEvent, CallPhase, EndCause, FailCause, InviteOptions, SipCall } from './call-types.ts';
import type { Credentials } from './digest.ts';
import type { Resolver } from './resolve.ts';

export const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, INFO, REFER, NOTIFY';
export const SUPPORTED = '100rel, timer, replaces';
const SUPPORTED_TOKENS = new Set(['100rel', 'timer', 'replaces', 'norefersub', 'histinfo', 'path']);

export function unsupported(required: readonly string[]): string[] {
  return required.filter((token) => !SUPPORTED_TOKENS.has(token.toLowerCase()));
}

/** What all parts of one endpoint share. */
export interface Core {
  hub: Hub;
  clock: SipClock;
  ids: SipIds;
  layer: TransactionLayer;
  resolver: Resolver;
  /** By Call-ID and our tag. */
  calls: Map<string, CallRecord>;
  /** Inbound INVITEs not yet answered, by their transaction: what a CANCEL names. */
  invites: Map<string, CallRecord>;
  /** Inbound INVITEs not yet answered, by Call-ID and their tag: a second path of the same one is a loop (482). */
  merging: Map<string, CallRecord>;
  userAgent: string | undefined;
  /** Lines that stand in every message of ours: what we can, and who we are. */
  common: readonly HeaderField[];
  contactUser: string;
  sessionS: number | undefined;
  onError: (error: unknown) => void;
  counters: Counters;
}

export interface Counters {
  malformed: number;
  flooded: number;
  refused: number;
  overloaded: number;
  challenged: number;
  wrongPasswords: number;
}

/** One call, from INVITE to its end. Kept small: thousands live at once. */
export interface CallRecord {
  id: string;
  core: Core;
  callId: string;
  localTag: string;
  direction: 'in' | 'out';
  phase: CallPhase;
  listeners: ((event: CallEvent) => void)[];
  handle: SipCall | undefined;
  dialog: Dialog | undefined;
  /** Where in-dialog requests go; undefined until known. */
  peer: Remote | undefined;
  offer: OfferState;
  localSdp: string | undefined;
  remoteSdp: string | undefined;
  peerAllows: string;
  credentials: Credentials | undefined;
  authorization: HeaderField | undefined;
  nonceCount: number;
  session: SessionTimer | undefined;
  sessionTimer: WheelTimer | undefined;
  ringTimer: WheelTimer | undefined;
  out: OutLeg | undefined;
  in: InLeg | undefined;
  /** 2xx of theirs or ours not yet acknowledged (initial or re-INVITE). */
  awaitingAck: AwaitingAck | undefined;
  /** Hung up by us before the ACK: the BYE goes when it comes (RFC 3261 15). */
  byeOnAck: HeaderField[] | undefined;
  /** REFER subscriptions of ours, still told about. */
  transfers: number;
}

/** The part only an outbound call has. */
export interface OutLeg {
  options: InviteOptions;
  uri: string;
  from: NameAddr;
  to: NameAddr;
  targets: Remote[];
  next: number;
  cseq: number;
  tries: number;
  sessionS: number | undefined;
  minSessionS: number | undefined;
  transaction: ClientTransaction | undefined;
  invite: SipRequest | undefined;
  /** Early dialogs by the callee's tag, at most a few. */
  early: Map<string, { dialog: Dialog; lastRSeq: number | undefined }>;
  cancel: { headers: HeaderField[]; sent: boolean } | undefined;
  ackBytes: Buffer | undefined;
  failoverTimer: WheelTimer | undefined;
  heard: boolean;
}

/** The part only an inbound call has. */
export interface InLeg {
  transaction: ServerTransaction;
  invite: SipRequest;
  rseq: number;
  reliable:
    | { sent: SentReliable; response: SipMessage; repeat: RepeatState; timer: WheelTimer | undefined }
    | undefined;
  /** Orders that wait for a PRACK, in order. */
  waiting: (() => void)[];
  replaces: CallRecord | undefined;
}

export interface AwaitingAck {
  transaction: ServerTransaction;
  cseq: number;
  repeat: RepeatState;
  timer: WheelTimer | undefined;
  /** Whether the answer to our offer comes in the ACK. */
  wantsSdp: boolean;
}

export function newCall(core: Core, direction: 'in' | 'out', callId: string): CallRecord {
  const localTag = core.ids.token();
  const call: CallRecord = {
    id: localTag,
    core,
    callId,
    localTag,
    direction,
    phase: direction === 'in' ? 'ringing' : 'trying',
    listeners: [],
    handle: undefined,
    dialog: undefined,
    peer: undefined,
    offer: 'idle',
    localSdp: undefined,
    remoteSdp: undefined,
    peerAllows: '',
    credentials: undefined,
    authorization: undefined,
    nonceCount: 0,
    session: undefined,
    sessionTimer: undefined,
    ringTimer: undefined,
    out: undefined,
    in: undefined,
    awaitingAck: undefined,
    byeOnAck: undefined,
    transfers: 0,
  };
  core.calls.set(dialogKey(callId, localTag), call);
  return call;
}

export function emit(call: CallRecord, event: CallEvent): void {
  for (const listener of call.listeners) {
    try {
      listener(event);
    } catch (error) {
      call.core.onError(error);
    }
  }
}

export function stopTimer(core: Core, timer: WheelTimer | undefined): undefined {
  if (timer) core.layer.wheel.remove(timer);
  return undefined;
}

/** Takes a call off the books. Idempotent. */
function close(call: CallRecord): void {
  const { core } = call;
  call.phase = 'ended';
  call.sessionTimer = stopTimer(core, call.sessionTimer);
  call.ringTimer = stopTimer(core, call.ringTimer);
  if (call.out) call.out.failoverTimer = stopTimer(core, call.out.failoverTimer);
  if (call.in) {
    stopTimer(core, call.in.reliable?.timer);
    call.in.reliable = undefined;
    call.in.waiting = [];
    core.invites.delete(call.in.transaction.key);
    core.merging.delete(mergeKey(call.in.invite));
  }
  // A 200 still waiting for its ACK keeps the call findable until then.
  if (!call.awaitingAck) core.calls.delete(dialogKey(call.callId, call.localTag));
}

export function mergeKey(invite: SipRequest): string {
  return dialogKey(invite.callId, invite.from.params.get('tag') ?? '');
}

export function fail(
  call: CallRecord,
  status: number,
  reason: string,
  cause: FailCause,
  message?: SipMessage,
): void {
  if (call.phase === 'ended') return;
  close(call);
  emit(call, { type: 'failed', status, reason, cause, message });
}

export function end(call: CallRecord, by: 'us' | 'them', cause: EndCause, message?: SipMessage): void {
  if (call.phase === 'ended') return;
  close(call);
  emit(call, { type: 'ended', by, cause, message });
}

/** After the last ACK business of an ended call is done. */
export function release(call: CallRecord): void {
  call.awaitingAck = undefined;
  if (call.phase === 'ended') call.core.calls.delete(dialogKey(call.callId, call.localTag));
}

/** Our Contact towards a peer. */
export function contactFor(core: Core, remote: Remote, user?: string): HeaderField {
  const { host, port } = core.hub.sentBy(remote);
  const transport = remote.protocol === 'udp' ? '' : `;transport=${remote.protocol}`;
  return {
    name: 'contact',
    value: `<sip:${user ?? core.contactUser}@${wireHost(host)}:${port}${transport}>`,
  };
}

export function commonHeaders(userAgent: string | undefined): HeaderField[] {
  const headers: HeaderField[] = [
    { name: 'allow', value: ALLOW },
    { name: 'supported', value: SUPPORTED },
  ];
  if (userAgent !== undefined) headers.push({ name: 'user-agent', value: userAgent });
  return headers;
}
