/**
 * Whose sound may go directly from one far end to the other, past us (direct media). Pure.
 *
 * Only two people who talk, and of whose sound nothing else is wanted: no play, no third ear, no recording, no listening. And
 * only where the two can be believed to reach each other: a switch of the house's says so, and addresses do not speak against it.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { RtpRemote } from '../../media/protocol.ts';
import type { Arrangement } from '../../ports/telephony.ts';
import type { Leg } from './leg.ts';

/** The two legs that hear each other and nothing else, while nobody else hears anything. */
export function pairOf({ hears, record, listen }: Arrangement): [string, string] | undefined {
  if (record !== undefined || listen !== undefined) return undefined;
  const hearing = Object.entries(hears).filter(([, sources]) => sources.length > 0);
  const [one, two] = hearing;
  if (one === undefined || two === undefined || hearing.length !== 2) return undefined;
  const isMutual = one[1].length === 1 && two[1].length === 1 && one[1][0] === two[0] && two[1][0] === one[0];
  return isMutual ? [one[0], two[0]] : undefined;
}

/** RFC 1918, RFC 6598, RFC 3927, RFC 4193: reached from inside alone. */
const inside = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  inside.addSubnet(net, prefix);
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');
const machine = new BlockList();
machine.addSubnet('127.0.0.0', 8);
machine.addAddress('::1', 'ipv6');

/** From where an address can be reached, as far as it says itself. */
export function placeOf(host: string): string {
  const family = isIPv6(host) ? 'ipv6' : 'ipv4';
  const place = machine.check(host, family) ? 'machine' : inside.check(host, family) ? 'inside' : 'world';
  return `${family} ${place}`;
}

/** A description that names an address of the inside, sent from another, was written behind a translation; not from this machine. */
const isHidden = (remote: RtpRemote, signalHost: string | undefined): boolean =>
  !placeOf(remote.host).endsWith('world') &&
  signalHost !== remote.host &&
  (signalHost === undefined || !placeOf(signalHost).endsWith('machine'));

function isReady(leg: Leg): boolean {
  const { phase, answered, remote, isSecure, mayGoDirect, call, awaiting, lost } = leg;
  return (
    mayGoDirect &&
    phase === 'live' &&
    answered &&
    !lost &&
    !isSecure &&
    awaiting === undefined &&
    remote !== undefined &&
    remote.muted !== true &&
    !isHidden(remote, call?.peer()?.host)
  );
}

/** Both speak the same codec under the same numbers, so that neither has to be told another one. */
export function canMeet(a: Leg, b: Leg): boolean {
  if (!isReady(a) || !isReady(b)) return false;
  const [one, two] = [a.remote!, b.remote!];
  return (
    one.codec === two.codec &&
    one.audioType === two.audioType &&
    one.keyType === two.keyType &&
    placeOf(one.host) === placeOf(two.host)
  );
}
