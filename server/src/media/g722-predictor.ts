/**
 * The adaptive predictor of a G.722 sub-band (ITU-T G.722 clause 3.6, in the integers of clause 6.2, block 4): two poles and six
 * zeros that follow the signal by the signs of what was received, so that both ends move alike. The same for both sub-bands.
 */
export interface Predictor {
  /** The next sample of the sub-band, as both ends expect it (`S`). */
  estimate: number;
  /** The part of it that the zeros give (`SZ`). */
  zeroPart: number;
  pole1: number;
  pole2: number;
  zeros: Int32Array;
  /** The six newest differences, doubled, newest first. */
  differences: Int32Array;
  /** The sample before, as reconstructed, doubled. */
  reconstructed: number;
  /** Signs of the two newest partial reconstructions. */
  negative1: boolean;
  negative2: boolean;
}

const ORDER = 6;

export function createPredictor(): Predictor {
  return {
    estimate: 0,
    zeroPart: 0,
    pole1: 0,
    pole2: 0,
    zeros: new Int32Array(ORDER),
    differences: new Int32Array(ORDER),
    reconstructed: 0,
    negative1: false,
    negative2: false,
  };
}

const clip16 = (value: number): number => Math.max(-32_768, Math.min(32_767, value));
const clip = (value: number, most: number): number => Math.max(-most, Math.min(most, value));

/** Takes the quantized difference of one sample (15 bits) and makes the estimate of the next. */
export function predict(p: Predictor, difference: number): void {
  movePoles(p, p.zeroPart + difference < 0);
  const { zeros, differences } = p;
  const pull = difference === 0 ? 0 : 128;
  for (let i = 0; i < ORDER; i += 1) {
    const agrees = differences[i]! < 0 === difference < 0;
    zeros[i] = ((zeros[i]! * 255) >> 8) + (agrees ? pull : -pull);
  }
  for (let i = ORDER - 1; i > 0; i -= 1) differences[i] = differences[i - 1]!;
  differences[0] = clip16(difference * 2);
  let zeroPart = 0;
  for (let i = ORDER - 1; i >= 0; i -= 1) zeroPart = clip16(zeroPart + ((zeros[i]! * differences[i]!) >> 15));
  const now = clip16(2 * clip16(p.estimate + difference));
  const polePart = clip16(((p.pole1 * now) >> 15) + ((p.pole2 * p.reconstructed) >> 15));
  p.reconstructed = now;
  p.zeroPart = zeroPart;
  p.estimate = clip16(polePart + zeroPart);
}

/** Sign gradient with leak; the limits keep the filter stable (blocks `UPPOL2` and `UPPOL1`). */
function movePoles(p: Predictor, negative: boolean): void {
  const isLike1 = negative === p.negative1;
  const turn = clip(p.pole1, 8_191);
  const pole2 =
    ((isLike1 ? -turn : turn) >> 5) + (negative === p.negative2 ? 128 : -128) + ((p.pole2 * 127) >> 7);
  p.pole2 = clip(pole2, 12_288);
  p.pole1 = clip((isLike1 ? 192 : -192) + ((p.pole1 * 255) >> 8), 15_360 - p.pole2);
  p.negative2 = p.negative1;
  p.negative1 = negative;
}

/** 2048 times two to the power of each 32nd (`ILB` of clause 6.2). */
const POWERS = Int16Array.from([
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834, 2896, 2960,
  3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
]);

/** A quantizer's step from its logarithm (clause 3.5). `shift`: 8 in the lower sub-band, 10 in the higher. */
export function inverseLog(log: number, shift: number): number {
  const power = POWERS[(log >> 6) & 31]!;
  const down = shift - (log >> 11);
  return (down < 0 ? power << -down : power >> down) << 2;
}
