import { isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSameEndpoint,
  readSocketAddress,
  SOCKET_ADDRESS_BYTES,
  writeSocketAddress,
} from './socket-address.ts';

const inFull = (bytes: Buffer): Buffer => Buffer.concat([bytes], SOCKET_ADDRESS_BYTES);

describe('socket addresses', () => {
  it('are laid out as in.h says', () => {
    expect(writeSocketAddress('192.0.2.7', 5_060)).toEqual(
      Buffer.from([2, 0, 0x13, 0xc4, 192, 0, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0]),
    );
    expect(writeSocketAddress('2001:db8::ff:7', 258)?.toString('hex')).toBe(
      `0a000102${'00000000'}20010db800000000000000000${'0ff0007'}${'00000000'}`,
    );
  });

  it('come back as Node writes them, however they were written', () => {
    for (const [written, read = written] of [
      ['0.0.0.0'],
      ['255.254.253.1'],
      ['::'],
      ['::1'],
      ['fe80::'],
      ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
      ['::ffff:192.0.2.1'],
      ['1:2:3:4:5:6:7:8'],
    ] as const)
      expect(readSocketAddress(inFull(writeSocketAddress(written, 65_535)!))).toEqual({
        address: read,
        port: 65_535,
      });
    fc.assert(
      fc.property(fc.ipV6(), fc.nat(65_535), (text, port) => {
        fc.pre(isIPv6(text));
        const { address } = new SocketAddress({ address: text, family: 'ipv6' });
        expect(readSocketAddress(writeSocketAddress(text, port)!)).toEqual({ address, port });
      }),
    );
  });

  it('nothing for a name, a zone or rubbish', () => {
    for (const text of ['example.org', 'fe80::1%eth0', '1.2.3', ''])
      expect(writeSocketAddress(text, 1)).toBeUndefined();
  });

  it('are told apart by family, port and address alone', () => {
    const a = inFull(writeSocketAddress('192.0.2.7', 5_060)!);
    const padded = Buffer.from(a).fill(9, 8);
    expect(isSameEndpoint(a, padded)).toBe(true);
    for (const [address, port] of [
      ['192.0.2.8', 5_060],
      ['192.0.2.7', 5_061],
      ['::ffff:192.0.2.7', 5_060],
    ] as const)
      expect(isSameEndpoint(a, inFull(writeSocketAddress(address, port)!))).toBe(false);
    const six = writeSocketAddress('2001:db8::1', 7)!;
    expect(isSameEndpoint(six, Buffer.from(six).fill(3, 4, 8))).toBe(true);
    expect(isSameEndpoint(six, writeSocketAddress('2001:db8::2', 7)!)).toBe(false);
  });
});
