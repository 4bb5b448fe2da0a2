import { describe, expect, it } from 'vitest';
import { newLocalTerms, srtpFrom } from './local-terms.ts';
import { offer, readAnswer, readOffer, withKeys } from './media-terms.ts';

const place = { host: '192.0.2.1', port: 10_000 };
const theirs = newLocalTerms({ host: '192.0.2.9', port: 20_000 }, 'offered');
const plain = newLocalTerms({ host: '192.0.2.9', port: 20_000 }, 'off');

describe('G.722 (RFC 3551 section 4.5.2)', () => {
  const theirOffer = (types: string): string =>
    `v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=audio 5000 RTP/AVP ${types}\r\n`;
  const agreed = (types: string, running?: string) =>
    readOffer(theirOffer(types), undefined, false, running === undefined ? undefined : remoteOf(running))
      ?.remote;
  const remoteOf = (types: string) => readOffer(theirOffer(types), undefined, false)!.remote;

  it('is offered last, and first where the call has a leg that speaks it; its clock says 8000', () => {
    expect(offer(plain)).toContain(' RTP/AVP 0 8 9 101\r\n');
    const wide = offer({ ...plain, wideFirst: true });
    expect(wide).toContain(' RTP/AVP 9 0 8 101\r\n');
    expect(wide).toContain('a=rtpmap:9 G722/8000\r\n');
  });
  it('is answered where they name it first, with or without its rtpmap line', () => {
    expect(agreed('9 0 8')).toMatchObject({ codec: 'G722', audioType: 9 });
    expect(agreed('0 9')).toMatchObject({ codec: 'PCMU', audioType: 0 });
    const renumbered = `${theirOffer('99 0')}a=rtpmap:99 G722/8000\r\n`;
    const offered = readOffer(renumbered, undefined, false)!;
    expect(offered.remote).toMatchObject({ codec: 'G722', audioType: 99 });
    expect(offered.answer(plain)).toContain('m=audio 20000 RTP/AVP 99\r\n');
    // 16000 would be true and is not what the registry says.
    expect(readOffer(renumbered.replace('8000\r\n', '16000\r\n'), undefined, false)!.remote.codec).toBe(
      'PCMU',
    );
  });
  it('a new description in a call keeps the codec that runs while it is still named', () => {
    expect(agreed('9 0', '0')).toMatchObject({ codec: 'PCMU' });
    expect(agreed('0 9', '9 0')).toMatchObject({ codec: 'G722' });
    expect(agreed('8', '9 0')).toMatchObject({ codec: 'PCMA' });
    expect(agreed('18', '9 0')).toBeUndefined();
  });
});

describe('SRTP by keys in the description (RFC 4568)', () => {
  it('their offer and our answer agree on one suite, with a key for each direction', () => {
    const ours = newLocalTerms(place, 'accepted');
    const sdp = offer(theirs);
    expect(sdp).toContain(' RTP/SAVP ');
    expect(sdp.match(/^a=crypto:/gm)).toHaveLength(2);
    const offered = readOffer(sdp, undefined, true)!;
    const answer = offered.answer(ours);
    expect(answer).toContain(' RTP/SAVP ');
    expect(answer).toContain(
      `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${ours.keys!.AES_CM_128_HMAC_SHA1_80}`,
    );
    const here = withKeys(offered, ours).srtp!;
    const there = withKeys(readAnswer(answer, undefined, theirs)!, theirs).srtp!;
    expect(here.send).toEqual(there.receive);
    expect(here.receive).toEqual(there.send);
    expect(here.send.key).not.toBe(here.receive.key);
  });
  it('the short suite is taken where it is the only one', () => {
    const short = offer(theirs).replace(/a=crypto:1 .*\r\n/, '');
    const offered = readOffer(short, undefined, true)!;
    const answer = offered.answer(newLocalTerms(place, 'accepted'));
    expect(answer).toContain('a=crypto:2 AES_CM_128_HMAC_SHA1_32 ');
    expect(readAnswer(answer, undefined, theirs)!.theirKeys!.suite).toBe('AES_CM_128_HMAC_SHA1_32');
  });
  it('an answer that leaves it out, or has it unasked, is refused; so is a suite under another tag', () => {
    const clear = readOffer(offer(plain), undefined, true)!.answer(newLocalTerms(place, 'accepted'));
    expect(readAnswer(clear, undefined, plain)).toBeDefined();
    expect(readAnswer(clear, undefined, theirs)).toBeUndefined();
    const secure = readOffer(offer(theirs), undefined, true)!.answer(newLocalTerms(place, 'accepted'));
    expect(readAnswer(secure, undefined, plain)).toBeUndefined();
    expect(readAnswer(secure.replace('a=crypto:1', 'a=crypto:2'), undefined, theirs)).toBeUndefined();
  });
  it('an offer is refused where it is not to be taken, and with keys that are none', () => {
    expect(readOffer(offer(theirs), undefined, false)).toBeUndefined();
    expect(readOffer(offer(theirs).replace(/inline:\S+/g, 'inline:abc'), undefined, true)).toBeUndefined();
    expect(readOffer(offer(theirs).replace(/a=crypto.*\r\n/g, ''), undefined, true)).toBeUndefined();
  });
  it('in the clear nothing speaks of keys, and every leg has keys of its own', () => {
    expect(offer(plain)).not.toContain('crypto');
    expect(
      withKeys(readOffer(offer(plain), undefined, true)!, newLocalTerms(place, 'accepted')).srtp,
    ).toBeUndefined();
    expect(newLocalTerms(place, 'offered').keys).not.toEqual(theirs.keys);
  });
  it('is taken over TLS, and elsewhere from those alone for whom it is switched on', () => {
    const wanted = ({ trunk }: { trunk?: string | undefined }): boolean => trunk === 'safe';
    expect(srtpFrom({ protocol: 'tls' })).toBe('accepted');
    expect(srtpFrom({ protocol: 'udp' })).toBe('off');
    expect(srtpFrom({ protocol: 'udp', trunk: 'safe' }, wanted)).toBe('accepted');
    expect(srtpFrom({ protocol: 'udp', trunk: 'other' }, wanted)).toBe('off');
  });
});
