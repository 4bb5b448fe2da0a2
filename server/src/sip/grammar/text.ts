import { MAX_PARAMS, MAX_VALUES_PER_HEADER } from './limits.ts';

/** Parameters by lower-case name; `null` marks one without a value. A Map, so `__proto__` is only a name. */
export type Params = Map<string, string | null>;

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const UNSAFE = /[\r\n\0]+/g;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Takes out whatever would end a header line: nobody may smuggle a second header in through a value. */
export function oneLine(text: string): string {
  return /[\r\n\0]/.test(text) ? text.replace(UNSAFE, ' ') : text;
}

export function quote(text: string): string {
  return `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;
}

export function unquote(text: string): string {
  if (text.length < 2 || text[0] !== '"' || text[text.length - 1] !== '"') return text;
  return text.slice(1, -1).replace(/\\([\s\S])/g, '$1');
}

/**
 * Splits at `separator` outside quotes and angle brackets. Empty pieces are kept, so the caller decides about them.
 * Returns undefined when a quote or bracket is left open or there are too many pieces.
 */
export function splitOutside(text: string, separator: ',' | ';', limit: number): string[] | undefined {
  if (!text.includes(separator) && !text.includes('"') && !text.includes('<')) return [text.trim()];
  const pieces: string[] = [];
  let start = 0;
  let quoted = false;
  let angle = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (angle) {
      if (c === '>') angle = false;
    } else if (c === '"') quoted = true;
    else if (c === '<') angle = true;
    else if (c === separator) {
      pieces.push(text.slice(start, i).trim());
      start = i + 1;
      if (pieces.length > limit) return undefined;
    }
  }
  if (quoted || angle) return undefined;
  pieces.push(text.slice(start).trim());
  return pieces;
}

/** The values of a comma-separated header; empty ones are left out (RFC 4475 3.1.2.1 has them, and they mean nothing). */
export function splitValues(text: string): string[] | undefined {
  return splitOutside(text, ',', MAX_VALUES_PER_HEADER)?.filter((piece) => piece !== '');
}

/** Reads `;a=b;c` (with or without the first semicolon). The first of a repeated name wins; undefined when malformed. */
export function parseParams(text: string): Params | undefined {
  const params: Params = new Map();
  if (text.trim() === '') return params;
  const pieces = splitOutside(text, ';', MAX_PARAMS);
  if (!pieces) return undefined;
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    if (name === '' || /[\s"<>,\0]/.test(name)) return undefined;
    const value = equals < 0 ? null : unquote(piece.slice(equals + 1).trim());
    if (!params.has(name)) params.set(name, value);
  }
  return params;
}

/** A host, an IPv6 reference or a token goes bare; anything else is quoted. */
function paramValue(value: string): string {
  return isToken(value) || /^\[?[0-9A-Fa-f:.]+\]?$/.test(value) ? value : quote(value);
}

export function formatParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) text += value === null ? `;${name}` : `;${name}=${paramValue(value)}`;
  return text;
}

/** A whole number of at most `max`, or undefined. Leading zeros are read (RFC 4475 3.1.1.1 has them). */
export function parseNumber(text: string, max: number): number | undefined {
  const digits = text.trim();
  if (!/^\d{1,20}$/.test(digits)) return undefined;
  const value = Number(digits);
  return value <= max ? value : undefined;
}

/** `host`, `host:port`, `[v6]:port`, with white space round the colon; undefined when it is none of them. */
export function parseHostPort(text: string): { host: string; port?: number } | undefined {
  const match = /^(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9_.-]+)\s*(?::\s*(\d{1,5})?)?$/.exec(text.trim());
  if (!match) return undefined;
  const host = match[1]!.toLowerCase();
  if (match[2] === undefined) return { host };
  const port = Number(match[2]);
  return port > 0 && port <= 65_535 ? { host, port } : undefined;
}
