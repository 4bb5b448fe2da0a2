/** Threads of authors who never saw the program (docs/READING.md): what an agent needs is there, and nothing that was taken back or is nobody's business. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { briefOf, parseThread } from '../cli/brief.ts';
import { scoreBrief } from './score.ts';

function scoresOf(name: string) {
  const file = new URL(`../../corpus/cases/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(parseThread);
  return lines.map((line) => {
    if (!line.ok || !line.value.expect) throw new Error(`${name}: ${line.ok ? 'no label' : line.problem}`);
    return { id: line.value.id, ...scoreBrief(briefOf(line.value), line.value.expect) };
  });
}

/** Facts told today, as a share, and forbidden strings. */
const batches = [
  { name: 'brief-mended-summaries', threads: 30, facts: 0.97, forbidden: 0 },
  { name: 'brief-second-summaries', threads: 24, facts: 0.95, forbidden: 1 },
];

describe.each(batches)('$name', ({ name, threads, facts, forbidden }) => {
  const scores = scoresOf(name);
  const sum = (of: 'included' | 'wanted') => scores.reduce((n, one) => n + one[of], 0);

  it('tells what an agent needs', () => {
    expect(scores).toHaveLength(threads);
    expect(sum('included') / sum('wanted')).toBeGreaterThanOrEqual(facts);
  });

  it('tells nothing that does not hold, and no sensitive number', () => {
    const told = scores.flatMap(({ id, forbidden: found }) => found.map((text) => `${id}: ${text}`));
    expect(told.length, told.join('\n')).toBeLessThanOrEqual(forbidden);
  });
});
