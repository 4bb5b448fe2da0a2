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
 *
 * While the call is passed on, connected has a second agent (or a phone outside) on the line:
 *
 *   stage         | agent hears              | lead hears              | second hears
 *   briefing      | lead                     | agent                   | brief
 *   second        | second                   | hold                    | agent
 *   lead          | lead                     | agent                   | hold
 *   all           | lead + second            | agent + second          | lead + agent
 *
 *   voicemail     | -                        | nothing, then the message (a machine took the lead's leg)
 *   over          | -                        | -
 *
 * Where hold stands, a caller first hears the rest of what the assistant is just saying to them.
 *
 * A supervisor, from the moment their phone is on, hears both; whispering, the agent hears the supervisor too; barging,
 * both do. While the lead is on hold the supervisor hears the agent only. The supervisor's leg ends with the call.
 */
import type { Phase, VoicemailMessage } from '../kernel/events.ts';
import type { PassStage } from '../kernel/pass.ts';

/** See `recording.ts`. */
export interface CallRecording {
  /** What is said before anything is recorded or listened to. */
  notice: string;
  /** Who says it: the assistant only where the lead agreed to an artificial voice. */
  by: 'assistant' | 'agent';
  state: 'planned' | 'notice' | 'on' | 'paused' | 'failed';
  /** Counts up with each agent the lead is joined to: a file each. */
  part: number;
  /** The lead's words are understood while it is on. */
  listens?: true;
  /** There is no file. */
  unwritten?: true;
}

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
  say?: { number: number; text: string; language?: string } | null;
  lastSaid?: number;
  /** Of the introduction and the notices; English when left out. */
  language?: string;
  /** Told to a lead we dialled when nobody is joined to them in time; null: it was, or somebody came. See alone.ts. */
  unattended?: string | null;
  /** The transfer is over; the lead is let go once they were told who called. */
  farewell?: true;
  /** Telephones that were picked up and are asked whether they take the lead; `times`: how often it was said. */
  asked?: Record<string, { spoken: string; times: number }>;
  monitor: Monitor | null;
  /** What is left on the machine that took the lead's leg. */
  voicemail?: VoicemailMessage & { stage: 'asking' | 'waiting' | 'speaking' | 'over' };
  /** To whom the call is being passed on; absent or null: to nobody. */
  second?: SecondOnCall | null;
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

/** One supervisor on the call, at most. `on`: their phone was answered, what had to be said is said, and the arrangement names them. */
export interface Monitor {
  legId: string;
  how: 'listen' | 'whisper' | 'barge';
  by: string;
  personId: string;
  on: boolean;
  /** Their phone was answered; the notice may still be due. */
  answered?: boolean;
  /** Said to lead and agent before anybody listens; absent: nothing has to be. `saying`: it plays now. */
  announce?: { text: string; by: 'assistant' | 'agent'; saying: boolean };
}

/** On the line beside the agent who has the lead; `spoken` is their brief. */
export interface SecondOnCall {
  legId: string;
  stage: PassStage;
  spoken: string;
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
export const briefSource = (call: Call, legId = call.agentLegId) => `${call.id}:brief:${legId}`;
export const askSource = (call: Call, legId: string, times: number) => `${call.id}:ask:${legId}:${times}`;
export const introSource = (call: Call) => `${call.id}:intro`;
