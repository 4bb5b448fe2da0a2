import {
  type Dialog,
  dialogFromResponse,
  formatRAck,
  judgeProvisional,
  MIN_SESSION_S,
  minSessionOf,
  sdpBody,
  sessionExpires,
} from '../dialogs/index.ts';
import {
  buildRequest,
  type HeaderField,
  type NameAddr,
  parseUri,
  type SipResponse,
  sipUri,
  tagOf,
  type Uri,
  withTag,
} from '../grammar/index.ts';
import { giveUpMs, sendCancel, sendRequest } from '../transactions/index.ts';
import type { Remote } from '../transport/index.ts';
import type { InviteOptions } from './call-types.ts';
import {
  type CallRecord,
  type Core,
  contactFor,
  emit,
  fail,
  newCall,
  type OutLeg,
  stopTimer,
} from './core.ts';
import { dialogRemote, sendInDialog } from './in-dialog.ts';
import { type ProofState, proofFor } from './proof.ts';
import { literalOf, resolveLiteral, resolveTargets } from './resolve.ts';
import { MAX_FORKS, onSuccess } from './uac-answer.ts';

const DEFAULT_RING_MS = 180_000;
/** With another address to try, silence of this long means: try it. Timer B would take 32 s. */
const FAILOVER_MS = 4_000;
const MAX_INTERVAL_TRIES = 2;
const NO_HANDLERS = { response: () => {}, failed: () => {} };

function addressOf(core: Core, options: InviteOptions, to: Remote | undefined): NameAddr {
  const { user, name, host } = options.from;
  const domain = host ?? (to ? core.hub.sentBy(to).host : 'anonymous.invalid');
  return { uri: sipUri(user, domain), params: new Map(), ...(name === undefined ? {} : { name }) };
}

/** Starts an outbound call; to a plain address the INVITE leaves in the same turn of the event loop. */
export function startCall(
  core: Core,
  uri: string,
  options: InviteOptions,
  route: string | undefined,
): CallRecord {
  const call = newCall(core, 'out', options.callId ?? core.ids.token());
  const parsed = parseUri(uri);
  const to: NameAddr = {
    uri: parsed.ok ? parsed.value : sipUri(undefined, 'invalid.invalid'),
    params: new Map(),
  };
  const where = route ?? uri;
  const literal = options.remote ?? firstPlace(core, route, parsed.ok ? to.uri : undefined);
  call.credentials = options.credentials;
  call.localSdp = options.sdp;
  call.offer = options.sdp === undefined ? 'idle' : 'ours';
  const leg: OutLeg = {
    options,
    uri,
    from: withTag(addressOf(core, options, literal), call.localTag),
    to,
    targets: literal ? [literal] : [],
    next: 0,
    cseq: 0,
    tries: 0,
    sessionS: options.sessionS ?? core.sessionS,
    minSessionS: undefined,
    transaction: undefined,
    invite: undefined,
    early: new Map(),
    cancel: undefined,
    ackBytes: undefined,
    failoverTimer: undefined,
    heard: false,
  };
  call.out = leg;
  call.ringTimer = core.layer.wheel.add(options.ringMs ?? DEFAULT_RING_MS, () => {
    call.ringTimer = undefined;
    cancelCall(call, [{ name: 'reason', value: 'SIP;cause=408;text="Not answered"' }]);
  });
  if (!parsed.ok) core.layer.wheel.add(0, () => fail(call, 400, 'Bad target', 'unreachable'));
  else if (literal) attempt(call, leg, undefined);
  else resolveThenCall(call, leg, where);
  return call;
}

/** Where a call goes without a look-up: by its route, else by the target itself. */
function firstPlace(core: Core, route: string | undefined, target: Uri | undefined): Remote | undefined {
  if (route !== undefined) return resolveLiteral(route, core.hub.has);
  return target && literalOf(target, core.hub.has);
}

