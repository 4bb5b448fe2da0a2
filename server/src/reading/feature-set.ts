/**
 * A set of hashed features, filled without making a string for each: a name is fed to the hash piece by piece. Reading
 * a text makes thousands of them, and as strings they were most of the reader's garbage and much of its time.
 */

/** Two in a power; a model with fewer folds them further (`PackedModel.buckets`). */
export const BUCKETS = 1 << 18;

/** More than any text of 60 words makes. */
const MOST = 8_192;

/** State of the hash before the first letter (FNV-1a over UTF-16 units). */
const START = 0x811c9dc5;
const PRIME = 0x01000193;

/** The hash's state after `text`. */
export function feed(state: number, text: string): number {
  let h = state;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME);
  return h;
}

/** The state after a prefix, to begin a family of features with. */
export const prefix = (text: string): number => feed(START, text);

const fold = (h: number): number => (h ^ (h >>> 15)) & (BUCKETS - 1);

/** The bucket of a whole name. */
export const bucket = (name: string): number => fold(prefix(name));

const SPACE = ' '.charCodeAt(0);

export class FeatureSet {
  /** The buckets, each once; the first `size` hold. */
  readonly buckets: Uint32Array = new Uint32Array(MOST);
  size = 0;
  /** One bit a bucket. */
  readonly #seen: Uint32Array = new Uint32Array(BUCKETS / 32);

  /** Forgets everything. */
  clear(): void {
    for (let i = 0; i < this.size; i++) this.#seen[(this.buckets[i] as number) >>> 5] = 0;
    this.size = 0;
  }

  /** The feature whose name led to this state of the hash. */
  add(state: number): void {
    const at = fold(state);
    const bit = 1 << (at & 31);
    const word = this.#seen[at >>> 5] as number;
    if ((word & bit) !== 0 || this.size === MOST) return;
    this.#seen[at >>> 5] = word | bit;
    this.buckets[this.size++] = at;
  }

  /** `start` and a name. */
  put(start: number, name: string): void {
    this.add(feed(start, name));
  }

  /** `start` and two names with a blank between. */
  pair(start: number, a: string, b: string): void {
    this.add(feed(blank(feed(start, a)), b));
  }

  /** `start` and the names from `from` up to `to`, with blanks between. */
  span(start: number, names: readonly string[], from: number, to: number): void {
    let h = start;
    for (let i = from; i < to; i++) h = feed(i === from ? h : blank(h), names[i] as string);
    this.add(h);
  }
}

const blank = (state: number): number => Math.imul(state ^ SPACE, PRIME);

/** Every run of `n` letters of `^word$`. */
export function putGrams(out: FeatureSet, start: number, word: string, n: number): void {
  const last = word.length + 2 - n;
  for (let i = 0; i <= last; i++) {
    let h = start;
    for (let k = i; k < i + n; k++) h = Math.imul(h ^ letterAt(word, k), PRIME);
    out.add(h);
  }
}

const FIRST = '^'.charCodeAt(0);
const LAST = '$'.charCodeAt(0);
const letterAt = (word: string, k: number): number =>
  k === 0 ? FIRST : k === word.length + 1 ? LAST : word.charCodeAt(k - 1);
