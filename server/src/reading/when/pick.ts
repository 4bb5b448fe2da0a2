/** Which of several clock times and days is the call's. */
import type { Clock, Day, Role } from './marks.ts';

/** "I land at 9 tonight, call me tomorrow": the call has a day of its own, and the hour is of something else. */
export function dayOfTheCall(s: string, clock: Clock, days: Day[]): Day | undefined {
  if (clock.role === 'exact' && !isBusy(s, clock.index)) return undefined;
  const call = /\b(call|try|ring|reach|text)( me| us)?( back| again)? (?!at |after |around |@ )/.exec(
    s.slice(clock.end),
  );
  if (!call) return undefined;
  const from = clock.end + call.index + call[0].length;
  return days.find((d) => d.index >= from && d.index <= from + 12);
}

const BUSY_RE =
  /\b(meeting|budget|class|shift|work|working|gets in|adjuster|flight|lands|closing|appointment|appt|game|practice|doctor|dentist|interview|court|opens?|closes?|she|he|baby|kids?|dinner|church|surgery|conference|expires?|due|born|since|moved|bought|pick ?up|drop ?off|carpool|recital|rehearsal|haircut|root canal|therapy|check ?up|soccer|lecture|exam|lesson|wedding|funeral|concert|massage)s?\b(?![^.,;!?]*\b(?:so|then|but)\b)[^.,;!?\d]{0,16}$/;
const CALL_RE =
  /\b(call|ring|phone|try|reach|talk|make it|do|lets|how about|what about|can you|works|free|available|good|better|best|prefer|llam\w+|marc\w+|puede)\b[^.;!?]{0,16}$/;

/** Somebody does something then: "im charting at 1", "my stories come on at 3", "we sit down to eat at 6". */
const DOES_THEN =
  /\b(?:i|im|i am|ill be|ill|we|were|we are|he|hes|she|shes|they|theyre|(?:my|the|our|his|her|their) \w+)(?: \w+)? (?:(?!call|talk|get|going|finish|leav|land|arriv|com|think|hop|say|look|mean|plan|wrap|clock|head|pull|driving home|be)\w{3,}ing|comes? on|starts?|begins?|airs?|goes? (?:on|live|to)|meets?|sits?|eats?|teach\w*|coach\w*|fly|flies|drives?|practices?|opens?|closes?|preach\w*|perform\w*|boards?|(?:have|has|got|have got)(?: \w+){1,4})(?: \w+){0,3} (?:at|around|from|by) $/;

export function isBusy(s: string, index: number): boolean {
  const before = s.slice(Math.max(0, index - 40), index);
  const clause = clauseBefore(before);
  return (
    (BUSY_RE.test(before) || (DOES_THEN.test(clause) && !FREE_THEN.test(clause))) && !CALL_RE.test(before)
  );
}

const FREE_THEN = /\b(break|lunch|window|gap|opening|slot|free|time|recess|half)\b/;

const clauseBefore = (before: string): string =>
  before.split(/[.,;!?]| (?:but|so|then|because|and call|and try) /).at(-1) ?? '';

/** Where one thought ends and another begins. */
const BREAKS =
  /[.,;!?]| (?:but|so|because|since|cuz|and (?=i |im |we |my |the |call|try|then|he |she |they )|pero|porque) | (?=(?:call|try|ring|reach|catch|get)(?: me| us)? (?:then|after|any|back after))/g;

/** The clause that an hour stands in, without the hour, and the one after it. */
function clausesAt(s: string, clock: Clock): { own: string; next: string } {
  let start = 0;
  let end = s.length;
  let nextEnd = s.length;
  for (const m of s.matchAll(BREAKS)) {
    const [from, to] = [m.index, m.index + m[0].length];
    if (to <= clock.index + 1) start = to;
    else if (from >= clock.end - 1 && end === s.length) end = from;
    else if (from > end + 1 && s.slice(end + 1, from).trim() !== '') {
      nextEnd = from;
      break;
    }
  }
  return { own: `${s.slice(start, clock.index)} ${s.slice(clock.end, end)}`, next: s.slice(end, nextEnd) };
}

/** "The game is at 7", "my son plays at 6": nobody speaks of a call. */
const OF_OTHERS =
  /\b(?:my|the|our|his|her|their) (?:\w+ )?(?:sons?|daughters?|kids?|boys?|girls?|game|match|show|concert|event|party|wedding|recital|service|class|program|stories|movie|parade|banquet|tournament|ceremony) (?:plays?|is|are|starts?|begins?|has|have|goes|airs?|comes? on)(?: \w+){0,2} (?:at|around|from) $/;
