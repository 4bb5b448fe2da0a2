/**
 * Where does a request come from, and may it be from there? Pure.
 *
 * A page of another site can make a browser send requests here, with our cookie (CSRF) or, through a name that it lets
 * point to 127.0.0.1 (DNS rebinding), as if it were our own page. Against the first: SameSite=Lax and an Origin check;
 * against the second: only names we know are answered. An address in digits cannot be rebound.
 */
import { isIP } from 'node:net';

export interface Place {
  publicUrl: string | null;
  /** What we listen on. */
  host: string;
}

type Headers = Record<string, string | string[] | undefined>;

/** The name in a Host header, without port and brackets; null when it is no host. */
export function hostName(host: string | undefined): string | null {
  const found = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.exec(host ?? '');
  return found?.[1] ? found[1].replace(/^\[|\]$/g, '').toLowerCase() : null;
}

/** Is this a name (or address) under which we may be called? */
export function hostAllowed(host: string | undefined, place: Place): boolean {
  const name = hostName(host);
  if (name === null) return false;
  if (isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost')) return true;
  if (name === place.host.toLowerCase()) return true;
  return place.publicUrl !== null && new URL(place.publicUrl).hostname.toLowerCase() === name;
}

/**
 * Is the page that sent this one of ours? `absent` when the request names no page: a program, or a browser that
 * vouches for it with Sec-Fetch-Site.
 */
export function originOf(headers: Headers, place: Place): 'same' | 'other' | 'absent' {
  const origin = one(headers.origin);
  if (origin === undefined) {
    const site = one(headers['sec-fetch-site']);
    if (site === undefined) return 'absent';
    return site === 'same-origin' || site === 'none' ? 'same' : 'other';
  }
  if (place.publicUrl !== null && origin === new URL(place.publicUrl).origin) return 'same';
  try {
    const url = new URL(origin);
    return /^https?:$/.test(url.protocol) && url.host === one(headers.host)?.toLowerCase() ? 'same' : 'other';
  } catch {
    return 'other';
  }
}

/**
 * Does it come from this very machine? A proxy on this machine makes everybody look local, so a request that a proxy
 * passed on does not count.
 */
export function fromLoopback(address: string | undefined, headers: Headers): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || /^127\./.test(plain);
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
