/**
 * "May this person do this to this thing?" One table for the server's check, the button, its tooltip and the palette.
 * Pure, and free of server imports, so that the console uses the same file.
 *
 * The table is `routes[action].who` (the least role) and the rows of `BEYOND_ROUTES` for what is no route; `thing`
 * narrows it: an agent opens the leads and transfers they are tied to and acts only for themselves (console 3.1).
 */
import { type RouteName, routes } from '../../../contract/routes.ts';
import type { Role } from '../../../contract/words.ts';

export type Action = RouteName | keyof typeof BEYOND_ROUTES;

/** The least role for what is seen inside an answer, and for sockets. */
export const BEYOND_ROUTES = {
  /** Names and phones of leads one is not tied to. */
  seeEveryLead: 'supervisor',
  watchFloor: 'agent',
  watchLeads: 'agent',
  useDeskPhone: 'self',
  useFloorPhone: 'supervisor',
} as const;

/** Who asks, as far as permission is concerned; null when nobody is signed in. */
export type Asker = { role: Role; agentId: string | null } | null;

export type Thing =
  | { kind: 'lead' | 'transfer' /** This agent spoke with it, owns it, or is offered it. */; tied: boolean }
  | { kind: 'agent'; agentId: string };

export type May = { ok: true } | { ok: false; reason: string /** The role that can. */; who: Role };

const RANK: Record<Role, number> = { agent: 1, supervisor: 2, admin: 3 };
const OK: May = { ok: true };

/** What a refused action is called at the start of a sentence; the route's summary otherwise. */
const DEEDS: Partial<Record<Action, string>> = {
  monitor: 'Listening in, whispering and barging in',
  cancelTransfer: 'Cancelling a transfer',
  offerNow: 'Ringing agents for a lead',
  createLead: 'Adding a lead',
  importLeads: 'Importing leads',
  importPreview: 'Importing leads',
  apiKeys: 'Seeing API keys',
  createApiKey: 'Making an API key',
  revokeApiKey: 'Revoking an API key',
  webhooks: 'Seeing webhooks',
  createWebhook: 'Adding a webhook',
  deleteWebhook: 'Removing a webhook',
  rotateWebhookSecret: "Changing a webhook's secret",
  testWebhook: 'Testing a webhook',
  webhookDeliveries: "Seeing a webhook's deliveries",
  resendDelivery: 'Sending a delivery again',
  seeEveryLead: "Seeing every lead's name and phone",
  useFloorPhone: 'A phone on the floor page',
  askSupervisor: 'Asking for a supervisor',
  announced: 'Telling that a supervisor listens',
  people: 'Seeing everybody who signs in',
  createPerson: 'Adding a person',
  editPerson: 'Changing a person',
  resetPassword: 'Giving somebody a new password',
  agentRecords: 'Seeing how agents are set up',
  editAgent: 'Changing an agent',
  overridePresence: "Setting another's presence",
  settings: 'Seeing limits and defaults',
  editSettings: 'Changing limits and defaults',
  changes: 'Seeing who changed what',
};

/** The least role of an action: `public` and `demo` need none; their other conditions are not about people. */
export function leastRole(action: Action): 'public' | 'demo' | 'self' | Role {
  return action in routes
    ? routes[action as RouteName].who
    : BEYOND_ROUTES[action as keyof typeof BEYOND_ROUTES];
}

/**
 * The one answer. `thing` may be left out where the action has none, or to ask for the action in general (a button
 * that is shown before its thing is known).
 */
export function may(asker: Asker, action: Action, thing?: Thing): May {
  const least = leastRole(action);
  if (least === 'public' || least === 'demo') return OK;
  if (!asker) return { ok: false, reason: 'You are not signed in.', who: least === 'self' ? 'agent' : least };
  if (least === 'self') return mayForSelf(asker, action, thing);
  if (RANK[asker.role] < RANK[least]) {
    return { ok: false, reason: `${deed(action)} needs the ${least} role.`, who: least };
  }
  if (asker.role === 'agent' && thing && thing.kind !== 'agent' && !thing.tied) {
    const what = thing.kind === 'lead' ? 'leads they spoke with or are offered' : 'their own transfers';
    return { ok: false, reason: `Agents see ${what}. Others need the supervisor role.`, who: 'supervisor' };
  }
  return OK;
}

function mayForSelf(asker: NonNullable<Asker>, action: Action, thing?: Thing): May {
  if (asker.agentId === null) {
    return {
      ok: false,
      reason: `${deed(action)} is for people who take calls, and you do not.`,
      who: 'agent',
    };
  }
  if (thing?.kind === 'agent' && thing.agentId !== asker.agentId) {
    return { ok: false, reason: `${deed(action)} is for the agent alone.`, who: 'agent' };
  }
  if (thing?.kind === 'transfer' && !thing.tied) {
    return { ok: false, reason: `${deed(action)} is for the agents of this transfer.`, who: 'agent' };
  }
  return OK;
}

function deed(action: Action): string {
  const named = DEEDS[action];
  if (named) return named;
  return action in routes ? `"${routes[action as RouteName].summary}"` : `"${action}"`;
}
