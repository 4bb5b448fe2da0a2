/**
 * Change of sample rate with a windowed-sinc low-pass: speech at 22 kHz would otherwise fold over at 8 kHz. The filter is
 * computed once a pair of rates, one row a phase (160 rows from 22,050 to 8,000 Hz), because this runs on the thread
 * that also rings the phones: twenty seconds of speech cost some ten milliseconds instead of a second.
 */

/** Zero crossings of the sinc on each side; 16 keeps what folds over below -60 dB. */
const CROSSINGS = 16;
/** Share of the band that is let through: the rest is the slope. */
const PASS = 0.92;

interface Filter {
  /** Output sample i lies at input position i * fromStep / toStep. */
  fromStep: number;
  toStep: number;
  reach: number;
  taps: number;
  /** `toStep` rows of `taps` weights. */
  rows: Float32Array;
}

const filters = new Map<string, Filter>();

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

function filterFor(fromHz: number, toHz: number): Filter {
  const key = `${fromHz}/${toHz}`;
  const known = filters.get(key);
  if (known) return known;
  const divisor = greatestDivisor(fromHz, toHz);
  const fromStep = fromHz / divisor;
  const toStep = toHz / divisor;
  const cutoff = Math.min(1, toHz / fromHz) * PASS;
  const width = CROSSINGS / cutoff;
  const reach = Math.ceil(width);
  const taps = 2 * reach + 1;
  const rows = new Float32Array(toStep * taps);
  for (let phase = 0; phase < toStep; phase++) {
    const offset = ((phase * fromStep) % toStep) / toStep;
    for (let tap = 0; tap < taps; tap++) {
      const x = tap - reach - offset;
      if (Math.abs(x) > width) continue;
      const sinc = x === 0 ? cutoff : Math.sin(Math.PI * cutoff * x) / (Math.PI * x);
      rows[phase * taps + tap] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / width));
    }
  }
  const made: Filter = { fromStep, toStep, reach, taps, rows };
  filters.set(key, made);
  return made;
}

/**
 * `samples` at another rate; the length changes in proportion.
 * @throws RangeError when a rate is not a positive whole number of hertz
 */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz <= 0 || toHz <= 0)
    throw new RangeError('sample rates are positive whole numbers');
  if (fromHz === toHz) return samples.slice();
  const { fromStep, toStep, reach, taps, rows } = filterFor(fromHz, toHz);
  const output = new Int16Array(Math.floor((samples.length * toHz) / fromHz));
  for (let i = 0; i < output.length; i++) {
    const first = Math.floor((i * fromStep) / toStep) - reach;
    const row = (i % toStep) * taps;
    const from = Math.max(0, -first);
    const to = Math.min(taps, samples.length - first);
    let sum = 0;
    for (let tap = from; tap < to; tap++) sum += samples[first + tap]! * rows[row + tap]!;
    output[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return output;
}
