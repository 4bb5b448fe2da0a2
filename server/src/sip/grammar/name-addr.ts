import { bad, good, type Result } from './result.ts';
import { formatParams, isToken, type Params, parseParams, quote, unquote } from './text.ts';
import { formatUri, parseUri, type Uri } from './uri.ts';

/** From, To, Contact, Route, Record-Route, Refer-To: an address with an optional name and header parameters. */
export interface NameAddr {
  name?: string;
  uri: Uri;
  params: Params;
}

/** Where `<` stands outside quotes; -1 none, -2 a quote is left open. */
function findAngle(text: string): number {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '<') return i;
  }
  return quoted ? -2 : -1;
}

/**
 * Reads `"Name" <uri>;params`, `Name <uri>` or a bare `uri;params`, where parameters belong to the header (RFC 3261 20).
 * A bare URI with `?` or `,` is refused: without brackets nobody can say what they belong to.
 */
export function parseNameAddr(text: string): Result<NameAddr> {
  const open = findAngle(text);
  if (open === -2) return bad('bad-header', 'quote left open');
  if (open === -1) {
    const bare = text.trim();
    const semicolon = bare.indexOf(';');
    const uriText = (semicolon < 0 ? bare : bare.slice(0, semicolon)).trim();
    if (/[?,]/.test(uriText)) return bad('bad-header', 'address needs angle brackets');
    return finish(undefined, uriText, semicolon < 0 ? '' : bare.slice(semicolon));
  }
  const close = text.indexOf('>', open);
  if (close < 0) return bad('bad-header', 'angle bracket left open');
  const display = unquote(text.slice(0, open).trim());
  const rest = text.slice(close + 1).trim();
  if (rest !== '' && rest[0] !== ';') return bad('bad-header', 'text after address');
  return finish(display === '' ? undefined : display, text.slice(open + 1, close).trim(), rest);
}

function finish(name: string | undefined, uriText: string, paramText: string): Result<NameAddr> {
  const uri = parseUri(uriText);
  if (!uri.ok) return uri;
  const params = parseParams(paramText);
  if (!params) return bad('bad-header', 'address parameters');
  const value: NameAddr = { uri: uri.value, params };
  if (name !== undefined) value.name = name;
  return good(value);
}

/** Always with angle brackets; the name is quoted unless it is a row of plain tokens. */
export function formatNameAddr(address: NameAddr): string {
  const name = address.name;
  const shown = name === undefined ? '' : name.split(' ').every(isToken) ? `${name} ` : `${quote(name)} `;
  return `${shown}<${formatUri(address.uri)}>${formatParams(address.params)}`;
}

export function tagOf(address: NameAddr): string | undefined {
  return address.params.get('tag') ?? undefined;
}

export function withTag(address: NameAddr, tag: string): NameAddr {
  const params = new Map(address.params);
  params.set('tag', tag);
  return { ...address, params };
}
