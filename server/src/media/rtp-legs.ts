/** The plain RTP legs of one worker: opened and closed by order, mixed by the plane like all others. */
import type { Plane } from './plane.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.ts';
import type { DatagramSockets } from './sockets.ts';
import { createSparePorts } from './spare-ports.ts';
import { openUdpLeg, type UdpLeg, udpLegOn } from './udp-leg.ts';

export interface RtpLegs {
  /** True when the order was for these legs alone. `leg.close` is for both: it is taken here and passed on. */
  take(order: ToWorker): boolean;
  close(): void;
}

export function createRtpLegs(
  plane: Plane,
  sockets: DatagramSockets,
  settings: Pick<WorkerSettings, 'mediaAddress' | 'rtpSpares'>,
  report: (message: FromWorker) => void,
): RtpLegs {
  const legs = new Map<string, UdpLeg>();
  /** Asked to open and not yet open; closing one meanwhile must count. */
  const opening = new Set<string>();
  const spares = createSparePorts(
    sockets,
    settings.rtpSpares,
    settings.mediaAddress,
    (ports) => report({ type: 'rtp.spare', ports }),
    (reason) => report({ type: 'fault', reason }),
  );

  const begin = (callId: string, legId: string, leg: UdpLeg): void => {
    legs.set(legId, leg);
    plane.openLeg(callId, legId, leg, plane.createStream());
  };

  const open = async (order: ToWorker & { type: 'rtp.open' }): Promise<void> => {
    const { ask, callId, legId } = order;
    const known = legs.get(legId);
    if (known !== undefined) return report({ type: 'rtp.opened', ask, legId, port: known.port });
    opening.add(legId);
    const leg = await openUdpLeg(sockets, settings.mediaAddress);
    if (!opening.delete(legId)) {
      leg.close();
      throw new Error('closed while it was being opened');
    }
    begin(callId, legId, leg);
    report({ type: 'rtp.opened', ask, legId, port: leg.port });
  };

  const use = ({ callId, legId, port }: ToWorker & { type: 'rtp.use' }): void => {
    const pair = spares.take(port);
    if (pair === undefined) report({ type: 'fault', reason: `port ${port} is no spare` });
    else begin(callId, legId, udpLegOn(pair));
  };

  const setRemote = (order: ToWorker & { type: 'rtp.remote' }): void => {
    try {
      legs.get(order.legId)?.setRemote(order.remote);
      plane.renegotiated(order.legId, order.remote);
    } catch (error) {
      report({ type: 'fault', reason: `leg ${order.legId}: ${String(error)}` });
    }
  };

  const close = (legId: string): void => {
    opening.delete(legId);
    const pair = legs.get(legId)?.release();
    legs.delete(legId);
    if (pair !== undefined) spares.giveBack(pair);
  };

  return {
    take: (order) => {
      switch (order.type) {
        case 'rtp.open':
          open(order).catch((error: unknown) =>
            report({ type: 'rtp.failed', ask: order.ask, legId: order.legId, reason: String(error) }),
          );
          return true;
        case 'rtp.use':
          use(order);
          return true;
        case 'rtp.remote':
          setRemote(order);
          return true;
        case 'leg.close':
          close(order.legId);
          return false;
        default:
          return false;
      }
    },
    close: () => {
      for (const leg of legs.values()) leg.close();
      legs.clear();
      opening.clear();
      spares.close();
    },
  };
}
