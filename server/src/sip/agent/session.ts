import {
  glareWaitMs,
  learnSessionTimer,
  MAX_GLARE_RETRIES,
  MIN_SESSION_S,
  mayOffer,
  refreshTarget,
  requestInDialog,
  type SessionTimer,
  sdpBody,
  sessionDeadlineMs,
  sessionExpires,
} from '../dialogs/index.ts';
import type { HeaderField, SipRequest, SipResponse } from '../grammar/index.ts';
import { sendLoose } from '../transactions/index.ts';
import type { Negotiated } from './call-types.ts';
import { type CallRecord, contactFor, end, stopTimer } from './core.ts';
import { type Outcome, sendInDialog } from './in-dialog.ts';

/** These answers to an in-dialog request mean that the peer has no such call any more (RFC 3261 12.2.1.2). */
function peerGone(outcome: Outcome): boolean {
  return outcome.type === 'failed' || outcome.response.status === 481 || outcome.response.status === 408;
}

/** Ends a call that is up: BYE now, or after the ACK we still wait for (RFC 3261 15). */
export function sendBye(
  call: CallRecord,
  headers: HeaderField[],
  cause: 'bye' | 'session-expired' | 'replaced' | 'peer-gone',
): void {
  if (call.awaitingAck && call.direction === 'in') call.byeOnAck = headers;
  else sendInDialog(call, 'BYE', { headers }, () => {});
  end(call, 'us', cause);
}

/** Sets the session timer anew after a refresh or a 2xx (RFC 4028 7.2, 9). */
export function armSession(call: CallRecord, timer: SessionTimer | undefined): void {
  const { core } = call;
  call.session = timer;
  call.sessionTimer = stopTimer(core, call.sessionTimer);
  if (!timer || call.phase === 'ended') return;
  call.sessionTimer = core.layer.wheel.add(sessionDeadlineMs(timer), () => {
    call.sessionTimer = undefined;
    if (call.phase !== 'up') return;
    if (timer.weRefresh) refresh(call, timer);
    else
      sendBye(call, [{ name: 'reason', value: 'SIP;cause=408;text="Session expired"' }], 'session-expired');
  });
}

/** A refresh by UPDATE without SDP where the peer can, else by repeating our last offer in a re-INVITE (RFC 4028 7.4). */
function refresh(call: CallRecord, timer: SessionTimer): void {
  const byUpdate = /\bUPDATE\b/i.test(call.peerAllows);
  const sdp = byUpdate ? undefined : call.localSdp;
  // While another offer is out the session is being refreshed by it.
  if (!byUpdate && !mayOffer(call.offer)) {
    armSession(call, timer);
    return;
  }
  offerOnce(call, byUpdate ? 'UPDATE' : 'INVITE', sdp, (outcome) => {
    if (call.phase === 'ended') return;
    if (peerGone(outcome)) return sendBye(call, [], 'peer-gone');
    if (!call.sessionTimer) armSession(call, timer);
  });
}

function offerHeaders(call: CallRecord): HeaderField[] {
  const headers = [...call.core.common];
  if (call.peer) headers.push(contactFor(call.core, call.peer));
  if (call.session) {
    headers.push({
      name: 'session-expires',
      value: sessionExpires(call.session.intervalS, call.session.weRefresh ? 'uac' : 'uas'),
    });
    headers.push({ name: 'min-se', value: String(MIN_SESSION_S) });
  }
  return headers;
}

/** One re-INVITE or UPDATE: ACK, target refresh and session timer included. */
function offerOnce(
  call: CallRecord,
  method: 'INVITE' | 'UPDATE',
  sdp: string | undefined,
  done: (outcome: Outcome) => void,
): void {
  if (sdp !== undefined) call.offer = 'ours';
  let ack: Buffer | undefined;
  const acknowledge = (request: SipRequest): void => {
    const { core, dialog, peer } = call;
    if (!dialog || !peer) return;
    if (ack) core.hub.send(ack, peer, () => {});
    else ack = sendLoose(core.layer, requestInDialog(dialog, 'ACK', {}, request.cseq.number).request, peer);
  };
  const onEach = (response: SipResponse, request: SipRequest): void => {
    const success = response.status >= 200 && response.status < 300;
    if (success && method === 'INVITE') acknowledge(request);
  };
  sendInDialog(call, method, { headers: offerHeaders(call), body: sdp, onEach }, (outcome) => {
    if (sdp !== undefined) call.offer = 'idle';
    const success = outcome.type === 'response' && outcome.response.status < 300;
    if (success && call.dialog) {
      call.dialog = refreshTarget(call.dialog, outcome.response);
      if (sdp !== undefined) call.localSdp = sdp;
      call.remoteSdp = sdpBody(outcome.response) ?? call.remoteSdp;
      armSession(call, learnSessionTimer(outcome.response, call.session?.intervalS) ?? call.session);
    }
    done(outcome);
  });
}

/** A new offer of ours with patience for glare: each 491 is tried again after a drawn wait, a few times. */
export function offerSession(
  call: CallRecord,
  method: 'INVITE' | 'UPDATE',
  sdp: string,
): Promise<Negotiated> {
  const { core } = call;
  return new Promise((resolve) => {
    const attempt = (left: number): void => {
      if (call.phase === 'ended') {
        resolve({ ok: false, status: 481 });
        return;
      }
      const again = (): void => {
        const waitMs = glareWaitMs(call.dialog?.caller ?? true, core.ids.chance());
        core.layer.wheel.add(waitMs, () => attempt(left - 1));
      };
      if (!mayOffer(call.offer) || (method === 'INVITE' && call.awaitingAck)) {
        if (left > 0) again();
        else resolve({ ok: false, status: 491 });
        return;
      }
      offerOnce(call, method, sdp, (outcome) => {
        if (peerGone(outcome) && call.phase !== 'ended') sendBye(call, [], 'peer-gone');
        if (outcome.type === 'failed') return resolve({ ok: false, status: 408 });
        const { response } = outcome;
        if (response.status < 300) return resolve({ ok: true, sdp: sdpBody(response) });
        if (response.status === 491 && left > 0) return again();
        resolve({ ok: false, status: response.status });
      });
    };
    attempt(MAX_GLARE_RETRIES);
  });
}
