/** RTCP sender and receiver reports (RFC 3550 section 6.4) with the arithmetic of appendix A.3 and A.8. */
import { readUint32, sequenceDistance, writeUint32 } from './rtp.ts';

/** What one direction of a stream looked like, as the receiver counts it. */
export interface ReceiveCounter {
  ssrc: number;
  received: number;
  baseSequence: number;
  highestSequence: number;
  cycles: number;
  /** Interarrival jitter, timestamp units. */
  jitter: number;
  transit: number;
  expectedPrior: number;
  receivedPrior: number;
  /** The next packet goes on where the last one ended, whatever its number: see `pauseCounter`. */
  isPaused: boolean;
  /** Middle 32 bits of the last sender report's NTP time, and when it came (ms). */
  lastSr: number;
  lastSrAtMs: number;
}

export function createReceiveCounter(): ReceiveCounter {
  return {
    ssrc: 0,
    received: 0,
    baseSequence: 0,
    highestSequence: 0,
    cycles: 0,
    jitter: 0,
    transit: 0,
    expectedPrior: 0,
    receivedPrior: 0,
    isPaused: false,
    lastSr: 0,
    lastSrAtMs: 0,
  };
}

/** Counts one packet that arrived at `nowMs`. A new SSRC begins anew. */
export function countReceived(
  counter: ReceiveCounter,
  ssrc: number,
  sequence: number,
  timestamp: number,
  nowMs: number,
): void {
  const transit = Math.round(nowMs * 8) - timestamp;
  if (counter.received === 0 || counter.ssrc !== ssrc) {
    Object.assign(counter, createReceiveCounter(), {
      ssrc,
      baseSequence: sequence,
      highestSequence: sequence,
      transit,
    });
    counter.received = 1;
    return;
  }
  if (counter.isPaused) goOn(counter, sequence);
  counter.received += 1;
  const ahead = sequenceDistance(sequence, counter.highestSequence);
  if (ahead > 0) {
    if (sequence < counter.highestSequence) counter.cycles += 1;
    counter.highestSequence = sequence;
  }
  const difference = Math.abs((transit - counter.transit) | 0);
  counter.transit = transit;
  // A pause of the sender (its clock went on, or not) is no jitter.
  if (difference < 8_000) counter.jitter += (difference - counter.jitter) / 16;
}

/** The far end sends elsewhere for now: the numbers it uses up there are not missing here. */
export function pauseCounter(counter: ReceiveCounter): void {
  counter.isPaused = true;
}

/** As many are expected as before, and this one. */
function goOn(counter: ReceiveCounter, sequence: number): void {
  counter.baseSequence = counter.cycles * 65_536 + sequence - expectedPackets(counter);
  counter.highestSequence = sequence;
  counter.isPaused = false;
}

export function expectedPackets(counter: ReceiveCounter): number {
  if (counter.received === 0) return 0;
  return counter.cycles * 65_536 + counter.highestSequence - counter.baseSequence + 1;
}

export interface SenderFigures {
  ssrc: number;
  /** Wall clock, ms since 1970. */
  wallMs: number;
  timestamp: number;
  packets: number;
  bytes: number;
}

const NTP_EPOCH_SECONDS = 2_208_988_800;

/** Writes a sender report with one report block; returns its length (52 bytes, or 28 with nothing received). */
export function writeSenderReport(
  into: Uint8Array,
  sender: SenderFigures,
  counter: ReceiveCounter,
  nowMs: number,
): number {
  const blocks = counter.received > 0 ? 1 : 0;
  into[0] = 0x80 | blocks;
  into[1] = 200;
  into[2] = 0;
  into[3] = blocks ? 12 : 6;
  writeUint32(into, 4, sender.ssrc);
  const seconds = sender.wallMs / 1000 + NTP_EPOCH_SECONDS;
  writeUint32(into, 8, Math.floor(seconds) >>> 0);
  writeUint32(into, 12, Math.floor((seconds % 1) * 4_294_967_296) >>> 0);
  writeUint32(into, 16, sender.timestamp >>> 0);
  writeUint32(into, 20, sender.packets >>> 0);
  writeUint32(into, 24, sender.bytes >>> 0);
  if (blocks === 0) return 28;
  const expected = expectedPackets(counter);
  const lost = Math.max(0, Math.min(0x7fffff, expected - counter.received));
  const expectedNow = expected - counter.expectedPrior;
  const lostNow = expectedNow - (counter.received - counter.receivedPrior);
  const fraction =
    expectedNow > 0 && lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0;
  counter.expectedPrior = expected;
  counter.receivedPrior = counter.received;
  writeUint32(into, 28, counter.ssrc);
  writeUint32(into, 32, ((fraction << 24) | lost) >>> 0);
  writeUint32(into, 36, (((counter.cycles & 0xffff) << 16) | counter.highestSequence) >>> 0);
  writeUint32(into, 40, Math.round(counter.jitter) >>> 0);
  writeUint32(into, 44, counter.lastSr);
  writeUint32(
    into,
    48,
    counter.lastSr === 0 ? 0 : Math.floor(((nowMs - counter.lastSrAtMs) * 65_536) / 1000) >>> 0,
  );
  return 52;
}

/** What the far end says about what we sent. */
export interface FarReport {
  fractionLost: number;
  lost: number;
  jitterMs: number;
  /** Undefined when it has not seen a report of ours yet. */
  roundTripMs: number | undefined;
}

/**
 * Reads a compound RTCP packet: notes the far end's sender report in `counter`, and returns what it reports about
 * `ssrc`, if it does. Stops at the first malformed part.
 */
export function readRtcp(
  packet: Uint8Array,
  ssrc: number,
  counter: ReceiveCounter,
  nowMs: number,
  wallMs: number,
): FarReport | undefined {
  let found: FarReport | undefined;
  for (let at = 0; at + 8 <= packet.length; ) {
    const type = packet[at + 1]!;
    const length = 4 * (((packet[at + 2]! << 8) | packet[at + 3]!) + 1);
    if (packet[at]! >> 6 !== 2 || at + length > packet.length) return found;
    const isSender = type === 200;
    if (isSender && length >= 28) {
      counter.lastSr = ((readUint32(packet, at + 8) << 16) | (readUint32(packet, at + 12) >>> 16)) >>> 0;
      counter.lastSrAtMs = nowMs;
    }
    if (isSender || type === 201) {
      const blocks = packet[at]! & 0x1f;
      for (let b = 0; b < blocks; b += 1) {
        const from = at + (isSender ? 28 : 8) + b * 24;
        if (from + 24 > at + length) break;
        if (readUint32(packet, from) === ssrc) found = readBlock(packet, from, wallMs);
      }
    }
    at += length;
  }
  return found;
}

function readBlock(packet: Uint8Array, from: number, wallMs: number): FarReport {
  const lastSr = readUint32(packet, from + 16);
  const delay = readUint32(packet, from + 20);
  const seconds = wallMs / 1000 + NTP_EPOCH_SECONDS;
  const middle = ((((Math.floor(seconds) & 0xffff) << 16) >>> 0) + Math.floor((seconds % 1) * 65_536)) >>> 0;
  const units = (middle - lastSr - delay) | 0;
  return {
    fractionLost: packet[from + 4]! / 256,
    lost: ((packet[from + 5]! << 16) | (packet[from + 6]! << 8) | packet[from + 7]!) & 0xffffff,
    jitterMs: readUint32(packet, from + 12) / 8,
    roundTripMs: lastSr === 0 ? undefined : Math.max(0, (units * 1000) / 65_536),
  };
}
