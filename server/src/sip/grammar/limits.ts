/** Sizes past which a text from the wire is refused. A datagram cannot be longer than the first one anyway. */
export const MAX_MESSAGE_BYTES = 65_535;
export const MAX_HEADERS = 200;
export const MAX_HEADER_CHARS = 16_384;
export const MAX_VALUES_PER_HEADER = 100;
export const MAX_PARAMS = 64;
export const MAX_URI_CHARS = 4_096;
/** RFC 3261 8.1.1.5: below 2^31. */
export const MAX_CSEQ = 0x7fff_ffff;
/** RFC 3261 20.19: deltas up to 2^32-1; larger ones are clamped. */
export const MAX_DELTA_S = 0xffff_ffff;
