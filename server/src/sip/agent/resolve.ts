import { isIP } from 'node:net';
import { parseUri, type SipUri, type Uri } from '../grammar/index.ts';
import { type Protocol, plainHost, type Remote } from '../transport/index.ts';

export interface SrvRecord {
  priority: number;
  weight: number;
  port: number;
  name: string;
}

/** Name look-up, so that tests and installations can bring their own. Both answer an empty list for "no such name". */
export interface Resolver {
  srv(name: string): Promise<SrvRecord[]>;
  addresses(host: string): Promise<string[]>;
}

const MAX_TARGETS = 8;
const DEFAULT_PORT: Readonly<Record<Protocol, number>> = { udp: 5060, tcp: 5060, tls: 5061 };

/** The transport a URI asks for (RFC 3263 4.1): sips means TLS, a named one itself, else UDP. */
export function protocolOf(uri: SipUri): Protocol | undefined {
  const named = uri.params.get('transport')?.toLowerCase();
  if (uri.scheme === 'sips')
    return named === undefined || named === 'tcp' || named === 'tls' ? 'tls' : undefined;
  if (named === undefined || named === null) return undefined;
  return named === 'udp' || named === 'tcp' || named === 'tls' ? named : undefined;
}

function whereOf(uri: SipUri): string {
  const maddr = uri.params.get('maddr');
  return plainHost(maddr ?? uri.host);
}

/** The address of a URI that needs no look-up; undefined when it has a name in it. `has` says what we can send over. */
export function resolveLiteral(uriText: string, has: (protocol: Protocol) => boolean): Remote | undefined {
  const uri = parseUri(uriText);
  return uri.ok ? literalOf(uri.value, has) : undefined;
}

/** The same of a URI that was read already. */
export function literalOf(uri: Uri, has: (protocol: Protocol) => boolean): Remote | undefined {
  if (uri.scheme !== 'sip' && uri.scheme !== 'sips') return undefined;
  const host = whereOf(uri);
  if (isIP(host) === 0) return undefined;
  const protocol = protocolOf(uri) ?? (has('udp') ? 'udp' : has('tcp') ? 'tcp' : 'tls');
  return { protocol, host, port: uri.port ?? DEFAULT_PORT[protocol] };
}

/** RFC 2782: by priority; among equals drawn by weight. */
export function orderSrv(records: readonly SrvRecord[], chance: () => number): SrvRecord[] {
  const out: SrvRecord[] = [];
  const left = [...records].sort((a, b) => a.priority - b.priority || a.weight - b.weight);
  while (left.length > 0) {
    const equals = left.filter((record) => record.priority === left[0]!.priority);
    const total = equals.reduce((sum, record) => sum + record.weight, 0);
    let draw = chance() * total;
    const picked = equals.find((record) => {
      draw -= record.weight;
      return draw < 0;
    });
    const next = picked ?? equals[0]!;
    out.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return out;
}

/** Whoever answers over TLS proves the name in the URI, not one that a name server led to (RFC 5922 section 7.2). */
const nameFor = (protocol: Protocol, name: string): Pick<Remote, 'name'> =>
  protocol === 'tls' ? { name } : {};

/**
 * The addresses to try for a URI, best first (RFC 3263 4.2 without NAPTR: the transport is the one named, or UDP, TCP, TLS
 * in this order where SRV has it). At most eight. Empty when the name is unknown or the scheme cannot be called.
 */
export async function resolveTargets(
  uriText: string,
  has: (protocol: Protocol) => boolean,
  resolver: Resolver,
  chance: () => number,
): Promise<Remote[]> {
  const literal = resolveLiteral(uriText, has);
  if (literal) return [literal];
  const uri = parseUri(uriText);
  if (!uri.ok || (uri.value.scheme !== 'sip' && uri.value.scheme !== 'sips')) return [];
  const host = whereOf(uri.value);
  const named = protocolOf(uri.value);
  const usable = (named ? [named] : (['udp', 'tcp', 'tls'] as const)).filter(has);
  const out: Remote[] = [];
  if (uri.value.port === undefined) {
    for (const protocol of usable) {
      const prefix = protocol === 'tls' ? '_sips._tcp' : `_sip._${protocol}`;
      for (const record of orderSrv(await resolver.srv(`${prefix}.${host}`), chance)) {
        for (const address of await resolver.addresses(record.name)) {
          if (out.length < MAX_TARGETS)
            out.push({ protocol, host: address, port: record.port, ...nameFor(protocol, host) });
        }
      }
      if (out.length > 0) return out;
    }
  }
  const protocol = usable[0];
  if (!protocol) return [];
  const port = uri.value.port ?? DEFAULT_PORT[protocol];
  return (await resolver.addresses(host))
    .slice(0, MAX_TARGETS)
    .map((address) => ({ protocol, host: address, port, ...nameFor(protocol, host) }));
}
