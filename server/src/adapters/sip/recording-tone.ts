/**
 * When a machine that answered records: after its tone, or, where it has none, once it has been silent for a while. Pure, over the
 * same features of the sound as `answerer.ts`, from where that stopped.
 */
import type { SoundFrame } from '../../media/ear.ts';
import { toneAfter } from './answerer.ts';

const FRAME_MS = 20;
/** A beep lasts longer than this; speech holds no pitch that purely. */
const BEEP_MS = 160;
/** Longer than a greeting pauses between two sentences. */
const SILENCE_MS = 2_500;
const VOICE_DB = -42;
/** How long it is listened for; the call gives up sooner. */
export const LISTEN_MS = 60_000;

export interface Awaiting {
  tone: { hz: number; frames: number };
  silentFrames: number;
}

export function newAwaiting(tone: Awaiting['tone']): Awaiting {
  return { tone, silentFrames: 0 };
}

/** One more frame; `records`: what is said from here on is kept. */
export function awaitTone(before: Awaiting, frame: SoundFrame): { state: Awaiting; records: boolean } {
  const tone = toneAfter(before.tone, frame.toneHz);
  const isBeepOver = before.tone.frames * FRAME_MS >= BEEP_MS && tone.frames === 0;
  const isQuiet = frame.toneHz === 0 && frame.levelDb < VOICE_DB;
  const silentFrames = isQuiet ? before.silentFrames + 1 : 0;
  return { state: { tone, silentFrames }, records: isBeepOver || silentFrames * FRAME_MS >= SILENCE_MS };
}
