/** Numbered and listed options of an assistant text, and which of them a short reply picks. Texts are `cleanText`. */

const MAX_OPTIONS = 8;
const MARK =
  /(?:^|[\s,(])(?:reply |press |text |type |or |and |option )*\(? ?([1-5]|[a-d](?= ?[)=:]| (?:for|to|if)\b)|yes(?= (?:for|to)|=)|no(?= (?:for|to)|=)) ?(?:\)|=|:|-|for\b|to\b|if\b|\.)\s*/g;

/** "1) talk now 2) info", "reply 1 for a call, 2 for later": code -> label; empty when there are fewer than two. */
export function menuLabels(ai: string): Record<string, string> {
  const marks = [...ai.matchAll(MARK)].slice(0, MAX_OPTIONS);
  if (marks.length < 2) return {};
  return Object.fromEntries(
    marks.map((m, i) => [m[1] as string, ai.slice(m.index + m[0].length, marks[i + 1]?.index ?? ai.length)]),
  );
}

const ORDINALS: [RegExp, number][] = [
  [/^(1|one|uno|(the )?(1st|first)( one| option)?|la primera|el primero|former)$/, 1],
  [/^(2|two|dos|(the )?(2nd|second)( one| option)?|la segunda|el segundo)$/, 2],
  [/^(3|three|tres|(the )?(3rd|third)( one| option)?|la tercera|el tercero)$/, 3],
  [/^(4|four|cuatro|(the )?(4th|fourth)( one| option)?)$/, 4],
  [/^(the )?(last|latter)( one| option)?$/, -1],
];

/** "Billing, technical or upgrade?": the options of the last question, in order. */
function listed(ai: string): string[] {
  const question = [...ai.split(/(?<=[?!.:])\s*/)].reverse().find((q) => q.includes('?')) ?? '';
  const options = question
    .replace(/^.*:/, '')
    .replace(/\?.*$/, '')
    .split(/,| or | o /)
    .map((x) => x.trim())
    .filter(Boolean);
  return options.length >= 2 && options.every((x) => x.split(' ').length <= 4) ? options : [];
}

/** The label a short reply picks ("2", "option b", "the first one"), if it picks one. */
export function pickedLabel(ai: string, reply: string): string | undefined {
  const bare = reply
    .replace(/[ .!,]+$/g, '')
    .replace(/( (please|thanks|thank you|sir|maam|lol|for me))+$/, '')
    .replace(/ (that )?(you|u) (just )?(said|listed|mentioned|named|wrote)$/, '')
    .replace(/^(option|number|#|reply|ill take|lets do|give me|es) ?/, '')
    .trim();
  const menu = menuLabels(ai);
  if (Object.hasOwn(menu, bare)) return menu[bare];
  // "The last one. need a new kitchen": a pick and its reason.
  const first = (bare.split(/[.,!;]/)[0] ?? '').trim();
  const pick = /^(the|la|el) .*(one|first|last|second|third|primera|segunda)$/.test(first) ? first : bare;
  const nth = ORDINALS.find(([re]) => re.test(pick))?.[1];
  if (nth === undefined) return undefined;
  const numbered = Object.values(menu);
  const options = numbered.length > 0 ? numbered : /\bhow (many|much)\b/.test(ai) ? [] : listed(ai);
  return options.at(nth < 0 ? nth : nth - 1);
}
