/** Every command, once: what help prints is what main dispatches. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS } from '../config.ts';
import { columns } from './output.ts';

export interface Command {
  name: string;
  usage: string;
  summary: string;
  /** Modules of this folder that may hold it, the first that exists counts; and the function's name. */
  files: readonly string[];
  entry: string;
  /** `run(argv)`, or `run(argv, stdin, stdout)` for filters. */
  kind: 'run' | 'filter';
}

const run = { entry: 'run', kind: 'run' } as const;

export const COMMANDS: readonly Command[] = [
  {
    ...run,
    name: 'start',
    usage: '',
    summary: 'start Baton and print the addresses to open',
    files: ['start'],
  },
  {
    ...run,
    name: 'test',
    usage: '[FILTER...]',
    summary: 'run every test, or those whose file name contains FILTER',
    files: ['test'],
  },
  {
    ...run,
    name: 'doctor',
    usage: '',
    summary: 'say what is missing or wrong, and how to mend it',
    files: ['doctor'],
  },
  {
    ...run,
    name: 'leads',
    usage: 'import FILE',
    summary: 'bring leads in from a CSV file, with an error for each bad row',
    files: ['leads'],
  },
  {
    name: 'read',
    usage: '[--score FILE]',
    summary: 'judge conversations from standard input (JSON Lines), or score a file of them',
    files: ['read'],
    entry: 'runRead',
    kind: 'filter',
  },
  {
    name: 'brief',
    usage: '',
    summary: 'write the brief an agent would hear, for conversations from standard input',
    files: ['brief', 'read'],
    entry: 'runBrief',
    kind: 'filter',
  },
  {
    name: 'calibrate',
    usage: '[--report] [--json]',
    summary:
      'thresholds of readiness by their cost, with the evidence of the floor; proposes, changes nothing',
    files: ['calibrate', 'read', 'brief'],
    entry: 'runCalibrate',
    kind: 'filter',
  },
  {
    ...run,
    name: 'simulate',
    usage: '[--leads N --agents N --hours H --seed S --json]',
    summary: 'rehearse with scripted leads and agents under a virtual clock',
    files: ['simulate'],
  },
  {
    ...run,
    name: 'bench',
    usage: '[--json]',
    summary: 'measure this machine: rings, texts, audio',
    files: ['bench'],
  },
  {
    ...run,
    name: 'lab',
    usage: 'FILE.json',
    summary: 'run the call engine alone, for SIP phones and load generators',
    files: ['lab'],
  },
  {
    ...run,
    name: 'audit',
    usage: 'verify | rehearse [--attempts N --seed S] | speed [--numbers N] | rules [--from V --to V]',
    summary: 'find any change in the log of contact decisions, try and time the gate, compare rule versions',
    files: ['audit'],
  },
];

/** The command's modules that this build has. They sit beside this file, with its extension. */
export function modulesOf(command: Command): URL[] {
  const extension = path.extname(import.meta.filename);
  return command.files
    .map((file) => new URL(`./${file}${extension}`, import.meta.url))
    .filter((module) => existsSync(module));
}

export function helpText(): string {
  const commands = COMMANDS.map((c) => {
    return [c.name, c.usage, modulesOf(c).length > 0 ? c.summary : `(not in this version) ${c.summary}`];
  });
  return [
    'Baton answers leads within a second and hands them to the right person, live.',
    '',
    'Usage: ./baton COMMAND [OPTIONS]',
    '',
    'Commands',
    ...columns([...commands, ['version', '', 'print the version'], ['help', '', 'print this (also --help)']]),
    '',
    'Settings (environment variables)',
    ...columns(SETTINGS.map(([name, value, words]) => [name, value, words])),
    '',
    'Exit codes: 0 done, 1 failed, 2 the command line was not understood.',
  ].join('\n');
}

/** The command a mistyped word is nearest to, when it is near. */
export function nearest(word: string): string | null {
  const names = [...COMMANDS.map((c) => c.name), 'version', 'help'];
  const ranked = names.map((name) => ({ name, far: distance(word, name) })).sort((a, b) => a.far - b.far);
  return ranked[0] !== undefined && ranked[0].far <= 2 ? ranked[0].name : null;
}

/** Letters to change, add or remove to make one word of the other (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, swap));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