function resolveThenCall(call: CallRecord, leg: OutLeg, where: string): void {
  const { core } = call;
  resolveTargets(where, core.hub.has, core.resolver, core.ids.chance).then(
    (targets) => {
      if (call.phase === 'ended') return;
      leg.targets = targets;
      if (leg.cancel) fail(call, 487, 'Cancelled', 'cancelled');
      else if (targets.length === 0) fail(call, 404, 'No address for the target', 'unreachable');
      else attempt(call, leg, undefined);
    },
    () => fail(call, 503, 'Look-up failed', 'unreachable'),
  );
}

function inviteHeaders(
  call: CallRecord,
  leg: OutLeg,
  remote: Remote,
  proof: HeaderField | undefined,
): HeaderField[] {
  const headers = [contactFor(call.core, remote), ...call.core.common];
  if (leg.options.replaces !== undefined) {
    headers.push({ name: 'replaces', value: leg.options.replaces }, { name: 'require', value: 'replaces' });
  }
  if (leg.sessionS !== undefined) {
    headers.push({ name: 'session-expires', value: sessionExpires(leg.sessionS) });
    headers.push({ name: 'min-se', value: String(leg.minSessionS ?? MIN_SESSION_S) });
  }
  if (proof) headers.push(proof);
  if (leg.options.headers) headers.push(...leg.options.headers);
  return headers;
}

/** Sends the INVITE to the next address; each attempt is a new transaction with the next CSeq. */
function attempt(
  call: CallRecord,
  leg: OutLeg,
  proofHeader: HeaderField | undefined,
  proof: ProofState = { tries: 0 },
): void {
  const { core } = call;
  const remote = leg.targets[leg.next]!;
  leg.cseq++;
  leg.heard = false;
  call.authorization = proofHeader;
  const { uri, from, to } = leg;
  const request = buildRequest({
    method: 'INVITE',
    uri,
    from,
    to,
    callId: call.callId,
    cseq: leg.cseq,
    headers: inviteHeaders(call, leg, remote, proofHeader),
    body: leg.options.sdp,
  });
  leg.invite = request;
  const cseq = leg.cseq;
  leg.transaction = sendRequest(core.layer, request, remote, {
    response: (response) => onResponse(call, leg, response, remote, cseq, proof),
    failed: (why) => {
      if (cseq === leg.cseq)
        tryNext(
          call,
          leg,
          why === 'timed-out' ? 408 : 503,
          why === 'timed-out' ? 'timed-out' : 'unreachable',
        );
    },
  });
  leg.failoverTimer = stopTimer(core, leg.failoverTimer);
  if (leg.next + 1 < leg.targets.length) {
    leg.failoverTimer = core.layer.wheel.add(FAILOVER_MS, () => {
      if (!leg.heard && call.phase === 'trying') tryNext(call, leg, 408, 'timed-out');
    });
  }
}

/** On to the next address of the target, or failure. A call somebody wants cancelled is not tried again. */
function tryNext(
  call: CallRecord,
  leg: OutLeg,
  status: number,
  cause: 'timed-out' | 'unreachable' | 'refused',
  message?: SipResponse,
): void {
  if (call.phase === 'ended' || call.phase === 'up') return;
  const reason =
    message?.reason ?? (cause === 'timed-out' ? 'No answer from the other side' : 'Cannot be reached');
  if (leg.cancel) {
    fail(call, 487, 'Cancelled', 'cancelled', message);
    return;
  }
  if (leg.next + 1 >= leg.targets.length) {
    fail(call, status, reason, cause, message);
    return;
  }
  leg.next++;
  call.phase = 'trying';
  attempt(call, leg, undefined);
}

