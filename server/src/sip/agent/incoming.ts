import {
  answerSessionTimer,
  type Dialog,
  dialogKey,
  formatReplaces,
  parseReferTo,
  prackMatches,
  readFragment,
  refreshTarget,
  sdpBody,
  subscriptionEnded,
  takeOffer,
  takeRequest,
} from '../dialogs/index.ts';
import {
  bodyText,
  buildResponse,
  type HeaderField,
  header,
  headerValues,
  type SipRequest,
  tagOf,
} from '../grammar/index.ts';
import { respond, type ServerTransaction } from '../transactions/index.ts';
import { awaitAck, takeAck } from './await-ack.ts';
import type { PendingOffer } from './call-types.ts';
import { ALLOW, type CallRecord, type Core, contactFor, emit, end, unsupported } from './core.ts';
import { sendInDialog } from './in-dialog.ts';
import { offeredRefer } from './refer.ts';
import { armSession } from './session.ts';
import { callerGone, onFirstAck, prackDone } from './uas.ts';

/** How long the application may think about an offer before it is refused. */
const OFFER_MS = 10_000;

/** The call a request inside a dialog belongs to: our tag names it, their tag must fit. */
export function findCall(core: Core, request: SipRequest): CallRecord | undefined {
  const toTag = tagOf(request.to);
  const call = toTag === undefined ? undefined : core.calls.get(dialogKey(request.callId, toTag));
  if (!call) return undefined;
  const fromTag = tagOf(request.from) ?? '';
  const fits = call.dialog ? call.dialog.remoteTag === fromTag : call.out?.early.has(fromTag);
  return fits ? call : undefined;
}

/** Notes their CSeq in the dialog concerned; false when the request came out of order. */
function inOrder(call: CallRecord, request: SipRequest): boolean {
  const early = call.dialog ? undefined : call.out?.early.get(tagOf(request.from) ?? '');
  const dialog: Dialog | undefined = call.dialog ?? early?.dialog;
  const next = dialog && takeRequest(dialog, request);
  if (!next) return false;
  if (early) early.dialog = next;
  else call.dialog = next;
  return true;
}

interface Incoming {
  call: CallRecord;
  request: SipRequest;
  reply(status: number, headers?: HeaderField[], body?: string): void;
  transaction: ServerTransaction;
}

const HANDLERS: Readonly<Record<string, (incoming: Incoming) => void>> = {
  BYE: onBye,
  INVITE: onReinvite,
  UPDATE: onUpdate,
  PRACK: onPrack,
  INFO: onInfo,
  REFER: onRefer,
  NOTIFY: onNotify,
  OPTIONS: ({ reply }) => reply(200, [{ name: 'accept', value: 'application/sdp' }]),
};

/** A request inside a dialog, other than ACK and CANCEL. */
export function receiveInDialog(core: Core, transaction: ServerTransaction, request: SipRequest): void {
  const reply = (status: number, headers: HeaderField[] = [], body?: string): void => {
    respond(
      core.layer,
      transaction,
      buildResponse(request, status, { toTag: core.ids.token(), headers, body }),
    );
  };
  const call = findCall(core, request);
  if (!call || (call.phase === 'ended' && request.method !== 'BYE')) {
    reply(481);
    return;
  }
  if (!inOrder(call, request)) {
    reply(500, [{ name: 'retry-after', value: '1' }]);
    return;
  }
  const missing = unsupported(headerValues(request, 'require'));
  if (missing.length > 0) {
    reply(420, [{ name: 'unsupported', value: missing.join(', ') }]);
    return;
  }
  const handle = HANDLERS[request.method];
  if (handle) handle({ call, request, reply, transaction });
  else reply(405, [{ name: 'allow', value: ALLOW }]);
}

/** ACK to a 2xx of ours. */
export function receiveAck(core: Core, request: SipRequest): void {
  const call = findCall(core, request);
  const waited = call && takeAck(call, request.cseq.number);
  if (!call || !waited) return;
  if (call.byeOnAck) sendInDialog(call, 'BYE', { headers: call.byeOnAck }, () => {});
  else if (call.phase === 'answered') onFirstAck(call, request, waited.wantsSdp);
  else if (waited.wantsSdp) {
    call.offer = 'idle';
    emit(call, { type: 'acked', sdp: sdpBody(request) });
  }
}

function onBye({ call, request, reply }: Incoming): void {
  reply(200);
  if (call.phase === 'ringing' && call.direction === 'in') callerGone(call, request);
  else end(call, 'them', 'bye', request);
}

