/** Many random attempts through the gate, each allowed one judged again by the oracle, which was written from the reference alone. */
import { createRandom } from '../../kernel/ids.ts';
import { permit } from '../permit.ts';
import type { PermitDecision, PermitInput } from '../types.ts';
import { buildCase, choices, type Drawn, end, people, start } from './cases.ts';
import { violations } from './oracle.ts';

export interface Rehearsal {
  attempts: number;
  allowed: number;
  deferred: number;
  denied: number;
  /** How many the first refusing gate sent away, by reason. */
  reasons: Record<string, number>;
  violations: number;
  /** The first ones, to look at; run again with the same seed for the rest. */
  examples: { attempt: number; state: string; zone: string; at: string; broken: string[] }[];
}

const EXAMPLES = 10;
/** Attempts between two reports. */
const REPORT_EVERY = 10_000;

/** One attempt. Every second one near an edge of the day, where mistakes live. */
export function drawCase(random: () => number): Drawn {
  const below = (most: number) => Math.floor(random() * most);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const seconds = Math.floor(start / 1000) + below(Math.floor((end - start) / 1000));
  // Whole hours, shifted by at most two minutes: windows open and close there in every zone.
  const edge = Math.round(seconds / 3600) * 3600 + below(241) - 120;
  return {
    person: one(people),
    zonePick: below(4),
    nowMs: (random() < 0.5 ? edge : seconds) * 1000,
    kind: one(choices.kind),
    purpose: one(choices.purpose),
    consent: one(choices.consent),
    stopped: one(choices.stopped),
    history: Array.from({ length: below(9) }, () => ({
      hoursAgo: 0.1 + random() * 199.9,
      reply: random() < 0.5,
      failed: random() < 0.5,
    })),
    answers: random() < 1 / 6 ? below(900_001) : null,
    requested: random() < 0.5,
    listed: random() < 0.5,
    reassigned: one(choices.reassigned),
    blocked: one(choices.blocked),
    liveIntro: random() < 0.5,
    version: one(choices.version),
    zip: random() < 0.2 ? one(choices.zip) : null,
  };
}

/**
 * Runs `attempts` random attempts; memory does not grow with their number.
 * @param decide the gate, or in tests one that is broken on purpose
 */
export function rehearse(
  attempts: number,
  seed: number,
  onProgress: (done: number) => void = () => undefined,
  decide: (input: PermitInput) => PermitDecision = permit,
): Rehearsal {
  const random = createRandom(seed);
  const report: Rehearsal = {
    attempts,
    allowed: 0,
    deferred: 0,
    denied: 0,
    reasons: {},
    violations: 0,
    examples: [],
  };
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { input, zone, state } = buildCase(drawCase(random));
    const decision = decide(input);
    if (decision.verdict === 'allow') {
      report.allowed += 1;
      const broken = violations(input, { state, zone });
      if (broken.length > 0) {
        report.violations += 1;
        const example = { attempt, state, zone, at: new Date(input.nowMs).toISOString(), broken };
        if (report.examples.length < EXAMPLES) report.examples.push(example);
      }
    } else {
      report[decision.verdict === 'defer' ? 'deferred' : 'denied'] += 1;
      report.reasons[decision.reason] = (report.reasons[decision.reason] ?? 0) + 1;
    }
    if (attempt % REPORT_EVERY === 0) onProgress(attempt);
  }
  return report;
}
