/**
 * `./baton test [FILTER...]`: types, lint, then every test with vitest (pure, property, PostgreSQL, contract,
 * simulation), then one by one those that drive browsers and real SIP peers or measure speed. Ends with `N passed, N failed` on a line of its own.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { childEnvironment, readConfig } from '../config.ts';
import { BatonError } from '../errors.ts';
import {
  ALL_PROGRAMS,
  ensurePrograms,
  findProgram,
  installCommand,
  PROGRAMS,
  type ProgramName,
} from './debian.ts';
import { print, progress } from './output.ts';
import {
  add,
  type Counts,
  closingLine,
  countsOf,
  NOTHING,
  one,
  repeated,
  toRepeat,
  type VitestReport,
} from './test-summary.ts';

const CHECK_TIMEOUT_MS = 300_000;
const RUN_TIMEOUT_MS = 2_400_000;
const SERIAL_TIMEOUT_MS = 3_600_000;

interface Step {
  title: string;
  work: () => Promise<Counts>;
}

/** @returns 0 when nothing failed */
export async function run(argv: string[]): Promise<number> {
  const option = argv.find((word) => word.startsWith('-'));
  if (option !== undefined) {
    throw new BatonError('USAGE', `./baton test has no option ${option}.`, {
      hint: './baton test FILTER runs the test files whose path contains FILTER; for more use npx vitest.',
    });
  }
  const { root } = readConfig();
  const began = performance.now();
  const missing = await ensurePrograms(ALL_PROGRAMS, progress);
  const browser = browserTests(root, argv);
  const steps: Step[] = [
    ...(argv.length === 0 ? checks(root) : []),
    { title: 'tests', work: () => vitest(root, 'vitest.config.ts', argv, RUN_TIMEOUT_MS) },
  ];
  // those that drive a browser are left out when there is none; the others stay
  const without = missing.includes('chromium') ? ['--exclude=**/*.browser.test.ts'] : [];
  steps.push({
    title: 'tests that run alone (browsers, real SIP peers, benches)',
    work: () => vitest(root, 'vitest.serial.config.ts', [...without, ...argv], SERIAL_TIMEOUT_MS),
  });

  let total = NOTHING;
  const verdicts: string[] = [];
  for (const [index, step] of steps.entries()) {
    print(`\n[${index + 1}/${steps.length}] ${step.title}`);
    const stepBegan = performance.now();
    const counts = await step.work();
    total = add(total, counts);
    const seconds = ((performance.now() - stepBegan) / 1000).toFixed(1);
    verdicts.push(
      `${counts.failed > 0 ? 'FAIL' : 'ok  '}  ${step.title}: ${closingLine(counts)} (${seconds} s)`,
    );
    print(verdicts.at(-1));
  }
  const skippedFiles = missing.includes('chromium') ? browser.length : 0;
  total = add(total, { passed: 0, failed: 0, skipped: skippedFiles });

  print(`\nSummary, ${Math.round((performance.now() - began) / 1000)} s`);
  for (const verdict of verdicts) print(`  ${verdict}`);
  for (const line of missingLines(missing, skippedFiles)) print(`  ${line}`);
  if (total.passed + total.failed === 0) print(`  no test file matches ${argv.join(' ')}`);
  print(closingLine(total));
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

function checks(root: string): Step[] {
  const tsc = 'node_modules/typescript/bin/tsc';
  const steps: Step[] = [
    { title: 'types of the server', work: () => check(root, tsc, ['-p', 'tsconfig.json', '--noEmit']) },
  ];
  if (existsSync(path.join(root, 'console/tsconfig.json'))) {
    steps.push({
      title: 'types of the console',
      work: () => check(root, tsc, ['-p', 'console/tsconfig.json', '--noEmit']),
    });
  }
  steps.push({ title: 'builds', work: async () => one(builtParts(root)) });
  const biome = ['check', '--diagnostic-level=error', '--max-diagnostics=12', '--no-errors-on-unmatched'];
  steps.push({ title: 'lint', work: () => check(root, 'node_modules/@biomejs/biome/bin/biome', biome) });
  return steps;
}

/** The launcher builds before it runs us; a part that failed has left no stamp. */
function builtParts(root: string): boolean {
  const missing = ['server', 'console'].filter((part) => !existsSync(path.join(root, 'dist', `.${part}`)));
  for (const part of missing) print(`The ${part} is not built: node scripts/build.mjs ${part} says why.`);
  return missing.length === 0;
}

async function check(root: string, program: string, args: string[]): Promise<Counts> {
  return one((await runNode(root, [program, ...args], CHECK_TIMEOUT_MS)) === 0);
}

/** Files that failed are run once more from a clean start, alone; the output says which. */
async function vitest(root: string, config: string, filters: string[], timeoutMs: number): Promise<Counts> {
  const first = await runVitest(root, config, filters, timeoutMs);
  const files = toRepeat(first.report, first.code);
  if (first.report === null || files.length === 0) return countsOf(first.report, first.code);
  const names = files.map((file) => path.relative(root, file));
  progress(`failed, and run once more alone: ${names.join(', ')}`);
  const second = await runVitest(root, config, ['--no-file-parallelism', ...names], timeoutMs);
  return repeated(first.report, files, countsOf(second.report, second.code));
}

async function runVitest(
  root: string,
  config: string,
  filters: string[],
  timeoutMs: number,
): Promise<{ report: VitestReport | null; code: number | null }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'baton-report-'));
  const file = path.join(dir, 'report.json');
  try {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', config, '--passWithNoTests'];
    args.push('--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters);
    const code = await runNode(root, args, timeoutMs);
    return { report: readReport(file), code };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

/** Its output goes straight to ours. A signal to us reaches it too, so that Ctrl-C leaves nothing running. */
async function runNode(root: string, args: string[], timeoutMs: number): Promise<number | null> {
  const env = childEnvironment({
    BATON_CHROMIUM: findProgram('chromium') ?? undefined,
    // colours are for terminals; vitest would also colour a log of continuous integration
    ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
  });
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.once('SIGINT', pass).once('SIGTERM', pass);
  const timer = setTimeout(() => {
    progress(`took longer than ${timeoutMs / 60_000} minutes and is stopped`);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 20_000).unref();
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  clearTimeout(timer);
  process.off('SIGINT', pass).off('SIGTERM', pass);
  if (code === null || code === 130 || code === 143) progress('the run was broken off');
  return code;
}

/** Browser test files that the filters leave. */
function browserTests(root: string, filters: string[]): string[] {
  const files = ['server', 'console']
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }))
    .filter((file) => file.endsWith('.browser.test.ts') && !file.includes('node_modules'));
  return files.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
}

function missingLines(missing: ProgramName[], skippedFiles: number): string[] {
  if (missing.length === 0) return [];
  const lines = missing.map((name) => `skipped without ${name}: ${PROGRAMS[name].lost}`);
  if (skippedFiles > 0) lines.push(`(${skippedFiles} browser test files were skipped)`);
  return [...lines, `to run them: ${installCommand(missing)}`];
}
