/** Programs from Debian that Baton can use and that no npm package brings, and what is lost without each. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { childEnvironment, readConfig } from '../config.ts';

export interface Program {
  /** Names under which it may be installed; the first that is found counts. */
  names: readonly string[];
  debianPackage: string;
  /** What does not work without it. */
  lost: string;
  /** Whether the product uses it, or tests alone. */
  use: 'product' | 'tests';
  /** Its package starts a server of its own where systemd runs: there a person installs it, or nobody. */
  startsServer?: true;
}

export const PROGRAMS = {
  'espeak-ng': {
    names: ['espeak-ng'],
    debianPackage: 'espeak-ng',
    lost: 'spoken briefs: the agent hears a tone and reads the brief on screen',
    use: 'product',
  },
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debianPackage: 'chromium',
    lost: 'browser tests (*.browser.test.ts)',
    use: 'tests',
  },
  sipp: { names: ['sipp'], debianPackage: 'sip-tester', lost: 'tests of SIP against SIPp', use: 'tests' },
  baresip: {
    names: ['baresip'],
    debianPackage: 'baresip-core',
    lost: 'tests of SIP against baresip phones',
    use: 'tests',
  },
  kamailio: {
    names: ['kamailio'],
    debianPackage: 'kamailio',
    lost: 'tests of SIP against a carrier that is kamailio',
    use: 'tests',
    startsServer: true,
  },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;
export const ALL_PROGRAMS = Object.keys(PROGRAMS) as ProgramName[];

/** Full path of the program; null when it is not installed. */
export function findProgram(name: ProgramName): string | null {
  const configured = name === 'chromium' ? readConfig().chromium : null;
  if (configured !== null) return existsSync(configured) ? configured : null;
  for (const candidate of PROGRAMS[name].names) {
    const found = spawnSync('/bin/sh', ['-c', 'command -v "$0"', candidate], { encoding: 'utf8' });
    if (found.status === 0 && found.stdout.trim() !== '') return found.stdout.trim();
  }
  return null;
}

export function installCommand(names: readonly ProgramName[]): string {
  const packages = names.map((name) => PROGRAMS[name].debianPackage).join(' ');
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`;
}

/** Whether we may install: root, on a system with apt. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Is there only where systemd is what runs the machine. */
const SYSTEMD = '/run/systemd/system';
const INSTALL_TIMEOUT_MS = 900_000;
const SAY_EVERY_MS = 15_000;

/**
 * Installs what is missing when we are root on Debian.
 * @returns the programs that are still missing, whatever the reason
 */
export async function ensurePrograms(
  names: readonly ProgramName[],
  say: (line: string) => void,
): Promise<ProgramName[]> {
  const missing = names.filter((name) => findProgram(name) === null);
  const wanted = missing.filter((name) => !('startsServer' in PROGRAMS[name] && existsSync(SYSTEMD)));
  if (wanted.length === 0 || !canInstall()) return missing;
  const packages = wanted.map((name) => PROGRAMS[name].debianPackage);
  say(`installing Debian packages: ${packages.join(', ')}`);
  const updated = await apt(['update', '-q'], say);
  const installed = await apt(['install', '-y', '-q', '--no-install-recommends', ...packages], say);
  if (!installed.ok) {
    say(`  apt-get install failed${updated.ok ? '' : ' (and so did apt-get update)'}; its last lines:`);
    for (const line of (installed.output || updated.output).trim().split('\n').slice(-4)) say(`    ${line}`);
  }
  return names.filter((name) => findProgram(name) === null);
}

async function apt(args: string[], say: (line: string) => void): Promise<{ ok: boolean; output: string }> {
  const child = spawn('apt-get', [...args, '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'], {
    env: childEnvironment({ DEBIAN_FRONTEND: 'noninteractive' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: INSTALL_TIMEOUT_MS,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-8_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const began = performance.now();
  const still = setInterval(() => {
    say(`  apt-get ${args[0]} is still working, ${Math.round((performance.now() - began) / 1000)} s`);
  }, SAY_EVERY_MS);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  clearInterval(still);
  return { ok: code === 0, output };
}
