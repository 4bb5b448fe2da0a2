/**
 * One thread with one lead: what has been said, what is known, and what happens next. A plain JSON object,
 * kept by the loop under the lead's id.
 *
 *                     lead.created                text.received
 *      new ───────────────────────────► talking ◄───────────────┐
 *       │ gate holds or refuses           │  ▲                  │
 *       ▼                                 │  │ answer, question │
 *   opening-held ── retry, consent.given ─┘  │                  │
 *                                            ▼                  │
 *        ┌─────────────────────────────── offering ─────────┐   │
 *        │ yes, somebody free             (a call now, or   │   │
 *        ▼                                 two times)       ▼   │
 *      ready ── transfer.ended (not connected) ──────────► booked ── timer 'booking' ──► ready
 *        │ transfer.joined                                  │   ▲
 *        ▼                                                  └───┘ another time
 *     on-call ── transfer.ended ──► closed
 *
 *   any ── thread.taken-over ──► with-human ── given back, or 30 min ──► where it was
 *   any ── complaint, danger ──► escalated ── a person takes over
 *   talking, offering ── last follow-up unanswered ──► silent ── a text ──► talking
 *   any ── "stop", in any words ──► opted-out ── START, consent.given ──► talking
 *
 * What the lead sees / what the floor sees:
 *   new           nothing yet                          / a lead without a thread
 *   opening-held  nothing yet                          / the rule that holds the first text, and until when
 *   talking       short texts, one question at a time  / fields filling in, readiness with reasons
 *   offering      "want a call now?" or two times      / an offer that waits for the lead
 *   ready         "ringing our agents now"             / a running transfer
 *   on-call       a phone call                         / a joined call; the assistant is silent
 *   booked        a confirmed day, time and zone       / the booked call, with its alarm
 *   with-human    a person's texts                     / who took the thread; the assistant sleeps
 *   escalated     "I have passed this to our team"     / a complaint that waits for a person
 *   silent        nothing more                         / follow-ups spent
 *   closed        nothing more                         / why it ended
 *   opted-out     one confirmation, then nothing       / the words of the revocation
 *
 * Invariants (tests cite them):
 *   C1  no text asks two questions.
 *   C2  nothing is ordered while opted-out, but the one confirmation.
 *   C3  no sentence of ours twice in a thread (the opt-out line and HELP apart).
 *   C4  at most one running transfer.
 *   C5  an alarm with an old token changes nothing.
 *   C6  a field is asked at most three times: once, and twice again.
 *   C7  a draft never survives an opt-out.
 *   C8  every phase that is not at rest has an alarm or awaits a named fact.
 *   C9  the same message twice changes nothing.
 *   C10 the first text that leaves names the seller, the AI, and the way out.
 *   C11 a model is waited for until its deadline and no longer; then the embedded reading is answered.
 *   C12 no text of a model leaves that the guardrails refuse, and no transfer starts on its word alone.
 *   C13 where a person sends, no opening, reply or follow-up leaves without one, and each draft once at most.
 */
import type { DepartmentNeed } from '../kernel/department.ts';
import type { Channel, Narrowed, TextKind } from '../kernel/events.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { MakeBrief } from '../ports/brief.ts';
import type { Reader, Reading, SlotValue } from '../ports/reader.ts';

export type Phase =
  | 'new'
  | 'opening-held'
  | 'talking'
  | 'offering'
  | 'ready'
  | 'on-call'
  | 'booked'
  | 'with-human'
  | 'escalated'
  | 'silent'
  | 'closed'
  | 'opted-out';

/** Phases that need no next step of ours. */
export const AT_REST: readonly Phase[] = ['new', 'silent', 'closed', 'opted-out'];

/** Ordered means: left, as far as the thread knows; that it arrived stands in its row of `messages`. */
export type TextState = 'ordered' | 'failed' | 'held' | 'refused';

