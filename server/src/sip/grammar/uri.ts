import { MAX_PARAMS, MAX_URI_CHARS } from './limits.ts';
import { bad, good, type Result } from './result.ts';
import { type Params, parseHostPort } from './text.ts';

export interface SipUri {
  scheme: 'sip' | 'sips';
  /** As on the wire, escapes kept: comparing and echoing must not change it. See `userOf` for the plain text. */
  user?: string;
  password?: string;
  host: string;
  port?: number;
  params: Params;
  /** The part after `?`, as on the wire. */
  headers?: string;
}

export interface TelUri {
  scheme: 'tel';
  number: string;
  params: Params;
}

/** A URI of another scheme: carried, never interpreted. */
export interface OtherUri {
  scheme: 'other';
  text: string;
}

export type Uri = SipUri | TelUri | OtherUri;

/** Percent-decodes; a broken escape stays as it is. */
export function unescapeText(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}

const UNRESERVED_USER = /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu;

/** Escapes what may not stand bare in a user part (RFC 3261 25.1). A lone surrogate becomes U+FFFD. */
export function escapeUser(text: string): string {
  return text.replace(UNRESERVED_USER, (c) =>
    [...Buffer.from(c, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}

/** URI parameters have no quotes; unlike header parameters they are split at every semicolon. */
function parseUriParams(text: string): Params | undefined {
  const params: Params = new Map();
  if (text === '') return params;
  const pieces = text.split(';');
  if (pieces.length > MAX_PARAMS) return undefined;
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = unescapeText(equals < 0 ? piece : piece.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? null : piece.slice(equals + 1);
    if (!params.has(name)) params.set(name, value);
  }
  return params;
}

function parseSipUri(scheme: 'sip' | 'sips', rest: string): Result<Uri> {
  // The host part never holds '@', while user and headers may hold escaped ones only: the first '@' ends the user.
  const at = rest.indexOf('@');
  const question = rest.indexOf('?', at + 1);
  const headers = question < 0 ? undefined : rest.slice(question + 1);
  const main = question < 0 ? rest : rest.slice(0, question);
  const userInfo = at < 0 ? undefined : main.slice(0, at);
  const hostAndParams = at < 0 ? main : main.slice(at + 1);
  if (hostAndParams.includes('@')) return bad('bad-uri', 'more than one @');
  const semicolon = hostAndParams.indexOf(';');
  const where = parseHostPort(semicolon < 0 ? hostAndParams : hostAndParams.slice(0, semicolon));
  if (!where) return bad('bad-uri', 'host or port');
  const params = parseUriParams(semicolon < 0 ? '' : hostAndParams.slice(semicolon + 1));
  if (!params) return bad('bad-uri', 'parameters');
  const uri: SipUri = { scheme, host: where.host, params };
  if (where.port !== undefined) uri.port = where.port;
  if (headers !== undefined) uri.headers = headers;
  if (userInfo !== undefined) {
    if (userInfo === '') return bad('bad-uri', 'empty user');
    const colon = userInfo.indexOf(':');
    uri.user = colon < 0 ? userInfo : userInfo.slice(0, colon);
    if (colon >= 0) uri.password = userInfo.slice(colon + 1);
  }
  return good(uri);
}

/** Reads a URI (RFC 3261 19.1, RFC 3966). White space or angle brackets inside are an error. */
export function parseUri(text: string): Result<Uri> {
  if (text.length > MAX_URI_CHARS) return bad('too-large', 'uri');
  if (/[\s<>"\0]/.test(text)) return bad('bad-uri', 'white space, quote or bracket');
  const colon = text.indexOf(':');
  if (colon <= 0) return bad('bad-uri', 'no scheme');
  const scheme = text.slice(0, colon).toLowerCase();
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) return bad('bad-uri', 'scheme');
  const rest = text.slice(colon + 1);
  if (scheme === 'sip' || scheme === 'sips') return parseSipUri(scheme, rest);
  if (scheme !== 'tel') return good({ scheme: 'other', text });
  const [number = '', ...params] = rest.split(';');
  if (!/^\+?[0-9A-Fa-f*#().-]+$/.test(number)) return bad('bad-uri', 'telephone number');
  return good({ scheme: 'tel', number, params: parseUriParams(params.join(';')) ?? new Map() });
}

function uriParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) text += value === null ? `;${name}` : `;${name}=${value}`;
  return text;
}

export function formatUri(uri: Uri): string {
  if (uri.scheme === 'other') return uri.text;
  if (uri.scheme === 'tel') return `tel:${uri.number}${uriParams(uri.params)}`;
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  const user = uri.user === undefined ? '' : `${uri.user}${password}@`;
  const port = uri.port === undefined ? '' : `:${uri.port}`;
  const headers = uri.headers === undefined ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${user}${uri.host}${port}${uriParams(uri.params)}${headers}`;
}

/** A SIP URI from plain parts; the user is escaped. */
export function sipUri(
  user: string | undefined,
  host: string,
  port?: number,
  params: Params = new Map(),
): SipUri {
  const uri: SipUri = {
    scheme: 'sip',
    host: host.includes(':') && !host.startsWith('[') ? `[${host}]` : host,
    params,
  };
  if (user !== undefined && user !== '') uri.user = escapeUser(user);
  if (port !== undefined) uri.port = port;
  return uri;
}

/** The plain user (or telephone number) of a URI, '' when it has none. */
export function userOf(uri: Uri): string {
  if (uri.scheme === 'tel') return uri.number.replace(/[().-]/g, '');
  return uri.scheme === 'other' ? '' : unescapeText(uri.user ?? '');
}

const COMPARED = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** Equality by RFC 3261 19.1.4 (header components compared as text). */
export function sameUri(a: Uri, b: Uri): boolean {
  if (a.scheme === 'other' || b.scheme === 'other') return formatUri(a) === formatUri(b);
  if (a.scheme === 'tel' || b.scheme === 'tel') {
    return a.scheme === b.scheme && userOf(a) === userOf(b) && sameParams(a.params, b.params);
  }
  const named =
    a.scheme === b.scheme &&
    a.host === b.host &&
    a.port === b.port &&
    (a.headers ?? '') === (b.headers ?? '');
  const users = unescapeText(a.user ?? '') === unescapeText(b.user ?? '') && a.password === b.password;
  return named && users && sameParams(a.params, b.params);
}

function sameParams(a: Params, b: Params): boolean {
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const both = a.has(name) && b.has(name);
    if (!both && !COMPARED.includes(name)) continue;
    if (!both || (a.get(name) ?? '').toLowerCase() !== (b.get(name) ?? '').toLowerCase()) return false;
  }
  return true;
}
