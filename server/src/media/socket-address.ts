/** `struct sockaddr_in` and `sockaddr_in6` of Linux (`in.h`): addresses as the system's calls take them. Pure. */
import { isIP, SocketAddress } from 'node:net';

export const FAMILY = { none: 0, v4: 2, v6: 10 } as const;
/** The longer of the two. */
export const SOCKET_ADDRESS_BYTES = 28;
const V4_BYTES = 16;
const V4_AT = 4;
const V6_AT = 8;
const GROUPS = 8;

export function familyOf(address: string): 'v4' | 'v6' {
  return isIP(address) === 6 ? 'v6' : 'v4';
}

/**
 * Of the length that the calls want with it. Undefined for what is no address, and for one with a zone (`fe80::1%eth0`), whose
 * number only the system knows.
 */
export function writeSocketAddress(address: string, port: number): Buffer | undefined {
  const kind = isIP(address);
  if (kind === 0 || address.includes('%')) return undefined;
  const bytes = Buffer.alloc(kind === 4 ? V4_BYTES : SOCKET_ADDRESS_BYTES);
  bytes.writeUInt16LE(FAMILY[familyOf(address)], 0);
  bytes.writeUInt16BE(port, 2);
  if (kind === 4) bytes.set(address.split('.').map(Number), V4_AT);
  else for (const [i, group] of groupsOf(address).entries()) bytes.writeUInt16BE(group, V6_AT + 2 * i);
  return bytes;
}

/** The eight numbers of an IPv6 address; `::` stands for as many zeros as are missing (RFC 4291 2.2). */
function groupsOf(address: string): number[] {
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').flatMap(groupOf)));
  return [...head, ...new Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail];
}

/** The end of an address may be written as IPv4. */
function groupOf(text: string): number[] {
  if (!text.includes('.')) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}

export interface Endpoint {
  /** As Node.js writes it (RFC 5952), without a zone. */
  address: string;
  port: number;
}

export function readSocketAddress(bytes: Buffer): Endpoint {
  const port = bytes.readUInt16BE(2);
  if (bytes.readUInt16LE(0) === FAMILY.v4)
    return { address: `${bytes[V4_AT]}.${bytes[V4_AT + 1]}.${bytes[V4_AT + 2]}.${bytes[V4_AT + 3]}`, port };
  const groups = Array.from({ length: GROUPS }, (_, i) => bytes.readUInt16BE(V6_AT + 2 * i).toString(16));
  return { address: new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address, port };
}

/** Whether both name one endpoint; what else is in the structures (flow, padding) does not count. */
export function isSameEndpoint(a: Buffer, b: Buffer): boolean {
  if (a.compare(b, 0, V4_AT, 0, V4_AT) !== 0) return false;
  const [from, to] = a.readUInt16LE(0) === FAMILY.v4 ? [V4_AT, V6_AT] : [V6_AT, V6_AT + 2 * GROUPS];
  return a.compare(b, from, to, from, to) === 0;
}
