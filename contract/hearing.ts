/** Speech to text for calls: who turns what a lead says into words, so that an opt-out said aloud counts. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const ok = z.object({ ok: z.literal(true) });

export const HearingInput = z.object({
  /** Without the last part: `http://127.0.0.1:8081/v1`. */
  url: z.string().min(1).max(500),
  model: z.string().min(1).max(200),
  /** Left out: the key that was saved before stays. Null: none is sent. */
  key: z.string().min(1).max(500).nullable().optional(),
});
export const HearingView = z.object({
  source: z.enum(['none', 'settings', 'environment']),
  /** Null when none is set up. The key itself is never shown again. */
  hearing: z.object({ url: z.string(), model: z.string(), keyEnds: z.string().nullable() }).nullable(),
  /** As last proven since the start. */
  lastGoodMs: ms.nullable(),
  lastBad: z.object({ atMs: ms, failure: z.string(), words: z.string() }).nullable(),
  restsUntilMs: ms.nullable(),
  /** Utterances of leads since the start: turned into words, and of these, opt-outs. */
  understood: z.number().int(),
  optOuts: z.number().int(),
  /** Not turned into words: too much at once, resting after failures, failed, nobody set up any more. */
  dropped: z.object({
    'queue-full': z.number().int(),
    resting: z.number().int(),
    failed: z.number().int(),
    off: z.number().int(),
  }),
});
export const HearingTest = z.object({
  ok: z.boolean(),
  failure: z.string().nullable(),
  /** What happened, and what to do where something is wrong. */
  words: z.string(),
  tookMs: ms,
});

export const hearingRoutes = {
  hearing: {
    method: 'GET',
    path: '/v1/hearing',
    who: 'admin',
    summary: 'Speech to text for calls, its state, and how much was understood',
    response: HearingView,
  },
  saveHearing: {
    method: 'POST',
    path: '/v1/hearing',
    who: 'admin',
    summary: 'Set up speech to text; it counts from the next transfer on',
    body: HearingInput,
    response: ok,
  },
  removeHearing: {
    method: 'DELETE',
    path: '/v1/hearing',
    who: 'admin',
    summary: 'Nothing said on a call is understood by a machine',
    response: ok,
  },
  testHearing: {
    method: 'POST',
    path: '/v1/hearing/test',
    who: 'admin',
    summary: 'Have one sentence understood',
    body: HearingInput,
    response: HearingTest,
  },
} as const satisfies Record<string, Route>;

export type HearingRoute = keyof typeof hearingRoutes;
