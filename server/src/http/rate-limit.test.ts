import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

describe('a token bucket', () => {
  it('lets a burst through, then one each while, and says when', () => {
    const limiter = createRateLimiter({ burst: 2, everyMs: 100 });
    expect([0, 0, 0].map((at) => limiter.take('a', at).ok)).toEqual([true, true, false]);
    expect(limiter.take('a', 40)).toEqual({ ok: false, retryAfterMs: 60 });
    expect(limiter.take('b', 40).ok).toBe(true);
    expect(limiter.take('a', 100).ok).toBe(true);
    limiter.forgive('a');
    expect(limiter.take('a', 100).ok).toBe(true);
  });

  it('never lets more through than burst and time allow, even when the clock goes back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 200 }), { maxLength: 200 }), (steps) => {
        const limiter = createRateLimiter({ burst: 3, everyMs: 100 });
        let [now, forward, passed] = [1_000, 0, 0];
        for (const step of steps) {
          now += step;
          forward += Math.max(0, step);
          if (limiter.take('a', now).ok) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(3 + forward / 100);
      }),
    );
  });

  it('forgets whole buckets first when there are too many, and stays bounded', () => {
    const limiter = createRateLimiter({ burst: 1, everyMs: 100 }, 3);
    limiter.take('old', 0);
    limiter.take('busy', 950);
    limiter.take('busy2', 950);
    limiter.take('new', 1_000);
    expect(limiter.take('busy', 1_000).ok).toBe(false);
    for (let i = 0; i < 100; i++) limiter.take(`flood${i}`, 1_000);
    expect(limiter.take('flood99', 1_000).ok).toBe(false);
  });
});
