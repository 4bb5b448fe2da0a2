/** Recorded calls: what there is, the sound, its shape, who listened, and whether calls are recorded at all. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const ok = z.object({ ok: z.literal(true) });

export const RecordingView = z.object({
  id: z.string(),
  beganAtMs: ms,
  lengthMs: ms,
  bytes: z.number().int(),
  agentName: z.string(),
  leadName: z.string(),
  /** Only `kept` can be heard. */
  state: z.enum(['running', 'kept', 'failed', 'deleted']),
  /** What a person should know of it; empty when all is as it should be. */
  words: z.string(),
  /** When it is deleted for its age; null while it runs or is gone. */
  deletedAtMs: ms.nullable(),
  /** Who listened, newest first, at most 20; for supervisors and admins. */
  plays: z.array(z.object({ by: z.string(), atMs: ms })),
});

/** Loudest sample of each stretch, 0 to 1: the lead on the left, the agent on the right. All stretches are equally long. */
export const RecordingWave = z.object({
  lengthMs: ms,
  left: z.array(z.number().min(0).max(1)),
  right: z.array(z.number().min(0).max(1)),
});

export const RecordingSettings = z.object({
  /** Whether conversations are recorded, each after its notice. Calls that run already are not touched. */
  on: z.boolean(),
  /** Months until a recording is deleted. */
  keepMonths: z.number().int().min(1).max(120),
});
export type RecordingSettings = z.infer<typeof RecordingSettings>;

export const recordingRoutes = {
  recordings: {
    method: 'GET',
    path: '/v1/transfers/:id/recordings',
    who: 'agent',
    summary: 'Recordings of a transfer (an agent: of their own conversations)',
    response: z.object({ recordings: z.array(RecordingView) }),
  },
  recordingAudio: {
    method: 'GET',
    path: '/v1/recordings/:id/audio',
    who: 'agent',
    summary: 'The sound: stereo, lead left, agent right; takes Range. That it was played is noted',
    response: z.unknown(),
    produces: 'audio/wav',
  },
  recordingWave: {
    method: 'GET',
    path: '/v1/recordings/:id/wave',
    who: 'agent',
    summary: 'The shape of the sound',
    response: RecordingWave,
  },
  deleteRecording: {
    method: 'DELETE',
    path: '/v1/recordings/:id',
    who: 'admin',
    summary: 'Delete a recording',
    response: ok,
  },
  eraseRecordings: {
    method: 'DELETE',
    path: '/v1/leads/:id/recordings',
    who: 'admin',
    summary: 'Delete all recordings of a lead (erasure)',
    response: z.object({ deleted: z.number().int() }),
  },
  record: {
    method: 'POST',
    path: '/v1/transfers/:id/record',
    who: 'self',
    summary: 'Pause the recording, go on, or begin it after saying the notice',
    body: z.object({ on: z.boolean() }),
    response: ok,
  },
  recordingSettings: {
    method: 'GET',
    path: '/v1/settings/recording',
    who: 'admin',
    summary: 'Whether calls are recorded, and how long recordings are kept',
    response: RecordingSettings,
  },
  changeRecordingSettings: {
    method: 'PATCH',
    path: '/v1/settings/recording',
    who: 'admin',
    summary: 'Record calls or not; how long to keep recordings',
    body: RecordingSettings.partial(),
    response: RecordingSettings,
  },
} as const satisfies Record<string, Route>;

export type RecordingRoute = keyof typeof recordingRoutes;
