/**
 * Puts packets in order and hands out one 20 ms frame per tick, still encoded: G.711 is a byte a sample, so packets of
 * any length are re-cut without decoding, and a frame that goes on to one listener of the same codec is never decoded.
 * G.722, where every octet leans on those before, is turned into mu-law as soon as it is in order, and is G.711 from there on.
 *
 * It never waits to warm up: the first packet is played at the next tick, so that the first word of a winner is heard.
 * The delay then grows by what really happens: when a packet is late its place is filled by concealment *without*
 * giving up the packet, which adds 20 ms of delay from there on. When for 2 s the buffer was never emptier than
 * two frames, one frame is merged away, and the delay shrinks; the same two moves absorb a clock that runs fast or slow.
 */
import { FRAME_SAMPLES } from './frame.ts';
import { encodeG711, G711, mixedAs, type WireCodec } from './g711.ts';
import { createG722, decodeG722, type G722State } from './g722.ts';
import { sequenceDistance } from './rtp.ts';

/** Packets kept out of order, at most. A power of two. */
const SLOTS = 32;
const SLOT_MASK = SLOTS - 1;
/** Longest packet taken: 60 ms. */
export const PACKET_MAX_SAMPLES = 3 * FRAME_SAMPLES;
/** A missing packet is lost after this many ticks, or when this many later ones are here. */
const LATE_TICKS_MAX = 2;
/** Most delay ever held, 240 ms; what is older is dropped. */
const DELAY_MAX_SAMPLES = 12 * FRAME_SAMPLES;
/** Room for the delay and one packet more. A power of two. */
const RING = 4_096;
const RING_MASK = RING - 1;
const SHRINK_AFTER_TICKS = 100;
/** How often concealment repeats the last frame, each time quieter, before silence. */
const CONCEAL_TICKS_MAX = 5;
/** A jump of sequence this far is a new stream, not a loss. */
const RESTART_DISTANCE = 500;

export interface JitterStats {
  received: number;
  late: number;
  duplicate: number;
  concealed: number;
  shrunk: number;
}

export interface JitterBuffer {
  /** Takes one packet's payload, `length` bytes of `from` at `offset`. Bytes are copied. */
  push(sequence: number, from: Uint8Array, offset: number, length: number): void;
  /** Fills `into` (160 bytes, G.711 as `mixedAs` says); false when there is nothing to hear, and `into` is as it was. */
  pull(into: Uint8Array): boolean;
  /** Samples ready in order. */
  depth(): number;
  /** Throws away the oldest samples down to `samples`. */
  trim(samples: number): void;
  /** Forgets all, and takes this codec from now on. */
  reset(codec: WireCodec): void;
  stats: JitterStats;
}

/** Packets that came before their turn; made only when that first happens. */
interface Slots {
  bytes: Uint8Array;
  lengths: Uint16Array;
  sequences: Int32Array;
}

/** What G.722 needs on its way into the ring. */
interface Wide {
  state: G722State;
  samples: Int16Array;
  codes: Uint8Array;
}

const createWide = (): Wide => ({
  state: createG722(),
  samples: new Int16Array(PACKET_MAX_SAMPLES),
  codes: new Uint8Array(PACKET_MAX_SAMPLES),
});

