/** Counting what test runs and checks came to. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** A check that is one thing, such as a type check. */
export function one(ok: boolean): Counts {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** The part of vitest's JSON report that we read. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

/**
 * A file that could not even be loaded has no failed test in it, and a run that crashed or had an unhandled
 * error may have no failed file: each counts as one failure, so that nothing broken adds up to zero.
 * @param report null when the run left none
 */
export function countsOf(report: VitestReport | null, exitCode: number | null): Counts {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** More failed files than this are no accident of a busy machine. */
const MOST_TO_REPEAT = 6;

/**
 * The failed files that deserve a second look from a clean start: a phone or browser that did not come up fails every
 * retry within its own file. Empty when nothing failed, when so much did that it is broken, and when the run itself was.
 */
export function toRepeat(report: VitestReport | null, exitCode: number | null): string[] {
  if (report === null || exitCode !== 1) return [];
  const failed = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
  return failed.length > MOST_TO_REPEAT ? [] : failed;
}

/** What the run came to when the repeated files' second results stand in for their first. */
export function repeated(first: VitestReport, files: string[], second: Counts): Counts {
  const rest = first.testResults.filter(({ name }) => !files.includes(name));
  const countOf = (...statuses: string[]): number =>
    rest.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => statuses.includes(status))
      .length;
  const kept = {
    passed: countOf('passed'),
    failed: countOf('failed'),
    skipped: countOf('pending', 'skipped', 'todo'),
  };
  return add(kept, second);
}

/** The closing line, which other programs read. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
