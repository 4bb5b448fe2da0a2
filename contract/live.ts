/**
 * The live feed, `GET /v1/live` (WebSocket). A page subscribes to topics and gets the whole view at once and again
 * whenever it changed; so a page that was away resyncs by subscribing again and no fact can be lost or repeated.
 *
 *   page -> server  {"type":"subscribe","topics":["desk","floor","leads","lead:ID","transfer:ID"]}
 *                   {"type":"unsubscribe","topics":[...]}
 *                   {"type":"ping","nowMs":N}
 *   server -> page  {"type":"view","topic":T,"seq":N,"nowMs":N,"data":...}      seq grows per topic
 *                   {"type":"pong","nowMs":N}      heartbeat; the page says "reconnecting" after 2 s without one
 *                   {"type":"error","code":C,"message":M,"hint":H}              the socket stays open
 *
 * The page pings every second. `nowMs` lets it compute its clock's offset; countdowns use the server's deadlines.
 */
import { z } from 'zod';
import type { DeskView, FloorView, LeadDetail, LeadList, TransferDetail } from './api.ts';

export const topicPattern = /^(desk|floor|leads|(lead|transfer):[A-Za-z0-9_-]{1,64})$/;
export const LiveUp = z.discriminatedUnion('type', [
  z.object({ type: z.literal('subscribe'), topics: z.array(z.string().regex(topicPattern)).min(1).max(32) }),
  z.object({
    type: z.literal('unsubscribe'),
    topics: z.array(z.string().regex(topicPattern)).min(1).max(32),
  }),
  z.object({ type: z.literal('ping'), nowMs: z.number() }),
]);
export type LiveUp = z.infer<typeof LiveUp>;

export const LiveDown = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('view'),
    topic: z.string(),
    seq: z.number().int(),
    nowMs: z.number(),
    data: z.unknown(),
  }),
  z.object({ type: z.literal('pong'), nowMs: z.number() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type LiveDown = z.infer<typeof LiveDown>;

export type TopicData = {
  desk: z.infer<typeof DeskView>;
  floor: z.infer<typeof FloorView>;
  /** The newest leads; their names are masked for agents. */
  leads: z.infer<typeof LeadList>;
  lead: z.infer<typeof LeadDetail>;
  transfer: z.infer<typeof TransferDetail>;
};

/**
 * The virtual handset's text channel, `GET /v1/handset/<e164>` (WebSocket, demo mode only): what a carrier would
 * deliver and nothing else.
 *
 *   page -> server  {"type":"text","clientId":C,"body":B}
 *   server -> page  {"type":"thread","seller":{name,number},"texts":[{id,from:'them'|'me',body,atMs,status}]}
 *                   {"type":"ack","clientId":C,"id":I} | {"type":"error",...}
 */
export const HandsetUp = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    clientId: z.string().min(1).max(64),
    body: z.string().min(1).max(1600),
  }),
  z.object({ type: z.literal('ping'), nowMs: z.number() }),
  /** Rehearsal: delay deliveries, let calls go to voicemail. */
  z.object({
    type: z.literal('behave'),
    voicemail: z.boolean().optional(),
    delayMs: z.number().int().min(0).max(60_000).optional(),
  }),
]);
export const HandsetText = z.object({
  id: z.string(),
  from: z.enum(['them', 'me']),
  body: z.string(),
  atMs: z.number().int(),
  status: z.enum(['sent', 'delivered', 'failed']),
});
export const HandsetDown = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('thread'),
    seller: z.object({ name: z.string(), number: z.string() }),
    texts: z.array(HandsetText),
    nowMs: z.number(),
  }),
  z.object({ type: z.literal('ack'), clientId: z.string(), id: z.string() }),
  z.object({ type: z.literal('pong'), nowMs: z.number() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type HandsetUp = z.infer<typeof HandsetUp>;
export type HandsetDown = z.infer<typeof HandsetDown>;
