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

/** Words of a text that make features. */
const MOST_WORDS = 60;
const MOST_CLASSES = 8;

/** What is filled for each text anew, so that no text leaves lists behind: its words without marks, those with classes in their place, and the latter without fillers. */
const solid: string[] = [];
const shape: string[] = [];
const core: string[] = [];
const found: string[] = [];

/** Puts them into `out`. @returns the words without marks; they hold until the next text. */
export function textFeatures(norm: Norm, out: FeatureSet): readonly string[] {
  solid.length = 0;
  for (let i = 0; i < norm.words.length && i < MOST_WORDS; i++) {
    const said = norm.words[i] as string;
    const word = NUMBER.test(said) ? '<num>' : said;
    out.put(P.word, word);
    if (!MARKS.test(word)) solid.push(word);
  }
  wordFeatures(out);
  classFeatures(out);
  const size = solid.length;
  out.put(P.first, wordAt(solid, 0));
  out.span(P.firstTwo, solid, 0, Math.min(2, size));
  out.put(P.last, wordAt(solid, size - 1));
  out.span(P.lastTwo, solid, Math.max(0, size - 2), size);
  out.put(NAME, `len:${Math.min(6, Math.floor(Math.log2(size + 1)))}`);
  if (size <= 6) out.span(P.whole, solid, 0, size);
  if (norm.shout > 0.6) out.put(NAME, 'shout');
  return solid;
}

const wordAt = (list: readonly string[], at: number): string => (list.length > 0 ? (list[at] as string) : '');

/** Pairs, triples, pairs with one word between, and runs of letters. */
function wordFeatures(out: FeatureSet): void {
  for (let i = 0; i < solid.length; i++) {
    const word = solid[i] as string;
    if (i + 1 < solid.length) out.span(P.pair, solid, i, i + 2);
    if (i + 2 < solid.length) {
      out.span(P.triple, solid, i, i + 3);
      out.pair(P.skip, word, solid[i + 2] as string);
    }
    if (word.length < 4) continue;
    putGrams(out, P.gram, word, 3);
    putGrams(out, P.gram, word, 4);
  }
}

const CLASS_MARK = '@'.charCodeAt(0);
const isClass = (w: string): boolean => w.charCodeAt(0) === CLASS_MARK;

/** The words with classes in their place: alone, in pairs and triples, and the whole shape of a short text. */
function classFeatures(out: FeatureSet): void {
  classify();
  for (let i = 0; i < shape.length; i++)
    if (isClass(shape[i] as string)) out.put(P.klass, shape[i] as string);
  const size = core.length;
  for (let i = 0; i + 1 < size; i++) {
    const a = isClass(core[i] as string);
    const b = isClass(core[i + 1] as string);
    if (a || b) out.span(P.klassPair, core, i, i + 2);
    if (i + 2 >= size) continue;
    const c = isClass(core[i + 2] as string);
    if (a || b || c) out.span(P.klassTriple, core, i, i + 3);
    if (a || c) out.pair(P.klassSkip, core[i] as string, core[i + 2] as string);
  }
  for (let i = 0; i < found.length; i++)
    for (let j = i + 1; j < found.length; j++) out.pair(P.together, found[i] as string, found[j] as string);
  out.put(P.klassFirst, wordAt(core, 0));
  out.span(P.klassFirstTwo, core, 0, Math.min(2, size));
  out.put(P.klassLast, wordAt(core, size - 1));
  if (size <= 6) out.span(P.klassWhole, core, 0, size);
}

/** Fills `shape`, `core` and `found`: the first few classes, each once, in the order of their names. */
function classify(): void {
  shape.length = 0;
  core.length = 0;
  found.length = 0;
  for (let i = 0; i < solid.length; i++) {
    const name = wordClass(solid[i] as string) ?? (solid[i] as string);
    shape.push(name);
    if (name === '@fillerword') continue;
    core.push(name);
    if (isClass(name) && found.length < MOST_CLASSES && !found.includes(name)) found.push(name);
  }
  found.sort();
}
