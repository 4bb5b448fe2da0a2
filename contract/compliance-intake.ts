/** Requests to stop that come by mail, post, phone or in person: one intake, one store of opt-outs. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const phone = z.string().min(3).max(40);

/** What the person wants stopped; `everything` is what an unspecific request means (REV-06). */
export const revocationScopes = ['everything', 'calls', 'texts', 'marketing'] as const;
export const revocationWays = ['email', 'post', 'phone', 'in-person', 'chat', 'other'] as const;

export const RevocationInput = z.object({
  phone,
  how: z.enum(revocationWays),
  /** When it reached us; for a letter, the day it was delivered. */
  receivedAtMs: ms,
  /** Their words, as they were. */
  words: z.string().trim().min(3).max(2000),
  scope: z.enum(revocationScopes),
  /** Where the letter or recording is filed. */
  evidenceRef: z.string().trim().max(300).optional(),
  /** A scan, at most 150,000 bytes. */
  evidence: z
    .object({
      name: z.string().min(1).max(200),
      type: z.enum(['application/pdf', 'image/png', 'image/jpeg', 'text/plain', 'message/rfc822']),
      base64: z.base64().max(200_000),
    })
    .optional(),
});
/** An e-mail as a mail service's webhook hands it on. */
export const MailInput = z.object({
  from: z.string().min(3).max(320),
  subject: z.string().max(1000).default(''),
  text: z.string().max(100_000),
  /** The message's own id: the same one is taken once. */
  messageId: z.string().min(1).max(300).optional(),
  receivedAtMs: ms.optional(),
});

export const RevocationView = z.object({
  id: z.string(),
  receivedAtMs: ms,
  writtenAtMs: ms,
  how: z.enum(revocationWays),
  /** `review`: it is not known whose number it is, or what is meant; somebody must say before `dueAtMs`. */
  status: z.enum(['applied', 'review', 'dismissed', 'no-request']),
  sender: z.string().nullable(),
  words: z.string().nullable(),
  /** How the wording was judged: `revoke_all`, `revoke_channel`, `wrong_number`, ... */
  label: z.string(),
  scope: z.enum(revocationScopes),
  /** Numbers that were, or may be, meant. */
  phones: z.array(z.string()),
  dueAtMs: ms.nullable(),
  /** Honoured, or still open, after the law's ten business days. */
  late: z.boolean(),
  evidence: z
    .object({ name: z.string(), type: z.string(), bytes: z.number().int(), sha256: z.string() })
    .nullable(),
  evidenceRef: z.string().nullable(),
  settledBy: z.string().nullable(),
  settledWhy: z.string().nullable(),
});
export const RevocationPage = z.object({
  revocations: z.array(RevocationView),
  nextCursor: z.string().nullable(),
  /** Requests that wait for somebody, and how many of them are past their day. */
  waiting: z.number().int(),
  overdue: z.number().int(),
});
export const SettleInput = z.union([
  z.strictObject({ phone, scope: z.enum(revocationScopes).default('everything') }),
  z.strictObject({ dismiss: z.string().trim().min(10).max(1000) }),
]);

export const intakeRoutes = {
  recordRevocation: {
    method: 'POST',
    path: '/v1/compliance/revocations',
    who: 'supervisor',
    summary: 'Record a request to stop that came by mail, post, phone or in person',
    body: RevocationInput,
    response: RevocationView,
    idempotent: true,
  },
  revocations: {
    method: 'GET',
    path: '/v1/compliance/revocations',
    who: 'supervisor',
    summary: 'Requests to stop from outside the text channel, newest first',
    query: z.object({
      status: z.enum(['review', 'all']).default('all'),
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: RevocationPage,
  },
  settleRevocation: {
    method: 'POST',
    path: '/v1/compliance/revocations/:id/settle',
    who: 'supervisor',
    summary: 'Say whose number a waiting request means, or why it asks for nothing',
    body: SettleInput,
    response: RevocationView,
  },
  inboundMail: {
    method: 'POST',
    path: '/v1/compliance/mail',
    who: 'supervisor',
    summary: 'An e-mail came in; its wording is judged and obeyed',
    body: MailInput,
    response: RevocationView,
  },
  inboundMailRaw: {
    method: 'POST',
    path: '/v1/compliance/mail/raw',
    who: 'supervisor',
    summary: 'The same for a whole message (RFC 5322), as a mail server pipes it',
    body: z.unknown(),
    consumes: 'message/rfc822',
    response: RevocationView,
  },
} as const satisfies Record<string, Route>;