export interface Turn {
  id: string;
  from: 'assistant' | 'agent' | 'lead';
  text: string;
  atMs: number;
  kind?: TextKind;
  /** Outbound only. */
  state?: TextState;
  /** The field this text asked for. */
  asks?: string;
}

export interface Field {
  value: SlotValue;
  /** The message it came from; absent when it came from the lead's record. */
  messageId?: string;
  by: 'lead' | 'record';
}

export interface Slot {
  atMs: number;
  tz: string;
}

/** What the lead was last offered and may accept with a bare "yes" or "the second one". */
export interface Offer {
  kind: 'call-now' | 'times';
  slots: Slot[];
  atMs: number;
}

/** A reply that waits for its human pace. Nothing of it counts as said before it leaves. */
export interface Draft {
  body: string;
  kind: TextKind;
  asks?: string;
  offer?: Offer;
  /** After this instant the text would no longer be true. */
  staleAtMs?: number;
  inReplyToMs?: number;
  by?: 'model';
}

/** A text that waits for a person to send, change or drop it; a newer one takes its place. */
export type Suggestion = Draft & {
  id: string;
  atMs: number;
  /** Why it would not be true any more, in words: it was to be sent, and the guardrails refused. */
  problem?: string;
};

/** A text that a model has been asked about; the embedded reading stands ready for the deadline. */
export interface Asking {
  turnId: string;
  messageId: string;
  body: string;
  atMs: number;
  reading: Reading;
}

/** What the lead asked or raised and no text of ours has answered yet. */
export interface Owed {
  messageIds: string[];
  knowledge: string[];
  objectionId?: string;
  unknown: boolean;
  echo?: string;
  /** The field that the lead's words filled last. */
  filled?: string;
  corrected: boolean;
}

export interface Waiting {
  sinceMs: number;
  /** The lead said "as soon as someone is free": call without asking again. */
  direct: boolean;
  /** When the lead was last asked whether the call is still wanted. */
  askedAtMs?: number;
  asks: number;
  /** Freed agents go to those behind until then: this lead could not use the turn. */
  notBeforeMs?: number;
}

export type TimerName = 'send' | 'follow-up' | 'booking' | 'asleep' | 'retry' | 'model';
export const TIMER_NAMES: readonly TimerName[] = ['send', 'follow-up', 'booking', 'asleep', 'retry', 'model'];

export interface Conversation {
  leadId: string;
  playbookId: string;
  channel: Channel;
  phase: Phase;
  language: 'en' | 'es';
  /** The last 40, oldest first. */
  turns: Turn[];
  fields: Record<string, Field>;
  /** How often each field was asked for. */
  asked: Record<string, number>;
  /** Fields the lead would not or could not give; never asked again. */
  skipped: string[];
  /** The field our last text asked for. */
  lastAsked?: string;
  /** Sentences of ours in this thread, normalised (C3). */
  said: string[];
  /** Ids of inbound texts already judged (C9). */
  seen: string[];
  /** The seller, the AI and the way out have been named in a text that left (C10). */
  disclosed: boolean;
  textsOut: number;
  textsIn: number;
  failuresInARow: number;
  draft: Draft | null;
  /** The assistant drafts, a person sends: for this thread; absent or null: as the playbook says. */
  suggest?: boolean | null;
  suggested?: Suggestion | null;
  /** Absent when no model is being asked. */
  asking?: Asking;
  /** How often another playbook took this thread over, and the first turn that the present one may see. */
  handOvers?: number;
  seenFrom?: string;
  /** Questions put to a model in this thread. */
  modelTurns?: number;
  owed: Owed;
  /** A text the gate deferred; tried again at 'retry' when it is still wanted. */
  held: (Draft & { untilMs: number; words: string }) | null;
  refused: { reason: string; words: string; atMs: number } | null;
  timers: Record<TimerName, number | null>;
  nextToken: number;
  offer: Offer | null;
  offersMade: number;
  lastOfferAtTextsIn: number;
  booking: Slot | null;
  waiting: Waiting | null;
  /** Calls started by a freed agent since the lead last wrote. */
  freedStarts: number;
  /** Times we booked for the lead ourselves since they last wrote. */
  autoBooked: number;
  transferId: string | null;
  /** The transfer that the lead called off by text while agents rang: its end is no surprise to them. */
  calledOff?: string;
  /** The call on which the lead is with us now, having called in: nothing of it is told by text. */
  onLine?: string | null;
  /** Who accepted the running transfer. */
  acceptedBy: string | null;
  /** Why a transfer was last refused before it started, in words. */
  guard: { code: string; words: string; atMs: number } | null;
  takenOverBy: string | null;
  /** A transfer that failed while a person held the thread; told when it is given back. */
  outcomeOwed: string | null;
  /** Its call reached a machine, where a message is being left: they are texted after it. `textsIn` as it was then. */
  afterMessage?: { transferId: string; textsIn: number } | null;
  escalations: number;
  followUpStep: number;
  readiness: number;
  reasons: { code: string; text: string; weight: number; messageId?: string }[];
  /** Questions the playbook has no answer for, kept for the agent. */
  unknown: { messageId: string; text: string }[];
  closedWhy: string | null;
}

