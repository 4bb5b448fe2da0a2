import { describe, expect, it } from 'vitest';
import { agree, answerDirection, buildAnswer, buildOffer, type Direction, parseSdp } from './sdp.ts';
import { seededIds } from './virtual-clock.ts';

const lines = (...all: string[]): string =>
  `${['v=0', 'o=jdoe 10 2 IN IP4 192.0.2.1', 's=-', 't=0 0', ...all].join('\r\n')}\r\n`;
const read = (text: string) => {
  const parsed = parseSdp(text);
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return parsed.value;
};
const LOCAL = { host: '10.0.0.1', port: 4000, sessionId: '7', version: 1 };

describe('reading', () => {
  it('codecs with and without rtpmap, key tones, addresses, ptime', () => {
    const { audio, sessionId, version } = read(
      lines(
        'c=IN IP4 192.0.2.9',
        'm=audio 5000 RTP/AVP 8 0 96 111',
        'a=rtpmap:96 telephone-event/8000',
        'a=fmtp:96 0-16',
        'a=rtpmap:111 opus/48000/2',
        'a=ptime:30',
        'a=sendonly',
        'a=rtcp:5009',
      ),
    );
    expect([sessionId, version]).toEqual(['10', '2']);
    expect(audio).toMatchObject({
      host: '192.0.2.9',
      port: 5000,
      profile: 'RTP/AVP',
      direction: 'sendonly',
      ptimeMs: 30,
      rtcpPort: 5009,
    });
    expect(
      audio!.codecs.map((codec) => [codec.payload, codec.name, codec.clockRate, codec.channels]),
    ).toEqual([
      [8, 'pcma', 8000, 1],
      [0, 'pcmu', 8000, 1],
      [96, 'telephone-event', 8000, 1],
      [111, 'opus', 48000, 2],
    ]);
    expect(audio!.codecs[2]!.parameters).toBe('0-16');
  });

  it('the address of the line wins over that of the session; zeros mean hold; direction of the session counts', () => {
    expect(read(lines('c=IN IP4 1.1.1.1', 'm=audio 1 RTP/AVP 0', 'c=IN IP4 2.2.2.2')).audio!.host).toBe(
      '2.2.2.2',
    );
    expect(read(lines('c=IN IP4 0.0.0.0', 'm=audio 1 RTP/AVP 0')).audio!.direction).toBe('inactive');
    expect(read(lines('c=IN IP6 2001:db8::1', 'a=recvonly', 'm=audio 1 RTP/AVP 0')).audio).toMatchObject({
      host: '2001:db8::1',
      direction: 'recvonly',
    });
  });

  it('keys (RFC 4568)', () => {
    const { audio } = read(
      lines(
        'c=IN IP4 1.1.1.1',
        'm=audio 1 RTP/SAVP 0',
        'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUJD|2^31',
      ),
    );
    expect(audio!.crypto).toEqual([
      { tag: 1, suite: 'AES_CM_128_HMAC_SHA1_80', keyParams: 'inline:QUJD|2^31' },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['no origin', 'v=0\r\n'],
    ['no address', lines('m=audio 1 RTP/AVP 0')],
    ['a bad port', lines('c=IN IP4 1.1.1.1', 'm=audio 99999 RTP/AVP 0')],
    ['too many lines', lines(...Array(500).fill('a=x'))],
  ])('%s is an error', (_, text) => {
    expect(parseSdp(text).ok).toBe(false);
  });

  it('mutated descriptions never throw', () => {
    const seed = lines(
      'c=IN IP4 192.0.2.9',
      'm=audio 5000 RTP/AVP 8 0 96',
      'a=rtpmap:96 telephone-event/8000',
      'a=crypto:1 X inline:Y',
      'm=video 6 RTP/AVP 31',
    );
    const { chance } = seededIds(3);
    for (let round = 0; round < 20_000; round++) {
      const at = Math.floor(chance() * seed.length);
      const text =
        seed.slice(0, at) +
        String.fromCharCode(Math.floor(chance() * 256)) +
        seed.slice(at + Math.floor(chance() * 9));
      const parsed = parseSdp(text);
      const agreed = parsed.ok && parsed.value.audio && agree(parsed.value.audio);
      if (parsed.ok && agreed) expect(parseSdp(buildAnswer(parsed.value, agreed, LOCAL)).ok).toBe(true);
    }
  });
});

describe('agreeing', () => {
  it('our own offer is understood by ourselves', () => {
    const offer = read(buildOffer(LOCAL));
    const agreed = agree(offer.audio!)!;
    expect([agreed.codec.name, agreed.events?.payload, agreed.direction]).toEqual(['pcmu', 101, 'sendrecv']);
    const answer = read(buildAnswer(offer, agreed, { ...LOCAL, host: '10.0.0.2', port: 5000 }));
    expect(answer.audio).toMatchObject({ host: '10.0.0.2', port: 5000, direction: 'sendrecv' });
    expect(answer.audio!.codecs.map((codec) => codec.name)).toEqual(['pcmu', 'telephone-event']);
  });

  it('their order and their payload numbers; other lines refused in place', () => {
    const offer = read(
      lines(
        'c=IN IP4 1.1.1.1',
        'm=video 7000 RTP/AVP 31',
        'm=audio 5000 RTP/AVP 111 8 97',
        'a=rtpmap:111 opus/48000/2',
        'a=rtpmap:97 telephone-event/8000',
      ),
    );
    const agreed = agree(offer.audio!)!;
    expect([agreed.codec.payload, agreed.events?.payload]).toEqual([8, 97]);
    const text = buildAnswer(offer, agreed, LOCAL);
    expect(text.split('\r\n').filter((line) => line.startsWith('m='))).toEqual([
      'm=video 0 RTP/AVP 31',
      'm=audio 4000 RTP/AVP 8 97',
    ]);
  });

  it.each([
    ['no codec', ['m=audio 5000 RTP/AVP 18']],
    ['only key tones', ['m=audio 5000 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000']],
    ['a refused line', ['m=audio 0 RTP/AVP 0']],
    ['SRTP without a key we know', ['m=audio 5000 RTP/SAVP 0', 'a=crypto:1 F8_128_HMAC_SHA1_80 inline:QUJD']],
  ])('nothing in common: %s', (_, media) => {
    expect(agree(read(lines('c=IN IP4 1.1.1.1', ...media)).audio!)).toBeUndefined();
  });

  const table: [Direction, Direction, Direction][] = [
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'recvonly', 'recvonly'],
    ['sendonly', 'sendonly', 'inactive'],
    ['recvonly', 'recvonly', 'inactive'],
    ['sendrecv', 'inactive', 'inactive'],
  ];
  it.each(table)('they %s, we %s: %s', (theirs, ours, want) => {
    expect(answerDirection(theirs, ours)).toBe(want);
  });
});
