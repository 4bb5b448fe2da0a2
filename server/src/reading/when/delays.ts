/** Delays: "in 20", "an hour and a half", "give me a few". */
import { APPROX_AFTER, APPROX_BEFORE, type Delay, finds } from './marks.ts';

/** "I have a meeting in 5": when something else begins, and no delay of the call. */
const BEGINS =
  /\b(meeting|class|flight|appointment|appt|interview|court|game|shift|exam|recital|practice|conference|standup|bus|train|plane|surgery|show|church)( starts| begins| is| coming up)? (in )?$/;

export function findDelays(s: string): Delay[] {
  const out: Delay[] = [];
  const unit =
    /(?<![\d:.$])(\d+(?:\.\d+)?)(?: ?(?:-|to|or|a|o) ?(\d+(?:\.\d+)?))?(?: more| or so| ish)* (min|hours?|days?|weeks?)\b/;
  for (const m of finds(unit, s)) {
    const before = s.slice(0, m.index);
    const after = s.slice(m.index + m[0].length);
    if (
      /^ (ago|late|early|away|drive|wait|call(?! me| us| then| back| him| her)|meeting|long|each|a (day|week|month)|per|atras|old|notice|policy|commute|before(?! (like |about )?(\d|noon)))\b/.test(
        after,
      )
    )
      continue;
    if (
      /\b(last|past|been|took|waiting|waited|takes?|runs?|lasts?|works?|worked|every|per|hace|for over|less than|within the last|only|have|under|is)( (about|like|for|only))? $/.test(
        before,
      ) &&
      !/\b(only have|i have|have like|it ?ll be|for another)\b/.test(before.slice(-18))
    )
      continue;
    // "20 min after 3" is a clock time.
    if (
      /^(5|10|15|20|25)$/.test(m[1] as string) &&
      /^ (past|after|to|til|until) \d{1,2}\b(?! ?(min|hours))/.test(after)
    )
      continue;
    // "I have 45 minutes at 1": how long they can be had then.
    if (
      /\b(have|got|only) (about |like )?$/.test(before) &&
      /^ (at|around|from|before|after|between) (\d|noon)/.test(after)
    )
      continue;
    // "If its only 4 minutes": how long the call takes.
    if (BEGINS.test(before) || /\bif (its|it is|it takes|this is|thats)( \w+)? $/.test(before)) continue;
    if (/\b(waiting|waited|on hold|out|down|here|been \w+|sitting|standing) (for )?$/.test(before)) continue;
    if (
      /\b(been|pitch\w*|talk\w*|hold\w*|keep\w*|kept|fighting|trying|stuck|had|was|were)\b[^.,!?]{0,40}\bfor $/.test(
        before,
      )
    )
      continue;
    const scale = m[3]?.startsWith('h')
      ? 60
      : m[3]?.startsWith('d')
        ? 1440
        : m[3]?.startsWith('w')
          ? 10080
          : 1;
    const approximate = APPROX_BEFORE.test(before) || / (or so|ish)/.test(m[0]) || APPROX_AFTER.test(after);
    out.push({
      type: 'delay',
      index: m.index,
      end: m.index + m[0].length,
      minutes: Number(m[1]) * scale,
      days: scale >= 1440,
      within: scale < 1440 && /\b(?:the next|within|next) (?:about |like )?$/.test(before),
      toMinutes: m[2] ? Number(m[2]) * scale : undefined,
      approximate,
    });
  }
  // "Give me a few", "in a bit": soon, without a figure.
  for (const m of finds(
    /\b(?:give me|need|in|gonna be|just|be) (?:just )?(?:an? |like a )?(few|couple|bit|sec|second|moment|minute|min|jiffy|little while|while)(?: min)?\b(?! (?:hours|days|weeks|of))|\bun (momento|ratito|rato|minuto|segundo)\b/,
    s,
  ))
    if (!out.some((d) => d.index < m.index + m[0].length && d.end > m.index))
      out.push({
        type: 'delay',
        index: m.index,
        end: m.index + m[0].length,
        minutes: 10,
        days: false,
        approximate: true,
        vague: true,
      });
  // "Finishing a meeting, 20": a lone round number over twelve is minutes.
  for (const m of finds(/(?<=^ ?|[,.] )(15|20|25|30|35|40|45|50|90)(?= ?(?:tops|max|please|[.!?])? ?$)/, s)) {
    if (out.length > 0 && out.some((d) => d.index < m.index + m[0].length && d.end > m.index)) continue;
    out.push({
      type: 'delay',
      index: m.index,
      end: m.index + m[0].length,
      minutes: Number(m[1]),
      days: false,
      approximate: true,
    });
  }
  const bare =
    /\b(?:in|en|give me|need|dame|within|dentro de|back in|free in|done in|home in|out in) (?:about |like |another |maybe |around |como |abt )?(\d{1,3})(?:(?: ?- ?| to | or )(\d{1,3}))?(?= (?:ish|or so|and|then|to (?=[a-z])|please|im|ill|ok|so|if|more|thanks|lol|call|\.|,|!|\?|tops|max|y)|\s*$)/;
  for (const m of finds(bare, s)) {
    const minutes = Number(m[1]);
    if (BEGINS.test(s.slice(0, m.index))) continue;
    if (minutes < 2 || minutes > 120 || out.some((d) => d.index < m.index + m[0].length && d.end > m.index))
      continue;
    out.push({
      type: 'delay',
      index: m.index,
      end: m.index + m[0].length,
      minutes,
      days: false,
      toMinutes: m[2] ? Number(m[2]) : undefined,
      approximate: true,
    });
  }
  return out;
}
