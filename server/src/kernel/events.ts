/**
 * Every fact that can happen and every order that can be given, by room. Facts are past tense and true; orders are
 * imperative and may be performed twice (each carries an id, so the second time changes nothing).
 */
import type { Brief } from '../ports/brief.ts';
import type { ModelFailure, Proposal, Usage } from '../ports/model.ts';
import type { Arrangement, EndCause, Target, TelephonyEvent } from '../ports/telephony.ts';
import type { Announced } from './announced.ts';
import type { DepartmentNeed } from './department.ts';
import type { PassFact, PassStage } from './pass.ts';
import type { SuggestFact } from './suggest.ts';

export type Outcome =
  | 'connected'
  | 'booked'
  | 'declined-by-lead'
  | 'lead-left'
  | 'unanswered'
  | 'all-declined'
  | 'nobody-free'
  | 'lead-unreachable'
  | 'lead-voicemail'
  | 'not-permitted'
  | 'cancelled'
  | 'failed';

export type NotFree =
  | 'offline'
  | 'away'
  | 'reserved'
  | 'on-call'
  | 'wrap-up'
  | 'off-shift'
  | 'in-meeting'
  | 'paused-after-misses'
  | 'lacks-skill'
  | 'lacks-licence'
  | 'at-capacity'
  | 'unreachable';

/** What a transfer needs of an agent. */
export interface Need {
  skills: string[];
  /** Two-letter state in which a licence must be in force now; absent when none is needed. */
  licenceState?: string;
  language?: string;
  ownerId?: string;
  /** Whose agents are asked, with those who stand in; absent: everybody's. */
  department?: DepartmentNeed;
}

export type TextKind = 'opening' | 'reply' | 'follow-up' | 'confirmation' | 'notice' | 'operator';
export type Channel = 'sms' | 'webchat';

/** A room's own alarm. An old token is ignored (T5). */
export type TimerFact = { type: 'timer'; name: string; token: number };

/** A lead as it arrives, checked: the phone is E.164, the playbook exists. */
export interface ArrivedLead {
  leadId: string;
  phone: string;
  name: string;
  playbookId: string;
  channel: Channel;
  source: string;
  tz?: string;
  zip?: string;
  state?: string;
  email?: string;
  language?: string;
  fields?: Record<string, string | number | boolean>;
  dealValue?: number;
  demo?: boolean;
  /** They wrote first: no opening is sent, their text is answered. */
  wroteFirst?: boolean;
}

export type LeadFact =
  /** Somebody showed interest: form, API, CSV, widget, or a text out of the blue. The lead room makes or finds them. */
  | { type: 'lead.arrived'; lead: ArrivedLead }
  /** An agent became free and this lead waits for one. */
  | { type: 'lead.turn-came'; leadId: string; agentId: string; next: string[] }
  /** This lead did not use their turn; the next in the queue may. */
  | { type: 'lead.turn-passed'; agentId: string; next: string[] }
  /** A person who may be written to; the opening follows when the gate permits. */
  | { type: 'lead.created'; leadId: string; source: string; playbookId: string; channel: Channel }
  /** The same person arrived again (form, CSV): joined to the lead they are. */
  | { type: 'lead.seen-again'; leadId: string; source: string; playbookId: string }
  | { type: 'lead.updated'; leadId: string; fields: Record<string, string | number | boolean>; by: string };

/** A wish for a call beside the threshold it passed: what calibration learns from, once the outcome is known. */
export interface Judged {
  playbookId: string;
  questionType: 'factual' | 'open' | 'regulated';
  /** 0..1, as is the threshold. */
  score: number;
  threshold: number;
}

