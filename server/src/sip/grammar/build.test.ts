import { describe, expect, it } from 'vitest';
import { buildCancel, buildNon2xxAck, buildRequest, buildResponse, stampSource, withVia } from './build.ts';
import { header, headerValues } from './headers.ts';
import type { SipRequest } from './message.ts';
import { formatNameAddr, parseNameAddr, withTag } from './name-addr.ts';
import { parseMessage } from './parse.ts';
import { serializeMessage } from './serialize.ts';
import { escapeUser, parseUri, sameUri, sipUri, userOf } from './uri.ts';
import { parseVia } from './via.ts';

function request(...lines: string[]): SipRequest {
  const parsed = parseMessage(
    Buffer.from(
      `INVITE sip:b@y SIP/2.0\r\n${[...lines, 'From: <sip:a@x>;tag=1', 'To: <sip:b@y>', 'Call-ID: c', 'CSeq: 7 INVITE'].join('\r\n')}\r\n\r\n`,
    ),
  );
  if (!parsed.ok || parsed.message.kind !== 'request') throw new Error('not a request');
  return parsed.message;
}
const via = (text: string) => {
  const parsed = parseVia(text);
  if (!parsed.ok) throw new Error('via');
  return parsed.value;
};

describe('where a request came from, RFC 3261 18.2.1 and RFC 3581', () => {
  it.each([
    [
      'same host, nothing asked',
      'SIP/2.0/UDP 1.1.1.1;branch=z9hG4bK1',
      'SIP/2.0/UDP 1.1.1.1;branch=z9hG4bK1',
    ],
    [
      'another host',
      'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1',
      'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1;received=1.1.1.1',
    ],
    [
      'rport asked',
      'SIP/2.0/UDP 1.1.1.1;rport;branch=z9hG4bK1',
      'SIP/2.0/UDP 1.1.1.1;rport=5099;branch=z9hG4bK1;received=1.1.1.1',
    ],
    [
      'a forged received',
      'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1;received=6.6.6.6',
      'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1;received=1.1.1.1',
    ],
    [
      'more values on the line',
      'SIP/2.0/UDP h;branch=z9hG4bK1 , SIP/2.0/TCP p;branch=z9hG4bK2',
      'SIP/2.0/UDP h;branch=z9hG4bK1;received=1.1.1.1, SIP/2.0/TCP p;branch=z9hG4bK2',
    ],
  ])('%s', (_, before, after) => {
    const stamped = stampSource(
      request(`Via: ${before}`, 'Via: SIP/2.0/UDP last;branch=z9hG4bK3'),
      '1.1.1.1',
      5099,
    );
    expect(headerValues(stamped, 'via')).toEqual([
      ...after.split(/ ?, /),
      'SIP/2.0/UDP last;branch=z9hG4bK3',
    ]);
    expect(headerValues(buildResponse(stamped, 200), 'via')).toEqual(headerValues(stamped, 'via'));
  });
});

describe('answers', () => {
  const asked = request('Via: SIP/2.0/UDP h;branch=z9hG4bK1', 'Record-Route: <sip:p;lr>');
  it('copy what they must; our tag on To, but not on 100; routes only where a dialog may arise', () => {
    const ok = buildResponse(asked, 200, { toTag: 'me' });
    expect([header(ok, 'to'), header(ok, 'from'), header(ok, 'cseq'), header(ok, 'record-route')]).toEqual([
      '<sip:b@y>;tag=me',
      '<sip:a@x>;tag=1',
      '7 INVITE',
      '<sip:p;lr>',
    ]);
    expect([
      header(buildResponse(asked, 100, { toTag: 'me' }), 'to'),
      header(buildResponse(asked, 486), 'record-route'),
    ]).toEqual(['<sip:b@y>', undefined]);
  });
});

describe('ACK and CANCEL', () => {
  const from = withTag({ uri: sipUri('a', 'x'), params: new Map() }, '1');
  const to = { uri: sipUri('b', 'y'), params: new Map() };
  const invite = withVia(
    buildRequest({
      method: 'INVITE',
      uri: 'sip:b@y',
      from,
      to,
      callId: 'c',
      cseq: 7,
      routes: ['<sip:p;lr>'],
    }),
    via('SIP/2.0/UDP h;branch=z9hG4bK9'),
  );
  it.each([
    ['ACK', buildNon2xxAck(invite, withTag(to, 'far')), '<sip:b@y>;tag=far'],
    ['CANCEL', buildCancel(invite), '<sip:b@y>'],
  ])('%s carries branch, route and number of its INVITE', (method, made, toText) => {
    expect([
      made.method,
      header(made, 'via'),
      header(made, 'route'),
      header(made, 'cseq'),
      header(made, 'to'),
    ]).toEqual([method, 'SIP/2.0/UDP h;branch=z9hG4bK9', '<sip:p;lr>', `7 ${method}`, toText]);
  });
});

describe('what is sent is strict', () => {
  it('no value starts a new line', () => {
    const evil = buildRequest({
      method: 'INVITE',
      uri: 'sip:b@y',
      from: { name: 'x"\r\nEvil: 1', uri: sipUri('a\r\nEvil: 2', 'x'), params: new Map() },
      to: { uri: sipUri('b', 'y'), params: new Map([['p', 'q\r\nEvil: 3']]) },
      callId: 'c\r\nEvil: 4',
      cseq: 1,
      headers: [{ name: 'x-a', value: 'b\nEvil: 5' }],
    });
    expect(serializeMessage(evil).toString()).not.toMatch(/\r\nEvil|\nEvil/);
  });

  it('users of any characters survive', () => {
    for (const user of ['+1 555', 'a@b', 'ü;x=y', '𝄞', '100%', 'a:b', '\ud800']) {
      const uri = parseUri(`sip:${escapeUser(user)}@x`);
      expect(uri.ok && userOf(uri.value)).toBe(user === '\ud800' ? '\ufffd' : user);
    }
  });

  it.each(['Anna', 'Anna Bell', '"quoted" \\ back', 'a, b; c', '大停電', ''])(
    'the name %j survives',
    (name) => {
      const address = parseNameAddr(formatNameAddr({ name, uri: sipUri('a', 'x'), params: new Map() }));
      expect(address.ok && (address.value.name ?? '')).toBe(name);
    },
  );
});

describe('equal URIs, RFC 3261 19.1.4', () => {
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp', true],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5', true],
    ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on', true],
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP', false],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060', false],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp', false],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off', false],
    ['tel:+1-555-0100', 'tel:+15550100', true],
    ['sip:a@b', 'sips:a@b', false],
  ])('%s and %s: %s', (a, b, want) => {
    const [x, y] = [parseUri(a), parseUri(b)];
    expect(x.ok && y.ok && sameUri(x.value, y.value)).toBe(want);
  });
});
