import { describe, expect, it } from 'vitest';
import { ENGLISH, type Phrases } from './phrases.ts';
import { SPANISH } from './phrases-es.ts';
import { countSegments } from './segments.ts';
import { countQuestions, PLACEHOLDER } from './sentences.ts';

const KNOWN = [
  'lead',
  'seller',
  'assistant',
  'subject',
  'agent',
  'agentName',
  'time',
  'time1',
  'time2',
  'echo',
  'wait',
  'question',
  'help',
];
/** Parts that put a question; all others are statements that a question may follow. */
const ASKS: (keyof Phrases)[] = [
  'offerNow',
  'confirmCall',
  'stillNow',
  'stillTimes',
  'freedAsk',
  'twoTimes',
  'oneTime',
  'whenSuits',
  'goodTimes',
];

describe.each([
  ['English', ENGLISH],
  ['Spanish', SPANISH],
] as const)('%s', (name, words) => {
  const all = Object.entries(words) as [keyof Phrases, string[]][];

  it.each(all)('%s', (key, options) => {
    expect(new Set(options).size).toBe(options.length);
    for (const text of options) {
      expect(countQuestions(text), text).toBe(ASKS.includes(key) ? 1 : 0);
      for (const [, placeholder] of text.matchAll(PLACEHOLDER)) expect(KNOWN, text).toContain(placeholder);
      if (name === 'English')
        expect(countSegments(text.replace(PLACEHOLDER, 'x')).encoding, text).toBe('GSM-7');
      expect(text, text).not.toMatch(/!!|guarantee|promise you|connected/i);
      expect(text.length, text).toBeLessThanOrEqual(170);
    }
  });

  it('discloses in every opening of its own', () => {
    for (const text of words.opening) expect(text).toMatch(/\{seller\}.*\bAI\b|\bAI\b.*\{seller\}/);
    for (const text of words.opening) expect(text).toMatch(/\bSTOP\b/);
  });

  it('has the same parts as the other language', () => {
    expect(Object.keys(words).toSorted()).toEqual(Object.keys(ENGLISH).toSorted());
  });
});
