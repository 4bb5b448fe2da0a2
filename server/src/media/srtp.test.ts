import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeRtpHeader } from './rtp.ts';
import {
  createSrtpReceiver,
  createSrtpSender,
  deriveKeys,
  readKeyParams,
  SRTP_EXTRA_BYTES,
  type SrtpKeys,
} from './srtp.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const keysOf = (master: Buffer, suite: SrtpKeys['suite'] = 'AES_CM_128_HMAC_SHA1_80'): SrtpKeys => ({
  suite,
  key: master.toString('base64'),
});
const protectRtp = (sender: ReturnType<typeof createSrtpSender>, packet: Buffer): Buffer => {
  const into = Buffer.alloc(packet.length + SRTP_EXTRA_BYTES);
  return into.subarray(0, sender.protectRtp(packet, into));
};
const packetOf = (sequence: number, words = 'hello', ssrc = 77): Buffer => {
  const packet = Buffer.alloc(12 + words.length);
  writeRtpHeader(packet, 0, false, sequence, sequence * 160, ssrc);
  packet.write(words, 12, 'latin1');
  return packet;
};

describe('the vectors of RFC 3711', () => {
  it('B.2: the keystream of AES in counter mode', () => {
    const iv = hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000');
    const stream = createCipheriv('aes-128-ctr', hex('2B7E151628AED2A6ABF7158809CF4F3C'), iv).update(
      Buffer.alloc(0xff02 * 16),
    );
    expect(stream.subarray(0, 48)).toEqual(
      hex(
        'E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0',
      ),
    );
    expect(stream.subarray(0xfeff * 16, 0xff02 * 16)).toEqual(
      hex(
        'EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE 6A2CC3787889374FBEB4C81B17BA6C44',
      ),
    );
  });
  it('B.3: cipher key, salt and authentication key', () => {
    const keys = deriveKeys(hex('E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6'), 0);
    expect(keys.cipher).toEqual(hex('C61E7A93744F39EE10734AFE3FF7A087'));
    expect(keys.salt).toEqual(hex('30CBBC08863D8C85D49DB34A9AE1'));
    expect(keys.auth).toEqual(hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'));
  });
});

/** The reference packets that libsrtp checks itself with, under the master key of B.3. */
describe('reference packets', () => {
  const keys = keysOf(hex('e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6'));
  const plain = hex('800f1234decafbadcafebabe abababababababababababababababab');
  const sealed = hex('800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb');
  it('RTP there and back', () => {
    expect(protectRtp(createSrtpSender(keys), plain)).toEqual(sealed);
    expect(createSrtpReceiver(keys).openRtp(Buffer.from(sealed))).toEqual(plain);
  });
  it('RTCP there and back', () => {
    const report = hex('81c8000bcafebabe abababababababababababababababab');
    const into = Buffer.alloc(report.length + SRTP_EXTRA_BYTES);
    expect(createSrtpSender(keys).protectRtcp(report, into)).toBe(into.length);
    expect(into).toEqual(
      hex('81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798'),
    );
    const receiver = createSrtpReceiver(keys);
    expect(receiver.openRtcp(Buffer.from(into))).toEqual(report);
    expect(receiver.openRtcp(Buffer.from(into)), 'the same report again').toBeUndefined();
  });
});

describe('a stream', () => {
  const keys = keysOf(randomBytes(30));
  it('of either suite is read over two wraps of its sequence, with packets swapped and lost', () => {
    for (const suite of ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const) {
      const [sender, receiver] = [
        createSrtpSender({ ...keys, suite }),
        createSrtpReceiver({ ...keys, suite }),
      ];
      let held: Buffer | undefined;
      let read = 0;
      for (let i = 65_000; i < 65_536 * 2 + 600; i += 7) {
        const sealed = protectRtp(sender, packetOf(i & 0xffff));
        if (i % 5 === 0) {
          held = sealed;
          continue;
        }
        for (const one of held === undefined ? [sealed] : [sealed, held])
          if (receiver.openRtp(Buffer.from(one))?.toString('latin1', 12) === 'hello') read += 1;
        held = undefined;
      }
      expect(read).toBeGreaterThan(9_000);
    }
  });
  it('a packet that comes again, of another key, or changed in one bit anywhere is dropped, and harms nothing', () => {
    const sender = createSrtpSender(keys);
    const receiver = createSrtpReceiver(keys);
    const first = protectRtp(sender, packetOf(1));
    expect(receiver.openRtp(Buffer.from(first))).toBeDefined();
    expect(receiver.openRtp(Buffer.from(first))).toBeUndefined();
    expect(
      receiver.openRtp(protectRtp(createSrtpSender(keysOf(randomBytes(30))), packetOf(2))),
    ).toBeUndefined();
    const second = protectRtp(sender, packetOf(2));
    for (let bit = 0; bit < second.length * 8; bit += 1) {
      const bad = Buffer.from(second);
      bad[bit >> 3]! ^= 1 << (bit & 7);
      expect(receiver.openRtp(bad), `bit ${bit}`).toBeUndefined();
    }
    expect(receiver.openRtp(Buffer.from(second))?.toString('latin1', 12)).toBe('hello');
  });
  it('an index is sent once: a late packet may fill a gap, and never go over another', () => {
    const sender = createSrtpSender(keys);
    expect(protectRtp(sender, packetOf(10)).length).toBeGreaterThan(0);
    expect(protectRtp(sender, packetOf(12)).length).toBeGreaterThan(0);
    expect(protectRtp(sender, packetOf(11)).length).toBeGreaterThan(0);
    expect(protectRtp(sender, packetOf(11, 'other')).length).toBe(0);
    expect(protectRtp(sender, packetOf(12, 'other')).length).toBe(0);
  });
  it('what is no packet is nothing, whatever it is', () => {
    const receiver = createSrtpReceiver(keys);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(receiver.openRtp(Buffer.from(bytes))).toBeUndefined();
        expect(receiver.openRtcp(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });
});

describe('keys in a description (RFC 4568)', () => {
  const key = randomBytes(30).toString('base64');
  it('are read with a lifetime, and refused with an MKI, of another length or suite', () => {
    const suite = 'AES_CM_128_HMAC_SHA1_80';
    expect(readKeyParams(suite, `inline:${key}`)).toEqual({ suite, key });
    expect(readKeyParams(suite, `inline:${key}|2^31`)).toEqual({ suite, key });
    expect(readKeyParams(suite, `inline:${key}|2^31|1:4`)).toBeUndefined();
    expect(readKeyParams(suite, `inline:${randomBytes(20).toString('base64')}`)).toBeUndefined();
    expect(readKeyParams('F8_128_HMAC_SHA1_80', `inline:${key}`)).toBeUndefined();
  });
});
