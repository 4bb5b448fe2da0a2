/** The trained classifiers, read once from the text of weights.ts. */
import { type ActionEvidence, actionFeatures, optOutFeatures } from './features.ts';
import { type LinearModel, scores, softmax, unpack } from './linear-model.ts';
import type { Norm } from './text.ts';
import { WEIGHTS } from './weights.ts';

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
