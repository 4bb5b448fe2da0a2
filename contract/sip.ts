/** Telephones: carriers, their numbers, desk phones. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const ok = z.object({ ok: z.literal(true) });
const phone = z.string().min(3).max(40);
const name = z.string().min(1).max(80);

/** `refer` is refused when the carrier does not answer, or says that it takes no REFER. */
export const transferWays = ['bridge', 'refer'] as const;

/**
 * While two people talk and nothing else is wanted of their sound, it goes directly between two far ends that both have this: not
 * recorded, not listened to, no keys (9 to opt out), no figures of the line.
 */
const directMedia = z.boolean();

export const TrunkInput = z.object({
  name,
  /** `sip:carrier.example`, with port and `;transport=tcp` if need be. */
  server: z
    .string()
    .min(5)
    .max(200)
    .regex(/^sips?:/i, 'begins with sip:'),
  username: z.string().min(1).max(120).optional(),
  password: z.string().min(1).max(200).optional(),
  /** Sign in at the carrier and stay so; otherwise calls are known by the address they come from. */
  registers: z.boolean().default(false),
  hosts: z.array(z.string().max(60)).max(50).default([]),
  caller: phone.optional(),
  /** Encrypt sound (SRTP) and take nothing else. Its keys are only as secret as the signalling: use TLS. */
  srtp: z.boolean().optional(),
  /** Who takes a cold pass to a number outside there: Baton dials and stays in the call, or the carrier is asked to (REFER). */
  transfers: z.enum(transferWays).optional(),
  directMedia: directMedia.optional(),
});
/** What is left out stays as it is. */
export const TrunkEdit = z
  .object({ transfers: z.enum(transferWays).optional(), directMedia: directMedia.optional() })
  .refine(
    ({ transfers, directMedia: direct }) => transfers !== undefined || direct !== undefined,
    'names nothing to change: transfers, directMedia, or both',
  );

export const TrunkView = z.object({
  id: z.string(),
  name: z.string(),
  server: z.string(),
  username: z.string().nullable(),
  registers: z.boolean(),
  hosts: z.array(z.string()),
  caller: z.string().nullable(),
  srtp: z.boolean(),
  transfers: z.enum(transferWays),
  directMedia: z.boolean(),
  createdAtMs: ms,
  /** What it is like now, in plain words. */
  state: z.enum(['off', 'unknown', 'up', 'down']),
  words: z.string(),
});

export const TrunkTest = z.object({
  ok: z.boolean(),
  /** The carrier's answer; 0 when there was none. */
  status: z.number().int(),
  words: z.string(),
  tookMs: z.number(),
});

export const TestCallInput = z.object({
  /** A phone of your own: it rings, and whoever answers hears music for some seconds. */
  to: phone,
});
export const TestCallResult = z.object({
  ok: z.boolean(),
  /** The carrier's answer; 0 when there was none. */
  status: z.number().int(),
  words: z.string(),
});

export const NumberInput = z.object({
  e164: phone,
  trunkId: z.string().max(64),
  /** Who answers: the playbook whose seller, questions and agents a caller gets. */
  playbook: z.string().max(64),
  /** Or a department: its playbook answers, and its agents are asked. `playbook` counts for nothing then. */
  department: z.string().max(40).nullable().optional(),
  /** The assistant says that the call may be recorded. Needed before anybody records, the carrier or an agent's phone too. */
  notice: z.boolean().default(true),
});
export const NumberView = z.object({
  e164: z.string(),
  trunkId: z.string(),
  playbook: z.string(),
  department: z.string().nullable(),
  notice: z.boolean(),
  createdAtMs: ms,
});
/** A call from outside that nobody here could take. */
export const RefusedCall = z.object({
  atMs: ms,
  dialled: z.string(),
  status: z.number().int(),
  words: z.string(),
});

const country = z.string().regex(/^[A-Z]{2}$/, 'two capital letters, for example CA (ISO 3166-1)');
export const CallDestinationsInput = z.object({
  /** Besides the seller's own. Numbers that charge whoever calls, and numbers of no country, are never called. */
  countries: z.array(country).max(250),
});
export const CallDestinations = z.object({
  /** The country of the seller's number: always called. */
  home: z.string(),
  countries: z.array(z.string()),
  /** All that can be named. */
  all: z.array(z.string()),
});

