import { describe, expect, it } from 'vitest';
import {
  add,
  closingLine,
  countsOf,
  NOTHING,
  one,
  repeated,
  toRepeat,
  type VitestReport,
} from './test-summary.ts';

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});
const report = (
  passed: number,
  failed: number,
  pending: number,
  files: VitestReport['testResults'] = [],
) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: 0,
  testResults: files,
});

describe('countsOf', () => {
  it.each([
    ['all well', report(5, 0, 1), 0, { passed: 5, failed: 0, skipped: 1 }],
    [
      'failed tests',
      report(5, 2, 0, [file('failed', 'failed', 'failed')]),
      1,
      { passed: 5, failed: 2, skipped: 0 },
    ],
    ['a file that does not load', report(5, 0, 0, [file('failed')]), 1, { passed: 5, failed: 1, skipped: 0 }],
    [
      'a failing afterAll',
      report(5, 0, 0, [file('failed', 'passed')]),
      1,
      { passed: 5, failed: 1, skipped: 0 },
    ],
    ['an unhandled error', report(5, 0, 0), 1, { passed: 5, failed: 1, skipped: 0 }],
    ['killed with a report', report(5, 0, 0), null, { passed: 5, failed: 1, skipped: 0 }],
    ['no report', null, 0, { passed: 0, failed: 1, skipped: 0 }],
  ])('%s', (_, given, exitCode, expected) => {
    expect(countsOf(given, exitCode)).toEqual(expected);
  });
});

describe('a second look at failed files', () => {
  const named = (name: string, status: string, ...tests: string[]) => ({ ...file(status, ...tests), name });
  const first = report(3, 1, 1, [
    named('a.test.ts', 'passed', 'passed', 'pending'),
    named('b.test.ts', 'failed', 'passed', 'failed'),
    named('c.test.ts', 'passed', 'passed'),
  ]);

  it('is for the files that failed, when the run ended by itself and they are few', () => {
    expect(toRepeat(first, 1)).toEqual(['b.test.ts']);
    expect(toRepeat(first, null)).toEqual([]);
    expect(toRepeat(null, 1)).toEqual([]);
    expect(toRepeat(report(3, 0, 0, [named('a.test.ts', 'passed', 'passed')]), 1)).toEqual([]);
    const many = Array.from({ length: 7 }, (_, n) => named(`${n}.test.ts`, 'failed', 'failed'));
    expect(toRepeat(report(0, 7, 0, many), 1)).toEqual([]);
  });

  it('stands in for their first results and for nothing else', () => {
    expect(repeated(first, ['b.test.ts'], { passed: 2, failed: 0, skipped: 0 })).toEqual({
      passed: 4,
      failed: 0,
      skipped: 1,
    });
    expect(repeated(first, ['b.test.ts'], { passed: 1, failed: 1, skipped: 0 })).toEqual({
      passed: 3,
      failed: 1,
      skipped: 1,
    });
  });
});

describe('closingLine', () => {
  it('sums', () => {
    expect(closingLine(add(one(true), countsOf(report(3, 0, 0), 0)))).toBe('4 passed, 0 failed');
    expect(closingLine(add(one(false), countsOf(report(3, 1, 2), 1)))).toBe('3 passed, 2 failed, 2 skipped');
    expect(closingLine(NOTHING)).toBe('0 passed, 0 failed');
  });
});
