/** Keys as RTP events (RFC 4733 section 2.3): the same event is sent many times, and counted once. */
const KEYS = '0123456789*#ABCD';

export interface KeyEvent {
  key: string;
  end: boolean;
  /** In timestamp units, 8 per ms. */
  duration: number;
}

/** Reads one event payload; undefined for what is no key. */
export function readKeyEvent(payload: Uint8Array, offset: number, length: number): KeyEvent | undefined {
  if (length < 4) return undefined;
  const key = KEYS[payload[offset]!];
  if (key === undefined) return undefined;
  return {
    key,
    end: (payload[offset + 1]! & 0x80) !== 0,
    duration: (payload[offset + 2]! << 8) | payload[offset + 3]!,
  };
}

/** Writes one event payload of 4 bytes. Volume is the power in -dBm0, 10 here. Throws for what is no key. */
export function writeKeyEvent(into: Uint8Array, offset: number, event: KeyEvent): void {
  const code = KEYS.indexOf(event.key);
  if (code < 0 || event.key.length !== 1) throw new RangeError(`not a key: ${event.key}`);
  into[offset] = code;
  into[offset + 1] = (event.end ? 0x80 : 0) | 10;
  into[offset + 2] = (event.duration >> 8) & 0xff;
  into[offset + 3] = event.duration & 0xff;
}

/**
 * Turns event packets into key presses. All packets of one press carry the timestamp of its begin (RFC 4733 section
 * 2.2), so a press is a new timestamp; it counts at its first packet, whichever that is.
 */
export function createKeyReader(): (
  timestamp: number,
  payload: Uint8Array,
  offset: number,
  length: number,
) => string | undefined {
  let last: number | undefined;
  return (timestamp, payload, offset, length) => {
    const event = readKeyEvent(payload, offset, length);
    if (event === undefined || timestamp === last) return undefined;
    // A packet that was overtaken by a newer press is an old one of a press that was counted.
    if (last !== undefined && ((timestamp - last) | 0) < 0) return undefined;
    last = timestamp;
    return event.key;
  };
}

/** One packet of a press being sent: to be written with the press's own timestamp. */
export interface KeyPacket {
  event: KeyEvent;
  marker: boolean;
}

/**
 * The packets of one press, one per 20 ms: 160 ms long, the end told three times (RFC 4733 section 2.5.1.4). After it
 * the caller keeps at least 60 ms of silence, so that two equal keys are two.
 */
export function keyPackets(key: string, durationMs = 160): KeyPacket[] {
  const packets: KeyPacket[] = [];
  const frames = Math.max(2, Math.round(durationMs / 20));
  for (let i = 1; i <= frames; i += 1)
    packets.push({ event: { key, end: false, duration: i * 160 }, marker: i === 1 });
  for (let i = 0; i < 3; i += 1)
    packets.push({ event: { key, end: true, duration: frames * 160 }, marker: false });
  return packets;
}
