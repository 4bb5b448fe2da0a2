/**
 * What the compliance page and its API say: evidence, rules, today's windows, "may I contact", suppressions, lists,
 * decisions, the abandonment meter. Engineering guidance, not legal advice.
 */
import { z } from 'zod';
import { Permit } from './api.ts';
import { fileRoutes } from './compliance-files.ts';
import { intakeRoutes } from './compliance-intake.ts';
import { settingsRoutes } from './compliance-settings.ts';
import type { Route } from './route.ts';

const ms = z.number().int();
const id = z.string().min(1).max(64);
/** As people write it; the server reads it as E.164. */
const phone = z.string().min(3).max(40);
const page = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const suppressionChannels = [
  'sms',
  'voice_ai',
  'voice_live',
  'voicemail',
  'email',
  'webchat',
] as const;

/** One lead's whole file. Its own hash covers everything in it, so nothing is left out or added on the way. */
export const EvidenceFile = z.looseObject({
  format: z.literal('baton-evidence-1'),
  generatedAt: z.string(),
  rulesVersion: z.string(),
  summary: z.array(z.string()),
  incidents: z.array(z.string()),
  sha256: z.string(),
});

export const RuleRow = z.object({
  id: z.string(),
  group: z.string(),
  rule: z.string(),
  parameter: z.string(),
  source: z.string(),
  /** D read in a document, D2 in a secondary table, G general knowledge to be checked. */
  confidence: z.enum(['D', 'D2', 'G']),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullable(),
  /** Counsel's sign-off; null until given. */
  reviewedBy: z.string().nullable(),
});
export const RuleTable = z.object({
  version: z.string(),
  activatedAtMs: ms,
  /** Release of the shipped clocks and of this computer's; zones in which the latter is wrong and corrected. */
  timeZones: z.object({ shipped: z.string(), runtime: z.string(), corrected: z.number().int() }),
  total: z.number().int(),
  rules: z.array(RuleRow),
});

export const ZoneNow = z.object({
  zone: z.string(),
  /** "2:02 PM". */
  localTime: z.string(),
  open: z.boolean(),
  /** Today's window by the rule, margins not applied: "8:00 AM to 9:00 PM"; null on a barred day. */
  window: z.string().nullable(),
  /** Closes then if open, opens then if closed; null when not within 14 days. */
  changesAtMs: ms.nullable(),
});
export const PlaceNow = z.object({
  place: z.string(),
  code: z.string(),
  name: z.string(),
  /** `part`: one zone of the place is open, another closed. */
  state: z.enum(['open', 'part', 'closed']),
  zones: z.array(ZoneNow),
  /** When the state changes next, by the zone that changes first. */
  changesAtMs: ms.nullable(),
  ruleId: z.string(),
  confidence: z.enum(['D', 'D2', 'G']),
  /** Leads whose first text waits for an hour at this place. */
  held: z.number().int(),
});
export const WindowsNow = z.object({
  channel: z.enum(['sms', 'voice', 'voice-ai']),
  atMs: ms,
  rulesVersion: z.string(),
  places: z.array(PlaceNow),
});

export const MayInput = z.object({
  phone,
  atMs: ms.optional(),
  /** `voice-ai`: an artificial voice speaks; `voice`: a person does. */
  channel: z.enum(['sms', 'voice', 'voice-ai']),
  kind: z.enum(['opening', 'follow-up', 'operator']).default('follow-up'),
  /** Where they may be besides what the number tells; what is known of a lead counts already. */
  zip: z.string().max(10).optional(),
  state: z.string().length(2).optional(),
  tz: z.string().max(64).optional(),
});
export const MayAnswer = z.object({
  phone: z.string(),
  atMs: ms,
  lead: z.object({ leadId: id, name: z.string() }).nullable(),
  permit: Permit,
  gates: z.array(
    z.object({
      gate: z.string(),
      name: z.string(),
      verdict: z.enum(['allow', 'defer', 'deny']),
      reason: z.string().nullable(),
      ruleId: z.string().nullable(),
      detail: z.string(),
      words: z.string().nullable(),
      untilMs: ms.nullable(),
    }),
  ),
  /** Every place and zone that was asked, and what told of it. */
  zones: z.array(z.object({ place: z.string(), zone: z.string(), from: z.string(), localTime: z.string() })),
});

