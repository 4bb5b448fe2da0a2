/**
 * Keys as two tones in the sound itself (ITU-T Q.23), for far ends that know no events (RFC 4733): old gateways, a line behind an
 * analogue adapter. Read from packets as they come, 102 samples at a time, which tells the eight tones apart and forgives 1.5 % of
 * pitch (Q.24). A key is one that four stretches in a row agree on (51 ms), so that a voice, which holds no two such tones that
 * purely for that long, presses none.
 */
import { SAMPLE_RATE_HZ } from './frame.ts';
import { type Codec, decodeG711, encodeG711, mixedAs, type WireCodec } from './g711.ts';
import { createG722, decodeG722, type G722State } from './g722.ts';
import { PACKET_MAX_SAMPLES } from './jitter-buffer.ts';

export interface ToneKeys {
  /** An audio packet as it arrived; a key that is pressed from here on, told once a press. */
  take(codec: WireCodec, packet: Uint8Array, offset: number, length: number): string | undefined;
}

const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1_209, 1_336, 1_477, 1_633];
const KEYS = ['123A', '456B', '789C', '*0#D'];
const STRETCH_SAMPLES = 102;
const AGREEING = 4;
/** As many stretches without it end a press, so that a gap of one lost packet does not make two. */
const SILENT = 3;
/** Of both tones together, of full scale: -36 dBm0 at least. */
const LEAST_RMS = 120;
/** The two tones' share of all power there is: speech under them, or another tone beside, is no key. */
const LEAST_SHARE = 0.76;
/** Of a group's other tones, at most so much of the loudest's power (8 dB below). */
const OTHER_SHARE = 0.16;
/** Columns may be 4 dB louder than rows, and 8 dB fainter (Q.24 annex A). */
const COLUMN_LOUDER = 2.5;
const COLUMN_FAINTER = 6.3;

const coefficients = [...ROWS_HZ, ...COLUMNS_HZ].map(
  (hz) => 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ),
);

/** The stretch that is looked at, for all legs of a thread: memory of its own for each would be cold every time. */
const samples = new Int16Array(STRETCH_SAMPLES);
const powers = new Float64Array(8);

/** The loudest of four powers, if none of the others comes near. */
function standsOut(from: number): number {
  let best = from;
  for (let i = from + 1; i < from + 4; i += 1) if (powers[i]! > powers[best]!) best = i;
  for (let i = from; i < from + 4; i += 1)
    if (i !== best && powers[i]! > powers[best]! * OTHER_SHARE) return -1;
  return best;
}

/** Goertzel's powers of four of the tones, side by side: one after the other, each would wait for its own last sum. */
function addPowers(from: number): void {
  const [c0, c1, c2, c3] = [
    coefficients[from]!,
    coefficients[from + 1]!,
    coefficients[from + 2]!,
    coefficients[from + 3]!,
  ];
  let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < STRETCH_SAMPLES; i += 1) {
    const sample = samples[i]!;
    const n0 = sample + c0 * a0 - b0;
    const n1 = sample + c1 * a1 - b1;
    const n2 = sample + c2 * a2 - b2;
    const n3 = sample + c3 * a3 - b3;
    b0 = a0;
    b1 = a1;
    b2 = a2;
    b3 = a3;
    a0 = n0;
    a1 = n1;
    a2 = n2;
    a3 = n3;
  }
  powers[from] = a0 * a0 + b0 * b0 - c0 * a0 * b0;
  powers[from + 1] = a1 * a1 + b1 * b1 - c1 * a1 * b1;
  powers[from + 2] = a2 * a2 + b2 * b2 - c2 * a2 * b2;
  powers[from + 3] = a3 * a3 + b3 * b3 - c3 * a3 * b3;
}

