/**
 * SRTP and SRTCP (RFC 3711) for one leg: AES in counter mode and HMAC-SHA1, the two suites of RFC 4568 6.2 that every phone has.
 *
 * A packet's index is its sequence number and how often that has wrapped; both sides guess it (appendix A). What fails its tag or
 * comes a second time is dropped unread. On the way out an index is used once, too: the same keystream over two payloads would show
 * both (section 9.1), and a relayed packet may come late.
 */
import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { sequenceDistance } from './rtp.ts';

export type SrtpSuite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32';

/** One direction: the suite, and master key and salt as `inline:` carries them, 30 bytes in base64. */
export interface SrtpKeys {
  suite: SrtpSuite;
  key: string;
}

const KEY_BYTES = 16;
const SALT_BYTES = 14;
const AUTH_BYTES = 20;
/** Tags of SRTCP are long in both suites (RFC 4568 6.2.2). */
const RTCP_TAG_BYTES = 10;
const RTCP_INDEX_BYTES = 4;
/** Bytes that protecting adds at most. */
export const SRTP_EXTRA_BYTES = RTCP_TAG_BYTES + RTCP_INDEX_BYTES;
/** Streams of one far end remembered: a phone that changes its source starts another. */
const STREAMS_MAX = 8;
const WINDOW = 128;

export interface SessionKeys {
  cipher: Buffer;
  salt: Buffer;
  auth: Buffer;
}

/** Section 4.3.1 with a key derivation rate of zero. `label`: 0 for RTP, 3 for RTCP. */
export function deriveKeys(master: Buffer, label: 0 | 3): SessionKeys {
  const key = master.subarray(0, KEY_BYTES);
  const salt = master.subarray(KEY_BYTES, KEY_BYTES + SALT_BYTES);
  const part = (which: number, bytes: number): Buffer => {
    const iv = Buffer.alloc(KEY_BYTES);
    salt.copy(iv);
    iv[7]! ^= label + which;
    return createCipheriv('aes-128-ctr', key, iv).update(Buffer.alloc(bytes));
  };
  return { cipher: part(0, KEY_BYTES), auth: part(1, AUTH_BYTES), salt: part(2, SALT_BYTES) };
}

/** Reads `inline:` key parameters; undefined for what is no key of ours. An MKI is not spoken here, so it is refused. */
export function readKeyParams(suite: string, keyParams: string): SrtpKeys | undefined {
  if (suite !== 'AES_CM_128_HMAC_SHA1_80' && suite !== 'AES_CM_128_HMAC_SHA1_32') return undefined;
  const [key = '', ...more] = keyParams.replace(/^inline:/, '').split('|');
  if (more.some((part) => part.includes(':'))) return undefined;
  if (!/^[A-Za-z0-9+/]{40}$/.test(key)) return undefined;
  return { suite, key };
}

/** The newest index of a stream and which of the 128 before it were seen. */
interface Window {
  top: number;
  seen: Uint32Array;
}

const newWindow = (): Window => ({ top: -1, seen: new Uint32Array(WINDOW / 32) });

/** Whether the index may be used: it is newer than all, or within the window and not seen. */
function isFresh({ top, seen }: Window, index: number): boolean {
  if (index > top) return true;
  if (top - index >= WINDOW) return false;
  const bit = index % WINDOW;
  return (seen[bit >> 5]! & (1 << (bit & 31))) === 0;
}

function mark(window: Window, index: number): void {
  const { seen } = window;
  if (index > window.top) {
    const from = Math.max(window.top + 1, index - WINDOW + 1);
    for (let i = from; i <= index; i += 1) seen[(i % WINDOW) >> 5]! &= ~(1 << (i & 31));
    window.top = index;
  }
  const bit = index % WINDOW;
  seen[bit >> 5]! |= 1 << (bit & 31);
}

