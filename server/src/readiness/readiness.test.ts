import { describe, expect, it } from 'vitest';
import { assessReadiness, type ReadinessInput } from './index.ts';

const now = Date.parse('2026-10-07T15:15:00Z');
const base: ReadinessInput = {
  history: [{ from: 'ai', text: 'Can an agent call you now?', atMs: now - 9_000 }],
  message: 'yes call me now',
  nowMs: now,
  action: 'transfer',
  confidence: 0.95,
  when: null,
  asked: [],
  slots: {},
  questions: ['zip', 'coverage_type'],
};

describe('assessReadiness', () => {
  it('is high for a lead who asks for the call, and says why in words', () => {
    const r = assessReadiness(base);
    expect(r.score).toBeGreaterThan(0.8);
    const text = r.reasons.map((x) => x.text).join('; ');
    expect(text).toContain('asked for a call');
    expect(text).toContain('replied in 9 s');
  });
  it('is low for one who declines, and lower still for a revocation', () => {
    const close = assessReadiness({ ...base, message: 'no thanks not interested', action: 'close' });
    const out = assessReadiness({ ...base, message: 'stop', action: 'opt_out' });
    expect(close.score).toBeLessThan(0.2);
    expect(out.score).toBeLessThanOrEqual(close.score);
  });
  it('keeps eagerness apart from topic: asking the price is curious, not ready', () => {
    expect(assessReadiness({ ...base, message: 'how much is it', action: 'answer' }).score).toBeLessThan(0.5);
  });
  it('forgets earlier eagerness with silence', () => {
    const at = (agoMs: number) =>
      assessReadiness({
        ...base,
        history: [{ from: 'lead', text: 'call me now please', atMs: now - agoMs }],
        message: 'ok',
        action: 'ask',
        confidence: 0.7,
      }).score;
    expect(at(24 * 3_600_000)).toBeLessThan(at(60_000));
  });
  it('counts a wished time as a condition', () => {
    const r = assessReadiness({
      ...base,
      message: 'after 6',
      action: 'schedule',
      when: { at: '2026-10-07T18:00:00-05:00', kind: 'after' },
    });
    expect(r.reasons.some((x) => x.code === 'conditional')).toBe(true);
    expect(r.score).toBeLessThan(0.5);
  });
});
