/** What the gate is told of this installation: who sells, from which numbers, where, with which registrations and allowances. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'is a day such as 2027-05-31');
const place = z.string().regex(/^(US|CA|GB|[A-Z]{2})(-[A-Z]{2})?$/, 'is US, a state such as US-TX, CA or GB');
const note = z.string().trim().min(3).max(500);

export const SellerInput = z.strictObject({
  /** As registered with the state; spoken and written to people (AIV-01). */
  legalName: z.string().trim().min(2).max(200),
  /** As people know you; texts are signed with it unless the playbook names another. */
  name: z.string().trim().min(2).max(100),
  /** The number texts and calls come from; must be one of `callerIds`. */
  number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'is written as +15125550100'),
  registeredIn: z.string().max(60).default(''),
  address: z.string().max(300).default(''),
  website: z.string().max(200).default(''),
});
export const CallerIdInput = z.strictObject({
  number: z.string().regex(/^(\+[1-9]\d{6,14}|\d{5,6})$/, 'is written as +15125550100, or is a short code'),
  channels: z
    .array(z.enum(['sms', 'voice']))
    .min(1)
    .max(2),
  /** Proof that it is yours to show (CID-01). Without it nothing goes out from this number. */
  verified: z
    .strictObject({ how: z.enum(['bought', 'code', 'letter']), onDay: day, ref: z.string().min(2).max(200) })
    .nullable()
    .default(null),
  /** Carrier registration (10DLC, toll-free, short code); texts to the United States need `approved`. */
  a2p: z.enum(['approved', 'pending', 'rejected', 'none']).default('none'),
  /** Brand and campaign as the carrier names them, when it is approved. */
  campaign: z.string().max(100).default(''),
  /** What the campaign is approved for; none means any. */
  useCases: z
    .array(z.enum(['marketing', 'service']))
    .max(2)
    .default([]),
});
export const ComplianceSettings = z.strictObject({
  seller: SellerInput,
  callerIds: z.array(CallerIdInput).max(500).default([]),
  /** Where people may be contacted; a state or a whole country. */
  places: z.array(place).max(120).default([]),
  /** `legal` opts into the wider hours of the law; else weekdays 9 to 20, Saturday 10 to 17. */
  hours: z.enum(['product-default', 'legal']).default('product-default'),
  /** Telemarketer registrations and bonds, by place; one that has run out does not count. */
  registrations: z
    .array(
      z.strictObject({ place, number: z.string().min(1).max(100), untilDay: day.nullable().default(null) }),
    )
    .max(100)
    .default([]),
  /** Do-not-call subscriptions; a list whose subscription has run out does not count. */
  subscriptions: z
    .array(
      z.strictObject({
        list: z.string().regex(/^(national|US-[A-Z]{2}|CA|GB)$/),
        account: z.string().min(1).max(100),
        untilDay: day.nullable().default(null),
      }),
    )
    .max(60)
    .default([]),
  /** What the carrier takes, in segments and calls; null is not known, and denies. */
  throughput: z
    .strictObject({
      segmentsPerMinute: z.number().int().min(1).max(100_000),
      segmentsPerDay: z.number().int().min(1).max(10_000_000),
      callsPerMinute: z.number().int().min(1).max(10_000),
    })
    .nullable()
    .default(null),
  /** Downwards only. */
  caps: z
    .strictObject({
      per24h: z.number().int().min(1).max(10).optional(),
      per7d: z.number().int().min(1).max(50).optional(),
    })
    .default({}),
  /** Where counsel approved an AI voice in writing. */
  aiVoiceApprovals: z
    .array(
      z.strictObject({
        place,
        counsel: z.string().min(3).max(200),
        onDay: day,
        ref: z.string().min(2).max(200),
      }),
    )
    .max(60)
    .default([]),
  /** Exceptions of the hour table that are switched on, by id. */
  exceptions: z.array(z.string().max(40)).max(20).default([]),
  linkDomains: z
    .array(z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'is a domain such as acme.example'))
    .max(50)
    .default([]),
  vertical: z.string().max(40).default(''),
  /** A verified address drops the area code's zone (TZ-03). */
  trustAddress: z.boolean().default(false),
  /** Ask the zone next door too, where an area code lies at a border. */
  neighbourZones: z.boolean().default(false),
  /** An existing business relationship exempts live calls from do-not-call lists. */
  allowEbr: z.boolean().default(false),
  /** The hosted form takes a number only after a code that was texted to it was typed back. */
  verifyNumbers: z.boolean().default(false),
  pause: z
    .strictObject({
      all: z.boolean().default(false),
      campaigns: z.array(z.string().max(64)).max(100).default([]),
      senders: z.array(z.string().max(20)).max(500).default([]),
    })
    .prefault({}),
});
export type ComplianceSettings = z.infer<typeof ComplianceSettings>;

const SettingsVersion = z.object({
  version: z.number().int(),
  atMs: ms,
  by: z.string(),
  note: z.string(),
  /** Settings that differ from the version before: "places", "callerIds". */
  changed: z.array(z.string()),
});
export const SettingsView = SettingsVersion.extend({
  /** Version 0 is what is assumed before anything was saved. */
  value: ComplianceSettings,
  /** False in demo mode, where the virtual carrier stands in. The pause holds there too. */
  inForce: z.boolean(),
  /** The seller's name or number was changed: Baton uses them from its next start. */
  restartNeeded: z.boolean(),
  /** The gate, asked about a person with everything in order: what still keeps it shut. */
  readiness: z.array(
    z.object({
      attempt: z.string(),
      ok: z.boolean(),
      problems: z.array(z.object({ gate: z.string(), reason: z.string(), words: z.string() })),
    }),
  ),
  history: z.array(SettingsVersion),
});

export const settingsRoutes = {
  complianceSettings: {
    method: 'GET',
    path: '/v1/compliance/settings',
    who: 'supervisor',
    summary: 'What the gate is told of this installation, and what still keeps it shut',
    response: SettingsView,
  },
  saveComplianceSettings: {
    method: 'POST',
    path: '/v1/compliance/settings',
    who: 'admin',
    summary: 'Change what the gate is told; every version is kept',
    /** `basedOn` is the version that was read: two people do not overwrite each other. */
    body: z.strictObject({ basedOn: z.number().int().min(0), note, value: ComplianceSettings }),
    response: SettingsView,
  },
  pauseOutreach: {
    method: 'POST',
    path: '/v1/compliance/pause',
    who: 'supervisor',
    summary: 'Stop or resume all outreach, at once',
    body: z.strictObject({ on: z.boolean(), note }),
    response: z.object({ paused: z.boolean() }),
  },
} as const satisfies Record<string, Route>;
