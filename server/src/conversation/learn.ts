/** What a reading leaves in the thread, whoever made it: fields, readiness, language, a revocation. */
import type { Reading } from '../ports/reader.ts';
import { need, phrases, say } from './compose.ts';
import { accepts, questionFor } from './questions.ts';
import { dropBooking, dropDraft, rest, type Work } from './work.ts';

export interface HeardText {
  messageId: string;
  body: string;
}

/** Keeps what the reading found, and tells the journal. */
export function learn(w: Work, reading: Reading, text: HeardText, by?: 'model'): void {
  const { s, inputs } = w;
  if (reading.language === 'es' || reading.language === 'en')
    s.language = spokenLanguage(w, reading, text.body);
  s.readiness = reading.readiness;
  s.reasons = reading.reasons.slice(0, 12).map(({ code, text, weight, messageId }) => ({
    code,
    text,
    weight,
    ...(messageId ? { messageId } : {}),
  }));
  s.owed.messageIds = [...new Set([...s.owed.messageIds, text.messageId])].slice(-5);
  for (const [field, slot] of Object.entries(reading.slots)) {
    const question = questionFor(inputs.playbook, field);
    if (!question || !accepts(question.value, slot.value)) continue;
    const known = s.fields[field];
    if (known && known.value !== slot.value && slot.messageId === text.messageId) s.owed.corrected = true;
    if (known?.value === slot.value && known.by === 'lead') continue;
    if (known?.value !== slot.value && s.owed.filled !== s.lastAsked) s.owed.filled = field;
    if (field === s.lastAsked) s.owed.filled = field;
    s.fields[field] = {
      value: slot.value,
      by: 'lead',
      ...(slot.messageId ? { messageId: slot.messageId } : {}),
    };
  }
  if (s.lastAsked && (reading.answered === 'refused' || reading.answered === 'unsure')) {
    if (!s.fields[s.lastAsked]) s.skipped = [...new Set([...s.skipped, s.lastAsked])];
  }
  w.facts.push({
    type: 'turn.read',
    leadId: s.leadId,
    messageId: text.messageId,
    action: reading.action,
    confidence: reading.confidence,
    readiness: reading.readiness,
    ready: reading.ready,
    reasons: s.reasons,
    at: reading.at,
    slots: Object.fromEntries(
      Object.entries(s.fields).map(([field, { value, messageId }]) => [
        field,
        { value, ...(messageId ? { messageId } : {}) },
      ]),
    ),
    ...(by ? { by } : {}),
  });
}

/** One foreign word does not change a thread: short texts keep the language that is being spoken. */
function spokenLanguage(w: Work, reading: Reading, body: string): 'en' | 'es' {
  const read = reading.language === 'es' ? 'es' : 'en';
  const words = body.trim().split(/\s+/).length;
  const enough = read === 'es' ? 2 : 4;
  return words < enough && w.s.textsIn > 1 ? w.s.language : read;
}

/** A revocation, in any words: one confirmation, then nothing (C2, C7). */
function optOut(w: Work, text: HeardText): void {
  w.facts.push({
    type: 'consent.revoked',
    leadId: w.s.leadId,
    words: text.body.slice(0, 500),
    messageId: text.messageId,
    by: 'lead',
  });
  dropBooking(w, 'the lead opted out');
  rest(w, 'opted-out', 'opted-out');
  say(w, [need(phrases(w).optedOut)], { kind: 'confirmation', now: true });
}

/** Phases that rest or wait for a call: after "no calls" the thread goes on by text. */
const GOES_ON: readonly Work['s']['phase'][] = [
  'new',
  'opening-held',
  'offering',
  'booked',
  'silent',
  'closed',
];

/** No calls, but texts are fine: what was booked or offered is dropped, and the thread goes on without a call. */
function noMoreCalls(w: Work, text: HeardText): void {
  const { leadId, phase } = w.s;
  const words = text.body.slice(0, 500);
  w.facts.push({ type: 'consent.narrowed', leadId, words, messageId: text.messageId });
  dropBooking(w, 'the lead wants no calls');
  dropDraft(w);
  w.s.offer = null;
  w.s.waiting = null;
  if (GOES_ON.includes(phase)) w.s.phase = 'talking';
  say(w, [need(phrases(w).noCalls)]);
}

/** What a revocation ends: calls alone where it speaks of calls alone, everything otherwise. */
export function revoked(w: Work, text: HeardText): void {
  if (w.inputs.noCalls) noMoreCalls(w, text);
  else optOut(w, text);
}
