import {
  bad,
  formatNameAddr,
  formatUri,
  good,
  type HeaderField,
  header,
  headerValues,
  oneLine,
  parseNameAddr,
  parseTokenParams,
  parseUri,
  quote,
  type Result,
  type SipMessage,
  sipUri,
  spellName,
  unescapeText,
  unquote,
} from '../grammar/index.ts';

/** Names a dialog from the receiver's side (RFC 3891 3). */
export interface Replaces {
  callId: string;
  /** The receiver's own tag. */
  toTag: string;
  fromTag: string;
  earlyOnly: boolean;
}

export function parseReplaces(text: string): Result<Replaces> {
  const parsed = parseTokenParams(text);
  const toTag = parsed?.params.get('to-tag');
  const fromTag = parsed?.params.get('from-tag');
  if (!parsed || parsed.token === '' || !toTag || !fromTag) return bad('bad-header', 'replaces');
  return good({ callId: parsed.token, toTag, fromTag, earlyOnly: parsed.params.has('early-only') });
}

export function formatReplaces(replaces: Replaces): string {
  const early = replaces.earlyOnly ? ';early-only' : '';
  return `${replaces.callId};to-tag=${replaces.toTag};from-tag=${replaces.fromTag}${early}`;
}

/** The Replaces of an INVITE: undefined without one; two of them, or an unreadable one, is a 400 (RFC 3891 3). */
export function replacesOf(invite: SipMessage): Result<Replaces> | undefined {
  const all = invite.headers.filter((field) => field.name === 'replaces');
  if (all.length === 0) return undefined;
  return all.length > 1 ? bad('duplicate-header', 'replaces') : parseReplaces(all[0]!.value);
}

export interface ReferTarget {
  /** Where to call, without the embedded headers. */
  uri: string;
  replaces?: Replaces;
}

/** RFC 3515 2.1 and RFC 3891 6.1: the target and the dialog it shall replace. Other embedded headers are dropped. */
export function parseReferTo(message: SipMessage): Result<ReferTarget> {
  const values = headerValues(message, 'refer-to');
  if (values.length !== 1) return bad('bad-header', 'refer-to');
  // Without brackets a question mark would be refused; phones send it so, and here it can only mean URI headers.
  const text = values[0]!.includes('<') ? values[0]! : `<${values[0]!}>`;
  const address = parseNameAddr(text);
  if (!address.ok) return address;
  const { uri } = address.value;
  if (uri.scheme === 'other') return bad('bad-uri', 'refer-to scheme');
  if (uri.scheme === 'tel' || uri.headers === undefined) return good({ uri: formatUri(uri) });
  const { headers, ...bare } = uri;
  const embedded = headers.split('&').find((part) => part.toLowerCase().startsWith('replaces='));
  if (embedded === undefined) return good({ uri: formatUri(bare) });
  const replaces = parseReplaces(unescapeText(embedded.slice('replaces='.length)));
  return replaces.ok ? good({ uri: formatUri(bare), replaces: replaces.value }) : replaces;
}

/** `Refer-To` for a target, with the dialog to replace escaped into its URI. */
export function formatReferTo(target: string, replaces?: Replaces): string {
  if (!replaces) return `<${target}>`;
  const joint = target.includes('?') ? '&' : '?';
  return `<${target}${joint}Replaces=${encodeURIComponent(formatReplaces(replaces))}>`;
}

/** The body of a NOTIFY on a transfer (RFC 3515 2.4.5): a status line, and what else is worth telling of that answer (RFC 3420). */
export function sipFragment(status: number, reason: string, headers: readonly HeaderField[] = []): string {
  const more = headers.map(({ name, value }) => `${spellName(name)}: ${oneLine(value)}\r\n`);
  return `SIP/2.0 ${status} ${reason}\r\n${more.join('')}`;
}

/** Why, in words for a person (RFC 3261 20.43, code 399). `agent` names who says so. */
export function warning(agent: string | undefined, words: string): HeaderField {
  const who = agent?.replace(/[^A-Za-z0-9.-]/g, '') || 'unknown.invalid';
  return { name: 'warning', value: `399 ${who} ${quote(oneLine(words).slice(0, 200))}` };
}

/** The words of the first warning in a header's value; undefined without any. */
export function warningWords(value: string | undefined): string | undefined {
  const quoted = /^\s*\d{3}\s+\S+\s+("(?:[^"\\]|\\.)*")/.exec(value ?? '')?.[1];
  return quoted === undefined ? undefined : unquote(quoted);
}

/** How a transfer goes; `words` say why, where the far end says so. */
export interface Fragment {
  status: number;
  reason: string;
  words?: string;
}

export function readFragment(body: string): Fragment | undefined {
  const match = /^\s*SIP\/2\.0\s+([1-6]\d\d)[ \t]*([^\r\n]*)/i.exec(body);
  if (!match) return undefined;
  const words = warningWords(/^warning\s*:(.*)$/im.exec(body)?.[1]);
  return { status: Number(match[1]), reason: match[2]!.trim(), ...(words === undefined ? {} : { words }) };
}

/** Whether a NOTIFY says that no other will follow. */
export function subscriptionEnded(notify: SipMessage): boolean {
  return /^\s*terminated/i.test(header(notify, 'subscription-state') ?? '');
}

export function referredBy(uri: string): string {
  const parsed = parseUri(uri);
  const value = parsed.ok ? parsed.value : sipUri(undefined, 'unknown.invalid');
  return formatNameAddr({ uri: value, params: new Map() });
}
