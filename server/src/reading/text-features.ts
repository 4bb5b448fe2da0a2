/** Features of a text alone: words, pairs, triples, letters, and the same of word classes. */
import { type FeatureSet, prefix, putGrams } from './feature-set.ts';
import type { Norm } from './text.ts';
import { wordClass } from './word-classes.ts';

const NUMBER = /^\$?\d[\d,.:/k-]*$/;
const MARKS = /^[.,;:()"]+$/;

/** Begins a feature that stands for itself. */
export const NAME = prefix('');

const P = {
  word: prefix('w:'),
  pair: prefix('b:'),
  triple: prefix('t:'),
  skip: prefix('s:'),
  gram: prefix('c:'),
  first: prefix('f1:'),
  firstTwo: prefix('f2:'),
  last: prefix('l1:'),
  lastTwo: prefix('l2:'),
  whole: prefix('all:'),
  klass: prefix('W:'),
  klassPair: prefix('B:'),
  klassTriple: prefix('T:'),
  klassSkip: prefix('S:'),
  together: prefix('P:'),
  klassFirst: prefix('F:'),
  klassFirstTwo: prefix('FF:'),
  klassLast: prefix('L:'),
  klassWhole: prefix('A:'),
};

/** Words with figures made alike, at most 60. */
function plainWords(norm: Norm): string[] {
  return norm.words.slice(0, 60).map((w) => (NUMBER.test(w) ? '<num>' : w));
}

/** Puts them into `out`. @returns the words without marks */
export function textFeatures(norm: Norm, out: FeatureSet): string[] {
  const words = plainWords(norm);
  const solid = words.filter((w) => !MARKS.test(w));
  for (const w of words) out.put(P.word, w);
  for (let i = 0; i + 1 < solid.length; i++) {
    const [a, b, c] = [solid[i] as string, solid[i + 1] as string, solid[i + 2]];
    out.pair(P.pair, a, b);
    if (c === undefined) continue;
    out.triple(P.triple, a, b, c);
    out.pair(P.skip, a, c);
  }
  classFeatures(solid, out);
  for (const w of solid) {
    if (w.length < 4) continue;
    putGrams(out, P.gram, w, 3);
    putGrams(out, P.gram, w, 4);
  }
  out.put(P.first, solid[0] ?? '');
  out.all(P.firstTwo, solid.slice(0, 2));
  out.put(P.last, solid.at(-1) ?? '');
  out.all(P.lastTwo, solid.slice(-2));
  out.put(NAME, `len:${Math.min(6, Math.floor(Math.log2(solid.length + 1)))}`);
  if (solid.length <= 6) out.all(P.whole, solid);
  if (norm.shout > 0.6) out.put(NAME, 'shout');
  return solid;
}

const isClass = (w: string): boolean => w.startsWith('@');

/** The words with classes in their place: alone, in pairs and triples, and the whole shape of a short text. */
function classFeatures(solid: string[], out: FeatureSet): void {
  const shape = solid.map((w) => wordClass(w) ?? w);
  const core = shape.filter((w) => w !== '@fillerword');
  for (const w of shape) if (isClass(w)) out.put(P.klass, w);
  for (let i = 0; i + 1 < core.length; i++) {
    const [a, b, c] = [core[i] as string, core[i + 1] as string, core[i + 2]];
    if (isClass(a) || isClass(b)) out.pair(P.klassPair, a, b);
    if (c === undefined) continue;
    if (isClass(a) || isClass(b) || isClass(c)) out.triple(P.klassTriple, a, b, c);
    if (isClass(a) || isClass(c)) out.pair(P.klassSkip, a, c);
  }
  const found = [...new Set(core.filter(isClass))].slice(0, 8).sort();
  for (let i = 0; i < found.length; i++)
    for (let j = i + 1; j < found.length; j++) out.pair(P.together, found[i] as string, found[j] as string);
  out.put(P.klassFirst, core[0] ?? '');
  out.all(P.klassFirstTwo, core.slice(0, 2));
  out.put(P.klassLast, core.at(-1) ?? '');
  if (core.length <= 6) out.all(P.klassWhole, core);
}