export function createJitterBuffer(codec: WireCodec): JitterBuffer {
  const ring = new Uint8Array(RING);
  const last = new Uint8Array(FRAME_SAMPLES);
  const stats: JitterStats = { received: 0, late: 0, duplicate: 0, concealed: 0, shrunk: 0 };
  let tables = G711[mixedAs(codec)];
  let wide = codec === 'G722' ? createWide() : undefined;
  let slots: Slots | undefined;
  let readAt = 0;
  let ready = 0;
  let started = false;
  let next = 0;
  let waiting = 0;
  let waitedTicks = 0;
  let concealTicks = CONCEAL_TICKS_MAX;
  let lowest = Number.MAX_SAFE_INTEGER;
  let lowestTicks = 0;

  const reset = (to: WireCodec): void => {
    tables = G711[mixedAs(to)];
    wide = to === 'G722' ? createWide() : undefined;
    slots?.sequences.fill(-1);
    started = false;
    ready = 0;
    waiting = 0;
    waitedTicks = 0;
    concealTicks = CONCEAL_TICKS_MAX;
    lowest = Number.MAX_SAFE_INTEGER;
    lowestTicks = 0;
  };

  const drop = (samples: number): void => {
    const count = Math.max(0, Math.min(samples, ready));
    readAt = (readAt + count) & RING_MASK;
    ready -= count;
  };

  const append = (from: Uint8Array, offset: number, length: number): void => {
    if (wide === undefined) appendCodes(from, offset, length);
    else {
      decodeG722(wide.state, from, offset, length, wide.samples);
      encodeG711('PCMU', wide.samples, length, wide.codes, 0);
      appendCodes(wide.codes, 0, length);
    }
  };

  const appendCodes = (from: Uint8Array, offset: number, length: number): void => {
    const to = (readAt + ready) & RING_MASK;
    // In two pieces where the ring ends; memory is moved in whole.
    const first = Math.min(length, RING - to);
    ring.set(from.subarray(offset, offset + first), to);
    if (first < length) ring.set(from.subarray(offset + first, offset + length), 0);
    ready += length;
    if (ready > DELAY_MAX_SAMPLES) drop(ready - DELAY_MAX_SAMPLES);
    next = (next + 1) & 0xffff;
    waitedTicks = 0;
  };

  const isHere = (sequence: number): boolean => slots?.sequences[sequence & SLOT_MASK] === sequence;

  /** Moves packets that are next in order out of the slots. */
  const settle = (): void => {
    for (let i = 0; slots !== undefined && i < SLOTS && isHere(next); i += 1) {
      const slot = next & SLOT_MASK;
      slots.sequences[slot] = -1;
      waiting -= 1;
      append(slots.bytes, slot * PACKET_MAX_SAMPLES, slots.lengths[slot]!);
    }
  };

  const keep = (sequence: number, from: Uint8Array, offset: number, length: number): void => {
    slots ??= {
      bytes: new Uint8Array(SLOTS * PACKET_MAX_SAMPLES),
      lengths: new Uint16Array(SLOTS),
      sequences: new Int32Array(SLOTS).fill(-1),
    };
    const slot = sequence & SLOT_MASK;
    slots.sequences[slot] = sequence;
    slots.lengths[slot] = length;
    for (let i = 0; i < length; i += 1) slots.bytes[slot * PACKET_MAX_SAMPLES + i] = from[offset + i]!;
    waiting += 1;
  };

  const push = (sequence: number, from: Uint8Array, offset: number, length: number): void => {
    stats.received += 1;
    if (length === 0 || length > PACKET_MAX_SAMPLES) return;
    let ahead = started ? sequenceDistance(sequence, next) : 0;
    if (Math.abs(ahead) > RESTART_DISTANCE) {
      slots?.sequences.fill(-1);
      waiting = 0;
      started = false;
      ahead = 0;
    }
    if (!started) {
      started = true;
      next = sequence;
    }
    if (ahead < 0) {
      stats.late += 1;
      return;
    }
    if (isHere(sequence)) {
      stats.duplicate += 1;
      return;
    }
    // Farther ahead than the slots reach: what is missing up to there is given up, what is here goes out in order.
    for (; ahead >= SLOTS; ahead = sequenceDistance(sequence, next)) {
      if (isHere(next)) settle();
      else next = (next + 1) & 0xffff;
    }
    if (sequence === next) append(from, offset, length);
    else keep(sequence, from, offset, length);
    if (waiting > 0) settle();
  };

  const conceal = (into: Uint8Array): boolean => {
    if (concealTicks >= CONCEAL_TICKS_MAX) return false;
    concealTicks += 1;
    stats.concealed += 1;
    const gain = 1 - concealTicks / (CONCEAL_TICKS_MAX + 1);
    const { toLinear, fromLinear } = tables;
    for (let s = 0; s < FRAME_SAMPLES; s += 1)
      into[s] = fromLinear[Math.round(toLinear[last[s]!]! * gain) & 0xffff]!;
    return true;
  };

  /** Merges the first two frames into one by cross-fading: 20 ms of delay less without a click. */
  const shrink = (): void => {
    const { toLinear, fromLinear } = tables;
    for (let s = 0; s < FRAME_SAMPLES; s += 1) {
      const fade = s / FRAME_SAMPLES;
      const second = (readAt + s + FRAME_SAMPLES) & RING_MASK;
      const first = toLinear[ring[(readAt + s) & RING_MASK]!]!;
      const mixed = first * (1 - fade) + toLinear[ring[second]!]! * fade;
      ring[second] = fromLinear[Math.round(mixed) & 0xffff]!;
    }
    drop(FRAME_SAMPLES);
    stats.shrunk += 1;
  };

  const watchDelay = (): void => {
    lowest = Math.min(lowest, ready);
    lowestTicks += 1;
    const patience = lowest >= 4 * FRAME_SAMPLES ? SHRINK_AFTER_TICKS / 4 : SHRINK_AFTER_TICKS;
    if (lowestTicks < patience) return;
    if (lowest >= 2 * FRAME_SAMPLES && ready >= 2 * FRAME_SAMPLES) shrink();
    lowest = Number.MAX_SAFE_INTEGER;
    lowestTicks = 0;
  };

  /** A missing packet with later ones behind it is given up after a few ticks: then it is lost, not late. */
  const giveUpMissing = (): boolean => {
    if (waiting === 0) return false;
    waitedTicks += 1;
    if (waitedTicks < LATE_TICKS_MAX && waiting < LATE_TICKS_MAX) return false;
    for (let i = 0; i < SLOTS && !isHere(next); i += 1) next = (next + 1) & 0xffff;
    waitedTicks = 0;
    settle();
    return true;
  };

  const pull = (into: Uint8Array): boolean => {
    if (!started) return false;
    watchDelay();
    if (ready < FRAME_SAMPLES) {
      const gaveUp = giveUpMissing();
      // The place of a lost packet is concealed for one tick at least; what came behind it plays after that.
      if (ready < FRAME_SAMPLES || (gaveUp && concealTicks === 0)) return conceal(into);
    }
    const first = Math.min(FRAME_SAMPLES, RING - readAt);
    into.set(ring.subarray(readAt, readAt + first));
    if (first < FRAME_SAMPLES) into.set(ring.subarray(0, FRAME_SAMPLES - first), first);
    last.set(into);
    concealTicks = 0;
    drop(FRAME_SAMPLES);
    return true;
  };

  return { push, pull, depth: () => ready, trim: (samples) => drop(ready - samples), reset, stats };
}
