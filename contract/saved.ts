/** What people keep: canned replies for the composer, and views of the leads page; for themselves or for all. */
import { z } from 'zod';
import type { Route } from './route.ts';

const kind = z.enum(['reply', 'view']);
const id = z.string().min(1).max(64);

export const Saved = z.object({
  savedId: id,
  kind,
  name: z.string(),
  /** A reply's words, or a view's query such as `view=booked&q=Maria`. */
  body: z.string(),
  shared: z.boolean(),
  /** May the one who asks remove it? */
  mayRemove: z.boolean(),
  by: z.string(),
});
export const SavedInput = z.strictObject({
  kind,
  name: z.string().trim().min(1, 'Type a name.').max(60),
  body: z.string().trim().min(1, 'Type what is kept.').max(1_600),
  /** For everybody; needs the supervisor role. */
  shared: z.boolean().default(false),
});

export const savedRoutes = {
  saved: {
    method: 'GET',
    path: '/v1/saved',
    who: 'agent',
    summary: 'My canned replies or views, and the shared ones',
    query: z.object({ kind }),
    response: z.object({ saved: z.array(Saved) }),
  },
  keep: {
    method: 'POST',
    path: '/v1/saved',
    who: 'agent',
    summary: 'Keep a canned reply or a view; the same name replaces it',
    body: SavedInput,
    response: Saved,
  },
  unkeep: {
    method: 'DELETE',
    path: '/v1/saved/:id',
    who: 'agent',
    summary: 'Remove a canned reply or a view',
    response: z.object({ ok: z.literal(true) }),
  },
} as const satisfies Record<string, Route>;
export type SavedRoute = keyof typeof savedRoutes;
