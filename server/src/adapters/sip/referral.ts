/**
 * A desk phone's transfer key (REFER, RFC 3515). It moves nothing by itself: it is told as `leg.refer`, whoever decides about calls
 * says what becomes of it, and the phone is told in SIP's words.
 *
 *     REFER ──leg.refer──> refused: 4xx or 6xx, with why (Warning)
 *                    └───> 202, NOTIFY 100, 180 ... one last NOTIFY with the final status, and why it failed
 *
 * The far end need not stay for that: many phones hang up as soon as they have their 202 (RFC 5589 6.1).
 */
import type { ReferTarget, TelephonyEvent } from '../../ports/telephony.ts';
import { type PendingRefer, parseUri, type SipEndpoint, userOf } from '../../sip/index.ts';
import type { Leg } from './leg.ts';

export interface ReferralDeps {
  sip: () => SipEndpoint;
  /** Who may sign in here. */
  users: () => Iterable<string>;
  newId: () => string;
  emit(event: TelephonyEvent): void;
}

/** Wishes that are not answered to the end. */
const OPEN_MAX = 1_000;

const hostOf = (uri: string): string | undefined => {
  const parsed = parseUri(uri);
  return parsed.ok && parsed.value.scheme !== 'tel' && parsed.value.scheme !== 'other'
    ? `${parsed.value.host}:${parsed.value.port ?? ''}`.toLowerCase()
    : undefined;
};

/** Whose phone a target names: by the user it signs in as, or by the address it signed in with. */
export function userNamed(
  target: string,
  sip: Pick<SipEndpoint, 'phones'>,
  users: Iterable<string>,
): string | undefined {
  const parsed = parseUri(target);
  if (!parsed.ok) return undefined;
  const user = userOf(parsed.value);
  const host = hostOf(target);
  for (const one of users) {
    if (one === user) return one;
    const isTheirs = sip.phones(one).some((phone) => {
      const contact = parseUri(phone.uri);
      return contact.ok && userOf(contact.value) === user && hostOf(phone.uri) === host;
    });
    if (isTheirs) return one;
  }
  return undefined;
}

export function createReferrals(deps: ReferralDeps) {
  const open = new Map<string, PendingRefer>();
  return {
    take(leg: Leg, refer: PendingRefer): void {
      if (!leg.mayRefer || leg.phase !== 'live') {
        refer.reject(603, 'Only a desk phone in a call may transfer it.');
        return;
      }
      if (open.size >= OPEN_MAX) open.delete(open.keys().next().value!);
      const referId = deps.newId();
      open.set(referId, refer);
      const user = userNamed(refer.target, deps.sip(), deps.users());
      const to: ReferTarget =
        user === undefined ? { kind: 'address', uri: refer.target } : { kind: 'registered', user };
      const { callId, legId } = leg;
      const { replaces } = refer;
      deps.emit({
        type: 'leg.refer',
        callId,
        legId,
        referId,
        to,
        ...(replaces === undefined ? {} : { replaces }),
      });
    },
    /** What became of it; again and again until a final status. One that is not known any more is left alone. */
    tell(referId: string, status: number, words?: string): void {
      const refer = open.get(referId);
      if (refer === undefined) return;
      if (status < 300) refer.accept();
      else refer.reject(status, words);
      if (status > 100) refer.report(status, words);
      if (status >= 200) open.delete(referId);
    },
  };
}
