/** How well the lines of a call carried sound, when it is over. */
import { z } from 'zod';
import type { Route } from './route.ts';

export const LineQuality = z.object({
  legId: z.string(),
  /** Whose line. */
  name: z.string(),
  /** Of what they sent, the share that never arrived here, 0 to 1; and how unevenly the rest came (RFC 3550 6.4.1). */
  lostShare: z.number(),
  jitterMs: z.number(),
  /** Of what we sent, what they say they missed; and there and back. Null where their phone reports nothing. */
  farLostShare: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  /** `good`: nobody notices; `fair`: one notices; `poor`: words are lost. */
  verdict: z.enum(['good', 'fair', 'poor']),
  /** For how long it went directly to the other far end, where nobody here measured it. */
  directMs: z.number(),
});

export const lineRoutes = {
  lineQuality: {
    method: 'GET',
    path: '/v1/transfers/:id/lines',
    who: 'agent',
    summary: 'How well the lines of a call carried sound',
    response: z.object({ lines: z.array(LineQuality) }),
  },
} as const satisfies Record<string, Route>;

export type LineRoute = keyof typeof lineRoutes;
