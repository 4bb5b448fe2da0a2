// Bundles one corpus script with esbuild and runs it: node server/corpus/run.mjs train|evaluate [args]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const name = process.argv[2];
if (!name || !/^[a-z-]+$/.test(name)) {
  console.error('usage: node server/corpus/run.mjs train|evaluate|peers [args]');
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'baton-corpus-'));
const outfile = join(dir, `${name}.mjs`);
await build({
  entryPoints: [new URL(`./${name}.ts`, import.meta.url).pathname],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'error',
});
const done = spawnSync(process.execPath, [outfile, ...process.argv.slice(3)], { stdio: 'inherit' });
rmSync(dir, { recursive: true, force: true });
process.exit(done.status ?? 1);
