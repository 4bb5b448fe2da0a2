/** Where a target is reached over SIP. */
import type { Target } from '../../ports/telephony.ts';
import { type InviteTarget, parseUri, type SipEndpoint } from '../../sip/index.ts';

export interface Place {
  to: InviteTarget;
  trunk?: string;
}

/** All places at once, for a user may have several phones; empty: nowhere. */
export function placesOf(
  target: Target,
  { sip, trunkFor }: { sip: () => SipEndpoint; trunkFor?: (e164: string) => string | undefined },
): Place[] {
  const over = (trunk: string | undefined) => (trunk === undefined ? {} : { trunk });
  switch (target.kind) {
    case 'sip':
      return parseUri(target.uri).ok ? [{ to: target.uri, ...over(target.trunkId) }] : [];
    case 'registered':
      return sip()
        .phones(target.user)
        .map((phone) => ({ to: phone }));
    case 'phone': {
      const trunk = target.trunkId ?? trunkFor?.(target.e164);
      return trunk === undefined ? [] : [{ to: `tel:${target.e164}`, ...over(trunk) }];
    }
    case 'station':
      return [];
  }
}
