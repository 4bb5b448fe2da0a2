/**
 * The media workers of an engine: one call wholly in one of them. Worker 0 has the WebRTC library, which only one thread can;
 * a page's sound crosses to another worker when its call is there (`media/loans.ts`).
 *
 * A worker that dies takes its own calls with it and no other, and is started anew. With worker 0 all pages lose their connection:
 * their legs in other workers' calls wait for them to come back, as when a network drops.
 */
import { MessageChannel } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerSettings, WorkerStats } from '../../media/protocol.ts';
import { createPlacement } from './placement.ts';
import { nativeIsUsable, startWorker, type WorkerLink } from './worker-link.ts';

export interface MediaWorkersOptions {
  count: number;
  workerUrl: URL;
  settings: WorkerSettings;
  nowMs(): number;
  onReport(message: FromWorker): void;
  /** A worker is gone with the sound of these legs. */
  onLost(legIds: string[]): void;
  /** Another is there in its place. `hadPeers`: all peers are gone. */
  onRestarted(reason: string, hadPeers: boolean): void;
}

/** Of all workers together, and of each. */
export interface EngineStats extends WorkerStats {
  workers: WorkerStats[];
}

type Of<K extends 'callId' | 'legId'> = Extract<ToWorker, Record<K, string>>;

export interface MediaWorkers {
  /** Rejects when one does not start. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** An order about a peer. */
  toPeers(order: Extract<ToWorker, { peerId: string }>): void;
  toCall(order: Of<'callId'>): void;
  /** Nothing happens when the leg is nowhere. */
  toLeg(order: Exclude<Of<'legId'>, { callId: string }>): void;
  /** Binds a leg to a page's peer; again after it came back. */
  openLeg(callId: string, legId: string, peerId: string): void;
  /** The port of a plain RTP leg; rejects when none is free. */
  openRtp(callId: string, legId: string): Promise<number>;
  /** The same without a wait, on a spare of the call's worker; undefined when it has none. */
  openRtpNow(callId: string, legId: string): number | undefined;
  closeLeg(legId: string): void;
  /** Rejects while a worker is away. `collect`: after a full collection of garbage. */
  stats(collect?: boolean): Promise<EngineStats>;
}

/** The one with the WebRTC library. */
const PEERS = 0;

export function createMediaWorkers(options: MediaWorkersOptions): MediaWorkers {
  const { count, nowMs } = options;
  const placement = createPlacement(count);
  const links: (WorkerLink | undefined)[] = new Array(count).fill(undefined);
  const spares: number[][] = Array.from({ length: count }, () => []);
  let running = false;

  const boot = async (worker: number): Promise<WorkerLink> => {
    const { webrtc } = options.settings;
    // A native library whose thread died cannot come back in this process; calls can, on the other library.
    const mine = webrtc === 'native' && !nativeIsUsable() ? 'werift' : webrtc;
    const link = await startWorker(
      options.workerUrl,
      { ...options.settings, webrtc: worker === PEERS ? mine : 'none' },
      (message) => {
        if (message.type === 'rtp.spare') spares[worker]!.push(...message.ports);
        else options.onReport(message);
      },
      (reason) => {
        if (running) void revive(worker, reason);
      },
    );
    links[worker] = link;
    placement.up(worker);
    return link;
  };

  /** Sound of its calls is gone with a worker: they end, and the next ones get a new worker. */
  const revive = async (worker: number, reason: string): Promise<void> => {
    links[worker] = undefined;
    spares[worker] = [];
    options.onLost(placement.lose(worker));
    const link = await boot(worker);
    if (running) options.onRestarted(`worker ${worker} of ${count}: ${reason}`, worker === PEERS);
    else await link.stop();
  };

  const stop = async (): Promise<void> => {
    running = false;
    await Promise.all(links.map((link) => link?.stop()));
    links.fill(undefined);
  };

  return {
    start: async () => {
      try {
        await Promise.all(links.map((_, worker) => boot(worker)));
      } catch (error) {
        await stop();
        throw error;
      }
      running = true;
    },
    stop,
    toPeers: (order) => links[PEERS]?.send(order),
    toCall: (order) => links[placement.place(order.callId, nowMs())]?.send(order),
    toLeg: (order) => {
      const worker = placement.workerOf(order.legId);
      if (worker !== undefined) links[worker]?.send(order);
    },
    openLeg: (callId, legId, peerId) => {
      // A call that begins with a page is best where the page's connection is.
      const worker = placement.enter(callId, legId, nowMs(), PEERS);
      if (worker === PEERS) {
        links[PEERS]?.send({ type: 'leg.open', callId, legId, peerId });
        return;
      }
      const { port1, port2 } = new MessageChannel();
      links[PEERS]?.send({ type: 'peer.lend', peerId, port: port1 }, [port1]);
      links[worker]?.send({ type: 'leg.borrow', callId, legId, port: port2 }, [port2]);
    },
    openRtp: async (callId, legId) => {
      const link = links[placement.enter(callId, legId, nowMs())];
      if (link !== undefined) {
        const reply = await link.ask({ type: 'rtp.open', callId, legId });
        if (reply.type === 'rtp.opened') return reply.port;
        placement.leave(legId);
        throw new Error(reply.type === 'rtp.failed' ? reply.reason : 'the media worker gave another answer');
      }
      placement.leave(legId);
      throw new Error('the media worker is not running');
    },
    openRtpNow: (callId, legId) => {
      const worker = placement.place(callId, nowMs());
      const port = links[worker] === undefined ? undefined : spares[worker]!.shift();
      if (port === undefined) return undefined;
      placement.enter(callId, legId, nowMs());
      links[worker]?.sendSoon({ type: 'rtp.use', callId, legId, port });
      return port;
    },
    closeLeg: (legId) => {
      const worker = placement.leave(legId);
      if (worker !== undefined) links[worker]?.sendSoon({ type: 'leg.close', legId });
    },
    stats: async (collect) => {
      const all = links.map((link) => {
        if (link === undefined) throw new Error('the media worker is not running');
        return link.stats(collect);
      });
      return sumStats(await Promise.all(all));
    },
  };
}

function sumStats(workers: WorkerStats[]): EngineStats {
  const sum = (of: (stats: WorkerStats) => number): number =>
    workers.reduce((total, stats) => total + of(stats), 0);
  const most = (of: (stats: WorkerStats) => number): number => Math.max(...workers.map(of));
  return {
    sockets: workers.every(({ sockets }) => sockets === 'libc') ? 'libc' : 'dgram',
    rooms: sum((stats) => stats.rooms),
    peers: sum((stats) => stats.peers),
    legs: workers.flatMap((stats) => stats.legs),
    lateP99Ms: most((stats) => stats.lateP99Ms),
    lateMaxMs: most((stats) => stats.lateMaxMs),
    skippedTicks: sum((stats) => stats.skippedTicks),
    // Of the whole process, whoever tells it.
    cpuMicros: most((stats) => stats.cpuMicros),
    heapBytes: sum((stats) => stats.heapBytes),
    threadCpuMs: sum((stats) => stats.threadCpuMs),
    workers,
  };
}
