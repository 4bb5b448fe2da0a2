import { networkInterfaces } from 'node:os';
import type { HostPort } from './transport.ts';

/**
 * The address to name towards `remoteHost` when bound to `bound`: what was configured, else the bound address, and for a
 * wildcard bind loopback for loopback and the first outer address of the machine for everyone else.
 */
export function sentByAddress(
  bound: HostPort,
  remoteHost: string,
  advertised: HostPort | undefined,
): HostPort {
  if (isLoopback(remoteHost) && !isLoopback(bound.host) && isWildcard(bound.host)) {
    return { host: remoteHost.includes(':') ? '::1' : '127.0.0.1', port: bound.port };
  }
  if (advertised) return advertised;
  if (!isWildcard(bound.host)) return bound;
  const family = bound.host.includes(':') && remoteHost.includes(':') ? 'IPv6' : 'IPv4';
  for (const addresses of Object.values(networkInterfaces())) {
    const outer = addresses?.find((address) => !address.internal && address.family === family);
    if (outer) return { host: outer.address, port: bound.port };
  }
  return { host: '127.0.0.1', port: bound.port };
}

const READ_AGAIN_AFTER = 1_000;

/**
 * `sentByAddress` for a transport: it is asked for every message, and reading the machine's interfaces costs more than
 * building one. The outer address is read anew once in a thousand times, for machines that get another one.
 */
export function createSentBy(
  advertised: HostPort | undefined,
): (bound: HostPort, remoteHost: string) => HostPort {
  let asked = 0;
  let outer: HostPort | undefined;
  return (bound, remoteHost) => {
    const plain = bound.host !== '0.0.0.0' || advertised !== undefined || isLoopback(remoteHost);
    if (plain) return sentByAddress(bound, remoteHost, advertised);
    if (!outer || outer.port !== bound.port || ++asked % READ_AGAIN_AFTER === 0) {
      outer = sentByAddress(bound, remoteHost, undefined);
    }
    return outer;
  };
}

export function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || /^(::ffff:)?127\./.test(host);
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** `[::1]` -> `::1`; IPv4 mapped into IPv6 -> plain IPv4, so that one peer has one name. */
export function plainHost(host: string): string {
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  return bare.startsWith('::ffff:') && bare.includes('.') ? bare.slice(7) : bare;
}

/** How a host stands in a URI or Via: IPv6 in brackets. */
export function wireHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
