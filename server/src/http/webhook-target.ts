/**
 * Where webhooks may go. A URL that an admin types must not become a way into the machine's own network (SSRF), so
 * loopback, private and link-local addresses are refused unless asked for; each address a name resolves to is checked
 * at the moment of connecting, so that a name cannot change its mind in between. Pure.
 */
import { BlockList, isIP } from 'node:net';

/** IANA special-purpose address registries (RFC 6890): nothing here is somebody's public web server. */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv6');
}

/** Is this address one that the public internet does not have? Unreadable ones are treated as private. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const plain = mapped?.[1] ?? address;
  const family = isIP(plain);
  if (family === 0) return true;
  return PRIVATE.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** What is wrong with the URL, in words; null when it may be used. Names are checked again when connecting. */
export function urlFault(text: string, allowPrivate: boolean): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'This is not a URL; write it whole, for example https://example.com/hooks/baton.';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'The URL must begin with https:// or http://.';
  if (url.username !== '' || url.password !== '') {
    return 'Leave name and password out of the URL; check the signature instead.';
  }
  if (allowPrivate) return null;
  if (url.protocol !== 'https:') return 'The URL must begin with https://.';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const local = host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local');
  if (local || (isIP(host) !== 0 && isPrivateAddress(host))) {
    return 'The URL names this machine or a private network, which is not allowed here.';
  }
  return null;
}
