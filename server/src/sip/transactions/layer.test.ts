import { describe, expect, it } from 'vitest';
import {
  buildRequest,
  buildResponse,
  type NameAddr,
  type SipRequest,
  type SipResponse,
  sipUri,
  withTag,
} from '../grammar/index.ts';
import { createHub, type FakeNetworkOptions, fakeNetwork, type Remote } from '../transport/index.ts';
import { seededIds, virtualClock } from '../virtual-clock.ts';
import { sendCancel, sendRequest } from './client.ts';
import { createTransactionLayer, type TransactionLayer, type TransactionLimits } from './layer.ts';
import { receive } from './receive.ts';
import { respond } from './server.ts';
import type { ServerTransaction } from './transaction.ts';

const A = { host: '10.0.0.1', port: 5060 };
const B = { host: '10.0.0.2', port: 5060 };
const TO_B: Remote = { protocol: 'udp', ...B };

interface Side {
  layer: TransactionLayer;
  requests: SipRequest[];
  transactions: ServerTransaction[];
  overloaded: number;
  answer: (transaction: ServerTransaction, request: SipRequest) => void;
}

async function side(
  net: ReturnType<typeof fakeNetwork>,
  clock: ReturnType<typeof virtualClock>,
  at: typeof A,
  seed: number,
  limits?: Partial<TransactionLimits>,
): Promise<Side> {
  const hub = createHub([net.transport('udp', at.host, at.port)]);
  const own: Side = {
    layer: undefined as unknown as TransactionLayer,
    requests: [],
    transactions: [],
    overloaded: 0,
    answer: () => {},
  };
  own.layer = createTransactionLayer({
    hub,
    clock,
    ids: seededIds(seed),
    limits,
    user: {
      request: (transaction, request) => {
        own.requests.push(request);
        own.transactions.push(transaction);
        own.answer(transaction, request);
      },
      ack: () => {},
      stray: () => {},
      screen: () => 'accept',
      overloaded: () => {
        own.overloaded++;
      },
    },
  });
  await hub.start({
    message: (message, from) => receive(own.layer, message, from),
    malformed: () => {},
    admit: () => true,
  });
  return own;
}

async function pair(faults: Partial<FakeNetworkOptions> = {}, limits?: Partial<TransactionLimits>) {
  const clock = virtualClock();
  const net = fakeNetwork({ clock, ids: seededIds(11), ...faults });
  const a = await side(net, clock, A, 1);
  const b = await side(net, clock, B, 2, limits);
  return { clock, net, a, b };
}

const address = (user: string): NameAddr => ({ uri: sipUri(user, 'example.com'), params: new Map() });
const make = (method: string, n = 1): SipRequest =>
  buildRequest({
    method,
    uri: 'sip:b@10.0.0.2',
    from: withTag(address('a'), 't'),
    to: address('b'),
    callId: `c${n}`,
    cseq: n,
  });

function send(from: Side, method: string, n = 1) {
  const seen: (number | string)[] = [];
  const transaction = sendRequest(from.layer, make(method, n), TO_B, {
    response: (response: SipResponse) => seen.push(response.status),
    failed: (why) => seen.push(why),
  });
  return { seen, transaction };
}

