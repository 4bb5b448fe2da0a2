import { describe, expect, it } from 'vitest';
import { type Codec, decodeG711, encodeG711, G711 } from './g711.ts';

const CODECS: Codec[] = ['PCMU', 'PCMA'];

describe('G.711', () => {
  it('has the reference values of ITU-T G.711', () => {
    // Largest, smallest and zero codes of tables 1a/1b and 2a/2b, scaled to 16 bits.
    expect(G711.PCMU.toLinear[0xff]).toBe(0);
    expect(G711.PCMU.toLinear[0x80]).toBe(32_124);
    expect(G711.PCMU.toLinear[0x00]).toBe(-32_124);
    expect(G711.PCMA.toLinear[0xd5]).toBe(8);
    expect(G711.PCMA.toLinear[0xaa]).toBe(32_256);
    expect(G711.PCMA.toLinear[0x2a]).toBe(-32_256);
  });

  it.each(CODECS)('%s: every code comes back as itself', (codec) => {
    const { toLinear, fromLinear } = G711[codec];
    for (let code = 0; code < 256; code += 1) {
      const again = fromLinear[toLinear[code]! & 0xffff]!;
      // Mu-law has two zeros.
      expect(toLinear[again]).toBe(toLinear[code]);
    }
  });

  it.each(CODECS)('%s: no sample is farther from its code than half a step, and order is kept', (codec) => {
    const { toLinear, fromLinear } = G711[codec];
    let before = Number.NEGATIVE_INFINITY;
    for (let sample = -32_768; sample < 32_768; sample += 1) {
      const back = toLinear[fromLinear[sample & 0xffff]!]!;
      expect(back).toBeGreaterThanOrEqual(before);
      before = back;
      // The top step ends at 32,124 (mu) and 32,256 (A): beyond it samples are clipped.
      if (Math.abs(sample) < 32_000)
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(16 + Math.abs(sample) / 30);
    }
  });

  it('encodes and decodes at an offset', () => {
    const bytes = new Uint8Array(10);
    encodeG711('PCMU', Int16Array.of(0, 1_000, -1_000), 3, bytes, 4);
    const back = new Int16Array(3);
    decodeG711('PCMU', bytes, 4, 3, back);
    expect([...back]).toEqual([0, 988, -988]);
  });
});
