/** The trained classifiers: hashed linear models, weights in eight bits, read once from the text of weights.ts. */
import { type ActionEvidence, actionFeatures, BUCKETS, bucket, optOutFeatures } from './features.ts';
import type { Norm } from './text.ts';
import { WEIGHTS } from './weights.ts';

export interface LinearModel {
  classes: number;
  /** Bucket -> row number + 1, 0 for none. */
  index: Uint32Array;
  /** Eight-bit steps, row by row. */
  weights: Int8Array;
  scale: number;
  /** Scores are divided by this before the softmax (fitted on held-out data). */
  temperature: number;
}

export interface PackedModel {
  classes: number;
  scale: number;
  temperature: number;
  buckets: string;
  weights: string;
}

/** Weights as eight-bit steps of `scale`; buckets as 16-bit numbers; both base64. */
export function unpack(p: PackedModel): LinearModel {
  const b = Buffer.from(p.buckets, 'base64');
  const w = Buffer.from(p.weights, 'base64');
  const index = new Uint32Array(BUCKETS);
  for (let i = 0; i * 2 < b.length; i++) index[b.readUInt16LE(i * 2)] = i + 1;
  return {
    classes: p.classes,
    index,
    weights: new Int8Array(w.buffer, w.byteOffset, w.length),
    scale: p.scale,
    temperature: p.temperature,
  };
}

export function scores(model: LinearModel, features: string[]): number[] {
  const out = new Array<number>(model.classes).fill(0);
  const seen = new Set<number>();
  for (const f of features) {
    const at = bucket(f);
    const row = model.index[at] as number;
    if (row === 0 || seen.has(at)) continue;
    seen.add(at);
    const start = (row - 1) * model.classes;
    for (let c = 0; c < model.classes; c++)
      out[c] = (out[c] as number) + (model.weights[start + c] as number) * model.scale;
  }
  return out;
}

export function softmax(x: number[], temperature = 1): number[] {
  const top = Math.max(...x);
  const e = x.map((v) => Math.exp((v - top) / temperature));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

let loaded: { action: LinearModel; optOut: LinearModel } | undefined;
function models(): { action: LinearModel; optOut: LinearModel } {
  loaded ??= { action: unpack(WEIGHTS.action), optOut: unpack(WEIGHTS.optOut) };
  return loaded;
}

/** For the trainer, which needs the opt-out model it has just made before it makes the other. */
export function setOptOutModel(optOut: LinearModel): void {
  loaded = { ...models(), optOut };
}

/** Probability that a text revokes consent, by the classifier alone. */
export function optOutProbability(norm: Norm): number {
  const m = models().optOut;
  return softmax(scores(m, optOutFeatures(norm)), m.temperature)[1] ?? 0;
}

/** Calibrated probability of each action, in the order of ACTIONS. */
export function actionProbabilities(e: ActionEvidence): number[] {
  const m = models().action;
  return softmax(scores(m, actionFeatures(e)), m.temperature);
}
