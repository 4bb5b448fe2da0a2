/**
 * A phone's transfer key (REFER, RFC 3515): the leg moves to another phone of this house. To the product it stays the same leg,
 * with the same party to the call, so nothing else changes; the lead hears hold sound if the first phone hangs up before the second
 * answers.
 *
 *     REFER ──> 202, the others ring ──200──> sound moves, the first phone is told and let go
 *                                    └──> nobody takes it: told; the first phone is still in the call, or the leg ends
 *
 * With Replaces (RFC 3891) the second phone, already in a call with the first, takes this one over instead of ringing.
 */
import {
  type Binding,
  type CallEvent,
  type PendingRefer,
  parseUri,
  type SipCall,
  type SipEndpoint,
  userOf,
} from '../../sip/index.ts';
import type { Leg } from './leg.ts';

const RING_MS = 30_000;

export interface ReferralDeps {
  sip: () => SipEndpoint;
  /** Who may sign in here. */
  users: () => Iterable<string>;
  offer(leg: Leg): string;
  /** Their answer in a moved leg; false: nothing in common. */
  moveTo(leg: Leg, call: SipCall, sdp: string | undefined): boolean;
  /** The first phone is gone and no second is there. */
  gone(leg: Leg): void;
  /** An event of the second phone once the leg is its own. */
  take(leg: Leg, call: SipCall, event: CallEvent): void;
  /** The lead waits for the second phone, or does not any more. */
  waits(leg: Leg, waits: boolean): void;
}

const hostOf = (uri: string): string | undefined => {
  const parsed = parseUri(uri);
  return parsed.ok && parsed.value.scheme !== 'tel' && parsed.value.scheme !== 'other'
    ? `${parsed.value.host}:${parsed.value.port ?? ''}`.toLowerCase()
    : undefined;
};

/** The phones of this house that a target names: by the user they sign in as, or by the address they signed in with. */
export function phonesNamed(
  target: string,
  sip: Pick<SipEndpoint, 'phones'>,
  users: Iterable<string>,
): Binding[] {
  const parsed = parseUri(target);
  if (!parsed.ok) return [];
  const user = userOf(parsed.value);
  const host = hostOf(target);
  for (const one of users) {
    const phones = sip.phones(one);
    if (one === user && phones.length > 0) return phones;
    const same = phones.filter((phone) => {
      const contact = parseUri(phone.uri);
      return contact.ok && userOf(contact.value) === user && hostOf(phone.uri) === host;
    });
    if (same.length > 0) return same;
  }
  return [];
}

export function createReferrals(deps: ReferralDeps) {
  const take = (leg: Leg, refer: PendingRefer): void => {
    if (!leg.mayRefer || leg.phase !== 'live' || leg.referred.size > 0) {
      refer.reject(603);
      return;
    }
    const phones = phonesNamed(refer.target, deps.sip(), deps.users());
    if (phones.length === 0) {
      refer.reject(404);
      return;
    }
    refer.accept();
    const first = leg.call;
    let lastStatus = 480;
    for (const phone of phones) {
      const call = deps.sip().invite(phone, {
        from: { user: 'baton', name: 'Transfer' },
        sdp: deps.offer(leg),
        ringMs: RING_MS,
        ...(refer.replaces === undefined ? {} : { replaces: refer.replaces }),
      });
      leg.referred.add(call);
      call.on((event) => {
        if (!leg.referred.has(call)) {
          deps.take(leg, call, event);
          return;
        }
        if (event.type === 'progress' && event.status >= 180) refer.report(180);
        else if (event.type === 'failed') {
          leg.referred.delete(call);
          lastStatus = event.status;
          if (leg.referred.size > 0) return;
          refer.report(lastStatus >= 300 ? lastStatus : 480);
          if (leg.call === undefined) deps.gone(leg);
        } else if (event.type === 'answered') {
          leg.referred.delete(call);
          for (const other of leg.referred) other.cancel();
          leg.referred.clear();
          if (!deps.moveTo(leg, call, event.sdp)) {
            call.bye();
            refer.report(488);
            if (leg.call === undefined) deps.gone(leg);
            return;
          }
          refer.report(200);
          first?.hangup();
          deps.waits(leg, false);
        }
      });
    }
  };
  return {
    take,
    /** The first phone hung up. True: a second rings, and the leg lives on. */
    keeps: (leg: Leg, call: SipCall): boolean => {
      if (leg.call !== call || leg.referred.size === 0) return false;
      leg.call = undefined;
      deps.waits(leg, true);
      return true;
    },
    drop: (leg: Leg): void => {
      for (const call of leg.referred) call.cancel();
      leg.referred.clear();
    },
  };
}