export const PhoneInput = z.object({
  agentId: z.string().max(64),
  label: name.default('desk phone'),
  /** Built before 2020 or so: it cannot be asked in the newer way (SHA-256). */
  old: z.boolean().default(false),
  /** Encrypt sound (SRTP) and take nothing else; the phone must be set so too. */
  srtp: z.boolean().optional(),
  directMedia: directMedia.optional(),
});
export const PhoneView = z.object({
  user: z.string(),
  agentId: z.string(),
  label: z.string(),
  srtp: z.boolean(),
  directMedia: z.boolean(),
  createdAtMs: ms,
  registered: z.boolean(),
});
/** Shown once. */
export const PhoneCreated = z.object({
  user: z.string(),
  secret: z.string(),
  server: z.string(),
  /** What to type into a common softphone. */
  words: z.array(z.string()),
});

export const sipRoutes = {
  sipTrunks: {
    method: 'GET',
    path: '/v1/sip/trunks',
    who: 'admin',
    summary: 'Carriers',
    response: z.object({ listening: z.boolean(), trunks: z.array(TrunkView) }),
  },
  createTrunk: {
    method: 'POST',
    path: '/v1/sip/trunks',
    who: 'admin',
    summary: 'Add a carrier',
    body: TrunkInput,
    response: z.object({ id: z.string() }),
  },
  editTrunk: {
    method: 'PATCH',
    path: '/v1/sip/trunks/:id',
    who: 'admin',
    summary: 'Change what goes over a carrier how: passing on, direct sound',
    body: TrunkEdit,
    response: ok,
  },
  deleteTrunk: {
    method: 'DELETE',
    path: '/v1/sip/trunks/:id',
    who: 'admin',
    summary: 'Remove a carrier',
    response: ok,
  },
  testTrunk: {
    method: 'POST',
    path: '/v1/sip/trunks/:id/test',
    who: 'admin',
    summary: 'Ask the carrier whether it is there',
    response: TrunkTest,
  },
  testTrunkCall: {
    method: 'POST',
    path: '/v1/sip/trunks/:id/test-call',
    who: 'admin',
    summary: 'Call a phone of your own over the carrier',
    body: TestCallInput,
    response: TestCallResult,
  },
  sipNumbers: {
    method: 'GET',
    path: '/v1/sip/numbers',
    who: 'admin',
    summary: 'Numbers of the carriers',
    response: z.object({ numbers: z.array(NumberView), refused: z.array(RefusedCall) }),
  },
  createNumber: {
    method: 'POST',
    path: '/v1/sip/numbers',
    who: 'admin',
    summary: 'Add a number',
    body: NumberInput,
    response: ok,
  },
  deleteNumber: {
    method: 'DELETE',
    path: '/v1/sip/numbers/:id',
    who: 'admin',
    summary: 'Remove a number',
    response: ok,
  },
  callDestinations: {
    method: 'GET',
    path: '/v1/sip/destinations',
    who: 'admin',
    summary: 'Where telephone calls may go',
    response: CallDestinations,
  },
  editCallDestinations: {
    method: 'PATCH',
    path: '/v1/sip/destinations',
    who: 'admin',
    summary: 'Change where telephone calls may go',
    body: CallDestinationsInput,
    response: CallDestinations,
  },
  sipPhones: {
    method: 'GET',
    path: '/v1/sip/phones',
    who: 'admin',
    summary: 'Desk phones',
    response: z.object({ phones: z.array(PhoneView) }),
  },
  createPhone: {
    method: 'POST',
    path: '/v1/sip/phones',
    who: 'admin',
    summary: 'Give an agent a desk phone; the secret is shown once',
    body: PhoneInput,
    response: PhoneCreated,
  },
  deletePhone: {
    method: 'DELETE',
    path: '/v1/sip/phones/:id',
    who: 'admin',
    summary: 'Remove a desk phone; its agent is rung at the desk again',
    response: ok,
  },
} as const satisfies Record<string, Route>;

export type SipRoute = keyof typeof sipRoutes;
