/**
 * A media worker: the entry of its thread. It owns the clock, all sockets of its calls and the WebRTC library; here
 * the pieces are put together and nothing is decided.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { isBatonError } from '../errors.ts';
import { BUCKETS, type Clock, startClock } from './clock.ts';
import { openSockets } from './open-sockets.ts';
import { createPacing } from './pacing.ts';
import { createPlane, type Plane, type PlaneDeps } from './plane.ts';
import type { FromWorker, ToWorker, WorkerData, WorkerSettings } from './protocol.ts';
import { createRecordingFile } from './recording-file.ts';
import { createRtpLegs, type RtpLegs } from './rtp-legs.ts';
import type { DatagramSockets } from './sockets.ts';
import { makeAllTones } from './tones.ts';
import type { PeerMaker } from './transport.ts';

if (parentPort === null) throw new Error('media/worker is started by the engine, as a worker thread');
const port = parentPort;
const exitLatch = new Int32Array((workerData as WorkerData).exitLatch);
const report = (message: FromWorker): void => port.postMessage(message);

interface Running {
  plane: Plane;
  clock: Clock;
  sockets: DatagramSockets;
  peers: PeerMaker | undefined;
  rtpLegs: RtpLegs;
}

let running: Running | undefined;

async function loadPeers(settings: WorkerSettings): Promise<PeerMaker | undefined> {
  if (settings.webrtc === 'native')
    return (await import('../adapters/webrtc/native.ts')).createNativePeers(settings.mediaAddress);
  if (settings.webrtc === 'werift')
    return (await import('../adapters/webrtc/werift.ts')).createWeriftPeers(settings.mediaAddress);
  return undefined;
}

function recordingInto(folder: string | undefined): Pick<PlaneDeps, 'openRecording'> {
  if (folder === undefined) return {};
  return { openRecording: (id, onFailure) => createRecordingFile(folder, id, onFailure) };
}

async function start(settings: WorkerSettings): Promise<void> {
  const { sockets, why } = await openSockets(settings.sockets);
  const peers = await loadPeers(settings).catch((error: unknown) => {
    sockets.close();
    throw error;
  });
  makeAllTones();
  const plane = createPlane(
    {
      report,
      peers,
      nowMs: () => performance.now(),
      wallMs: () => Date.now(),
      random32: () => Math.floor(Math.random() * 4_294_967_296),
      ...recordingInto(settings.recordings),
    },
    BUCKETS,
  );
  const pacing = createPacing();
  const clock = startClock(
    () => performance.now(),
    (bucket, dueMs) => {
      // What came by now is in this tick, not in the next one.
      sockets.look();
      plane.step(bucket, dueMs);
      sockets.wakeForEach(!pacing.isBusy(plane.taken(), dueMs));
      if (bucket === 0 && Atomics.load(exitLatch, 0) === 1) leaveNow();
    },
  );
  running = { plane, clock, sockets, peers, rtpLegs: createRtpLegs(plane, sockets, settings, report) };
  report({ type: 'ready', sockets: sockets.kind, why });
}

async function free(): Promise<void> {
  const { plane, clock, sockets, peers, rtpLegs } = running ?? {};
  running = undefined;
  clock?.stop();
  const written = plane?.close();
  rtpLegs?.close();
  sockets?.close();
  await peers?.shutdown();
  await written;
}

/** The process is ending and its main thread waits: free the native library, or its threads abort the process. */
function leaveNow(): void {
  void free();
  Atomics.store(exitLatch, 0, 2);
  Atomics.notify(exitLatch, 0);
}

/** Linux counts it in nanoseconds, first of the numbers of this file; reading it is done in this very thread. */
function threadCpuMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return performance.eventLoopUtilization().active;
  }
}

/** A full collection of garbage, without a flag at start: the flag is set and the function fetched from a new context. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function answerStats(ask: number, collect: boolean, { plane, clock, sockets }: Running): void {
  if (collect) collectGarbage();
  const late = clock.takeLateness();
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  report({
    type: 'stats',
    ask,
    stats: {
      ...plane.figures(),
      sockets: sockets.kind,
      lateP99Ms: late.p99Ms,
      lateMaxMs: late.maxMs,
      skippedTicks: late.skipped,
      cpuMicros: cpu.user + cpu.system,
      heapBytes: memory.heapUsed + memory.arrayBuffers,
      threadCpuMs: threadCpuMs(),
    },
  });
}

// The system frees what belongs to a process, not to a thread: one that fails would keep its ports.
process.on('exit', () => running?.sockets.close());

port.on('message', (order: ToWorker) => {
  if (order.type === 'start') {
    start(order.settings).catch((error: unknown) =>
      report({
        type: 'start.failed',
        ...(isBatonError(error) ? { reason: error.message, hint: error.hint } : { reason: String(error) }),
      }),
    );
  } else if (order.type === 'stop') {
    void free().then(() => report({ type: 'stopped' }));
  } else if (running !== undefined) {
    if (order.type === 'stats') answerStats(order.ask, order.collect === true, running);
    else if (!running.rtpLegs.take(order)) running.plane.take(order);
  }
});
