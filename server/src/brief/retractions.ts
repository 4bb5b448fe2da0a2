/** What a lead takes back inside one text is not told: the agent would have to guess which of two values holds. Pure. */

const DAY = String.raw`(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day|s)?`;
const DATE = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: \d+(?:st|nd|rd|th)?)?`;
const VALUE = String.raw`\$?\d[\d,.:/]*\s?(?:k|am|pm|%|ish)?|${DAY}|${DATE}`;
/** Right between the two values. */
const CUE = String.raw`(?:no wait|wait no|wait|scratch that|actually(?: no| make it)?|i mean(?:t)?|sorry,? i mean(?:t)?|correction|no,? sorry|sorry,? no|make (?:it|that)|oops|my bad|or\s?\.{2,}\s?no|\.{2,}\s?no)`;

const AT_ONCE = new RegExp(
  `(?:\\b|\\$)(?:${VALUE})[\\s,.…-]*(?:lol[\\s,]*)?\\b${CUE}\\b[\\s,:]*(?:(?:its?|it's|make it|that'?s|more like)\\s+)?(?=(?:a |the |about |around |like )?(?:${VALUE}))`,
  'gi',
);
const NOT_THIS_BUT = new RegExp(`\\bnot (?:${VALUE}),? (?:but |its? |it's |make it )?(?=(?:${VALUE}))`, 'gi');

/** Kinds of values of which a later one takes the place of an earlier one. Hours are the call time's. */
const KINDS = [
  String.raw`\$?\d[\d,]*(?:\.\d+)?(?:\s?(?:k|grand|thousand|million|%))?(?!\s?[ap]\.?m\b|:\d|['’]?\p{L})`,
  String.raw`\d{1,2}(?:st|nd|rd|th)\b`,
  `${DAY}\\b`,
  `(?:${DATE})\\b`,
].map((kind) => new RegExp(String.raw`(?<![\p{L}\d$.,:/-])(?:${kind})`, 'giu'));
/** Words that take back, anywhere between the two. */
const TAKES_BACK =
  /(?:(?:no,? |na[hw],? |oh,? )?(?:scratch|strike) that(?: last)?(?: one| number)?|(?<=^|[.!?,;…] ?|\d )(?:oh,? )?(?:no,? |na[hw],? )?(?:wait|hang on|hold on|hold up)\b(?: a (?:sec|second|minute))?|i mean(?:t)?\b|correction|oops|my bad|hmm+\b|no,? i[’']?m wrong\b|no,? that (?:was|is)\b[^.;,]*[.;,]?|sorry\b(?! (?:for|about|to|if|that|but|i[’']?m|its|it[’']s|we)\b)(?:,? no\b)?|(?:before|earlier|first),? but\b)[\s,.:]*/i;
/** So many words at most stand between what takes back and the value that holds. */
const MOST_WORDS = 7;
/** Of two values of which the assistant then repeats the later alone, words like these are enough. */
const MAY_TAKE_BACK =
  /\b(?:but|now|was|were|is|no|not|oh|well|actually|wrong|rather|instead|found)\b[\s,.:]*/i;
/** The assistant repeats a value among its first words. */
const ECHO_WORDS = 7;
/** Two values that far apart hardly speak of one thing, in characters. */
const FARTHEST = 80;

/**
 * "3 no wait 4" -> "4", "58. hang on, one is closing, so 44" -> "one is closing, so 44", "11215, not the 11216 on the form" -> "11215".
 * @param reply what the assistant said next: of two values it repeats the one that holds
 */
export function withoutRetractions(text: string, reply = ''): string {
  let out = text.replace(AT_ONCE, '').replace(NOT_THIS_BUT, '');
  const echo = reply.split(/\s+/).slice(0, ECHO_WORDS).join(' ').toLowerCase();
  for (const kind of KINDS) out = withoutTakenBack(out, kind, echo);
  return withoutDenied(out)
    .replace(/\s{2,}/g, ' ')
    .trim();
}

function withoutTakenBack(text: string, kind: RegExp, echo: string): string {
  const found = [...text.matchAll(kind)];
  for (const [i, value] of found.entries()) {
    const next = found[i + 1];
    const [old, held] = [value[0].trim().toLowerCase(), next?.[0].trim().toLowerCase() ?? ''];
    if (!next || held === old) continue;
    const from = value.index + value[0].length;
    const between = text.slice(from, next.index);
    const after = text.slice(next.index + next[0].length);
    const alone = /[.!?…]\s*$/.test(between) && /^\s*(?:[.!?]|$)/.test(after);
    // "3 kids. Wait, do you cover 2 cars?": each counts something else.
    const [first, second] = [counted(between), counted(after)];
    if (first && second && first !== second && !MAY_TAKE_BACK.test(`${first} `)) continue;
    const cue = takenBackBy(between, { alone, repeated: says(echo, held) && !says(echo, old) });
    if (!cue) continue;
    const kept = pastCue(text.slice(from), cue);
    // Once is enough: a third value is the next text's matter.
    return `${text.slice(0, value.index).replace(/\bi (?:say|said|put(?: down)?|wrote|told (?:\w+ ){0,3}\w+)\s+$/i, '')}${kept}`;
  }
  return text;
}

/** The word right behind a value. */
const counted = (rest: string): string | undefined => /^ (\p{L}+)/u.exec(rest)?.[1]?.toLowerCase();

const says = (text: string, value: string): boolean =>
  ` ${text.replace(/[.,!?;:]+(?=\s|$)/g, '')} `.includes(` ${value} `);

/** @param held whether the later value is a sentence by itself, and whether the assistant repeats it */
function takenBackBy(between: string, held: { alone: boolean; repeated: boolean }): RegExpExecArray | null {
  if (between.length > FARTHEST) return null;
  return cueNear(between, held.alone) ?? (held.repeated ? MAY_TAKE_BACK.exec(between) : null);
}

/** The words that take back, when what holds follows within few words. */
function cueNear(before: string, howeverFar = false): RegExpExecArray | null {
  const cue = TAKES_BACK.exec(before);
  const words = cue && pastCue(before, cue).trim().split(/\s+/).length;
  return words !== null && (howeverFar || words <= MOST_WORDS) ? cue : null;
}

const pastCue = (text: string, cue: RegExpExecArray): string => text.slice(cue.index + cue[0].length);

/** "Not the 02151 I put on the form." beside another ZIP or an address of the same kind: the sentence is about what does not hold. */
function withoutDenied(text: string): string {
  return text.replace(
    /(^|[.!?;,]\s*)not (?:the |my )?(\d{3,}|[\w.+-]+@[\w.-]*)[^.!?;]*[.!?;]?/gi,
    (whole, before: string, denied: string, at: number) => {
      const others = text.slice(0, at) + text.slice(at + whole.length);
      const same = denied.includes('@') ? /@/ : new RegExp(`(?<!\\d)\\d{${denied.length}}(?!\\d)`);
      return same.test(others) ? before.replace(/[,;]\s*$/, '.') : whole;
    },
  );
}

/** "Aetna. no that was before. Its Highmark": the name right before the words that take it back, where the one that holds is known. */
export function withoutOtherName(text: string, holds: string): string {
  const at = text.toLowerCase().indexOf(holds.toLowerCase());
  if (at <= 0) return text;
  const before = text.slice(0, at);
  const cue = cueNear(before);
  const name = cue && /\p{L}[\p{L}&'-]*[\s,.…-]*$/u.exec(before.slice(0, cue.index));
  return name ? `${before.slice(0, name.index)}${pastCue(before, cue)}${text.slice(at)}` : text;
}
