import { type SipRequest, type SipResponse, serializeMessage } from '../grammar/index.ts';
import { type Remote, responseRemote } from '../transport/index.ts';
import { armTimer, countHost, forget, nextDeadline, type TransactionLayer } from './layer.ts';
import {
  type ServerAction,
  type ServerEvent,
  type ServerInviteState,
  startServerInvite,
  stepServerInvite,
} from './server-invite.ts';
import { type ServerRequestState, startServerRequest, stepServerRequest } from './server-request.ts';
import type { ServerTransaction } from './transaction.ts';

export function startServer(layer: TransactionLayer, key: string, request: SipRequest, source: Remote): void {
  const transaction: ServerTransaction = {
    side: 'server',
    key,
    method: request.method,
    remote: source,
    replyTo: responseRemote(request.via, source),
    reliable: layer.hub.reliable(source.protocol),
    state: request.method === 'INVITE' ? startServerInvite() : startServerRequest(),
    response: undefined,
    open: true,
    timer: undefined,
    onFailure: undefined,
  };
  layer.servers.set(key, transaction);
  countHost(layer.open, source.host, 1);
  layer.openTotal++;
  layer.user.request(transaction, request);
}

function close(layer: TransactionLayer, transaction: ServerTransaction): void {
  if (!transaction.open) return;
  transaction.open = false;
  layer.openTotal--;
  countHost(layer.open, transaction.remote.host, -1);
}

/** Answers a request. A final answer after a final one is ignored, as the machine says. */
export function respond(
  layer: TransactionLayer,
  transaction: ServerTransaction,
  response: SipResponse,
): void {
  const settled = transaction.state.name !== 'proceeding' && transaction.state.name !== 'trying';
  if (!settled) transaction.response = serializeMessage(response);
  serverEvent(layer, transaction, { type: 'respond', status: response.status });
}

/** Sends the 2xx once more; only for the user above, who waits for its ACK. */
export function repeatSuccess(layer: TransactionLayer, transaction: ServerTransaction): void {
  if (transaction.response) sendResponse(layer, transaction);
}

function sendResponse(layer: TransactionLayer, transaction: ServerTransaction): void {
  if (!transaction.response) return;
  layer.hub.send(transaction.response, transaction.replyTo, () => {
    layer.wheel.add(0, () => serverEvent(layer, transaction, { type: 'send-failed' }));
  });
}

export function serverEvent(
  layer: TransactionLayer,
  transaction: ServerTransaction,
  event: ServerEvent,
  ack?: SipRequest,
): void {
  const now = layer.clock.nowMs();
  const { state: before, reliable } = transaction;
  const step =
    transaction.method === 'INVITE'
      ? stepServerInvite(before as ServerInviteState, event, now, reliable, layer.timers)
      : stepServerRequest(before as ServerRequestState, event, now, reliable, layer.timers);
  const changed = step.state !== before;
  transaction.state = step.state;
  if (changed) settle(layer, transaction, before.name);
  for (const action of step.actions) perform(layer, transaction, action, ack);
}

function settle(layer: TransactionLayer, transaction: ServerTransaction, before: string): void {
  const { state } = transaction;
  if (state.name !== before && (state.name === 'completed' || state.name === 'accepted')) {
    close(layer, transaction);
    layer.lingering.add(transaction.remote.host, transaction);
  }
  if (state.name === 'terminated' || !layer.servers.has(transaction.key)) return;
  armTimer(layer, transaction, nextDeadline(state), () => {
    transaction.timer = undefined;
    serverEvent(layer, transaction, { type: 'tick' });
    rearm(layer, transaction);
  });
}

/** A timer may fire a hair before its deadline; then nothing changed and it has to be set again. */
function rearm(layer: TransactionLayer, transaction: ServerTransaction): void {
  if (transaction.timer || transaction.state.name === 'terminated' || !layer.servers.has(transaction.key))
    return;
  settle(layer, transaction, transaction.state.name);
}

function perform(
  layer: TransactionLayer,
  transaction: ServerTransaction,
  action: ServerAction,
  ack?: SipRequest,
): void {
  switch (action) {
    case 'send-response':
      sendResponse(layer, transaction);
      return;
    case 'deliver-ack':
      if (ack) layer.user.ack(ack, transaction.remote);
      return;
    case 'unacknowledged':
    case 'send-failed':
      transaction.onFailure?.(action);
      return;
    case 'terminated':
      close(layer, transaction);
      forget(layer, transaction);
      return;
  }
}
