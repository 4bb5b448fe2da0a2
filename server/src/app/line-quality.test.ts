import { expect, it } from 'vitest';
import { verdictOf } from './line-quality.ts';

it.each([
  ['good', { lostShare: 0, jitterMs: 1, roundTripMs: null }],
  ['good', { lostShare: 0.01, jitterMs: 30, roundTripMs: 300 }],
  ['fair', { lostShare: 0.02, jitterMs: 1, roundTripMs: 20 }],
  ['fair', { lostShare: 0, jitterMs: 40, roundTripMs: 20 }],
  ['fair', { lostShare: 0, jitterMs: 1, roundTripMs: 400 }],
  ['poor', { lostShare: 0.05, jitterMs: 1, roundTripMs: 20 }],
  ['poor', { lostShare: 0, jitterMs: 80, roundTripMs: 20 }],
  ['poor', { lostShare: 0, jitterMs: 1, roundTripMs: 900 }],
] as const)('%s: %j', (verdict, line) => expect(verdictOf(line)).toBe(verdict));
