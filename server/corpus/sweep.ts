/** Opt-out recall and near-misses taken, by threshold of the classifier, on held-out families. Run: node server/corpus/run.mjs sweep */
import { bucket } from '../src/reading/feature-set.ts';
import { optOutFeatures } from '../src/reading/features.ts';
import { unpack } from '../src/reading/linear-model.ts';
import { optOutProbability, setOptOutModel } from '../src/reading/model.ts';
import { isOptOut } from '../src/reading/optout.ts';
import { normalize } from '../src/reading/text.ts';
import { optOutTexts, readLines } from './generate.ts';
import { pack, toRow, train } from './linear.ts';
import { threadTexts } from './trained-cases.ts';

const FOLDS = 5;
const near = (family: string): boolean => family.startsWith('optout_near') || family.includes('/none/');
const fold = (family: string): number => bucket(`fold ${family}`) % FOLDS;
const texts = [...optOutTexts(readLines('server/corpus/lines'), 20260917, 4), ...threadTexts(20260918, 4)];
const rows = texts.map((x) =>
  toRow(optOutFeatures(normalize(x.text)), x.label, x.label === 1 || near(x.family) ? 2 : 1),
);
const seen: {
  label: number;
  near: boolean;
  alone: number;
  p: number;
  rule: boolean;
  taken: boolean;
  text: string;
}[] = [];
for (let k = 0; k < FOLDS; k++) {
  const w = train(
    rows.filter((_, i) => fold(texts[i]?.family ?? '') !== k),
    { classes: 2, buckets: 1 << 18, epochs: 8, rate: 0.15, l2: 1e-5, seed: 20260917, dropout: 0.15 },
  );
  setOptOutModel(unpack(pack(w, 2, 1.67)));
  for (const x of texts) {
    if (fold(x.family) !== k) continue;
    const r = isOptOut(x.text);
    seen.push({
      label: x.label,
      near: near(x.family),
      alone: optOutProbability(normalize(x.text)),
      p: r.optOut ? r.confidence : 1 - r.confidence,
      rule: r.stage !== 'classifier',
      taken: r.optOut,
      text: x.text,
    });
  }
}
const share = (of: typeof seen, t: number): string =>
  `${((100 * of.filter((x) => x.rule || x.p >= t).length) / of.length).toFixed(2)} %`;
const yes = seen.filter((x) => x.label === 1);
const nearly = seen.filter((x) => x.near);
const other = seen.filter((x) => x.label === 0 && !x.near);
console.log(
  `shipped: recall ${((100 * yes.filter((x) => x.taken).length) / yes.length).toFixed(2)} %, near-misses taken ${((100 * nearly.filter((x) => x.taken).length) / nearly.length).toFixed(2)} %, others ${((100 * other.filter((x) => x.taken).length) / other.length).toFixed(2)} %`,
);
console.log('threshold  recall  near-misses taken  others taken');
for (const t of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1])
  console.log(`${t}  ${share(yes, t)}  ${share(nearly, t)}  ${share(other, t)}`);
console.log(
  'taken by rules:',
  [...new Set(nearly.filter((x) => x.rule && x.taken).map((x) => x.text))].slice(0, 30).join(' | '),
);
console.log(
  'taken by the classifier:',
  [...new Set(nearly.filter((x) => !x.rule && x.p >= 0.6).map((x) => x.text))].slice(0, 40).join(' | '),
);
console.log(
  'missed:',
  [...new Set(yes.filter((x) => !x.rule && x.p < 0.6).map((x) => x.text))].slice(0, 60).join(' | '),
);
console.log('of those a rule takes, the share the classifier gives less than');
for (const t of [0.02, 0.05, 0.1, 0.2, 0.3, 0.5]) {
  const below = (of: typeof seen): string => {
    const ruled = of.filter((x) => x.rule && x.taken);
    return `${ruled.filter((x) => x.alone < t).length} of ${ruled.length}`;
  };
  console.log(`${t}  revocations ${below(yes)}, near-misses ${below(nearly)}, others ${below(other)}`);
}
