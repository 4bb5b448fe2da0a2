/** What happens when a machine answers a lead's telephone. */
import { z } from 'zod';
import type { Route } from './route.ts';

export const VoicemailView = z.object({
  /** Whether it is listened for who answers, before anybody is joined. */
  detectMachines: z.boolean(),
  /** Toll-free, and one of the numbers here: calling it, key 9 opts out. */
  optOutNumber: z.string().nullable(),
  /** A message that says all it must. */
  suggestion: z.string(),
  playbooks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** With {first_name}, {seller}, {number}, {opt_out_number}; null: none is left, the lead is texted alone. */
      text: z.string().nullable(),
      /** The same, filled in for somebody called Maria. */
      heard: z.string().nullable(),
    }),
  ),
});
export const VoicemailInput = z.strictObject({
  detectMachines: z.boolean(),
  optOutNumber: z.string().trim().min(3).max(40).nullable(),
  /** By playbook; empty or left out: no message. */
  messages: z.record(z.string().max(64), z.string().trim().max(700)),
});

export const voicemailRoutes = {
  voicemail: {
    method: 'GET',
    path: '/v1/voicemail',
    who: 'admin',
    summary: "What happens when a machine answers a lead's phone",
    response: VoicemailView,
  },
  editVoicemail: {
    method: 'PATCH',
    path: '/v1/voicemail',
    who: 'admin',
    summary: 'Listen for machines or not, and the message to leave for each playbook',
    body: VoicemailInput,
    response: VoicemailView,
  },
} as const satisfies Record<string, Route>;

export type VoicemailRoute = keyof typeof voicemailRoutes;
