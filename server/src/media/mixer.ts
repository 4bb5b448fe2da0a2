/**
 * Who hears whom, as sums of samples. Pure: one tick in, one frame per listener out; no clock, no sockets.
 *
 * The room of a call is a matrix: each leg has a list of the sources it hears. A source is a leg or a play. Names that
 * do not exist (yet) are silent, and begin to be heard when they appear: an arrangement may name a leg that still rings.
 */
import { FRAME_SAMPLES } from './frame.ts';
import { type Codec, decodeG711 } from './g711.ts';

export interface MixLeg {
  legId: string;
  /** This tick's frame of the leg as it came; only read when `speaking`. */
  encoded: Uint8Array;
  codec: Codec;
  /** The same in samples: decoded when the first listener needs it, then `decoded` is true until the next tick. */
  frame: Int16Array;
  decoded: boolean;
  speaking: boolean;
  /** Names of what it hears, as arranged. */
  hears: readonly string[];
  /** The same, resolved: kept by `resolve`. */
  legs: MixLeg[];
  plays: MixPlay[];
  /** Whether a leg that is in the room hears this one; kept by `resolve`. */
  heard: boolean;
}

export interface MixPlay {
  sourceId: string;
  samples: Int16Array;
  position: number;
  loop: boolean;
  frame: Int16Array;
  speaking: boolean;
  done: boolean;
  /** Whether a leg that is in the room hears it; a play waits for its first listener, so no word of it is lost. */
  heard: boolean;
}

export interface Room {
  callId: string;
  revision: number;
  legs: Map<string, MixLeg>;
  plays: Map<string, MixPlay>;
  hears: Record<string, readonly string[]>;
  /** Plays that ended by themselves: asked for again they do not begin again. Bounded. */
  finished: Set<string>;
}

/** Ids of finished plays remembered per call. */
const FINISHED_MAX = 256;

export function createRoom(callId: string): Room {
  return {
    callId,
    revision: 0,
    legs: new Map(),
    plays: new Map(),
    hears: {},
    finished: new Set(),
  };
}

export function createMixLeg(legId: string): MixLeg {
  return {
    legId,
    encoded: new Uint8Array(FRAME_SAMPLES),
    codec: 'PCMU',
    decoded: false,
    frame: new Int16Array(FRAME_SAMPLES),
    speaking: false,
    hears: [],
    legs: [],
    plays: [],
    heard: false,
  };
}

/** Looks the names up again; after every change of arrangement, legs or plays. A leg never hears itself. */
export function resolve(room: Room): void {
  for (const play of room.plays.values()) play.heard = false;
  for (const leg of room.legs.values()) leg.heard = false;
  for (const leg of room.legs.values()) {
    leg.hears = room.hears[leg.legId] ?? [];
    leg.legs = [];
    leg.plays = [];
    for (const name of new Set(leg.hears)) {
      const other = room.legs.get(name);
      const play = room.plays.get(name);
      if (other !== undefined && other !== leg) {
        leg.legs.push(other);
        other.heard = true;
      }
      if (play === undefined) continue;
      leg.plays.push(play);
      play.heard = true;
    }
  }
}

/**
 * Takes a whole new arrangement at once. False when its revision is older than what is heard; the same revision again
 * is true and changes nothing. Plays that nobody is arranged to hear are stopped.
 */
export function arrange(
  room: Room,
  revision: number,
  hears: Record<string, readonly string[]>,
  plays: readonly { sourceId: string; samples: Int16Array; loop: boolean }[],
): boolean {
  if (revision < room.revision) return false;
  if (revision === room.revision) return true;
  room.revision = revision;
  room.hears = hears;
  for (const play of plays) {
    if (room.plays.has(play.sourceId) || room.finished.has(play.sourceId)) continue;
    room.plays.set(play.sourceId, {
      ...play,
      position: 0,
      frame: new Int16Array(FRAME_SAMPLES),
      speaking: false,
      done: play.samples.length === 0,
      heard: false,
    });
  }
  const named = new Set(Object.values(hears).flat());
  for (const sourceId of room.plays.keys()) if (!named.has(sourceId)) room.plays.delete(sourceId);
  resolve(room);
  return true;
}

/** Moves every play on by one frame; returns the ids of those whose last frame went out in the tick before. */
export function advancePlays(room: Room): readonly string[] {
  if (room.plays.size === 0) return NONE;
  let finished: string[] | undefined;
  for (const play of room.plays.values()) {
    if (play.done) {
      finished ??= [];
      finished.push(play.sourceId);
      play.speaking = false;
      continue;
    }
    if (play.heard) advance(play);
    else play.speaking = false;
  }
  if (finished === undefined) return NONE;
  for (const sourceId of finished) {
    room.plays.delete(sourceId);
    room.finished.add(sourceId);
    if (room.finished.size > FINISHED_MAX) room.finished.delete(room.finished.values().next().value!);
  }
  resolve(room);
  return finished;
}

const NONE: readonly string[] = [];

function advance(play: MixPlay): void {
  const { frame, samples } = play;
  let filled = 0;
  while (filled < FRAME_SAMPLES) {
    const count = Math.min(FRAME_SAMPLES - filled, samples.length - play.position);
    for (let i = 0; i < count; i += 1) frame[filled + i] = samples[play.position + i]!;
    filled += count;
    play.position += count;
    if (play.position < samples.length) continue;
    if (!play.loop) {
      play.done = true;
      frame.fill(0, filled);
      break;
    }
    play.position = 0;
  }
  play.speaking = true;
}

/**
 * What `leg` hears in this tick, summed with saturation into `into`. Returns how many sources spoke: 0 leaves `into`
 * untouched (silence), 1 is a plain copy.
 */
export function mixFor(leg: MixLeg, into: Int16Array, sums: Int32Array): number {
  let count = 0;
  for (const other of leg.legs) if (other.speaking) count = addFrame(frameOf(other), count, into, sums);
  for (const play of leg.plays) if (play.speaking) count = addFrame(play.frame, count, into, sums);
  if (count > 1) {
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      const sum = sums[i]!;
      into[i] = sum > 32_767 ? 32_767 : Math.max(sum, -32_768);
    }
  }
  return count;
}

/**
 * The one encoded frame that is all `leg` hears in this tick, when it is of `codec` already: then nothing needs to be
 * decoded, summed or encoded. Undefined when it is not so.
 */
export function passFor(leg: MixLeg, codec: Codec): Uint8Array | undefined {
  let only: MixLeg | undefined;
  for (const other of leg.legs) {
    if (!other.speaking) continue;
    if (only !== undefined) return undefined;
    only = other;
  }
  if (only?.codec !== codec) return undefined;
  for (const play of leg.plays) if (play.speaking) return undefined;
  return only.encoded;
}

function frameOf(leg: MixLeg): Int16Array {
  if (!leg.decoded) decodeG711(leg.codec, leg.encoded, 0, FRAME_SAMPLES, leg.frame);
  leg.decoded = true;
  return leg.frame;
}

function addFrame(frame: Int16Array, count: number, into: Int16Array, sums: Int32Array): number {
  if (count === 0) into.set(frame);
  else if (count === 1) for (let i = 0; i < FRAME_SAMPLES; i += 1) sums[i] = into[i]! + frame[i]!;
  else for (let i = 0; i < FRAME_SAMPLES; i += 1) sums[i]! += frame[i]!;
  return count + 1;
}
