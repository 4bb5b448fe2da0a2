import type { SipClock, SipIds } from '../clock.ts';
import { buildResponse, parseUri, reasonPhrase, type SipRequest } from '../grammar/index.ts';
import { randomIds, realClock } from '../real-clock.ts';
import {
  createTransactionLayer,
  receive,
  respond,
  type ServerTransaction,
  type TimerValues,
  type TransactionLimits,
  type TransactionUser,
} from '../transactions/index.ts';
import { createHub, type Remote, type Transport } from '../transport/index.ts';
import type { Accounts } from './authenticate.ts';
import type { IncomingInvite, InviteOptions, SipCall } from './call-types.ts';
import { ALLOW, type Core, type Counters, commonHeaders } from './core.ts';
import { dnsResolver } from './dns-resolver.ts';
import {
  type Admitted,
  admitBytes,
  createDoor,
  type Door,
  malformed,
  sayOverloaded,
  screen,
} from './door.ts';
import type { GuardLimits } from './guard.ts';
import { handleOf } from './handle.ts';
import { receiveAck, receiveInDialog } from './incoming.ts';
import { type Ping, ping } from './ping.ts';
import {
  type Binding,
  bindingsOf,
  createRegistrar,
  expireBindings,
  type Registrar,
  register,
  registeringUser,
} from './registrar.ts';
import type { RegistrationState } from './registration.ts';
import type { Resolver } from './resolve.ts';
import {
  addressOver,
  domainOf,
  startTrunk,
  type Trunk,
  type TrunkEvent,
  type TrunkHealth,
  type TrunkOptions,
} from './trunk.ts';
import { startCall } from './uac.ts';
import { receiveStray } from './uac-answer.ts';
import { receiveCancel, receiveInvite } from './uas.ts';

export interface SipEndpointOptions {
  /** At most one of each protocol. */
  transports: readonly Transport[];
  /** A new inbound call, ringing; answer, reject, or let it ring. Without a handler every call is refused with 480. */
  onCall?: (call: SipCall, invite: IncomingInvite) => void;
  /** A user's phones changed; none left means that the user cannot be rung. */
  onPhones?: (user: string, phones: Binding[]) => void;
  onTrunk?: (event: TrunkEvent) => void;
  /** A listener of the application threw. The SIP core goes on. */
  onError?: (error: unknown) => void;
  clock?: SipClock;
  ids?: SipIds;
  resolver?: Resolver;
  /** Addresses and networks whose calls need no password. Loopback is not among them by itself. */
  trusted?: readonly string[];
  /** Who may register and call with a password. Without it nobody may register and strangers get 403. */
  accounts?: Accounts;
  registrar?: Partial<Omit<Registrar, 'bindings'>>;
  /** Limits per source that is not trusted. */
  guard?: Partial<GuardLimits>;
  /** Messages a second from one trusted source; default 20,000. */
  knownRatePerS?: number;
  /** Asked for each new inbound call; false answers 503 with Retry-After. */
  admit?: () => boolean;
  retryAfterS?: number;
  limits?: Partial<TransactionLimits>;
  timers?: TimerValues;
  /** Session timer we ask for, in seconds (RFC 4028); none by default. */
  sessionS?: number;
  userAgent?: string;
  /** User part of our Contact; default `baton`. */
  contactUser?: string;
}

export type InviteTarget = string | { uri: string; remote?: Remote };

export interface SipStats extends Counters {
  calls: number;
  /** Open and lingering transactions of both sides, and timers set. */
  transactions: number;
  timers: number;
  phones: number;
}

export interface TrunkStatus {
  id: string;
  health: TrunkHealth;
  registration: RegistrationState | undefined;
}

export interface SipEndpoint {
  /** Binds the transports. Rejects when an address is taken. */
  start(): Promise<void>;
  /** Calls out. To a plain address the INVITE leaves in the same turn of the event loop; listen at once, no event comes before. */
  invite(target: InviteTarget, options: InviteOptions): SipCall;
  /** A user's registered phones, each a target for `invite`. */
  phones(user: string): Binding[];
  /** OPTIONS; status 0 when nobody answered. */
  ping(target: string): Promise<Ping>;
  /** A target as this trunk's carrier is asked for it: a bare number is a user there. Undefined without such a trunk. */
  addressOver(trunk: string, target: string): string | undefined;
  addTrunk(options: TrunkOptions): void;
  removeTrunk(id: string): Promise<void>;
  trunks(): TrunkStatus[];
  stats(): SipStats;
  /** Hangs up every call, gives up every registration, closes the transports. */
  close(): Promise<void>;
}

