/** What a clock time is to the call, from the words around it: its start, a bound, or something else's hour. */
import type { Role } from './marks.ts';

/** What else happens at an hour. */
const TAKEN_BY =
  /^ ?(am |pm )?((is|s|was)( \w+){0,3} (recital|game|match|practice|meeting|class|appointment|appt|pick ?up|drop ?off|shift|flight|interview|dentist|doctor|surgery|service|church|dinner|bed ?time|nap|nap ?time|soccer|court|concert|rehearsal|lesson|party|wedding|funeral|therapy|standup|deadline|exam|test|gym|yoga)|conflicts|clashes|overlaps|interferes)\b/;

/**
 * "I wont be free", "dont call", "nothing works" before "until 3" or "before 3", in one clause: the time begins then. A
 * word between that begins another thought ("cant now but call before 3") undoes it.
 */
export const NEVER_BEFORE =
  /\b(?:(?<!why |if )not|(?<!oh |ok )no(?! (?:problem|prob|worries|rush|biggie))|nothing|nobody|no ?one|never|wont|cant|cannot|dont|isnt|doesnt|unavailable|unable|hardly|rarely|nunca)\b(?![^.,;!?]*\b(?:but|so|please|just|instead|rather|now|then|emoji)\b)[^.,;!?]*$/;

const BEFORE_OR_UNTIL =
  /\b(?:before|until|till?|b4|antes de|hasta|earlier than|sooner than|any earlier than)(?: (?:las?|about|around|like|maybe|at least|the|my|our|its))* $/;

const OF_EVENT =
  /^ ?(?:show|showing|showtime|game|match|kick ?off|flight|train|bus|news|service|mass|class|performance|matinee|concert|movie|shift|practice|recital|meeting|milking|feeding|ferry)\b(?! (?:is|was|will) over)/;

