/** Text forms for matching opt-outs (section 3.3). */

const ZERO_WIDTH = /\u200b|\u200c|\u200d|\u200e|\u200f|\u2060|\ufeff|\u00ad|\ufe0f/g;
const EMOJI = /\p{Extended_Pictographic}|[\u{1F3FB}-\u{1F3FF}]/gu;
/** Signs that mean stop and are kept as a token. */
const STOP_SIGNS = /[\u{1F6D1}\u{1F6AB}⛔✋]/gu;

/** NFKC, no zero-width signs, straight quotes, lower case: the form phrase patterns run on. */
export function wholeMessage(text: string): string {
  return text
    .normalize('NFKC')
    .replace(ZERO_WIDTH, '')
    .replace(/[‘’‛`´]/g, "'")
    .replace(/[“”]/g, '"')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** The form keywords are compared in: also no punctuation or emoji (a stop sign stays), 3 or more repeated letters to one. */
export function normalise(text: string): string {
  const signs = text.replace(STOP_SIGNS, ' \u{1F6D1} ');
  return wholeMessage(signs)
    .replace(EMOJI, (sign) => (sign === '\u{1F6D1}' ? sign : ' '))
    .replace(/[^\p{L}\p{N}\u{1F6D1} ]/gu, (sign) => (sign === '-' || sign === '_' || sign === '.' ? ' ' : ''))
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Digits that stand for letters, and letters spaced out ("s t o p"), undone. Only for exact and phrase matching. */
export function deobfuscate(text: string): string {
  const plain = normalise(text)
    .replace(/(?<=\p{L})0|0(?=\p{L})/gu, 'o')
    .replace(/(?<=\p{L})1|1(?=\p{L})/gu, 'l')
    .replace(/(?<=\p{L})5|5(?=\p{L})/gu, 's');
  return /^(\p{L} ){2,}\p{L}$/u.test(plain) ? plain.replaceAll(' ', '') : plain;
}

/** Whether a token may stand beside a keyword without changing it ("stop thanks"). */
export function isFiller(filler: ReadonlySet<string>, token: string): boolean {
  return filler.has(token);
}
