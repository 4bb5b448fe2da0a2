/** Threads of authors who never saw the program (docs/READING.md): what an agent needs is there, and nothing that was taken back or is nobody's business. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HistoryTurn } from '../ports/reader.ts';
import { isVertical, verticalPlaybook } from '../reading/vertical-playbook.ts';
import { makeBrief } from './index.ts';
import { type BriefExpect, scoreBrief } from './score.ts';

interface Case {
  id: string;
  vertical: string;
  lead: { name: string; tz: string; zip?: string };
  turns: HistoryTurn[];
  expect: BriefExpect;
}

function casesOf(name: string): Case[] {
  const file = new URL(`../../corpus/cases/${name}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Case);
}

function scored({ vertical, lead, turns, expect: wanted }: Case) {
  if (!isVertical(vertical)) throw new Error(`No vertical ${vertical}`);
  return scoreBrief(makeBrief({ playbook: verticalPlaybook(vertical), lead, turns }), wanted);
}

/** Facts told today, as a share, and forbidden strings. */
const batches = [
  { name: 'brief-mended-summaries', threads: 30, facts: 0.97, forbidden: 0 },
  { name: 'brief-second-summaries', threads: 24, facts: 0.95, forbidden: 1 },
];

describe.each(batches)('$name', ({ name, threads, facts, forbidden }) => {
  const scores = casesOf(name).map((one) => ({ id: one.id, ...scored(one) }));
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
