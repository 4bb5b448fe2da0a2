/** What the gate is told and what it answers. Instants are epoch milliseconds; places are keys such as US-FL, CA-BC, GB. */
import type { CompiledRules } from './compile.ts';

export type Channel = 'sms' | 'voice' | 'webchat';
export type Purpose = 'marketing' | 'service';
/** Who writes or speaks: AI, a recording, or a person. */
export type Technology = 'ai' | 'recorded' | 'live';
export type AttemptKind =
  | 'opening'
  | 'reply'
  | 'follow-up'
  /** The one text that confirms an opt-out (REV-05), or that answers START. */
  | 'confirmation'
  /** The fixed answer to HELP (SMS-06). */
  | 'help'
  | 'call'
  /** The one-time code that somebody on our own form asked for, to prove that the number is theirs. */
  | 'code'
  /** A person of the seller writes or dials. */
  | 'operator';

export type GateId =
  | 'G01'
  | 'G02'
  | 'G03'
  | 'G04'
  | 'G05'
  | 'G06'
  | 'G07'
  | 'G08'
  | 'G09'
  | 'G10'
  | 'G11'
  | 'G12'
  | 'G13'
  | 'G14'
  | 'G15'
  | 'G16'
  | 'G17'
  | 'G18';

export type ReasonCode =
  | 'KILL_SWITCH'
  | 'BAD_NUMBER'
  | 'JURISDICTION_UNKNOWN'
  | 'JURISDICTION_DISABLED'
  | 'SUPPRESSED'
  | 'LEGAL_HOLD'
  | 'NO_CONSENT'
  | 'CONSENT_SCOPE'
  | 'CONSENT_REVOKED'
  | 'CONSENT_EXPIRED'
  | 'RND_STALE'
  | 'RND_REASSIGNED'
  | 'NATIONAL_DNC'
  | 'STATE_DNC'
  | 'DNC_STALE'
  | 'REGISTRATION'
  | 'AI_VOICE_STATE'
  | 'QUIET_HOURS'
  | 'BARRED_DAY'
  | 'CAP_24H'
  | 'CAP_7D'
  | 'CAP_UNANSWERED'
  | 'CAP_VOICEMAIL'
  | 'CALLER_ID'
  | 'A2P_UNREGISTERED'
  | 'CONTENT'
  | 'SCRIPT'
  | 'PACING'
  | 'THROTTLE'
  | 'SUPPRESSED_RACE'
  | 'BAD_INPUT';

/** One gate's answer. `untilMs` accompanies a defer, and a denial that time alone will lift. */
export interface GateAnswer {
  gate: GateId;
  verdict: 'allow' | 'defer' | 'deny';
  reason?: ReasonCode;
  ruleId?: string;
  detail: string;
  untilMs?: number;
  /** Plain sentence for a supervisor, present when the verdict is not allow. */
  words?: string;
}

/** One (place, zone) the person may be in, and where we know it from. */
export interface ZoneEvidence {
  place: string;
  zone: string;
  from: string;
}

export type PermitDecision = (
  | { verdict: 'allow' }
  | { verdict: 'defer'; untilMs: number; reason: ReasonCode; ruleId: string; words: string }
  | { verdict: 'deny'; reason: ReasonCode; ruleId: string; words: string; untilMs?: number }
) & { gates: GateAnswer[]; rulesVersion: string; zoneEvidence: ZoneEvidence[] };

/** The person's own clear request to be contacted by voice at a time (QH-03). */
export interface RequestedContact {
  fromMs: number;
  untilMs: number;
  /** What they wrote or said, word for word. */
  verbatim: string;
  /** The stored message that holds it. */
  messageId: string;
}

/** What the opening of a call flow states, as found by `checkPlaybookDisclosures` or by the script's author. */
export interface ScriptFacts {
  seller: boolean;
  ai: boolean;
  recording: boolean;
  optOut: boolean;
  purpose: boolean;
  callback?: boolean;
  /** A toll-free number to opt out at (AIV-04). */
  tollFree?: boolean;
  agentName?: boolean;
}

export interface Attempt {
  channel: Channel;
  purpose: Purpose;
  kind: AttemptKind;
  technology: Technology;
  topic?: string;
  campaignId?: string;
  /** The sender: an E.164 number of ours, or a short code. */
  callerId?: string;
  /** Present when this answers the person's own message on the same channel. */
  directReply?: { msSinceInbound: number };
  requested?: RequestedContact;
  /** A natural voice opens the call before any artificial one (LIVE_INTRO). */
  liveIntro?: boolean;
  /** Leaves a message on a machine. */
  voicemail?: boolean;
  /** The text; required at dispatch of a text. */
  body?: string;
  /** For a confirmation: the opt-out it answers. */
  confirms?: { atMs: number; alreadySent: number; providerConfirms: boolean };
  /** Required at dispatch of a call. */
  script?: ScriptFacts;
  recorded?: boolean;
}

