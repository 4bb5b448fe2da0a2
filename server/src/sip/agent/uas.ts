import {
  answerSessionTimer,
  type Dialog,
  dialogFromRequest,
  dialogKey,
  firstRSeq,
  reliableWish,
  repeatDeadline,
  replacesOf,
  sdpBody,
  startRepeat,
  stepRepeat,
} from '../dialogs/index.ts';
import {
  buildResponse,
  type HeaderField,
  header,
  headerValues,
  parseUri,
  type SipRequest,
  type SipResponse,
  userOf,
} from '../grammar/index.ts';
import { repeatSuccess, respond, type ServerTransaction, serverKey } from '../transactions/index.ts';
import { awaitAck } from './await-ack.ts';
import type { IncomingInvite } from './call-types.ts';
import {
  type CallRecord,
  type Core,
  contactFor,
  emit,
  fail,
  type InLeg,
  mergeKey,
  newCall,
  stopTimer,
  unsupported,
} from './core.ts';
import { dialogRemote } from './in-dialog.ts';
import { armSession, sendBye } from './session.ts';
import { cancelCall } from './uac.ts';

/** RFC 3261 13.3.1.1: a proxy forgets a ringing call after three minutes unless it hears of it every one. */
const REMIND_MS = 60_000;
const MAX_WAITING = 16;

export interface Refusal {
  status: number;
  headers?: HeaderField[];
}

/** What makes an INVITE impossible before anybody is asked (RFC 3261 8.2). */
function refusal(core: Core, request: SipRequest): Refusal | undefined {
  const uri = parseUri(request.uri);
  if (!uri.ok) return { status: 400 };
  if (uri.value.scheme === 'other') return { status: 416 };
  const missing = unsupported(headerValues(request, 'require'));
  if (missing.length > 0)
    return { status: 420, headers: [{ name: 'unsupported', value: missing.join(', ') }] };
  if (request.body.length > 0 && sdpBody(request) === undefined) {
    const optional = /handling\s*=\s*optional/i.test(header(request, 'content-disposition') ?? '');
    if (!optional) return { status: 415, headers: [{ name: 'accept', value: 'application/sdp' }] };
  }
  if (core.merging.has(mergeKey(request))) return { status: 482 };
  const session = answerSessionTimer(request, core.sessionS);
  if (session.type === 'too-small')
    return { status: 422, headers: [{ name: 'min-se', value: String(session.minS) }] };
  return undefined;
}

/** The call a Replaces names, or why it cannot be taken over (RFC 3891 3). */
function replacedCall(core: Core, request: SipRequest): { call: CallRecord | undefined } | Refusal {
  const replaces = replacesOf(request);
  if (!replaces) return { call: undefined };
  if (!replaces.ok) return { status: 400 };
  const { callId, toTag, fromTag, earlyOnly } = replaces.value;
  const call = core.calls.get(dialogKey(callId, toTag));
  const known = call && (call.dialog ? call.dialog.remoteTag === fromTag : call.out?.early.has(fromTag));
  if (!call || !known) return { status: 481 };
  if (call.phase === 'ended') return { status: 603 };
  if (call.phase === 'up' || call.phase === 'answered') return earlyOnly ? { status: 486 } : { call };
  // Only the side that made an early call may have it replaced.
  return call.direction === 'out' ? { call } : { status: 481 };
}

/** Takes an INVITE outside a dialog: refuses what cannot be, else makes a ringing call and says 100. */
export function receiveInvite(
  core: Core,
  transaction: ServerTransaction,
  request: SipRequest,
  admitted: { trunk: string | undefined; account: string | undefined },
): { call: CallRecord; invite: Omit<IncomingInvite, 'replaces'> } | undefined {
  const refuse = ({ status, headers }: Refusal): undefined => {
    respond(core.layer, transaction, buildResponse(request, status, { toTag: core.ids.token(), headers }));
    return undefined;
  };
  const no = refusal(core, request);
  if (no) return refuse(no);
  const replaced = replacedCall(core, request);
  if ('status' in replaced) return refuse(replaced);
  const call = newCall(core, 'in', request.callId);
  const dialog = dialogFromRequest(request, call.localTag);
  if (!dialog.ok) {
    core.calls.delete(dialogKey(call.callId, call.localTag));
    return refuse({ status: 400 });
  }
  adopt(call, transaction, request, dialog.value, replaced.call);
  respond(core.layer, transaction, buildResponse(request, 100));
  const uri = parseUri(request.uri);
  return {
    call,
    invite: {
      number: uri.ok ? userOf(uri.value) : '',
      uri: request.uri,
      fromUser: userOf(request.from.uri),
      fromName: request.from.name,
      sdp: call.remoteSdp,
      source: transaction.remote,
      request,
      ...admitted,
    },
  };
}

