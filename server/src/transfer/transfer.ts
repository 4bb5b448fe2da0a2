/**
 * A transfer: from the moment a lead is ready until an agent and the lead talk, or until the lead has a next step.
 *
 *   waiting ---reserved---> ringing ---accepted---> briefing ---brief done---> joining ---joined---> connected
 *      ^  \                    |                        |                          |                     |
 *      |   nobody free         | nobody took it         | winner gone              | lead not reached    |
 *      |        \              v                        v                          v                     v
 *      +------- next wave <----+------------------------+                       ended <------------- either hangs up
 *
 * What each side knows in a state:
 *   waiting    the lead was told that somebody is being found; no phone rings.
 *   ringing    every reserved agent's phone rings with the brief on screen; the lead keeps talking to the assistant.
 *   briefing   one agent won and alone hears the brief; a text lead's phone is rung meanwhile.
 *   joining    the brief is over; the agent waits for the lead's phone, or for the bridge.
 *   connected  both hear each other (first with the assistant's introduction). The agent may pass the lead on: stages in pass.ts.
 *   ended      an outcome and a next step for the lead; nothing lives.
 *
 * Invariants, cited by tests:
 *   T1  at most one winner; in briefing, joining and connected exactly that agent leg lives, and while the call is passed on
 *       the legs it is passed to.
 *   T2  nothing lives after ended, nor while waiting; a machine that answered for the lead is the call's, for its message.
 *   T3  each reserved agent is released or sent to wrap-up exactly once.
 *   T4  every state but connected and ended has exactly one deadline; so has every stage of passing on but the talk of the two.
 *   T5  timers carry a token; an old one is ignored.
 *   T6  a machine is never joined.
 *   T7  no dial, brief or join after consent is revoked.
 *   T8  none after the lead has left.
 *   T9  dialling is bounded by waves times agents, and one lead leg.
 *   T10 the same event twice changes nothing the second time.
 *   T11 after ended the only orders given are hang-up and release.
 *   T12 ended always has an outcome and a next step; one fallback at most, one wrap-up at most for each agent who had the lead.
 *   T13 the lead never hears the brief; keys count only on the leg they were pressed on.
 */
import type { Announced } from '../kernel/announced.ts';
import type { Need, Outcome, ReservedAgent, VoicemailMessage } from '../kernel/events.ts';
import type { PassByPhone, PassEnd, PassMode, PassTo, PassWith } from '../kernel/pass.ts';
import type { Brief } from '../ports/brief.ts';
import type { Target } from '../ports/telephony.ts';

/** All limits are settings; defaults and ranges in product.md. */
export interface Limits {
  /** One wave of ringing. 5-300 s. */
  ringMs: number;
  /** From an agent's phone answering to the accept key. 5-60 s. */
  acceptMs: number;
  /** Spoken brief. 0-30 s. */
  briefMs: number;
  /** How long the lead's phone may ring. */
  leadRingMs: number;
  /** Everything from ready to joined. 20-600 s. */
  totalMs: number;
  maxWaves: number;
  /** Agents rung together when the policy is waves. */
  waveSize: number;
}

export const defaultLimits: Limits = {
  ringMs: 20_000,
  acceptMs: 15_000,
  briefMs: 8_000,
  leadRingMs: 30_000,
  totalMs: 90_000,
  maxWaves: 3,
  waveSize: 3,
};

export interface Spec {
  leadName: string;
  leadNumber: string;
  /** How the lead is dialled; null when the lead is on the line already. */
  leadTarget: Target | null;
  seller: { name: string; number: string };
  origin: 'text' | 'callback' | 'operator' | 'caller';
  mode: 'cold' | 'warm' | 'agentic-warm';
  ring: 'all' | 'waves' | 'one-by-one' | 'owner-first';
  need: Need;
  brief: Brief;
  /** What the assistant says when it introduces both; {agent} is the winner's first name. */
  introduction: string;
  /** Of what is said to the lead; English when left out. */
  language?: string;
  /** What a lead whom we dialled is told when nobody is joined to them in time (DIAL-04). */
  unattended?: string;
  /** The conversation is to be recorded; absent: it is not. */
  recording?: Announced;
  /** Left on a machine that answers for the lead, if the gate lets it; absent: the call is ended. */
  voicemail?: Omit<VoicemailMessage, 'leadId'>;
  limits: Limits;
}

export interface OfferedLeg {
  /** Null: a phone of nobody here, to which the call was passed on. */
  agentId: string | null;
  name: string;
  legId: string;
  wave: number;
  kind: Target['kind'];
  /** `asked`: a phone was answered and the prompt plays; answering is not accepting. */
  state:
    | 'dialing'
    | 'ringing'
    | 'asked'
    | 'won'
    /** Took the call that is passed on, and does not have the lead yet. */
    | 'second'
    /** Had the lead, and passed them on; or nobody here: the carrier took the lead there. */
    | 'passed'
    | 'declined'
    | 'missed'
    | 'taken'
    | 'withdrawn'
    | 'unreachable';
  atMs: number;
  /** Rang because the call was passed on: number of the pass. */
  pass?: number;
  /** No leg here: the lead's carrier was asked to take them to this target (pass-carrier.ts). */
  byCarrier?: Target;
}

export interface LeadLeg {
  legId: string;
  state: 'dialing' | 'ringing' | 'answered' | 'ended';
  atMs: number;
  dialledAtMs: number;
  answeredAtMs: number | null;
}

