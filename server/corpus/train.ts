/**
 * Trains both classifiers and writes server/src/reading/weights.ts. Run: node server/corpus/run.mjs train
 * Five-fold cross-validation over families gives the figures and the temperature; the shipped weights use every line.
 */
import { writeFileSync } from 'node:fs';
import { ACTIONS } from '../src/ports/reader.ts';
import { gather } from '../src/reading/evidence.ts';
import { bucket } from '../src/reading/feature-set.ts';
import { actionFeatures, optOutFeatures } from '../src/reading/features.ts';
import { softmax, unpack } from '../src/reading/linear-model.ts';
import { setOptOutModel } from '../src/reading/model.ts';
import { isOptOut } from '../src/reading/optout.ts';
import { normalize } from '../src/reading/text.ts';
import { generate, optOutTexts, readLines } from './generate.ts';
import { fitTemperature, pack, type Row, rowScores, toRow, train, trainMean } from './linear.ts';
import { threads, threadTexts } from './trained-cases.ts';

const SEED = 20260917;
const FOLDS = 5;
const dir = process.env.CORPUS_DIR ?? 'server/corpus/lines';
const target = process.env.WEIGHTS_FILE ?? 'server/src/reading/weights.ts';
const PER_LINE = Number(process.env.PER_LINE ?? 6);
/** Threads written by hand resemble a lead more than lines in templates: each is told so often, with other noise. */
const PER_CASE = 2 * PER_LINE;
/** The shipped weights are the mean of so many trainings. */
const RUNS = 3;

const lines = readLines(dir);
const fold = (family: string): number => bucket(`fold ${family}`) % FOLDS;
/** Lines written to look like opt-outs and be none. */
const isNear = (family: string): boolean => family.startsWith('optout_near') || family.includes('/none/');
const opt = { classes: 2, buckets: 1 << 18, epochs: 8, rate: 0.15, l2: 1e-5, seed: SEED, dropout: 0.15 };
const act = { classes: 8, buckets: 1 << 17, epochs: 7, rate: 0.12, l2: 1e-5, seed: SEED, dropout: 0.2 };

interface Held {
  scores: number[];
  label: number;
  family: string;
}

function crossValidate(
  rows: { row: Row; family: string }[],
  o: typeof opt,
): { held: Held[]; folds: Float32Array[] } {
  const held: Held[] = [];
  const folds: Float32Array[] = [];
  for (let k = 0; k < FOLDS; k++) {
    const w = train(
      rows.filter((x) => fold(x.family) !== k).map((x) => x.row),
      o,
    );
    folds.push(w);
    for (const x of rows)
      if (fold(x.family) === k)
        held.push({ scores: rowScores(w, o.classes, x.row), label: x.row.label, family: x.family });
  }
  return { held, folds };
}

function report(name: string, held: { scores: number[]; label: number }[], t: number, names: string[]): void {
  let right = 0;
  const table = names.map(() => names.map(() => 0));
  const bins = Array.from({ length: 10 }, () => ({ n: 0, p: 0, ok: 0 }));
  for (const h of held) {
    const p = softmax(h.scores, t);
    const guess = p.indexOf(Math.max(...p));
    if (guess === h.label) right++;
    (table[h.label] as number[])[guess] = ((table[h.label] as number[])[guess] as number) + 1;
    const bin = bins[Math.min(9, Math.floor((p[guess] as number) * 10))] as {
      n: number;
      p: number;
      ok: number;
    };
    bin.n++;
    bin.p += p[guess] as number;
    bin.ok += guess === h.label ? 1 : 0;
  }
  const ece = bins.reduce((a, b) => a + (b.n ? Math.abs(b.p - b.ok) / held.length : 0), 0);
  console.log(
    `${name}: ${held.length} held-out, accuracy ${((100 * right) / held.length).toFixed(1)} %, temperature ${t.toFixed(3)}, ECE ${ece.toFixed(3)}`,
  );
  names.forEach((n, i) => {
    const row = table[i] as number[];
    const truth = row.reduce((a, b) => a + b, 0);
    const said = table.reduce((a, r) => a + (r[i] as number), 0);
    console.log(
      `  ${n.padEnd(13)} recall ${((100 * (row[i] as number)) / truth).toFixed(1)}  precision ${((100 * (row[i] as number)) / Math.max(1, said)).toFixed(1)}  ${row.join(' ')}`,
    );
  });
}

const optOutWhole: Record<0 | 1, [number, number]> = { 0: [0, 0], 1: [0, 0] };
let nearSeen = 0;
let nearTaken = 0;
const t0 = performance.now();
const texts = [...optOutTexts(lines, SEED, PER_LINE), ...threadTexts(SEED + 2, PER_LINE)];
const optRows = texts.map((x) => ({
  row: toRow(optOutFeatures(normalize(x.text)), x.label, x.label === 1 || isNear(x.family) ? 2 : 1),
  family: x.family,
}));
const { held: optHeld, folds: optFolds } = crossValidate(optRows, opt);
const optT = fitTemperature(optHeld);
report('opt-out', optHeld, optT, ['other', 'opt_out']);
const optPacked = pack(
  trainMean(
    optRows.map((x) => x.row),
    opt,
    RUNS,
  ),
  2,
  optT,
);

