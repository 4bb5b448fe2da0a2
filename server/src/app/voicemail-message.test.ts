import { expect, it } from 'vitest';
import { scriptFacts } from '../consent/index.ts';
import { isTollFree, messageOf, messageProblems, SUGGESTION } from './voicemail-message.ts';

const parts = {
  firstName: 'Maria',
  seller: 'Northside Quotes',
  number: '+15125550100',
  optOutNumber: '+18005550199',
};

it('is kept with numbers in groups, and spoken digit by digit', () => {
  const { written, spoken } = messageOf('{seller}: {number} or {opt_out_number}, {first_name}.', parts);
  expect(written).toBe('Northside Quotes: 512-555-0100 or 800-555-0199, Maria.');
  expect(spoken).toBe('Northside Quotes: 5 1 2, 5 5 5, 0 1 0 0 or 8 0 0, 5 5 5, 0 1 9 9, Maria.');
});

it('what is proposed may be used, and the gate finds in it what the law asks for', () => {
  expect(messageProblems(SUGGESTION)).toEqual([]);
  expect(scriptFacts(messageOf(SUGGESTION, parts).written, parts.seller)).toMatchObject({
    seller: true,
    ai: true,
    optOut: true,
    purpose: true,
    callback: true,
    tollFree: true,
  });
});

it.each([
  ['Hello. This is the AI assistant of {seller}', 'The first sentence must say {seller}.'],
  [
    SUGGESTION.replace('AI assistant', 'office').replace(', an artificial voice', ''),
    'Say that an AI speaks.',
  ],
  [SUGGESTION.replace('because you asked to talk with us', 'today'), 'Say why you call'],
  [SUGGESTION.replace('{opt_out_number}', '800-555-0100'), 'Say how to opt out, with {opt_out_number}.'],
  [SUGGESTION.replace('{number}', 'our number'), 'Say {number}, to call back.'],
  ['{seler} here', '{seler} is not known'],
])('%s: %s', (template, problem) => {
  expect(messageProblems(template).join(' ')).toContain(problem);
});

it('toll-free numbers are told from others', () => {
  expect(['+18005550199', '+18885550199', '+15125550100', '+448001111111'].map(isTollFree)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
