/** Scoring of briefs against labelled threads: which facts are there, which forbidden words too. Pure. */
import type { Brief } from '../ports/brief.ts';

export interface BriefExpect {
  must_include: { fact: string; any: string[] }[];
  must_not_include: (string | { fact: string })[];
}
export interface BriefScore {
  included: number;
  wanted: number;
  missing: string[];
  forbidden: string[];
}

const fold = (s: string): string => s.toLowerCase().replace(/[\u2010-\u2015]/g, '-');

/** Occurs, not inside a longer word, and where it ends in a digit not inside a longer number. */
export function occurs(text: string, needle: string): boolean {
  const n = fold(needle);
  const escaped = n.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`(?<![\\p{L}\\p{N}])${escaped}${/\d$/.test(n) ? '(?!\\d)' : ''}`, 'u').test(fold(text)))
    return true;
  const digits = n.replace(/\D/g, '');
  return (
    digits.length >= 9 &&
    /^[\d\s().-]+$/.test(n) &&
    text.replace(/(?<=\d)[\s().-]+(?=\d)/g, '').includes(digits)
  );
}

export function wholeText(b: Brief): string {
  return [b.headline, b.spoken, b.screen, ...b.facts.map((f) => `${f.label}: ${f.text}`)].join('\n');
}

export function scoreBrief(b: Brief, expect: BriefExpect): BriefScore {
  const text = wholeText(b);
  const missing = expect.must_include.filter((m) => !m.any.some((a) => occurs(text, a))).map((m) => m.fact);
  const forbidden = expect.must_not_include.filter(
    (x): x is string => typeof x === 'string' && occurs(text, x),
  );
  return {
    wanted: expect.must_include.length,
    included: expect.must_include.length - missing.length,
    missing,
    forbidden,
  };
}
