/** What a clock time is to the call, from the words around it: its start, a bound, or something else's hour. */
import type { Role } from './marks.ts';

/** What else happens at an hour. */
const TAKEN_BY =
  /^ ?(am |pm )?((is|s|was)( \w+){0,3} (recital|game|match|practice|meeting|class|appointment|appt|pick ?up|drop ?off|shift|flight|interview|dentist|doctor|surgery|service|church|dinner|bed ?time|nap|nap ?time|soccer|court|concert|rehearsal|lesson|party|wedding|funeral|therapy|standup|deadline|exam|test|gym|yoga)|conflicts|clashes|overlaps|interferes)\b/;

export function roleOf(s: string, index: number, end: number): Role {
  const before = s.slice(0, index);
  const after = s.slice(end);
  const near = before.slice(-40);
  if (/\b(since|been \w+ since)( like| about| around)? $/.test(near)) return 'since';
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
    /\b(wake up|woke up|get up|got up|up|alarm|school starts|work starts|start work|start)( (at|around|by))+ $/;
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
  if (
    /\b(not|never|no|cant( do)?|isnt|wont|dont( call)?( me)?|nothing) (available |free |talk |do it |call |me |make it |good |any ?time )*(before|until|til|earlier than|any earlier than|sooner than|b4|antes de)( las?| about| around| like)? $/.test(
      near,
    )
  )
    return 'after';
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
    /^ ?(or (later|after|so or later)|onwards?|and (after|later|on|up)|on(?= |$)(?! (monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|a))|en adelante|forward|at the earliest|earliest|\+)/.test(
      after,
    )
  )
    return 'after';
  if (
    /\b(off|off work|get off|gets off|getting off|get out|out|get home|be home|home|done|finish|finished|get done|free|back|over|salgo|termino|clock out|off shift|available|wrap up|ends|ends?|let out|lets out|closing|close up|land|lands|gets? in|arrive|arrives|get there|parked|settled|seated|indoors|inside)( (at|around|about|like|by|a|as))*( las?)? $/.test(
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
    /\b(not|no|cant do|cant at|instead of|isnt|except|never|dont call( me)? at|besides|rather than|cant make|scratch|forget)( (at|like|around))? $/.test(
      near,
    ) &&
    !/(\d(ish|am|pm)?|\d[^\d]{0,16}[.,!])[ ,.]+(wait )?(no|nope|nah) $/.test(near)
  )
    return 'negated';
  if (
    /^ ?(wont work|doesnt work|is bad|no good|is no good|isnt good|is out|no works|(is|s|was)( a (bit|little))? (too (late|early)|tight|hard|tough|rough|iffy|taken|gone)|no wait|scratch that|no make)/.test(
      after,
    )
  )
    return 'negated';
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