/** What a consent record grants, as the gate reads it; made by `consentFacts`. */
export interface ConsentFacts {
  consentId: string;
  sellerId: string;
  /** The seller whom the text they agreed to names. */
  sellerLegalName?: string;
  phone: string;
  /** PEWC signed writing; PEC express but unwritten; SOFT soft opt-in or implied (CASL); INBOUND the person wrote first. */
  type: 'PEWC' | 'PEC' | 'SOFT' | 'INBOUND';
  channels: readonly string[];
  technologies: readonly string[];
  purposes: readonly string[];
  topics?: readonly string[];
  atMs: number;
  status: 'active' | 'revoked' | 'number_mismatch';
  expiresAtMs?: number | null;
  lastReliedOnAtMs?: number | null;
}

export type SuppressionChannel = 'sms' | 'voice_ai' | 'voice_live' | 'voicemail' | 'email' | 'webchat';

/** An entry of the internal do-not-contact store (section 3.2). */
export interface Suppression {
  id?: string;
  /** "*" for legal holds and platform-wide blocks. */
  sellerId: string;
  channels: readonly SuppressionChannel[];
  purposes: readonly (Purpose | 'all')[];
  reason: string;
  effectiveAtMs: number;
  liftedAtMs?: number | null;
}

/** One earlier attempt to this number by this seller. */
export interface PastAttempt {
  /** The id under which it was recorded. */
  ref?: string;
  channel: Channel;
  atMs: number;
  /** The person answered, or wrote back afterwards. */
  answered?: boolean;
  voicemail?: boolean;
  /** Answered an inbound message: logged, not counted (4.4). */
  directReply?: boolean;
  /** Failed before ringing or before the carrier took it: not counted. */
  failedBeforeRinging?: boolean;
}

export interface LocationEvidence {
  phone?: string;
  zip?: string;
  /** "FL", "US-FL", "CA-BC", "GB". */
  state?: string;
  /** IANA zone the person or the form declared. */
  tz?: string;
  deviceTz?: string;
  ipState?: string;
  /** Said in conversation; counts for 30 days. */
  statements?: readonly { state?: string; tz?: string; atMs: number }[];
  /** A verified street address; under TZ-03 it may drop the area code's zone. */
  addressVerifiedAtMs?: number;
}

export interface LeadFacts extends LocationEvidence {
  /** First name, for the words. */
  name?: string;
  lastInboundAtMs?: number;
  phoneVerifiedAtMs?: number;
  /** Latest reassigned-number answer. */
  reassigned?: { atMs: number; answer: 'yes' | 'no' | 'no-data' };
  /** Lists the number was found on: "national", "US-TX", "CA". */
  dncListed?: readonly string[];
  /** litigator, complaint, legal-threat, tenant-block, minor, deceased. */
  blocks?: readonly string[];
  relationship?: { kind: 'purchase' | 'inquiry'; atMs: number; evidenceRef: string };
}

export interface TenantFacts {
  sellerId: string;
  sellerName: string;
  /** The legal name that consents must carry; left out: any record of this seller id counts. */
  sellerLegalName?: string;
  /** Places that may be contacted: "US" (all states), "US-FL", "CA", "GB". */
  enabled: readonly string[];
  /** 'legal' opts into the wider statutory hours; otherwise the product default applies. */
  hours?: 'legal' | 'product-default';
  kill?: { global?: boolean; tenant?: boolean; campaigns?: readonly string[]; senders?: readonly string[] };
  callerIds: readonly {
    id: string;
    channels: readonly Channel[];
    verified: boolean;
    a2p?: 'approved' | 'pending' | 'rejected' | 'none';
    /** Approved use cases; empty or absent means any. */
    useCases?: readonly Purpose[];
  }[];
  registrations: readonly string[];
  /** Places where counsel approved AI voice in writing. */
  aiVoiceExemptions?: readonly string[];
  /** Ids of hour exceptions switched on (UT-PEWC). */
  exceptions?: readonly string[];
  /** Downwards only. */
  caps?: { per24h?: number; per7d?: number };
  dncLists: readonly { list: string; copyAtMs: number; areaCodes: 'all' | readonly string[] }[];
  linkDomains?: readonly string[];
  vertical?: string;
  trustAddress?: boolean;
  neighbourZones?: boolean;
  /** Established business relationship may exempt from DNC for live calls. */
  allowEbr?: boolean;
  /** Loopback-only virtual handsets: the virtual carrier stands in for carrier registration, number checks and lists. */
  demo?: boolean;
}

/** Figures only the dispatcher knows. */
export interface DispatchFacts {
  /** Calls: who is free and how the campaign's abandonment stands. */
  pacing?: {
    mode: 'agent-first' | 'ai-first' | 'predictive';
    agentsReady: number;
    predictedWaitMs: number;
    abandonPct?: number;
  };
  /** Segments or calls left now, and when more come. */
  throughput?: { remaining: number; moreAtMs: number };
  /** Contact versions when planned and as re-read inside the send transaction (G18). */
  race?: { plannedVersion: number; currentVersion: number };
}

export interface PermitInput extends DispatchFacts {
  nowMs: number;
  rules: CompiledRules;
  /** 'plan' leaves out what is known only at dispatch; only a dispatch answer may send. */
  stage: 'plan' | 'dispatch';
  attempt: Attempt;
  lead: LeadFacts;
  consents: readonly ConsentFacts[];
  suppressions: readonly Suppression[];
  history: readonly PastAttempt[];
  tenant: TenantFacts;
}
