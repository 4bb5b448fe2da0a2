import type { SipRequest, SipResponse } from '../grammar/index.ts';
import type { Remote } from '../transport/index.ts';
import { clientEvent } from './client.ts';
import { clientKey, serverKey } from './keys.ts';
import type { TransactionLayer } from './layer.ts';
import { serverEvent, startServer } from './server.ts';

/** Hands an incoming message to its transaction, or makes one. */
export function receive(layer: TransactionLayer, message: SipRequest | SipResponse, source: Remote): void {
  if (message.kind === 'response') {
    const client = layer.clients.get(clientKey(message));
    if (client) clientEvent(layer, client, { type: 'response', status: message.status }, message);
    else layer.user.stray(message, source);
    return;
  }
  const key = serverKey(message);
  const known = layer.servers.get(key);
  if (message.method === 'ACK') {
    if (known && known.state.name !== 'terminated') serverEvent(layer, known, { type: 'ack' }, message);
    else layer.user.ack(message, source);
    return;
  }
  if (known) {
    serverEvent(layer, known, { type: 'repeat' });
    return;
  }
  if (layer.user.screen(message, source) === 'handled') return;
  const crowded = (layer.open.get(source.host) ?? 0) >= layer.limits.maxOpenPerSource;
  if (crowded || layer.openTotal >= layer.limits.maxOpen) {
    layer.user.overloaded(message, source);
    return;
  }
  startServer(layer, key, message, source);
}
