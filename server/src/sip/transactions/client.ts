import {
  buildCancel,
  buildNon2xxAck,
  type HeaderField,
  MAGIC_COOKIE,
  type SipRequest,
  type SipResponse,
  serializeMessage,
  withVia,
} from '../grammar/index.ts';
import { type Remote, viaFor } from '../transport/index.ts';
import {
  type ClientAction,
  type ClientEvent,
  type ClientInviteState,
  startClientInvite,
  stepClientInvite,
} from './client-invite.ts';
import { type ClientRequestState, startClientRequest, stepClientRequest } from './client-request.ts';
import { armTimer, countHost, forget, nextDeadline, type TransactionLayer } from './layer.ts';
import type { ClientHandlers, ClientTransaction } from './transaction.ts';

/** Sends a request in a transaction of its own: it is handed to the transport before this returns. */
export function sendRequest(
  layer: TransactionLayer,
  request: SipRequest,
  remote: Remote,
  handlers: ClientHandlers,
): ClientTransaction {
  const branch = `${MAGIC_COOKIE}${layer.ids.token()}`;
  return start(
    layer,
    withVia(request, viaFor(layer.hub, remote, branch)),
    remote,
    handlers,
    `${branch}|${request.method}`,
  );
}

/** CANCEL for an INVITE on its way: same branch, same address (RFC 3261 9.1). Undefined when the INVITE is over. */
export function sendCancel(
  layer: TransactionLayer,
  invite: ClientTransaction,
  handlers: ClientHandlers,
  headers: readonly HeaderField[] = [],
): ClientTransaction | undefined {
  if (!invite.request || invite.state.name !== 'proceeding') return undefined;
  const cancel = buildCancel(invite.request, headers);
  return start(layer, cancel, invite.remote, handlers, invite.key.replace(/\|INVITE$/, '|CANCEL'));
}

/** Sends what has no transaction: ACK to a 2xx. Returns the bytes, to be sent again for each repeated 2xx. */
export function sendLoose(layer: TransactionLayer, request: SipRequest, remote: Remote): Buffer {
  const via = viaFor(layer.hub, remote, `${MAGIC_COOKIE}${layer.ids.token()}`);
  const bytes = serializeMessage(withVia(request, via));
  layer.hub.send(bytes, remote, () => {});
  return bytes;
}

function start(
  layer: TransactionLayer,
  request: SipRequest,
  remote: Remote,
  handlers: ClientHandlers,
  key: string,
): ClientTransaction {
  const reliable = layer.hub.reliable(remote.protocol);
  const begin = request.method === 'INVITE' ? startClientInvite : startClientRequest;
  const step = begin(layer.clock.nowMs(), reliable, layer.timers);
  const transaction: ClientTransaction = {
    side: 'client',
    key,
    method: request.method,
    remote,
    reliable,
    state: step.state,
    request,
    bytes: serializeMessage(request),
    ack: undefined,
    timer: undefined,
    handlers,
  };
  layer.clients.set(key, transaction);
  countHost(layer.asked, remote.host, 1);
  for (const action of step.actions) perform(layer, transaction, action);
  settle(layer, transaction, 'none');
  return transaction;
}

export function clientEvent(
  layer: TransactionLayer,
  transaction: ClientTransaction,
  event: ClientEvent,
  response?: SipResponse,
): void {
  const now = layer.clock.nowMs();
  const { state: before, reliable } = transaction;
  const step =
    transaction.method === 'INVITE'
      ? stepClientInvite(before as ClientInviteState, event, now, reliable, layer.timers)
      : stepClientRequest(before as ClientRequestState, event, now, reliable, layer.timers);
  const changed = step.state !== before;
  transaction.state = step.state;
  if (
    response &&
    response.status >= 300 &&
    transaction.method === 'INVITE' &&
    transaction.request &&
    !transaction.ack
  ) {
    transaction.ack = serializeMessage(buildNon2xxAck(transaction.request, response.to));
  }
  if (changed) settle(layer, transaction, before.name);
  for (const action of step.actions) perform(layer, transaction, action, response);
}

function settle(layer: TransactionLayer, transaction: ClientTransaction, before: string): void {
  const { state } = transaction;
  const entered = state.name !== before;
  if (entered && (state.name === 'completed' || state.name === 'accepted')) {
    transaction.bytes = undefined;
    transaction.request = undefined;
    layer.lingering.add(transaction.remote.host, transaction);
  }
  if (state.name === 'terminated' || !layer.clients.has(transaction.key)) return;
  armTimer(layer, transaction, nextDeadline(state), () => {
    transaction.timer = undefined;
    clientEvent(layer, transaction, { type: 'tick' });
    if (!transaction.timer && layer.clients.has(transaction.key))
      settle(layer, transaction, transaction.state.name);
  });
}

function perform(
  layer: TransactionLayer,
  transaction: ClientTransaction,
  action: ClientAction,
  response?: SipResponse,
): void {
  // A transport may say no at once: the news waits for the next turn of the wheel, so that nobody hears of a failure
  // before `sendRequest` has returned.
  const failed = (): void => {
    layer.wheel.add(0, () => clientEvent(layer, transaction, { type: 'send-failed' }));
  };
  switch (action) {
    case 'send-request':
      if (transaction.bytes) layer.hub.send(transaction.bytes, transaction.remote, failed);
      return;
    case 'send-ack':
      if (transaction.ack) layer.hub.send(transaction.ack, transaction.remote, failed);
      return;
    case 'deliver':
      if (response) transaction.handlers.response(response);
      return;
    case 'timed-out':
    case 'send-failed':
      transaction.handlers.failed(action);
      return;
    case 'terminated':
      forget(layer, transaction);
      return;
  }
}
