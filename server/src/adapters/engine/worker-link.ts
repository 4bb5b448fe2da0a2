/**
 * Starts a media worker, talks to it, and gets it off the process cleanly.
 *
 * The native WebRTC library can be loaded by one thread of a process, once: a second thread aborts the process, even
 * after the first has ended. So a thread that has loaded it is never ended; when its engine stops, it is emptied and
 * parked, keeps nothing alive, and serves the next engine.
 */
import { type MessagePort, Worker } from 'node:worker_threads';
import { BatonError } from '../../errors.ts';
import type { FromWorker, ToWorker, WorkerData, WorkerSettings, WorkerStats } from '../../media/protocol.ts';

const READY_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 5_000;
const ASK_LIMIT_MS = 2_000;
/** How long a process that exits without `stop` waits for the worker to free its native parts. */
const EXIT_WAIT_MS = 500;
/**
 * All garbage of a media thread dies within milliseconds. A small nursery is collected often and in a fraction of a millisecond;
 * the default one, grown to 48 MB, once a second for up to 20 ms where other programs want the processor.
 */
const YOUNG_MB = 6;

/** Orders that wait for the end of a turn, at most. */
const MAX_SOON = 256;

type Reply = FromWorker & { ask: number };
/** Without the `ask`, which is the link's own. Distributes over the union. */
type Question<T> = T extends { ask: number } ? Omit<T, 'ask'> : never;

function failureOf({ reason, hint }: FromWorker & { type: 'start.failed' }): Error {
  return hint === undefined ? new Error(reason) : new BatonError('BAD_CONFIG', reason, { hint });
}

export interface WorkerLink {
  send(order: ToWorker, transfer?: readonly MessagePort[]): void;
  /**
   * The same after the work at hand, or before the next `send`: fifty legs to be opened or closed must not wake the thread while
   * the INVITEs or CANCELs of the same fifty are being written.
   */
  sendSoon(order: ToWorker): void;
  /** Rejects when the worker does not answer within 2 s or is gone. */
  ask(question: Question<ToWorker>): Promise<Reply>;
  stats(collect?: boolean): Promise<WorkerStats>;
  stop(): Promise<void>;
}

interface Thread {
  worker: Worker;
  latch: Int32Array;
}

/** 'never': no thread has loaded it. 'dead': the thread that had it is gone, and no other may load it. */
let native: Thread | 'never' | 'busy' | 'dead' = 'never';

/** Whether this process can still start a worker with the native library. */
export function nativeIsUsable(): boolean {
  return native !== 'dead';
}

function takeThread(workerUrl: URL, wantsNative: boolean): Thread {
  if (wantsNative && native === 'busy')
    throw new Error(
      'native WebRTC is in use by another engine of this process; use webrtc: werift for this one',
    );
  if (wantsNative && native === 'dead')
    throw new Error('native WebRTC cannot be loaded a second time in this process; use webrtc: werift');
  const parked = wantsNative && typeof native === 'object' ? native : undefined;
  if (wantsNative) native = 'busy';
  if (parked !== undefined) return parked;
  const exitLatch = new SharedArrayBuffer(4);
  const worker = new Worker(workerUrl, {
    workerData: { exitLatch } satisfies WorkerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  return { worker, latch: new Int32Array(exitLatch) };
}

/** Resolves when the worker is ready; rejects when it does not start. `onGone` is called if it dies by itself. */
export async function startWorker(
  workerUrl: URL,
  settings: WorkerSettings,
  onMessage: (message: FromWorker) => void,
  onGone: (reason: string) => void,
): Promise<WorkerLink> {
  const wantsNative = settings.webrtc === 'native';
  const thread = takeThread(workerUrl, wantsNative);
  const { worker, latch } = thread;
  const asked = new Map<number, (reply: Reply) => void>();
  let nextAsk = 1;
  let stopping = false;
  let gone = false;
  let onReady: ((failure: Error | undefined) => void) | undefined;
  let onStopped: (() => void) | undefined;

  const take = (message: FromWorker): void => {
    if (message.type === 'ready') {
      onMessage(message);
      onReady?.(undefined);
    } else if (message.type === 'start.failed') onReady?.(failureOf(message));
    else if (message.type === 'stopped') onStopped?.();
    else if ('ask' in message) {
      asked.get(message.ask)?.(message);
      asked.delete(message.ask);
    } else onMessage(message);
  };
  const freeOnExit = (): void => {
    Atomics.store(latch, 0, 1);
    Atomics.wait(latch, 0, 1, EXIT_WAIT_MS);
  };
  const letGo = (): void => {
    gone = true;
    worker.off('message', take);
    worker.off('error', onError);
    worker.off('exit', onExit);
    process.off('exit', freeOnExit);
  };
  const end = (reason: string): void => {
    if (gone) return;
    letGo();
    if (wantsNative) native = 'dead';
    onReady?.(new Error(reason));
    onStopped?.();
    if (!stopping) onGone(reason);
  };
  const onError = (error: Error): void => end(`the media worker failed: ${error.message}`);
  const onExit = (code: number): void => end(`the media worker ended with code ${code}`);

  const soon: ToWorker[] = [];
  const sendWaiting = (): void => {
    for (const order of soon.splice(0)) if (!gone) worker.postMessage(order);
  };
  const sendSoon = (order: ToWorker): void => {
    // After the microtasks of this turn, and so after the datagrams that wait for their end.
    if (soon.push(order) === 1) process.nextTick(sendWaiting);
    else if (soon.length === MAX_SOON) sendWaiting();
  };
  const send = (order: ToWorker, transfer: readonly MessagePort[] = []): void => {
    sendWaiting();
    if (!gone) worker.postMessage(order, transfer);
  };

  worker.on('message', take);
  worker.on('error', onError);
  worker.on('exit', onExit);
  process.on('exit', freeOnExit);
  worker.ref();
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => onReady?.(new Error('the media worker did not start in time')),
      READY_LIMIT_MS,
    );
    onReady = (failure) => {
      onReady = undefined;
      clearTimeout(limit);
      if (failure === undefined) resolve();
      else reject(failure);
    };
    send({ type: 'start', settings });
  });

  const ask = (question: Question<ToWorker>): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const number = nextAsk;
      nextAsk += 1;
      const limit = setTimeout(() => {
        asked.delete(number);
        reject(new Error('the media worker does not answer'));
      }, ASK_LIMIT_MS);
      asked.set(number, (reply) => {
        clearTimeout(limit);
        resolve(reply);
      });
      send({ ...question, ask: number } as ToWorker);
    });

  const stop = async (): Promise<void> => {
    if (gone || stopping) return;
    stopping = true;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, STOP_LIMIT_MS);
      onStopped = () => {
        clearTimeout(limit);
        resolve();
      };
      send({ type: 'stop' });
    });
    if (gone) return;
    letGo();
    if (wantsNative) {
      native = thread;
      worker.unref();
    } else {
      await worker.terminate();
    }
  };

  const stats = async (collect = false): Promise<WorkerStats> => {
    const reply = await ask({ type: 'stats', collect });
    if (reply.type !== 'stats') throw new Error('the media worker gave another answer');
    return reply.stats;
  };

  return { send, sendSoon, ask, stats, stop };
}
