/**
 * The normaliser: what leads type, dictate and paste, brought to one plain form that the grammars and the classifier
 * read. It never guesses meaning; it only spells.
 */
import { remember } from './remember.ts';
import { slangOf } from './slang.ts';
import { correct } from './spelling.ts';

export interface Norm {
  raw: string;
  /** Lower case, plain quotes, punctuation kept; for numbers, money and times. */
  clean: string;
  /** `clean` with slang spelt out, apostrophes dropped and every mark a token of its own; for words and rules. */
  text: string;
  /** Tokens of `text`, marks included. */
  words: string[];
  /** Share of letters that are capitals, 0..1. */
  shout: number;
}

const EMOJI: [RegExp, string][] = [
  [/[\u{1F595}]/gu, ' fuck off '],
  [/[\u{1F44D}\u{2705}\u{1F44C}\u{2714}\u{1F919}\u{1F4AF}]/gu, ' yesemoji '],
  [/[\u{1F44E}\u{274C}\u{1F645}]/gu, ' noemoji '],
  [/[\u{1F6AB}\u{1F6D1}\u{1F4F5}\u{26D4}\u{1F515}]/gu, ' stopemoji '],
  [/[\u{270B}\u{1F590}]/gu, ' handemoji '],
  [/[\u{1F620}\u{1F621}\u{1F92C}\u{1F624}]/gu, ' angryemoji '],
  [/[\u{1F602}\u{1F923}\u{1F605}\u{1F606}\u{1F604}\u{1F643}]/gu, ' lol '],
  [/[\u{1F4DE}\u{260E}\u{1F4F1}\u{1F4F2}]/gu, ' phoneemoji '],
  [/[\u{1F64F}]/gu, ' please '],
  [/[\u{1F62D}\u{1F622}\u{1F625}\u{1F494}]/gu, ' sademoji '],
];

/** Dictated marks. "period" is a mark only where a sentence can end. */
function dictatedMarks(s: string): string {
  return s
    .replace(/\s+question mark\b/g, ' ? ')
    .replace(/\s+exclamation (point|mark)\b/g, ' ! ')
    .replace(/\s+(comma)\s+/g, ' , ')
    .replace(
      /\s+(period|full stop)(?=\s*$|\s+(i|my|call|the|just|so|please|and|but|can|it|we|yes|no|do|how|what|thank)\b)/g,
      ' . ',
    )
    .replace(/\bnew (line|paragraph)\b/g, ' . ');
}

/** Plain quotes, lower case, one space; marks, digits and line breaks kept. */
export function cleanText(raw: string): string {
  let s = raw.normalize('NFKC').replace(/\u200B|\u200C|\u200D|\u200E|\u200F|\u2060|\uFEFF|\uFE0F/g, '');
  for (const [re, word] of EMOJI) s = s.replace(re, word);
  s = s
    .replace(/[\u2018\u2019\u02BC`]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/[\u2013\u2014]/g, '-');
  return dictatedMarks(s.toLowerCase())
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** Accents dropped, so that "mañana" and "manana" are one word. */
export function plain(s: string): string {
  return s.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

function spell(word: string): string {
  const squeezed = word.length > 3 ? word.replace(/([a-z])\1{2,}/g, '$1') : word;
  const slang = slangOf(word) ?? slangOf(squeezed);
  if (slang !== undefined) return slang;
  const corrected = correct(squeezed);
  return slangOf(corrected) ?? corrected;
}

/** The whole normaliser. Linear in the length of the text; texts over 2,000 characters are cut. */
export const normalize: (raw: string) => Norm = remember(32, (raw) => {
  const cut = raw.slice(0, 2000);
  const clean = cleanText(cut);
  const spaced = plain(clean)
    .replace(/\bun[ -](?=sub)/g, 'un')
    .replace(/(?<![a-z] ?)(?:[a-z] ){3,}[a-z]\b(?! [a-z]\b)/g, (row) => row.replace(/ /g, ''))
    .replace(/\bw\/o\b/g, 'without')
    .replace(/\bw\/(?=\s|[a-z])/g, 'with ')
    .replace(/(\w)'(\w)/g, '$1$2')
    .replace(/\n+/g, ' . ')
    .replace(/\.{2,}/g, ' ... ')
    .replace(/([?!.,;:()"])(?=\D|$)/g, ' $1 ')
    .replace(/[^\w\s?!.,;:$%@#&+/-]/g, ' ')
    .replace(/(^|\s)-+(?=\s|$)/g, ' . ')
    .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
    .replace(/&/g, ' and ');
  const words: string[] = [];
  for (const token of spaced.split(/\s+/)) {
    if (!token) continue;
    for (const w of spell(token).split(' ')) if (w) words.push(w);
  }
  const letters = cut.replace(/[^a-zA-Z]/g, '');
  const capitals = letters.replace(/[^A-Z]/g, '').length;
  return {
    raw,
    clean,
    text: words.join(' '),
    words,
    shout: letters.length >= 6 ? capitals / letters.length : 0,
  };
});
