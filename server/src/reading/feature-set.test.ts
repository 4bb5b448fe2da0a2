import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucket, FeatureSet, prefix, putGrams } from './feature-set.ts';

const held = (set: FeatureSet): number[] => [...set.buckets.slice(0, set.size)];

describe('FeatureSet', () => {
  it('gives a name fed in pieces the bucket of the whole name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        const set = new FeatureSet();
        set.span(prefix('t:'), [a, b, c], 0, 3);
        set.pair(prefix('t:'), a, b);
        set.span(prefix('t:'), [a, b, c], 0, 2);
        const want = [...new Set([bucket(`t:${a} ${b} ${c}`), bucket(`t:${a} ${b}`)])];
        expect(held(set)).toEqual(want);
      }),
    );
  });
  it('holds a bucket once, and nothing after it was cleared', () => {
    const set = new FeatureSet();
    set.put(prefix(''), 'stop');
    set.put(prefix(''), 'stop');
    expect(held(set)).toEqual([bucket('stop')]);
    set.clear();
    expect(set.size).toBe(0);
    set.put(prefix(''), 'stop');
    expect(held(set)).toEqual([bucket('stop')]);
  });
  it('takes no more features than it has room for', () => {
    const set = new FeatureSet();
    for (let i = 0; i < 50_000; i++) set.put(prefix('n'), String(i));
    expect(set.size).toBe(set.buckets.length);
  });
  it('makes letter runs with the ends of the word marked', () => {
    const set = new FeatureSet();
    putGrams(set, prefix('c:'), 'stop', 3);
    expect(held(set)).toEqual(['^st', 'sto', 'top', 'op$'].map((gram) => bucket(`c:${gram}`)));
  });
});
