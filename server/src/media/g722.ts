/**
 * G.722 at 64 kbit/s (ITU-T G.722; RTP payload type 9, RFC 3551 section 4.5.2) between the wire and sound at 8 kHz.
 *
 * An octet is one sample of each half of the spectrum: six bits of the lower sub-band (0 to 4 kHz), two of the higher. A
 * sub-band runs at 8 kHz, so the lower one alone is the sound brought down to the mixer's rate, and the quadrature mirror
 * filters of both ends (clause 3.1 and 4.4) are the filters of that change of rate. What the mixer sends has an empty
 * higher sub-band. An octet is one tick of RTP's clock, which for G.722 says 8000: frames are as long as G.711's.
 *
 * Unlike G.711 each octet is heard in the light of those before. The recommendation's leaking factors make two ends that
 * differ (a lost packet, a sender that was relayed before) agree again within some tens of ms; nothing has to be reset.
 */
import { createPredictor, inverseLog, type Predictor, predict } from './g722-predictor.ts';

/** Quantizer decision levels of the lower sub-band (clause 3.3; `Q6` of clause 6.2), from the first above zero. */
const DECISIONS = [
  35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219,
  1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919,
];
/** Quantizer output by magnitude, six bits (clause 3.4; `QM6`, an eighth of it) and the four that steer both ends (`QM4`). */
const FINE = [
  17, 54, 91, 130, 170, 211, 254, 300, 347, 396, 447, 501, 558, 618, 682, 750, 822, 899, 982, 1072, 1170,
  1279, 1399, 1535, 1689, 1873, 2088, 2376, 2738, 3101,
];
const COARSE = [0, 150, 323, 530, 786, 1121, 1612, 2557];
/** What each magnitude of the four bits adds to the logarithm of the step (clause 3.5; `WL`). */
const STEPS = [-60, -30, 58, 172, 334, 538, 1198, 3042];
const LOG_MAX = 18_432;
const LOG_SHIFT = 8;

/** The code of the `magnitude`-th interval; the two smallest negative ones took the codes that are left (clause 3.3). */
const codeOf = (magnitude: number, negative: boolean): number => {
  if (!negative) return 61 - magnitude;
  return magnitude < 2 ? 63 - magnitude : 33 - magnitude;
};

/** By six-bit code. Codes 0 to 3 are never sent (clause 3.3) and read as the smallest negative value. */
const FINE_BY_CODE = new Int16Array(64).fill(-FINE[0]!);
for (const [magnitude, level] of FINE.entries()) {
  FINE_BY_CODE[codeOf(magnitude, false)] = level;
  FINE_BY_CODE[codeOf(magnitude, true)] = -level;
}
/** By four-bit code: 0 and 15 are the smallest, 1 to 7 negative and 8 to 14 positive, both falling (clause 3.4). */
const magnitudeOf = (code: number): number => (code === 0 ? 0 : code < 8 ? 8 - code : 15 - code);
const COARSE_BY_CODE = Int16Array.from({ length: 16 }, (_, code) => {
  const level = COARSE[magnitudeOf(code)]!;
  return code < 8 ? -level : level;
});
const STEP_BY_CODE = Int16Array.from({ length: 16 }, (_, code) => STEPS[magnitudeOf(code)]!);

/** Two bits that stand for nothing in the higher sub-band: the smallest positive value, zero at the smallest step. */
const NO_HIGH = 0xc0;

/** What one end remembers of one direction. */
export interface G722State {
  predictor: Predictor;
  /** Logarithm of the quantizer's step, 2048 to the octave, and the step. */
  log: number;
  step: number;
}

export function createG722(): G722State {
  return { predictor: createPredictor(), log: 0, step: 32 };
}

/** Clauses 3.5 and 3.6, the same in both ends: the step and the prediction for the sample after this one. */
function adapt(state: G722State, code: number): void {
  const coarse = code >> 2;
  predict(state.predictor, (state.step * COARSE_BY_CODE[coarse]!) >> 12);
  state.log = Math.max(0, Math.min(LOG_MAX, ((state.log * 127) >> 7) + STEP_BY_CODE[coarse]!));
  state.step = inverseLog(state.log, LOG_SHIFT);
}

/** The value of the lower sub-band that a six-bit code stands for, 15 bits; moves the state on by one sample. */
export function decodeLow(state: G722State, code: number): number {
  const value = state.predictor.estimate + ((state.step * FINE_BY_CODE[code]!) >> 12);
  adapt(state, code);
  return Math.max(-16_384, Math.min(16_383, value));
}

/** The six-bit code of a value of the lower sub-band, 15 bits; moves the state on by one sample. */
export function encodeLow(state: G722State, value: number): number {
  const error = Math.max(-32_768, Math.min(32_767, value - state.predictor.estimate));
  const size = error < 0 ? ~error : error;
  let magnitude = 0;
  while (magnitude < DECISIONS.length && size >= (DECISIONS[magnitude]! * state.step) >> 12) magnitude += 1;
  const code = codeOf(magnitude, error < 0);
  adapt(state, code);
  return code;
}

/** Decodes `length` octets of `from` (starting at `offset`) into as many samples at 8 kHz, 16 bits. */
export function decodeG722(
  state: G722State,
  from: Uint8Array,
  offset: number,
  length: number,
  into: Int16Array,
): void {
  for (let i = 0; i < length; i += 1) into[i] = decodeLow(state, from[offset + i]! & 0x3f) << 1;
}

/** Encodes `length` samples at 8 kHz, 16 bits, into as many octets of `into`, starting at `offset`. */
export function encodeG722(
  state: G722State,
  from: Int16Array,
  length: number,
  into: Uint8Array,
  offset: number,
): void {
  for (let i = 0; i < length; i += 1) into[offset + i] = NO_HIGH | encodeLow(state, from[i]! >> 1);
}
