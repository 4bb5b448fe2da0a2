import {
  buildResponse,
  type HeaderField,
  type ParsedMessage,
  parseVia,
  reasonPhrase,
  type SipRequest,
  serializeMessage,
  splitValues,
  tagOf,
} from '../grammar/index.ts';
import { serverKey } from '../transactions/index.ts';
import { type Remote, responseRemote } from '../transport/index.ts';
import {
  type Accounts,
  type Authentication,
  authenticate,
  bringsCredentials,
  createNonces,
  type NonceKeeper,
} from './authenticate.ts';
import type { Core } from './core.ts';
import {
  createGuard,
  type Guard,
  type GuardLimits,
  mustWaitS,
  rightPassword,
  takeMessage,
  wrongPassword,
} from './guard.ts';
import { findCall } from './incoming.ts';
import { type HostSet, hostSet, type Trunk, trunkOf } from './trunk.ts';

/** Who is let in, how fast, and what is said to the others without keeping anything about them. */
export interface Door {
  core: Core;
  trusted: HostSet;
  trustedCache: Map<string, boolean>;
  trunks: Map<string, Trunk>;
  accounts: Accounts | undefined;
  nonces: NonceKeeper;
  /** Messages per source: of strangers, and of configured hosts. */
  strangers: Guard;
  known: Guard;
  /** Wrong passwords per source and user, and per source over all users. */
  passwords: Guard;
  scans: Guard;
  admit: () => boolean;
  retryAfterS: number;
  admitted: WeakMap<SipRequest, Admitted>;
}

export interface Admitted {
  trunk: string | undefined;
  account: string | undefined;
}

export interface DoorOptions {
  trusted: readonly string[];
  accounts: Accounts | undefined;
  guard: Partial<GuardLimits>;
  knownRatePerS: number;
  admit: () => boolean;
  retryAfterS: number;
}

const MAX_CACHED = 10_000;
/** A source that tries many names is slowed down later than one that tries one name often. */
const SCAN_FACTOR = 4;

export function createDoor(core: Core, trunks: Map<string, Trunk>, options: DoorOptions): Door {
  const { guard, knownRatePerS } = options;
  const scans = createGuard(guard);
  scans.limits.freeFailures *= SCAN_FACTOR;
  return {
    core,
    trunks,
    trusted: hostSet(options.trusted),
    trustedCache: new Map(),
    accounts: options.accounts,
    nonces: createNonces(core.ids.token() + core.ids.token()),
    strangers: createGuard(guard),
    known: createGuard({ ...guard, ratePerS: knownRatePerS, burst: knownRatePerS }),
    passwords: createGuard(guard),
    scans,
    admit: options.admit,
    retryAfterS: options.retryAfterS,
    admitted: new WeakMap(),
  };
}

export function isTrusted(door: Door, host: string): boolean {
  let known = door.trustedCache.get(host);
  if (known === undefined) {
    known = door.trusted.has(host);
    if (door.trustedCache.size >= MAX_CACHED) door.trustedCache.clear();
    door.trustedCache.set(host, known);
  }
  return known || trunkOf(door.trunks, host) !== undefined;
}

/** Asked before a message is even parsed. */
export function admitBytes(door: Door, from: Remote): boolean {
  // Whoever we are asking something is expected to answer, and often: fifty phones may stand behind one address.
  const expected = door.core.layer.asked.has(from.host) || isTrusted(door, from.host);
  const guard = expected ? door.known : door.strangers;
  if (takeMessage(guard, from.host, door.core.clock.nowMs())) return true;
  door.core.counters.flooded++;
  return false;
}

/** Answers without a transaction: a repeat is judged anew, nothing is remembered. */
export function replyStateless(
  core: Core,
  request: SipRequest,
  source: Remote,
  status: number,
  headers: HeaderField[] = [],
): void {
  const response = buildResponse(request, status, { toTag: core.ids.token(), headers });
  core.hub.send(serializeMessage(response), responseRemote(request.via, source), () => {});
}

/** Counts what was no message; a request that is merely wrong gets its 400 where it can be answered. */
export function malformed(
  core: Core,
  from: Remote,
  refused: Extract<ParsedMessage, { ok: false }> | undefined,
): void {
  core.counters.malformed++;
  const answer = refused?.answer;
  const via = parseVia(
    splitValues(answer?.headers.find((field) => field.name === 'via')?.value ?? '')?.[0] ?? '',
  );
  if (!answer || !via.ok) return;
  const { status, headers } = answer;
  const bytes = serializeMessage({
    kind: 'response',
    status,
    reason: reasonPhrase(status),
    headers,
    body: new Uint8Array(0),
  });
  core.hub.send(bytes, responseRemote(via.value, from), () => {});
}

export function sayOverloaded(door: Door, request: SipRequest, source: Remote): void {
  door.core.counters.overloaded++;
  replyStateless(door.core, request, source, 503, [{ name: 'retry-after', value: String(door.retryAfterS) }]);
}

/**
 * Judges a request before any state is made for it. In a dialog: only if we know the dialog. Outside: calls and options from
 * configured hosts, anything else with a password. REGISTER always with a password.
 */
export function screen(door: Door, request: SipRequest, source: Remote): 'accept' | 'handled' {
  const { core } = door;
  const refuse = (status: number, headers: HeaderField[] = []): 'handled' => {
    core.counters.refused++;
    replyStateless(core, request, source, status, headers);
    return 'handled';
  };
  if (request.method === 'CANCEL')
    return core.layer.servers.has(serverKey(request, 'INVITE')) ? 'accept' : refuse(481);
  if (tagOf(request.to) !== undefined) return findCall(core, request) ? 'accept' : refuse(481);
  if (request.method === 'INVITE' && !door.admit()) {
    sayOverloaded(door, request, source);
    return 'handled';
  }
  if (request.method !== 'REGISTER' && isTrusted(door, source.host)) {
    door.admitted.set(request, { trunk: trunkOf(door.trunks, source.host), account: undefined });
    return 'accept';
  }
  return door.accounts ? screenPassword(door, door.accounts, request, source) : refuse(403);
}

function screenPassword(
  door: Door,
  accounts: Accounts,
  request: SipRequest,
  source: Remote,
): 'accept' | 'handled' {
  const { core, passwords, scans } = door;
  const now = core.clock.nowMs();
  const user = `${source.host} ${/username="([^"]*)"/.exec(request.headers.find((f) => f.name === 'authorization')?.value ?? '')?.[1] ?? ''}`;
  const waitS = bringsCredentials(request)
    ? Math.max(mustWaitS(passwords, user, now), mustWaitS(scans, source.host, now))
    : 0;
  if (waitS > 0) {
    core.counters.refused++;
    replyStateless(core, request, source, 403, [{ name: 'retry-after', value: String(waitS) }]);
    return 'handled';
  }
  const verdict: Authentication = authenticate(accounts, door.nonces, request, core.ids.token(), now);
  if (verdict.type === 'ok') {
    rightPassword(passwords, user);
    rightPassword(scans, source.host);
    door.admitted.set(request, { trunk: undefined, account: verdict.username });
    return 'accept';
  }
  core.counters.challenged++;
  if (verdict.type === 'wrong') {
    core.counters.wrongPasswords++;
    wrongPassword(passwords, user, now);
    wrongPassword(scans, source.host, now);
  }
  replyStateless(core, request, source, 401, verdict.headers);
  return 'handled';
}