/** Appendix A: the index nearest to the newest one. 48 bits, which a number holds. */
function guessIndex(top: number, sequence: number): number {
  if (top < 0) return sequence;
  const index = top + sequenceDistance(sequence, top & 0xffff);
  // Before the first wrap there is nothing to go back to; such a packet then counts as of the next round.
  return index < 0 ? index + 65_536 : index;
}

/** Section 4.1.1: salt * 2^16, SSRC * 2^64, index * 2^16, all exclusive. */
function setIv(iv: Buffer, salt: Buffer, packet: Uint8Array, ssrcAt: number, index: number): void {
  salt.copy(iv);
  iv[14] = 0;
  iv[15] = 0;
  for (let i = 0; i < 4; i += 1) iv[4 + i]! ^= packet[ssrcAt + i]!;
  const high = Math.floor(index / 0x1_0000_0000);
  const low = index >>> 0;
  iv[8]! ^= (high >> 8) & 0xff;
  iv[9]! ^= high & 0xff;
  iv[10]! ^= low >>> 24;
  iv[11]! ^= (low >>> 16) & 0xff;
  iv[12]! ^= (low >>> 8) & 0xff;
  iv[13]! ^= low & 0xff;
}

/** Where a packet's payload begins; 0 for what is no RTP packet. */
function headerBytes(packet: Uint8Array, length: number): number {
  if (length < 12 || packet[0]! >> 6 !== 2) return 0;
  let at = 12 + (packet[0]! & 0x0f) * 4;
  if (packet[0]! & 0x10) {
    if (at + 4 > length) return 0;
    at += 4 + ((packet[at + 2]! << 8) | packet[at + 3]!) * 4;
  }
  return at > length ? 0 : at;
}

interface Direction {
  keys: SrtpKeys;
  rtp: SessionKeys;
  rtcp: SessionKeys;
  tagBytes: number;
  iv: Buffer;
  roc: Buffer;
}

function open(keys: SrtpKeys): Direction {
  const master = Buffer.from(keys.key, 'base64');
  if (master.length !== KEY_BYTES + SALT_BYTES) throw new RangeError('a master key and salt have 30 bytes');
  return {
    keys,
    rtp: deriveKeys(master, 0),
    rtcp: deriveKeys(master, 3),
    tagBytes: keys.suite === 'AES_CM_128_HMAC_SHA1_80' ? 10 : 4,
    iv: Buffer.alloc(KEY_BYTES),
    roc: Buffer.alloc(4),
  };
}

/** En- and decrypting are one: the keystream over the payload. */
function crypt(keys: SessionKeys, iv: Buffer, payload: Uint8Array): Buffer {
  return createCipheriv('aes-128-ctr', keys.cipher, iv).update(payload);
}

function rtpTag(to: Direction, authenticated: Uint8Array, index: number): Buffer {
  to.roc.writeUInt32BE(Math.floor(index / 65_536) >>> 0, 0);
  return createHmac('sha1', to.rtp.auth).update(authenticated).update(to.roc).digest();
}

export interface SrtpSender {
  keys: SrtpKeys;
  /** Writes the packet, protected, into `into`; its length there, or 0 when it may not be sent (its index was used). */
  protectRtp(packet: Uint8Array, into: Buffer): number;
  protectRtcp(packet: Uint8Array, into: Buffer): number;
}

