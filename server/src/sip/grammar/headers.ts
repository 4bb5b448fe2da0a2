import { MAX_CSEQ, MAX_DELTA_S } from './limits.ts';
import { bad, good, type Result } from './result.ts';
import { formatParams, isToken, type Params, parseNumber, parseParams, splitValues } from './text.ts';

/** One header line. `name` is the long form in lower case. */
export interface HeaderField {
  name: string;
  value: string;
}

/** Compact forms: RFC 3261 7.3.3 and the extensions that have one. */
const COMPACT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'accept-contact',
    b: 'referred-by',
    c: 'content-type',
    d: 'request-disposition',
    e: 'content-encoding',
    f: 'from',
    i: 'call-id',
    j: 'reject-contact',
    k: 'supported',
    l: 'content-length',
    m: 'contact',
    o: 'event',
    r: 'refer-to',
    s: 'subject',
    t: 'to',
    u: 'allow-events',
    v: 'via',
    x: 'session-expires',
    y: 'identity',
  }),
);

const SPELLED: ReadonlyMap<string, string> = new Map(
  ['CSeq', 'Call-ID', 'MIME-Version', 'RAck', 'RSeq', 'SIP-ETag', 'SIP-If-Match', 'WWW-Authenticate'].map(
    (name) => [name.toLowerCase(), name],
  ),
);

export function longName(name: string): string {
  const lower = name.toLowerCase();
  return lower.length === 1 ? (COMPACT.get(lower) ?? lower) : lower;
}

const spelled = new Map<string, string>(SPELLED);

/** The usual spelling of a lower-case name: `call-id` -> `Call-ID`, `max-forwards` -> `Max-Forwards`. */
export function spellName(name: string): string {
  const known = spelled.get(name);
  if (known !== undefined) return known;
  const made = name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  );
  if (spelled.size < 500) spelled.set(name, made);
  return made;
}

interface HasHeaders {
  headers: readonly HeaderField[];
}

/** The first value of a header, as written; undefined when there is none. */
export function header(message: HasHeaders, name: string): string | undefined {
  for (const field of message.headers) if (field.name === name) return field.value;
  return undefined;
}

/** All values of a header over all its lines, commas split; a malformed line is left out. */
export function headerValues(message: HasHeaders, name: string): string[] {
  const values: string[] = [];
  for (const field of message.headers)
    if (field.name === name) values.push(...(splitValues(field.value) ?? []));
  return values;
}

/** Whether a token list header (Supported, Require, Allow) holds `token`, whatever its case. */
export function headerHas(message: HasHeaders, name: string, token: string): boolean {
  return headerValues(message, name).some((value) => value.toLowerCase() === token.toLowerCase());
}

export interface CSeq {
  number: number;
  method: string;
}

export function parseCSeq(text: string): Result<CSeq> {
  const match = /^(\d+)\s+(\S+)$/.exec(text.trim());
  const number = match ? parseNumber(match[1]!, MAX_CSEQ) : undefined;
  if (!match || number === undefined || !isToken(match[2]!)) return bad('bad-header', 'cseq');
  return good({ number, method: match[2]! });
}

export interface RAck {
  rseq: number;
  cseq: CSeq;
}

/** RFC 3262 7.2: `RAck: 776656 1 INVITE`. */
export function parseRAck(text: string): Result<RAck> {
  const match = /^(\d+)\s+(.+)$/.exec(text.trim());
  const rseq = match ? parseNumber(match[1]!, MAX_DELTA_S) : undefined;
  if (!match || rseq === undefined) return bad('bad-header', 'rack');
  const cseq = parseCSeq(match[2]!);
  return cseq.ok ? good({ rseq, cseq: cseq.value }) : cseq;
}

/** Seconds, as in Expires and Min-SE; a number too large is clamped (RFC 3261 20.19), garbage is undefined. */
export function parseSeconds(text: string | undefined): number | undefined {
  const digits = /^\s*(\d+)/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Math.min(Number(digits), MAX_DELTA_S);
}

/** `token;params`, as in Content-Type (its own `/` included), Event, Subscription-State, Session-Expires, Replaces. */
export function parseTokenParams(text: string): { token: string; params: Params } | undefined {
  const semicolon = text.indexOf(';');
  const params = parseParams(semicolon < 0 ? '' : text.slice(semicolon));
  return params && { token: (semicolon < 0 ? text : text.slice(0, semicolon)).trim(), params };
}

export function formatTokenParams(token: string, params: Params): string {
  return `${token}${formatParams(params)}`;
}
