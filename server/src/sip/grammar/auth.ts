import { bad, good, type Result } from './result.ts';
import { type Params, quote, splitOutside, unquote } from './text.ts';

/** A WWW-/Proxy-Authenticate or (Proxy-)Authorization value: a scheme and its parameters. */
export interface AuthValue {
  /** As written; compare without case. */
  scheme: string;
  params: Params;
}

const MAX_AUTH_PARAMS = 32;
/** RFC 3261 25.1: these stand bare, all others quoted. */
const BARE = new Set(['stale', 'algorithm', 'nc']);
/** In a challenge qop is a quoted list; in credentials it is one bare token. */
const BARE_IN_CREDENTIALS = new Set([...BARE, 'qop']);

/** Reads `Digest a="b", c=d`. Schemes other than Digest are read alike and left to the caller to refuse. */
export function parseAuth(text: string): Result<AuthValue> {
  const match = /^(\S+)\s+([\s\S]+)$/.exec(text.trim());
  if (!match) return bad('bad-header', 'auth scheme');
  const pieces = splitOutside(match[2]!, ',', MAX_AUTH_PARAMS);
  if (!pieces) return bad('bad-header', 'auth parameters');
  const params: Params = new Map();
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    if (!params.has(name)) params.set(name, equals < 0 ? null : unquote(piece.slice(equals + 1).trim()));
  }
  return good({ scheme: match[1]!, params });
}

function format(value: AuthValue, bare: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (const [name, text] of value.params) {
    if (text !== null) parts.push(`${name}=${bare.has(name) ? text : quote(text)}`);
  }
  return `${value.scheme} ${parts.join(', ')}`;
}

export function formatChallenge(value: AuthValue): string {
  return format(value, BARE);
}

export function formatCredentials(value: AuthValue): string {
  return format(value, BARE_IN_CREDENTIALS);
}
