/**
 * A lead who calls in, from the first ring to the last word: the assistant answers, says who it is, and asks by keys,
 * for no recogniser of speech is shipped.
 *
 *   ringing --answered--> menu --key 1, 2--> asking --ringing--> transfer --ended without a talk--> menu
 *      |                   | ^                  | nobody free             | joined --> talking
 *      |                   | +------------------+                                      |
 *      | number not ours   +--key 9, booked, silence--> goodbye --said--> over <-------+
 *     over <--------------------- the caller hangs up, at any moment
 *
 * What the caller hears / what the floor sees:
 *   ringing   ringback                                     / nothing yet
 *   menu      who we are, an AI, the notice, the keys      / a lead without a text of theirs
 *   asking    silence, for as long as two decisions take   / the same
 *   transfer  "one moment", hold sound, the introduction   / a transfer with the caller on the line
 *   talking   the agent                                    / a joined call
 *   goodbye   what was agreed, and goodbye                 / a booking, an opt-out, or nothing
 *   over      -                                            / the transfer's outcome, or the lead with their next step
 *
 * Invariants, cited by tests:
 *   I1 the first words name the seller, the AI, and the notice when there is one.
 *   I2 a key counts only while its meaning was offered, and only on the caller's leg.
 *   I3 an agent is offered only while one is free, and the promise is kept by the transfer or taken back in words.
 *   I4 every phase but talking and over has one deadline: nobody is left in silence.
 *   I5 nothing is ordered once the caller is gone.
 *   I6 at most one transfer a call; the call's id is the transfer's.
 *   I7 the same fact twice changes nothing the second time.
 */
export interface Caller {
  id: string;
  legId: string;
  /** E.164 as the carrier told it; null when it is withheld or no number. */
  phone: string | null;
  /** What was dialled. */
  to: string;
  /** Null: nobody owns the number. */
  line: Line | null;
  leadId: string | null;
  phase: 'ringing' | 'menu' | 'asking' | 'transfer' | 'talking' | 'goodbye' | 'over';
  /** Which keys mean something now. */
  offers: Offer[];
  /** Words said so far; the last one's number in the call. */
  said: number;
  /** The menu was said so often without an answer. */
  times: number;
  /** They asked for an agent. */
  wanted: boolean;
  /** A transfer ran: there is no second one on this call. */
  tried: boolean;
  /** Something was settled: booked, opted out, talked. */
  settled: boolean;
  token: number;
  deadlineMs: number | null;
}

export type Offer = 'agent' | 'callback' | 'stop';
export const keyOf: Record<Offer, string> = { agent: '1', callback: '2', stop: '9' };

/** Who answers a number of ours. */
export interface Line {
  playbookId: string;
  seller: string;
  /** "licensed agent" */
  agentTitle: string;
  /** Say that the call may be recorded. */
  notice: boolean;
  demo: boolean;
  /** Id of the department that answers the number; absent or null: whoever fits the playbook. */
  department?: string | null;
}

/** What a decision may know beside its state. */
export interface CallerInputs {
  /** Of this phone number, once it is a lead. */
  leadId: string | null;
  /** Agents free for this caller at this moment. */
  freeNow: number;
}

export function newCaller(
  id: string,
  fact: { legId: string; to: string },
  phone: string | null,
  line: Line | null,
): Caller {
  return {
    id,
    legId: fact.legId,
    phone,
    to: fact.to,
    line,
    leadId: null,
    phase: 'ringing',
    offers: [],
    said: 0,
    times: 0,
    wanted: false,
    tried: false,
    settled: false,
    token: 0,
    deadlineMs: null,
  };
}
