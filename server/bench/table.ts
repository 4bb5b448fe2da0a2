/** The report for people: one line a figure. */
import type { Figure, Spread } from './figures.ts';

const number = (value: number): string =>
  Number.isFinite(value)
    ? Math.abs(value) >= 100
      ? value.toFixed(0)
      : Math.abs(value) >= 10
        ? value.toFixed(1)
        : value.toFixed(2)
    : 'none';

const cells = (value: Spread | number): string[] =>
  typeof value === 'number'
    ? ['', number(value), '', '']
    : [String(value.n), number(value.p50), number(value.p95), number(value.p99)];

/** Rows for `columns`: head first. */
export function tableOf(figures: readonly Figure[]): string[][] {
  const rows = figures.map((one) => [
    one.part,
    one.name,
    one.unit,
    ...cells(one.value),
    one.ratio === undefined || !one.baseline ? '' : `${number(one.ratio)} x`,
    one.baseline ? `${one.baseline.name} (${number(one.baseline.value)} ${one.unit})` : '',
    one.note ?? '',
  ]);
  return [['part', 'figure', 'unit', 'n', 'p50', 'p95', 'p99', 'ratio', 'to', 'note'], ...rows];
}
