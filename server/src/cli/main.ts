/** The command line: finds the command, loads its module, gives it its arguments. Loads nothing it need not. */
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { checkoutRoot } from '../config.ts';
import { BatonError } from '../errors.ts';
import { COMMANDS, type Command, helpText, modulesOf, nearest } from './help.ts';
import { print, printError } from './output.ts';

type Run = (argv: string[]) => Promise<number>;
type Filter = (argv: string[], stdin: Readable, stdout: Writable) => Promise<number>;

/** @returns the exit code: 0 done, 1 failed, 2 not understood */
export async function main(argv: string[]): Promise<number> {
  const [word, ...rest] = argv;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
    print(helpText());
    return word === undefined ? 2 : 0;
  }
  if (word === 'version' || word === '--version' || word === '-v') {
    print(versionText());
    return 0;
  }
  try {
    const command = COMMANDS.find((one) => one.name === word);
    if (command === undefined) throw unknownCommand(word);
    if (rest.includes('--help') || rest.includes('-h')) {
      print(`Usage: ./baton ${command.name} ${command.usage}`.trimEnd());
      print(`  ${command.summary}`);
      return 0;
    }
    const work = await load(command);
    return command.kind === 'filter'
      ? await (work as Filter)(rest, process.stdin, process.stdout)
      : await (work as Run)(rest);
  } catch (error) {
    printError(error);
    return error instanceof BatonError && error.code === 'USAGE' ? 2 : 1;
  }
}

function unknownCommand(word: string): BatonError {
  const near = nearest(word);
  return new BatonError('USAGE', `There is no command "${word}".`, {
    hint: `${near === null ? '' : `Did you mean ./baton ${near}? `}./baton --help lists all commands.`,
  });
}

/** By name rather than by a static import, so that a command's own dependencies load only when it runs. */
async function load(command: Command): Promise<Run | Filter> {
  for (const module of modulesOf(command)) {
    const entry = ((await import(module.href)) as Record<string, unknown>)[command.entry];
    if (typeof entry === 'function') return entry as Run | Filter;
  }
  throw new BatonError('USAGE', `This version of Baton does not have ./baton ${command.name}.`, {
    hint: './baton --help lists all commands; ./baton version tells which version this is.',
  });
}

function versionText(): string {
  const { version } = JSON.parse(readFileSync(path.join(checkoutRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return `baton ${version} (node ${process.versions.node}, ${process.platform}-${process.arch})`;
}

/** Run as a program, not imported by a test. */
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // `./baton read | head` has read enough
    throw error;
  });
  const code = await main(process.argv.slice(2));
  // Not process.exit at once: a pipe may still be taking the last lines.
  process.exitCode = code;
}
