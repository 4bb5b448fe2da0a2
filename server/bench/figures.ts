/** How figures are kept and compared: always with their count, and beside a baseline of the same run where there is one. */

export interface Spread {
  n: number;
  p50: number;
  p95: number;
  p99: number;
}

/** One line of the report. `ratio` is this line's own figure over its baseline's; `better` says which way is good. */
export interface Figure {
  part: string;
  name: string;
  unit: string;
  /** A distribution, or one number (a rate, a size). */
  value: Spread | number;
  /** What it is compared with, measured in the same run, and that figure in the same unit. */
  baseline?: { name: string; value: number };
  ratio?: number;
  better: 'less' | 'more';
  note?: string;
}

/** Nearest-rank percentiles; a spread of nothing is all NaN, so that it cannot be taken for a fast one. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export const middle = (value: Spread | number): number => (typeof value === 'number' ? value : value.p50);

/** Fills in the ratio of a figure to its baseline. */
export function against(figure: Omit<Figure, 'ratio'>): Figure {
  if (!figure.baseline) return figure;
  return { ...figure, ratio: middle(figure.value) / figure.baseline.value };
}

/**
 * Waits until `what` holds, looking once a millisecond: moments that count are noted where they happen, not here.
 * @throws Error when it does not within `limitMs`
 */
export async function until(what: () => boolean, limitMs: number, words: string): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!what()) {
    if (performance.now() > endMs) throw new Error(`The bench waited ${limitMs} ms for ${words} in vain.`);
    await pause(1);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