export interface Winner {
  /** Null: a phone of nobody here has the lead, passed on by an agent. */
  agentId: string | null;
  name: string;
  legId: string;
  acceptedAtMs: number;
}

/** Who took the call that is passed on. `away`: their page is gone for a moment. */
export type Second = Winner & { away: boolean };

interface PassCommon {
  number: number;
  mode: PassMode;
  to: PassTo;
  toName: string;
  note: string;
  askedAtMs: number;
  /** Asked for by the first's transfer key. */
  phone?: PassByPhone;
}
/** A live call on its way to somebody else; what each stage means stands in pass.ts. */
export type Pass = PassCommon &
  (
    | { stage: 'reserving' }
    | { stage: 'ringing' }
    | { stage: 'briefing'; second: Second }
    | { stage: 'talking'; second: Second; with: PassWith }
    | { stage: 'joining'; second: Second }
  );

/** One pass as it went, for the time line. */
export interface PassRecord {
  number: number;
  mode: PassMode;
  fromLegId: string;
  /** When the agent of that leg had accepted. */
  fromAcceptedAtMs: number;
  toName: string;
  note: string;
  askedAtMs: number;
  takenLegId: string | null;
  takenAtMs: number | null;
  talkAtMs: number | null;
  endedAtMs: number | null;
  how: 'passed' | PassEnd | null;
  /** What the first agent was told of it. */
  words: string;
  /** The first pressed the transfer key and hung up while phones rang, in this wave; drawing in pass-left.ts. */
  left?: PassByPhone & { atMs: number; wave: number };
}

interface Common {
  id: string;
  leadId: string;
  callId: string;
  spec: Spec;
  readyAtMs: number;
  /** Ready to joined may not take longer than until then. */
  totalDeadlineMs: number;
  wave: number;
  /** Everyone rung so far, all waves; the record of what each agent saw. */
  offered: OfferedLeg[];
  notOffered: { agentId: string; name: string; reason: string }[];
  /** Token of the one running deadline (T4, T5). */
  token: number;
  deadlineMs: number | null;
  leadLeg: LeadLeg | null;
  ringingAtMs: number | null;
  /** The winner's page is gone for a moment: nobody is joined to it until it is back. */
  agentAway: boolean;
  /** Every pass of this call, oldest first; absent where there was none. */
  passes?: PassRecord[];
  /** When the lead was joined to an agent for the first time. */
  joinedAtMs?: number;
}

export type Waiting = Common & { phase: 'waiting' };
export type Ringing = Common & { phase: 'ringing' };
export type Briefing = Common & { phase: 'briefing'; winner: Winner };
export type Joining = Common & { phase: 'joining'; winner: Winner };
export type Connected = Common & {
  phase: 'connected';
  winner: Winner;
  joinedAtMs: number;
  /** Absent or null: nobody is being handed the lead. */
  pass?: Pass | null;
};
export type Ended = Common & {
  phase: 'ended';
  outcome: Outcome;
  detail: string;
  endedAtMs: number;
  winner?: Winner;
  joinedAtMs?: number;
};
export type Transfer = Waiting | Ringing | Briefing | Joining | Connected | Ended;
export type Phase = Transfer['phase'];

/** A new transfer waits for its first reservation. */
export function newTransfer(
  id: string,
  leadId: string,
  spec: Spec,
  nowMs: number,
  leadLegId: string | null,
): Waiting {
  return {
    phase: 'waiting',
    id,
    leadId,
    callId: id,
    spec,
    readyAtMs: nowMs,
    totalDeadlineMs: nowMs + spec.limits.totalMs,
    wave: 0,
    offered: [],
    notOffered: [],
    token: 0,
    deadlineMs: null,
    leadLeg:
      leadLegId === null
        ? null
        : { legId: leadLegId, state: 'answered', atMs: nowMs, dialledAtMs: nowMs, answeredAtMs: nowMs },
    ringingAtMs: null,
    agentAway: false,
  };
}

/** Legs of agents that may be making sound or ringing now. */
export function liveAgentLegs(transfer: Transfer): OfferedLeg[] {
  return transfer.offered.filter((leg) =>
    ['dialing', 'ringing', 'asked', 'won', 'second'].includes(leg.state),
  );
}

/** Who took the call that is being passed on, and does not have the lead yet. */
export function secondOf(transfer: Transfer): Second | null {
  const pass = transfer.phase === 'connected' ? transfer.pass : null;
  return pass && 'second' in pass ? pass.second : null;
}

/** Who was joined to the lead first, whoever has them now: the times of the transfer are theirs. */
export function firstWinner(transfer: Transfer): Winner | undefined {
  const [pass] = transfer.passes ?? [];
  const leg = transfer.offered.find((one) => one.legId === pass?.fromLegId);
  if (!pass || !leg) return 'winner' in transfer ? transfer.winner : undefined;
  const { agentId, name, legId } = leg;
  return { agentId, name, legId, acceptedAtMs: pass.fromAcceptedAtMs };
}

/** Has the lead, or had them and passed them on. */
export function hadLead(transfer: Transfer, agentId: string): boolean {
  if ('winner' in transfer && transfer.winner?.agentId === agentId) return true;
  const passedBy = new Set(transfer.passes?.map((one) => one.fromLegId));
  return transfer.offered.some((leg) => leg.agentId === agentId && passedBy.has(leg.legId));
}

export function leadLegLives(transfer: Transfer): boolean {
  return transfer.leadLeg !== null && transfer.leadLeg.state !== 'ended';
}

export type { ReservedAgent };