function adopt(
  call: CallRecord,
  transaction: ServerTransaction,
  invite: SipRequest,
  dialog: Dialog,
  replaces: CallRecord | undefined,
): void {
  const { core } = call;
  call.dialog = dialog;
  call.peer = dialogRemote(core, dialog, transaction.remote);
  call.remoteSdp = sdpBody(invite);
  call.offer = call.remoteSdp === undefined ? 'idle' : 'theirs';
  call.peerAllows = header(invite, 'allow') ?? '';
  call.in = {
    transaction,
    invite,
    rseq: firstRSeq(core.ids.chance()),
    reliable: undefined,
    waiting: [],
    replaces,
  };
  core.invites.set(transaction.key, call);
  core.merging.set(mergeKey(invite), call);
}

/** Our headers in answers that make or keep a dialog. */
function dialogHeaders(call: CallRecord, leg: InLeg, extra: readonly HeaderField[] = []): HeaderField[] {
  return [contactFor(call.core, leg.transaction.remote), ...call.core.common, ...extra];
}

/** 101 to 199. Reliable where asked for and possible; the next one then waits for the PRACK. */
export function sendProgress(
  call: CallRecord,
  status: number,
  options: { sdp?: string; headers?: HeaderField[]; reliable?: boolean },
): void {
  const leg = call.in;
  if (!leg || call.phase !== 'ringing' || status <= 100 || status >= 200) return;
  const wish = reliableWish(leg.invite);
  const reliable = wish === 'must' || (wish === 'may' && options.reliable === true);
  if (leg.reliable) {
    if (leg.waiting.length < MAX_WAITING) leg.waiting.push(() => sendProgress(call, status, options));
    return;
  }
  const { core } = call;
  const headers = dialogHeaders(call, leg, options.headers);
  if (reliable) headers.push({ name: 'require', value: '100rel' }, { name: 'rseq', value: String(leg.rseq) });
  const response = buildResponse(leg.invite, status, { toTag: call.localTag, headers, body: options.sdp });
  if (options.sdp !== undefined) call.localSdp = options.sdp;
  respond(core.layer, leg.transaction, response);
  if (reliable) {
    // A reliable answer settles their offer for good (RFC 3262 5); a plain one is only a preview of the 200.
    if (options.sdp !== undefined && call.offer === 'theirs') call.offer = 'idle';
    awaitPrack(call, leg, response);
  }
  remind(call, leg, response);
}

/** Says the same provisional answer again every minute, for as long as nothing else is said. */
function remind(call: CallRecord, leg: InLeg, response: SipResponse): void {
  const { core } = call;
  call.ringTimer = stopTimer(core, call.ringTimer);
  call.ringTimer = core.layer.wheel.add(REMIND_MS, () => {
    if (call.phase !== 'ringing') return;
    if (!leg.reliable) respond(core.layer, leg.transaction, response);
    remind(call, leg, response);
  });
}

function awaitPrack(call: CallRecord, leg: InLeg, response: SipResponse): void {
  const { core } = call;
  const sent = { rseq: leg.rseq++, cseq: leg.invite.cseq.number };
  const reliable = {
    sent,
    response,
    repeat: startRepeat(core.clock.nowMs(), core.layer.timers.t1Ms),
    timer: undefined,
  };
  leg.reliable = reliable;
  const arm = (): void => {
    if (leg.reliable !== reliable) return;
    leg.reliable.timer = core.layer.wheel.add(
      repeatDeadline(leg.reliable.repeat) - core.clock.nowMs(),
      () => {
        if (!leg.reliable || leg.reliable.sent !== sent) return;
        const verdict = stepRepeat(leg.reliable.repeat, core.clock.nowMs(), Number.POSITIVE_INFINITY);
        // RFC 3262 3: without a PRACK the INVITE is refused with a 5xx.
        if (verdict.type === 'give-up') return rejectCall(call, 504, {}, 'timed-out');
        leg.reliable.repeat = verdict.state;
        if (verdict.type === 'repeat') repeatSuccess(core.layer, leg.transaction);
        arm();
      },
    );
  };
  arm();
}

