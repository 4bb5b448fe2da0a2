/**
 * Every fact that can happen and every order that can be given, by room. Facts are past tense and true; orders are
 * imperative and may be performed twice (each carries an id, so the second time changes nothing).
 */
import type { Brief } from '../ports/brief.ts';
import type { Arrangement, EndCause, Target } from '../ports/telephony.ts';

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
    }
  | {
      type: 'lead.ready';
      leadId: string;
      transferId: string;
      origin: 'text' | 'callback' | 'operator' | 'caller';
      readiness: number;
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
      messageId?: string;
      by: 'lead' | 'staff' | 'link';
    }
  | { type: 'consent.given'; leadId: string; by: string }
  | { type: 'thread.taken-over'; leadId: string; by: string }
  | { type: 'thread.given-back'; leadId: string; by: string }
  | { type: 'thread.written'; leadId: string; by: string; body: string; messageId: string };

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
    }
  | { type: 'supervisor.cancelled'; transferId: string; by: string }
  /** The gate refused the lead's leg at the moment of dialling. */
  | { type: 'call.refused'; transferId: string; leadId: string; reason: string; words: string }
  | { type: 'lead.left'; transferId: string; leadId: string };

/** Orders of a transfer to its call, in phases; the call turns phases into arrangements. */
export type Phase = 'ringing' | 'briefing' | 'joining' | 'introduction' | 'connected' | 'over';

export type CallFact =
  | { type: 'leg.ringing'; callId: string; legId: string }
  | { type: 'leg.answered'; callId: string; legId: string }
  | { type: 'leg.machine'; callId: string; legId: string; verdict: 'voicemail' | 'menu' | 'unavailable' }
  | { type: 'leg.key'; callId: string; legId: string; key: string }
  | { type: 'leg.heard'; callId: string; legId: string }
  | { type: 'leg.ended'; callId: string; legId: string; by: 'us' | 'them' | 'network'; cause: EndCause }
  /** The sound of a live leg stopped with its page gone, or came back; the leg itself lives on for 20 s. */
  | { type: 'leg.lost'; callId: string; legId: string }
  | { type: 'leg.back'; callId: string; legId: string }
  | { type: 'play.finished'; callId: string; sourceId: string }
  | { type: 'call.arranged'; callId: string; revision: number }
  | {
      type: 'call.phase';
      callId: string;
      phase: Phase;
      leadLegId?: string;
      agentLegId?: string;
      spoken?: string;
      intro?: string;
    }
  /** A phone was picked up: on that leg alone the question is asked, or asked again. */
  | { type: 'call.ask'; callId: string; legId: string; spoken: string }
  | { type: 'bridge.joined'; callId: string; transferId: string }
  | { type: 'bridge.failed'; callId: string; transferId: string; why: string }
  | { type: 'call.hold'; callId: string; legId: string; on: boolean; by: string }
  | { type: 'call.mute'; callId: string; legId: string; on: boolean; by: string }
  | {
      type: 'call.monitor';
      callId: string;
      legId: string;
      how: 'listen' | 'whisper' | 'barge' | 'off';
      by: string;
    };

export type Fact = TimerFact | LeadFact | ConversationFact | AgentFact | TransferFact | CallFact;
export type FactType = Fact['type'];

export type Order =
  | {
      type: 'text.send';
      messageId: string;
      leadId: string;
      channel: Channel;
      body: string;
      kind: TextKind;
      inReplyToMs?: number;
    }
  | {
      type: 'leg.dial';
      callId: string;
      legId: string;
      role: 'lead' | 'agent';
      target: Target;
      from: { number: string; name: string };
      ringTimeoutMs: number;
      leadId?: string;
      /** The assistant will speak on this leg: an artificial voice to the law (CON-01). */
      aiVoice?: boolean;
      context?: { headline: string; transferId: string };
    }
  | { type: 'leg.hangup'; callId: string; legId: string; cause: EndCause; note?: string }
  | { type: 'leg.keys'; callId: string; legId: string; keys: string }
  /** `speak` sources are synthesised first (within the limit) and become samples. */
  | { type: 'call.arrange'; callId: string; revision: number; hears: Arrangement['hears']; plays: Play[] };
export type OrderType = Order['type'];

export type Play = { sourceId: string; loop: boolean } & (
  | { kind: 'speak'; text: string; limitMs: number }
  | { kind: 'tone'; name: 'hold' | 'ringback' | 'live' | 'taken' | 'attention' | 'beep' }
);
