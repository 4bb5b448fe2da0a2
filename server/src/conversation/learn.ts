/** What a reading leaves in the thread, whoever made it: fields, readiness, language, a revocation. */
import type { Narrowed } from '../kernel/events.ts';
import type { Reading } from '../ports/reader.ts';
import { need, phrases, say } from './compose.ts';
import { accepts, questionFor } from './questions.ts';
import { dropBooking, dropDraft, rest, setTimer, type Work } from './work.ts';

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
  const { phase } = w.s;
  narrowed(w, text, 'calls');
  dropBooking(w, 'the lead wants no calls');
  dropDraft(w);
  w.s.offer = null;
  w.s.waiting = null;
  if (GOES_ON.includes(phase)) w.s.phase = 'talking';
  say(w, [need(phrases(w).noCalls)]);
}

function narrowed(w: Work, text: HeardText, stops: Narrowed): void {
  const { leadId } = w.s;
  const words = text.body.slice(0, 500);
  w.facts.push({ type: 'consent.narrowed', leadId, words, messageId: text.messageId, stops });
}

/** No texts, but calls are fine: one confirmation, then the thread is still. A booked call stands; without one a person is told. */
function noMoreTexts(w: Work, text: HeardText): void {
  narrowed(w, text, 'texts');
  const { booking, transferId } = w.s;
  rest(w, 'opted-out', 'no-texts');
  if (booking) setTimer(w, 'booking', booking.atMs);
  else if (transferId === null) tellPeople(w, text, 'they want no texts, and say that calls are fine');
  say(w, [need(phrases(w).noTexts)], { kind: 'confirmation', now: true });
}

/** No promotions: all that the assistant writes and every call it books is one, so what they keep is for a person to see to. */
function noMorePromotions(w: Work, text: HeardText): void {
  narrowed(w, text, 'marketing');
  dropBooking(w, 'the lead wants no promotions');
  rest(w, 'opted-out', 'no-promotions');
  tellPeople(w, text, 'they want no promotions; see whether they have an appointment to confirm');
  say(w, [need(phrases(w).noPromotions)], { kind: 'confirmation', now: true });
}

function tellPeople(w: Work, { messageId }: HeardText, why: string): void {
  w.facts.push({ type: 'lead.escalated', leadId: w.s.leadId, messageId, why });
}

const NARROWED = { calls: noMoreCalls, texts: noMoreTexts, marketing: noMorePromotions };

/** What a revocation ends: one thing alone where it clearly speaks of that alone, everything otherwise. */
export function revoked(w: Work, text: HeardText): void {
  const { stops } = w.inputs;
  if (stops === undefined) optOut(w, text);
  else NARROWED[stops](w, text);
}
