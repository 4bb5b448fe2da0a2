/** People who sign in, agents who take calls, the limits an installation sets, and who changed what. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { roles } from './words.ts';

const ms = z.number().int();
const id = z.string().min(1).max(64);
const name = z.string().trim().min(1, 'Type a name.').max(120);
const ok = z.object({ ok: z.literal(true) });

const knownZone = (tz: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: tz });
    return true;
  } catch {
    return false;
  }
};
const zone = z.string().max(64).refine(knownZone, 'Type a time zone, for example America/Chicago.');

export const PersonView = z.object({
  personId: id,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  tz: z.string(),
  /** Set when this person takes calls. */
  agentId: id.nullable(),
  /** May sign in. */
  active: z.boolean(),
  /** The one-time password was not changed yet. */
  mustChangePassword: z.boolean(),
  demo: z.boolean(),
  createdAtMs: ms,
});
export const PersonInput = z.strictObject({
  name,
  email: z.email('Type an e-mail address.').max(200),
  role: z.enum(roles),
  tz: zone,
  /** Makes an agent as well: a desk that can be rung. */
  takesCalls: z.boolean().default(false),
});
/** The password is shown once and must be changed at the first sign-in. */
export const PersonCreated = z.object({ person: PersonView, oneTimePassword: z.string() });
export const PersonPatch = z.strictObject({
  name: name.optional(),
  role: z.enum(roles).optional(),
  tz: zone.optional(),
  active: z.boolean().optional(),
  takesCalls: z.boolean().optional(),
});

const word = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9 -]{0,39}$/i, 'A word of letters, digits, spaces and hyphens, at most 40 long.');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'A time of day such as 09:00.');
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'A day such as 2027-05-31.');

export const Licence = z.object({
  state: z.string().regex(/^[A-Z]{2}$/, 'Two capital letters, for example TX.'),
  /** Last day in force; null: no end. */
  until: day.nullable(),
});
export const Shift = z
  .object({
    /** ISO weekdays, 1 Monday to 7 Sunday, in the agent's zone. */
    days: z.array(z.number().int().min(1).max(7)).min(1, 'Choose at least one day.').max(7),
    from: clock,
    /** Before `from` means past midnight. */
    to: clock,
  })
  .refine((shift) => shift.from !== shift.to, 'A shift ends at another time than it begins.');
/** Where an agent is rung. A registered phone is set with the phone itself. */
export const AgentTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('browser') }),
  z.object({ kind: z.literal('phone'), e164: z.string().min(3).max(40) }),
]);

export const AgentRecord = z.object({
  agentId: id,
  name: z.string(),
  tz: z.string(),
  skills: z.array(z.string()),
  languages: z.array(z.string()),
  licences: z.array(z.object({ state: z.string(), until: z.string().nullable() })),
  shifts: z.array(z.object({ days: z.array(z.number().int()), from: z.string(), to: z.string() })),
  target: z.object({ kind: z.enum(['browser', 'phone', 'registered', 'sip']), words: z.string() }),
  /** The person behind it; null when nobody signs in for this agent. */
  person: z.object({ personId: id, email: z.string(), active: z.boolean() }).nullable(),
  demo: z.boolean(),
});
export const AgentPatch = z.strictObject({
  tz: zone.optional(),
  skills: z.array(word).max(100).optional(),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'Two small letters, for example en.'))
    .min(1, 'At least one language.')
    .max(20)
    .optional(),
  licences: z.array(Licence).max(60).optional(),
  /** None at all means always on shift. */
  shifts: z.array(Shift).max(30).optional(),
  target: AgentTarget.optional(),
});

export const Limit = z.object({
  name: z.string(),
  label: z.string(),
  /** What it changes, in one line. */
  words: z.string(),
  kind: z.enum(['seconds', 'count', 'switch']),
  /** Seconds, a count, or 0 and 1. */
  value: z.number(),
  default: z.number(),
  min: z.number(),
  max: z.number(),
});
export const SettingsView = z.object({ limits: z.array(Limit) });
/** Only what changes; seconds, counts, 0 or 1 for switches. */
export const SettingsPatch = z.strictObject({ limits: z.record(z.string().max(64), z.number()) });

export const Change = z.object({
  changeId: id,
  atMs: ms,
  by: z.string(),
  words: z.string(),
  kind: z.string(),
  thing: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});
export const OverrideInput = z.object({
  presence: z.enum(['available', 'away', 'offline']),
  reason: z.string().trim().min(1, 'Say why; it is kept.').max(200),
});

const page = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const teamRoutes = {
  people: {
    method: 'GET',
    path: '/v1/people',
    who: 'admin',
    summary: 'Everybody who may sign in, or could',
    response: z.object({ people: z.array(PersonView) }),
  },
  createPerson: {
    method: 'POST',
    path: '/v1/people',
    who: 'admin',
    summary: 'Add a person; the one-time password is shown once',
    body: PersonInput,
    response: PersonCreated,
  },
  editPerson: {
    method: 'PATCH',
    path: '/v1/people/:id',
    who: 'admin',
    summary: 'Change name, role, zone; deactivate; make an agent',
    body: PersonPatch,
    response: PersonView,
  },
  resetPassword: {
    method: 'POST',
    path: '/v1/people/:id/password',
    who: 'admin',
    summary: 'A new one-time password; whoever is signed in as them is signed out',
    response: PersonCreated,
  },
  agentRecords: {
    method: 'GET',
    path: '/v1/agent-records',
    who: 'supervisor',
    summary: 'What is configured about each agent',
    response: z.object({ agents: z.array(AgentRecord) }),
  },
  editAgent: {
    method: 'PATCH',
    path: '/v1/agents/:id',
    who: 'supervisor',
    summary: 'Shifts and skills; for admins licences, languages, zone and phone too',
    body: AgentPatch,
    response: AgentRecord,
  },
  overridePresence: {
    method: 'POST',
    path: '/v1/agents/:id/override',
    who: 'supervisor',
    summary: "Set another's presence, with the reason",
    body: OverrideInput,
    response: ok,
  },
  settings: {
    method: 'GET',
    path: '/v1/settings',
    who: 'supervisor',
    summary: 'Limits and defaults',
    response: SettingsView,
  },
  editSettings: {
    method: 'PATCH',
    path: '/v1/settings',
    who: 'admin',
    summary: 'Change limits',
    body: SettingsPatch,
    response: SettingsView,
  },
  changes: {
    method: 'GET',
    path: '/v1/changes',
    who: 'admin',
    summary: 'Who changed what, newest first',
    query: page,
    response: z.object({ changes: z.array(Change), nextCursor: z.string().nullable() }),
  },
} as const satisfies Record<string, Route>;
export type TeamRoute = keyof typeof teamRoutes;
