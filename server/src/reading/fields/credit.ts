/** A credit profile, from a score or from words. */
import { digitize, smallNumber } from '../number-words.ts';
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldContext, type FieldHit } from './common.ts';
import { standingAt } from './standing.ts';

export function readCredit(norm: Norm, c: FieldContext): FieldHit | null {
  const s = digitize(norm.text.replace(/\b([3-8])-(?=[a-z])/g, '$1 ')).replace(
    /(\d) (hundred|hundreds)\b/g,
    '$100s',
  );
  if (!c.asked && !/\b(credits?|scores?|fico|credito)\b/.test(s)) return null;
  const joined = s
    .replace(/\b([3-8]) ?- ?(\d) ?- ?(\d)\b/g, '$1$2$3')
    .replace(/\b(three|four|five|six|seven|eight)e?s\b/g, (_m, w: string) => `${smallNumber(w)}s`)
    .replace(/\bhi (?=[3-8]\d{0,2}s?\b)/g, 'high ')
    .replace(/\b(low|mid|high|upper|lower) ([3-8])s\b/g, '$1 $200s')
    .replace(/\b([3458]) (?:something|some|sumthin)\b/g, '$150')
    .replace(/\b([3-8])[- ](\d\d)\b/g, '$1$2')
    .replace(
      /\b([3-8]) (?:(\d)|oh) (\d)\b/g,
      (_m, a: string, b: string | undefined, d: string) => `${a}${b ?? 0}${d}`,
    );
  const numbers: number[] = [];
  const others: number[] = [];
  const re =
    /(?<![\d$.,/])(?:(low|mid|middle|high|upper|lower)[- ]*(?:range )?(?:of |in )?(?:the )?)?([3-8])(\d)(\d|x|ish|s| ?some\w*| ?something| ?odd)?(?![\d,k])(s|ish)?/g;
  for (let m = re.exec(joined), guard = 0; m && guard < 10; m = re.exec(joined), guard++) {
    const before = joined.slice(0, m.index);
    if (
      /\b(was|used to be|from) (a |at |like |about )?$/.test(before) &&
      /\b(now|to|its|down|up)\b/.test(joined.slice(m.index))
    )
      continue;
    const [, level, h, t, u] = m;
    const hundreds = Number(h) * 100;
    let score: number;
    if (u !== undefined && /^\d$/.test(u)) {
      score = hundreds + Number(t) * 10 + Number(u);
      if (t === '0' && u === '0' && (level || m[5] === 's'))
        score = hundreds + (level === undefined ? 50 : /low/.test(level) ? 15 : /mid/.test(level) ? 50 : 85);
      if (
        t === '0' &&
        u === '0' &&
        level === undefined &&
        m[5] === 's' &&
        h !== '5' &&
        h !== '8' &&
        h !== '4'
      )
        continue;
    } else if (u !== undefined) score = hundreds + Number(t) * 10 + 5;
    else continue;
    // "Wife's is 712, mine is 655", "a year ago 590".
    if (score >= 300 && score <= 850) (standingAt(joined, m.index) === 'own' ? numbers : others).push(score);
  }
  if (numbers.length === 0 && c.asked) numbers.push(...others);
  const bands = [...new Set(numbers.map(band))];
  const between =
    /\b(fair|good|poor|bad|ok|average|great|excellent) (to|or|-) (fair|good|poor|bad|ok|average|great|excellent)\b/;
  const word = between.test(s) ? null : creditWord(s, c.asked);
  if (bands.length === 1)
    return { value: bands[0] as string, confidence: 0.92, corrected: CORRECTION.test(s) };
  if (bands.length > 1 && /\b(idk|not sure|dont know|no idea)\b/.test(s)) return null;
  if (bands.length > 1)
    return CORRECTION.test(s) || /\bnow\b|\bno[ ,]+[3-8]\d\d\b/.test(s)
      ? { value: bands.at(-1) as string, confidence: 0.8, corrected: true }
      : null;
  // "Fair i guess?" is no answer to build on.
  if (word && /\bi (guess|think|suppose)\b[^.]*\?/.test(s)) return null;
  return word ? { value: word, confidence: 0.85, corrected: CORRECTION.test(s) } : null;
}

function band(score: number): string {
  return score >= 745 ? 'excellent' : score >= 670 ? 'good' : score >= 580 ? 'fair' : 'poor';
}

function creditWord(s: string, asked: boolean): string | null {
  if (
    /\b(decent|not sure|no idea|no clue|dont know|never checked|i dunno|no se|no estoy segur[oa]|entre (regular|mal[oa]|buen[oa]) y)\b/.test(
      s,
    )
  )
    return null;
  // "Could be better, could be worse", "not bad, not great".
  if (/\bbetter\b.*\bworse\b|\bnot (bad|terrible|awful)\b.*\bnot (great|good|perfect|amazing)\b/.test(s))
    return null;
  // "Not great, not terrible": neither one.
  if (/\bnot (great|good|perfect|amazing)\b.*\bnot (terrible|bad|awful|horrible)\b/.test(s)) return null;
  const words: [string, RegExp][] = [
    [
      'poor',
      /\b((?<!good |ok |decent |fine )not (so |very |too |that |all that )?(good|great|hot)|aint (good|great)|bad|poor|terrible|horrible|awful|trash|garbage|shot|wrecked|ruined|crap|crappy|shit|shitty|sucks|rough|ugly|toast|destroyed|bankrupt\w*|in the (toilet|gutter|tank|dumpster)|mala|malo|mal|pesimo|lousy|tanked|sub 5\d\d|under 5\d\d|below 580|(not|aint|isnt) (so |very |too )?pretty|chapter (7|13)|foreclos\w+|repos?|jacked up|messed up|beat up)\b/,
    ],
    [
      'excellent',
      /\b(excellent|excelent|exellent|perfect|amazing|stellar|outstanding|(?<!\bnot (?:so |that |too )?)great|fantastic|top notch|excelente|a1|a 1|a ?\+|a plus|top tier|tip top|super good|really (high|great)|pristine|flawless|spotless|tier 1|above 750|over 7[5-9]\d|over 800|8 ?hundred|800s)\b/,
    ],
    [
      'fair',
      /\b(fair|average|so so|meh|regular|mediocre|middling|middle of the road|just ok|its ok|ok ish|okish|iffy|could be better|alright|^ok\b|needs work|not the best|not terrible|not horrible|in the middle|mas o menos)\b/,
    ],
    ['good', /\b(good|pretty good|solid|not bad|bueno|buena|buen|nice|strong|healthy|clean)\b/],
  ];
  for (const [name, re] of words) {
    const m = re.exec(s);
    if (!m) continue;
    if (name === 'poor' && /\bnot (bad|terrible|horrible|awful)\b/.test(s)) continue;
    if (!asked && !/\b(credits?|scores?|fico|credito)\b/.test(s)) continue;
    return name;
  }
  return null;
}
