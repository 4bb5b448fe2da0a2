/**
 * A call's media, carrier-neutral: from the phase of the transfer and what people pressed to who hears whom.
 *
 * Who hears what (T13: the lead never hears the brief):
 *
 *   phase         | agent hears              | lead hears
 *   ringing       | a telephone: the question| hold (only when on the line already)
 *   briefing      | brief                    | hold, once answered
 *   joining       | ringback                 | hold, once answered
 *   introduction  | lead + introduction      | agent + introduction
 *   connected     | lead (+ live tone once)  | agent
 *   held, lost    | -                        | hold
 *   over          | -                        | -
 *
 * A supervisor hears both; whispering, the agent hears the supervisor too; barging, both do.
 */
import type { Phase } from '../kernel/events.ts';

export interface Call {
  id: string;
  transferId: string;
  revision: number;
  phase: Phase;
  leadLegId: string | null;
  agentLegId: string | null;
  /** Spoken brief of the winner; empty for none. */
  spoken: string;
  intro: string;
  briefMs: number;
  held: boolean;
  /** The agent's page is gone for a moment: the lead hears hold sound, not silence. */
  agentLost: boolean;
  muted: boolean;
  /** Telephones that were picked up and are asked whether they take the lead; `times`: how often it was said. */
  asked?: Record<string, { spoken: string; times: number }>;
  monitor: { legId: string; how: 'listen' | 'whisper' | 'barge'; by: string } | null;
  /** Revision in which both first hear each other; joined when the engine says it is heard. */
  joinRevision: number | null;
  joined: boolean;
  introDone: boolean;
  liveTone: boolean;
  /** Legs as the carrier tells them, for the desk and the time line. */
  legs: Record<string, { state: 'dialing' | 'ringing' | 'answered' | 'ended'; atMs: number; cause?: string }>;
}

export const newCall = (id: string, briefMs: number): Call => ({
  id,
  transferId: id,
  revision: 0,
  phase: 'ringing',
  leadLegId: null,
  agentLegId: null,
  spoken: '',
  intro: '',
  briefMs,
  held: false,
  agentLost: false,
  muted: false,
  monitor: null,
  joinRevision: null,
  joined: false,
  introDone: false,
  liveTone: false,
  legs: {},
});

export const briefSource = (call: Call) => `${call.id}:brief:${call.agentLegId}`;
export const askSource = (call: Call, legId: string, times: number) => `${call.id}:ask:${legId}:${times}`;
export const introSource = (call: Call) => `${call.id}:intro`;