// The action model sees opt-out probabilities of a model that never saw the family, as it will with real leads.
const examples = [...generate(lines, SEED + 1, PER_LINE), ...threads(SEED + 3, PER_CASE)];
const actRows: { row: Row; family: string }[] = [];
for (let k = 0; k < FOLDS; k++) {
  setOptOutModel(unpack(pack(optFolds[k] as Float32Array, 2, optT)));
  for (const x of examples)
    if (fold(x.family) === k)
      actRows.push({
        row: toRow(actionFeatures(gather(x.input)), ACTIONS.indexOf(x.action)),
        family: x.family,
      });
  const own = texts
    .filter((x) => fold(x.family) === k)
    .map((x) => ({
      label: x.label,
      said: isOptOut(x.text).optOut,
      near: isNear(x.family),
    }));
  for (const x of own.filter((o) => o.near)) {
    nearSeen++;
    if (x.said) nearTaken++;
  }
  for (const x of own) optOutWhole[x.label][x.said ? 1 : 0]++;
}
console.log(
  `near-misses taken for opt-outs, held-out families: ${((100 * nearTaken) / nearSeen).toFixed(2)} % of ${nearSeen}`,
);
console.log(
  `opt-out, all stages, held-out families: recall ${((100 * optOutWhole[1][1]) / (optOutWhole[1][0] + optOutWhole[1][1])).toFixed(1)} %, false ${((100 * optOutWhole[0][1]) / (optOutWhole[0][0] + optOutWhole[0][1])).toFixed(2)} %`,
);
console.log(
  `${lines.length} lines, ${examples.length} threads, ${((performance.now() - t0) / 1000).toFixed(0)} s to features`,
);
const actHeld = process.env.SKIP_CV ? [] : crossValidate(actRows, act as typeof opt).held;
/** Held-out threads written by hand are more like a lead's than noisy lines in templates: confidence is fitted to them. */
const actThreads = actHeld.filter((h) => h.family.startsWith('cases/'));
const actT = actThreads.length ? fitTemperature(actThreads) : Number(process.env.TEMPERATURE ?? 1);
if (actHeld.length) {
  writeHeldOut();
  report('action, threads written by hand', actThreads, actT, [...ACTIONS]);
  report('action', actHeld, actT, [...ACTIONS]);
  sweepDecision();
}
/** For `calibrate`: for each hundredth of the transfer's probability, how many held-out cases were transfers, and were not. */
function writeHeldOut(): void {
  const bins = Array.from({ length: 101 }, () => [0, 0] as [number, number]);
  for (const h of actHeld) {
    const p = softmax(h.scores, actT)[ACTIONS.indexOf('transfer')] ?? 0;
    const bin = bins[Math.round(p * 100)] as [number, number];
    bin[ACTIONS[h.label] === 'transfer' ? 0 : 1]++;
  }
  writeFileSync(
    process.env.HELD_OUT_FILE ?? 'server/src/readiness/held-out.ts',
    `// biome-ignore-all format: generated\n/** Written by server/corpus/train.ts; do not edit. [transfers, others] by hundredth of the transfer's probability, on held-out families. */\nexport const HELD_OUT_TRANSFER: [number, number][] = ${JSON.stringify(bins)};\n`,
  );
}

/** What asking more or less certainty of some actions does to all of them: the first is no weighing at all. */
function sweepDecision(): void {
  const held = actHeld.map((h) => ({ p: softmax(h.scores, actT), want: ACTIONS[h.label] }));
  const settings: Partial<Record<(typeof ACTIONS)[number], number>>[] = [
    {},
    { transfer: 0.75, opt_out: 1.4 },
    { transfer: 0.75, opt_out: 2 },
    { transfer: 0.75, opt_out: 1.4, escalate: 1.4 },
    { transfer: 0.75, opt_out: 1.4, escalate: 2 },
    { transfer: 0.75, opt_out: 1.4, escalate: 1.4, close: 1.3, wrong_person: 1.3 },
    { transfer: 0.75, opt_out: 1.4, escalate: 2, close: 1.5, wrong_person: 1.5 },
    { transfer: 0.6, opt_out: 1.4, escalate: 1.4, close: 1.2, wrong_person: 1.2 },
  ];
  const pct = (a: number, b: number): string => ((100 * a) / Math.max(1, b)).toFixed(1);
  for (const weights of settings) {
    const said = held.map(({ p, want }) => {
      const weighed = p.map((x, i) => x * (weights[ACTIONS[i] as (typeof ACTIONS)[number]] ?? 1));
      return { want, got: ACTIONS[weighed.indexOf(Math.max(...weighed))] };
    });
    const each = ACTIONS.map((a) => {
      const both = said.filter((x) => x.want === a && x.got === a).length;
      const recall = pct(both, said.filter((x) => x.want === a).length);
      return `${a} ${recall}/${pct(both, said.filter((x) => x.got === a).length)}`;
    });
    const right = said.filter((x) => x.want === x.got).length;
    console.log(
      `decision ${JSON.stringify(weights)}: accuracy ${pct(right, said.length)}; recall/precision ${each.join(', ')}`,
    );
  }
}
const actPacked = pack(
  trainMean(
    actRows.map((x) => x.row),
    act,
    RUNS,
  ),
  8,
  actT,
);
const literal = (p: object): string =>
  JSON.stringify(p)
    .replace(/"(\w+)":/g, '$1:')
    .replaceAll('"', "'");
writeFileSync(
  target,
  `// biome-ignore-all format: generated\nimport type { PackedModel } from './linear-model.ts';\n\n/** Written by server/corpus/train.ts; do not edit. */\nexport const WEIGHTS: { action: PackedModel; optOut: PackedModel } = {\n  action: ${literal(actPacked)},\n  optOut: ${literal(optPacked)},\n};\n`,
);
console.log(`wrote ${target} in ${((performance.now() - t0) / 1000).toFixed(0)} s`);
