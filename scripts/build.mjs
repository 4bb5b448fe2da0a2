/**
 * Builds dist/: `server` with tsc (dist/server, dist/contract), `console` with Vite (dist/console), or both.
 * Each part leaves a stamp file, dated before the build began, so that a file saved meanwhile counts as newer.
 *
 *   node scripts/build.mjs [server] [console]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
process.chdir(root);
mkdirSync('dist', { recursive: true });
const parts = process.argv.slice(2);
const wants = (part) => parts.length === 0 || parts.includes(part);

if (wants('server')) build('server', buildServer);
if (wants('console')) {
  if (existsSync('console/index.html')) build('console', buildConsole);
  else say('console/index.html is not there: the console is not built');
}

function build(name, work) {
  const began = new Date();
  rmSync(`dist/.${name}`, { force: true });
  say(`building the ${name}`);
  const complete = work();
  say(`  ${name} built in ${((Date.now() - began.getTime()) / 1000).toFixed(1)} s`);
  if (!complete) return; // not stamped, so that the next start says again what is wrong
  writeFileSync(`dist/.${name}`, '');
  utimesSync(`dist/.${name}`, began, began);
}

function buildServer() {
  // only what the build writes; the locks and stamps beside it stay
  for (const part of ['server', 'contract']) rmSync(`dist/${part}`, { recursive: true, force: true });
  const done = spawnSync(
    process.execPath,
    [tool('typescript', 'bin/tsc'), '-p', 'scripts/tsconfig.build.json'],
    {
      encoding: 'utf8',
      maxBuffer: 64_000_000,
    },
  );
  if (done.status === 0) return true;
  const errors = done.stdout.split('\n').filter((line) => line.includes('error TS'));
  if (errors.length > 0 && existsSync('dist/server/src/cli/main.js')) {
    // The program is written all the same.
    say(`  ${errors.length} type errors, which ./baton test counts as failures; the first ones:`);
    for (const line of errors.slice(0, 5)) say(`    ${line}`);
    return false;
  }
  process.stderr.write(done.stdout + done.stderr);
  process.exit(1);
}

function buildConsole() {
  const args = [
    tool('vite', 'bin/vite.js'),
    'build',
    '--config',
    'console/vite.config.ts',
    '--logLevel',
    'warn',
  ];
  const done = spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status !== 0) {
    say('the console was not built; the lines above say why');
    process.exit(1);
  }
  return true;
}

function tool(packageName, file) {
  return path.join(root, 'node_modules', packageName, file);
}

function say(line) {
  process.stderr.write(`baton: ${line}\n`);
}
