/** Commands that answer JSON Lines from standard input line by line, or score labelled files of such lines. */
import { readFileSync } from 'node:fs';

export interface Output {
  write(text: string): unknown;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

export interface LinesCommand<T> {
  usage: string;
  parse(text: string): Parsed<T>;
  /** One line of the answer, without its end. */
  answer(value: T): string;
  /** Whether it carries the label that scoring compares with. */
  labelled(value: T): boolean;
  /** The report on the labelled lines of one file. */
  score(values: T[]): string;
}

/**
 * Runs such a command. Malformed lines are named on stderr with their number and the others go on.
 * @returns exit code: 0, 1 when a line or file was bad, 2 for a wrong command line.
 */
export async function runLines<T>(
  command: LinesCommand<T>,
  argv: string[],
  stdin: AsyncIterable<Buffer | string>,
  stdout: Output,
  stderr: Output,
): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    stdout.write(command.usage);
    return 0;
  }
  const [option, ...files] = argv;
  if (option === '--score' && files.length > 0) {
    const bad = files.map((file) => scoreFile(command, file, stdout, stderr));
    return bad.includes(true) ? 1 : 0;
  }
  if (option !== undefined) {
    const problem = option === '--score' ? '--score needs at least one file' : `unknown argument ${option}`;
    stderr.write(`${problem}\n${command.usage}`);
    return 2;
  }
  let number = 0;
  let bad = false;
  for await (const text of linesOf(stdin)) {
    number++;
    if (!text.trim()) continue;
    const parsed = command.parse(text);
    if (parsed.ok) stdout.write(`${command.answer(parsed.value)}\n`);
    else {
      bad = true;
      stderr.write(`line ${number}: ${parsed.problem}\n`);
    }
  }
  return bad ? 1 : 0;
}

/** True when the file or one of its lines is bad. */
function scoreFile<T>(command: LinesCommand<T>, file: string, stdout: Output, stderr: Output): boolean {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    stderr.write(`${file}: cannot be read (${error instanceof Error ? error.message : 'unknown error'})\n`);
    return true;
  }
  let bad = false;
  const values: T[] = [];
  text.split('\n').forEach((raw, i) => {
    if (!raw.trim()) return;
    const parsed = command.parse(raw);
    if (parsed.ok && command.labelled(parsed.value)) values.push(parsed.value);
    else {
      bad = true;
      stderr.write(`${file}: line ${i + 1}: ${parsed.ok ? 'has no "expect"' : parsed.problem}\n`);
    }
  });
  stdout.write(`== ${file}\n${command.score(values)}`);
  return bad;
}

/** Lines of a stream of text or bytes, however it is cut. */
async function* linesOf(stdin: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stdin) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest) yield rest;
}
