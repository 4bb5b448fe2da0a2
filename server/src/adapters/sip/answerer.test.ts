import { describe, expect, it } from 'vitest';
import { createRandom } from '../../kernel/ids.ts';
import { createEar, type SoundFrame, toneOf } from '../../media/ear.ts';
import { encodeG711 } from '../../media/g711.ts';
import { loudnessDb } from '../../media/goertzel.ts';
import { type Answerer, listen, newListening } from './answerer.ts';

const RATE = 8_000;

/** Speech for a detector: a buzz of many harmonics whose pitch and loudness wander, syllable by syllable. */
function voice(ms: number, seed = 1): Int16Array {
  const random = createRandom(seed);
  let phase = 0;
  let hz = 130;
  return Int16Array.from({ length: (ms * RATE) / 1_000 }, (_, i) => {
    if (i % 800 === 0) hz = 100 + 80 * random();
    phase += (2 * Math.PI * hz) / RATE;
    const syllable = 0.35 + 0.65 * Math.abs(Math.sin((Math.PI * i) / 1_400));
    let sum = 0;
    for (let n = 1; n < 14; n++) sum += Math.sin(n * phase + n) / n;
    return 2_500 * syllable * (sum + 0.2 * (random() - 0.5));
  });
}
function noise(ms: number, level = 20, seed = 2): Int16Array {
  const random = createRandom(seed);
  return Int16Array.from({ length: (ms * RATE) / 1_000 }, () => level * (random() - 0.5));
}
function sine(hz: number, ms: number, level = 6_000): Int16Array {
  return Int16Array.from(
    { length: (ms * RATE) / 1_000 },
    (_, i) => level * Math.sin((2 * Math.PI * hz * i) / RATE),
  );
}

/** Through the codec and the ear, as it would arrive. @returns the verdict and when it fell, ms */
function judge(...parts: Int16Array[]): { verdict: Answerer | undefined; atMs: number } {
  const frames: SoundFrame[] = [];
  const ear = createEar(Number.POSITIVE_INFINITY, (told) => frames.push(...told));
  const packet = new Uint8Array(160);
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part, filled);
    filled += part.length;
  }
  for (let at = 0; at + 160 <= all.length; at += 160) {
    encodeG711('PCMU', all.subarray(at, at + 160), 160, packet, 0);
    ear.take('PCMU', packet, 0, 160, at / 8);
  }
  let state = newListening();
  for (const [i, frame] of frames.entries()) {
    const step = listen(state, frame);
    state = step.state;
    if (step.verdict !== undefined) return { verdict: step.verdict, atMs: (i + 1) * 20 };
  }
  return { verdict: undefined, atMs: frames.length * 20 };
}

describe('who answered', () => {
  it.each<[string, Answerer, Int16Array[]]>([
    ['"hello?" and a pause', 'human', [noise(300), voice(500), noise(2_000)]],
    ['"hello?" at once', 'human', [voice(450), noise(2_000)]],
    ['name and company, then a pause', 'human', [noise(400), voice(1_500), noise(2_000)]],
    [
      'two words with a breath between',
      'human',
      [noise(200), voice(400), noise(350), voice(500), noise(2_000)],
    ],
    ['a noisy street and a "hello?"', 'human', [noise(400, 300), voice(600), noise(2_000, 300)]],
    ['a greeting that goes on', 'voicemail', [noise(300), voice(5_000)]],
    [
      'a greeting that goes on, with short breaths',
      'voicemail',
      [noise(300), voice(900), noise(250), voice(900), noise(250), voice(3_000)],
    ],
    ['a beep at once', 'voicemail', [noise(200), sine(1_000, 400), noise(3_000)]],
    ['a low beep', 'voicemail', [noise(200), sine(440, 400), noise(3_000)]],
    [
      'the network’s three tones',
      'unavailable',
      [noise(100), sine(950, 330), sine(1_400, 330), sine(1_800, 330), voice(3_000)],
    ],
    ['nobody says a word', 'unsure', [noise(5_000)]],
  ])('%s: %s', (_name, verdict, parts) => {
    expect(judge(...parts)).toMatchObject({ verdict });
  });

  it('a person is told within a second of their last word, and nobody is kept longer than the law’s two seconds', () => {
    expect(judge(noise(300), voice(500), noise(2_000)).atMs).toBeLessThan(300 + 500 + 1_000);
    expect(judge(noise(6_000)).atMs).toBeLessThanOrEqual(2_000);
  });

  it('eight voices: a short greeting is a person, a long one is not', () => {
    for (let seed = 1; seed <= 8; seed++) {
      expect(
        judge(noise(250, 40, seed), voice(600, seed), noise(1_500, 40, seed)).verdict,
        `seed ${seed}`,
      ).toBe('human');
      expect(judge(noise(250, 40, seed), voice(2_500, seed)).verdict, `seed ${seed}`).toBe('voicemail');
    }
  }, 120_000);
});

it('a pure tone is told with its pitch, speech and noise are not', () => {
  for (const hz of [440, 950, 1_000, 1_400, 1_800]) {
    const frame = sine(hz, 20);
    expect(Math.abs(toneOf(frame, loudnessDb(frame)) - hz)).toBeLessThan(15);
  }
  const said = voice(4_000);
  let pure = 0;
  for (let at = 0; at + 160 <= said.length; at += 160)
    if (toneOf(said.slice(at, at + 160), loudnessDb(said.slice(at, at + 160))) > 0) pure += 1;
  expect(pure / (said.length / 160)).toBeLessThan(0.1);
});