export type ConversationFact =
  | { type: 'text.received'; leadId: string; messageId: string; channel: Channel; body: string; atMs: number }
  | { type: 'text.sent'; leadId: string; messageId: string }
  | { type: 'text.delivered'; leadId: string; messageId: string }
  | { type: 'text.failed'; leadId: string; messageId: string; error: string }
  /** The gate defers: it will be tried again then, if it is still wanted. */
  | { type: 'text.held'; leadId: string; messageId: string; untilMs: number; reason: string; words: string }
  | { type: 'text.refused'; leadId: string; messageId: string; reason: string; words: string }
  /** The wish to be called of a lead was read; stored with its reasons beside the message. */
  | {
      type: 'turn.read';
      leadId: string;
      messageId: string;
      action: string;
      confidence: number;
      readiness: number;
      ready: string;
      reasons: { code: string; text: string; weight: number; messageId?: string }[];
      at: string | null;
      slots: Record<string, { value: string | number | boolean; messageId?: string }>;
      /** A second reading of the same text; the embedded one is journaled first. */
      by?: 'model';
    }
  /** What the model proposes for one turn, or why it does not; the embedded reader's answer waits for no longer than the deadline. */
  | {
      type: 'model.answered';
      leadId: string;
      turnId: string;
      proposal: Proposal | null;
      failure: ModelFailure | 'resting' | 'off' | null;
      usage: Usage;
      tookMs: number;
    }
  /** Another playbook of the same seller has the thread from this text on. */
  | { type: 'lead.handed-over'; leadId: string; from: string; playbookId: string; context: string }
  /** The guardrails took Baton's own words, or its own reading, instead of the model's. */
  | { type: 'model.refused'; leadId: string; turnId: string; code: string; words: string }
  | {
      type: 'lead.ready';
      leadId: string;
      transferId: string;
      origin: 'text' | 'callback' | 'operator' | 'caller';
      readiness: number;
      /** What the wish was held against; absent where no text of the lead started it. */
      judged?: Judged;
      reasons: string[];
      brief: Brief;
      need: Need;
      mode: 'cold' | 'warm' | 'agentic-warm';
      ring: 'all' | 'waves' | 'one-by-one' | 'owner-first';
    }
  /** A person books a call for the lead. */
  | { type: 'lead.book'; leadId: string; atMs: number; by: string }
  | { type: 'lead.booked'; leadId: string; atMs: number; tz: string }
  | { type: 'lead.unbooked'; leadId: string; why: string }
  | { type: 'lead.silent'; leadId: string; afterFollowUps: number }
  | { type: 'lead.closed'; leadId: string; why: string }
  | { type: 'lead.wrong-person'; leadId: string; messageId: string }
  | { type: 'lead.escalated'; leadId: string; messageId: string; why: string }
  | {
      type: 'consent.revoked';
      leadId: string;
      words: string;
      /** Names the receipt (message, leg and key, letter): the same receipt suppresses once. */
      messageId?: string;
      /** How it came: their own text, our staff, a web link or form, a key or words on a call, an e-mail, a letter, their carrier. */
      by: 'lead' | 'staff' | 'link' | 'keypress' | 'voice' | 'email' | 'post' | 'carrier';
    }
  /** A narrower wish: calls alone (the thread goes on by text), texts alone (calls stay allowed), or promotions alone. */
  | {
      type: 'consent.narrowed';
      leadId: string;
      words: string;
      messageId: string;
      stops: Narrowed;
      /** Said on a call; left out: their own text. */
      by?: 'voice';
    }
  | { type: 'consent.given'; leadId: string; by: string }
  /** Records are looked through for what is past its term; said once at each start, then the room's own alarm. */
  | { type: 'records.due' }
  | { type: 'thread.taken-over'; leadId: string; by: string }
  | { type: 'thread.given-back'; leadId: string; by: string }
  | { type: 'thread.written'; leadId: string; by: string; body: string; messageId: string }
  | SuggestFact;

/** What a wish stops that does not stop everything. */
export type Narrowed = 'calls' | 'texts' | 'marketing';

/** An agent as a transfer sees one. */
export interface ReservedAgent {
  agentId: string;
  name: string;
  target: Target;
}

