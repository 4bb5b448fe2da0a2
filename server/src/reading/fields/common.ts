/** What the grammars of the fields share: what was asked, what was found, and where options are mentioned. */
import { isOneEdit } from '../spelling.ts';

export interface FieldHit {
  value: string | number | boolean;
  confidence: number;
  /** The lead took another value back. */
  corrected?: boolean;
  /** An amount for one person; the party makes the total. */
  each?: boolean;
}
export interface FieldContext {
  /** The assistant's last question was for this field. */
  asked: boolean;
  /** Nothing was asked for: the lead speaks of their own accord. */
  idle: boolean;
  /** No value is known yet. */
  unknown: boolean;
  /** The assistant just offered a call or asked for a time: days and hours are the call's. */
  aboutCall: boolean;
  nowMs: number;
  tz: string;
  /** The text is the assistant's own. */
  fromAi: boolean;
  vertical: string;
}

export const CORRECTION =
  /\b(no wait|wait|scratch|actually|i mean|meant|make (it|that)|sorry|rather|instead|correction|change (it|that|my)|oops|typo|my bad|not \w+ but|nvm|never mind|no its|no it is|better|jk|should be|switch|changed to|now its|now it is|instead of|lets (do|say|go|make it)|call it|oh no)\b/;
export const UNSURE =
  /\b(not sure|no idea|dont know|not certain|unsure|idk|maybe|or maybe|might be|perhaps|cant remember|dont remember|forget|have to check|let me (look|check)|gotta look|got to look|need to check|depends|either|no se|quizas|tal vez|havent decided|still deciding|torn|cant decide|undecided|who knows|could be|guess|whats (their|its) name)\b/;
const NEGATION =
  /\b(not|no|dont|isnt|never|without|arent|other than|anything but|except|besides|instead of|forget|nothing|aint|wasnt|no longer|used to be|used to have|left|dropped|not the|rather than|switched from|switching from|changing from|moving from|coming from|transferring from|dropped by|cancelled by|was with|was|ex|formerly|sold|before)( (with|a|an|the|my|for|about|have|need|want|on|at|any|parents|moms|dads|husbands|wifes))* $/;

/** "no state farm" said to "Progressive, right?" names State Farm; a lone "no" before a value denies what was said before. */
function negated(before: string): boolean {
  return NEGATION.test(before) && !/^\s*(no|nope|nah)[ ,.]*(it is |its |the |my )?$/.test(before);
}

const LETTER = /[a-z]$/;
const isWordPart = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** One wording of one option. */
interface Alias {
  key: string;
  alias: string;
  /** Its words, which may also be written together or with hyphens. */
  pieces: string[];
  /** It may have an s after it. */
  plural: boolean;
}

const standsWordAt = (text: string, at: number): boolean =>
  at < text.length && isWordPart(text.charCodeAt(at));
const isGap = (code: number): boolean => code === 32 || code === 45;
const S = 's'.charCodeAt(0);

/** Where the wording that begins at `at` ends, standing as a word of its own; or -1. No pattern is made for it. */
function endOf(text: string, { pieces, plural }: Alias, at: number): number {
  if (at > 0 && isWordPart(text.charCodeAt(at - 1))) return -1;
  let end = at;
  for (const piece of pieces) {
    if (end > at && end < text.length && isGap(text.charCodeAt(end))) end++;
    if (!text.startsWith(piece, end)) return -1;
    end += piece.length;
  }
  if (!standsWordAt(text, end)) return end;
  return plural && text.charCodeAt(end) === S && !standsWordAt(text, end + 1) ? end + 1 : -1;
}

/** Places of one wording that are looked at in one text. */
const MOST_TRIES = 40;

/** The options' wordings, listed once for each table of options. */
const listed = new WeakMap<Record<string, string[]>, Alias[]>();
function aliasesOf(options: Record<string, string[]>): Alias[] {
  let out = listed.get(options);
  if (!out) {
    out = Object.entries(options).flatMap(([key, aliases]) =>
      [key.toLowerCase().replace(/_/g, ' '), ...aliases].map((alias) => ({
        key,
        alias,
        pieces: alias.split(/[- ]/),
        plural: alias.length > 3 && LETTER.test(alias),
      })),
    );
    listed.set(options, out);
  }
  return out;
}

/** The option of which an answer is a misspelling by one letter ("state frm"); short names are left alone. */
export function misspelt(answer: string, options: Record<string, string[]>): string | undefined {
  if (answer.length < 6) return undefined;
  return aliasesOf(options).find(
    ({ alias }) => alias.length >= 6 && alias[0] === answer[0] && isOneEdit(answer, alias),
  )?.key;
}

export interface Mention {
  key: string;
  index: number;
  end: number;
  negated: boolean;
}

/** Every mention of every option; longer aliases win over shorter ones inside them. */
export function mentions(
  text: string,
  options: Record<string, string[]>,
  skip: (key: string, alias: string) => boolean = () => false,
): Mention[] {
  const out: Mention[] = [];
  for (const alias of aliasesOf(options)) {
    const { key } = alias;
    const first = alias.pieces[0] as string;
    let at = text.indexOf(first);
    if (at < 0 || skip(key, alias.alias)) continue;
    for (let tries = 0; at >= 0 && tries < MOST_TRIES; tries++) {
      const end = endOf(text, alias, at);
      if (end > at) out.push({ key, index: at, end, negated: negated(text.slice(0, at)) });
      at = text.indexOf(first, end > at ? end : at + 1);
    }
  }
  if (out.length < 2) return out;
  return out
    .filter(
      (a) =>
        !out.some(
          (b) => b !== a && b.index <= a.index && b.end >= a.end && b.end - b.index > a.end - a.index,
        ),
    )
    .sort((a, b) => a.index - b.index);
}

/** Mentions of options by pattern, one an option. */
export function patternMentions(
  text: string,
  patterns: Record<string, RegExp>,
  options: Record<string, string[]>,
): Mention[] {
  return Object.entries(patterns).flatMap(([key, re]) => {
    const m = key in options ? re.exec(text) : null;
    if (!m) return [];
    const end = m.index + m[0].length;
    return [{ key, index: m.index, end, negated: negated(text.slice(0, m.index)) }];
  });
}
