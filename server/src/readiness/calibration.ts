/**
 * Which threshold costs least. A transfer below the threshold is held back: a lead who was ready may be lost; one above it
 * is made: an agent may be wasted. The playbook's table prices both. Pure.
 */
import type { Playbook, QuestionType } from '../playbook/playbook.ts';
import { HELD_OUT_TRANSFER } from './held-out.ts';

export const TYPES: QuestionType[] = ['factual', 'open', 'regulated'];
/** As in a playbook that names none. */
export const DEFAULTS: Record<QuestionType, number> = { factual: 0.8, open: 0.6, regulated: 0.85 };
/** Under this many coded transfers of a kind, a share says nothing. */
export const MIN_CASES = 20;
/** No threshold is proposed outside these: below a coin toss it is no judgement, above it none would pass. */
const LOWEST = 0.5;
const HIGHEST = 0.95;
/** A held-back lead is asked once more; about this share goes silent. A guess, and shown as one in docs/READING.md. */
export const LOST_WHEN_HELD = 0.2;
/** A regulated field read wrongly costs a wrong answer besides the agent's time. */
const wasted = (p: Playbook, type: QuestionType): number =>
  p.costs.unneededTransfer +
  (type === 'regulated' || p.regulated
    ? p.costs.wrongAnswer
    : type === 'factual'
      ? p.costs.wrongAnswer / 2
      : 0);

export interface Scored {
  /** The sureness that a threshold is compared with, 0..1. */
  score: number;
  ready: boolean;
  /** How many such cases; 1 where absent. */
  n?: number;
}
/** One coded transfer: the playbook, the score it began at, and what the agent made of it. */
export interface FloorCase {
  playbook: string;
  score: number;
  disposition: string;
  /** Of the question that was open when the lead's wish was judged. */
  type: QuestionType;
}
export interface Floor {
  n: number;
  notReady: number;
  repeat: number;
  sold: number;
  scored: Scored[];
}
export interface Advice {
  playbook: string;
  type: QuestionType;
  inForce: number;
  byDefault: number;
  /** Threshold of least expected cost on the labelled cases, and dollars a case there and in force. */
  best: number;
  costBest: number;
  costNow: number;
  floor: Omit<Floor, 'scored'>;
  proposal?: { threshold: number; unreadyNow: number; unreadyThen: number; kept: number; savedUsd: number };
}

/** Expected dollars a case if transfers start at `threshold` or above. */
export function costAt(cases: Scored[], threshold: number, wastedUsd: number, lostUsd: number): number {
  if (cases.length === 0) return 0;
  let sum = 0;
  let all = 0;
  for (const c of cases) {
    const n = c.n ?? 1;
    all += n;
    if (c.score >= threshold) sum += c.ready ? 0 : wastedUsd * n;
    else if (c.ready) sum += lostUsd * LOST_WHEN_HELD * n;
  }
  return all === 0 ? 0 : sum / all;
}

/** The cheapest threshold on a grid of hundredths; of equals the one nearest to `near`, so that noise moves nothing. */
export function cheapest(cases: Scored[], wastedUsd: number, lostUsd: number, near: number): number {
  let best = Math.min(HIGHEST, Math.max(LOWEST, near));
  let least = costAt(cases, best, wastedUsd, lostUsd);
  for (let i = Math.round(LOWEST * 100); i <= Math.round(HIGHEST * 100); i++) {
    const t = i / 100;
    const cost = costAt(cases, t, wastedUsd, lostUsd);
    if (
      cost < least - 1e-9 ||
      (Math.abs(cost - least) <= 1e-9 && Math.abs(t - near) < Math.abs(best - near))
    ) {
      best = t;
      least = cost;
    }
  }
  return best;
}

/** The threshold in force for a type, the regulated one holding where the whole playbook is regulated. */
export function inForce(p: Playbook, type: QuestionType): number {
  return p.regulated ? Math.max(p.thresholds[type], p.thresholds.regulated) : p.thresholds[type];
}

/** Advice for one playbook and type. Pure. */
export function advise(p: Playbook, type: QuestionType, samples: Scored[], floor: Floor): Advice {
  const now = inForce(p, type);
  const waste = wasted(p, type);
  const best = cheapest(samples, waste, p.costs.lostLead, now);
  const { scored, ...counts } = floor;
  const out: Advice = {
    playbook: p.id,
    type,
    inForce: now,
    byDefault: DEFAULTS[type],
    best,
    costBest: costAt(samples, best, waste, p.costs.lostLead),
    costNow: costAt(samples, now, waste, p.costs.lostLead),
    floor: counts,
  };
  if (scored.length < MIN_CASES) return out;
  // Under the regulated threshold of a regulated playbook no value is in force.
  const least = p.regulated && type !== 'regulated' ? p.thresholds.regulated : 0;
  const t = Math.max(least, cheapest(scored, waste, p.costs.lostLead, now));
  const share = (from: number): number => {
    const made = scored.filter((c) => c.score >= from);
    return made.length ? made.filter((c) => !c.ready).length / made.length : 0;
  };
  const ready = scored.filter((c) => c.ready);
  if (Math.abs(t - now) >= 0.01)
    out.proposal = {
      threshold: t,
      unreadyNow: share(0),
      unreadyThen: share(t),
      kept: ready.length ? ready.filter((c) => c.score >= t).length / ready.length : 1,
      savedUsd: costAt(scored, 0, waste, p.costs.lostLead) - costAt(scored, t, waste, p.costs.lostLead),
    };
  return out;
}

/** The coded transfers of one playbook and question type. */
export function floorCases(all: FloorCase[], playbookId: string, type: QuestionType): Floor {
  const mine = all.filter((c) => c.playbook === playbookId && c.type === type);
  const count = (d: string): number => mine.filter((c) => c.disposition === d).length;
  return {
    n: mine.length,
    notReady: count('not-ready'),
    repeat: count('had-to-repeat'),
    sold: count('sold'),
    // Whether the wrong number or a missed agent answered says nothing of readiness.
    scored: mine
      .filter(
        (c) =>
          Number.isFinite(c.score) && c.disposition !== 'wrong-number' && c.disposition !== 'no-one-there',
      )
      .map((c) => ({ score: c.score, ready: c.disposition !== 'not-ready' })),
  };
}

/** The reader's held-out scores of transfers: how often each sureness was right on families it never saw. */
export function heldOutCases(): Scored[] {
  return HELD_OUT_TRANSFER.flatMap(([ready, not], i) => [
    { score: i / 100, ready: true, n: ready },
    { score: i / 100, ready: false, n: not },
  ]).filter((c) => c.n > 0);
}