/** Their PRACK came: what waited for it is done now. */
export function prackDone(call: CallRecord, leg: InLeg): void {
  stopTimer(call.core, leg.reliable?.timer);
  leg.reliable = undefined;
  for (let next = leg.waiting.shift(); next; next = leg.waiting.shift()) {
    next();
    if (leg.reliable) return;
  }
}

/** 200 with our SDP; repeated until acknowledged. A call it replaces ends with it. */
export function answerCall(call: CallRecord, sdp: string, headers: HeaderField[]): void {
  const leg = call.in;
  if (!leg || call.phase !== 'ringing') return;
  if (leg.reliable) {
    if (leg.waiting.length < MAX_WAITING) leg.waiting.push(() => answerCall(call, sdp, headers));
    return;
  }
  const { core } = call;
  const session = answerSessionTimer(leg.invite, core.sessionS);
  const timer = session.type === 'timer' ? session.headers : [];
  const all = dialogHeaders(call, leg, [...timer, ...headers]);
  call.localSdp = sdp;
  call.phase = 'answered';
  call.ringTimer = stopTimer(core, call.ringTimer);
  core.invites.delete(leg.transaction.key);
  const wantsSdp = sdpBody(leg.invite) === undefined;
  call.offer = wantsSdp ? 'ours' : 'idle';
  respond(
    core.layer,
    leg.transaction,
    buildResponse(leg.invite, 200, { toTag: call.localTag, headers: all, body: sdp }),
  );
  awaitAck(call, leg.transaction, leg.invite.cseq.number, wantsSdp);
  armSession(call, session.type === 'timer' ? session.timer : undefined);
  if (leg.replaces) endReplaced(leg.replaces);
}

function endReplaced(call: CallRecord): void {
  if (call.phase === 'trying' || call.phase === 'ringing') {
    cancelCall(call, []);
    return;
  }
  sendBye(call, [], 'replaced');
}

export function rejectCall(
  call: CallRecord,
  status: number,
  options: { reason?: string; headers?: HeaderField[] },
  cause: 'refused' | 'timed-out' = 'refused',
): void {
  const leg = call.in;
  if (!leg || call.phase !== 'ringing') return;
  const { core } = call;
  const response = buildResponse(leg.invite, status, { toTag: call.localTag, ...options });
  fail(call, status, response.reason, cause);
  respond(core.layer, leg.transaction, response);
}

/** CANCEL (RFC 3261 9.2): always answered itself; the INVITE gets 487 if nothing final was said yet. */
export function receiveCancel(core: Core, transaction: ServerTransaction, request: SipRequest): void {
  const call = core.invites.get(serverKey(request, 'INVITE'));
  const known = call !== undefined || core.layer.servers.has(serverKey(request, 'INVITE'));
  const toTag = call?.localTag ?? core.ids.token();
  respond(core.layer, transaction, buildResponse(request, known ? 200 : 481, { toTag }));
  if (call) callerGone(call, request);
}

/** The caller gave up an unanswered call, by CANCEL or by BYE. */
export function callerGone(call: CallRecord, request: SipRequest): void {
  const leg = call.in;
  if (!leg || call.phase !== 'ringing') return;
  fail(call, 487, 'Cancelled by the caller', 'cancelled', request);
  respond(call.core.layer, leg.transaction, buildResponse(leg.invite, 487, { toTag: call.localTag }));
}

/** The first ACK: the call is up, or the BYE that waited for it goes. */
export function onFirstAck(call: CallRecord, ack: SipRequest, wantsSdp: boolean): void {
  if (call.phase !== 'answered') return;
  call.phase = 'up';
  const sdp = wantsSdp ? sdpBody(ack) : undefined;
  if (wantsSdp) call.offer = 'idle';
  if (sdp !== undefined) call.remoteSdp = sdp;
  emit(call, { type: 'acked', sdp });
}
