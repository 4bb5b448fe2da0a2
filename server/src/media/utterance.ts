/**
 * Cuts what one leg says into utterances: from 300 ms before a voice rises above the noise of its line until 640 ms after it fell
 * silent, 15 s at most. Pure: frames of 20 ms are its only clock, so that a lost packet and a phone that sends nothing while
 * nobody speaks are silence like any other.
 */
import { FRAME_SAMPLES } from './frame.ts';
import { loudnessDb } from './goertzel.ts';

/** The leg whose words are to be understood, and the language they are likely in: two letters (ISO 639-1). */
export interface ListenPlan {
  legId: string;
  language: string;
}

/** A leg that is listened to. */
export interface Listening {
  cutter: Cutter;
  language: string;
}

export interface Cutter {
  /** The next 20 ms; undefined where nothing came. Returns the utterance that this frame ends, if it ends one. */
  push(frame: Int16Array | undefined): Int16Array | undefined;
  /** Nothing more comes: what was being said. */
  end(): Int16Array | undefined;
}

const FRAMES_A_SECOND = 50;
/** The first consonant is softer than what follows it. */
const PRE_ROLL_FRAMES = 15;
const HANG_OVER_FRAMES = 32;
export const UTTERANCE_MAX_FRAMES = 15 * FRAMES_A_SECOND;
/** Said again at the begin of what follows one that was cut for its length: a short wish is whole in one of the two. */
const OVERLAP_FRAMES = FRAMES_A_SECOND;
/** Fewer frames with a voice are a click or a cough; "stop" has fifteen and more. */
const LEAST_VOICED_FRAMES = 8;

/** The floor falls at once and rises slowly (2.5 dB a second): pauses between words keep it down, steady noise lifts it. */
const FLOOR_RISE_DB = 0.05;
const FIRST_FLOOR_DB = -50;
const LEAST_FLOOR_DB = -65;
const VOICE_OVER_FLOOR_DB = 12;
const LEAST_VOICE_DB = -46;

/** 240 kB for as long as it lives; nothing grows. */
export function createCutter(): Cutter {
  const samples = new Int16Array(UTTERANCE_MAX_FRAMES * FRAME_SAMPLES);
  let filled = 0;
  let speaking = false;
  let voiced = 0;
  let quiet = 0;
  let floorDb = FIRST_FLOOR_DB;

  const keepLast = (frames: number): void => {
    samples.copyWithin(0, (filled - frames) * FRAME_SAMPLES, filled * FRAME_SAMPLES);
    filled = frames;
  };
  const append = (frame: Int16Array | undefined): void => {
    const at = filled * FRAME_SAMPLES;
    if (frame === undefined) samples.fill(0, at, at + FRAME_SAMPLES);
    else samples.set(frame, at);
    filled += 1;
  };
  const hasVoice = (frame: Int16Array | undefined): boolean => {
    if (frame === undefined) return false;
    const levelDb = loudnessDb(frame);
    const isVoice = levelDb > Math.max(LEAST_VOICE_DB, floorDb + VOICE_OVER_FLOOR_DB);
    floorDb = Math.max(LEAST_FLOOR_DB, Math.min(levelDb, floorDb + FLOOR_RISE_DB));
    return isVoice;
  };
  const said = (): Int16Array | undefined =>
    voiced < LEAST_VOICED_FRAMES ? undefined : samples.slice(0, filled * FRAME_SAMPLES);
  const end = (): Int16Array | undefined => {
    const utterance = said();
    speaking = false;
    filled = 0;
    voiced = 0;
    return utterance;
  };

  return {
    push: (frame) => {
      const isVoice = hasVoice(frame);
      if (!speaking && filled > PRE_ROLL_FRAMES) keepLast(PRE_ROLL_FRAMES);
      append(frame);
      if (isVoice) {
        speaking = true;
        voiced += 1;
        quiet = 0;
      } else quiet += 1;
      if (!speaking) return undefined;
      if (quiet >= HANG_OVER_FRAMES) return end();
      if (filled < UTTERANCE_MAX_FRAMES) return undefined;
      const utterance = said();
      keepLast(OVERLAP_FRAMES);
      voiced = 0;
      return utterance;
    },
    end,
  };
}
