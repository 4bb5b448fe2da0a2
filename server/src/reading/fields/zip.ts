/** A five digit zip, typed, spaced or spoken. */
import { digitize } from '../number-words.ts';
import type { Norm } from '../text.ts';
import { CORRECTION, type FieldHit } from './common.ts';
import { standingAt } from './standing.ts';

const OTHER_NUMBER =
  /\$ ?$|\b(policy|account|order|claim|ticket|invoice|case|ref|reference|booth|block)( (number|num|#|no))?( is)? ?#?$/;
const SOLID =
  /(?<![\d$.,/-])(\d{5})(?: ?- ?\d{4})?(?![\d]|,\d|k\b| ?(?:miles|dollars|bucks|sq|sqft|square|people|a year))/g;
/** Up to five groups of digits ("5 3 7 0 4 - 1 1 2 2", "850 18"). */
const PIECES = /(?<![\d$])((?:\d{1,4}[ ,-]+){1,4}\d{1,3})(?:[ -]+(?:\d[ -]?){4})?(?![\d])/g;
const OPEN =
  /\b(depends|(havent|aint|not|hasnt) (yet )?decided|undecided|not sure|dont know|either|cant decide|deciding|torn)\b/;
const PAST = /\b(not|old|used to be|was|moved from|from|po box|mailing|mail|billing)( [a-z]+){0,2} $/;
const PAST_AFTER = /^ ?(is|was|thats|that is)? ?(my|the|our) (old|last|previous|former|ex|parents|moms) /;

/** Digits in place of words, and "8522six", "o" for a zero or "l" for a one in a row of digits. */
function digitsOf(text: string): string {
  const spelled = text
    .replace(/\bdash\b/g, '-')
    .replace(/\b(oh|cero)\b/g, '0')
    .replace(/(?<=\d) o(?= ?\d)|(?<=\d)o(?=\d)/g, '0')
    .replace(/(?<=\d)[li](?=\d)/g, '1')
    .replace(/(\d)(?=zero|one|two|three|four|five|six|seven|eight|nine)/g, '$1 ');
  return ` ${digitize(spelled)} `;
}

export function readZip(norm: Norm): FieldHit | null {
  const s = digitsOf(norm.text);
  let found = [...s.matchAll(SOLID)]
    .filter((m) => !OTHER_NUMBER.test(s.slice(0, m.index).trimEnd()))
    .map((m) => ({ zip: m[1] as string, index: m.index, end: m.index + m[0].length }));
  // A zip in pieces only where none stands whole, or after a correction of one.
  const pieces = [...s.matchAll(PIECES)]
    .map((m) => ({ zip: m[0].replace(/\D/g, ''), index: m.index, end: m.index + m[0].length }))
    .filter((z) => z.zip.length === 5 || z.zip.length === 9)
    .map((z) => ({ ...z, zip: z.zip.slice(0, 5) }));
  if (found.length === 0) found = pieces;
  const now = found.filter((z) => !PAST.test(s.slice(0, z.index)) && !PAST_AFTER.test(s.slice(z.end)));
  if (
    found.length > 0 &&
    /\b(idk|dont know|not sure|no idea)\b/.test(s) &&
    found.every((z) => standingAt(s, z.index) !== 'own')
  )
    return null;
  const own = now.filter((z) => standingAt(s, z.index) === 'own');
  const good = own.length > 0 ? own : now.length > 0 || found.length > 1 ? now : found;
  const corrected = CORRECTION.test(s);
  // "Mama's place is 30310, mine's 30331, we ain't decided".
  if (new Set(good.map((z) => z.zip)).size > 1 && OPEN.test(s)) return null;
  // Two zips joined by "or" are a guess.
  const [a, b] = good;
  if (a && b && a.zip !== b.zip && !corrected && /\b(or|o)\b/.test(s.slice(a.end, b.index))) return null;
  // "80214, no 80212".
  const denied = a && b && /\b(no|nope|nah)\b/.test(s.slice(a.end, b.index));
  const hit = corrected || denied ? good.at(-1) : good[0];
  return hit ? { value: hit.zip, confidence: 0.95, corrected } : null;
}