/** Words of a wish: to call, to suit, to be free. */
const WISHES = new Set(
  (
    'call calls calling called callback ring phone buzz try reach talk speak chat catch contact work works ok fine good great ' +
    'perfect best better free available open ready please lets let could make how what prefer instead want would say shoot aim ' +
    'plan put book suit suits doable ideal safer easier should mejor bien puede libre around earliest latest yes sure thanks ' +
    'home off done out back lunch break hold meant mean not no do actually minimum soonest then later sharp llame llamen ' +
    'llamar llameme llama llamame marque marqueme marca marcar marcame'
  ).split(' '),
);
/** Words that say nothing of their own beside an hour. */
const FILLERS = new Set(
  (
    'at in on the a to or about like maybe by before after until past from between of my time today tomorrow tonight this ' +
    'next monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night oclock am pm and is it its ' +
    'just only hon sir maam lol earlier sooner than la las de manana tarde noche hoy'
  ).split(' '),
);
const SUBJECTS = new Set(
  'i im ill we were well he hes hell she shes shell they theyre theyll my our his her their'.split(' '),
);
const FEWEST_WORDS_OF_A_STORY = 3;

/** Whether the clause tells of something else that happens at the hour: "bus drops em at 320". */
function isStory(own: string): boolean {
  const words = own.split(' ').filter((w) => /^[a-z]/.test(w));
  if (words.some((w) => WISHES.has(w))) return false;
  const told = words.filter((w) => !FILLERS.has(w));
  return told.length >= FEWEST_WORDS_OF_A_STORY || (told.length === 2 && words.some((w) => SUBJECTS.has(w)));
}

/**
 * What the next clause makes of an hour: "teaching until 3 so call after that", "dinner at 6 so before then", "break at 2, call
 * then".
 */
const POINTS_BACK =
  /^[ ,.;!?]*(?:(?:so|and|but|then|or|just|please|you can|can you|can|could you) )*((?:call|try|ring|reach|text|get|catch)(?: me| us)? )?(?:back )?(?:any ?time |sometime |right |anywhere |once )?(?:(after|afterwards?|later than|past)|(before|b4|ahead of)|(then))(?: (?:that|then|it|this))?(?: (?:is|works|please|ok|fine|good|thanks|would|if).*)?[ .!]*$/;

/** The clocks with the role that the clause after each gives it. */
function withAnaphora(s: string, clocks: Clock[]): Clock[] {
  return clocks.map((c, i) => {
    if (c.role === 'negated' || c.role === 'since' || c.toHour) return c;
    const { next } = clausesAt(s, c);
    const following = clocks[i + 1];
    if (next === '' || (following && following.index < s.indexOf(next, c.end) + next.length)) return c;
    const back = POINTS_BACK.exec(next);
    if (!back || (back[4] && !back[1])) return c;
    const then: Role = c.role === 'busy-until' ? 'after' : c.role;
    return { ...c, referred: true, role: back[2] ? 'after' : back[3] ? 'before' : then };
  });
}

/** The last time said that is a wish; failing that a bound that follows from what the lead is doing. */
export function pickClock(s: string, said: Clock[]): Clock | undefined {
  const clocks = withAnaphora(s, said);
  const wished = clocks.filter(
    (c) =>
      (c.role === 'exact' || c.role === 'after' || c.role === 'before') &&
      !(c.role === 'exact' && OF_OTHERS.test(s.slice(0, c.index)) && isStory(clausesAt(s, c).own)),
  );
  const notBusy = wished.filter((c) => c.referred || !isBusy(s, c.index));
  const told = notBusy.filter((c) => c.referred || !isStory(clausesAt(s, c).own));
  const free = told.length > 0 ? told : notBusy;
  const exact = free.filter((c) => c.role === 'exact');
  const corrected = /\b(make it|actually|scratch|wait|i mean|no |instead|rather|better|sorry)\b/.test(s);
  const bestExact = exact.at(-1);
  const bestBound = free
    .filter(
      (c) =>
        c.role !== 'exact' &&
        !/\b(off|out|home|done|finish\w*|gets? (off|out|in)|lands?|arriv\w+|salgo|termino|ends?|clock out)\b[^.,;!?]{0,12}$/.test(
          s.slice(0, c.index),
        ),
    )
    .at(-1);
  if (bestExact && bestBound) {
    if (
      bestBound.index > bestExact.index &&
      !corrected &&
      exact.length === 1 &&
      s.slice(bestExact.end, bestBound.index).length > 12
    )
      return bestExact;
    return bestBound.index > bestExact.index ? bestBound : bestExact;
  }
  // "or": two times offered; the first serves.
  if (
    exact.length === 2 &&
    exact[0] &&
    exact[1] &&
    (/\b(either|whichever|any of (those|them|these)|both)\b/.test(s.slice(exact[1].end)) ||
      /^ ?(?:(?:am|pm|today|tomorrow|tonight|\w+day) ?)?(?:, )?(or|o|,) ?(?:(?:today|tomorrow|\w+day) )?(at |like |a las )?$/.test(
        s.slice(exact[0].end, exact[1].index),
      ))
  )
    return exact[0];
  const busy = clocks.filter((c) => c.role === 'busy-until').at(-1);
  return bestExact ?? bestBound ?? free.at(-1) ?? busy ?? wished.at(-1);
}