export type AgentFact =
  | {
      type: 'agents.wanted';
      transferId: string;
      leadId: string;
      leadName: string;
      need: Need;
      wave: number;
      limit: number;
      exclude: string[];
      /** These alone may be reserved: whom an agent named when they passed the call on. */
      only?: string[];
      ring: 'all' | 'waves' | 'one-by-one' | 'owner-first';
      untilMs: number;
    }
  | {
      type: 'agents.reserved';
      transferId: string;
      wave: number;
      agents: ReservedAgent[];
      whyNot: { agentId: string; name: string; reason: NotFree }[];
    }
  | { type: 'agent.freed'; agentId: string }
  | { type: 'agent.busy'; agentId: string; transferId: string }
  | {
      type: 'agent.released';
      agentId: string;
      transferId: string;
      how: 'lost' | 'declined' | 'missed' | 'cancelled' | 'unreachable';
    }
  | { type: 'agent.wrap-up'; agentId: string; transferId: string }
  | {
      type: 'agent.presence-set';
      agentId: string;
      presence: 'available' | 'away' | 'offline';
      by: string;
      reason?: string;
    }
  | { type: 'agent.paused'; agentId: string; misses: number }
  | {
      type: 'agent.disposition';
      agentId: string;
      transferId: string;
      leadId: string;
      disposition: string;
      notes: string;
      /** Of the wish that started the transfer. */
      judged?: Judged;
      callbackAtMs?: number;
    };

export type TransferFact =
  | { type: 'transfer.requested'; transferId: string; leadId: string; origin: string; mode: string }
  | {
      type: 'transfer.offered';
      transferId: string;
      leadId: string;
      wave: number;
      agents: { agentId: string; name: string; legId: string }[];
    }
  | {
      type: 'agent.accepted';
      transferId: string;
      agentId: string;
      legId: string;
      by: 'desk' | 'key' | 'voice';
    }
  | { type: 'agent.declined'; transferId: string; agentId: string; legId: string; reason?: string }
  | {
      type: 'transfer.accepted';
      transferId: string;
      leadId: string;
      agentId: string;
      agentName: string;
      losers: { agentId: string; legId: string }[];
    }
  | { type: 'brief.done'; transferId: string }
  | { type: 'transfer.skip-brief'; transferId: string; agentId: string }
  | { type: 'transfer.hand-back'; transferId: string; agentId: string }
  | { type: 'transfer.joined'; transferId: string; leadId: string; agentId: string; agentName: string }
  | {
      type: 'transfer.ended';
      transferId: string;
      leadId: string;
      outcome: Outcome;
      detail: string;
      agentId?: string;
      agentName?: string;
      /** A message is about to be left on the machine that answered; how that went is told by `voicemail.left` or `not-left`. */
      message?: true;
    }
  | { type: 'supervisor.cancelled'; transferId: string; by: string }
  /** The gate refused the lead's leg at the moment of dialling. */
  | { type: 'call.refused'; transferId: string; leadId: string; reason: string; words: string }
  | { type: 'lead.left'; transferId: string; leadId: string };

/** A lead who calls in, while the assistant has them on the line. A call that came in keeps its id as the transfer's id. */
export type CallerFact =
  | { type: 'leg.incoming'; callId: string; legId: string; from: string; to: string }
  /** The caller asks, by key, for an agent now or for a call back: their own wish to be called (QH-03). */
  | { type: 'caller.asked'; callId: string; leadId: string; want: 'agent' | 'callback'; verbatim: string }
  /** What the conversation made of it; with `booked` the time in words. */
  | {
      type: 'caller.told';
      callId: string;
      leadId: string;
      answer: 'ringing' | 'nobody-free' | 'already-running' | 'booked' | 'no-time' | 'not-allowed';
      words?: string;
    }
  /** The caller is gone. `owed`: they asked for an agent, had none, and chose nothing else. */
  | { type: 'caller.left'; callId: string; leadId: string; owed: 'lead-left' | 'unanswered' | null };

/** Orders of a transfer to its call, in phases; the call turns phases into arrangements. `assistant`: no transfer runs. */
export type Phase =
  | 'assistant'
  | 'ringing'
  | 'briefing'
  | 'joining'
  | 'introduction'
  | 'connected'
  | 'voicemail'
  | 'over';

