/** Which of several clock times and days is the call's. */
import type { Clock, Day } from './marks.ts';

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
  /\b(meeting|budget|class|shift|work|working|gets in|adjuster|flight|lands|closing|appointment|appt|game|practice|doctor|dentist|interview|court|opens?|closes?|she|he|baby|kids?|dinner|church|surgery|conference|expires?|due|born|since|moved|bought|pick ?up|drop ?off|carpool|recital|rehearsal|haircut|root canal|therapy|check ?up|soccer|lecture|exam|lesson|wedding|funeral|concert|massage)\b[^.,;!?]{0,16}$/;
const CALL_RE =
  /\b(call|ring|phone|try|reach|talk|make it|do|lets|how about|what about|can you|works|free|available|good|better|best|prefer|llam\w+|marc\w+|puede)\b[^.;!?]{0,16}$/;

export function isBusy(s: string, index: number): boolean {
  const before = s.slice(Math.max(0, index - 40), index);
  return BUSY_RE.test(before) && !CALL_RE.test(before);
}

/** The last time said that is a wish; failing that a bound that follows from what the lead is doing. */
export function pickClock(s: string, clocks: Clock[]): Clock | undefined {
  const wished = clocks.filter((c) => c.role === 'exact' || c.role === 'after' || c.role === 'before');
  const free = wished.filter((c) => !isBusy(s, c.index));
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
    /^ ?(?:(?:am|pm|today|tomorrow|tonight|\w+day) ?)?(?:, )?(or|o|,) ?(?:(?:today|tomorrow|\w+day) )?(at |like |a las )?$/.test(
      s.slice(exact[0].end, exact[1].index),
    )
  )
    return exact[0];
  const busy = clocks.filter((c) => c.role === 'busy-until').at(-1);
  return bestExact ?? bestBound ?? free.at(-1) ?? busy ?? wished.at(-1);
}
