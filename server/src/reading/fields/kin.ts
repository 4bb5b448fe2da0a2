/** Company counted by who is named: "me, my husband and our twins" is four. */
const ONE =
  'wife|husband|girlfriend|boyfriend|partner|spouse|fiance|fiancee|mom|dad|mother|father|sister|brother|son|daughter|friend|buddy|cousin|aunt|uncle|nephew|niece|grandma|grandpa|roommate|boss|baby|coworker|esposa|esposo|mama|papa|hijo|hija|hermano|hermana';
const NAMED = new RegExp(`\\b(?:my|our|the|his|her|mi|a|and|y) (?:\\w+ )?(?:${ONE})\\b`, 'g');
const SELF = /\b(me|myself|and i|yo)\b/;
const GROUP =
  /\b(\d+) (?:\w+ )?(?:kids?|children|sons|daughters|friends|boys|girls|cousins|sisters|brothers|ninos|hijos|of them|others|guests|grandkids|grandbabies|grandchildren|nieces|nephews|teens|teenagers|toddlers|babies|littles|buddies|neighbors|coworkers|adults|nietos|amigos|primos|hermanos)\b/g;

/** Undefined unless the lead counts themselves in. */
export function kinCount(s: string): number | undefined {
  if (/\b(the two of us|us two|couple of us)\b/.test(s)) return 2;
  if (!SELF.test(s)) return undefined;
  const groups = [...s.matchAll(GROUP)].reduce((n, m) => n + Number(m[1]), 0);
  const named = [...s.matchAll(NAMED)].length;
  const twins = /\btwins\b/.test(s) ? 2 : 0;
  const couples =
    [...s.matchAll(/\b(?:my|our|his|her|their|the) (?:\w+ )?(?:parents|grandparents|in ?laws|folks)\b/g)]
      .length * 2;
  const sets = /\bboth sets of\b/.test(s) ? 2 : 0;
  const bare = /^ ?(wife|husband|hubby|mom|girlfriend|boyfriend) (n|and|y|plus) (me|i|myself)\b/.test(s)
    ? 1
    : 0;
  const alone = /\b(just|only|solo) (me|myself|yo)\b/.test(s);
  const others = groups + named + twins + couples + sets * 2 + bare;
  return others > 0 ? 1 + others : alone ? 1 : undefined;
}
