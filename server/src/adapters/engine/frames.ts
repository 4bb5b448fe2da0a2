/** Reads what a page sends: bounded in size and rate, checked against the contract. */
import {
  STATION_FRAME_LIMIT_BYTES,
  STATION_FRAMES_PER_SECOND,
  type StationDown,
  type StationUp,
  stationUpSchema,
} from '../../../../contract/station.ts';

export interface FrameReader {
  /** The frame, or the error frame to send back, or undefined: too many, and that was said already. */
  read(frame: unknown, nowMs: number): { up: StationUp } | { error: StationDown } | undefined;
}

/** A reader for one connection. Frames may be JSON text or parsed already. */
export function createFrameReader(nowMs: number): FrameReader {
  let tokens = 2 * STATION_FRAMES_PER_SECOND;
  let refilledAtMs = nowMs;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  return {
    read: (frame, now) => {
      const earned = ((now - refilledAtMs) * STATION_FRAMES_PER_SECOND) / 1000;
      tokens = Math.min(2 * STATION_FRAMES_PER_SECOND, tokens + earned);
      refilledAtMs = now;
      if (tokens < 1) {
        if (now - toldAtMs < 1_000) return undefined;
        toldAtMs = now;
        return { error: { type: 'error', code: 'TOO_MANY', message: 'Too many frames; some were dropped.' } };
      }
      tokens -= 1;
      return parse(frame);
    },
  };
}

function bad(message: string): { error: StationDown } {
  return { error: { type: 'error', code: 'BAD_FRAME', message } };
}

function parse(frame: unknown): { up: StationUp } | { error: StationDown } {
  let value = frame;
  if (typeof frame === 'string') {
    if (frame.length > STATION_FRAME_LIMIT_BYTES) return bad('The frame is too large.');
    try {
      value = JSON.parse(frame);
    } catch {
      return bad('The frame is not JSON.');
    }
  }
  const parsed = stationUpSchema.safeParse(value);
  if (parsed.success) return { up: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return bad(`The frame is not understood${where}.`.slice(0, 300));
}