export type CallFact =
  | { type: 'leg.ringing'; callId: string; legId: string }
  | { type: 'leg.answered'; callId: string; legId: string }
  | Extract<TelephonyEvent, { type: 'leg.machine' | 'leg.records' | 'leg.refer' | 'leg.moved' }>
  | { type: 'leg.key'; callId: string; legId: string; key: string }
  | { type: 'leg.heard'; callId: string; legId: string }
  /** Words understood on a leg, whoever understood them; judged for an opt-out before anything else. */
  | { type: 'leg.said'; callId: string; legId: string; words: string }
  | {
      type: 'leg.ended';
      callId: string;
      legId: string;
      by: 'us' | 'them' | 'network';
      cause: EndCause;
      said?: string;
    }
  /** The sound of a live leg stopped with its page gone, or came back; the leg itself lives on for 20 s. */
  | { type: 'leg.lost'; callId: string; legId: string }
  | { type: 'leg.back'; callId: string; legId: string }
  | { type: 'play.finished'; callId: string; sourceId: string }
  | { type: 'call.arranged'; callId: string; revision: number }
  | Extract<TelephonyEvent, { type: 'recording.started' | 'recording.ended' }>
  /** The agent begins the recording (having said so), pauses it, or goes on. */
  | { type: 'call.record'; callId: string; on: boolean; by: string }
  /** A notice could not be spoken; that of the recording when no source is named. */
  | { type: 'call.unannounced'; callId: string; sourceId?: string }
  /** The agent told the lead that a supervisor listens. */
  | { type: 'call.announced'; callId: string; by: string }
  | {
      type: 'call.phase';
      callId: string;
      phase: Phase;
      leadLegId?: string;
      agentLegId?: string;
      spoken?: string;
      intro?: string;
      /** Of what is said to the lead; English when left out. */
      language?: string;
      /** Said to a lead whom we dialled when nobody is joined to them in time (DIAL-04). */
      unattended?: string;
      /** Over for the transfer; whoever answered is told that first, then let go. */
      farewell?: true;
      /** The conversation is to be recorded or listened to. */
      recording?: Announced;
      /** Phase voicemail: what is left on the lead's machine, if it may be. */
      message?: VoicemailMessage;
    }
  /** The gate lets the message be left, or not (and why, in words for people). */
  | { type: 'voicemail.permitted'; callId: string; leadId: string }
  | { type: 'voicemail.refused'; callId: string; leadId: string; reason: string; words: string }
  /** They asked us to stop, after the gate had let it: nothing more is said. */
  | { type: 'voicemail.stopped'; callId: string; leadId: string; words: string }
  /** Spoken on the machine; not `whole`: it hung up, or was stopped, before the end. */
  | { type: 'voicemail.left'; callId: string; leadId: string; legId: string; whole: boolean }
  | { type: 'voicemail.not-left'; callId: string; leadId: string; why: string }
  /** The assistant says something to a lead who called in; `number` grows by one each time. */
  | { type: 'call.say'; callId: string; legId: string; number: number; text: string }
  | { type: 'call.said'; callId: string; number: number }
  /** What the one to whom a live call is passed on hears; `off`: there is nobody (any more). */
  | { type: 'call.pass'; callId: string; legId: string; stage: PassStage | 'off'; spoken?: string }
  /** A phone was picked up: on that leg alone the question is asked, or asked again. */
  | { type: 'call.ask'; callId: string; legId: string; spoken: string }
  | { type: 'bridge.joined'; callId: string; transferId: string }
  | { type: 'bridge.failed'; callId: string; transferId: string; why: string }
  | { type: 'call.hold'; callId: string; legId: string; on: boolean; by: string }
  | { type: 'call.mute'; callId: string; legId: string; on: boolean; by: string }
  | {
      type: 'call.monitor';
      callId: string;
      /** The supervisor's leg, if it has to be dialled: an id of kernel/monitor-leg.ts. */
      legId: string;
      how: 'listen' | 'whisper' | 'barge' | 'off';
      /** What lead and agent are told before anybody listens, and who says it (REC-04, REC-05); absent: nothing. */
      announce?: { text: string; by: 'assistant' | 'agent' };
      by: string;
      /** Whose phone on the floor page rings. */
      personId: string;
    }
  /** From here the supervisor hears them. `announced`: what was said before it, and by whom; null: nothing had to be. */
  | {
      type: 'monitor.began';
      callId: string;
      legId: string;
      by: string;
      how: 'listen' | 'whisper' | 'barge';
      announced: { text: string; by: string } | null;
    }
  /** The agent asks for a supervisor on the call, or needs none any more. */
  | { type: 'call.help'; callId: string; on: boolean; by: string };

