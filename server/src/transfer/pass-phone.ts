/** What the phone whose transfer key was pressed is told of its pass, in SIP's words (RFC 3515 2.4.5). Pure. */
import type { Order } from '../kernel/events.ts';
import type { PassByPhone, PassEnd } from '../kernel/pass.ts';

const STATUS: Readonly<Record<PassEnd, number>> = {
  'nobody-free': 480,
  declined: 603,
  missed: 408,
  unreachable: 480,
  dropped: 487,
  'taken-back': 487,
  failed: 500,
  'first-left': 487,
  'call-ended': 487,
};

/** Nothing for a pass that was asked for elsewhere. */
export function tellPhone(
  callId: string,
  phone: PassByPhone | undefined,
  status: number,
  words?: string,
): Order[] {
  if (phone === undefined) return [];
  const { legId, referId } = phone;
  const why = words === undefined ? {} : { words };
  return [{ type: 'leg.tell-refer', callId, legId, referId, status, ...why }];
}

/** The last word of a pass that did not come about. */
export const tellPhoneWhy = (
  callId: string,
  phone: PassByPhone | undefined,
  why: PassEnd,
  words: string,
): Order[] => tellPhone(callId, phone, STATUS[why], words);
