/** A live call handed on by the agent who has it: the facts of it. What follows from them: transfer/pass.ts. */
import type { Target } from '../ports/telephony.ts';

/** To whom: an agent by name, whichever agent is free and fits, or a phone of nobody here that the tenant allows. */
export type PassTo =
  | { kind: 'agent'; agentId: string }
  | { kind: 'anyone' }
  | { kind: 'outside'; target: Target };
/** `warm`: the two talk first. `cold`: whoever takes it has the lead at once. */
export type PassMode = 'warm' | 'cold';
/** With whom the first agent talks while both are on the line. */
export type PassWith = 'second' | 'lead' | 'all';
/** What the second hears: the brief; the first agent; hold sound, while the first talks with the lead; everybody. */
export type PassStage = 'briefing' | PassWith;

/** Why the first agent keeps the lead, or lost them without handing them on. */
export type PassEnd =
  | 'nobody-free'
  | 'declined'
  | 'missed'
  | 'unreachable'
  | 'dropped'
  | 'taken-back'
  | 'failed'
  | 'first-left'
  | 'call-ended';

/** A pass asked for by a desk phone's transfer key: how that phone is told of it. */
export interface PassByPhone {
  legId: string;
  referId: string;
  /** The two have talked already, and the second's phone takes that call over (a Replaces value). */
  replaces?: string;
}

interface Of {
  transferId: string;
  /** The agent who has the lead. */
  agentId: string;
}

export type PassFact =
  | ({
      type: 'transfer.pass-asked';
      mode: PassMode;
      to: PassTo;
      /** The name for the screen and the time line: "Ben Ortiz", "any free agent", "Claims desk". */
      toName: string;
      /** What the first agent adds; nothing sensitive in it. */
      note: string;
      phone?: PassByPhone;
      /** The lead's carrier is asked to take them there; it is dialled where the carrier will not. */
      byCarrier?: true;
    } & Of)
  | ({ type: 'transfer.pass-talk'; with: PassWith } & Of)
  | ({ type: 'transfer.pass-complete' } & Of)
  | ({ type: 'transfer.pass-cancel' } & Of)
  /** The transfer key of the agent's phone named somebody who cannot have the lead now; the phone was told so. */
  | ({ type: 'transfer.pass-refused'; leadId: string; agentName: string; words: string } & Of)
  /** Phones ring for it. */
  | ({
      type: 'transfer.passing';
      leadId: string;
      agentName: string;
      mode: PassMode;
      /** `agentId` null: a phone outside. */
      to: { agentId: string | null; name: string; legId: string }[];
    } & Of)
  /** The carrier did not take the lead there: whom they are passed on to is dialled after all. */
  | ({ type: 'transfer.pass-bridged'; leadId: string; agentName: string; words: string } & Of)
  /** The lead and the second hear each other; the first has been let go. Here `agentId` is the second, null for a phone outside. */
  | {
      type: 'transfer.passed';
      transferId: string;
      leadId: string;
      fromAgentId: string;
      fromAgentName: string;
      agentId: string | null;
      agentName: string;
      mode: PassMode;
    }
  | ({ type: 'transfer.pass-ended'; leadId: string; agentName: string; why: PassEnd; words: string } & Of);
