/**
 * The web chat that other sites embed (`/widget.js`).
 *
 *   page -> server  POST /v1/chat          ChatStart -> ChatStarted     (any origin; no cookie is read or set)
 *                   WS   /v1/chat/<token>  ChatUp / ChatDown
 *
 * The token names one visitor's conversation and nothing else; whoever has it reads that conversation, so it is long,
 * random, and kept in the visitor's own sessionStorage. The page opens the socket, is sent the whole thread, and again
 * the whole thread after each change; so a page that was away misses nothing. `typing` comes while the assistant
 * writes and ends with the next `thread` or after `untilMs`.
 */
import { z } from 'zod';

/** Longest message of a visitor, characters. */
export const CHAT_MESSAGE_LIMIT = 1_600;

/** What the visitor saw and did about being contacted. Without a ticked box nothing is sent outside this chat. */
export const ChatConsent = z.object({
  /** The words beside the box, exactly as shown. */
  textShown: z.string().min(20).max(4_000),
  /** True when the visitor ticked it. */
  checked: z.boolean(),
});

export const ChatStart = z.object({
  playbook: z.string().min(1).max(64),
  name: z.string().min(1).max(120),
  phone: z.string().min(3).max(40),
  consent: ChatConsent,
  /** The page the widget stands on: evidence of consent. */
  pageUrl: z.string().max(2_000).optional(),
  /** The visitor's IANA zone as the browser says it: evidence only, never proof of place. */
  tz: z.string().max(64).optional(),
});
export const ChatStarted = z.object({
  token: z.string().min(20).max(200),
  seller: z.string(),
});

export const ChatText = z.object({
  id: z.string(),
  from: z.enum(['assistant', 'agent', 'visitor']),
  /** First name of the person for `agent`. */
  by: z.string().nullable(),
  body: z.string(),
  atMs: z.number().int(),
});

export const ChatUp = z.discriminatedUnion('type', [
  /** `clientId` is the page's own; the same one again is the same message. */
  z.object({
    type: z.literal('text'),
    clientId: z.string().min(1).max(64),
    body: z.string().min(1).max(CHAT_MESSAGE_LIMIT),
  }),
  /** The visitor is writing; at most one a second. */
  z.object({ type: z.literal('typing') }),
  z.object({ type: z.literal('ping') }),
]);
export const ChatDown = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread'), texts: z.array(ChatText), open: z.boolean() }),
  z.object({ type: z.literal('ack'), clientId: z.string(), id: z.string() }),
  z.object({ type: z.literal('typing'), from: z.enum(['assistant', 'agent']), untilMs: z.number().int() }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string(), hint: z.string() }),
]);
export type ChatUp = z.infer<typeof ChatUp>;
export type ChatDown = z.infer<typeof ChatDown>;
