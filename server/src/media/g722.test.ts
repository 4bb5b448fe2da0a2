import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from './frame.ts';
import { G711 } from './g711.ts';
import { createG722, decodeG722, encodeG722, type G722State } from './g722.ts';
import { createWideEnd } from './g722-for-tests.ts';
import { tonePowerDb } from './goertzel.ts';
import { createJitterBuffer } from './jitter-buffer.ts';

const sine = (hz: number, peak: number, count: number, rateHz: number): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => Math.round(peak * Math.sin((2 * Math.PI * hz * i) / rateHz)));

/** dB of the signal over what was added to it, after the best fit in time. */
function snrDb(sent: Int16Array, got: Int16Array, delayMax: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let delay = 0; delay <= delayMax; delay += 1) {
    let signal = 0;
    let noise = 0;
    for (let i = 800; i < sent.length - delayMax; i += 1) {
      signal += sent[i]! ** 2;
      noise += (got[i + delay]! - sent[i]!) ** 2;
    }
    best = Math.max(best, 10 * Math.log10(signal / Math.max(noise, 1e-9)));
  }
  return best;
}

function encoded(samples: Int16Array, state: G722State = createG722()): Uint8Array {
  const octets = new Uint8Array(samples.length);
  encodeG722(state, samples, samples.length, octets, 0);
  return octets;
}

function decoded(octets: Uint8Array, state: G722State = createG722()): Int16Array {
  const samples = new Int16Array(octets.length);
  decodeG722(state, octets, 0, octets.length, samples);
  return samples;
}

/** Sound by integers alone, the same everywhere: noise, a square wave, an impulse, silence. */
function hardSound(count: number): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: count }, (_, i) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const part = Math.floor((i * 4) / count);
    return [(seed >> 15) - 32_768, i % 80 < 40 ? 30_000 : -30_000, i % 800 === 0 ? 32_767 : 0, 0][part]!;
  });
}

describe('G.722', () => {
  it.each([
    [300, 20_000, 30],
    [1_000, 20_000, 30],
    [1_000, 2_000, 30],
    [1_000, 200, 20],
    [3_000, 8_000, 24],
  ])(
    'a tone of %i Hz with a peak of %i comes back at 8 kHz with %i dB and more over the noise',
    (hz, peak, least) => {
      const sent = sine(hz, peak, 8_000, 8_000);
      expect(snrDb(sent, decoded(encoded(sent)), 0)).toBeGreaterThan(least);
    },
  );

  it.each([1_000, 2_500, 5_000, 6_500])('between two phones %i Hz keeps its level', (hz) => {
    const [from, to] = [createWideEnd(), createWideEnd()];
    const got = to.decode(from.encode(sine(hz, 8_000, 16_000, 16_000)));
    const level = tonePowerDb(got.subarray(4_000), hz, 16_000);
    expect(Math.abs(level - 20 * Math.log10(8_000 / 32_768))).toBeLessThan(1);
  });

  it('a phone hears ours in its lower half, and nothing of it mirrored into the upper one', () => {
    const got = createWideEnd().decode(encoded(sine(1_000, 8_000, 8_000, 8_000)));
    expect(tonePowerDb(got.subarray(4_000), 1_000, 16_000)).toBeGreaterThan(-13.5);
    expect(tonePowerDb(got.subarray(4_000), 7_000, 16_000)).toBeLessThan(-70);
  });

  it('we hear the lower half of a phone, and nothing of the upper one folded into it', () => {
    const low = decoded(createWideEnd().encode(sine(1_000, 8_000, 16_000, 16_000)));
    expect(tonePowerDb(low.subarray(2_000), 1_000, 8_000)).toBeGreaterThan(-13.5);
    const high = decoded(createWideEnd().encode(sine(6_000, 8_000, 16_000, 16_000)));
    expect(tonePowerDb(high.subarray(2_000), 2_000, 8_000)).toBeLessThan(-60);
  });

  it('silence stays silent, and an impulse dies away', () => {
    expect(Math.max(...decoded(encoded(new Int16Array(1_600))).map(Math.abs))).toBeLessThanOrEqual(4);
    const impulse = new Int16Array(1_600);
    impulse[100] = 30_000;
    const got = decoded(encoded(impulse));
    // The step starts small and grows by what comes.
    expect(Math.abs(got[100]!)).toBeGreaterThan(20);
    expect(Math.max(...got.subarray(1_200).map(Math.abs))).toBeLessThanOrEqual(16);
  });

  it('octets and samples of hard sound are those compared once with another implementation, bit by bit', () => {
    const octets = encoded(hardSound(16_000));
    const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').slice(0, 16);
    expect(digest(octets)).toBe('e437c06e74423948');
    expect(digest(new Uint8Array(decoded(octets).buffer))).toBe('89550fbe52e0c284');
    expect(octets.every((octet) => octet >> 6 === 3)).toBe(true);
  });

  it('every octet decodes, in any order', () => {
    const state = createG722();
    for (let code = 0; code < 256 * 40; code += 1) {
      const [sample] = decoded(Uint8Array.of((code * 73) & 0xff), state);
      expect(Math.abs(sample!)).toBeLessThanOrEqual(32_768);
    }
  });

  it('both ends agree again soon after packets were lost, and after another sender took over', () => {
    const octets = encoded(sine(700, 8_000, 16_000, 8_000));
    const lost = Uint8Array.of(...octets.subarray(0, 4_000), ...octets.subarray(4_000 + 3 * FRAME_SAMPLES));
    const other = Uint8Array.of(...encoded(hardSound(4_000)), ...octets.subarray(4_000 + 3 * FRAME_SAMPLES));
    const whole = decoded(octets).subarray(4_000 + 3 * FRAME_SAMPLES);
    for (const broken of [lost, other]) {
      const got = decoded(broken).subarray(4_000);
      expect(snrDb(whole.subarray(2_400), got.subarray(2_400), 0)).toBeGreaterThan(40);
    }
  });

  it('the jitter buffer puts it in order, conceals a loss, and begins anew when reset', () => {
    const jitter = createJitterBuffer('G722');
    const octets = encoded(sine(700, 8_000, 80 * FRAME_SAMPLES, 8_000));
    const frame = new Uint8Array(FRAME_SAMPLES);
    const heard: number[] = [];
    for (let i = 0; i < 80; i += 2) {
      // Each pair comes swapped; one packet never comes.
      for (const n of [i + 1, i]) if (n !== 20) jitter.push(n, octets, n * FRAME_SAMPLES, FRAME_SAMPLES);
      for (let k = 0; k < 2; k += 1)
        if (jitter.pull(frame)) for (const code of frame) heard.push(G711.PCMU.toLinear[code]!);
    }
    expect(jitter.stats.concealed).toBeGreaterThan(0);
    const level = tonePowerDb(heard.slice(-4_000), 700, 8_000);
    expect(Math.abs(level - 20 * Math.log10(8_000 / 32_768))).toBeLessThan(0.5);
    jitter.reset('PCMA');
    jitter.push(9, new Uint8Array(FRAME_SAMPLES).fill(0x2a), 0, FRAME_SAMPLES);
    expect(jitter.pull(frame) && frame.every((code) => code === 0x2a)).toBe(true);
  });
});