export function roleOf(s: string, index: number, end: number): Role {
  const before = s.slice(0, index);
  const after = s.slice(end);
  const near = before.slice(-40);
  if (/\b(since|been \w+ since)( like| about| around)? $/.test(near)) return 'since';
  // "9 am or pm?"
  if (/^ or (am|pm)\b/.test(after)) return 'negated';
  if (/^[^.;!?]{0,8}\bbefore (then|that)\b|^ ?(at the )?latest\b/.test(after)) return 'before';
  if (/\b(before|b4|antes de que) (i|we|my|the|he|she) [\w ]{1,24}(at|by|around) $/.test(near))
    return 'before';
  if (/\b(after|once|when) (i|we|my|the) [\w ]{1,24}(at|by|around) $/.test(near) && !/\bcall\b/.test(near))
    return 'after';
  if (
    /\b(was|were|had|happened|yesterday|last night|called|texted|tried|emailed|spoke|talked|rang|applied)( \w+){0,3} (at|around|for) $/.test(
      near,
    ) ||
    /^ (yesterday|last (night|week))\b/.test(after)
  )
    return 'since';
  // "I have a meeting at 5": the time until which they are free.
  if (
    /\b(have|got) (a |an |my |to be )?[\w ]{0,20}(meeting|class|appointment|appt|court|interview|game|practice|flight|surgery|shift|work|haircut|dentist|doctor|recital|massage|lesson|pick ?up|therapy)[\w ]{0,6} at $/.test(
      near,
    )
  )
    return 'before';
  if (
    /\b(getting on|get on|boarding|board|catching|catch)( (a|an|the|my))?( (plane|flight|train|bus|boat|ferry))? (at|around|by) $/.test(
      near,
    )
  )
    return 'before';
  const habit =
    /\b(wake up|woke up|get up|got up|(?<!\bme )up|alarm|school starts|work starts|start work|start)( (at|around|by))+ $/;
  // "Up at 5 but dont call until 9".
  const otherHour = /\b(until|till?|before|after|past|at|around) \d/.test(after);
  if (habit.test(near) && (otherHour || !/\b(call|then|after)\b/.test(after))) return 'since';
  // "Movie starts 7:30, anytime before".
  if (
    /^[ ,]*(so )?(any ?time|sometime|call me|try me|reach me|im free|is good) before( then| that)?[ .!]*$/.test(
      after,
    )
  )
    return 'before';
  if (
    /\b(its|it is|already) (after|past|almost|only|like|about)? ?$/.test(near) &&
    /^ ?(now|here|already|lol|at night|\.|$|,|oclock)/.test(after)
  )
    return 'since';
  const bound = BEFORE_OR_UNTIL.exec(near);
  if (bound && NEVER_BEFORE.test(before.slice(0, before.length - near.length + bound.index))) return 'after';
  if (
    /\b(after|past|post|later than|despues de|pasad[ao]s? de|starting( at)?|beginning( at)?|from|desde|earliest is|earliest|at the earliest|as of|anytime from)( (las?|about|around|like|say|maybe))* $/.test(
      near,
    ) &&
    !/\b(half|quarter|min) (past|after) $/.test(near)
  ) {
    return /\b(not|never|no|cant( do)?|nothing) (after|past|later than)( about| around| like)? $/.test(near)
      ? 'before'
      : 'after';
  }
  if (
    /^ ?(or (later|after|so or later)|onwards?|and (after|later|on|up)|on(?= |$)(?! (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|a))|en adelante|forward|at the (?:very )?(?:earliest|soonest)|earliest|\+)/.test(
      after,
    )
  )
    return 'after';
  if (
    /\b(off|off work|get off|gets off|getting off|get out|out|get home|be home|home|done|finish|finished|get done|free|back|over|salgo|termino|clock out|off shift|available|wrap up|ends|ends?|let out|lets out|closing|close up|gone|leaves|wrapped|land|lands|landing|gets? in|touch down|arrive|arrives|arriving|get there|parked|settled|seated|indoors|inside|(?:land|arrive|get|landing|arriving|getting) (?:in|at|to|into|back to|back in)(?: \w+){1,2})( (at|around|about|like|by|a|as))*( las?)? $/.test(
      near,
    )
  )
    return 'after';
  if (/\b(give me|gimme|need) (until|till|til)( (like|about|around|maybe))* $/.test(near)) return 'after';
  if (/\b(until|till|til|hasta|through|thru)( (like|about|around|las?|maybe|at least))* $/.test(near))
    return 'busy-until';
  if (/\b(before|by|no later than|prior to|antes de|earlier than)( (like|about|around|las?))* $/.test(near))
    return 'before';
  if (
    /\b(not|no|cant do|cant at|instead of|isnt|except|anything but|any ?time but|never|dont call( me)? at|besides|rather than|(?<!(?:later|earlier|sooner|more|less) )than|cant make|scratch|forget|never mind|cancel|skip)( (at|like|around|on|about|the))* $/.test(
      near,
    ) &&
    // "5, no 6", "no no 6 am".
    !/(\d(ish|am|pm)?|\d[^\d]{0,16}[.,!])[ ,.]+(wait )?(no|nope|nah) $|(^|[.,;!?]) ?(no )+$/.test(near)
  )
    return 'negated';
  if (
    /^ ?(wont work|doesnt work|is bad|no good|is no good|isnt good|is out|no works|(is|s|was)( a (bit|little))? (too (late|early)|tight|hard|tough|rough|iffy|taken|gone)|no wait|scratch that|no make)/.test(
      after,
    )
  )
    return 'negated';
  // "The 7 pm show", "after the 6 oclock news".
  if (OF_EVENT.test(after))
    return /\b(after|once|when) (the )?$/.test(near)
      ? 'after'
      : /\b(before|until) (the )?$/.test(near)
        ? 'before'
        : 'negated';
  // "2 is my kids recital": that hour is taken.
  if (TAKEN_BY.test(after)) return 'negated';
  // "3 was fine but 4:45 is better", "better 6 than 5": the other one is wished for.
  if (
    /^ ?(is |was |could |would |might |can )?(be )?(ok|okay|fine|good|work|works|do|possible)?( too| also)?[ ,]+but (\w+ ){0,2}\d{1,4}(:\d\d)?( ?[ap]m)? (is|s|would|suits|works|better|easier)\b/.test(
      after,
    ) ||
    /^ ?was (ok|fine|good|great)[ ,]+\d/.test(after) ||
    /\b(mejor|better|easier|sooner)\b[^.,;!?]{0,20} (que|than)( at| a las?)? $/.test(near)
  )
    return 'negated';
  return 'exact';
}
