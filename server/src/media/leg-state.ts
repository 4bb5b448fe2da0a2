/**
 * One leg's media as data: what it sends and was sent, whose packets it passes on, and the worker's scratch memory.
 * No clock of its own: time comes with each call.
 */
import type { Ear } from './ear.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { decodeG711, encodeG711, G711, type WireCodec } from './g711.ts';
import { createG722, encodeG722, type G722State } from './g722.ts';
import { createJitterBuffer, type JitterBuffer, PACKET_MAX_SAMPLES } from './jitter-buffer.ts';
import type { MixLeg } from './mixer.ts';
import { createReceiveCounter, type FarReport, type ReceiveCounter } from './rtcp.ts';
import { emptyRtpHeader, RTP_HEADER_BYTES } from './rtp.ts';
import type { KeyPacket } from './telephone-event.ts';
import type { ToneKeys } from './tone-keys.ts';
import type { LegTransport, Payloads } from './transport.ts';
import type { Listening } from './utterance.ts';

/** Audio that arrived before anybody was arranged to hear the leg is kept this long: a winner's first word. */
export const HOLD_FIRST_MS = 200;
/** Between two sender reports. */
export const REPORT_EVERY_MS = 5_000;
/** A gap this long in what we send is a pause: the timestamp jumps by the clock and the marker is set. */
const PAUSE_FRAMES = 10;

/**
 * What a transport was sent so far. It belongs to the transport, not to the leg: SRTP (RFC 3711 section 3.3.1) and
 * the far end's buffer want one unbroken sequence for as long as the connection lives, over many calls.
 */
export interface OutStream {
  ssrc: number;
  /** Of the newest packet sent. */
  sequence: number;
  timestamp: number;
  /** When that was, ms; the timestamp moves on by the clock over a pause. */
  lastAtMs: number;
  packets: number;
  bytes: number;
}

export function createOutStream(ssrc: number, sequence: number, timestamp: number): OutStream {
  return { ssrc, sequence, timestamp, lastAtMs: Number.NEGATIVE_INFINITY, packets: 0, bytes: 0 };
}

export interface MediaLeg extends MixLeg {
  callId: string;
  transport: LegTransport | undefined;
  stream: OutStream | undefined;
  payloads: Payloads;
  /** What it sends now; `codec` is what that is mixed as. */
  wire: WireCodec;
  /** What it was sent mixed so far, while that is G.722. */
  wideOut: G722State | undefined;
  jitter: JitterBuffer;
  relay: Relay;
  counter: ReceiveCounter;
  far: FarReport | undefined;
  lastPacketAtMs: number;
  firstPacketAtMs: number | undefined;
  quiet: boolean;
  /** Since when its far end sends elsewhere, -1: it sends to us; and for how long it did before. */
  awaySinceMs: number;
  awayMs: number;
  /** It knows no events, so its keys are looked for in its sound. */
  toneKeys: ToneKeys | undefined;
  /** Somebody wants to know what kind of sound it makes. */
  ear: Ear | undefined;
  /** Somebody wants to know its words. */
  listening: Listening | undefined;
  /** Whether anybody was ever arranged to hear it. Until then its first sound is kept, see `HOLD_FIRST_MS`. */
  wasHeard: boolean;
  /** Packets of presses to come; undefined is a tick of pause between two presses. */
  keysOut: (KeyPacket | undefined)[];
  keyTimestamp: number;
  nextReportAtMs: number;
}

export interface LegEvents {
  heard(leg: MediaLeg): void;
  key(leg: MediaLeg, key: string): void;
  quiet(leg: MediaLeg): void;
  flowing(leg: MediaLeg): void;
  /** The far end sends another codec from now on: who can be relayed to has changed. */
  codecChanged(leg: MediaLeg): void;
}

/** What of a leg goes on as it comes; `relay.ts` moves it. */
export interface Relay {
  /** As a speaker: who gets its packets as they come, and whether somebody needs its frames mixed. */
  to: MediaLeg[];
  isMixed: boolean;
  /** As a listener: whose packets it gets. */
  from: MediaLeg | undefined;
  /** Whether packets are being passed on now, and how their numbers are moved. */
  isStarted: boolean;
  ssrc: number;
  sequenceShift: number;
  timestampShift: number;
  lastAtMs: number;
}

export function createRelay(): Relay {
  return {
    to: [],
    isMixed: false,
    from: undefined,
    isStarted: false,
    ssrc: 0,
    sequenceShift: 0,
    timestampShift: 0,
    lastAtMs: Number.NEGATIVE_INFINITY,
  };
}

