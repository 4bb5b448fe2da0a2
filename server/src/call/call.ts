/**
 * A call's media, carrier-neutral: from the phase of the transfer and what people pressed to who hears whom.
 *
 * Who hears what (T13: the lead never hears the brief):
 *
 *   phase         | agent hears              | lead hears
 *   assistant     | -                        | what the assistant says (a lead who called in)
 *   ringing       | a telephone: the question| hold (only when on the line already)
 *   briefing      | brief                    | hold, once answered
 *   joining       | ringback                 | hold, once answered
 *   introduction  | lead + introduction      | agent + introduction
 *   connected     | lead (+ live tone once)  | agent
 *   held, lost    | -                        | hold
 *   over          | -                        | -
 *
 * Where hold stands, a caller first hears the rest of what the assistant is just saying to them.
 *
 * A supervisor, from the moment their phone is on, hears both; whispering, the agent hears the supervisor too; barging,
 * both do. While the lead is on hold the supervisor hears the agent only. The supervisor's leg ends with the call.
 */
import type { Phase } from '../kernel/events.ts';
import type { CallRecording } from './recording.ts';

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
  /** What the assistant says to a lead who called in; nothing once it was heard. */
  say?: { number: number; text: string } | null;
  lastSaid?: number;
  /** Telephones that were picked up and are asked whether they take the lead; `times`: how often it was said. */
  asked?: Record<string, { spoken: string; times: number }>;
  monitor: Monitor | null;
  /** The agent asked for a supervisor, and none has spoken on the call since. */
  help?: { by: string; atMs: number } | null;
  /** Revision in which both first hear each other; joined when the engine says it is heard. */
  joinRevision: number | null;
  joined: boolean;
  introDone: boolean;
  liveTone: boolean;
  /** Absent: this call is not to be recorded. */
  recording?: CallRecording;
  /** Legs as the carrier tells them, for the desk and the time line. */
  legs: Record<string, { state: 'dialing' | 'ringing' | 'answered' | 'ended'; atMs: number; cause?: string }>;
}

/** One supervisor on the call, at most. `on`: their phone was answered, and the arrangement names them. */
export interface Monitor {
  legId: string;
  how: 'listen' | 'whisper' | 'barge';
  by: string;
  personId: string;
  on: boolean;
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

/** A lead called in: they are on the line, and no transfer runs yet. */
export const callerCall = (id: string, leadLegId: string, briefMs: number, nowMs: number): Call => ({
  ...newCall(id, briefMs),
  phase: 'assistant',
  leadLegId,
  legs: { [leadLegId]: { state: 'answered', atMs: nowMs } },
});

export const saySource = (call: Call, number: number) => `${call.id}:say:${number}`;
export const briefSource = (call: Call) => `${call.id}:brief:${call.agentLegId}`;
export const askSource = (call: Call, legId: string, times: number) => `${call.id}:ask:${legId}:${times}`;
export const introSource = (call: Call) => `${call.id}:intro`;
