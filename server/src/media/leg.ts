/**
 * One leg's media: packets in to frames, frames out to packets. No clock of its own: time comes with each call.
 */
import type { Ear } from './ear.ts';
import { FRAME_SAMPLES } from './frame.ts';
import { decodeG711, encodeG711, G711, mixedAs, type WireCodec } from './g711.ts';
import { createG722, encodeG722, type G722State } from './g722.ts';
import { createJitterBuffer, type JitterBuffer, PACKET_MAX_SAMPLES } from './jitter-buffer.ts';
import { createMixLeg, type MixLeg } from './mixer.ts';
import { QUIET_AFTER_MS } from './protocol.ts';
import { createRelay, type Relay, relayIsCarrying, relayPacket, stopRelay } from './relay.ts';
import {
  countReceived,
  createReceiveCounter,
  type FarReport,
  type ReceiveCounter,
  readRtcp,
  writeSenderReport,
} from './rtcp.ts';
import { emptyRtpHeader, isRtcp, RTP_HEADER_BYTES, readRtp, writeRtpHeader } from './rtp.ts';
import { createKeyReader, type KeyPacket, keyPackets, writeKeyEvent } from './telephone-event.ts';
import type { LegTransport, Payloads } from './transport.ts';

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
  /** Somebody wants to know what kind of sound it makes. */
  ear: Ear | undefined;
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

/** Keys queued to be sent, at most. */
const KEYS_OUT_MAX_PACKETS = 32 * 16;
const KEY_PAUSE_TICKS = 5;
/** Audio that arrived before anybody was arranged to hear the leg is kept this long: a winner's first word. */
export const HOLD_FIRST_MS = 200;
const REPORT_EVERY_MS = 5_000;
const G722_PAYLOAD_TYPE = 9;
/** A gap this long in what we send is a pause: the timestamp jumps by the clock and the marker is set. */
const PAUSE_FRAMES = 10;