export const SuppressionView = z.object({
  id,
  /** Null after an erasure: only a keyed hash is kept. */
  phone: z.string().nullable(),
  /** This seller's own, or of every seller. */
  scope: z.enum(['seller', 'everybody']),
  channels: z.array(z.enum(suppressionChannels)),
  purposes: z.array(z.string()),
  reason: z.string(),
  /** The words that caused it. */
  verbatim: z.string().nullable(),
  receivedAtMs: ms,
  effectiveAtMs: ms,
  liftedAtMs: ms.nullable(),
  liftedBy: z.string().nullable(),
  leadId: id.nullable(),
  evidenceRef: z.string().nullable(),
  /** Neither START nor a new consent lifts it. */
  held: z.boolean(),
});
export const SuppressionPage = z.object({
  suppressions: z.array(SuppressionView),
  nextCursor: z.string().nullable(),
  /** Present when one number was asked for. */
  number: z
    .object({
      phone: z.string(),
      /** Do-not-call lists that hold it. */
      lists: z.array(z.string()),
      blocks: z.array(z.object({ kind: z.string(), atMs: ms, note: z.string().nullable() })),
    })
    .nullable(),
});
export const SuppressionInput = z.object({
  phone,
  channels: z.array(z.enum(suppressionChannels)).min(1).max(6),
  purpose: z.enum(['all', 'marketing', 'service']).default('all'),
  /** What the person said or wrote, or why. */
  words: z.string().trim().min(3).max(1000),
});
export const LiftInput = z.object({ reason: z.string().trim().min(10).max(1000) });

export const listPattern = /^(national|litigator|US-[A-Z]{2}|CA|GB)$/;
export const ListView = z.object({
  list: z.string(),
  numbers: z.number().int(),
  copyAtMs: ms,
  importedAtMs: ms,
  areaCodes: z.array(z.string()).nullable(),
  san: z.string().nullable(),
  sha256: z.string().nullable(),
  /** Older than the law's 31 days: calls that need it are refused. */
  stale: z.boolean(),
});
export const ListImport = z.object({
  list: z.string(),
  lines: z.number().int(),
  numbers: z.number().int(),
  rejected: z.number().int(),
  badLines: z.array(z.number().int()),
  sha256: z.string(),
});

export const DecisionView = z.object({
  /** Chain and place in the log. */
  logged: z.string(),
  atMs: ms,
  leadId: id.nullable(),
  phone: z.string().nullable(),
  /** The text or leg it decided. */
  ref: z.string(),
  stage: z.string(),
  attempt: z.string(),
  verdict: z.enum(['allow', 'defer', 'deny']),
  reason: z.string().nullable(),
  ruleId: z.string().nullable(),
  words: z.string(),
  untilMs: ms.nullable(),
  rulesVersion: z.string(),
  gates: z.array(
    z.object({
      gate: z.string(),
      name: z.string(),
      verdict: z.string(),
      reason: z.string().nullable(),
      ruleId: z.string().nullable(),
      detail: z.string(),
    }),
  ),
  zones: z.array(z.object({ place: z.string(), zone: z.string(), from: z.string() })),
});
export const DecisionPage = z.object({ decisions: z.array(DecisionView), nextCursor: z.string().nullable() });

export const MeterView = z.object({
  fromMs: ms,
  atMs: ms,
  /** In percent: slow down, stop dialling, the law's bound. */
  bounds: z.object({ throttle: z.number(), stop: z.number(), legal: z.number() }),
  connectMaxMs: ms,
  /** True when the window holds more calls than were counted (newest first). */
  truncated: z.boolean(),
  campaigns: z.array(
    z.object({
      campaign: z.string(),
      dialled: z.number().int(),
      answered: z.number().int(),
      abandoned: z.number().int(),
      pct: z.number(),
      state: z.enum(['ok', 'throttle', 'stop']),
      overLegal: z.boolean(),
      rungTooShort: z.number().int(),
    }),
  ),
});

const channel = z.enum(['sms', 'voice', 'voice-ai']).default('sms');
const ok = z.object({ ok: z.literal(true) });

