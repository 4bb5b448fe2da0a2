/**
 * The whole of G.722 at 64 kbit/s, sound at 16 kHz, as a phone has it: the far end of a test. What Baton itself needs of it is
 * `g722.ts`; here the higher sub-band and the quadrature mirror filters (ITU-T G.722 clauses 3.1, 4.4 and 5) are added.
 */
import { createG722, decodeLow, encodeLow } from './g722.ts';
import { createPredictor, inverseLog, predict } from './g722-predictor.ts';

/** Half of the filter, the other half is its mirror image (table 11 of clause 5). */
const FILTER = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];
/** Two-bit codes of the higher sub-band: outputs and what they add to the step's logarithm (`QM2`, `WH` of clause 6.2). */
const LEVELS = [-926, -202, 926, 202];
const STEPS = [798, -214, 798, -214];
const DECISION = 564;
const LOG_MAX = 22_528;

const clip16 = (value: number): number => Math.max(-32_768, Math.min(32_767, value));
const clip15 = (value: number): number => Math.max(-16_384, Math.min(16_383, value));

function createHigh() {
  const predictor = createPredictor();
  let log = 0;
  let step = 8;
  const decode = (code: number): number => {
    const difference = (step * LEVELS[code]!) >> 12;
    const value = clip15(predictor.estimate + difference);
    predict(predictor, difference);
    log = Math.max(0, Math.min(LOG_MAX, ((log * 127) >> 7) + STEPS[code]!));
    step = inverseLog(log, 10);
    return value;
  };
  const encode = (value: number): number => {
    const error = clip16(value - predictor.estimate);
    const isBig = (error < 0 ? ~error : error) >= (DECISION * step) >> 12;
    const code = (error < 0 ? 0 : 2) + (isBig ? 0 : 1);
    decode(code);
    return code;
  };
  return { decode, encode };
}

/** The two branches of the filter over 24 samples, newest last. */
function createMirrorFilter(): (first: number, second: number) => [number, number] {
  const past = new Float64Array(24);
  return (first, second) => {
    past.copyWithin(0, 2);
    past[22] = first;
    past[23] = second;
    let even = 0;
    let odd = 0;
    for (let i = 0; i < 12; i += 1) {
      even += past[2 * i]! * FILTER[i]!;
      odd += past[2 * i + 1]! * FILTER[11 - i]!;
    }
    return [odd, even];
  };
}

export interface WideEnd {
  /** Twice as many samples at 16 kHz as octets. */
  decode(octets: Uint8Array): Int16Array;
  encode(samples: Int16Array): Uint8Array;
}

/** One end with both directions. */
export function createWideEnd(): WideEnd {
  const [lowIn, lowOut, highIn, highOut] = [createG722(), createG722(), createHigh(), createHigh()];
  const [split, join] = [createMirrorFilter(), createMirrorFilter()];
  return {
    decode: (octets) => {
      const samples = new Int16Array(octets.length * 2);
      for (const [i, octet] of octets.entries()) {
        const low = decodeLow(lowIn, octet & 0x3f);
        const high = highIn.decode(octet >> 6);
        const [first, second] = join(low + high, low - high);
        samples[2 * i] = clip16(Math.floor(first / 2048));
        samples[2 * i + 1] = clip16(Math.floor(second / 2048));
      }
      return samples;
    },
    encode: (samples) =>
      Uint8Array.from({ length: samples.length >> 1 }, (_, i) => {
        const [odd, even] = split(samples[2 * i]!, samples[2 * i + 1]!);
        const low = encodeLow(lowOut, Math.floor((odd + even) / 16_384));
        return (highOut.encode(Math.floor((odd - even) / 16_384)) << 6) | low;
      }),
  };
}
