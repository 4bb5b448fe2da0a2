/**
 * What a browser phone (a "station") and the server say to each other, one JSON object per WebSocket text frame.
 *
 * The page opens with `hello` (its SDP offer); the server answers `welcome` (SDP answer). That peer connection stays
 * up between calls, so that a join needs no negotiation. Whoever attaches last owns the station; the page before is
 * told `replaced` and must not reconnect by itself.
 *
 * Frames that do not parse are answered with `error` BAD_FRAME and change nothing.
 */
import { z } from 'zod';

/** Largest frame a page may send, in bytes. An audio-only SDP is 2 to 4 kB. */
export const STATION_FRAME_LIMIT_BYTES = 32_768;
/** Frames a page may send per second, averaged; a burst of twice this is let through. */
export const STATION_FRAMES_PER_SECOND = 40;
/** A page that was in a call may come back within this long before its leg ends with `network`. */
export const STATION_REATTACH_LIMIT_MS = 20_000;

const id = z.string().min(1).max(100);
const key = z.string().regex(/^[0-9*#A-D]$/, 'one of 0-9 * # A-D');

export const stationUpSchema = z.discriminatedUnion('type', [
  /**
   * First frame of a connection. Either `sdp`, the offer of a new peer connection, or `peer`, as the last `welcome`
   * named it, when only the WebSocket was lost and the sound goes on. Said again, it replaces the peer connection.
   */
  z.strictObject({
    type: z.literal('hello'),
    sdp: z.string().min(1).max(20_000).optional(),
    peer: id.optional(),
  }),
  z.strictObject({
    type: z.literal('candidate'),
    candidate: z.string().max(1_000),
    mid: z.string().max(32),
  }),
  /** The page rings: it has shown and sounded the leg of a `ring` frame. */
  z.strictObject({ type: z.literal('ringing'), legId: id }),
  /** Take a ringing leg. Answering twice is answering once. */
  z.strictObject({ type: z.literal('answer'), legId: id }),
  z.strictObject({ type: z.literal('decline'), legId: id }),
  z.strictObject({ type: z.literal('hangup'), legId: id }),
  z.strictObject({ type: z.literal('key'), legId: id, key }),
  /** The page calls in, as a mobile does. `call` is the page's own id of the try; repeating it changes nothing. */
  z.strictObject({ type: z.literal('call'), call: id, to: z.string().min(1).max(64) }),
  z.strictObject({ type: z.literal('pong'), at: z.number() }),
]);
export type StationUp = z.infer<typeof stationUpSchema>;

const context = z.object({ headline: z.string(), transferId: z.string() });
const from = z.object({ number: z.string(), name: z.string() });
const cause = z.enum([
  'hung-up',
  'busy',
  'no-answer',
  'rejected',
  'unreachable',
  'network',
  'cancelled',
  'taken',
  'overload',
]);

const stationLeg = z.object({
  legId: id,
  callId: id,
  state: z.enum(['ringing', 'calling', 'live']),
  from,
  context: context.optional(),
});
export type StationLeg = z.infer<typeof stationLeg>;

export const stationDownSchema = z.discriminatedUnion('type', [
  /** Answer to `hello`, with every leg this station has now: a reload finds its call again. No `sdp`: the peer lives. */
  z.object({ type: z.literal('welcome'), peer: id, sdp: z.string().optional(), legs: z.array(stationLeg) }),
  /** The peer connection is gone or not known here: say `hello` with a new offer. */
  z.object({ type: z.literal('renew') }),
  z.object({ type: z.literal('candidate'), candidate: z.string(), mid: z.string() }),
  z.object({ type: z.literal('ring'), legId: id, callId: id, from, context: context.optional() }),
  /** A leg that rang (or called in) here will not be talked on. `note`: "Taken by Ana". */
  z.object({ type: z.literal('stop'), legId: id, cause, note: z.string().optional() }),
  /** The page's own call is on its way; `call` as in the page's frame. */
  z.object({ type: z.literal('calling'), call: id, legId: id, callId: id, to: z.string() }),
  /** The leg is answered: whatever the microphone takes may be heard from now on. */
  z.object({ type: z.literal('live'), legId: id, callId: id }),
  /** A live leg ended. */
  z.object({
    type: z.literal('ended'),
    legId: id,
    by: z.enum(['us', 'them', 'network']),
    cause,
    note: z.string().optional(),
  }),
  /** This station was opened elsewhere; no more is sent here. */
  z.object({ type: z.literal('replaced'), note: z.string() }),
  z.object({ type: z.literal('ping'), at: z.number() }),
  z.object({
    type: z.literal('error'),
    code: z.enum(['BAD_FRAME', 'TOO_MANY', 'NO_SUCH_LEG', 'NOT_GREETED', 'MEDIA_FAILED', 'REFUSED']),
    message: z.string(),
    /** The page's own id of the try, when the error is about a call it made. */
    call: id.optional(),
  }),
]);
export type StationDown = z.infer<typeof stationDownSchema>;
