/** Suggest-only: the assistant drafts a text, a person sends it, changes it or drops it. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ok = z.object({ ok: z.literal(true) });
const suggestionId = z.string().min(1).max(64);

/** A text of the assistant that waits for a person. */
export const Suggestion = z.object({
  suggestionId,
  body: z.string(),
  kind: z.enum(['opening', 'reply', 'follow-up']),
  atMs: z.number().int(),
  /** It was to be sent and is not true any more: what the guardrails said. */
  problem: z.string().nullable(),
});
export const SuggestInput = z.object({
  /** Null: as the playbook says. */
  on: z.boolean().nullable(),
});
export const SuggestionSend = z.object({
  suggestionId,
  /** In a person's own words; left out: as it was drafted. */
  body: z.string().trim().min(1).max(1600).optional(),
});

export const suggestRoutes = {
  suggestOnly: {
    method: 'POST',
    path: '/v1/leads/:id/suggest-only',
    who: 'agent',
    summary: 'The assistant drafts and a person sends, for this thread',
    body: SuggestInput,
    response: ok,
  },
  sendSuggestion: {
    method: 'POST',
    path: '/v1/leads/:id/suggestion/send',
    who: 'agent',
    summary: "Send the assistant's draft, as it is or changed",
    body: SuggestionSend,
    response: z.object({ messageId: z.string() }),
    idempotent: true,
  },
  discardSuggestion: {
    method: 'POST',
    path: '/v1/leads/:id/suggestion/discard',
    who: 'agent',
    summary: "Drop the assistant's draft",
    body: z.object({ suggestionId }),
    response: ok,
  },
} as const satisfies Record<string, Route>;
