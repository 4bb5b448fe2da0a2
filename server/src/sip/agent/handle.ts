import { formatReplaces } from '../dialogs/index.ts';
import type { HeaderField } from '../grammar/index.ts';
import type { SipCall } from './call-types.ts';
import type { CallRecord } from './core.ts';
import { sendInDialog } from './in-dialog.ts';
import { sendRefer } from './refer.ts';
import { armSession, offerSession, sendBye } from './session.ts';
import { cancelCall } from './uac.ts';
import { acknowledge } from './uac-answer.ts';
import { answerCall, rejectCall, sendProgress } from './uas.ts';

const RECORDS = new WeakMap<SipCall, CallRecord>();

/** The record behind a handle given out by us. */
export function recordOf(handle: SipCall): CallRecord | undefined {
  return RECORDS.get(handle);
}

/**
 * What a third party names to take over this call at its far end (RFC 3891): there, their own tag is the to-tag. For a call
 * that only rings, the first early dialog is meant.
 */
function replacesValue(call: CallRecord): string | undefined {
  const dialog = call.dialog ?? call.out?.early.values().next().value?.dialog;
  if (!dialog) return undefined;
  return formatReplaces({
    callId: call.callId,
    toTag: dialog.remoteTag,
    fromTag: dialog.localTag,
    earlyOnly: false,
  });
}

function bye(call: CallRecord, headers: HeaderField[]): void {
  if (call.phase !== 'up' && call.phase !== 'answered') return;
  // A 2xx we never acknowledged must be, or the peer repeats it for half a minute.
  if (call.phase === 'answered' && call.out) acknowledge(call, call.out, undefined);
  sendBye(call, headers, 'bye');
}

/** The public face of a call; one per call. Orders that do not fit its phase are ignored, never thrown about. */
export function handleOf(call: CallRecord): SipCall {
  if (call.handle) return call.handle;
  const handle: SipCall = {
    id: call.id,
    callId: call.callId,
    direction: call.direction,
    phase: () => call.phase,
    on: (listener) => {
      call.listeners.push(listener);
    },
    progress: (status, options = {}) => sendProgress(call, status, options),
    answer: (sdp, headers = []) => answerCall(call, sdp, headers),
    reject: (status, options = {}) =>
      rejectCall(call, status >= 300 && status <= 699 ? status : 480, options),
    cancel: (headers = []) => cancelCall(call, headers),
    ack: (sdp) => {
      if (call.phase !== 'answered' || !call.out) return;
      call.localSdp = sdp;
      call.phase = 'up';
      call.offer = 'idle';
      acknowledge(call, call.out, sdp);
      armSession(call, call.session);
    },
    bye: (headers = []) => bye(call, headers),
    hangup: (status = 480, headers = []) => {
      if (call.phase === 'up' || call.phase === 'answered') bye(call, headers);
      else if (call.direction === 'out') cancelCall(call, headers);
      else rejectCall(call, status, { headers });
    },
    reinvite: (sdp) =>
      call.phase === 'up' ? offerSession(call, 'INVITE', sdp) : Promise.resolve({ ok: false, status: 481 }),
    update: (sdp) =>
      call.dialog ? offerSession(call, 'UPDATE', sdp) : Promise.resolve({ ok: false, status: 481 }),
    refer: (target, options = {}) =>
      sendRefer(call, target, options.replaces?.replacesValue(), options.headers ?? []),
    info: (contentType, body) =>
      new Promise((resolve) => {
        if (call.phase !== 'up') return resolve(481);
        sendInDialog(call, 'INFO', { contentType, body }, (outcome) => {
          resolve(outcome.type === 'failed' ? 408 : outcome.response.status);
        });
      }),
    replacesValue: () => replacesValue(call),
    peer: () => call.peer ?? call.in?.transaction.remote,
  };
  call.handle = handle;
  RECORDS.set(handle, call);
  return handle;
}
