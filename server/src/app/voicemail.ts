/** Rehearsal of voicemail on a virtual handset: the far end answers as a machine would, some seconds into the ring. */
import type { VirtualCarrier } from '../adapters/handset/carrier.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Telephony, TelephonyEvent } from '../ports/telephony.ts';

const ringsForMs = 4_000;

export function createVoicemail<T extends Telephony>(
  engine: T,
  carrier: Pick<VirtualCarrier, 'goesToVoicemail'>,
  clock: Clock,
): Telephony {
  const listeners: ((event: TelephonyEvent) => void)[] = [];
  engine.onEvent((event) => {
    for (const listener of listeners) listener(event);
  });
  return {
    capabilities: () => engine.capabilities(),
    start: () => engine.start(),
    drain: (limitMs) => engine.drain(limitMs),
    onEvent: (listener) => void listeners.push(listener),
    async dial(order) {
      await engine.dial(order);
      const phone =
        order.target.kind === 'station' && order.target.stationId.startsWith('handset:')
          ? order.target.stationId.slice('handset:'.length)
          : null;
      if (phone === null || !carrier.goesToVoicemail(phone)) return;
      clock.after(ringsForMs, () => {
        for (const listener of listeners)
          listener({ type: 'leg.machine', callId: order.callId, legId: order.legId, verdict: 'voicemail' });
      });
    },
    answer: (legId) => engine.answer(legId),
    hangup: (legId, cause, note) => engine.hangup(legId, cause, note),
    arrange: (arrangement) => engine.arrange(arrangement),
    sendKeys: (legId, keys) => engine.sendKeys(legId, keys),
    move: (order) => engine.move(order),
    tellRefer: (...told) => engine.tellRefer(...told),
    liveLegs: () => engine.liveLegs(),
  };
}
