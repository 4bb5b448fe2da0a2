/** What later words do to known values: amounts made larger or smaller, and values the assistant named and the lead let stand. */
import { type Field, optionsIn, readField } from './asked-fields.ts';
import type { FieldContext } from './fields/common.ts';
import { readYesNo } from './fields/text.ts';
import { digitize } from './number-words.ts';
import type { Norm } from './text.ts';
import { AI_CONFIRMED, AI_NAMED, type Thread } from './thread.ts';
import { parseWhen } from './when.ts';

const REVISION =
  /\b(make (it|that)|scratch|change (it|that|my)|i meant?|actually|correction|typo|instead|bump (it|that)|should be|sorry|add|plus|drop|lets (do|say))\b/;

/** "Make it 65", "add 6 kids" after an amount was known, though the question has moved on. */
export function reviseAmounts(
  t: Thread,
  norm: Norm,
  turn: number,
  messageId: string | undefined,
  aboutCall: boolean,
): void {
  if (tradeAmounts(t, norm, turn, messageId)) return;
  const cue = REVISION.exec(norm.text);
  if (!cue) return;
  if (aboutCall && parseWhen(norm.raw, { nowMs: t.nowMs, tz: t.tz, loose: false })?.named) return;
  const tail = norm.text.slice(cue.index);
  const more = /\b(?:add|plus) (\d+)\b/.exec(digitize(tail));
  for (const field of t.fields) {
    const known = t.slots[field.name];
    if (!known || t.newly.includes(field.name) || known.turn === turn) continue;
    if (!['money', 'integer', 'zip'].includes(field.spec.kind)) continue;
    const hit = readField(field, { ...norm, text: tail, clean: tail, raw: tail }, context(t, true, false));
    if (!hit) continue;
    const added = more && typeof hit.value === 'number' && typeof known.value === 'number';
    const value = added ? (known.value as number) + Number(more[1]) : hit.value;
    t.slots[field.name] = { value, turn, messageId, confidence: 0.8 };
    t.newly.push(field.name);
    return;
  }
}

/** "Tell him 24 not 20": the known amount is named as the one that no longer holds. */
function tradeAmounts(t: Thread, norm: Norm, turn: number, messageId: string | undefined): boolean {
  const m =
    /\$?(\d[\d.,]*)(k?) ?,? ?(?:not|instead of|rather than|and not) (?:the )?\$?(\d[\d.,]*)(k?)\b/.exec(
      digitize(norm.text),
    );
  if (!m) return false;
  const [to, from] = [Number(m[1]?.replace(/,/g, '')), Number(m[3]?.replace(/,/g, ''))];
  for (const field of t.fields) {
    const known = t.slots[field.name];
    if (!known || t.newly.includes(field.name) || typeof known.value !== 'number') continue;
    const scale = known.value / from;
    if (scale !== 1 && scale !== 1000) continue;
    t.slots[field.name] = { value: to * scale, turn, messageId, confidence: 0.85 };
    t.newly.push(field.name);
    return true;
  }
  return false;
}

function context(t: Thread, asked: boolean, fromAi: boolean): FieldContext {
  const { nowMs, tz, vertical } = t;
  return { asked, idle: false, unknown: false, aboutCall: false, nowMs, tz, fromAi, vertical };
}

/** Kinds of which the assistant's own word counts only when the lead says yes to it. */
const NEEDS_YES = ['integer', 'money', 'company', 'term', 'credit'];
const DENIES = /^(no|nope|nah|wrong|stop|not|neither|never)\b/;
const AGREES = /\b(correct|that is right|right|exactly|yes|uh huh)\b/;
const OUT_OF_ORDER = /\b(sorry|heat (has been )?out|no heat|broke\w*|leak\w*|not working|stopped)\b/;

/** A value the assistant named ("about your furnace") that the lead answered without objecting. */
export function confirmFromAi(
  t: Thread,
  asked: string[],
  lead: Norm,
  turn: number,
  messageId: string | undefined,
): void {
  if (DENIES.test(lead.text)) {
    firstVisit(t, lead, turn, messageId);
    return;
  }
  if (
    t.fields.some((f) => f.name === 'service') &&
    !t.slots.service &&
    t.ai.some((a) => OUT_OF_ORDER.test(a.text))
  ) {
    t.slots.service = { value: 'repair', turn, messageId, confidence: AI_NAMED };
    t.weak.add('service');
  }
  for (const ai of t.ai) {
    for (const field of t.fields) {
      const known = t.slots[field.name];
      const heard = playedBack(t, field, ai, turn);
      if (known && heard !== undefined && !t.newly.includes(field.name)) {
        t.slots[field.name] = { ...known, value: heard, confidence: AI_CONFIRMED };
        continue;
      }
      if (known) {
        // The assistant had named it too: it outlives a complaint, in which the lead's own mentions are incidental.
        const same =
          known.turn === turn &&
          !t.weak.has(field.name) &&
          !asked.includes(field.name) &&
          field.spec.kind === 'choice';
        if (same && readField(field, ai, context(t, false, true))?.value === known.value)
          known.confidence = AI_CONFIRMED;
        continue;
      }
      const confirmed = namedByAi(t, field, ai, lead, asked);
      if (!confirmed) continue;
      t.slots[field.name] = { ...confirmed, turn, messageId };
      t.weak.add(field.name);
    }
  }
}

