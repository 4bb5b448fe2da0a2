import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEspeak } from '../adapters/espeak/espeak.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { babble, hiss, joinSounds } from './speech-for-tests.ts';
import { createCutter, UTTERANCE_MAX_FRAMES } from './utterance.ts';

const quiet = (ms: number): Int16Array => new Int16Array(ms * 8);

interface Cut {
  pcm: Int16Array;
  /** Frame with which it was told. */
  atFrame: number;
}

/** Every utterance of a sound; `lost`: frames that never came. */
function cut(
  sound: Int16Array,
  lost: (frame: number) => boolean = () => false,
): { told: Cut[]; rest: Int16Array | undefined } {
  const cutter = createCutter();
  const told: Cut[] = [];
  for (let frame = 0; (frame + 1) * FRAME_SAMPLES <= sound.length; frame += 1) {
    const samples = sound.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
    const pcm = cutter.push(lost(frame) ? undefined : samples);
    if (pcm !== undefined) told.push({ pcm, atFrame: frame });
  }
  return { told, rest: cutter.end() };
}
const lengthMs = ({ pcm }: Cut): number => pcm.length / 8;

describe('an utterance', () => {
  it('is what is said between two pauses, from 300 ms before it until 640 ms after', () => {
    const { told, rest } = cut(joinSounds(quiet(2_000), babble(1_500), quiet(2_000)));
    expect(told).toHaveLength(1);
    expect(lengthMs(told[0]!)).toBeGreaterThan(300 + 1_400);
    expect(lengthMs(told[0]!)).toBeLessThanOrEqual(300 + 1_500 + 640);
    // Told as soon as the pause is long enough to be one.
    expect(told[0]!.atFrame * 20).toBeLessThanOrEqual(2_000 + 1_500 + 640);
    expect(told[0]!.pcm.subarray(0, 240 * 8).every((sample) => sample === 0)).toBe(true);
    expect(rest).toBeUndefined();
  });

  it('bridges the pauses between words, and not those between sentences', () => {
    const sentence = joinSounds(babble(700), quiet(400), babble(700));
    const { told } = cut(joinSounds(quiet(500), sentence, quiet(1_500), sentence, quiet(1_500)));
    expect(told).toHaveLength(2);
    for (const one of told) expect(lengthMs(one)).toBeGreaterThan(1_700);
  });

  it('is nothing where nobody speaks: silence, a click, the noise of a line', () => {
    const click = babble(60);
    for (const sound of [quiet(5_000), joinSounds(quiet(1_000), click, quiet(2_000)), hiss(20_000, 120)]) {
      const { told, rest } = cut(sound);
      expect(told).toEqual([]);
      expect(rest).toBeUndefined();
    }
  });

  it('rises above a noisy line, whose noise is not taken for a voice for long', () => {
    const noise = hiss(30_000, 900);
    const { told: noiseAlone } = cut(noise);
    expect(noiseAlone.length).toBeLessThanOrEqual(1);
    const voice = joinSounds(quiet(20_000), babble(1_500), quiet(8_500));
    const both = Int16Array.from(noise, (sample, i) => sample + voice[i]!);
    const { told } = cut(both);
    const heard = told.filter(({ atFrame }) => atFrame * 20 >= 20_000);
    expect(heard).toHaveLength(1);
    expect(lengthMs(heard[0]!)).toBeLessThan(3_500);
  });

  it('hears somebody who speaks softly', () => {
    expect(cut(joinSounds(quiet(1_000), babble(1_200, 180, 600), quiet(1_000))).told).toHaveLength(1);
  });

  it('is cut at 15 s, and what follows begins a second earlier', () => {
    const ramp = babble(40_000);
    const { told, rest } = cut(joinSounds(ramp, quiet(1_000)));
    expect(told.map(({ pcm }) => pcm.length)).toEqual([
      UTTERANCE_MAX_FRAMES * FRAME_SAMPLES,
      UTTERANCE_MAX_FRAMES * FRAME_SAMPLES,
      expect.any(Number),
    ]);
    const [first, second] = told;
    expect(second!.pcm.slice(0, 8_000)).toEqual(first!.pcm.slice(-8_000));
    expect(rest).toBeUndefined();
  });

  it('ends as well where a phone sends nothing at all while nobody speaks', () => {
    const sound = joinSounds(babble(1_000), quiet(3_000));
    const { told } = cut(sound, (frame) => frame >= 50);
    expect(told).toHaveLength(1);
    expect(told[0]!.atFrame).toBeLessThan(50 + 33);
  });

  it('is told when the line goes in mid-word', () => {
    const { told, rest } = cut(joinSounds(quiet(400), babble(900)));
    expect(told).toEqual([]);
    expect(rest!.length / 8).toBeGreaterThanOrEqual(1_150);
  });

  it('whatever comes: none is longer than 15 s, and the same sound is cut in the same way', () => {
    const piece = fc.tuple(fc.constantFrom('voice', 'quiet', 'noise'), fc.integer({ min: 20, max: 6_000 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(20), (pieces, lossEvery) => {
        const sound = joinSounds(
          ...pieces.map(([kind, ms]) =>
            kind === 'voice' ? babble(ms) : kind === 'noise' ? hiss(ms, 3_000) : quiet(ms),
          ),
        );
        const lost = (frame: number): boolean => lossEvery > 0 && frame % lossEvery === 0;
        const { told, rest } = cut(sound, lost);
        for (const { pcm } of told) {
          expect(pcm.length).toBeLessThanOrEqual(UTTERANCE_MAX_FRAMES * FRAME_SAMPLES);
          expect(pcm.length % FRAME_SAMPLES).toBe(0);
        }
        const again = cut(sound, lost);
        expect(again.told.map(({ atFrame }) => atFrame)).toEqual(told.map(({ atFrame }) => atFrame));
        expect(again.rest?.length).toBe(rest?.length);
      }),
      { numRuns: 30 },
    );
  });
});

const espeak = createEspeak();
const canSpeak = (await espeak.available()).ok;

describe.skipIf(!canSpeak)('a spoken sentence (needs espeak-ng)', () => {
  it('is one utterance, whole, and two sentences apart are two', async () => {
    const say = (text: string) => espeak.synthesize(text, { language: 'en', limitMs: 20_000 });
    const wish = await say('Please stop calling me and take me off your list.');
    const other = await say('Thank you, goodbye.');
    const { told } = cut(joinSounds(quiet(1_000), wish, quiet(1_500), other, quiet(1_500)));
    expect(told).toHaveLength(2);
    // Nothing of the sentence is missing but the silence the synthesiser ends with.
    expect(lengthMs(told[0]!)).toBeGreaterThan(wish.length / 8 - 300);
  });
});
