/**
 * Power of one frequency in a stretch of samples, dBFS: a full-scale sine of that pitch is 0. Goertzel's algorithm under
 * a Hann window, so that a loud neighbour does not leak in.
 */
export function tonePowerDb(samples: ArrayLike<number>, hz: number, sampleRateHz: number): number {
  const n = samples.length;
  if (n === 0) return Number.NEGATIVE_INFINITY;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
  let s1 = 0;
  let s2 = 0;
  for (let i = 0; i < n; i += 1) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n);
    const s0 = samples[i]! * hann + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  const power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
  const amplitude = (4 * Math.sqrt(Math.max(power, 0))) / n;
  return 20 * Math.log10(Math.max(amplitude / 32_768, 1e-9));
}

/** Loudness of all of it, dBFS: a full-scale sine is about -3. */
export function loudnessDb(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += samples[i]! * samples[i]!;
  const rms = Math.sqrt(sum / Math.max(samples.length, 1)) / 32_768;
  return 20 * Math.log10(Math.max(rms, 1e-9));
}