interface Inside {
  core: Core;
  door: Door;
  registrar: Registrar;
  trunks: Map<string, Trunk>;
  options: SipEndpointOptions;
  sweeping: boolean;
}

const SWEEP_MS = 5_000;
const CLOSE_MS = 2_000;
/** A route that leads nowhere: the call fails as unreachable instead of going out unpaid by another way. */
const NO_ROUTE = 'no-such-trunk:';

/** One SIP user agent: trunks, phones and calls over the given transports. Nothing is sent or bound before `start`. */
export function createSipEndpoint(options: SipEndpointOptions): SipEndpoint {
  const core = createCore(options);
  const trunks = new Map<string, Trunk>();
  const {
    trusted = [],
    accounts,
    guard = {},
    knownRatePerS = 20_000,
    admit = () => true,
    retryAfterS = 5,
  } = options;
  const door = createDoor(core, trunks, { trusted, accounts, guard, knownRatePerS, admit, retryAfterS });
  const inside: Inside = {
    core,
    door,
    trunks,
    options,
    registrar: createRegistrar(options.registrar),
    sweeping: false,
  };
  core.layer = createTransactionLayer({
    hub: core.hub,
    clock: core.clock,
    ids: core.ids,
    timers: options.timers,
    limits: options.limits,
    user: transactionUser(inside),
  });
  return {
    start: () =>
      core.hub.start({
        message: (message, from) => receive(core.layer, message, from),
        malformed: (from, refused) => malformed(core, from, refused),
        admit: (from) => admitBytes(door, from),
      }),
    invite: (target, wish) => invite(inside, target, wish),
    phones: (user) => bindingsOf(inside.registrar, user, core.clock.nowMs()),
    ping: (target) => ping(core, target),
    addressOver: (id, target) => addressOver(trunks.get(id)?.options, target),
    addTrunk(trunk) {
      if (trunks.has(trunk.id)) throw new Error(`trunk ${trunk.id} is there already`);
      trunks.set(
        trunk.id,
        startTrunk(core, trunk, (event) => options.onTrunk?.(event)),
      );
    },
    async removeTrunk(id) {
      const trunk = trunks.get(id);
      trunks.delete(id);
      await trunk?.stop();
    },
    trunks: () =>
      [...trunks.values()].map(({ options: { id }, health, registration }) => ({
        id,
        health,
        registration: registration?.state(),
      })),
    stats: () => stats(inside),
    async close() {
      for (const call of [...core.calls.values()]) handleOf(call).hangup(503);
      const stopped = Promise.all([...trunks.values()].map((trunk) => trunk.stop()));
      // A registrar that does not answer must not hold up the end.
      const enough = new Promise<void>((resolve) => core.layer.wheel.add(CLOSE_MS, resolve));
      if (trunks.size > 0) await Promise.race([stopped, enough]);
      await core.hub.close();
    },
  };
}

function createCore(options: SipEndpointOptions): Core {
  const clock = options.clock ?? realClock();
  return {
    hub: createHub(options.transports),
    clock,
    ids: options.ids ?? randomIds(),
    // Set by the caller before anything can arrive: the layer's user needs the core first.
    layer: undefined as unknown as Core['layer'],
    resolver: options.resolver ?? dnsResolver(clock),
    calls: new Map(),
    invites: new Map(),
    merging: new Map(),
    userAgent: options.userAgent,
    common: commonHeaders(options.userAgent),
    contactUser: options.contactUser ?? 'baton',
    sessionS: options.sessionS,
    onError: options.onError ?? (() => {}),
    counters: { malformed: 0, flooded: 0, refused: 0, overloaded: 0, challenged: 0, wrongPasswords: 0 },
  };
}

function transactionUser(inside: Inside): TransactionUser {
  const { core, door } = inside;
  return {
    screen: (request, source) => screen(door, request, source),
    overloaded: (request, source) => sayOverloaded(door, request, source),
    ack: (request) => receiveAck(core, request),
    stray: (response, source) => receiveStray(core, response, source),
    request(transaction, request) {
      if (request.method === 'CANCEL') receiveCancel(core, transaction, request);
      else if (request.to.params.has('tag')) receiveInDialog(core, transaction, request);
      else
        receiveOutside(
          inside,
          transaction,
          request,
          door.admitted.get(request) ?? { trunk: undefined, account: undefined },
        );
    },
  };
}

