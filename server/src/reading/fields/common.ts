/** What the grammars of the fields share: what was asked, what was found, and where options are mentioned. */

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
  /\b(not|no|dont|isnt|never|without|arent|other than|except|besides|instead of|forget|nothing|aint|wasnt|no longer|used to be|used to have|left|dropped|not the|rather than|switched from|was with|was|ex|formerly|sold|before)( (with|a|an|the|my|for|about|have|need|want|on|at|any|parents|moms|dads|husbands|wifes))* $/;

/** "no state farm" said to "Progressive, right?" names State Farm; a lone "no" before a value denies what was said before. */
function negated(before: string): boolean {
  return NEGATION.test(before) && !/^\s*(no|nope|nah)[ ,.]*(it is |its )?$/.test(before);
}

const cache = new Map<string, RegExp>();
function aliasRe(alias: string): RegExp {
  let re = cache.get(alias);
  if (!re) {
    re = new RegExp(
      `(?<![a-z0-9])${alias.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[- ]/g, '[- ]?')}${alias.length > 3 && /[a-z]$/.test(alias) ? 's?' : ''}(?![a-z0-9])`,
      'g',
    );
    cache.set(alias, re);
  }
  return re;
}

const keys = new Map<string, string>();
function keyWords(key: string): string {
  let words = keys.get(key);
  if (words === undefined) {
    words = key.toLowerCase().replace(/_/g, ' ');
    keys.set(key, words);
  }
  return words;
}
const firsts = new Map<string, string>();
function firstWord(alias: string): string {
  let first = firsts.get(alias);
  if (first === undefined) {
    first = alias.split(/[- ]/)[0] ?? alias;
    firsts.set(alias, first);
  }
  return first;
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
  for (const [key, aliases] of Object.entries(options)) {
    for (const alias of [keyWords(key), ...aliases]) {
      if (!text.includes(firstWord(alias)) || skip(key, alias)) continue;
      const re = aliasRe(alias);
      re.lastIndex = 0;
      for (let m = re.exec(text), guard = 0; m && guard < 10; m = re.exec(text), guard++) {
        const index = m.index;
        const end = index + m[0].length;
        out.push({ key, index, end, negated: negated(text.slice(0, index)) });
      }
    }
  }
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
