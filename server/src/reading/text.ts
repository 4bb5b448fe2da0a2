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

const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * The same letters at one byte each, where they fit. A text that once stood beside an emoji (in itself, or in the JSON it
 * came in) stays at two bytes a letter through every cut and replacement, and each pattern that meets such a text is
 * compiled a second time: a third of the reader's machine code.
 */
function oneByte(s: string): string {
  const bytes = Buffer.from(s, 'latin1').toString('latin1');
  return bytes === s ? bytes : s;
}

/** Plain quotes, lower case, one space; marks, digits and line breaks kept. */
export function cleanText(raw: string): string {
  return cleanMarks(oneByte(BEYOND_ASCII.test(raw) ? narrowed(raw) : raw.replace(/`/g, "'")));
}

/** What only texts beyond ASCII need: one form of each letter, no marks without width, emoji as words, plain quotes. */
function narrowed(raw: string): string {
  let s = raw.normalize('NFKC').replace(/\u200B|\u200C|\u200D|\u200E|\u200F|\u2060|\uFEFF|\uFE0F/g, '');
  for (const [re, word] of EMOJI) s = s.replace(re, word);
  return s
    .replace(/[\u2018\u2019\u02BC`]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/[\u2013\u2014]/g, '-');
}

const cleanMarks = (s: string): string =>
  dictatedMarks(s.toLowerCase())
    .replace(/[ \t]+/g, ' ')
    .trim();

/** Accents dropped, so that "mañana" and "manana" are one word. */
export function plain(s: string): string {
  if (!BEYOND_ASCII.test(s)) return s;
  return s.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}

/** Plain, and what no rule knows as a mark that is dropped later (or as a blank that is no space). */
function asciiOnly(clean: string): string {
  if (!BEYOND_ASCII.test(clean)) return clean;
  return oneByte(plain(clean).replace(/[\u0080-\uffff]/g, (c) => (/\s/.test(c) ? '\f' : '~')));
}

function spell(word: string): string {
  const squeezed = word.length > 3 ? word.replace(/([a-z])\1{2,}/g, '$1') : word;
  const slang = slangOf(word) ?? slangOf(squeezed);
  if (slang !== undefined) return slang;
  const corrected = correct(squeezed);
  return slangOf(corrected) ?? corrected;
}

/** Every mark a token of its own, apostrophes dropped, letters typed apart joined; in this order. */
const SPACING: [RegExp, string | ((all: string) => string)][] = [
  [/\bun[ -](?=sub)/g, 'un'],
  [/(?<![a-z] ?)(?:[a-z] ){3,}[a-z]\b(?! [a-z]\b)/g, (row) => row.replace(/ /g, '')],
  [/\bw\/o\b/g, 'without'],
  [/\bw\/(?=\s|[a-z])/g, 'with '],
  [/(\w)'(\w)/g, '$1$2'],
  [/\n+/g, ' . '],
  [/\.{2,}/g, ' ... '],
  [/([?!.,;:()"])(?=\D|$)/g, ' $1 '],
  [/[^\w\s?!.,;:$%@#&+/-]/g, ' '],
  [/(^|\s)-+(?=\s|$)/g, ' . '],
  [/(?<=[a-z])-(?=[a-z])/g, ' '],
  [/&/g, ' and '],
];

/** Share of the letters that are capitals; 0 where there are too few letters to tell. */
function shoutOf(text: string): number {
  let letters = 0;
  let capitals = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 65 && code <= 90) capitals++;
    if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) letters++;
  }
  return letters >= FEWEST_LETTERS ? capitals / letters : 0;
}
const FEWEST_LETTERS = 6;

/** The whole normaliser. Linear in the length of the text; texts over 2,000 characters are cut. */
export const normalize: (raw: string) => Norm = remember(16, (raw) => {
  const cut = raw.slice(0, 2000);
  const clean = cleanText(cut);
  let spaced = asciiOnly(clean);
  for (const [re, to] of SPACING) spaced = spaced.replace(re, to as string);
  const words: string[] = [];
  for (const token of spaced.split(/\s+/)) {
    if (!token) continue;
    const spelt = spell(token);
    if (spelt.includes(' ')) words.push(...spelt.split(' '));
    else if (spelt) words.push(spelt);
  }
  return {
    raw,
    clean,
    text: oneByte(words.join(' ')),
    words,
    shout: shoutOf(cut),
  };
});