export type Fact =
  | TimerFact
  | LeadFact
  | ConversationFact
  | AgentFact
  | TransferFact
  | PassFact
  | CallFact
  | CallerFact;
export type FactType = Fact['type'];

/** A message for a lead's voicemail: as it is checked and kept, and as it is spoken. */
export interface VoicemailMessage {
  leadId: string;
  written: string;
  spoken: string;
}

export type Order =
  | {
      type: 'text.send';
      messageId: string;
      leadId: string;
      channel: Channel;
      body: string;
      kind: TextKind;
      inReplyToMs?: number;
      /** A model worded it; the guardrails let it through. */
      by?: 'model';
    }
  /** One question a turn to a larger model. Nothing is sent as it stands here: the edge masks it first. */
  | {
      type: 'model.ask';
      turnId: string;
      leadId: string;
      playbookId: string;
      /** No answer counts after this instant. */
      untilMs: number;
      thread: ModelThread;
    }
  | {
      type: 'leg.dial';
      callId: string;
      legId: string;
      /** A supervisor's leg is the call's own: the transfer does not know it. `outside`: a phone that is nobody's here. */
      role: 'lead' | 'agent' | 'supervisor' | 'outside';
      /** A machine that answers is told apart, also where it is not the lead who is dialled. */
      judge?: true;
      target: Target;
      from: { number: string; name: string };
      ringTimeoutMs: number;
      leadId?: string;
      /** The assistant will speak on this leg: an artificial voice to the law (CON-01). */
      aiVoice?: boolean;
      context?: { headline: string; transferId: string };
      /** Of an attended transfer by a phone's key: the call that is taken over. */
      replaces?: string;
    }
  /** May this be left on the machine that answered? Comes back as `voicemail.permitted` or `voicemail.refused`. */
  | { type: 'voicemail.ask'; callId: string; legId: string; leadId: string; written: string }
  | { type: 'leg.answer'; callId: string; legId: string }
  | { type: 'leg.hangup'; callId: string; legId: string; cause: EndCause; note?: string }
  | { type: 'leg.keys'; callId: string; legId: string; keys: string }
  /** The lead's own carrier is asked to take them elsewhere; told as the life of a leg `asLegId`. */
  | { type: 'leg.move'; callId: string; legId: string; asLegId: string; target: Target }
  /** What became of the phone's transfer key, as a SIP status. */
  | {
      type: 'leg.tell-refer';
      callId: string;
      legId: string;
      referId: string;
      status: number;
      words?: string;
    }
  /** `speak` sources are synthesised first (within the limit) and become samples. */
  | {
      type: 'call.arrange';
      callId: string;
      revision: number;
      hears: Arrangement['hears'];
      plays: Play[];
      record?: NonNullable<Arrangement['record']>;
      listen?: NonNullable<Arrangement['listen']>;
    };
export type OrderType = Order['type'];

/** What a model may know of one thread: no phone, no address, nothing of other leads. */
export interface ModelThread {
  leadName: string;
  language: 'en' | 'es';
  /** Oldest first; the last one is the text to read. */
  turns: { from: 'assistant' | 'lead'; text: string }[];
  /** Values of fields that are not sensitive. */
  known: Record<string, string | number | boolean>;
  /** The field our last text asked for. */
  asked: string | null;
  /** The field we would ask for next. */
  next: string | null;
}

export type Play = {
  sourceId: string;
  loop: boolean;
} /** `mustBeSaid`: a notice; where it cannot be spoken, nothing of this arrangement is recorded. */ & (
  | { kind: 'speak'; text: string; limitMs: number; language?: string; mustBeSaid?: true }
  | { kind: 'tone'; name: 'hold' | 'ringback' | 'live' | 'taken' | 'attention' | 'beep' }
);
