/**
 * G.711 companding (ITU-T G.711; RTP payload types 0 PCMU and 8 PCMA, RFC 3551 section 4.5.14), by table.
 *
 * Samples are 16-bit; the codec keeps 14 (mu-law) or 13 (A-law) bits of them.
 */
export type Codec = 'PCMU' | 'PCMA';

/** What a leg may be sent and send; what it says reaches the mixer in a law of G.711, see `mixedAs`. */
export type WireCodec = Codec | 'G722';

/** The law in which a leg's frames are kept and mixed. */
export function mixedAs(codec: WireCodec): Codec {
  return codec === 'G722' ? 'PCMU' : codec;
}

const BIAS = 0x84;
const CLIP = 32_635;

function decodeUlaw(code: number): number {
  const bits = ~code & 0xff;
  const exponent = (bits >> 4) & 7;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << exponent) - BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}

function encodeUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function decodeAlaw(code: number): number {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = (bits & 0x0f) << 4;
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return bits & 0x80 ? magnitude : -magnitude;
}

function encodeAlaw(sample: number): number {
  // Negative values are one's complement in A-law: -1 is the smallest negative step, not zero.
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = Math.min(sample < 0 ? ~sample : sample, 32_767) >> 4;
  const exponent = magnitude < 32 ? (magnitude < 16 ? 0 : 1) : 31 - Math.clz32(magnitude) - 3;
  const mantissa = exponent === 0 ? magnitude & 0x0f : (magnitude >> (exponent - 1)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

function decodeTable(decode: (code: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, code) => decode(code));
}

function encodeTable(encode: (sample: number) => number): Uint8Array {
  const table = new Uint8Array(65_536);
  for (let sample = -32_768; sample < 32_768; sample += 1) table[sample & 0xffff] = encode(sample);
  return table;
}

interface Tables {
  toLinear: Int16Array;
  fromLinear: Uint8Array;
  /** The code of a zero sample. */
  silence: number;
  payloadType: number;
}

export const G711: Record<Codec, Tables> = {
  PCMU: {
    toLinear: decodeTable(decodeUlaw),
    fromLinear: encodeTable(encodeUlaw),
    silence: 0xff,
    payloadType: 0,
  },
  PCMA: {
    toLinear: decodeTable(decodeAlaw),
    fromLinear: encodeTable(encodeAlaw),
    silence: 0xd5,
    payloadType: 8,
  },
};

/** Decodes `length` bytes of `from` (starting at `offset`) into `into`, starting at 0. */
export function decodeG711(
  codec: Codec,
  from: Uint8Array,
  offset: number,
  length: number,
  into: Int16Array,
): void {
  const table = G711[codec].toLinear;
  for (let i = 0; i < length; i += 1) into[i] = table[from[offset + i]!]!;
}

/** Encodes `length` samples of `from` into `into`, starting at `offset`. */
export function encodeG711(
  codec: Codec,
  from: Int16Array,
  length: number,
  into: Uint8Array,
  offset: number,
): void {
  const table = G711[codec].fromLinear;
  for (let i = 0; i < length; i += 1) into[offset + i] = table[from[i]! & 0xffff]!;
}

const pairTables: Partial<Record<Codec, Uint8Array>> = {};

/**
 * The code of the sum of two codes, at `first << 8 | second`: what decoding both, adding with saturation and encoding gives,
 * in one look. 64 kB a law, made when first asked for.
 */
export function pairTable(codec: Codec): Uint8Array {
  const known = pairTables[codec];
  if (known !== undefined) return known;
  const { toLinear, fromLinear } = G711[codec];
  const table = new Uint8Array(65_536);
  for (let a = 0; a < 256; a += 1)
    for (let b = 0; b < 256; b += 1) {
      const sum = Math.max(-32_768, Math.min(32_767, toLinear[a]! + toLinear[b]!));
      table[(a << 8) | b] = fromLinear[sum & 0xffff]!;
    }
  pairTables[codec] = table;
  return table;
}