export const complianceRoutes = {
  ...intakeRoutes,
  ...settingsRoutes,
  ...fileRoutes,
  leadEvidence: {
    method: 'GET',
    path: '/v1/leads/:id/evidence.json',
    who: 'supervisor',
    summary: "One lead's whole file: consents, messages, calls, decisions, opt-outs",
    response: EvidenceFile,
  },
  leadEvidencePdf: {
    method: 'GET',
    path: '/v1/leads/:id/evidence.pdf',
    who: 'supervisor',
    summary: "One lead's whole file to print",
    response: z.unknown(),
    produces: 'application/pdf',
  },
  eraseLead: {
    method: 'POST',
    path: '/v1/leads/:id/erase',
    who: 'admin',
    summary:
      'Erase a person: suppressed first, the opt-out stays as a hash, records of duty are sealed until their term ends',
    /** `reference` names the request: a ticket, a letter. */
    body: z.strictObject({ reference: z.string().trim().min(2).max(100) }),
    response: z.object({
      suppressionsHashed: z.number().int(),
      consentsArchived: z.number().int(),
      logRowsEmptied: z.number().int(),
      callsArchived: z.number().int(),
      messagesDeleted: z.number().int(),
    }),
  },
  complianceRules: {
    method: 'GET',
    path: '/v1/compliance/rules',
    who: 'supervisor',
    summary: 'The rule table, searched',
    query: z.object({ q: z.string().max(120).optional() }),
    response: RuleTable,
  },
  complianceNow: {
    method: 'GET',
    path: '/v1/compliance/now',
    who: 'supervisor',
    summary: "Each state's window now",
    query: z.object({ channel, atMs: z.coerce.number().int().optional() }),
    response: WindowsNow,
  },
  complianceMay: {
    method: 'POST',
    path: '/v1/compliance/may',
    who: 'supervisor',
    summary: 'May we contact this number, then, this way? Gate by gate; nothing is sent',
    body: MayInput,
    response: MayAnswer,
  },
  suppressions: {
    method: 'GET',
    path: '/v1/compliance/suppressions',
    who: 'supervisor',
    summary: 'Opt-outs, newest first, or those of one number',
    query: z.object({ phone: z.string().max(40).optional(), ...page }),
    response: SuppressionPage,
  },
  addSuppression: {
    method: 'POST',
    path: '/v1/compliance/suppressions',
    who: 'supervisor',
    summary: 'Add an opt-out',
    body: SuppressionInput,
    response: z.object({ id: z.string() }),
    idempotent: true,
  },
  liftSuppression: {
    method: 'DELETE',
    path: '/v1/compliance/suppressions/:id',
    who: 'admin',
    summary: 'Lift an opt-out, with a written reason',
    body: LiftInput,
    response: ok,
  },
  dncLists: {
    method: 'GET',
    path: '/v1/compliance/lists',
    who: 'supervisor',
    summary: 'Do-not-call lists on file, with their age',
    response: z.object({ lists: z.array(ListView), litigators: z.number().int() }),
  },
  importList: {
    method: 'POST',
    path: '/v1/compliance/lists',
    who: 'admin',
    summary: 'Import a do-not-call or litigator list: one number a line, as text/csv',
    query: z.object({
      list: z.string().regex(listPattern, 'is national, litigator, CA, GB or a state such as US-TX'),
      /** When the copy was taken from the registry; it decides the age. */
      copyAtMs: z.coerce.number().int(),
      san: z.string().max(60).optional(),
      /** Area codes the subscription covers, with commas; left out: all. */
      areaCodes: z
        .string()
        .max(4000)
        .regex(/^\d{3}(,\d{3})*$/)
        .optional(),
    }),
    body: z.unknown(),
    consumes: 'text/csv',
    response: ListImport,
  },
  complianceDecisions: {
    method: 'GET',
    path: '/v1/compliance/decisions',
    who: 'supervisor',
    summary: 'Every attempt with its decision, gate by gate, newest first',
    query: z.object({
      lead: z.string().max(64).optional(),
      phone: z.string().max(40).optional(),
      verdict: z.enum(['allow', 'defer', 'deny']).optional(),
      rule: z.string().max(60).optional(),
      ...page,
    }),
    response: DecisionPage,
  },
  complianceMeter: {
    method: 'GET',
    path: '/v1/compliance/meter',
    who: 'supervisor',
    summary: 'Share of answered calls that were abandoned, by campaign',
    response: MeterView,
  },
} as const satisfies Record<string, Route>;

export type ComplianceRoute = keyof typeof complianceRoutes;
