/** Scores the hand-written cases. Run: node server/corpus/run.mjs evaluate dev|test */
import { judge } from '../src/cli/read.ts';
import { printReport, report } from '../src/reading/score.ts';
import { readCases } from './cases.ts';

for (const name of process.argv.slice(2))
  process.stdout.write(
    `== ${name}\n${printReport(report(readCases(`server/corpus/cases/${name}.txt`).map(judge)))}`,
  );
