import { describe, expect, it } from 'vitest';
import type { RtpRemote } from '../../media/protocol.ts';
import type { Arrangement } from '../../ports/telephony.ts';
import type { SipCall } from '../../sip/index.ts';
import { canMeet, pairOf, placeOf } from './direct-plan.ts';
import { type Leg, makeLeg } from './leg.ts';

const arrangement = (hears: Arrangement['hears'], more: Partial<Arrangement> = {}): Arrangement => ({
  callId: 'c',
  revision: 1,
  hears,
  plays: [],
  ...more,
});

describe('who talks with whom, and nothing else', () => {
  it('two who hear each other, whoever else hears nothing', () => {
    expect(pairOf(arrangement({ a: ['b'], b: ['a'] }))).toEqual(['a', 'b']);
    expect(pairOf(arrangement({ a: ['b'], b: ['a'], ringing: [] }))).toEqual(['a', 'b']);
  });

  it.each([
    ['a play beside', arrangement({ a: ['b', 'hold'], b: ['a'] })],
    ['one way only', arrangement({ a: ['b'] })],
    ['a third ear', arrangement({ a: ['b'], b: ['a'], supervisor: ['a', 'b'] })],
    ['a third voice', arrangement({ a: ['b'], b: ['a', 'supervisor'], supervisor: ['b'] })],
    ['a round of three', arrangement({ a: ['b'], b: ['c'], c: ['a'] })],
    ['each a play of its own', arrangement({ a: ['x'], b: ['y'] })],
    [
      'recorded',
      arrangement({ a: ['b'], b: ['a'] }, { record: { recordingId: 'r', left: ['a'], right: ['b'] } }),
    ],
    ['listened to', arrangement({ a: ['b'], b: ['a'] }, { listen: { legId: 'a', language: 'en' } })],
    ['nobody', arrangement({})],
  ])('%s: nobody', (_what, one) => expect(pairOf(one)).toBeUndefined());
});

describe('whom they can reach', () => {
  const leg = (
    remote: Partial<RtpRemote> = {},
    more: Partial<Leg> = {},
    signalHost = remote.host ?? '203.0.113.7',
  ) => ({
    ...makeLeg('c', 'l', 'live'),
    answered: true,
    mayGoDirect: true,
    call: { peer: () => ({ host: signalHost }) } as unknown as SipCall,
    remote: {
      host: '203.0.113.7',
      port: 4_000,
      codec: 'PCMU',
      audioType: 0,
      keyType: 101,
      rtcpMux: false,
      latch: 'host',
      ...remote,
    } satisfies RtpRemote,
    ...more,
  });

  it.each([
    ['127.0.0.1', 'ipv4 machine'],
    ['10.1.2.3', 'ipv4 inside'],
    ['100.72.0.1', 'ipv4 inside'],
    ['172.31.255.255', 'ipv4 inside'],
    ['172.32.0.1', 'ipv4 world'],
    ['203.0.113.7', 'ipv4 world'],
    ['::1', 'ipv6 machine'],
    ['fd12::1', 'ipv6 inside'],
    ['2001:db8::1', 'ipv6 world'],
  ])('%s is %s', (host, place) => expect(placeOf(host)).toBe(place));

  it('two of the same codec and numbers, both of the world or both of the inside', () => {
    expect(canMeet(leg(), leg({ host: '198.51.100.9' }))).toBe(true);
    expect(canMeet(leg({ host: '10.0.0.5' }), leg({ host: '192.168.3.4' }))).toBe(true);
    // A program of this machine that names the machine's own address.
    expect(canMeet(leg({ host: '10.0.0.5' }, {}, '127.0.0.1'), leg({ host: '10.0.0.6' }))).toBe(true);
    // A media gateway beside the signalling of a carrier, both of the world.
    expect(canMeet(leg(), leg({ host: '198.51.100.9' }, {}, '198.51.100.1'))).toBe(true);
  });

  it.each([
    ['one is inside, one of the world', leg({ host: '10.0.0.5' })],
    ['written behind a translation', leg({ host: '10.0.0.5' }, {}, '203.0.113.9')],
    ['another codec', leg({ codec: 'PCMA', audioType: 8 })],
    ['another number for keys', leg({ keyType: 96 })],
    ['no keys in the stream', leg({ keyType: undefined })],
    ['on hold', leg({ muted: true })],
    ['encrypted', leg({}, { isSecure: true })],
    ['not switched on', leg({}, { mayGoDirect: false })],
    ['still being judged', leg({}, { answered: false })],
    ['a voicemail', leg({}, { awaiting: {} as Leg['awaiting'] })],
    ['lost', leg({}, { lost: true })],
    ['the other family', leg({ host: '2001:db8::1' })],
  ])('%s: no', (_what, other) => {
    expect(canMeet(leg(), other)).toBe(false);
    expect(canMeet(other, leg())).toBe(false);
  });
});
