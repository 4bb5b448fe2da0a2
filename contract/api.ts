/**
 * Requests and responses of the HTTP API. Validators, OpenAPI and the console's types come from here. All instants are
 * epoch milliseconds (`...Ms`); all phones E.164; ids opaque strings.
 */
import { z } from 'zod';
import { revocationScopes } from './compliance-intake.ts';
import { DeskPass, passModes } from './pass.ts';
import { Suggestion } from './suggest.ts';
import {
  dispositions,
  monitorHows,
  notFreeReasons,
  outcomes,
  presences,
  roles,
  transferStates,
} from './words.ts';

const ms = z.number().int();
const id = z.string().min(1).max(64);

export const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    /** What happened and why, one or two sentences. */
    message: z.string(),
    /** What to do. */
    hint: z.string(),
    requestId: z.string(),
    /** Field problems: path -> message. */
    fields: z.record(z.string(), z.string()).optional(),
    /** More about this case; what is in it depends on the code. */
    details: z.unknown().optional(),
  }),
});

export const Me = z.object({
  personId: id,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  /** Present when this person takes calls. */
  agentId: id.nullable(),
  demo: z.boolean(),
  tz: z.string(),
  mustChangePassword: z.boolean(),
});
export const SignIn = z.object({ email: z.string().min(1).max(200), password: z.string().min(1).max(200) });
/** Demo mode and loopback only. The token is for one pane (`Authorization: Bearer`, or `?token=` on a socket). */
export const DemoSignIn = z.object({ person: z.string().max(64) });
export const SessionCreated = z.object({ me: Me, token: z.string() });

/** Evidence of consent that comes with a lead; the whole record is made from it (COMPLIANCE.md). */
export const ConsentInput = z.object({
  channels: z.array(z.enum(['sms', 'voice'])).min(1),
  /** The words shown to the person, exactly. */
  textShown: z.string().min(20).max(4000),
  atMs: ms,
  source: z.string().min(1).max(200),
  ip: z.string().max(64).optional(),
  pageUrl: z.string().max(2000).optional(),
  evidenceRef: z.string().max(500).optional(),
});

export const LeadInput = z.object({
  phone: z.string().min(3).max(40),
  name: z.string().min(1).max(120),
  playbook: z.string().min(1).max(64),
  tz: z.string().max(64).optional(),
  zip: z.string().max(10).optional(),
  state: z.string().length(2).optional(),
  email: z.string().max(200).optional(),
  language: z.string().max(8).optional(),
  /** Known answers by field name. */
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  source: z.string().max(120).default('api'),
  dealValue: z.number().nonnegative().optional(),
  consent: ConsentInput.optional(),
});
export const LeadCreated = z.object({
  leadId: id,
  joinedExisting: z.boolean(),
  /** What happens next: the text, or the reason nothing is sent. */
  next: z.object({
    willText: z.boolean(),
    reason: z.string().nullable(),
    words: z.string(),
    untilMs: ms.nullable(),
  }),
});

export const Reason = z.object({
  code: z.string(),
  text: z.string(),
  weight: z.number(),
  messageId: z.string().optional(),
});
export const Permit = z.object({
  verdict: z.enum(['allow', 'defer', 'deny']),
  reason: z.string().nullable(),
  words: z.string(),
  untilMs: ms.nullable(),
  ruleId: z.string().nullable(),
  rulesVersion: z.string(),
  gates: z.array(z.object({ gate: z.string(), verdict: z.string(), detail: z.string() })),
});

export const Turn = z.object({
  messageId: id,
  atMs: ms,
  channel: z.enum(['sms', 'webchat', 'voice', 'note']),
  from: z.enum(['lead', 'assistant', 'agent', 'system']),
  /** Name of the person for `agent`. */
  by: z.string().nullable(),
  body: z.string(),
  status: z.enum([
    'received',
    'planned',
    'held',
    'sending',
    'sent',
    'delivered',
    'failed',
    'refused',
    'unknown',
  ]),
  /** For held, refused, failed: why, in words. */
  statusWords: z.string().nullable(),
  /** For the assistant: act, rule or step, confidence. */
  why: z.string().nullable(),
});

