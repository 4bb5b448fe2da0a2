/**
 * Reads the threads of a file of JSON lines one after another in a process of its own, and prints what they cost as JSON.
 * Linux only.
 */
import { readFileSync } from 'node:fs';
import { createReader } from '../src/reading/index.ts';
import { type DialogueLine, toInput } from '../src/reading/lines.ts';

export interface ReaderCost {
  /** Processor time of the whole process for each thread, in order, in ms: the compiler and the collector count. */
  cpuMs: number[];
  /** Resident memory after the last. */
  residentMb: number;
}

function* linesOf(file: string): Generator<string> {
  const text = readFileSync(file, 'utf8');
  for (let at = 0, end = text.indexOf('\n'); end >= 0; at = end + 1, end = text.indexOf('\n', at))
    yield text.slice(at, end);
}

const file = process.argv[2];
if (file !== undefined) {
  const reader = createReader();
  const cpuMs: number[] = [];
  for (const line of linesOf(file)) {
    const input = toInput(JSON.parse(line) as DialogueLine);
    const before = process.cpuUsage();
    reader.read(input);
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1_000);
  }
  const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  process.stdout.write(JSON.stringify({ cpuMs, residentMb: residentKb / 1_024 } satisfies ReaderCost));
}
