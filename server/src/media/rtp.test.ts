import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRtpHeader, isRtcp, readRtp, sequenceDistance, writeRtpHeader } from './rtp.ts';

describe('RTP', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 127 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 65_535 }),
        fc.integer({ min: 0, max: 4_294_967_295 }),
        fc.integer({ min: 0, max: 4_294_967_295 }),
        (payloadType, marker, sequence, timestamp, ssrc) => {
          const packet = new Uint8Array(20);
          writeRtpHeader(packet, payloadType, marker, sequence, timestamp, ssrc);
          const header = emptyRtpHeader();
          expect(readRtp(packet, header)).toBe(true);
          expect(header).toEqual({
            payloadType,
            marker,
            sequence,
            timestamp,
            ssrc,
            payloadOffset: 12,
            payloadLength: 8,
          });
        },
      ),
    );
  });

  it('leaves out sources, extension and padding', () => {
    const packet = new Uint8Array(12 + 8 + 4 + 4 + 5 + 3);
    packet.set([0x80 | 0x20 | 0x10 | 2, 0]);
    packet.set([0xbe, 0xde, 0, 1], 20);
    packet[packet.length - 1] = 3;
    const header = emptyRtpHeader();
    expect(readRtp(packet, header)).toBe(true);
    expect(header).toMatchObject({ payloadOffset: 28, payloadLength: 5 });
  });

  it('never throws and never reaches past the packet, whatever the bytes', () => {
    const header = emptyRtpHeader();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (packet) => {
        if (packet.length > 0) packet[0] = 0x80 | (packet[0]! & 0x3f);
        if (!readRtp(packet, header)) return;
        expect(header.payloadLength).toBeGreaterThanOrEqual(0);
        expect(header.payloadOffset + header.payloadLength).toBeLessThanOrEqual(packet.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tells RTCP from RTP on one port', () => {
    const report = Uint8Array.of(0x80, 200, 0, 1, 0, 0, 0, 0);
    expect(isRtcp(report)).toBe(true);
    // Payload type 72 with the marker set looks like 200: RFC 5761 forbids it for RTP. PCMU with the marker is 128.
    expect(isRtcp(Uint8Array.of(0x80, 128, 0, 1, 0, 0, 0, 0))).toBe(false);
  });

  it('counts sequence numbers over their end', () => {
    expect(sequenceDistance(2, 65_534)).toBe(4);
    expect(sequenceDistance(65_534, 2)).toBe(-4);
  });
});
