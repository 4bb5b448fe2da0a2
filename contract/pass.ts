/** A live call passed on by the agent who has it: to another agent, to whoever is free, or to a phone that the tenant allows. */
import { z } from 'zod';
import type { Route } from './route.ts';

const ms = z.number().int();
const id = z.string().min(1).max(64);
const ok = z.object({ ok: z.literal(true) });

/** `warm`: the two agents talk first. `cold`: whoever takes it has the lead at once. */
export const passModes = ['warm', 'cold'] as const;
/** With whom the first agent talks while both are on the line. */
export const passWiths = ['second', 'lead', 'all'] as const;
export const passStages = ['finding', 'ringing', 'briefing', 'talking', 'joining'] as const;

export const PassInput = z.object({
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('agent'), agentId: id }),
    z.object({ kind: z.literal('anyone') }),
    /** An allowed phone number (E.164) or SIP address. */
    z.object({ kind: z.literal('outside'), to: z.string().min(3).max(200) }),
  ]),
  mode: z.enum(passModes),
  /** Shown and spoken to the second before anything else. */
  note: z.string().max(300).default(''),
});
export const PassTalkInput = z.object({ with: z.enum(passWiths) });

export const PassOptions = z.object({
  agents: z.array(
    z.object({
      agentId: id,
      name: z.string(),
      free: z.boolean(),
      /** Why not, or "Available". */
      words: z.string(),
    }),
  ),
  /** How many are free who fit this lead. */
  freeWhoFit: z.number().int(),
  outside: z.array(z.object({ name: z.string(), to: z.string() })),
  /** A number may be typed: some row of the list allows a range of them. */
  typed: z.boolean(),
});

/** On the desk of the first (who passes) and of the second (who took it). */
export const DeskPass = z.object({
  role: z.enum(['first', 'second']),
  stage: z.enum(passStages),
  mode: z.enum(passModes),
  /** The other one: "Ben Ortiz", "any free agent", "Claims desk". */
  name: z.string(),
  with: z.enum(passWiths),
  note: z.string(),
  sinceMs: ms,
  deadlineMs: ms.nullable(),
  /** The other's page is away for a moment; nobody is joined to it. */
  away: z.boolean(),
});

/** One allowed target: a number, a range (`+1512555*`), a SIP address, or everybody at a host (`sip:*@pbx.example`). */
export const OutsideTarget = z.object({
  name: z.string().trim().min(1).max(60),
  to: z
    .string()
    .trim()
    .regex(
      /^(\+[1-9]\d{0,14}\*?|sips?:[^\s@;]{1,64}@[^\s@;]{1,120})$/,
      'a number like +15125550177, a range like +1512555*, or an address like sip:claims@pbx.example',
    ),
});
export const OutsideTargets = z.object({ targets: z.array(OutsideTarget).max(50) });

export const passRoutes = {
  passOptions: {
    method: 'GET',
    path: '/v1/transfers/:id/pass',
    who: 'self',
    summary: 'To whom my call may be passed on now',
    response: PassOptions,
  },
  pass: {
    method: 'POST',
    path: '/v1/transfers/:id/pass',
    who: 'self',
    summary: 'Pass my live call on',
    body: PassInput,
    response: ok,
  },
  passTalk: {
    method: 'POST',
    path: '/v1/transfers/:id/pass/talk',
    who: 'self',
    summary: 'Talk with the second, the lead, or both',
    body: PassTalkInput,
    response: ok,
  },
  passComplete: {
    method: 'POST',
    path: '/v1/transfers/:id/pass/complete',
    who: 'self',
    summary: 'The second has the lead; I leave',
    response: ok,
  },
  passCancel: {
    method: 'POST',
    path: '/v1/transfers/:id/pass/cancel',
    who: 'self',
    summary: 'Take the lead back',
    response: ok,
  },
  outsideTargets: {
    method: 'GET',
    path: '/v1/outside-targets',
    who: 'supervisor',
    summary: 'Phones outside to which calls may be passed on',
    response: OutsideTargets,
  },
  editOutsideTargets: {
    method: 'PATCH',
    path: '/v1/outside-targets',
    who: 'admin',
    summary: 'Change that list, whole',
    body: OutsideTargets,
    response: OutsideTargets,
  },
} as const satisfies Record<string, Route>;
