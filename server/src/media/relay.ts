/**
 * Packets passed on as they come, without waiting for a tick and without decoding: for a leg that is arranged to hear
 * exactly one other leg of its own codec and nothing else. Most of every call, once two people talk.
 *
 * The listener's stream stays one: sequence and timestamp of what is passed on are moved so that they follow what was
 * sent before, and gaps and swaps of the sender stay visible to the listener's own buffer.
 */
import { FRAME_SAMPLES } from './frame.ts';
import {
  advanceStream,
  HOLD_FIRST_MS,
  type MediaLeg,
  type Relay,
  type Scratch,
  writeFrame,
} from './leg-state.ts';
import type { Ears } from './mixer.ts';
import { RTP_HEADER_BYTES, type RtpHeader, sequenceDistance, writeRtpHeader } from './rtp.ts';

/** A speaker that sent nothing for this long is not carrying the stream; silence is sent in its place. */
const CARRYING_MS = 100;
/** A jump this far is another stream of the speaker. */
const RESTART_DISTANCE = 500;
/** Frames held before anybody was arranged to hear, sent at once when a relay begins. */
const HELD_MAX_FRAMES = 12;

export function stopRelay(relay: Relay): void {
  relay.isStarted = false;
}

export function relayIsCarrying(relay: Relay, nowMs: number): boolean {
  return relay.from !== undefined && relay.isStarted && nowMs - relay.lastAtMs < CARRYING_MS;
}

/**
 * Decides anew who of a call's legs is relayed and who is mixed; after every change of who hears whom or of a codec. A leg
 * that is recorded or listened to may be relayed all the same: its listener gets the packets, the others the frames.
 */
export function planRelays(
  legs: Iterable<MediaLeg>,
  nowMs: number,
  scratch: Scratch,
  ears: Ears | undefined,
): void {
  const all = [...legs];
  const wasMixed = new Set(all.filter((leg) => leg.relay.isMixed));
  for (const leg of all) {
    leg.relay.to = [];
    leg.relay.isMixed = false;
  }
  for (const leg of all) {
    if (leg.listening !== undefined) leg.relay.isMixed = true;
    const only = leg.legs.length === 1 && leg.plays.length === 0 ? (leg.legs[0] as MediaLeg) : undefined;
    const from = only?.wire === leg.payloads.codec ? only : undefined;
    if (from !== leg.relay.from) stopRelay(leg.relay);
    leg.relay.from = from;
    if (from !== undefined) from.relay.to.push(leg);
    else for (const source of leg.legs) (source as MediaLeg).relay.isMixed = true;
  }
  if (ears !== undefined)
    for (const source of [...ears.left.legs, ...ears.right.legs]) (source as MediaLeg).relay.isMixed = true;
  for (const leg of all) {
    if (!leg.heard) continue;
    if (!leg.wasHeard) releaseHeld(leg, nowMs, scratch);
    // What its buffer still holds is of another time.
    else if (leg.relay.isMixed && !wasMixed.has(leg)) leg.jitter.reset(leg.wire);
    leg.wasHeard = true;
  }
}

/** The first sound of a leg that nobody was arranged to hear yet: kept if it is fresh, for the mixer or for relays. */
function releaseHeld(leg: MediaLeg, nowMs: number, scratch: Scratch): void {
  const isFresh = leg.firstPacketAtMs !== undefined && nowMs - leg.firstPacketAtMs < HOLD_FIRST_MS;
  if (!isFresh) leg.jitter.reset(leg.wire);
  if (leg.relay.isMixed) return;
  for (let i = 0; i < HELD_MAX_FRAMES && leg.jitter.depth() > 0; i += 1) {
    if (!leg.jitter.pull(leg.encoded)) break;
    for (const listener of leg.relay.to) sendHeld(listener, leg.encoded, nowMs, scratch);
  }
  leg.jitter.reset(leg.wire);
}

function sendHeld(listener: MediaLeg, frame: Uint8Array, nowMs: number, scratch: Scratch): void {
  const { stream, transport, payloads } = listener;
  if (stream === undefined || transport === undefined) return;
  const resumed = advanceStream(stream, nowMs);
  writeRtpHeader(scratch.packet, payloads.audioType, resumed, stream.sequence, stream.timestamp, stream.ssrc);
  writeFrame(listener, frame, scratch);
  transport.send(scratch.packet);
}

/**
 * Passes one audio packet of a speaker on to `listener`. `isGiven`: nobody needs the packet afterwards and it has a plain
 * header, so it may go on in its own memory.
 */
export function relayPacket(
  listener: MediaLeg,
  header: RtpHeader,
  packet: Uint8Array,
  nowMs: number,
  scratch: Scratch,
  isGiven: boolean,
): void {
  const { stream, transport, relay, payloads } = listener;
  // While keys go out, they have the stream.
  if (stream === undefined || transport === undefined || listener.keysOut.length > 0) return;
  let marker = false;
  let sequence = (header.sequence + relay.sequenceShift) & 0xffff;
  const isSame = relay.isStarted && relay.ssrc === header.ssrc;
  if (!isSame || Math.abs(sequenceDistance(sequence, stream.sequence)) > RESTART_DISTANCE) {
    marker = advanceStream(stream, nowMs);
    relay.isStarted = true;
    relay.ssrc = header.ssrc;
    relay.sequenceShift = stream.sequence - header.sequence;
    relay.timestampShift = stream.timestamp - header.timestamp;
    sequence = stream.sequence;
  } else {
    stream.packets += 1;
    stream.bytes += header.payloadLength;
  }
  const timestamp = (header.timestamp + relay.timestampShift) >>> 0;
  if (sequenceDistance(sequence, stream.sequence) >= 0) {
    stream.sequence = sequence;
    // Where a mixed frame would follow: 20 ms after the begin of a packet of 20 ms, whatever this one's length.
    stream.timestamp = (timestamp + header.payloadLength - FRAME_SAMPLES) >>> 0;
    stream.lastAtMs = nowMs;
  }
  relay.lastAtMs = nowMs;
  if (isGiven) {
    writeRtpHeader(packet, payloads.audioType, marker || header.marker, sequence, timestamp, stream.ssrc);
    transport.send(packet);
    return;
  }
  const { payloadLength: length } = header;
  const out =
    length === FRAME_SAMPLES ? scratch.packet : scratch.longPacket.subarray(0, RTP_HEADER_BYTES + length);
  writeRtpHeader(out, payloads.audioType, marker || header.marker, sequence, timestamp, stream.ssrc);
  for (let i = 0; i < length; i += 1) out[RTP_HEADER_BYTES + i] = packet[header.payloadOffset + i]!;
  transport.send(out);
}
