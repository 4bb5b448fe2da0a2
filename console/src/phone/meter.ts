/** Measures what an analyser sees now. */

/** Root mean square, 0..1. */
export function rms(analyser: AnalyserNode): number {
  const samples = new Float32Array(1_024);
  analyser.getFloatTimeDomainData(samples);
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** Power of one frequency (Goertzel with a Hann window), dBFS; a full-scale sine is 0. */
export function tonePower(analyser: AnalyserNode, hz: number): number {
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  const count = samples.length;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / analyser.context.sampleRate);
  let s1 = 0;
  let s2 = 0;
  for (let i = 0; i < count; i += 1) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / count);
    const s0 = samples[i]! * hann + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  const power = Math.max(0, s1 * s1 + s2 * s2 - coefficient * s1 * s2);
  // The window lets half of the amplitude through.
  return 20 * Math.log10(Math.max(1e-9, (4 * Math.sqrt(power)) / count));
}

/** An analyser long enough (85 ms at 48 kHz) to tell 20 Hz apart. */
export function makeAnalyser(context: AudioContext): AnalyserNode {
  const analyser = context.createAnalyser();
  analyser.fftSize = 4_096;
  analyser.smoothingTimeConstant = 0;
  return analyser;
}
