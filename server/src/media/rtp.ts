/** RTP packets (RFC 3550 section 5.1). One reusable header object per reader: nothing is allocated per packet. */
export interface RtpHeader {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** Where the payload begins and how long it is, padding and extension left out. */
  payloadOffset: number;
  payloadLength: number;
}

export const RTP_HEADER_BYTES = 12;

export function emptyRtpHeader(): RtpHeader {
  return {
    marker: false,
    payloadType: 0,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
    payloadOffset: 0,
    payloadLength: 0,
  };
}

/** True for RTCP on a shared port: packet types 192..223 (RFC 5761 section 4). */
export function isRtcp(packet: Uint8Array): boolean {
  return packet.length >= 8 && packet[0]! >> 6 === 2 && packet[1]! >= 192 && packet[1]! <= 223;
}

/** Reads `packet` into `into`; false when it is not a well-formed RTP packet. */
export function readRtp(packet: Uint8Array, into: RtpHeader): boolean {
  const length = packet.length;
  if (length < RTP_HEADER_BYTES || packet[0]! >> 6 !== 2) return false;
  const first = packet[0]!;
  let offset = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (offset + 4 > length) return false;
    offset += 4 + ((packet[offset + 2]! << 8) | packet[offset + 3]!) * 4;
  }
  const padding = first & 0x20 ? packet[length - 1]! : 0;
  if (first & 0x20 && padding === 0) return false;
  if (offset + padding > length) return false;
  into.marker = (packet[1]! & 0x80) !== 0;
  into.payloadType = packet[1]! & 0x7f;
  into.sequence = (packet[2]! << 8) | packet[3]!;
  into.timestamp = readUint32(packet, 4);
  into.ssrc = readUint32(packet, 8);
  into.payloadOffset = offset;
  into.payloadLength = length - offset - padding;
  return true;
}

/** Writes the fixed 12-byte header at the start of `packet`. */
export function writeRtpHeader(
  packet: Uint8Array,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  packet[0] = 0x80;
  packet[1] = (marker ? 0x80 : 0) | payloadType;
  packet[2] = (sequence >> 8) & 0xff;
  packet[3] = sequence & 0xff;
  writeUint32(packet, 4, timestamp);
  writeUint32(packet, 8, ssrc);
}

/** `a` minus `b` in sequence arithmetic: negative when `a` is the older one. */
export function sequenceDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

export function readUint32(from: Uint8Array, offset: number): number {
  return (
    ((from[offset]! << 24) | (from[offset + 1]! << 16) | (from[offset + 2]! << 8) | from[offset + 3]!) >>> 0
  );
}

export function writeUint32(into: Uint8Array, offset: number, value: number): void {
  into[offset] = (value >>> 24) & 0xff;
  into[offset + 1] = (value >>> 16) & 0xff;
  into[offset + 2] = (value >>> 8) & 0xff;
  into[offset + 3] = value & 0xff;
}