function onResponse(
  call: CallRecord,
  leg: OutLeg,
  response: SipResponse,
  remote: Remote,
  cseq: number,
  proof: ProofState,
): void {
  const { status } = response;
  if (status >= 200 && status < 300) {
    onSuccess(call, leg, response, remote);
    return;
  }
  if (cseq !== leg.cseq || call.phase === 'ended') return;
  leg.heard = true;
  if (status < 200) {
    onProvisional(call, leg, response, remote);
    return;
  }
  if (leg.cancel) {
    fail(call, status, response.reason, 'cancelled', response);
    return;
  }
  const header = leg.invite && proofFor(call.core, response, call.credentials, leg.invite, proof);
  if (header) {
    attempt(call, leg, header, proof);
    return;
  }
  const minS = status === 422 ? minSessionOf(response) : undefined;
  if (minS !== undefined && leg.tries++ < MAX_INTERVAL_TRIES) {
    leg.sessionS = Math.max(leg.sessionS ?? 0, minS);
    leg.minSessionS = minS;
    attempt(call, leg, call.authorization, proof);
    return;
  }
  if (status === 503) {
    tryNext(call, leg, status, 'refused', response);
    return;
  }
  fail(call, status, response.reason, 'refused', response);
}

function onProvisional(call: CallRecord, leg: OutLeg, response: SipResponse, remote: Remote): void {
  if (leg.cancel && !leg.cancel.sent) {
    sendTheCancel(call, leg);
    return;
  }
  const tag = tagOf(response.to);
  if (response.status === 100 || leg.cancel) return;
  if (tag !== undefined && leg.invite) {
    const known = leg.early.get(tag);
    const made = known ? undefined : dialogFromResponse(leg.invite, response);
    const early =
      known ??
      (made?.ok && leg.early.size < MAX_FORKS ? { dialog: made.value, lastRSeq: undefined } : undefined);
    const verdict = judgeProvisional(response, early?.lastRSeq);
    if (verdict.type === 'drop') return;
    if (early) {
      leg.early.set(tag, early);
      call.peer ??= dialogRemote(call.core, early.dialog, remote);
      if (verdict.type === 'acknowledge') {
        early.lastRSeq = verdict.rack.rseq;
        if (sdpBody(response) !== undefined && call.offer === 'ours') call.offer = 'idle';
        acknowledgeProvisional(call, early, formatRAck(verdict.rack));
      }
    }
  }
  call.phase = 'ringing';
  const sdp = sdpBody(response);
  if (sdp !== undefined) call.remoteSdp = sdp;
  emit(call, {
    type: 'progress',
    status: response.status,
    reason: response.reason,
    sdp,
    fork: tag ?? '',
    message: response,
  });
}

function acknowledgeProvisional(call: CallRecord, early: { dialog: Dialog }, rack: string): void {
  const onDialog = (dialog: Dialog): void => {
    early.dialog = dialog;
  };
  sendInDialog(
    call,
    'PRACK',
    { dialog: early.dialog, onDialog, headers: [{ name: 'rack', value: rack }] },
    () => {},
  );
}

/** CANCEL now, or as soon as something provisional comes (RFC 3261 9.1). */
export function cancelCall(call: CallRecord, headers: HeaderField[]): void {
  const leg = call.out;
  if (!leg || leg.cancel || call.phase === 'up' || call.phase === 'answered' || call.phase === 'ended')
    return;
  leg.cancel = { headers, sent: false };
  leg.failoverTimer = stopTimer(call.core, leg.failoverTimer);
  sendTheCancel(call, leg);
}

function sendTheCancel(call: CallRecord, leg: OutLeg): void {
  const { core } = call;
  if (!leg.cancel || !leg.transaction) return;
  if (!sendCancel(core.layer, leg.transaction, NO_HANDLERS, leg.cancel.headers)) return;
  leg.cancel.sent = true;
  // A callee that never sends its 487 must not keep the call alive (RFC 3261 9.1).
  call.ringTimer = stopTimer(core, call.ringTimer);
  call.ringTimer = core.layer.wheel.add(giveUpMs(core.layer.timers), () =>
    fail(call, 487, 'Cancelled', 'cancelled'),
  );
}
