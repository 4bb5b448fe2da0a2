/**
 * Listens to what one leg says for a while and tells features of it, for whoever decides whether a person or a machine
 * answered: how loud each 20 ms are, and the pitch where they are one pure tone. The samples go nowhere.
 */
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from './frame.ts';
import { decodeG711, type WireCodec } from './g711.ts';
import { createG722, decodeG722, type G722State } from './g722.ts';
import { loudnessDb, tonePowerDb } from './goertzel.ts';

/** One frame of 20 ms. `toneHz`: 0 unless nearly all of its power is one tone. */
export interface SoundFrame {
  levelDb: number;
  toneHz: number;
}

export interface Ear {
  /** An audio packet as it arrived; order and losses matter little here. */
  take(codec: WireCodec, packet: Uint8Array, offset: number, length: number, nowMs: number): void;
}

/** Frames told at once. */
const BATCH = 5;
/** A tone's share of the frame's power, dB below all of it (a full-scale sine has a loudness of -3). */
const PURE_DB = 1.2;
const PEAK_OVER_RMS_DB = 3.01;
const LEAST_TONE_DB = -40;
const SPAN_HZ = { from: 300, to: 2_600 };

/** The pitch of a pure tone, by its zero crossings, and 0 where the frame is anything else. */
export function toneOf(frame: Int16Array, levelDb: number): number {
  if (levelDb < LEAST_TONE_DB) return 0;
  let first = -1;
  let last = -1;
  let crossings = 0;
  for (let i = 1; i < frame.length; i += 1) {
    const before = frame[i - 1]!;
    const now = frame[i]!;
    if (!(before < 0 && now >= 0)) continue;
    const at = i - 1 + before / (before - now);
    if (first < 0) first = at;
    last = at;
    crossings += 1;
  }
  if (crossings < 3) return 0;
  const hz = ((crossings - 1) * SAMPLE_RATE_HZ) / (last - first);
  if (hz < SPAN_HZ.from || hz > SPAN_HZ.to) return 0;
  return levelDb + PEAK_OVER_RMS_DB - tonePowerDb(frame, hz, SAMPLE_RATE_HZ) < PURE_DB ? Math.round(hz) : 0;
}

/** @param tell frames in order; not called after `untilMs` */
export function createEar(untilMs: number, tell: (frames: SoundFrame[]) => void): Ear {
  const samples = new Int16Array(FRAME_SAMPLES * 8);
  const frame = new Int16Array(FRAME_SAMPLES);
  let wide: G722State | undefined;
  let filled = 0;
  let batch: SoundFrame[] = [];
  return {
    take(codec, packet, offset, length, nowMs) {
      if (nowMs > untilMs || length > samples.length) return;
      if (codec === 'G722') {
        wide ??= createG722();
        decodeG722(wide, packet, offset, length, samples);
      } else decodeG711(codec, packet, offset, length, samples);
      for (let i = 0; i < length; i += 1) {
        frame[filled] = samples[i]!;
        filled += 1;
        if (filled < FRAME_SAMPLES) continue;
        filled = 0;
        const levelDb = loudnessDb(frame);
        batch.push({ levelDb, toneHz: toneOf(frame, levelDb) });
      }
      if (batch.length < BATCH) return;
      tell(batch);
      batch = [];
    },
  };
}
