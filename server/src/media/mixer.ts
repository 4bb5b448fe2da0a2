/**
 * Who hears whom, as sums of samples. Pure: one tick in, one frame per listener out; no clock, no sockets.
 *
 * The room of a call is a matrix: each leg has a list of the sources it hears. A source is a leg or a play. Names that
 * do not exist (yet) are silent, and begin to be heard when they appear: an arrangement may name a leg that still rings.
 */
import { FRAME_SAMPLES } from './frame.ts';
import { type Codec, decodeG711, pairTable } from './g711.ts';

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

/** Two listeners that are no legs: what they hear is written down, the left ear's sound on the left. */
export interface Ears {
  left: MixLeg;
  right: MixLeg;
}

export interface Room {
  callId: string;
  revision: number;
  legs: Map<string, MixLeg>;
  /** Undefined: nothing is recorded. */
  ears: Ears | undefined;
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
    ears: undefined,
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
    resolveOne(room, leg);
  }
  if (room.ears === undefined) return;
  resolveOne(room, room.ears.left);
  resolveOne(room, room.ears.right);
}

function resolveOne(room: Room, leg: MixLeg): void {
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

/** What a recording hears of a call. */
export interface EarPlan {
  left: readonly string[];
  right: readonly string[];
}

function setEars(room: Room, plan: EarPlan | undefined): void {
  if (plan === undefined) {
    room.ears = undefined;
    return;
  }
  room.ears ??= { left: createMixLeg(''), right: createMixLeg('') };
  room.ears.left.hears = plan.left;
  room.ears.right.hears = plan.right;
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
  record?: EarPlan,
): boolean {
  if (revision < room.revision) return false;
  if (revision === room.revision) return true;
  room.revision = revision;
  room.hears = hears;
  setEars(room, record);
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
  const named = new Set([...Object.values(hears).flat(), ...(record?.left ?? []), ...(record?.right ?? [])]);
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
 * What `leg` hears in this tick as an encoded frame, where it can be had without samples: one speaker's own frame, or two of
 * `codec` summed by table into `into`. Undefined when it cannot, or when nobody speaks.
 */
export function codedFor(leg: MixLeg, codec: Codec, into: Uint8Array): Uint8Array | undefined {
  let first: MixLeg | undefined;
  let second: MixLeg | undefined;
  for (const other of leg.legs) {
    if (!other.speaking) continue;
    if (other.codec !== codec || second !== undefined) return undefined;
    if (first === undefined) first = other;
    else second = other;
  }
  if (first === undefined) return undefined;
  for (const play of leg.plays) if (play.speaking) return undefined;
  if (second === undefined) return first.encoded;
  const table = pairTable(codec);
  const { encoded: a } = first;
  const { encoded: b } = second;
  for (let i = 0; i < FRAME_SAMPLES; i += 1) into[i] = table[(a[i]! << 8) | b[i]!]!;
  return into;
}

/** This tick's frame in samples; only while it speaks. */
export function frameOf(leg: MixLeg): Int16Array {
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