/**
 * All fields in one literal, those of `createMixLeg` written out: V8 gives an object that begins with a spread a hidden class
 * of its own, and a look at any field of any leg then goes through the runtime. It cost a third of the thread.
 */
export function createMediaLeg(callId: string, legId: string, nowMs: number): MediaLeg {
  return {
    legId,
    encoded: new Uint8Array(FRAME_SAMPLES),
    codec: 'PCMU',
    frame: new Int16Array(FRAME_SAMPLES),
    decoded: false,
    speaking: false,
    hears: [],
    legs: [],
    plays: [],
    heard: false,
    callId,
    transport: undefined,
    stream: undefined,
    payloads: { codec: 'PCMU', audioType: 0, keyType: undefined },
    wire: 'PCMU',
    wideOut: undefined,
    jitter: createJitterBuffer('PCMU'),
    relay: createRelay(),
    counter: createReceiveCounter(),
    far: undefined,
    lastPacketAtMs: nowMs,
    firstPacketAtMs: undefined,
    quiet: false,
    awaySinceMs: -1,
    awayMs: 0,
    toneKeys: undefined,
    ear: undefined,
    listening: undefined,
    wasHeard: false,
    keysOut: [],
    keyTimestamp: 0,
    nextReportAtMs: nowMs + REPORT_EVERY_MS,
  };
}

/** Scratch memory of one worker: nothing is allocated per packet. */
export interface Scratch {
  packet: Buffer;
  longPacket: Buffer;
  mixed: Int16Array;
  /** A frame summed without samples. */
  coded: Uint8Array;
  sums: Int32Array;
  /** Both sides of a recording's frame. */
  left: Int16Array;
  right: Int16Array;
  report: Buffer;
  header: ReturnType<typeof emptyRtpHeader>;
  /** Packets taken by all legs so far. */
  taken: number;
}

export function createScratch(): Scratch {
  return {
    packet: Buffer.alloc(RTP_HEADER_BYTES + FRAME_SAMPLES),
    longPacket: Buffer.alloc(RTP_HEADER_BYTES + PACKET_MAX_SAMPLES),
    mixed: new Int16Array(FRAME_SAMPLES),
    coded: new Uint8Array(FRAME_SAMPLES),
    sums: new Int32Array(FRAME_SAMPLES),
    left: new Int16Array(FRAME_SAMPLES),
    right: new Int16Array(FRAME_SAMPLES),
    report: Buffer.alloc(64),
    header: emptyRtpHeader(),
    taken: 0,
  };
}

/**
 * Moves the stream on to its next packet. True when this one begins anew after a pause; the timestamp then jumps by
 * the time that passed, as the far end's clock did.
 */
export function advanceStream(stream: OutStream, nowMs: number): boolean {
  const frames = Math.round((nowMs - stream.lastAtMs) / 20);
  const resumed = !(frames <= PAUSE_FRAMES);
  stream.timestamp = (stream.timestamp + FRAME_SAMPLES * (resumed ? Math.min(frames, 1e6) : 1)) >>> 0;
  stream.sequence = (stream.sequence + 1) & 0xffff;
  stream.lastAtMs = nowMs;
  stream.packets += 1;
  stream.bytes += FRAME_SAMPLES;
  return resumed;
}

/** What the leg is to hear in this tick: an encoded frame as it is, or so many sources mixed in `scratch.mixed`. */
export type Heard = Uint8Array | number;

/** Puts a frame of what the leg hears into `scratch.packet`, in the codec the leg takes. An encoded one is in `mixedAs` of it. */
export function writeFrame(leg: MediaLeg, heard: Heard, scratch: Scratch): void {
  const { packet, mixed } = scratch;
  const { codec } = leg.payloads;
  if (codec === 'G722') {
    if (heard === 0) mixed.fill(0);
    else if (typeof heard !== 'number') decodeG711('PCMU', heard, 0, FRAME_SAMPLES, mixed);
    leg.wideOut ??= createG722();
    encodeG722(leg.wideOut, mixed, FRAME_SAMPLES, packet, RTP_HEADER_BYTES);
  } else if (heard === 0) packet.fill(G711[codec].silence, RTP_HEADER_BYTES);
  else if (typeof heard === 'number') encodeG711(codec, mixed, FRAME_SAMPLES, packet, RTP_HEADER_BYTES);
  else packet.set(heard, RTP_HEADER_BYTES);
}
