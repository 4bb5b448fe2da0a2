import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BatonError, ERRORS, type ErrorCode, errorBody, errorLines } from './errors.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

describe('the error table', () => {
  it('has no code twice in the source (a later row would silently win)', () => {
    const source = readFileSync(new URL('./errors.ts', import.meta.url), 'utf8');
    const written = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): row\(/gm)].map((m) => m[1]);
    expect(written.length).toBeGreaterThan(15);
    expect(written).toEqual([...new Set(written)]);
    expect([...written].sort()).toEqual([...codes].sort());
  });

  it.each(codes)('%s has words, a hint and a status', (code) => {
    const { words, hint, httpStatus } = ERRORS[code];
    expect(words).toMatch(/^[A-Z].{10,}\.$/);
    expect(hint).toMatch(/^[A-Z/].{8,}\.$/);
    expect(httpStatus).toBeGreaterThanOrEqual(400);
    expect(httpStatus).toBeLessThan(600);
    expect(words).not.toBe(hint);
  });
});

describe('BatonError', () => {
  it('takes words, hint and status from the table, and the case may say more', () => {
    const plain = new BatonError('BAD_PHONE');
    expect(plain).toMatchObject({
      message: ERRORS.BAD_PHONE.words,
      hint: ERRORS.BAD_PHONE.hint,
      httpStatus: 400,
    });
    const special = new BatonError('NOT_FOUND', 'No lead with id 7.', {
      hint: 'Look again.',
      details: { id: 7 },
    });
    expect(errorBody(special)).toEqual({
      error: { code: 'NOT_FOUND', message: 'No lead with id 7.', hint: 'Look again.', details: { id: 7 } },
    });
    expect(errorLines(special).join('\n')).toContain('-> Look again.');
  });

  it('shows nothing of an unknown error to a caller', () => {
    expect(errorBody(new Error('password=secret'))).toEqual({
      error: { code: 'INTERNAL', message: ERRORS.INTERNAL.words, hint: ERRORS.INTERNAL.hint },
    });
  });
});
