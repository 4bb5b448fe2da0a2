/** The lead arrives, comes back, is changed; consent is given or withdrawn by others. */
import type { Fact } from '../kernel/events.ts';
import { commonValues, judge, need, phrases, say } from './compose.ts';
import { welcomeBack } from './on-text.ts';
import { accepts, askOptions, nextQuestion, questionFor } from './questions.ts';
import { fillIn, sentencesOf } from './sentences.ts';
import { dropBooking, rest, sendText, type Work } from './work.ts';

type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

const WROTE_FIRST = /^(text|sms|inbound|handset)\b/i;

/** The opening leaves in this very decision: the gate judges it, the carrier has it within the second. */
export function leadCreated(w: Work, fact: Of<'lead.created'>): void {
  w.s.playbookId = fact.playbookId;
  w.s.channel = fact.channel;
  fromRecord(w);
  // A lead who wrote first is answered, not greeted: their text follows as its own fact.
  if (!WROTE_FIRST.test(fact.source)) open(w);
}

/** Values of the lead's own record that answer a question need no asking. */
function fromRecord(w: Work): void {
  const zip = questionFor(w.inputs.playbook, 'zip');
  const known = w.inputs.lead.zip;
  if (zip && known && accepts(zip.value, known)) w.s.fields.zip ??= { value: known, by: 'record' };
  if (w.inputs.lead.language === 'es' && w.s.turns.length === 0) w.s.language = 'es';
}

/** First text, with the first question in it where the opening has a place for one. */
function open(w: Work): boolean {
  const question = nextQuestion(w.inputs.playbook, w.s);
  const asks = question ? askOptions(w.s, question) : [];
  const own = phrases(w).opening;
  const opening = own.length > 0 ? own : w.inputs.playbook.opening;
  const start = Math.floor(w.context.random() * opening.length);
  w.s.phase = 'talking';
  for (let i = 0; i < opening.length; i++) {
    const phrasing = opening[(start + i) % opening.length] ?? '';
    const holdsQuestion = phrasing.includes('{question}');
    for (const ask of holdsQuestion ? asks : ['']) {
      const body = fillIn(phrasing, { ...commonValues(w), question: fillIn(ask, commonValues(w)) ?? '' });
      if (body === null || sentencesOf(body).some((sentence) => w.s.said.includes(sentence))) continue;
      if (judge(w, body, 'opening').length > 0) continue;
      sendText(w, { body, kind: 'opening', ...(holdsQuestion && question ? { asks: question.field } : {}) });
      return true;
    }
  }
  // A playbook whose every question is already answered has no {question} to fit: greet and go on.
  return say(w, [need(phrases(w).disclosure)], { now: true, kind: 'opening' });
}

/** The same person asked again: a resting thread is taken up; a living one goes on undisturbed. */
export function leadBack(w: Work, fact: Of<'lead.seen-again'>): void {
  if (w.s.closedWhy === 'wrong-person') return;
  w.s.playbookId = fact.playbookId;
  fromRecord(w);
  w.s.closedWhy = null;
  w.s.followUpStep = 0;
  w.s.offersMade = 0;
  w.s.phase = 'talking';
  const question = nextQuestion(w.inputs.playbook, w.s);
  const asked = question ? [need(askOptions(w.s, question))] : [];
  say(w, [need(phrases(w).seenAgain), ...asked], {
    kind: 'follow-up',
    now: true,
    ...(question ? { asks: question.field } : {}),
  });
}

/** Fields set by a person or a form: known from now on, without a message behind them. */
export function leadUpdated(w: Work, fact: Of<'lead.updated'>): void {
  for (const [field, value] of Object.entries(fact.fields)) {
    const question = questionFor(w.inputs.playbook, field);
    if (question && accepts(question.value, value)) w.s.fields[field] = { value, by: 'record' };
  }
}

/** After a refusal for want of consent the opening is tried; after an opt-out the lead is welcomed back. */
export function consentGiven(w: Work): void {
  w.s.refused = null;
  if (w.s.disclosed && w.s.textsOut > 0) welcomeBack(w);
  else open(w);
}

/** Withdrawn by staff or by a link: the same end as by text, without a confirmation text. */
export function consentRevoked(w: Work): void {
  dropBooking(w, 'consent was withdrawn');
  rest(w, 'opted-out', 'opted-out');
}
