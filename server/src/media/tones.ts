/** Everything the media plane can play by name, synthesised: no sound files, nothing licensed. */
import { SAMPLE_RATE_HZ } from './frame.ts';

export type ToneName = 'hold' | 'ringback' | 'live' | 'taken' | 'attention' | 'beep';

/** dBFS of a sine's peak to an amplitude. */
function amplitude(db: number): number {
  return 32_767 * 10 ** (db / 20);
}

function silence(ms: number): Float64Array {
  return new Float64Array(Math.round((ms * SAMPLE_RATE_HZ) / 1000));
}

/** Adds a sine (gliding from one pitch to another) with 5 ms of fade at both ends, so that it does not click. */
function addSine(
  into: Float64Array,
  atMs: number,
  forMs: number,
  fromHz: number,
  toHz: number,
  db: number,
): void {
  const begin = Math.round((atMs * SAMPLE_RATE_HZ) / 1000);
  const count = Math.round((forMs * SAMPLE_RATE_HZ) / 1000);
  const fade = SAMPLE_RATE_HZ / 200;
  let phase = 0;
  for (let i = 0; i < count && begin + i < into.length; i += 1) {
    phase += (2 * Math.PI * (fromHz + ((toHz - fromHz) * i) / count)) / SAMPLE_RATE_HZ;
    const edge = Math.min(1, i / fade, (count - i) / fade);
    into[begin + i]! += Math.sin(phase) * edge * amplitude(db);
  }
}

/** Adds one struck note that rings on past the end into the beginning: the loop has no seam. */
function addStruck(into: Float64Array, atMs: number, hz: number, decayMs: number, db: number): void {
  const begin = Math.round((atMs * SAMPLE_RATE_HZ) / 1000);
  const count = Math.round((decayMs * 5 * SAMPLE_RATE_HZ) / 1000);
  for (let i = 0; i < count; i += 1) {
    const seconds = i / SAMPLE_RATE_HZ;
    const attack = Math.min(1, i / 60);
    const body = Math.sin(2 * Math.PI * hz * seconds);
    // The fourth harmonic, gone in a moment, is what makes it sound like wood rather than like a test tone.
    const strike =
      0.22 * Math.sin(2 * Math.PI * hz * 4 * seconds) * Math.exp((-seconds * 1000) / (decayMs / 6));
    into[(begin + i) % into.length]! +=
      (body + strike) * attack * Math.exp((-seconds * 1000) / decayMs) * amplitude(db);
  }
}

function toSamples(mix: Float64Array): Int16Array {
  return Int16Array.from(mix, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
}

const noteHz = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);

/** Four quiet chords of two bars each, broken upwards and down, 19.2 s, made to be looped and to be talked about. */
function holdMusic(): Int16Array {
  const chords = [
    { bass: 48, notes: [60, 64, 67, 71, 67, 64, 72, 67] },
    { bass: 45, notes: [57, 60, 64, 67, 64, 60, 69, 64] },
    { bass: 41, notes: [57, 60, 65, 69, 65, 60, 72, 65] },
    { bass: 43, notes: [59, 62, 67, 69, 67, 62, 71, 62] },
  ];
  const eighthMs = 300;
  const mix = silence(chords.length * 16 * eighthMs);
  for (let step = 0; step < chords.length * 16; step += 1) {
    const chord = chords[Math.floor(step / 16)]!;
    const inBar = step % 16;
    const note = chord.notes[inBar % 8]! + (inBar >= 8 && inBar % 8 === 6 ? 2 : 0);
    // Every other step of the second bar rests: room to breathe.
    if (inBar < 8 || inBar % 2 === 0)
      addStruck(mix, step * eighthMs, noteHz(note), 420, inBar % 4 === 0 ? -21 : -25);
    if (inBar === 0) addStruck(mix, step * eighthMs, noteHz(chord.bass + 12), 1_400, -24);
  }
  return toSamples(mix);
}

/** North American ringing: 440 and 480 Hz, 2 s on, 4 s off. */
function ringback(): Int16Array {
  const mix = silence(6_000);
  addSine(mix, 0, 2_000, 440, 440, -22);
  addSine(mix, 0, 2_000, 480, 480, -22);
  return toSamples(mix);
}

function short(totalMs: number, add: (mix: Float64Array) => void): Int16Array {
  const mix = silence(totalMs);
  add(mix);
  return toSamples(mix);
}

const makers: Record<ToneName, () => Int16Array> = {
  hold: holdMusic,
  ringback,
  live: () => short(100, (mix) => addSine(mix, 0, 90, 523, 523, -18)),
  taken: () => short(140, (mix) => addSine(mix, 0, 120, 880, 587, -20)),
  attention: () =>
    short(420, (mix) => {
      addSine(mix, 0, 160, 660, 660, -16);
      addSine(mix, 200, 160, 880, 880, -16);
    }),
  beep: () => short(320, (mix) => addSine(mix, 0, 300, 1_000, 1_000, -16)),
};

const made = new Map<ToneName, Int16Array>();

/** The samples of a named tone; made once, then shared. Do not write into them. */
export function tone(name: ToneName): Int16Array {
  const known = made.get(name);
  if (known !== undefined) return known;
  const samples = makers[name]();
  made.set(name, samples);
  return samples;
}

/** Makes all of them now (about 50 ms), so that no tick has to. */
export function makeAllTones(): void {
  for (const name of Object.keys(makers) as ToneName[]) tone(name);
}
