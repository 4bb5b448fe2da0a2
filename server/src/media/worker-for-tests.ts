/**
 * Builds the media worker from its sources for tests and for benchmarks run from sources: Node cannot start a thread
 * from TypeScript. The bundle lies beside node_modules, so that the two WebRTC libraries are found from it.
 */
import { mkdirSync, renameSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

let built: Promise<URL> | undefined;

/** Where the built worker lies; built once per process. Give it to `createEngine({ workerUrl })`. */
export function mediaWorkerUrl(): Promise<URL> {
  built ??= buildWorker();
  return built;
}

async function buildWorker(): Promise<URL> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const folder = `${root}node_modules/.cache/baton`;
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}/media-worker-${process.pid}.mjs`;
  await build({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['node-datachannel', 'werift', 'koffi'],
    outfile,
    logLevel: 'error',
  });
  // Several test processes build at once; a rename never shows a half-written file.
  const final = `${folder}/media-worker.mjs`;
  renameSync(outfile, final);
  return pathToFileURL(final);
}