const PLAYS_BACK =
  /^(so|ok|okay|got it|understood|makes sense|great|perfect|noted|alright|all right|ah|oh|then|a|an|thanks|sure|cool|sounds good)\b/;
const SPEAKS_OF_OFFERS =
  /\b(we|our|can|could|will|also|offers?|let me|may|shall|should|would|those|these|call|if|are|have|has)\b/;

/** "So personal." after a long story: what the assistant gathered from it, and the lead let stand. */
function playedBack(t: Thread, field: Field, ai: Norm, turn: number): string | undefined {
  const known = t.slots[field.name];
  if (!known || field.spec.kind !== 'choice' || known.turn >= turn || !t.before.includes(field.name))
    return undefined;
  const said = ai.text.split(/(?<=[.!?]) /)[0] ?? '';
  if (/[?\d]/.test(said) || !PLAYS_BACK.test(said) || SPEAKS_OF_OFFERS.test(said)) return undefined;
  if (optionsIn(field, said) !== 1) return undefined;
  const heard = readField(
    field,
    { ...ai, text: said, clean: said, raw: said },
    context(t, false, true),
  )?.value;
  return typeof heard === 'string' && heard !== known.value ? heard : undefined;
}

/** "Been here before?" "nope": a new patient, though neither said the words. */
function firstVisit(t: Thread, lead: Norm, turn: number, messageId: string | undefined): void {
  const asksBefore = t.ai.some((a) =>
    /\b(been (here|in|seen|to (us|our))|seen (us|by us|here)|visited us|existing patient|patient (here|with us))\b/.test(
      a.text,
    ),
  );
  const has = t.fields.some((f) => f.name === 'visit_reason') && !t.slots.visit_reason;
  if (!asksBefore || !has || readYesNo(lead)?.value !== false) return;
  t.slots.visit_reason = { value: 'new_patient', turn, messageId, confidence: 0.85 };
  t.newly.push('visit_reason');
}

const DEGREE_IN = /\b(ms|ma|bs|ba|msn|bsn|mba|masters?|bachelors?|associates?|degree|certificate) (in|of) \w/;

function namedByAi(
  t: Thread,
  field: Field,
  ai: Norm,
  lead: Norm,
  asked: string[],
): { value: string | number | boolean; confidence: number } | undefined {
  const kind = field.spec.kind;
  if (!['choice', 'text', ...NEEDS_YES].includes(kind) || (kind === 'text' && field.name !== 'program'))
    return undefined;
  // "MS in data science?" is the program sought, not the degree held.
  if (field.name === 'education_level' && !asked.includes(field.name) && DEGREE_IN.test(ai.text))
    return undefined;
  const severalNamed = (/\b(or|o)\b/.test(ai.text) || /,.*,/.test(ai.text)) && optionsIn(field, ai.text) > 1;
  if (severalNamed) return undefined;
  const yes = asksAbout(field, ai) && (readYesNo(lead)?.value === true || AGREES.test(lead.text));
  if (NEEDS_YES.includes(kind) && !yes) return undefined;
  // "25 guests at $30, that's $750, ok?" names more than one amount.
  if (kind === 'money' && ai.text.split('$').length > 2) return undefined;
  // "So 15?" repeats an answer that is still open.
  const restates = /^(so|that is|just|ok|got it|you said)?[ ,.]*\$?\d[\d,.k]*( \w+)? \?$/.test(ai.text);
  const asksForIt =
    (field.words?.asked.test(ai.text) ?? false) &&
    (kind === 'choice' || kind === 'credit' || kind === 'term');
  const open = asksForIt || (restates && (asked.includes(field.name) || kind === 'integer'));
  // Weak words count in the question itself: "no card needed here. What's the loan for?" names no card.
  const hit =
    readField(field, kind === 'choice' && open ? questionsOf(ai) : ai, context(t, open, true)) ??
    (kind === 'choice' && open ? readField(field, ai, context(t, false, true)) : null);
  if (!hit || (hit.confidence < 0.6 && kind !== 'text')) return undefined;
  return { value: hit.value, confidence: yes ? AI_CONFIRMED : AI_NAMED };
}

const questionsOf = (ai: Norm): Norm => {
  const text = ai.text
    .split(/(?<=[.!?]) /)
    .filter((p) => p.includes('?'))
    .join(' ');
  return { ...ai, text, clean: text, raw: text, words: text.split(' ') };
};

/** Whether the assistant asked about the value (in the same sentence, or with a closing "right?"). */
function asksAbout(field: Field, ai: Norm): boolean {
  if (/\b(right|correct|yes|no|si) \?\s*$/.test(ai.text)) return true;
  const asking = ai.text
    .split(/(?<=[.!?])/)
    .filter((p) => p.includes('?'))
    .join(' ');
  return field.spec.kind === 'choice' ? optionsIn(field, asking) > 0 : asking.length > 0;
}