function onPrack({ call, request, reply }: Incoming): void {
  if (!call.in || !prackMatches(call.in.reliable?.sent, request)) {
    reply(481);
    return;
  }
  reply(200);
  prackDone(call, call.in);
}

function onInfo({ call, request, reply }: Incoming): void {
  reply(200);
  emit(call, { type: 'info', contentType: header(request, 'content-type') ?? '', body: bodyText(request) });
}

function onReinvite(incoming: Incoming): void {
  const { call, reply } = incoming;
  // The first INVITE is still being answered (RFC 3261 14.2), or our last 200 still waits for its ACK.
  if (call.phase !== 'up') {
    reply(500, [{ name: 'retry-after', value: '1' }]);
    return;
  }
  if (call.awaitingAck) {
    reply(491);
    return;
  }
  takeTheirOffer(incoming);
}

function onUpdate(incoming: Incoming): void {
  const { call, request, reply } = incoming;
  if (sdpBody(request) !== undefined) {
    takeTheirOffer(incoming);
    return;
  }
  const headers = refreshed(call, request);
  if (headers) reply(200, headers);
  else reply(422, [{ name: 'min-se', value: '90' }]);
}

/** Their Contact and session timer, taken over; the headers our 2xx says it with. Undefined: the interval is too small. */
function refreshed(call: CallRecord, request: SipRequest): HeaderField[] | undefined {
  const session = answerSessionTimer(request, call.session?.intervalS);
  if (session.type === 'too-small') return undefined;
  if (call.dialog) call.dialog = refreshTarget(call.dialog, request);
  if (session.type === 'timer') armSession(call, session.timer);
  const contact = call.peer ? [contactFor(call.core, call.peer)] : [];
  return [...contact, ...call.core.common, ...(session.type === 'timer' ? session.headers : [])];
}

/** A re-INVITE or an UPDATE with an offer: judged for glare, then put to the application. */
function takeTheirOffer(incoming: Incoming): void {
  const { call, request, reply, transaction } = incoming;
  const { core } = call;
  const sdp = sdpBody(request);
  const verdict = takeOffer(call.offer);
  if (!verdict.ok) {
    reply(verdict.status, verdict.status === 500 ? [{ name: 'retry-after', value: '2' }] : []);
    return;
  }
  const headers = refreshed(call, request);
  if (!headers) {
    reply(422, [{ name: 'min-se', value: '90' }]);
    return;
  }
  const before = call.offer;
  call.offer = sdp === undefined ? 'ours' : 'theirs';
  let open = true;
  const settle = (run: () => void): void => {
    if (!open) return;
    open = false;
    core.layer.wheel.remove(deadline);
    call.offer = before;
    run();
  };
  const answer = (ours: string): void =>
    settle(() => {
      const invite = request.method === 'INVITE';
      call.localSdp = ours;
      if (sdp !== undefined) call.remoteSdp = sdp;
      else if (invite) call.offer = 'ours';
      reply(200, headers, ours);
      if (invite) awaitAck(call, transaction, request.cseq.number, sdp === undefined);
    });
  const refuse = (status = 488): void => settle(() => reply(status));
  const deadline = core.layer.wheel.add(OFFER_MS, () => refuse(488));
  // The same session again is a refresh (RFC 4028 7.4), nothing to decide.
  if (sdp !== undefined && sdp === call.remoteSdp && call.localSdp !== undefined) {
    answer(call.localSdp);
    return;
  }
  if (call.listeners.length === 0) {
    refuse(488);
    return;
  }
  const offer: PendingOffer = { sdp, answer, refuse };
  emit(call, { type: 'offer', offer });
}

function onRefer({ call, request, reply }: Incoming): void {
  const target = parseReferTo(request);
  if (!target.ok) {
    reply(400);
    return;
  }
  if (call.phase !== 'up' || call.listeners.length === 0) {
    reply(603);
    return;
  }
  const { uri, replaces } = target.value;
  const contact = call.peer ? [contactFor(call.core, call.peer)] : [];
  const refer = offeredRefer(call, request, uri, replaces && formatReplaces(replaces), (status, headers) =>
    reply(status, [...contact, ...headers]),
  );
  emit(call, { type: 'refer', refer });
}

function onNotify({ call, request, reply }: Incoming): void {
  const event = (header(request, 'event') ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (event !== 'refer') {
    reply(489, [{ name: 'allow-events', value: 'refer' }]);
    return;
  }
  if (call.transfers === 0) {
    reply(481);
    return;
  }
  reply(200);
  const fragment = readFragment(bodyText(request));
  const done = subscriptionEnded(request);
  if (done) call.transfers--;
  emit(call, { type: 'transfer', status: 100, reason: '', ...fragment, done });
}
