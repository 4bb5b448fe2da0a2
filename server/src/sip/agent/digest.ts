import { createHash } from 'node:crypto';
import { type AuthValue, formatCredentials, parseAuth } from '../grammar/index.ts';

export type DigestAlgorithm = 'SHA-256' | 'MD5';

/** Hashed secret: user, realm and password in one digest. This, never the password, is what a registrar keeps. */
export interface Ha1 {
  sha256?: string;
  md5?: string;
}

/** What we prove ourselves with at somebody else's server. */
export interface Credentials {
  username: string;
  /** The password, or the hashes for the realm that will ask. */
  secret: { password: string } | { ha1: Ha1 };
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text, 'utf8')
    .digest('hex');
}

/** Both hashes of a secret, to be stored in place of the password (RFC 8760 2.4, RFC 3261 22.4). */
export function hashSecret(username: string, realm: string, password: string): Required<Ha1> {
  const text = `${username}:${realm}:${password}`;
  return { sha256: hash('SHA-256', text), md5: hash('MD5', text) };
}

export function ha1For(ha1: Ha1, algorithm: DigestAlgorithm): string | undefined {
  return algorithm === 'MD5' ? ha1.md5 : ha1.sha256;
}

export interface DigestInput {
  algorithm: DigestAlgorithm;
  ha1: string;
  method: string;
  uri: string;
  nonce: string;
  /** Absent for a challenge without qop (RFC 2069). */
  qop?: { nc: string; cnonce: string };
}

/** The `response` value (RFC 7616 3.4.1, qop "auth" or none). */
export function digestResponse(input: DigestInput): string {
  const { algorithm, ha1, nonce, qop } = input;
  const ha2 = hash(algorithm, `${input.method}:${input.uri}`);
  const middle = qop ? `${nonce}:${qop.nc}:${qop.cnonce}:auth` : nonce;
  return hash(algorithm, `${ha1}:${middle}:${ha2}`);
}

/** The algorithm a value names; undefined for one we do not speak. None named means MD5. */
export function algorithmOf(value: AuthValue): DigestAlgorithm | undefined {
  const name = (value.params.get('algorithm') ?? 'MD5').toUpperCase();
  return name === 'MD5' || name === 'SHA-256' ? name : undefined;
}

/** The strongest challenge we can answer: SHA-256 before MD5 (RFC 8760 2.6), and only Digest. */
export function pickChallenge(values: readonly string[], credentials: Credentials): AuthValue | undefined {
  let best: AuthValue | undefined;
  for (const text of values) {
    const parsed = parseAuth(text);
    if (!parsed.ok || parsed.value.scheme.toLowerCase() !== 'digest' || !parsed.value.params.get('nonce'))
      continue;
    const algorithm = algorithmOf(parsed.value);
    const qop = parsed.value.params.get('qop');
    if (!algorithm || (qop && !/(^|[\s,])auth([\s,]|$)/.test(qop))) continue;
    const { secret } = credentials;
    if ('ha1' in secret && ha1For(secret.ha1, algorithm) === undefined) continue;
    if (!best || (algorithm === 'SHA-256' && algorithmOf(best) === 'MD5')) best = parsed.value;
  }
  return best;
}

/** The Authorization value that answers a challenge. `nonceCount` counts from 1 for each nonce. */
export function answerChallenge(
  challenge: AuthValue,
  credentials: Credentials,
  request: { method: string; uri: string },
  cnonce: string,
  nonceCount: number,
): string {
  const algorithm = algorithmOf(challenge) ?? 'MD5';
  const realm = challenge.params.get('realm') ?? '';
  const nonce = challenge.params.get('nonce') ?? '';
  const { username, secret } = credentials;
  const ha1 =
    'password' in secret
      ? hash(algorithm, `${username}:${realm}:${secret.password}`)
      : ha1For(secret.ha1, algorithm)!;
  const nc = nonceCount.toString(16).padStart(8, '0');
  const qop = challenge.params.get('qop') ? { nc, cnonce } : undefined;
  const response = digestResponse({ algorithm, ha1, nonce, ...request, qop });
  const params = new Map<string, string>([
    ['username', username],
    ['realm', realm],
    ['nonce', nonce],
    ['uri', request.uri],
    ['response', response],
  ]);
  if (challenge.params.has('algorithm')) params.set('algorithm', algorithm);
  const opaque = challenge.params.get('opaque');
  if (opaque) params.set('opaque', opaque);
  if (qop)
    for (const [name, value] of [
      ['qop', 'auth'],
      ['nc', nc],
      ['cnonce', cnonce],
    ] as const)
      params.set(name, value);
  return formatCredentials({ scheme: 'Digest', params });
}
