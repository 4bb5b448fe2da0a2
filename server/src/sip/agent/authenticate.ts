import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type AuthValue,
  formatChallenge,
  type HeaderField,
  headerValues,
  parseAuth,
  parseNumber,
  type SipRequest,
  userOf,
} from '../grammar/index.ts';
import { algorithmOf, type DigestAlgorithm, digestResponse, type Ha1, ha1For } from './digest.ts';

/** Who may register or call with a password. */
export interface Accounts {
  realm: string;
  /**
   * The hashed secret of a user; undefined for nobody. Asked on every attempt: answer from memory. Keep `md5` alone for a
   * phone too old for SHA-256.
   */
  secretOf(username: string): Ha1 | undefined;
  /** Offered to clients, the preferred first (RFC 8760 2.3). Default SHA-256, then MD5. */
  algorithms?: readonly DigestAlgorithm[];
}

/**
 * Nonces without memory: the time and some chance under our own seal. Only the counters of nonces in use are kept, bounded,
 * so that a request overheard cannot be used again.
 */
export interface NonceKeeper {
  key: string;
  lifetimeMs: number;
  counters: Map<string, number>;
}

const MAX_COUNTERS = 20_000;
const DEFAULT_ALGORITHMS: readonly DigestAlgorithm[] = ['SHA-256', 'MD5'];

export function createNonces(key: string, lifetimeMs = 120_000): NonceKeeper {
  return { key, lifetimeMs, counters: new Map() };
}

function seal(keeper: NonceKeeper, text: string): string {
  return createHmac('sha256', keeper.key).update(text).digest('hex').slice(0, 32);
}

export function issueNonce(keeper: NonceKeeper, chance: string, nowMs: number): string {
  const text = `${Math.floor(nowMs).toString(36)}.${chance}`;
  return `${text}.${seal(keeper, text)}`;
}

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/** 'fresh' once per counter value; 'stale' for one of ours that is too old or was used; 'foreign' for anything else. */
export function checkNonce(
  keeper: NonceKeeper,
  nonce: string,
  count: number,
  nowMs: number,
): 'fresh' | 'stale' | 'foreign' {
  const cut = nonce.lastIndexOf('.');
  if (cut < 0 || !same(nonce.slice(cut + 1), seal(keeper, nonce.slice(0, cut)))) return 'foreign';
  const ageMs = nowMs - Number.parseInt(nonce.slice(0, nonce.indexOf('.')), 36);
  if (!(ageMs >= -1) || ageMs > keeper.lifetimeMs) return 'stale';
  if (count <= (keeper.counters.get(nonce) ?? 0)) return 'stale';
  keeper.counters.delete(nonce);
  keeper.counters.set(nonce, count);
  if (keeper.counters.size > MAX_COUNTERS) keeper.counters.delete(keeper.counters.keys().next().value!);
  return 'fresh';
}

export type Authentication =
  | { type: 'ok'; username: string }
  /** No usable proof: ask. `stale` tells the client that its password was right and only the nonce is old. */
  | { type: 'ask'; headers: HeaderField[] }
  /** A proof that is wrong: counts against its source. */
  | { type: 'wrong'; username: string; headers: HeaderField[] };

/**
 * What this user is asked for. Phones from before RFC 8760 (libre 1.0, as in baresip 1.0.0) give up on any challenge that
 * names SHA-256, wherever it stands: an account that keeps only the MD5 hash is asked for MD5 alone.
 */
function algorithmsFor(accounts: Accounts, request: SipRequest): readonly DigestAlgorithm[] {
  const offered = accounts.algorithms ?? DEFAULT_ALGORITHMS;
  const named = request.method === 'REGISTER' ? request.to : request.from;
  const stored = accounts.secretOf(userOf(named.uri));
  const usable = stored ? offered.filter((algorithm) => ha1For(stored, algorithm) !== undefined) : offered;
  return usable.length > 0 ? usable : offered;
}

/** One WWW-Authenticate per algorithm, with the same nonce (RFC 8760 2.3). */
export function challenge(
  accounts: Accounts,
  keeper: NonceKeeper,
  request: SipRequest,
  chance: string,
  nowMs: number,
  stale = false,
): HeaderField[] {
  const nonce = issueNonce(keeper, chance, nowMs);
  return algorithmsFor(accounts, request).map((algorithm) => {
    const params = new Map([
      ['realm', accounts.realm],
      ['nonce', nonce],
      ['qop', 'auth'],
      ['algorithm', algorithm],
    ]);
    if (stale) params.set('stale', 'true');
    return { name: 'www-authenticate', value: formatChallenge({ scheme: 'Digest', params }) };
  });
}

function ourCredentials(accounts: Accounts, request: SipRequest): AuthValue | undefined {
  for (const field of request.headers) {
    if (field.name !== 'authorization') continue;
    const parsed = parseAuth(field.value);
    if (!parsed.ok || parsed.value.scheme.toLowerCase() !== 'digest') continue;
    if (parsed.value.params.get('realm') === accounts.realm) return parsed.value;
  }
  return undefined;
}

/** Judges the proof a request carries. `chance` feeds the next nonce. */
export function authenticate(
  accounts: Accounts,
  keeper: NonceKeeper,
  request: SipRequest,
  chance: string,
  nowMs: number,
): Authentication {
  const ask = (stale = false): Authentication => ({
    type: 'ask',
    headers: challenge(accounts, keeper, request, chance, nowMs, stale),
  });
  const given = ourCredentials(accounts, request);
  if (!given) return ask();
  const field = (name: string): string => given.params.get(name) ?? '';
  const algorithm = algorithmOf(given);
  const username = field('username');
  if (!algorithm || !(accounts.algorithms ?? DEFAULT_ALGORITHMS).includes(algorithm)) return ask();
  const qop = given.params.get('qop') ? { nc: field('nc'), cnonce: field('cnonce') } : undefined;
  const stored = accounts.secretOf(username);
  // An unknown user costs the same work as a known one, so that the time taken tells nothing.
  const ha1 = (stored && ha1For(stored, algorithm)) ?? 'nobody';
  const want = digestResponse({
    algorithm,
    ha1,
    method: request.method,
    uri: field('uri'),
    nonce: field('nonce'),
    qop,
  });
  const right = same(want, field('response').toLowerCase()) && stored !== undefined && field('uri') !== '';
  const count = qop ? parseNumber(String(Number.parseInt(qop.nc, 16)), 0xffff_ffff) : 1;
  if (!right)
    return { type: 'wrong', username, headers: challenge(accounts, keeper, request, chance, nowMs) };
  const nonce = checkNonce(keeper, field('nonce'), count ?? 0, nowMs);
  return nonce === 'fresh' ? { type: 'ok', username } : ask(nonce === 'stale');
}

/** Whether a request brings credentials at all. */
export function bringsCredentials(request: SipRequest): boolean {
  return headerValues(request, 'authorization').length > 0;
}
