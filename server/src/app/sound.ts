/** The call engine, set up as the environment says. */
import { createEngine, type Engine, type EngineOptions } from '../adapters/engine/engine.ts';
import { nativeIsUsable } from '../adapters/engine/worker-link.ts';
import type { Config } from '../config.ts';
import { recordingsFolder } from './recordings/files.ts';

/** Pairs of ports kept open ahead by each media worker: more phones than most teams ring at once. */
const SPARES = 64;

export function openSound(
  { dataDir, mediaSockets, mediaWorkers, sip }: Config,
  told: Pick<EngineOptions, 'onMeasured' | 'onUtterance' | 'log'>,
): Engine {
  return createEngine({
    webrtc: nativeIsUsable() ? 'native' : 'werift',
    ...(sip ? { mediaAddress: sip.host, rtpSpares: SPARES, workers: mediaWorkers } : {}),
    sockets: mediaSockets,
    recordings: recordingsFolder(dataDir),
    ...told,
  });
}
