import { expect, it } from 'vitest';
import { parseVia } from '../grammar/index.ts';
import { createHub, responseRemote, viaFor } from './hub.ts';
import { createSentBy, isLoopback, plainHost, sentByAddress } from './local-address.ts';
import type { Remote } from './transport.ts';

const UDP: Remote = { protocol: 'udp', host: '9.9.9.9', port: 4321 };

it.each([
  ['rport asked: back to the source port', 'SIP/2.0/UDP 10.0.0.1:7000;rport=4321', UDP, 4321],
  ['not asked: to the port of sent-by', 'SIP/2.0/UDP 10.0.0.1:7000', UDP, 7000],
  ['no port there: 5060', 'SIP/2.0/UDP 10.0.0.1', UDP, 5060],
  [
    'a stream: the same stream',
    'SIP/2.0/TCP 10.0.0.1:7000',
    { ...UDP, protocol: 'tcp', connection: 'x' } as Remote,
    4321,
  ],
])('answers go the right way: %s', (_, text, source, port) => {
  const via = parseVia(text);
  if (!via.ok) throw new Error('via');
  expect(responseRemote(via.value, source)).toEqual({ ...source, port });
});

it('what we name as ours', () => {
  const any = { host: '0.0.0.0', port: 5060 };
  expect(sentByAddress(any, '127.0.0.9', { host: '1.2.3.4', port: 5060 })).toEqual({
    host: '127.0.0.1',
    port: 5060,
  });
  expect(sentByAddress(any, '8.8.8.8', { host: '1.2.3.4', port: 5070 })).toEqual({
    host: '1.2.3.4',
    port: 5070,
  });
  expect(sentByAddress({ host: '10.0.0.1', port: 5060 }, '8.8.8.8', undefined).host).toBe('10.0.0.1');
  expect([
    plainHost('[::1]'),
    plainHost('::ffff:1.2.3.4'),
    isLoopback('127.9.9.9'),
    isLoopback('128.0.0.1'),
  ]).toEqual(['::1', '1.2.3.4', true, false]);
});

it('on a wildcard the outer address is remembered, and loopback still gets loopback', () => {
  const sentBy = createSentBy(undefined);
  const any = { host: '0.0.0.0', port: 5060 };
  const first = sentBy(any, '8.8.8.8');
  expect(sentBy(any, '8.8.4.4')).toBe(first);
  expect(first).toEqual(sentByAddress(any, '8.8.8.8', undefined));
  expect(sentBy(any, '127.0.0.1').host).toBe('127.0.0.1');
  expect(sentBy({ ...any, port: 5070 }, '8.8.8.8').port).toBe(5070);
});

it('a Via of ours asks for rport on datagrams only', () => {
  const local = { host: '::1', port: 5060 };
  const base = {
    local: () => local,
    sentBy: () => local,
    start: async () => {},
    send: () => {},
    close: async () => {},
  };
  const hub = createHub([
    { ...base, protocol: 'udp', reliable: false },
    { ...base, protocol: 'tcp', reliable: true },
  ]);
  expect(viaFor(hub, UDP, 'b')).toMatchObject({
    transport: 'UDP',
    host: '[::1]',
    params: new Map([
      ['branch', 'b'],
      ['rport', null],
    ]),
  });
  expect(viaFor(hub, { ...UDP, protocol: 'tcp' }, 'b').params).toEqual(new Map([['branch', 'b']]));
  const failed: string[] = [];
  hub.send(Buffer.alloc(0), { ...UDP, protocol: 'tls' }, (error) => failed.push(error.message));
  expect(failed).toEqual(['no tls transport']);
});
