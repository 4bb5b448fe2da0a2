/** A trained classifier: hashed linear, its weights in eight-bit steps. */
import { inflateRawSync } from 'node:zlib';
import type { FeatureSet } from './feature-set.ts';

export interface LinearModel {
  /** Scores it gives: one for each class, or two where `rows` is one. */
  rows: number;
  /** A power of two; buckets of features are folded to it. */
  buckets: number;
  /** Eight-bit steps of `scale`, bucket by bucket. */
  weights: Int8Array;
  scale: number;
  /** Scores are divided by this before the softmax (fitted on held-out data). */
  temperature: number;
}

export interface PackedModel extends Omit<LinearModel, 'weights'> {
  /** Base64 of the steps, deflated. */
  weights: string;
}

export function unpack(p: PackedModel): LinearModel {
  const w = inflateRawSync(Buffer.from(p.weights, 'base64'));
  return { ...p, weights: new Int8Array(w.buffer, w.byteOffset, w.length) };
}

/** One score a class. A model of one row holds the second of two classes; the first has the same with the sign turned. */
export function scores(model: LinearModel, features: FeatureSet): number[] {
  const { rows, weights } = model;
  const mask = model.buckets - 1;
  const out = new Array<number>(rows).fill(0);
  for (let i = 0; i < features.size; i++) {
    const start = ((features.buckets[i] as number) & mask) * rows;
    for (let c = 0; c < rows; c++) out[c] = (out[c] as number) + (weights[start + c] as number);
  }
  const scaled = out.map((x) => x * model.scale);
  return rows === 1 ? [-(scaled[0] as number), scaled[0] as number] : scaled;
}

export function softmax(x: number[], temperature = 1): number[] {
  const top = Math.max(...x);
  const e = x.map((v) => Math.exp((v - top) / temperature));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}
