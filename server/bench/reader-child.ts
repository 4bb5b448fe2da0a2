/**
 * Warms the reader up as the program does after its start, then reads the threads of a file of JSON lines one after another in a
 * process of its own, and prints what they cost as JSON. Linux only.
 */
import { readFileSync } from 'node:fs';
import { createReader, verticalPlaybook, warmUp } from '../src/reading/index.ts';
import { type DialogueLine, toInput } from '../src/reading/lines.ts';
import { VERTICAL_FIELDS, type Vertical } from '../src/reading/verticals.ts';

export interface ReaderCost {
  /** Processor time of each reading of the warm-up, in ms. */
  warmUpMs: number[];
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

function costMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const file = process.argv[2];
if (file !== undefined) {
  const reader = createReader();
  const warmUpMs: number[] = [];
  const readings = warmUp(reader, (Object.keys(VERTICAL_FIELDS) as Vertical[]).map(verticalPlaybook), 0);
  for (let done = false; !done; ) warmUpMs.push(costMs(() => (done = readings.next().done === true)));
  const cpuMs: number[] = [];
  for (const line of linesOf(file)) {
    const input = toInput(JSON.parse(line) as DialogueLine);
    cpuMs.push(costMs(() => reader.read(input)));
  }
  const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  process.stdout.write(
    JSON.stringify({ warmUpMs, cpuMs, residentMb: residentKb / 1_024 } satisfies ReaderCost),
  );
}
