/**
 * A carrier is asked by REFER to take the far end of a leg elsewhere (RFC 3515, RFC 5589 6), and is followed until it has.
 *
 *     REFER ──300 or above, no answer──> ended by the network: it would not
 *        └──2xx──> ringing ──NOTIFY 2xx──> moved
 *                     ├──NOTIFY 300 or above──> ended, with who it was that said no
 *                     └──the leg ends, or the order is hung up──> nothing more is told
 *
 * A last word that comes after the order was given up ends the leg: its far end is elsewhere.
 */
import type { MoveOrder, TelephonyEvent } from '../../ports/telephony.ts';
import type { CallEvent, SipCall } from '../../sip/index.ts';
import { causeOfFailure, type Ended } from './end-causes.ts';
import type { Leg } from './leg.ts';
import { oneLineOf } from './words.ts';

export interface MovesDeps {
  emit(event: TelephonyEvent): void;
  /** The target as the leg's carrier is asked for it; undefined: over no carrier of ours. */
  addressOf(leg: Leg, order: MoveOrder): string | undefined;
  /** The far end is elsewhere, and nobody waits for that any more. */
  gone(leg: Leg): void;
}

interface Said {
  status: number;
  reason: string;
  words?: string;
}

const lineOf = ({ status, reason, words }: Said): string =>
  oneLineOf(`${status} ${reason}${words === undefined ? '' : `: ${words}`}`, 120);

/** Orders a leg may be given; each is told once. */
const ORDERS_MAX = 32;

export function createMoves({ emit, addressOf, gone }: MovesDeps) {
  const open = new Map<string, { leg: Leg; order: MoveOrder }>();
  const openOf = (leg: Leg) => [...open.values()].find((one) => one.leg === leg);
  const ended = ({ callId, asLegId }: MoveOrder, { by, cause }: Ended, said?: Said): void => {
    open.delete(asLegId);
    emit({
      type: 'leg.ended',
      callId,
      legId: asLegId,
      by,
      cause,
      ...(said === undefined ? {} : { said: lineOf(said) }),
    });
  };
  const ask = async (leg: Leg, order: MoveOrder, call: SipCall, target: string): Promise<void> => {
    const answer = await call.refer(target);
    if (!open.has(order.asLegId)) return;
    // A carrier that refuses the request itself says nothing of the one who was to be called.
    if (answer.status >= 300) ended(order, { by: 'network', cause: 'rejected' }, answer);
    else emit({ type: 'leg.ringing', callId: leg.callId, legId: order.asLegId });
  };
  return {
    order(leg: Leg, order: MoveOrder): void {
      const { asLegId } = order;
      if (leg.moves.has(asLegId) || leg.moves.size >= ORDERS_MAX) return;
      leg.moves.add(asLegId);
      const target = addressOf(leg, order);
      const { call } = leg;
      if (target === undefined || call === undefined || openOf(leg) !== undefined) {
        ended(order, { by: 'network', cause: 'unreachable' });
        return;
      }
      open.set(asLegId, { leg, order });
      void ask(leg, order, call, target);
    },
    /** A NOTIFY of the carrier. */
    take(leg: Leg, said: Extract<CallEvent, { type: 'transfer' }>): void {
      if (said.status < 200) return;
      const order = openOf(leg)?.order;
      if (order === undefined) {
        if (said.status < 300) gone(leg);
        return;
      }
      if (said.status >= 300) {
        ended(order, causeOfFailure({ status: said.status, cause: 'refused' }, true), said);
        return;
      }
      open.delete(order.asLegId);
      emit({ type: 'leg.moved', callId: leg.callId, legId: order.asLegId });
    },
    forget: (asLegId: string): void => void open.delete(asLegId),
    /** The leg is over: what it was moved for is nobody's news. */
    drop(leg: Leg): void {
      const found = openOf(leg);
      if (found !== undefined) open.delete(found.order.asLegId);
    },
  };
}