/** For one stream at a time of one master key; `into` must have room for `SRTP_EXTRA_BYTES` more. Throws for a wrong key. */
export function createSrtpSender(keys: SrtpKeys): SrtpSender {
  const to = open(keys);
  const streams = createStreams();
  let rtcpIndex = 0;
  return {
    keys,
    protectRtp: (packet, into) => {
      const header = headerBytes(packet, packet.length);
      if (header === 0) return 0;
      const window = streams(packet, 8);
      const index = guessIndex(window.top, (packet[2]! << 8) | packet[3]!);
      if (!isFresh(window, index)) return 0;
      mark(window, index);
      into.set(packet.subarray(0, header));
      setIv(to.iv, to.rtp.salt, packet, 8, index);
      into.set(crypt(to.rtp, to.iv, packet.subarray(header)), header);
      const tag = rtpTag(to, into.subarray(0, packet.length), index);
      into.set(tag.subarray(0, to.tagBytes), packet.length);
      return packet.length + to.tagBytes;
    },
    protectRtcp: (packet, into) => {
      if (packet.length < 8) return 0;
      rtcpIndex = (rtcpIndex + 1) & 0x7fff_ffff;
      into.set(packet.subarray(0, 8));
      setIv(to.iv, to.rtcp.salt, packet, 4, rtcpIndex);
      into.set(crypt(to.rtcp, to.iv, packet.subarray(8)), 8);
      into.writeUInt32BE((0x8000_0000 | rtcpIndex) >>> 0, packet.length);
      const length = packet.length + RTCP_INDEX_BYTES;
      const tag = createHmac('sha1', to.rtcp.auth).update(into.subarray(0, length)).digest();
      into.set(tag.subarray(0, RTCP_TAG_BYTES), length);
      return length + RTCP_TAG_BYTES;
    },
  };
}

export interface SrtpReceiver {
  keys: SrtpKeys;
  /** The packet in the clear, in its own memory; undefined for what is forged, damaged, replayed or no packet. */
  openRtp(packet: Buffer): Buffer | undefined;
  openRtcp(packet: Buffer): Buffer | undefined;
}

/** Throws for a wrong key. */
export function createSrtpReceiver(keys: SrtpKeys): SrtpReceiver {
  const from = open(keys);
  const streams = createStreams();
  const rtcpStreams = createStreams();
  return {
    keys,
    openRtp: (packet) => {
      const end = packet.length - from.tagBytes;
      const header = headerBytes(packet, end);
      if (header === 0) return undefined;
      const known = streams(packet, 8, false);
      const index = guessIndex(known.top, (packet[2]! << 8) | packet[3]!);
      if (!isFresh(known, index)) return undefined;
      const tag = rtpTag(from, packet.subarray(0, end), index);
      if (!timingSafeEqual(tag.subarray(0, from.tagBytes), packet.subarray(end))) return undefined;
      // Only a packet that is genuine makes or moves a window.
      mark(streams(packet, 8), index);
      setIv(from.iv, from.rtp.salt, packet, 8, index);
      packet.set(crypt(from.rtp, from.iv, packet.subarray(header, end)), header);
      return packet.subarray(0, end);
    },
    openRtcp: (packet) => {
      const end = packet.length - RTCP_TAG_BYTES;
      const body = end - RTCP_INDEX_BYTES;
      if (body < 8) return undefined;
      const word = packet.readUInt32BE(body);
      const index = word & 0x7fff_ffff;
      const known = rtcpStreams(packet, 4, false);
      if (!isFresh(known, index)) return undefined;
      const tag = createHmac('sha1', from.rtcp.auth).update(packet.subarray(0, end)).digest();
      if (!timingSafeEqual(tag.subarray(0, RTCP_TAG_BYTES), packet.subarray(end))) return undefined;
      mark(rtcpStreams(packet, 4), index);
      if (word >>> 31 === 1) {
        setIv(from.iv, from.rtcp.salt, packet, 4, index);
        packet.set(crypt(from.rtcp, from.iv, packet.subarray(8, body)), 8);
      }
      return packet.subarray(0, body);
    },
  };
}

/** Windows by SSRC, bounded; the one used longest ago goes first. */
function createStreams(): (packet: Uint8Array, ssrcAt: number, keep?: boolean) => Window {
  const windows = new Map<number, Window>();
  return (packet, at, keep = true) => {
    const ssrc =
      ((packet[at]! << 24) | (packet[at + 1]! << 16) | (packet[at + 2]! << 8) | packet[at + 3]!) >>> 0;
    const known = windows.get(ssrc);
    if (known !== undefined) return known;
    const made = newWindow();
    if (!keep) return made;
    windows.set(ssrc, made);
    if (windows.size > STREAMS_MAX) windows.delete(windows.keys().next().value!);
    return made;
  };
}