export const Field = z.object({
  name: z.string(),
  label: z.string(),
  /** Null when asked and not answered. */
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  atMs: ms.nullable(),
  messageId: z.string().nullable(),
  by: z.string(),
  asked: z.number().int(),
  sensitive: z.boolean(),
});

export const leadStates = [
  'new',
  'blocked',
  'warming',
  'ready',
  'ringing',
  'on-call',
  'booked',
  'silent',
  'with-human',
  'handed-over',
  'closed',
  'opted-out',
] as const;
export const LeadSummary = z.object({
  leadId: id,
  name: z.string(),
  phone: z.string(),
  playbook: z.string(),
  vertical: z.string(),
  tz: z.string(),
  place: z.string().nullable(),
  state: z.enum(leadStates),
  stateSinceMs: ms,
  readiness: z.number(),
  threshold: z.number(),
  /** One line: why this state. */
  line: z.string(),
  bookedAtMs: ms.nullable(),
  lastMessageAtMs: ms.nullable(),
  demo: z.boolean(),
});
export const LeadList = z.object({
  leads: z.array(LeadSummary),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

export const TransferSummary = z.object({
  transferId: id,
  leadId: id,
  leadName: z.string(),
  state: z.enum(transferStates),
  outcome: z.enum(outcomes).nullable(),
  readyAtMs: ms,
  joinedAtMs: ms.nullable(),
  endedAtMs: ms.nullable(),
  agentId: id.nullable(),
  agentName: z.string().nullable(),
  ringing: z.array(z.string()),
  /** One line for the card. */
  line: z.string(),
  nextStep: z.string().nullable(),
});

export const LeadDetail = z.object({
  lead: LeadSummary,
  email: z.string().nullable(),
  source: z.string(),
  turns: z.array(Turn),
  fields: z.array(Field),
  readiness: z.object({
    score: z.number(),
    threshold: z.number(),
    questionType: z.string(),
    reasons: z.array(Reason),
    history: z.array(z.object({ atMs: ms, score: z.number(), messageId: z.string().nullable() })),
  }),
  assistant: z.object({
    /** `suggest`: it drafts, a person sends. */
    mode: z.enum(['on', 'suggest', 'asleep', 'off']),
    takenOverBy: z.string().nullable(),
    untilMs: ms.nullable(),
    suggestion: Suggestion.nullable(),
  }),
  permit: z.object({ sms: Permit, voice: Permit }),
  consents: z.array(
    z.object({
      atMs: ms,
      channels: z.array(z.string()),
      textShown: z.string(),
      source: z.string(),
      status: z.string(),
    }),
  ),
  timeline: z.array(z.object({ atMs: ms, fact: z.string(), words: z.string(), why: z.string().nullable() })),
  transfers: z.array(TransferSummary),
  /** What a larger model was asked in this conversation; null when it never was. */
  model: z
    .object({
      turns: z.number().int(),
      answered: z.number().int(),
      inputTokens: z.number().int(),
      outputTokens: z.number().int(),
      /** US dollars by the prices set; null where one is not. */
      costUsd: z.number().nullable(),
      /** Why it was not heard, the newest first: `deadline`, `refused`. */
      failures: z.array(z.string()),
    })
    .nullable()
    .default(null),
});

export const BriefFact = z.object({
  kind: z.enum(['who', 'why', 'known', 'budget', 'timing', 'objection', 'done', 'promise', 'caution']),
  label: z.string(),
  text: z.string(),
  source: z.number().int(),
  messageId: z.string().optional(),
});
export const Brief = z.object({
  headline: z.string(),
  spoken: z.string(),
  screen: z.string(),
  facts: z.array(BriefFact),
  withheld: z.array(z.string()),
});

export const AgentView = z.object({
  agentId: id,
  name: z.string(),
  tz: z.string(),
  presence: z.enum(presences),
  sinceMs: ms,
  /** Free for an ordinary lead now; otherwise why not, first reason first. */
  free: z.boolean(),
  reasons: z.array(
    z.object({
      reason: z.enum(notFreeReasons),
      words: z.string(),
      source: z.string(),
      sinceMs: ms.nullable(),
      freesAtMs: ms.nullable(),
    }),
  ),
  skills: z.array(z.string()),
  licences: z.array(z.object({ state: z.string(), until: z.string().nullable() })),
  misses: z.number().int(),
  call: z.object({ transferId: id, leadName: z.string(), sinceMs: ms }).nullable(),
  demo: z.boolean(),
});

export const Offer = z.object({
  transferId: id,
  callId: id,
  legId: id,
  lead: LeadSummary,
  brief: Brief,
  deadlineMs: ms,
  windowMs: ms,
  offeredAtMs: ms,
  alsoRinging: z.array(z.string()),
  turns: z.array(Turn),
  /** Passed on by an agent who talks with the lead; null: the assistant offers it. */
  pass: z.object({ by: z.string(), mode: z.enum(passModes), note: z.string() }).nullable(),
});

export const DeskCall = z.object({
  transferId: id,
  callId: id,
  legId: id,
  lead: LeadSummary,
  state: z.enum(['briefing', 'aside', 'joining', 'live', 'lead-gone']),
  sinceMs: ms,
  liveSinceMs: ms.nullable(),
  brief: Brief,
  /** The lead's leg as the carrier tells it. */
  leadLeg: z.object({
    state: z.enum(['none', 'dialing', 'ringing', 'answered', 'ended']),
    sinceMs: ms,
    words: z.string(),
  }),
  briefMs: z.number(),
  onCall: z.array(z.string()),
  held: z.boolean(),
  muted: z.boolean(),
  /** The supervisor who hears this call; null as well where agents are not told. */
  monitor: z.object({ by: z.string(), how: z.enum(monitorHows) }).nullable(),
  /** A supervisor waits for this agent to say these words to the lead; they hear nothing before. */
  tell: z.object({ by: z.string(), words: z.string() }).nullable(),
  /** Since when a supervisor is asked for, and has not spoken. */
  helpSinceMs: ms.nullable(),
  /** What the lead asked us to stop since this call began; null: nothing. */
  optedOut: z.object({ stops: z.enum(revocationScopes), words: z.string(), atMs: ms }).nullable(),
  /** The conversation's recording; null: this call is neither recorded nor listened to. Until `on`, nothing but the notice is. */
  recording: z
    .object({
      state: z.enum(['planned', 'notice', 'on', 'paused', 'failed']),
      by: z.enum(['assistant', 'agent']),
      notice: z.string(),
      /** A file is written. */
      written: z.boolean(),
      /** What the lead says is understood by a machine, for opt-outs. */
      listens: z.boolean(),
    })
    .nullable(),
  turns: z.array(Turn),
  fields: z.array(Field),
  /** The call is being passed on; `aside` is the state of the second while the first has the lead. */
  pass: DeskPass.nullable(),
  /** What came of the last pass, for the agent who kept the lead. */
  passWords: z.object({ words: z.string(), atMs: ms }).nullable(),
});

export const DeskView = z.object({
  nowMs: ms,
  agent: AgentView,
  /** Words beside "You are available": shift, calendar, device. */
  why: z.array(z.string()),
  maxMisses: z.number().int(),
  warming: z.array(LeadSummary.extend({ reasons: z.array(Reason) })),
  offer: Offer.nullable(),
  call: DeskCall.nullable(),
  wrapUp: z
    .object({
      transferId: id,
      leadId: id,
      leadName: z.string(),
      leadTz: z.string(),
      untilMs: ms,
      windowMs: ms,
      notesDraft: z.string(),
    })
    .nullable(),
  missingResults: z.array(z.object({ transferId: id, leadName: z.string(), atMs: ms })),
  /** "Taken by Ben." and the like, shown 4 s. */
  notice: z
    .object({ kind: z.enum(['taken', 'withdrawn', 'missed', 'lead-gone']), words: z.string(), atMs: ms })
    .nullable(),
  today: z.object({ offers: z.number().int(), accepted: z.number().int(), joined: z.number().int() }),
});

export const FloorView = z.object({
  nowMs: ms,
  serviceLevel: z.object({ withinMs: ms, joined: z.number().int(), total: z.number().int() }),
  readyWaiting: z.number().int(),
  longestWaitMs: ms,
  freeAgents: z.number().int(),
  warming: z.array(LeadSummary),
  transfers: z.array(
    TransferSummary.extend({
      lead: LeadSummary,
      whyNot: z.array(z.object({ agentId: id, name: z.string(), words: z.string() })),
    }),
  ),
  calls: z.array(
    TransferSummary.extend({
      lead: LeadSummary,
      /** The supervisor on the call. Not `on`: their phone is being connected, and nobody hears anything yet. */
      monitor: z
        .object({
          personId: id,
          by: z.string(),
          how: z.enum(monitorHows),
          on: z.boolean(),
          /** Their phone is on, and this has to be said first. */
          waitsFor: z.enum(['assistant', 'agent']).nullable(),
        })
        .nullable(),
      /** What a supervisor who joins sets off: who says what to lead and agent first. */
      listening: z.object({ say: z.enum(['assistant', 'agent', 'nobody']), words: z.string().nullable() }),
      /** The agent asked for a supervisor then. */
      helpSinceMs: ms.nullable(),
    }),
  ),
  agents: z.array(AgentView),
  booked: z.array(LeadSummary),
  optedOutToday: z.number().int(),
});

export const TransferDetail = z.object({
  transfer: TransferSummary,
  lead: LeadSummary,
  mode: z.string(),
  /** The four parts; null until known. They sum to ready-to-joined. */
  parts: z.object({
    readyToRingingMs: ms.nullable(),
    ringingToAcceptedMs: ms.nullable(),
    acceptedToAnsweredMs: ms.nullable(),
    answeredToJoinedMs: ms.nullable(),
    readyToJoinedMs: ms.nullable(),
  }),
  limits: z.object({ ringMs: ms, acceptMs: ms, briefMs: ms, totalMs: ms }),
  legs: z.array(
    z.object({
      legId: z.string(),
      role: z.enum(['lead', 'assistant', 'agent', 'supervisor']),
      name: z.string(),
      segments: z.array(
        z.object({
          kind: z.enum([
            'text',
            'dialing',
            'ringing',
            'accepted',
            'brief',
            'introduction',
            'talk',
            'hold',
            'aside',
            ...monitorHows,
            'taken',
            'declined',
            'missed',
            'ended',
          ]),
          fromMs: ms,
          toMs: ms.nullable(),
          words: z.string(),
        }),
      ),
    }),
  ),
  events: z.array(z.object({ offsetMs: ms, leg: z.string(), fact: z.string(), words: z.string() })),
  brief: Brief,
  offered: z.array(
    z.object({
      /** Null: a phone outside, to which the call was passed on. */
      agentId: id.nullable(),
      name: z.string(),
      result: z.enum(['accepted', 'taken', 'declined', 'missed', 'withdrawn', 'unreachable', 'ringing']),
      words: z.string(),
    }),
  ),
  notOffered: z.array(
    z.object({ agentId: id, name: z.string(), reason: z.enum(notFreeReasons), words: z.string() }),
  ),
  nextStep: z.string().nullable(),
});

export const PresenceInput = z.object({
  presence: z.enum(['available', 'away', 'offline']),
  reason: z.string().max(200).optional(),
});
export const DeclineInput = z.object({ reason: z.enum(['busy', 'not-mine', 'no-sound']).optional() });
export const AskInput = z.object({ question: z.string().min(1).max(300) });
export const AskAnswer = z.object({ answer: z.string(), messageId: z.string().nullable() });
export const OnInput = z.object({ on: z.boolean() });
export const KeysInput = z.object({ keys: z.string().regex(/^[0-9*#A-D]{1,32}$/) });
export const MonitorInput = z.object({ how: z.enum([...monitorHows, 'off']) });
export const DispositionInput = z.object({
  disposition: z.enum(dispositions),
  notes: z.string().max(4000).default(''),
  callbackAtMs: ms.optional(),
});
export const TextInput = z.object({ body: z.string().min(1).max(1600) });
export const FieldsInput = z.object({
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export const BookInput = z.object({ atMs: ms });
export const ReasonInput = z.object({ reason: z.string().min(1).max(400) });

/** CSV import: the file's text; the answer says what each row would do. */
export const ImportInput = z.object({
  csv: z.string().max(20_000_000),
  playbook: z.string(),
  defaultCountry: z.string().length(2).default('US'),
});
export const ImportPreview = z.object({
  columns: z.array(z.string()),
  rows: z.number().int(),
  ok: z.number().int(),
  joined: z.number().int(),
  noConsent: z.number().int(),
  errors: z.array(
    z.object({ row: z.number().int(), column: z.string().nullable(), code: z.string(), message: z.string() }),
  ),
  sample: z.array(LeadInput.partial()),
});
export const ImportResult = ImportPreview.extend({ importId: id });

export const ApiKeyInput = z.object({ name: z.string().min(1).max(80), role: z.enum(roles) });
export const ApiKeyCreated = z.object({ keyId: id, key: z.string(), name: z.string() });
export const ApiKeyView = z.object({
  keyId: id,
  name: z.string(),
  role: z.enum(roles),
  createdAtMs: ms,
  lastUsedAtMs: ms.nullable(),
  ends: z.string(),
});

export const webhookEvents = [
  'lead.created',
  'lead.ready',
  'lead.booked',
  'lead.opted-out',
  'transfer.requested',
  'transfer.offered',
  'transfer.accepted',
  'transfer.joined',
  'transfer.passing',
  'transfer.passed',
  'transfer.pass-ended',
  'transfer.ended',
  'disposition.saved',
] as const;
export const WebhookInput = z.object({
  url: z.url().max(2000),
  events: z.array(z.enum(webhookEvents)).min(1),
});
export const WebhookView = z.object({
  webhookId: id,
  url: z.string(),
  events: z.array(z.string()),
  createdAtMs: ms,
  failingSinceMs: ms.nullable(),
});
export const WebhookCreated = WebhookView.extend({ secret: z.string() });
/** Shown once. */
export const WebhookSecret = z.object({
  secret: z.string(),
  /** Until then the secret before signs as well. */
  oldSignsUntilMs: ms,
});
export const WebhookDelivery = z.object({
  deliveryId: id,
  /** One of the events, or `webhook.test`. */
  event: z.string(),
  atMs: ms,
  status: z.enum(['pending', 'delivered', 'failed']),
  httpStatus: z.number().int().nullable(),
  tries: z.number().int(),
  nextTryAtMs: ms.nullable(),
  ms: ms.nullable(),
  /** Why there was no answer, in words. */
  error: z.string().nullable(),
  payload: z.unknown(),
});

export const PlaybookView = z.object({
  id: z.string(),
  name: z.string(),
  vertical: z.string(),
  version: z.number().int(),
  questions: z.array(z.object({ field: z.string(), label: z.string(), type: z.string(), ask: z.string() })),
});
export const DemoInfo = z.object({
  demo: z.boolean(),
  lead: z.object({ phone: z.string(), name: z.string() }).nullable(),
  agents: z.array(z.object({ person: z.string(), agentId: id, name: z.string() })),
  supervisor: z.string().nullable(),
  seller: z.string(),
  number: z.string(),
});
export const Health = z.object({
  status: z.enum(['ready', 'starting', 'draining']),
  version: z.string(),
  checks: z.record(z.string(), z.boolean()),
});
