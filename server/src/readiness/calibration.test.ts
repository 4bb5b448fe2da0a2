import { describe, expect, it } from 'vitest';
import { verticalPlaybook } from '../reading/index.ts';
import {
  advise,
  cheapest,
  costAt,
  type FloorCase,
  floorCases,
  heldOutCases,
  MIN_CASES,
} from './calibration.ts';

const playbook = {
  ...verticalPlaybook('events'),
  costs: { wrongAnswer: 0, unneededTransfer: 10, lostLead: 50 },
  thresholds: { factual: 0.8, open: 0.6, regulated: 0.85 },
};
const coded = (n: number, score: number, disposition: string): FloorCase[] =>
  Array.from({ length: n }, () => ({ playbook: playbook.id, score, disposition, type: 'open' as const }));

describe('thresholds by cost', () => {
  it('puts the threshold between the unready and the ready', () => {
    const cases = [
      { score: 0.6, ready: false, n: 50 },
      { score: 0.9, ready: true, n: 50 },
    ];
    const t = cheapest(cases, 10, 50, 0.5);
    expect(t).toBeGreaterThan(0.6);
    expect(t).toBeLessThanOrEqual(0.9);
    expect(costAt(cases, t, 10, 50)).toBe(0);
  });
  it('keeps the threshold in force where nothing is cheaper', () => {
    expect(cheapest([{ score: 0.99, ready: true }], 10, 50, 0.8)).toBe(0.8);
  });
  it('rises with the price of a wasted agent and falls with that of a lost lead', () => {
    const cases = heldOutCases();
    expect(cheapest(cases, 60, 20, 0.7)).toBeGreaterThan(cheapest(cases, 5, 200, 0.7));
  });
});

describe('the floor speaks', () => {
  it('only with enough coded transfers', () => {
    const few = floorCases(coded(MIN_CASES - 1, 0.7, 'not-ready'), playbook.id, 'open');
    expect(few.notReady).toBe(MIN_CASES - 1);
    expect(advise(playbook, 'open', heldOutCases(), few).proposal).toBeUndefined();
  });
  it('proposes to ask for more where low scores were not ready, with what it saves', () => {
    const floor = floorCases(
      [...coded(20, 0.65, 'not-ready'), ...coded(30, 0.9, 'sold')],
      playbook.id,
      'open',
    );
    const a = advise(playbook, 'open', heldOutCases(), floor);
    expect(a.proposal?.threshold).toBeGreaterThan(0.65);
    expect(a.proposal).toMatchObject({ unreadyThen: 0, kept: 1 });
    expect(a.proposal?.savedUsd).toBeCloseTo(4);
    expect(a.floor).toMatchObject({ n: 50, notReady: 20, sold: 30 });
  });
  it('does not count what says nothing of readiness, nor other playbooks', () => {
    const floor = floorCases(
      [
        ...coded(5, 0.9, 'no-one-there'),
        { playbook: 'other', score: 0.9, disposition: 'sold', type: 'open' },
      ],
      playbook.id,
      'open',
    );
    expect(floor.scored).toHaveLength(0);
    expect(floor.n).toBe(5);
  });
});
