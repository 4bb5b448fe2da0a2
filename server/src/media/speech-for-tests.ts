/** A voice for tests without words: syllables of three harmonics, as loud as told, with gaps between them as speech has. Mono, 8 kHz. */
const SYLLABLE_MS = 180;
const GAP_MS = 60;

/** @param pitchHz the lowest tone of the voice, by which it is told apart */
export function babble(ms: number, pitchHz = 180, peak = 8_000): Int16Array {
  return Int16Array.from({ length: ms * 8 }, (_, i) => {
    const atMs = (i / 8) % (SYLLABLE_MS + GAP_MS);
    if (atMs >= SYLLABLE_MS) return 0;
    const envelope = Math.sin((Math.PI * atMs) / SYLLABLE_MS);
    const phase = (2 * Math.PI * pitchHz * i) / 8_000;
    return peak * envelope * (0.6 * Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.1 * Math.sin(3 * phase));
  });
}

/** Steady noise of a line, the same at every run. */
export function hiss(ms: number, peak: number): Int16Array {
  let state = 12_345;
  return Int16Array.from({ length: ms * 8 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return ((state / 2_147_483_648) * 2 - 1) * peak;
  });
}

export function joinSounds(...sounds: Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sound of sounds) {
    whole.set(sound, at);
    at += sound.length;
  }
  return whole;
}