export function createMediaLeg(callId: string, legId: string, nowMs: number): MediaLeg {
  return {
    ...createMixLeg(legId),
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
    ear: undefined,
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

export interface LegDeps {
  scratch: Scratch;
  events: LegEvents;
  nowMs(): number;
  wallMs(): number;
}

/** Connects the leg to a transport (again, after a reload). What was buffered of the old one is dropped. */
export function bindLeg(leg: MediaLeg, transport: LegTransport, stream: OutStream, deps: LegDeps): void {
  leg.transport?.onPacket(undefined);
  leg.transport = transport;
  leg.stream = stream;
  leg.payloads = transport.payloads();
  leg.wideOut = undefined;
  takeWire(leg, leg.payloads.codec);
  leg.counter = createReceiveCounter();
  stopRelay(leg.relay);
  const readKey = createKeyReader();
  transport.onPacket((packet) => takePacket(leg, packet, readKey, deps));
}

export function unbindLeg(leg: MediaLeg): void {
  leg.transport?.onPacket(undefined);
  leg.transport = undefined;
  leg.stream = undefined;
}

function takeWire(leg: MediaLeg, codec: WireCodec): void {
  leg.wire = codec;
  leg.codec = mixedAs(codec);
  leg.jitter.reset(codec);
}

function takePacket(
  leg: MediaLeg,
  packet: Uint8Array,
  readKey: ReturnType<typeof createKeyReader>,
  deps: LegDeps,
): void {
  const nowMs = deps.nowMs();
  deps.scratch.taken += 1;
  if (isRtcp(packet)) {
    if (leg.stream !== undefined)
      leg.far = readRtcp(packet, leg.stream.ssrc, leg.counter, nowMs, deps.wallMs()) ?? leg.far;
    return;
  }
  const { header } = deps.scratch;
  if (!readRtp(packet, header)) return;
  noteArrival(leg, nowMs, deps.events);
  // Another source (RFC 3550 section 8) counts from anywhere: a far end that moved to another phone.
  if (leg.counter.received > 0 && leg.counter.ssrc !== header.ssrc) leg.jitter.reset(leg.wire);
  countReceived(leg.counter, header.ssrc, header.sequence, header.timestamp, nowMs);
  if (header.payloadType === leg.payloads.keyType) {
    const key = readKey(header.timestamp, packet, header.payloadOffset, header.payloadLength);
    if (key !== undefined) deps.events.key(leg, key);
    return;
  }
  const codec = codecOf(header.payloadType, leg.payloads);
  if (codec === undefined || header.payloadLength > PACKET_MAX_SAMPLES) return;
  if (codec !== leg.wire) {
    takeWire(leg, codec);
    deps.events.codecChanged(leg);
  }
  leg.ear?.take(codec, packet, header.payloadOffset, header.payloadLength, nowMs);
  if (leg.relay.isMixed || !leg.wasHeard)
    leg.jitter.push(header.sequence, packet, header.payloadOffset, header.payloadLength);
  const { to } = leg.relay;
  // The last one to get it may have the packet's own memory, when that is its header and payload and nothing else.
  const isOwn =
    leg.transport?.ownPackets === true &&
    header.payloadOffset === RTP_HEADER_BYTES &&
    packet.length === RTP_HEADER_BYTES + header.payloadLength;
  for (let i = 0; i < to.length; i += 1)
    relayPacket(to[i]!, header, packet, nowMs, deps.scratch, isOwn && i === to.length - 1);
}

/** The agreed type, or one of those whose numbers are fixed (RFC 3551): many phones send any of them. */
function codecOf(payloadType: number, payloads: Payloads): WireCodec | undefined {
  if (payloadType === payloads.audioType) return payloads.codec;
  if (payloadType === G722_PAYLOAD_TYPE) return 'G722';
  if (payloadType === G711.PCMU.payloadType) return 'PCMU';
  return payloadType === G711.PCMA.payloadType ? 'PCMA' : undefined;
}

function noteArrival(leg: MediaLeg, nowMs: number, events: LegEvents): void {
  leg.lastPacketAtMs = nowMs;
  if (leg.firstPacketAtMs === undefined) {
    leg.firstPacketAtMs = nowMs;
    events.heard(leg);
  }
  if (!leg.quiet) return;
  leg.quiet = false;
  events.flowing(leg);
}

/** Whether the leg needs nothing of this tick: a relay carries what it hears, and nobody mixes what it says. */
export function isCarried(leg: MediaLeg, nowMs: number): boolean {
  return (
    !leg.relay.isMixed &&
    leg.keysOut.length === 0 &&
    nowMs < leg.nextReportAtMs &&
    relayIsCarrying(leg.relay, nowMs) &&
    nowMs - leg.lastPacketAtMs < QUIET_AFTER_MS
  );
}

/** First half of a tick: what the leg says. */
export function readFrame(leg: MediaLeg, nowMs: number, events: LegEvents): void {
  if (!leg.quiet && nowMs - leg.lastPacketAtMs > QUIET_AFTER_MS) {
    leg.quiet = true;
    events.quiet(leg);
  }
  leg.decoded = false;
  leg.speaking = leg.relay.isMixed && leg.jitter.pull(leg.encoded);
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

/** Second half of a tick: sends what the leg hears. Silence is sent too; what a relay carries is not sent twice. */
export function sendFrame(leg: MediaLeg, heard: Heard, nowMs: number, scratch: Scratch): void {
  const { transport, stream } = leg;
  if (transport === undefined || stream === undefined) return;
  const key = leg.keysOut.shift();
  if (key === undefined && relayIsCarrying(leg.relay, nowMs)) return;
  stopRelay(leg.relay);
  const resumed = advanceStream(stream, nowMs);
  const { packet } = scratch;
  if (key !== undefined && leg.payloads.keyType !== undefined) {
    if (key.marker) leg.keyTimestamp = stream.timestamp;
    writeRtpHeader(packet, leg.payloads.keyType, key.marker, stream.sequence, leg.keyTimestamp, stream.ssrc);
    writeKeyEvent(packet, RTP_HEADER_BYTES, key.event);
    transport.send(packet.subarray(0, RTP_HEADER_BYTES + 4));
    return;
  }
  writeRtpHeader(packet, leg.payloads.audioType, resumed, stream.sequence, stream.timestamp, stream.ssrc);
  writeFrame(leg, heard, scratch);
  transport.send(packet);
}

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

/** A sender report now and then, for the figures on both sides. */
export function sendReport(leg: MediaLeg, nowMs: number, wallMs: number, scratch: Scratch): void {
  if (leg.stream === undefined || nowMs < leg.nextReportAtMs) return;
  leg.nextReportAtMs = nowMs + REPORT_EVERY_MS;
  const length = writeSenderReport(scratch.report, { ...leg.stream, wallMs }, leg.counter, nowMs);
  leg.transport?.send(scratch.report.subarray(0, length));
}

/** Queues key presses; false when the far end did not agree to receive any, or too many wait. */
export function queueKeys(leg: MediaLeg, keys: string): boolean {
  if (leg.payloads.keyType === undefined || leg.keysOut.length > KEYS_OUT_MAX_PACKETS) return false;
  for (const key of keys) leg.keysOut.push(...keyPackets(key), ...new Array<undefined>(KEY_PAUSE_TICKS));
  return true;
}
