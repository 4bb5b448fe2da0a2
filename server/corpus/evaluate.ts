/**
 * Scores hand-written cases. Run: node server/corpus/run.mjs evaluate NAME|FILE.txt ... ; a name is a file of
 * server/corpus/cases. Files whose name begins with "when" hold call times, with "opt" opt-outs, all others threads.
 */
import path from 'node:path';
import { scoreLines } from '../src/cli/read.ts';
import type { Line } from '../src/reading/lines.ts';
import { readCases } from './cases.ts';
import { optOutCases } from './opt-out-cases.ts';
import { whenCases } from './when-cases.ts';

function linesOf(file: string): Line[] {
  const base = path.basename(file);
  if (base.startsWith('when'))
    return whenCases(file).map((line, i) => ({ kind: 'when', line: { id: `when-${i + 1}`, ...line } }));
  if (base.startsWith('opt')) return optOutCases(file).map((line) => ({ kind: 'optout', line }));
  return readCases(file).map((line) => ({ kind: 'dialogue', line }));
}

for (const name of process.argv.slice(2)) {
  const file = name.endsWith('.txt') ? name : `server/corpus/cases/${name}.txt`;
  process.stdout.write(`== ${name}\n`);
  process.stdout.write(scoreLines(linesOf(file)));
}
