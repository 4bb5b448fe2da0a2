import { describe, expect, it } from 'vitest';
import { type Awaiting, awaitTone, newAwaiting } from './recording-tone.ts';

const voice = { levelDb: -20, toneHz: 0 };
const quiet = { levelDb: -60, toneHz: 0 };
const beep = (toneHz = 1_000) => ({ levelDb: -15, toneHz });

/** How long into these stretches (frame, ms) it is told that the machine records; undefined: not at all. */
function heard(
  stretches: readonly (readonly [frame: { levelDb: number; toneHz: number }, ms: number])[],
  tone: Awaiting['tone'] = { hz: 0, frames: 0 },
): number | undefined {
  let state = newAwaiting(tone);
  let atMs = 0;
  for (const [frame, ms] of stretches)
    for (let i = 0; i < ms / 20; i += 1) {
      atMs += 20;
      const next = awaitTone(state, frame);
      if (next.records) return atMs;
      state = next.state;
    }
  return undefined;
}

describe('when a machine records', () => {
  it('as soon as its tone is over, after a greeting of any length', () => {
    expect(
      heard([
        [voice, 9_000],
        [quiet, 700],
        [beep(), 400],
        [quiet, 500],
      ]),
    ).toBe(10_120);
  });
  it('also when the tone had begun before we knew that it was a machine', () => {
    expect(heard([[quiet, 100]], { hz: 1_000, frames: 12 })).toBe(20);
  });
  it('a machine without a tone: after two and a half seconds of silence', () => {
    expect(
      heard([
        [voice, 4_000],
        [quiet, 3_000],
      ]),
    ).toBe(6_500);
  });
  it('not in the pauses of a greeting, not at a short pure sound in a voice, not while the tone lasts', () => {
    expect(
      heard([
        [voice, 2_000],
        [quiet, 1_500],
        [voice, 2_000],
        [beep(440), 100],
        [voice, 2_000],
      ]),
    ).toBe(undefined);
    expect(
      heard([
        [voice, 2_000],
        [beep(), 20_000],
      ]),
    ).toBe(undefined);
  });
});
