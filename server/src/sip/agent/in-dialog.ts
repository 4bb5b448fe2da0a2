import { type Dialog, type DialogRequestParts, nextHop, requestInDialog } from '../dialogs/index.ts';
import type { HeaderField, SipRequest, SipResponse } from '../grammar/index.ts';
import { type ClientTransaction, sendRequest } from '../transactions/index.ts';
import { isLoopback, type Remote } from '../transport/index.ts';
import type { CallRecord, Core } from './core.ts';
import { type ProofState, proofFor } from './proof.ts';
import { resolveLiteral, resolveTargets } from './resolve.ts';

export type Outcome =
  | { type: 'response'; response: SipResponse }
  | { type: 'failed'; why: 'timed-out' | 'send-failed' };

function isPrivate(host: string): boolean {
  return (
    isLoopback(host) || /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|f[cd]|fe80:)/i.test(host)
  );
}

/**
 * Where in-dialog requests go: the first route, or the stream the peer opened, or its Contact; a private Contact of a
 * public peer stands behind a translation, and then where its messages come from is the only way in. Undefined: look it up.
 */
export function dialogRemote(core: Core, dialog: Dialog, source: Remote): Remote | undefined {
  const named = resolveLiteral(nextHop(dialog), core.hub.has);
  if (dialog.routes.length > 0) return named;
  if (source.protocol !== 'udp') return source;
  if (named && named.host !== source.host && isPrivate(named.host) && !isPrivate(source.host)) return source;
  return named;
}

/** Runs with the peer's address, at once when it is known. */
export function withPeer(call: CallRecord, run: (peer: Remote) => void, failed: () => void): void {
  if (call.peer) {
    run(call.peer);
    return;
  }
  const { core, dialog } = call;
  if (!dialog) {
    failed();
    return;
  }
  resolveTargets(nextHop(dialog), core.hub.has, core.resolver, core.ids.chance).then(
    (targets) => {
      call.peer ??= targets[0];
      if (call.peer) run(call.peer);
      else failed();
    },
    () => failed(),
  );
}

export interface InDialogOptions extends DialogRequestParts {
  /** An early dialog instead of the call's own. Its CSeq is kept by the caller through `onDialog`. */
  dialog?: Dialog;
  onDialog?: (dialog: Dialog) => void;
  /** Every answer, provisional ones and repeated 2xx of an INVITE included, with its transaction. */
  onEach?: (response: SipResponse, request: SipRequest) => void;
}

/** Sends the next request of a call's dialog and tells its one outcome. A challenge is answered on the way. */
export function sendInDialog(
  call: CallRecord,
  method: string,
  options: InDialogOptions,
  done: (outcome: Outcome) => void,
): void {
  const proof: ProofState = { tries: 0 };
  let settled = false;
  const finish = (outcome: Outcome): void => {
    if (settled) return;
    settled = true;
    done(outcome);
  };
  let early = options.dialog;
  const attempt = (peer: Remote, authorization: HeaderField | undefined): void => {
    const dialog = early ?? call.dialog;
    if (!dialog) {
      finish({ type: 'failed', why: 'send-failed' });
      return;
    }
    const headers = authorization ? [...(options.headers ?? []), authorization] : options.headers;
    const { body, contentType } = options;
    const made = requestInDialog(dialog, method, { headers, body, contentType });
    if (early) {
      early = made.dialog;
      options.onDialog?.(made.dialog);
    } else call.dialog = made.dialog;
    transact(call, made.request, peer, proof, options, finish, (header) => attempt(peer, header));
  };
  withPeer(
    call,
    // A proof covers one method only, so what the INVITE carried is of no use here: none is sent before it is asked.
    (peer) => attempt(peer, undefined),
    () => finish({ type: 'failed', why: 'send-failed' }),
  );
}

function transact(
  call: CallRecord,
  request: SipRequest,
  peer: Remote,
  proof: ProofState,
  options: InDialogOptions,
  finish: (outcome: Outcome) => void,
  again: (authorization: HeaderField) => void,
): ClientTransaction {
  const { core } = call;
  return sendRequest(core.layer, request, peer, {
    response(response) {
      if (response.status >= 200) {
        const header = proofFor(core, response, call.credentials, request, proof);
        if (header) return again(header);
      }
      options.onEach?.(response, request);
      if (response.status >= 200) finish({ type: 'response', response });
    },
    failed: (why) => finish({ type: 'failed', why }),
  });
}
