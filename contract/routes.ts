/**
 * The routes of the HTTP API, one row each: the server registers them, OpenAPI describes them, the console calls them.
 * `who`: the least role that may call it ('public' none, 'demo' loopback in demo mode, 'self' an agent for themselves).
 */
import { z } from 'zod';
import * as api from './api.ts';
import { assistantRoutes } from './assistant.ts';
import { complianceRoutes } from './compliance.ts';
import { lineRoutes } from './line.ts';
import { recordingRoutes } from './recordings.ts';
import { savedRoutes } from './saved.ts';
import { sipRoutes } from './sip.ts';
import { teamRoutes } from './team.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  who: 'public' | 'demo' | 'agent' | 'self' | 'supervisor' | 'admin';
  summary: string;
  body?: z.ZodType;
  query?: z.ZodType;
  response: z.ZodType;
  /** Takes the `Idempotency-Key` header. */
  idempotent?: true;
  /** Media type of the body; it is handed on as a stream, and its size is the handler's to bound. JSON when left out. */
  consumes?: 'text/csv' | 'message/rfc822';
  /** Media type of the answer, sent as the bytes that the handler returns. JSON when left out. */
  produces?: 'application/pdf' | 'text/csv' | 'audio/wav';
}

const ok = z.object({ ok: z.literal(true) });
const leadQuery = z.object({
  view: z.string().max(40).optional(),
  q: z.string().max(80).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const routes = {
  health: {
    method: 'GET',
    path: '/healthz',
    who: 'public',
    summary: 'Ready only when database, migrations and media are',
    response: api.Health,
  },
  signIn: {
    method: 'POST',
    path: '/v1/session',
    who: 'public',
    summary: 'Sign in',
    body: api.SignIn,
    response: api.SessionCreated,
  },
  signOut: { method: 'DELETE', path: '/v1/session', who: 'agent', summary: 'Sign out', response: ok },
  demoSignIn: {
    method: 'POST',
    path: '/v1/demo/session',
    who: 'demo',
    summary: 'Sign in as a demo person',
    body: api.DemoSignIn,
    response: api.SessionCreated,
  },
  demo: {
    method: 'GET',
    path: '/v1/demo',
    who: 'public',
    summary: 'Who and what the demo has',
    response: api.DemoInfo,
  },
  me: { method: 'GET', path: '/v1/me', who: 'agent', summary: 'Who am I', response: api.Me },
  changePassword: {
    method: 'POST',
    path: '/v1/me/password',
    who: 'agent',
    summary: 'Change my password',
    body: z.object({ current: z.string(), next: z.string().min(10).max(200) }),
    response: ok,
  },
  createLead: {
    method: 'POST',
    path: '/v1/leads',
    who: 'supervisor',
    summary: 'A lead arrives',
    body: api.LeadInput,
    response: api.LeadCreated,
    idempotent: true,
  },
  leads: {
    method: 'GET',
    path: '/v1/leads',
    who: 'agent',
    summary: 'Leads by view or search',
    query: leadQuery,
    response: api.LeadList,
  },
  lead: {
    method: 'GET',
    path: '/v1/leads/:id',
    who: 'agent',
    summary: 'One lead, whole',
    response: api.LeadDetail,
  },
  editFields: {
    method: 'PATCH',
    path: '/v1/leads/:id/fields',
    who: 'agent',
    summary: 'Correct fields by hand',
    body: api.FieldsInput,
    response: ok,
  },
  takeOver: {
    method: 'POST',
    path: '/v1/leads/:id/take-over',
    who: 'agent',
    summary: 'A person writes; the assistant sleeps',
    response: ok,
  },
  giveBack: {
    method: 'POST',
    path: '/v1/leads/:id/give-back',
    who: 'agent',
    summary: 'The assistant goes on',
    response: ok,
  },
  writeText: {
    method: 'POST',
    path: '/v1/leads/:id/texts',
    who: 'agent',
    summary: 'Send a text as a person',
    body: api.TextInput,
    response: z.object({ messageId: z.string() }),
    idempotent: true,
  },
  offerNow: {
    method: 'POST',
    path: '/v1/leads/:id/offer',
    who: 'supervisor',
    summary: 'Ring free agents for this lead now',
    response: z.object({ transferId: z.string() }),
    idempotent: true,
  },
  book: {
    method: 'POST',
    path: '/v1/leads/:id/booking',
    who: 'agent',
    summary: 'Book a call',
    body: api.BookInput,
    response: ok,
  },
  optOutLead: {
    method: 'POST',
    path: '/v1/leads/:id/opt-out',
    who: 'agent',
    summary: 'Record that the lead revoked consent',
    body: api.ReasonInput,
    response: ok,
  },
  importPreview: {
    method: 'POST',
    path: '/v1/leads/import/preview',
    who: 'supervisor',
    summary: 'What a CSV would do',
    body: api.ImportInput,
    response: api.ImportPreview,
  },
  importLeads: {
    method: 'POST',
    path: '/v1/leads/import',
    who: 'supervisor',
    summary: 'Import a CSV',
    body: api.ImportInput,
    response: api.ImportResult,
    idempotent: true,
  },
  agents: {
    method: 'GET',
    path: '/v1/agents',
    who: 'agent',
    summary: 'Agents, free or why not',
    response: z.object({ agents: z.array(api.AgentView) }),
  },
  presence: {
    method: 'POST',
    path: '/v1/agents/:id/presence',
    who: 'self',
    summary: 'Set presence',
    body: api.PresenceInput,
    response: ok,
  },
  desk: { method: 'GET', path: '/v1/desk', who: 'agent', summary: 'My desk', response: api.DeskView },
  floor: {
    method: 'GET',
    path: '/v1/floor',
    who: 'agent',
    summary: 'The floor now',
    response: api.FloorView,
  },
  transfers: {
    method: 'GET',
    path: '/v1/transfers',
    who: 'agent',
    summary: 'Transfers, newest first',
    query: z.object({
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ transfers: z.array(api.TransferSummary), nextCursor: z.string().nullable() }),
  },
  transfer: {
    method: 'GET',
    path: '/v1/transfers/:id',
    who: 'agent',
    summary: 'One transfer, leg by leg',
    response: api.TransferDetail,
  },
  accept: {
    method: 'POST',
    path: '/v1/transfers/:id/accept',
    who: 'self',
    summary: 'Accept the offer',
    response: z.object({ won: z.boolean(), takenBy: z.string().nullable() }),
  },
  decline: {
    method: 'POST',
    path: '/v1/transfers/:id/decline',
    who: 'self',
    summary: 'Decline the offer',
    body: api.DeclineInput,
    response: ok,
  },
  ask: {
    method: 'POST',
    path: '/v1/transfers/:id/ask',
    who: 'self',
    summary: 'Ask the assistant about the lead',
    body: api.AskInput,
    response: api.AskAnswer,
  },
  skipBrief: {
    method: 'POST',
    path: '/v1/transfers/:id/skip-brief',
    who: 'self',
    summary: 'Join now',
    response: ok,
  },
  handBack: {
    method: 'POST',
    path: '/v1/transfers/:id/hand-back',
    who: 'self',
    summary: 'Give the lead back before the join',
    response: ok,
  },
  hangUp: {
    method: 'POST',
    path: '/v1/transfers/:id/hang-up',
    who: 'self',
    summary: 'End my call',
    response: ok,
  },
  hold: {
    method: 'POST',
    path: '/v1/transfers/:id/hold',
    who: 'self',
    summary: 'Hold or resume the lead',
    body: api.OnInput,
    response: ok,
  },
  mute: {
    method: 'POST',
    path: '/v1/transfers/:id/mute',
    who: 'self',
    summary: 'Mute or unmute me',
    body: api.OnInput,
    response: ok,
  },
  keys: {
    method: 'POST',
    path: '/v1/transfers/:id/keys',
    who: 'self',
    summary: "Send keys on the lead's leg",
    body: api.KeysInput,
    response: ok,
  },
  disposition: {
    method: 'POST',
    path: '/v1/transfers/:id/disposition',
    who: 'self',
    summary: 'How it went',
    body: api.DispositionInput,
    response: ok,
  },
  extendWrapUp: {
    method: 'POST',
    path: '/v1/transfers/:id/wrap-up',
    who: 'self',
    summary: '30 s more wrap-up',
    response: ok,
  },
  cancelTransfer: {
    method: 'POST',
    path: '/v1/transfers/:id/cancel',
    who: 'supervisor',
    summary: 'Cancel a transfer',
    body: api.ReasonInput,
    response: ok,
  },
  monitor: {
    method: 'POST',
    path: '/v1/transfers/:id/monitor',
    who: 'supervisor',
    summary: 'Listen, whisper, barge',
    body: api.MonitorInput,
    response: ok,
  },
  askSupervisor: {
    method: 'POST',
    path: '/v1/transfers/:id/help',
    who: 'self',
    summary: 'Ask a supervisor onto my call',
    body: api.OnInput,
    response: ok,
  },
  playbooks: {
    method: 'GET',
    path: '/v1/playbooks',
    who: 'agent',
    summary: 'Playbooks',
    response: z.object({ playbooks: z.array(api.PlaybookView) }),
  },
  apiKeys: {
    method: 'GET',
    path: '/v1/api-keys',
    who: 'admin',
    summary: 'API keys',
    response: z.object({ keys: z.array(api.ApiKeyView) }),
  },
  createApiKey: {
    method: 'POST',
    path: '/v1/api-keys',
    who: 'admin',
    summary: 'Make an API key',
    body: api.ApiKeyInput,
    response: api.ApiKeyCreated,
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/v1/api-keys/:id',
    who: 'admin',
    summary: 'Revoke an API key',
    response: ok,
  },
  webhooks: {
    method: 'GET',
    path: '/v1/webhooks',
    who: 'admin',
    summary: 'Webhooks',
    response: z.object({ webhooks: z.array(api.WebhookView) }),
  },
  createWebhook: {
    method: 'POST',
    path: '/v1/webhooks',
    who: 'admin',
    summary: 'Add a webhook',
    body: api.WebhookInput,
    response: api.WebhookCreated,
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/v1/webhooks/:id',
    who: 'admin',
    summary: 'Remove a webhook',
    response: ok,
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/v1/webhooks/:id/rotate',
    who: 'admin',
    summary: 'Make a new signing secret; the old one signs too for a day',
    response: api.WebhookSecret,
  },
  testWebhook: {
    method: 'POST',
    path: '/v1/webhooks/:id/test',
    who: 'admin',
    summary: 'Send a test delivery',
    response: z.object({ deliveryId: z.string() }),
  },
  webhookDeliveries: {
    method: 'GET',
    path: '/v1/webhooks/:id/deliveries',
    who: 'admin',
    summary: 'Delivery log',
    response: z.object({ deliveries: z.array(api.WebhookDelivery) }),
  },
  resendDelivery: {
    method: 'POST',
    path: '/v1/webhook-deliveries/:id/resend',
    who: 'admin',
    summary: 'Send again',
    response: ok,
  },
  ...assistantRoutes,
  ...complianceRoutes,
  ...sipRoutes,
  ...teamRoutes,
  ...savedRoutes,
  ...recordingRoutes,
  ...lineRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
