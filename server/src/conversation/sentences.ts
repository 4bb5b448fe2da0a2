/** Sentences and questions of a text, and the fitting of values into phrasings. Pure. */
import { calledBy } from '../lead/name.ts';

/**
 * Sentences of a text in the form in which two of them count as the same: case, spaces and marks do not
 * matter. The opt-out line is left out: it is law, not talk, and may stand in every text.
 */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|\n+/)
    .filter((sentence) => !/\bSTOP\b/.test(sentence))
    .map((sentence) =>
      sentence
        .toLowerCase()
        .replace(/[^\p{L}\p{N}$%]+/gu, ' ')
        .trim(),
    )
    .filter((sentence) => sentence !== '');
}

/** Runs of question marks; "??" is one question. */
export function countQuestions(text: string): number {
  return text.match(/\?[?!]*/g)?.length ?? 0;
}

export const PLACEHOLDER = /\{([a-zA-Z0-9]+)\}/g;

/** Fits values into a phrasing; null when a value is missing. The first letter of the result is a capital. */
export function fillIn(phrasing: string, values: Record<string, string>): string | null {
  let missing = false;
  const article = /^[aeiou]/i.test(values.agent ?? '') ? 'n ' : ' ';
  const text = phrasing
    .replace(/\b([Aa]) (?=\{agent\})/g, `$1${article}`)
    .replace(PLACEHOLDER, (_, name: string) => {
      const value = values[name];
      if (value === undefined || value === '') missing = true;
      return value ?? '';
    });
  if (missing) return null;
  return text
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

/** First name, safe to print: a name is typed by strangers. */
export function firstName(name: string): string {
  const clean = calledBy(name)
    .replace(/[^\p{L}'. -]/gu, '')
    // "Mrs. Park", and nothing that a phone would make a link of
    .replace(/\.(?! )/g, '')
    .slice(0, 30);
  if (clean.length < 2) return 'there';
  const shouting = clean === clean.toUpperCase() || clean === clean.toLowerCase();
  return shouting ? clean.toLowerCase().replace(/(?<=^| )\p{L}/gu, (letter) => letter.toUpperCase()) : clean;
}
