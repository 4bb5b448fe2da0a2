import { expect, it } from 'vitest';
import { testCallWords } from './sip-test-call.ts';
import { carrierIsThere, carrierWords, refusalWords } from './sip-words.ts';

it('every answer of a carrier is said in words, and what to do about it', () => {
  expect(carrierWords(200, 'OK')).toMatch(/it is there/);
  expect(carrierWords(403, 'Forbidden')).toMatch(/refuses us: check user name/);
  expect(carrierWords(0, 'timed-out')).toMatch(/No answer: check address/);
  expect(carrierWords(0, 'ENOTFOUND')).toMatch(/could not be reached \(ENOTFOUND\)/);
  expect(carrierWords(499, 'Odd')).toBe('The carrier answered 499 Odd.');
  expect([405, 404, 403, 503, 200].map(carrierIsThere)).toEqual([true, true, false, false, true]);
});

it('a test call: a phone that rang or is busy proves the way out; a refusal is named', () => {
  expect(testCallWords({ cause: 'no-answer' })).toMatchObject({ ok: true });
  expect(testCallWords({ cause: 'busy', said: '486 Busy Here' })).toMatchObject({ ok: true, status: 486 });
  expect(testCallWords({ cause: 'rejected', said: '403 Forbidden' })).toEqual({
    ok: false,
    status: 403,
    words: carrierWords(403, 'Forbidden'),
  });
  expect(testCallWords({ cause: 'unreachable' })).toMatchObject({ ok: false, status: 0 });
});

it('a refused call from outside says how to have it answered', () => {
  expect(refusalWords(404)).toMatch(/add it under Numbers/);
  expect(refusalWords(403)).toMatch(/add the address to the carrier/);
});