/** A request outside every dialog, let in by the door. */
function receiveOutside(
  inside: Inside,
  transaction: ServerTransaction,
  request: SipRequest,
  admitted: Admitted,
): void {
  const { core } = inside;
  const reply = (status: number, headers: { name: string; value: string }[] = []): void =>
    respond(core.layer, transaction, buildResponse(request, status, { toTag: core.ids.token(), headers }));
  switch (request.method) {
    case 'INVITE':
      receiveCall(inside, transaction, request, admitted);
      return;
    case 'REGISTER':
      receiveRegister(inside, transaction, request, admitted, reply);
      return;
    case 'OPTIONS': {
      const uri = parseUri(request.uri);
      if (uri.ok && uri.value.scheme === 'other') {
        reply(416);
        return;
      }
      reply(200, [{ name: 'accept', value: 'application/sdp' }, ...core.common]);
      return;
    }
    case 'SUBSCRIBE':
    case 'NOTIFY':
    case 'PUBLISH':
      reply(489);
      return;
    case 'BYE':
    case 'PRACK':
    case 'UPDATE':
    case 'INFO':
      reply(481);
      return;
    default:
      reply(405, [{ name: 'allow', value: ALLOW }]);
      return;
  }
}

function receiveCall(
  inside: Inside,
  transaction: ServerTransaction,
  request: SipRequest,
  admitted: Admitted,
): void {
  const { core, options } = inside;
  const made = receiveInvite(core, transaction, request, admitted);
  if (!made) return;
  const replaced = made.call.in?.replaces;
  // What we ask of a carrier in its own call (a transfer) it may want proven as well.
  if (admitted.trunk !== undefined)
    made.call.credentials = inside.trunks.get(admitted.trunk)?.options.credentials;
  const handle = handleOf(made.call);
  if (!options.onCall) {
    handle.reject(480);
    return;
  }
  try {
    options.onCall(handle, { ...made.invite, replaces: replaced && handleOf(replaced) });
  } catch (error) {
    core.onError(error);
    handle.reject(500, { reason: reasonPhrase(500) });
  }
}

function receiveRegister(
  inside: Inside,
  transaction: ServerTransaction,
  request: SipRequest,
  admitted: Admitted,
  reply: (status: number, headers?: { name: string; value: string }[]) => void,
): void {
  const { core, registrar, options } = inside;
  const user = registeringUser(request);
  if (admitted.account === undefined || admitted.account !== user) {
    reply(403);
    return;
  }
  const now = core.clock.nowMs();
  const answer = register(registrar, user, request, transaction.remote, now);
  reply(answer.status, answer.headers);
  if (!answer.changed) return;
  options.onPhones?.(user, bindingsOf(registrar, user, now));
  sweep(inside);
}

/** Looks for phones that have run out, for as long as there are any. */
function sweep(inside: Inside): void {
  const { core, registrar, options } = inside;
  if (inside.sweeping || registrar.bindings.size === 0) return;
  inside.sweeping = true;
  core.layer.wheel.add(SWEEP_MS, () => {
    inside.sweeping = false;
    for (const user of expireBindings(registrar, core.clock.nowMs())) options.onPhones?.(user, []);
    sweep(inside);
  });
}

function invite(inside: Inside, target: InviteTarget, wish: InviteOptions): SipCall {
  const { core, trunks } = inside;
  const to = typeof target === 'string' ? { uri: target } : target;
  const trunk = wish.trunk === undefined ? undefined : trunks.get(wish.trunk);
  if (wish.trunk !== undefined && !trunk) return handleOf(startCall(core, to.uri, wish, NO_ROUTE));
  if (!trunk) {
    const options =
      to.remote === undefined || wish.remote !== undefined ? wish : { ...wish, remote: to.remote };
    return handleOf(startCall(core, to.uri, options, undefined));
  }
  const { server, credentials } = trunk.options;
  const from = { host: domainOf(trunk.options), ...wish.from };
  return handleOf(
    startCall(core, addressOver(trunk.options, to.uri), { credentials, ...wish, from }, server),
  );
}

function stats({ core, registrar }: Inside): SipStats {
  let phones = 0;
  for (const all of registrar.bindings.values()) phones += all.length;
  const transactions = core.layer.clients.size + core.layer.servers.size;
  return { ...core.counters, calls: core.calls.size, transactions, timers: core.layer.wheel.size(), phones };
}
