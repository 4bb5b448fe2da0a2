import {
  formatUri,
  type HeaderField,
  header,
  headerValues,
  parseNameAddr,
  parseSeconds,
  parseUri,
  type SipRequest,
  sameUri,
  type Uri,
  userOf,
} from '../grammar/index.ts';
import type { Remote } from '../transport/index.ts';

/** One phone of a user. */
export interface Binding {
  /** Its Contact: the Request-URI of calls to it. */
  uri: string;
  /** Where its REGISTER came from: where calls to it are sent, which works through a translation. */
  remote: Remote;
  expiresAtMs: number;
  callId: string;
  cseq: number;
  q: number;
  userAgent: string | undefined;
}

/** Where phones of known users are. Bounded per user; users are bounded by the accounts there are. */
export interface Registrar {
  bindings: Map<string, Binding[]>;
  minExpiresS: number;
  maxExpiresS: number;
  maxPerUser: number;
}

export function createRegistrar(options: Partial<Omit<Registrar, 'bindings'>> = {}): Registrar {
  return { bindings: new Map(), minExpiresS: 30, maxExpiresS: 3_600, maxPerUser: 10, ...options };
}

export type RegisterAnswer = { status: number; headers: HeaderField[]; changed: boolean };

const DEFAULT_EXPIRES_S = 3_600;

/** The phones of a user that are still registered, most preferred first. */
export function bindingsOf(registrar: Registrar, user: string, nowMs: number): Binding[] {
  const live = (registrar.bindings.get(user) ?? []).filter((binding) => binding.expiresAtMs > nowMs);
  return live.sort((a, b) => b.q - a.q);
}

/** Drops what has run out; returns the users who lost their last phone. */
export function expireBindings(registrar: Registrar, nowMs: number): string[] {
  const gone: string[] = [];
  for (const [user, all] of registrar.bindings) {
    const live = all.filter((binding) => binding.expiresAtMs > nowMs);
    if (live.length === all.length) continue;
    if (live.length > 0) registrar.bindings.set(user, live);
    else {
      registrar.bindings.delete(user);
      gone.push(user);
    }
  }
  return gone;
}

function answer(registrar: Registrar, user: string, nowMs: number, changed: boolean): RegisterAnswer {
  const headers = bindingsOf(registrar, user, nowMs).map((binding) => ({
    name: 'contact',
    value: `<${binding.uri}>;expires=${Math.max(1, Math.round((binding.expiresAtMs - nowMs) / 1000))}`,
  }));
  return { status: 200, headers, changed };
}

interface Wanted {
  uri: Uri;
  expiresS: number;
  q: number;
}

function readContacts(request: SipRequest): Wanted[] | '*' | undefined {
  const values = headerValues(request, 'contact');
  if (values.includes('*'))
    return values.length === 1 && parseSeconds(header(request, 'expires')) === 0 ? '*' : undefined;
  const common = parseSeconds(header(request, 'expires')) ?? DEFAULT_EXPIRES_S;
  const out: Wanted[] = [];
  for (const value of values) {
    const address = parseNameAddr(value);
    if (!address.ok || (address.value.uri.scheme !== 'sip' && address.value.uri.scheme !== 'sips'))
      return undefined;
    const { uri, params } = address.value;
    const q = Number(params.get('q') ?? 1);
    const expiresS = parseSeconds(params.get('expires') ?? undefined) ?? common;
    // RFC 3261 10.3: URI headers of a Contact mean nothing in a binding.
    out.push({ uri: { ...uri, headers: undefined }, expiresS, q: q >= 0 && q <= 1 ? q : 1 });
  }
  return out;
}

function sameContact(binding: Binding, uri: Uri): boolean {
  const known = parseUri(binding.uri);
  return known.ok && sameUri(known.value, uri);
}

/**
 * RFC 3261 10.3 steps 6 to 8, all or nothing: `user` has proven to be who they say. Statuses: 400 unreadable Contact,
 * 403 too many phones, 423 too short, 500 out of order.
 */
export function register(
  registrar: Registrar,
  user: string,
  request: SipRequest,
  remote: Remote,
  nowMs: number,
): RegisterAnswer {
  const refuse = (status: number, headers: HeaderField[] = []): RegisterAnswer => ({
    status,
    headers,
    changed: false,
  });
  const wanted = readContacts(request);
  if (!wanted) return refuse(400);
  let next = bindingsOf(registrar, user, nowMs);
  const stale = (binding: Binding): boolean =>
    binding.callId === request.callId && request.cseq.number <= binding.cseq;
  if (wanted === '*') {
    if (next.some(stale)) return refuse(500);
    registrar.bindings.delete(user);
    return answer(registrar, user, nowMs, true);
  }
  for (const { uri, expiresS, q } of wanted) {
    const known = next.find((binding) => sameContact(binding, uri));
    if (known && stale(known)) return refuse(500);
    next = next.filter((binding) => binding !== known);
    if (expiresS === 0) continue;
    if (expiresS < registrar.minExpiresS)
      return refuse(423, [{ name: 'min-expires', value: String(registrar.minExpiresS) }]);
    const expiresAtMs = nowMs + Math.min(expiresS, registrar.maxExpiresS) * 1000;
    const { callId, cseq } = request;
    next.push({
      uri: formatUri(uri),
      remote,
      expiresAtMs,
      callId,
      cseq: cseq.number,
      q,
      userAgent: header(request, 'user-agent'),
    });
  }
  if (next.length > registrar.maxPerUser) return refuse(403);
  if (next.length > 0) registrar.bindings.set(user, next);
  else registrar.bindings.delete(user);
  return answer(registrar, user, nowMs, wanted.length > 0);
}

/** The user a REGISTER is for: its To. */
export function registeringUser(request: SipRequest): string {
  return userOf(request.to.uri);
}
