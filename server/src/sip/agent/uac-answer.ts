import {
  confirmDialog,
  dialogFromResponse,
  dialogKey,
  learnSessionTimer,
  requestInDialog,
  sdpBody,
} from '../dialogs/index.ts';
import { header, type SipResponse, tagOf } from '../grammar/index.ts';
import { sendLoose, sendRequest } from '../transactions/index.ts';
import type { Remote } from '../transport/index.ts';
import { type CallRecord, type Core, emit, fail, type OutLeg, stopTimer } from './core.ts';
import { dialogRemote } from './in-dialog.ts';
import { resolveTargets } from './resolve.ts';
import { armSession } from './session.ts';

/** Early dialogs, and 2xx hung up, remembered per call at most. */
export const MAX_FORKS = 16;
const NO_HANDLERS = { response: () => {}, failed: () => {} };

/** Any 2xx: the first makes the call; the same again means that our ACK was lost; one of another fork, or one too late, is hung up. */
export function onSuccess(call: CallRecord, leg: OutLeg, response: SipResponse, remote: Remote): void {
  const { core } = call;
  const tag = tagOf(response.to) ?? '';
  if (call.dialog) {
    if (tag !== call.dialog.remoteTag) {
      hangUpFork(call, leg, response, remote);
      return;
    }
    if (leg.ackBytes && call.peer) core.hub.send(leg.ackBytes, call.peer, () => {});
    return;
  }
  if (call.phase === 'ended' || leg.cancel) {
    hangUpFork(call, leg, response, remote);
    fail(call, 487, 'Cancelled', 'cancelled', response);
    return;
  }
  const made = leg.invite && dialogFromResponse(leg.invite, response);
  if (!made?.ok) {
    fail(call, 500, 'Unreadable answer', 'refused', response);
    return;
  }
  const early = leg.early.get(tag)?.dialog;
  call.dialog = early ? confirmDialog(early, response) : made.value;
  leg.early.clear();
  call.peer = dialogRemote(core, call.dialog, remote);
  call.ringTimer = stopTimer(core, call.ringTimer);
  call.peerAllows = header(response, 'allow') ?? '';
  const sdp = sdpBody(response) ?? call.remoteSdp;
  call.remoteSdp = sdp;
  const needsAck = leg.options.sdp === undefined && sdpBody(response) !== undefined;
  call.phase = needsAck ? 'answered' : 'up';
  call.offer = needsAck ? 'theirs' : 'idle';
  if (!needsAck) acknowledge(call, leg, undefined);
  armSession(call, learnSessionTimer(response, leg.sessionS));
  emit(call, { type: 'answered', sdp, needsAck, message: response });
}

/** ACK to the 2xx, with the proof the INVITE carried (RFC 3261 22.1) and our answer if they offered. */
export function acknowledge(call: CallRecord, leg: OutLeg, sdp: string | undefined): void {
  const { core, dialog } = call;
  if (!dialog) return;
  const headers = call.authorization ? [call.authorization] : [];
  const { request } = requestInDialog(dialog, 'ACK', { headers, body: sdp }, leg.cseq);
  const send = (peer: Remote): void => {
    leg.ackBytes = sendLoose(core.layer, request, peer);
  };
  if (call.peer) {
    send(call.peer);
    return;
  }
  resolveTargets(
    dialog.routes[0] ? request.uri : dialog.target,
    core.hub.has,
    core.resolver,
    core.ids.chance,
  ).then(
    ([first]) => {
      if (!first) return;
      call.peer ??= first;
      send(call.peer);
    },
    () => {},
  );
}

/** A 2xx nobody wants: acknowledged, then ended at once (RFC 3261 13.2.2.4). Repeats are acknowledged again, ended once. */
function hangUpFork(call: CallRecord, leg: OutLeg, response: SipResponse, remote: Remote): void {
  const { core } = call;
  const made = leg.invite && dialogFromResponse(leg.invite, response);
  if (!made?.ok) return;
  const to = dialogRemote(core, made.value, remote) ?? remote;
  sendLoose(core.layer, requestInDialog(made.value, 'ACK', {}, response.cseq.number).request, to);
  const mark = `hung up ${made.value.remoteTag}`;
  if (leg.early.has(mark)) return;
  if (leg.early.size < 2 * MAX_FORKS) leg.early.set(mark, { dialog: made.value, lastRSeq: undefined });
  sendRequest(core.layer, requestInDialog(made.value, 'BYE').request, to, NO_HANDLERS);
}

/** A 2xx whose transaction has ended: our ACK again for the call it made, ACK and BYE for a fork that comes late. */
export function receiveStray(core: Core, response: SipResponse, source: Remote): void {
  if (response.cseq.method !== 'INVITE' || response.status < 200 || response.status > 299) return;
  const call = core.calls.get(dialogKey(response.callId, tagOf(response.from) ?? ''));
  if (!call?.out) return;
  if (call.dialog?.remoteTag !== tagOf(response.to)) hangUpFork(call, call.out, response, source);
  else if (call.out.ackBytes && call.peer) core.hub.send(call.out.ackBytes, call.peer, () => {});
}
