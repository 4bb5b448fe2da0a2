import {
  bad,
  formatNameAddr,
  formatUri,
  good,
  header,
  headerValues,
  parseNameAddr,
  parseTokenParams,
  parseUri,
  type Result,
  type SipMessage,
  sipUri,
  unescapeText,
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

/** The body of a NOTIFY on a transfer (RFC 3515 2.4.5): a status line is all that is needed. */
export function sipFragment(status: number, reason: string): string {
  return `SIP/2.0 ${status} ${reason}\r\n`;
}

export function readFragment(body: string): { status: number; reason: string } | undefined {
  const match = /^\s*SIP\/2\.0\s+([1-6]\d\d)[ \t]*([^\r\n]*)/i.exec(body);
  return match ? { status: Number(match[1]), reason: match[2]!.trim() } : undefined;
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
