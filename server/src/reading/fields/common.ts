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
  /\b(no wait|wait|scratch|actually|i mean|meant|make (it|that)|sorry|rather|instead|correction|change (it|that|my)|oops|typo|my bad|not \w+ but|nvm|never mind|no its|no it is|better|jk|should be|switch|changed to|now its|now it is|instead of|lets (do|say|go|make it)|call it|oh no|bueno no|digo|perdon|mas bien|mejor|equivoque|i was wrong|i misspoke|got it wrong|had it wrong|told you wrong|gave you the wrong|mixed up|mistaken|mistake|espere|espera)\b/;
export const UNSURE =
  /\b(not sure|no idea|dont know|not certain|unsure|idk|maybe|or maybe|might be|perhaps|cant remember|dont remember|forget|have to check|let me (look|check)|gotta look|got to look|need to check|depends|either|no se|quizas|tal vez|havent decided|still deciding|torn|cant decide|undecided|who knows|could be|guess|whats (their|its) name)\b/;
const NEGATION =
  /\b(not|no|dont|isnt|never|without|arent|other than|anything but|except|besides|instead of|forget|nothing|aint|wasnt|no longer|used to be|used to have|left|dropped|not the|rather than|switched from|switching from|changing from|moving from|coming from|transferring from|dropped by|cancelled by|was with|was|ex|formerly|sold|before)( (with|a|an|the|my|for|about|have|need|want|on|at|any|parents|moms|dads|husbands|wifes))* $/;

/** "no state farm" said to "Progressive, right?" names State Farm; a lone "no" before a value denies what was said before. */
function negated(before: string): boolean {
  return (
    NEGATION.test(before) &&
    !/^\s*(no|nope|nah)[ ,.]*(it is |its |this is |that is |just |only |for |im |i am |were |more of )*(a |an |the |my |our )?$/.test(
      before,
    )
  );
}

const LETTER = /[a-z]$/;
const isWordPart = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

const standsWordAt = (text: string, at: number): boolean =>
  at < text.length && isWordPart(text.charCodeAt(at));
const isGap = (code: number): boolean => code === 32 || code === 45;
const S = 's'.charCodeAt(0);

/**
 * Where the wording that begins at `at`, the first letter of a word, ends as a word of its own; or -1. Its words may also be
 * written together or with hyphens; a longer one may have an s after it. No pattern is made for it.
 */
function endOf(text: string, alias: string, at: number): number {
  let end = at;
  for (let i = 0; i < alias.length; i++) {
    const code = alias.charCodeAt(i);
    if (isGap(code)) {
      if (end < text.length && isGap(text.charCodeAt(end))) end++;
    } else if (text.charCodeAt(end++) !== code) return -1;
  }
  if (!standsWordAt(text, end)) return end;
  const plural = alias.length > 3 && text.charCodeAt(end) === S && LETTER.test(alias);
  return plural && !standsWordAt(text, end + 1) ? end + 1 : -1;
}

/** The wordings of a table of options, sorted by their first two letters; thousands of them, so no object is made for each. */
interface Wordings {
  keys: string[];
  aliases: string[];
  /** Of each wording: its option, as a place in `keys`. */
  option: Uint16Array;
  /** Where the wordings that begin with two letters start. */
  starts: Map<number, number>;
}

/** Two letters as one number; a wording whose second letter is a gap ("a c") stands under its first alone. */
const lettersOf = (first: number, second: number): number =>
  first * 256 + (Number.isNaN(second) || !isWordPart(second) ? 0 : second);
const firstTwo = (alias: string): number => lettersOf(alias.charCodeAt(0), alias.charCodeAt(1));

/** Made once for each table of options. */
const listed = new WeakMap<Record<string, string[]>, Wordings>();
function wordingsOf(options: Record<string, string[]>): Wordings {
  const known = listed.get(options);
  if (known) return known;
  const keys = Object.keys(options);
  const all = keys
    .flatMap((key, option) =>
      [key.toLowerCase().replace(/_/g, ' '), ...(options[key] ?? [])].map((alias) => ({ alias, option })),
    )
    .sort((a, b) => firstTwo(a.alias) - firstTwo(b.alias));
  const starts = new Map<number, number>();
  all.forEach(({ alias }, at) => {
    if (!starts.has(firstTwo(alias))) starts.set(firstTwo(alias), at);
  });
  const made = {
    keys,
    aliases: all.map((x) => x.alias),
    option: Uint16Array.from(all, (x) => x.option),
    starts,
  };
  listed.set(options, made);
  return made;
}

/** The option of which an answer is a misspelling by one letter ("state frm"); short names are left alone. */
export function misspelt(answer: string, options: Record<string, string[]>): string | undefined {
  if (answer.length < 6) return undefined;
  const { aliases, keys, option } = wordingsOf(options);
  const at = aliases.findIndex((x) => x.length >= 6 && x[0] === answer[0] && isOneEdit(answer, x));
  return at < 0 ? undefined : keys[option[at] as number];
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
  const { keys, aliases, option, starts } = wordingsOf(options);
  const look = (at: number, letters: number): void => {
    for (let i = starts.get(letters) ?? aliases.length; i < aliases.length; i++) {
      const alias = aliases[i] as string;
      if (firstTwo(alias) !== letters) return;
      const end = endOf(text, alias, at);
      if (end < 0) continue;
      const key = keys[option[i] as number] as string;
      if (!skip(key, alias)) out.push({ key, index: at, end, negated: negated(text.slice(0, at)) });
    }
  };
  for (let at = 0; at < text.length; at++) {
    const first = text.charCodeAt(at);
    if (!isWordPart(first) || (at > 0 && isWordPart(text.charCodeAt(at - 1)))) continue;
    const letters = lettersOf(first, text.charCodeAt(at + 1));
    look(at, letters);
    if (letters % 256 !== 0) look(at, first * 256);
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
