import { describe, expect, it } from 'vitest';
import { frozenOrder } from '../floor/use-frozen-order.ts';
import { afterReadyMs, eventAt, nextAt, previousAt, shownSpanMs, ticks } from './playhead.ts';

const events = [0, 62, 1_800, 8_400].map((offsetMs) => ({ offsetMs }));

describe('playhead', () => {
  it('stands on the last event at or before it', () => {
    expect([-1, 0, 61, 62, 5_000, 99_000].map((at) => eventAt(events, at))).toEqual([-1, 0, 0, 1, 2, 3]);
  });
  it('moves event by event and stops at both ends', () => {
    expect([0, 62, 1_799, 8_400].map((at) => nextAt(events, at))).toEqual([62, 1_800, 1_800, 8_400]);
    expect([8_400, 63, 62, 0].map((at) => previousAt(events, at))).toEqual([1_800, 62, 0, 0]);
    expect(nextAt([], 5)).toBe(0);
  });
  it('shows up to the join and a little more', () => {
    expect(shownSpanMs(events, 8_400, null)).toBe(10_400);
    expect(shownSpanMs([], null, 4_000)).toBe(6_000);
  });
  it('has at most ten ticks for any span', () => {
    for (const span of [1_000, 10_400, 92_000, 3_600_000, 86_400_000])
      expect(ticks(span).length).toBeLessThanOrEqual(10);
  });
  it('tells instants from offsets', () => {
    expect(afterReadyMs(1_800_000_000_062, 1_800_000_000_000)).toBe(62);
    expect(afterReadyMs(62, 1_800_000_000_000)).toBe(62);
  });
});

describe('frozenOrder', () => {
  const id = (item: { id: string }) => item.id;
  it('keeps places, puts what is new last, drops what is gone', () => {
    const items = ['d', 'b', 'a'].map((one) => ({ id: one }));
    expect(frozenOrder(items, ['a', 'b', 'c'], id).map(id)).toEqual(['a', 'b', 'd']);
  });
});