describe('transaction layer over a faulty network', () => {
  it('a refused INVITE is answered, acknowledged, and both sides forget it', async () => {
    const { clock, net, a, b } = await pair();
    b.answer = (t, r) => {
      respond(b.layer, t, buildResponse(r, 180, { toTag: 'x' }));
      respond(b.layer, t, buildResponse(r, 486, { toTag: 'x' }));
    };
    const { seen } = send(a, 'INVITE');
    clock.advance(100);
    expect(seen).toEqual([180, 486]);
    expect(net.log.map((line) => line.split(' ')[3])).toEqual(['INVITE', 'SIP/2.0', 'SIP/2.0', 'ACK']);
    clock.advance(40_000);
    expect([
      a.layer.clients.size,
      b.layer.servers.size,
      a.layer.lingering.size(),
      b.layer.lingering.size(),
    ]).toEqual([0, 0, 0, 0]);
    expect([a.layer.wheel.size(), b.layer.wheel.size(), b.layer.openTotal, b.layer.open.size]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it.each([0.1, 0.3, 0.5])(
    'with loss %d, doubles and reordering each request is handed up once and answered',
    async (lossRate) => {
      const { clock, a, b } = await pair({ lossRate, duplicateRate: 0.2, jitterMs: 30 });
      b.answer = (t, r) =>
        respond(b.layer, t, buildResponse(r, r.method === 'INVITE' ? 486 : 200, { toTag: 'x' }));
      const all = Array.from({ length: 200 }, (_, i) => send(a, i % 2 === 0 ? 'INVITE' : 'OPTIONS', i + 1));
      clock.advance(33_000);
      const answered = all.filter(({ seen }) => seen.some((one) => typeof one === 'number')).length;
      expect(b.requests).toHaveLength(new Set(b.requests.map((r) => r.callId)).size);
      expect(answered / all.length).toBeGreaterThan(lossRate < 0.5 ? 0.99 : 0.9);
      expect(all.every(({ seen }) => seen.length === 1)).toBe(true);
      clock.advance(70_000);
      expect([
        a.layer.clients.size,
        b.layer.servers.size,
        a.layer.wheel.size(),
        b.layer.wheel.size(),
      ]).toEqual([0, 0, 0, 0]);
    },
  );

  it('nobody there: gives up after 64*T1', async () => {
    const { clock, net, a } = await pair({ lossRate: 1 });
    const invite = send(a, 'INVITE', 1);
    const options = send(a, 'OPTIONS', 2);
    clock.advance(31_990);
    expect([invite.seen, options.seen]).toEqual([[], []]);
    clock.advance(40);
    expect([invite.seen, options.seen]).toEqual([['timed-out'], ['timed-out']]);
    expect(net.log.filter((line) => line.includes('INVITE'))).toHaveLength(7);
    expect(net.log.filter((line) => line.includes('OPTIONS'))).toHaveLength(11);
  });

  it('CANCEL carries the branch of its INVITE and waits for a provisional answer', async () => {
    const { clock, a, b } = await pair();
    b.answer = (t, r) =>
      respond(b.layer, t, buildResponse(r, r.method === 'CANCEL' ? 200 : 180, { toTag: 'x' }));
    const { transaction } = send(a, 'INVITE');
    const none = { response: () => {}, failed: () => {} };
    expect(sendCancel(a.layer, transaction, none)).toBeUndefined();
    clock.advance(10);
    expect(sendCancel(a.layer, transaction, none)).toBeDefined();
    clock.advance(10);
    expect(b.requests.map((r) => [r.method, r.via.params.get('branch')])).toEqual([
      ['INVITE', b.requests[0]!.via.params.get('branch')],
      ['CANCEL', b.requests[0]!.via.params.get('branch')],
    ]);
  });

  it('keeps no more open or lingering transactions than it may, and closes the books', async () => {
    const { clock, a, b } = await pair({}, { maxOpenPerSource: 5, maxLingeringPerSource: 3 });
    for (let i = 1; i <= 8; i++) send(a, 'OPTIONS', i);
    clock.advance(10);
    expect([b.requests.length, b.overloaded]).toEqual([5, 3]);
    for (const [i, t] of b.transactions.entries()) {
      respond(b.layer, t, buildResponse(b.requests[i]!, 200, { toTag: 'x' }));
    }
    expect([b.layer.openTotal, b.layer.lingering.size(), b.layer.servers.size]).toEqual([0, 3, 3]);
  });

  it('a sender from before RFC 3261 is matched by the message itself', async () => {
    const { clock, a, b } = await pair();
    const old = make('INVITE');
    const via = { transport: 'UDP', host: '10.0.0.1', port: 5060, params: new Map<string, string>() };
    const text = (method: string, tag: string): Buffer =>
      Buffer.from(
        `${method} sip:b@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP ${via.host}:${via.port}\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@x>${tag}\r\nCall-ID: ${old.callId}\r\nCSeq: 1 ${method}\r\n\r\n`,
      );
    b.answer = (t, r) => respond(b.layer, t, buildResponse(r, 486, { toTag: 'x' }));
    a.layer.hub.send(text('INVITE', ''), TO_B, () => {});
    a.layer.hub.send(text('INVITE', ''), TO_B, () => {});
    a.layer.hub.send(text('ACK', ';tag=x'), TO_B, () => {});
    clock.advance(10);
    expect(b.requests).toHaveLength(1);
    expect(b.transactions[0]!.state.name).toBe('confirmed');
  });
});