/** What a decision may know of the other rooms, gathered by the loop before it. */
export interface ConversationInputs {
  lead: {
    id: string;
    name: string;
    phone: string;
    /** IANA zone. */
    tz: string;
    zip?: string;
    /** Two letters. */
    state?: string;
    language?: string;
    ownerId?: string;
  };
  /** The playbook of this conversation; for lead.created and lead.seen-again, the one the fact names. */
  playbook: Playbook;
  availability: {
    /** Agents free for this lead at this moment. */
    freeNow: number;
    expectedWaitMs: number | null;
    /** Bookable starts, soonest first, already inside shifts and the lead's calling hours. */
    soonest: Slot[];
  };
  mayCallNow: { ok: boolean; words?: string; untilMs?: number };
  /** This text asks us to stop calls alone, texts alone or promotions alone, in clear words. */
  stops?: Narrowed;
  /** The playbooks that this one may hand over to, with who is free for them. */
  squad?: Record<
    string,
    { playbook: Playbook; availability: ConversationInputs['availability']; department?: DepartmentNeed }
  >;
  /** Whose agents take the leads of this conversation; absent: everybody's who fits. */
  department?: DepartmentNeed;
  /** A larger model is set up and well; false or absent: the embedded reader answers alone. */
  modelReady?: boolean;
}

export interface ConversationDeps {
  reader: Reader;
  makeBrief: MakeBrief;
}

/** A thread in which nothing has happened yet. */
export function newConversation(leadId: string, playbookId: string, channel: Channel): Conversation {
  return {
    leadId,
    playbookId,
    channel,
    phase: 'new',
    language: 'en',
    turns: [],
    fields: {},
    asked: {},
    skipped: [],
    said: [],
    seen: [],
    disclosed: false,
    textsOut: 0,
    textsIn: 0,
    failuresInARow: 0,
    draft: null,
    owed: nothingOwed(),
    held: null,
    refused: null,
    timers: { send: null, 'follow-up': null, booking: null, asleep: null, retry: null, model: null },
    nextToken: 1,
    offer: null,
    offersMade: 0,
    lastOfferAtTextsIn: 0,
    booking: null,
    waiting: null,
    freedStarts: 0,
    autoBooked: 0,
    transferId: null,
    acceptedBy: null,
    guard: null,
    takenOverBy: null,
    outcomeOwed: null,
    escalations: 0,
    followUpStep: 0,
    readiness: 0,
    reasons: [],
    unknown: [],
    closedWhy: null,
  };
}

export function nothingOwed(): Owed {
  return { messageIds: [], knowledge: [], unknown: false, corrected: false };
}