/** The key of the stretch that begins at `at`; undefined: it is anything else. Silence is told by its energy, most sound by the rows. */
function keyIn(law: Codec, sound: Uint8Array, at: number): string | undefined {
  decodeG711(law, sound, at, STRETCH_SAMPLES, samples);
  let energy = 0;
  for (let i = 0; i < STRETCH_SAMPLES; i += 1) energy += samples[i]! * samples[i]!;
  if (energy < LEAST_RMS * LEAST_RMS * STRETCH_SAMPLES) return undefined;
  addPowers(0);
  const row = standsOut(0);
  // The loudest column there may be with this row would not make up the share.
  if (row < 0 || powers[row]! * (1 + COLUMN_LOUDER) * 2 < LEAST_SHARE * energy * STRETCH_SAMPLES)
    return undefined;
  addPowers(4);
  const column = standsOut(4);
  if (column < 0) return undefined;
  const [low, high] = [powers[row]!, powers[column]!];
  if (high > low * COLUMN_LOUDER || low > high * COLUMN_FAINTER) return undefined;
  // A sine's power in its own bin is half the stretch times its energy.
  if ((low + high) * 2 < LEAST_SHARE * energy * STRETCH_SAMPLES) return undefined;
  return KEYS[row]?.[column - 4];
}

export function createToneKeys(): ToneKeys {
  /** The stretch that is being filled, and before it those put off. */
  const sound = new Uint8Array(AGREEING * STRETCH_SAMPLES);
  let law: Codec = 'PCMU';
  let putOff = 0;
  let wide: { state: G722State; samples: Int16Array; codes: Uint8Array } | undefined;
  let filled = 0;
  let candidate: string | undefined;
  let agreed = 0;
  let held: string | undefined;
  let silent = 0;

  const judge = (key: string | undefined): string | undefined => {
    agreed = key !== undefined && key === candidate ? agreed + 1 : 1;
    candidate = key;
    if (held !== undefined) {
      silent = key === held ? 0 : silent + 1;
      if (silent >= SILENT) held = undefined;
    }
    if (key === undefined || agreed < AGREEING || key === held) return undefined;
    held = key;
    silent = 0;
    return key;
  };

  /**
   * This runs for every packet of a line without events. While nothing is pressed, only each fourth stretch is looked at: four that
   * agree cannot pass it by, and only when it is a key are the three before it looked at too.
   */
  const endStretch = (): string | undefined => {
    filled = 0;
    if (held === undefined && candidate === undefined && putOff < AGREEING - 1) {
      putOff += 1;
      return undefined;
    }
    const before = putOff;
    putOff = 0;
    const key = keyIn(law, sound, before * STRETCH_SAMPLES);
    if (key !== undefined) for (let i = 0; i < before; i += 1) judge(keyIn(law, sound, i * STRETCH_SAMPLES));
    return judge(key);
  };

  /** G.722 leans on what came before: it is turned into mu-law at once, as it is for the mixer. */
  const narrowed = (packet: Uint8Array, offset: number, length: number): Uint8Array => {
    wide ??= {
      state: createG722(),
      samples: new Int16Array(PACKET_MAX_SAMPLES),
      codes: new Uint8Array(PACKET_MAX_SAMPLES),
    };
    decodeG722(wide.state, packet, offset, length, wide.samples);
    encodeG711('PCMU', wide.samples, length, wide.codes, 0);
    return wide.codes;
  };

  return {
    take(codec, packet, offset, length) {
      if (length > PACKET_MAX_SAMPLES) return undefined;
      const codes = codec === 'G722' ? narrowed(packet, offset, length) : packet;
      const start = codec === 'G722' ? 0 : offset;
      if (mixedAs(codec) !== law) {
        law = mixedAs(codec);
        putOff = 0;
        filled = 0;
      }
      let pressed: string | undefined;
      for (let at = 0; at < length; ) {
        const end = Math.min(length, at + STRETCH_SAMPLES - filled);
        const to = putOff * STRETCH_SAMPLES - at + filled;
        filled += end - at;
        for (; at < end; at += 1) sound[to + at] = codes[start + at]!;
        if (filled === STRETCH_SAMPLES) pressed = endStretch() ?? pressed;
      }
      return pressed;
    },
  };
}
