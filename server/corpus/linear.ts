/** Softmax regression over hashed features by AdaGrad, with a floor on weights so that the file stays small. */
import { deflateRawSync } from 'node:zlib';
import type { FeatureSet } from '../src/reading/feature-set.ts';
import { type PackedModel, softmax } from '../src/reading/linear-model.ts';
import { seeded } from './random.ts';

export interface Row {
  features: Uint32Array;
  label: number;
  weight: number;
}

export function toRow(features: FeatureSet, label: number, weight = 1): Row {
  return { features: features.buckets.slice(0, features.size), label, weight };
}

/** The weights kept are the mean of those after each of the last epochs. */
const AVERAGED_EPOCHS = 4;

export interface TrainOptions {
  classes: number;
  /** A power of two, at most the features' own. */
  buckets: number;
  epochs: number;
  rate: number;
  l2: number;
  seed: number;
  dropout: number;
}

export function train(rows: Row[], o: TrainOptions): Float32Array {
  const w = new Float32Array(o.buckets * o.classes);
  const g = new Float32Array(o.buckets * o.classes).fill(1e-2);
  const r = seeded(o.seed);
  const mask = o.buckets - 1;
  const order = rows.map((_, i) => i);
  const score = new Array<number>(o.classes);
  const mean = new Float32Array(w.length);
  const from = Math.max(0, o.epochs - AVERAGED_EPOCHS);
  for (let epoch = 0; epoch < o.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(r.next() * (i + 1));
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    for (const at of order) {
      const row = rows[at] as Row;
      const keep: number[] = [];
      for (const f of row.features) if (!r.chance(o.dropout)) keep.push(f & mask);
      score.fill(0);
      for (const f of keep)
        for (let c = 0; c < o.classes; c++)
          score[c] = (score[c] as number) + (w[f * o.classes + c] as number);
      const p = softmax(score);
      for (let c = 0; c < o.classes; c++) {
        const err = ((p[c] as number) - (c === row.label ? 1 : 0)) * row.weight;
        if (Math.abs(err) < 1e-4) continue;
        for (const f of keep) {
          const k = f * o.classes + c;
          const grad = err + o.l2 * (w[k] as number);
          g[k] = (g[k] as number) + grad * grad;
          w[k] = (w[k] as number) - (o.rate * grad) / Math.sqrt(g[k] as number);
        }
      }
    }
    if (epoch >= from) for (let k = 0; k < w.length; k++) mean[k] = (mean[k] as number) + (w[k] as number);
  }
  for (let k = 0; k < mean.length; k++) mean[k] = (mean[k] as number) / (o.epochs - from);
  return mean;
}

/** The mean of several trainings that differ in order and dropout alone: less of what is kept is chance. */
export function trainMean(rows: Row[], o: TrainOptions, runs: number): Float32Array {
  const mean = train(rows, o);
  for (let run = 1; run < runs; run++) {
    const w = train(rows, { ...o, seed: o.seed + run * 101 });
    for (let k = 0; k < w.length; k++) mean[k] = (mean[k] as number) + (w[k] as number);
  }
  return mean.map((x) => x / runs);
}

export function rowScores(w: Float32Array, classes: number, row: Row): number[] {
  const mask = w.length / classes - 1;
  const out = new Array<number>(classes).fill(0);
  for (const f of row.features)
    for (let c = 0; c < classes; c++) out[c] = (out[c] as number) + (w[(f & mask) * classes + c] as number);
  return out;
}

/** Of two classes only the second is kept: trained from nothing, their weights differ in the sign alone. */
export function pack(w: Float32Array, classes: number, temperature: number): PackedModel {
  const buckets = w.length / classes;
  const rows = classes === 2 ? 1 : classes;
  const kept = rows === classes ? w : w.filter((_, i) => i % 2 === 1);
  const top = kept.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
  const scale = top / 127;
  const steps = Int8Array.from(kept, (x) => Math.round(x / scale));
  return {
    rows,
    buckets,
    scale: Number(scale.toPrecision(8)),
    temperature,
    weights: deflateRawSync(steps, { level: 9 }).toString('base64'),
  };
}

/** The temperature with least log loss on held-out scores, by golden-section search over [0.2, 5]. */
export function fitTemperature(items: { scores: number[]; label: number }[]): number {
  const loss = (t: number): number =>
    items.reduce((a, x) => a - Math.log(Math.max(1e-12, softmax(x.scores, t)[x.label] as number)), 0);
  let lo = 0.2;
  let hi = 5;
  for (let i = 0; i < 60; i++) {
    const a = lo + (hi - lo) * 0.382;
    const b = lo + (hi - lo) * 0.618;
    if (loss(a) < loss(b)) hi = b;
    else lo = a;
  }
  return (lo + hi) / 2;
}
