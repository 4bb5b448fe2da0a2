/** Whose a mentioned value is, and of when: "my neighbor has geico" and "20 last year" are told, and fill nothing in. */

export type Standing = 'own' | 'past' | 'family' | 'stranger';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const FAMILY = words(
  'mom moms mother dad dads father wife wifes husband husbands spouse parents son sons daughter daughters kid kids grandma ' +
    'grandpa grandmother grandfather fiance fiancee girlfriend boyfriend hers his',
);
const STRANGERS = words(
  'brother brothers sister sisters cousin cousins uncle uncles aunt nephew niece neighbor neighbors neighbour roommate friend ' +
    'friends buddy buddies pal boss bosses coworker coworkers landlord ex guy guys lady everybody everyone',
);
/** "Mother in law", "ex wife", "co worker": of two or three words. */
const IN_LAW =
  /^(?:(?:mother|father|brother|sister|son|daughter) in laws?|in laws|ex (?:wife|husband)|co workers?)\b/;
/** What may stand before who a clause is about. */
const LEADS_IN = words(
  'well and but so oh yeah ok see cause because since if my our her the old best a next door at work here of mine',
);
/** What may stand between them and what they do. */
const BESIDE = words(
  'down at on up over from in the road street work church school also always just still already only swears by says he she they',
);
const DOES = words(
  'is are was has have had got gets use uses pay pays paid went goes did does live lives pulled took takes studied studies ' +
    'graduated love loves like likes on with in through started finished borrowed spent bought brought qualified hers his ' +
    'wants thinks told tells pushes',
);
/** What somebody's own is: "husband's score", "moms plan". */
const POSSESSION = words('score credit card plan one insurance');

/** Who other than the lead a clause is about, read up to a value in it. */
function somebody(before: string): Exclude<Standing, 'own' | 'past'> | undefined {
  const all = before.trim().split(' ');
  let at = 0;
  while (LEADS_IN.has(all[at] ?? '')) at++;
  const rest = all.slice(at).join(' ');
  const inLaw = IN_LAW.exec(rest)?.[0];
  const who =
    inLaw || STRANGERS.has(all[at] ?? '') ? 'stranger' : FAMILY.has(all[at] ?? '') ? 'family' : undefined;
  if (!who) return undefined;
  const after = inLaw ? rest.slice(inLaw.length).trim().split(' ') : all.slice(at + 1);
  // "Wife and i have Geico" is of both.
  if (/^(and|n)$/.test(after[0] ?? '') && /^(i|me|us|myself)$/.test(after[1] ?? '')) return undefined;
  if (after.length === 0 || after[0] === '' || (after.length === 1 && POSSESSION.has(after[0] ?? '')))
    return who;
  let does = 0;
  while (BESIDE.has(after[does] ?? '') && !(DOES.has(after[does] ?? '') && does === after.length - 1)) does++;
  return after.some((w, i) => i <= does && DOES.has(w)) ? who : undefined;
}

const PAST =
  /\b(was|used to|formerly|originally|previously|before|last (year|yr|time|season|month|fall|spring|summer|winter)|back (then|when|in the day)|ago|at first|prior)\b|(?<!\b(?:i|we)ve |have |has |always )\bhad\b/;
const STILL =
  /\b(now|still|since|(switched|changed|moved|went|signed up|started|joined) (to|with|over)|currently|these days|this (year|yr|time)|was (told|thinking|wondering|hoping|looking|gonna|going)|before (i|we|you|they|the|taxes?|fees|this|that|it|my|our)|(i|we) (thought|was))\b/;

const BREAK =
  / ?[.,;!?()]+ | (?:but|now|then|so|while|though|although|because|whereas) | (?:and|n) (?=(?:i|im|ive|id|ill|we|were|weve|my|mine|our|ours|the|now|this|can|could|want|need)\b|\d)/g;

/** The clause of a text that holds a place. */
function clauseAt(text: string, index: number): { before: string; whole: string } {
  let start = 0;
  let end = text.length;
  for (const m of text.matchAll(BREAK)) {
    const after = m.index + m[0].length;
    // The word of the break ("now") belongs to what follows it.
    if (after <= index) start = m.index;
    else if (m.index >= index) {
      end = m.index;
      break;
    }
  }
  const trim = (s: string): string => s.replace(/^[ .,;!?()]+/, '');
  return { before: trim(text.slice(start, index)), whole: trim(text.slice(start, end)) };
}

/** What a value at a place in a normalised text is to the lead. */
export function standingAt(text: string, index: number): Standing {
  const { before, whole } = clauseAt(text, index);
  const who = somebody(before);
  if (who) return who;
  return PAST.test(whole) && !STILL.test(whole) ? 'past' : 'own';
}

/** Those of several mentions that are the lead's own and of today; a family's where there are none; never a stranger's. */
export function ownOf<M extends { index: number }>(text: string, found: M[], past = true): M[] {
  if (found.length === 0) return found;
  const standing = found.map((m) => standingAt(text, m.index));
  const own = found.filter((_m, i) => standing[i] === 'own');
  if (own.length > 0) return own;
  return found.filter((_m, i) => standing[i] === 'family' || (past && standing[i] === 'past'));
}
