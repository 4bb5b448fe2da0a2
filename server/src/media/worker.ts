/**
 * A media worker: the entry of its thread. It owns the clock, all sockets of its calls and the WebRTC library; here
 * the pieces are put together and nothing is decided.
 */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { BUCKETS, type Clock, startClock } from './clock.ts';
import { createPacing, type Pacing } from './pacing.ts';
import { createPlane, type Plane, type PlaneDeps } from './plane.ts';
import type { FromWorker, ToWorker, WorkerData, WorkerSettings } from './protocol.ts';
import { createRecordingFile } from './recording-file.ts';
import { createRtpLegs, type RtpLegs } from './rtp-legs.ts';
import { makeAllTones } from './tones.ts';
import type { PeerMaker } from './transport.ts';

if (parentPort === null) throw new Error('media/worker is started by the engine, as a worker thread');
const port = parentPort;
const exitLatch = new Int32Array((workerData as WorkerData).exitLatch);
/** Nobody ever wakes it: a place to sleep on for a while. */
const pillow = new Int32Array(new SharedArrayBuffer(4));
const report = (message: FromWorker): void => port.postMessage(message);

interface Running {
  plane: Plane;
  clock: Clock;
  pacing: Pacing;
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
  const peers = await loadPeers(settings);
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
  const pacing = createPacing(
    () => performance.now(),
    (ms) => void Atomics.wait(pillow, 0, 0, ms),
  );
  const clock = startClock(
    () => performance.now(),
    (bucket, dueMs) => {
      plane.step(bucket, dueMs);
      pacing.note(plane.taken());
      if (bucket === 0 && Atomics.load(exitLatch, 0) === 1) leaveNow();
    },
    pacing.afterLook,
  );
  running = { plane, clock, pacing, peers, rtpLegs: createRtpLegs(plane, settings, report) };
  report({ type: 'ready' });
}

async function free(): Promise<void> {
  const { plane, clock, pacing, peers, rtpLegs } = running ?? {};
  running = undefined;
  clock?.stop();
  pacing?.stop();
  const written = plane?.close();
  rtpLegs?.close();
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

function answerStats(ask: number, collect: boolean, { plane, clock }: Running): void {
  if (collect) collectGarbage();
  const late = clock.takeLateness();
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  report({
    type: 'stats',
    ask,
    stats: {
      ...plane.figures(),
      lateP99Ms: late.p99Ms,
      lateMaxMs: late.maxMs,
      skippedTicks: late.skipped,
      cpuMicros: cpu.user + cpu.system,
      heapBytes: memory.heapUsed + memory.arrayBuffers,
      threadCpuMs: threadCpuMs(),
    },
  });
}

port.on('message', (order: ToWorker) => {
  if (order.type === 'start') {
    start(order.settings).catch((error: unknown) => report({ type: 'start.failed', reason: String(error) }));
  } else if (order.type === 'stop') {
    void free().then(() => report({ type: 'stopped' }));
  } else if (running !== undefined) {
    if (order.type === 'stats') answerStats(order.ask, order.collect === true, running);
    else if (!running.rtpLegs.take(order)) running.plane.take(order);
  }
});
