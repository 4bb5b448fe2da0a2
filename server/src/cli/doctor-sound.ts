/** What `./baton doctor` looks at of the sound: threads, sockets, WebRTC. */
import { availableParallelism } from 'node:os';
import { type Config, defaultMediaWorkers } from '../config.ts';
import { toError } from '../errors.ts';
import { openSockets } from '../media/open-sockets.ts';
import { type Finding, ok, warn } from './finding.ts';

export function checkMediaWorkers({ sip, mediaWorkers }: Config): Finding {
  const processors = availableParallelism();
  const found = `${sip ? mediaWorkers : 1} on ${processors} processors`;
  if (!sip || mediaWorkers <= processors) return ok('media workers', found);
  const mend = `Set BATON_MEDIA_WORKERS to ${defaultMediaWorkers(processors)}, or leave it out.`;
  return warn('media workers', `${found}: they take time from each other and sound comes late`, mend);
}

/** Asked for by name and not to be had, they are a failure with its mend, thrown by who opens them. */
export async function checkMediaSockets({ mediaSockets }: Config): Promise<Finding> {
  const what = 'media sockets';
  const { sockets, why } = await openSockets(mediaSockets);
  sockets.close();
  if (sockets.kind === 'libc') return ok(what, "the system's own calls");
  if (why === undefined) return ok(what, "Node's own (BATON_MEDIA_SOCKETS)");
  return warn(
    what,
    `Node's own, at more processor time a packet: ${why}`,
    'Run npm ci (the package koffi, on Linux); without it BATON_MEDIA_SOCKETS=dgram silences this.',
  );
}

export async function checkWebRtc(): Promise<Finding> {
  const began = performance.now();
  try {
    await import('node-datachannel');
    return ok('WebRTC', `native module loaded in ${Math.round(performance.now() - began)} ms`);
  } catch (error) {
    const found = `the native module does not load (${toError(error).message.split('\n')[0]}); werift is used instead, at twice the processor time`;
    return warn(
      'WebRTC',
      found,
      'Run npm ci on this machine; the module has builds for Linux, macOS and Windows.',
    );
  }
}
