/**
 * One leg's media: packets in to frames, frames out to packets. No clock of its own: time comes with each call.
 */
import { G711, mixedAs, type WireCodec } from './g711.ts';
import { PACKET_MAX_SAMPLES } from './jitter-buffer.ts';
import {
  advanceStream,
  type Heard,
  type LegEvents,
  type MediaLeg,
  type OutStream,
  REPORT_EVERY_MS,
  type Scratch,
  writeFrame,
} from './leg-state.ts';
import { QUIET_AFTER_MS } from './protocol.ts';
import { relayIsCarrying, relayPacket, stopRelay } from './relay.ts';
import { countReceived, createReceiveCounter, readRtcp, writeSenderReport } from './rtcp.ts';
import { isRtcp, RTP_HEADER_BYTES, readRtp, writeRtpHeader } from './rtp.ts';
import { createKeyReader, keyPackets, writeKeyEvent } from './telephone-event.ts';
import type { LegTransport, Payloads } from './transport.ts';

/** Keys queued to be sent, at most. */
const KEYS_OUT_MAX_PACKETS = 32 * 16;
const KEY_PAUSE_TICKS = 5;
const G722_PAYLOAD_TYPE = 9;

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
  const pressed = leg.toneKeys?.take(codec, packet, header.payloadOffset, header.payloadLength);
  if (pressed !== undefined) deps.events.key(leg, pressed);
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

/** A sender report now and then, for the figures on both sides. */
export function sendReport(leg: MediaLeg, nowMs: number, wallMs: number, scratch: Scratch): void {
  if (leg.stream === undefined || nowMs < leg.nextReportAtMs) return;
  leg.nextReportAtMs = nowMs + REPORT_EVERY_MS;
  const { ssrc, timestamp, packets, bytes } = leg.stream;
  const sender = { ssrc, wallMs, timestamp, packets, bytes };
  const length = writeSenderReport(scratch.report, sender, leg.counter, nowMs);
  leg.transport?.send(scratch.report.subarray(0, length));
}

/** Queues key presses; false when the far end did not agree to receive any, or too many wait. */
export function queueKeys(leg: MediaLeg, keys: string): boolean {
  if (leg.payloads.keyType === undefined || leg.keysOut.length > KEYS_OUT_MAX_PACKETS) return false;
  for (const key of keys) leg.keysOut.push(...keyPackets(key), ...new Array<undefined>(KEY_PAUSE_TICKS));
  return true;
}
