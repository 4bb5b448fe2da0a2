/**
 * The test of an author who never saw the reader (docs/READING.md, eighth round): later changes must not lose what is read of it.
 * The kept half was scored once after all training; three of its faults were mended since.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../cli/read.ts';
import { type Line, parseLine } from './lines.ts';
import { isOptOut } from './optout.ts';
import { isRightStart, report } from './score.ts';
import { parseWhen } from './when.ts';

function linesOf<K extends Line['kind']>(name: string, kind: K): Extract<Line, { kind: K }>[] {
  const file = new URL(`../../corpus/cases/examiner-${name}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(parseLine);
  const problem = lines.find((parsed) => !parsed.ok);
  if (problem?.ok === false) throw new Error(`examiner-${name}: ${problem.problem}`);
  const isKind = (line: Line): line is Extract<Line, { kind: K }> => line.kind === kind;
  return lines.flatMap((parsed) => (parsed.ok ? [parsed.value] : [])).filter(isKind);
}

describe.each(['mended', 'kept'])('the examiner’s test, the %s half', (half) => {
  it('threads: actions, fields, call times', () => {
    const judged = linesOf(`${half}-dialogues`, 'dialogue').map(({ line }) => judge(line));
    const { n, accuracy, slots, at } = report(judged);
    expect(n).toBe(105);
    expect(accuracy).toBeGreaterThanOrEqual(0.94);
    expect(slots.exact).toBeGreaterThanOrEqual(0.9);
    expect(at.accuracy).toBeGreaterThanOrEqual(0.9);
  });

  it('opt-outs alone', () => {
    const lines = linesOf(`${half}-optout`, 'optout').map(({ line }) => line);
    expect(lines).toHaveLength(120);
    const wrong = lines.filter(
      ({ message, expect: want }) => isOptOut(message).optOut !== (want === 'opt_out'),
    );
    expect(wrong.map(({ message }) => message)).toEqual([]);
  });

  it('call times alone', () => {
    const wrong = linesOf(`${half}-when`, 'when').filter(({ line: { message, now, tz, expect: want } }) => {
      const w = parseWhen(message, { nowMs: Date.parse(now), tz, loose: true });
      return !isRightStart(w?.at, want);
    });
    expect(wrong).toEqual([]);
  });
});
