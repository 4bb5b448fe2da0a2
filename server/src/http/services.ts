/**
 * What the HTTP edge needs of the app, and nothing else. `app.ts` implements it over the rooms; tests fake only this.
 *
 * Division of work. The edge owns: people, sessions, API keys, webhooks, idempotency, validation, permission, masking,
 * CSV reading, rate limits, sockets. The app owns every route in `AppRoute`, the views of the live feed, and whatever a
 * handset, a station or a chat widget says.
 *
 * The implementation MUST
 *  1. throw `BatonError` for everything a caller can do something about; anything else becomes INTERNAL;
 *  2. treat a command with a `requestKey` it has seen as done (the edge replays stored answers, but a crash between
 *     the room's commit and the storing of the answer lets one through a second time);
 *  3. call `onChanged` listeners after the commit, with the topics whose view may differ now; too many is harmless;
 *  4. return views unmasked: who may see what is decided at the edge (may.ts, mask.ts).
 * It MUST NOT check roles; by the time a command arrives, `may` has said yes. It still checks the state of the thing.
 */
import type { z } from 'zod';
import type {
  DeskView,
  FloorView,
  LeadDetail,
  LeadInput,
  LeadList,
  TransferDetail,
} from '../../../contract/api.ts';
import type { ChatDown, ChatStart, ChatStarted, ChatUp } from '../../../contract/chat.ts';
import type { HandsetDown, HandsetUp } from '../../../contract/live.ts';
import type { Route, RouteName, routes } from '../../../contract/routes.ts';
import type { StationDown, StationUp } from '../../../contract/station.ts';
import type { Role } from '../../../contract/words.ts';

/** Who acts: a person in a session, an API key, or a program on this machine with the local admin token. */
export interface Actor {
  kind: 'person' | 'key' | 'local';
  /** Person id, key id, or `local`. Stable; good for journals ("by"). */
  id: string;
  name: string;
  role: Role;
  /** Present when this person takes calls. */
  agentId: string | null;
}

/** Routes the edge answers by itself. */
export const EDGE_ROUTES = [
  'signIn',
  'signOut',
  'demoSignIn',
  'me',
  'changePassword',
  'importPreview',
  'importLeads',
  'apiKeys',
  'createApiKey',
  'revokeApiKey',
  'webhooks',
  'createWebhook',
  'deleteWebhook',
  'rotateWebhookSecret',
  'testWebhook',
  'webhookDeliveries',
  'resendDelivery',
] as const satisfies readonly RouteName[];
export type EdgeRoute = (typeof EDGE_ROUTES)[number];
export type AppRoute = Exclude<RouteName, EdgeRoute>;

type Part<R, K extends 'body' | 'query'> = R extends { [P in K]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;
export type RouteBody<N extends RouteName> = Part<(typeof routes)[N], 'body'>;
export type RouteQuery<N extends RouteName> = Part<(typeof routes)[N], 'query'>;
/** What a handler returns: the input side of the schema, so defaults may be left out. */
export type RouteAnswer<N extends RouteName> = (typeof routes)[N] extends {
  response: infer S extends z.ZodType;
}
  ? z.input<S>
  : never;
/** Guards against a row that is not a route. */
export type AnyRoute = Route;

export interface Call<N extends RouteName> {
  /** `:id` of the path; empty when the path has none. */
  id: string;
  body: RouteBody<N>;
  query: RouteQuery<N>;
  /** All leads and transfers, or only those one agent is tied to (lists filter by it). */
  scope: Scope;
  /** The caller's Idempotency-Key, made unique per caller and route; null when none was sent. */
  requestKey: string | null;
  nowMs: number;
}
export type Scope = { kind: 'all' } | { kind: 'agent'; agentId: string };

/** One function a route. `actor` is null only for public routes (`health`, `demo`). */
export type Commands = {
  [N in AppRoute]: (
    actor: N extends 'health' | 'demo' ? Actor | null : Actor,
    call: Call<N>,
  ) => Promise<RouteAnswer<N>>;
};

/** The live feed's views; null when there is no such thing. */
export interface Views {
  desk(agentId: string): Promise<z.input<typeof DeskView> | null>;
  floor(): Promise<z.input<typeof FloorView>>;
  leads(): Promise<z.input<typeof LeadList>>;
  lead(leadId: string): Promise<z.input<typeof LeadDetail> | null>;
  transfer(transferId: string): Promise<z.input<typeof TransferDetail> | null>;
}

/** Is the agent tied to it: spoke with, is or was offered, owns. Decides what an agent may open (console 3.1). */
export interface Ties {
  lead(agentId: string, leadId: string): Promise<boolean>;
  transfer(agentId: string, transferId: string): Promise<boolean>;
}

/** A lead that has passed the edge: phone is E.164, playbook exists. */
export type CheckedLead = z.output<typeof LeadInput>;

export interface Intake {
  /** Ids of the playbooks now loaded. */
  playbookIds(): readonly string[];
  /** Which of these E.164 numbers belong to a lead already. At most 1,000 a call. */
  known(phones: readonly string[]): Promise<ReadonlySet<string>>;
  /** The same as the `createLead` route; called for each good row of an import. */
  create(actor: Actor, lead: CheckedLead, requestKey: string | null): Promise<RouteAnswer<'createLead'>>;
}

/** A connected page's end. After `detach` nothing more is sent. */
export interface Attachment<Up> {
  receive(frame: Up): void;
  detach(): void;
}

export interface Stations {
  /**
   * A page plays the phone `desk:<agentId>` or `handset:<e164>`. Frames are validated by the edge before `receive`.
   * `close` ends the socket from our side (`replaced`).
   */
  attach(stationId: string, send: (frame: StationDown) => void, close: () => void): Attachment<StationUp>;
}

export interface Handset {
  /** The whole thread is sent at once and after each change (`thread` frames), `ack` for each text. */
  attach(e164: string, send: (frame: HandsetDown) => void): Attachment<HandsetUp>;
}

/** Frames and bodies are checked by contract/chat.ts at the edge. */
export interface Chat {
  /**
   * A visitor begins; the phone is E.164, the playbook exists. `seen` is evidence of consent: address of the visitor and
   * origin of the page. Left out while there is no web chat: the route answers NOT_FOUND.
   */
  start?(
    input: z.output<typeof ChatStart>,
    seen: { ip: string; origin: string | null; nowMs: number },
  ): Promise<z.input<typeof ChatStarted>>;
  /** Throws BatonError NOT_FOUND when the token names no conversation. */
  attach(token: string, send: (frame: ChatDown) => void): Attachment<ChatUp>;
}

export interface Services {
  commands: Commands;
  views: Views;
  ties: Ties;
  intake: Intake;
  stations: Stations;
  handset: Handset;
  chat: Chat;
  /** A demo person's id of the `people` table by what DemoInfo calls `person`; null when there is none. */
  demoPerson(person: string): Promise<string | null>;
  /**
   * Topics as in contract/live.ts (`floor`, `leads`, `lead:ID`, `transfer:ID`) and `desk:<agentId>`, which is sent at
   * once; the others are merged for 30 ms. Returns a function that stops listening.
   */
  onChanged(listener: (topics: string[]) => void): () => void;
}
