/**
 * One turn with a larger model. The embedded reading comes first and obeys what the law depends on; then, where a model
 * is set up, it is asked, and the thread waits for its proposal until the deadline. What comes back is judged: its
 * reading by the lead's own words, its reply by the guardrails. Whatever fails, the embedded reading is answered.
 *
 *   text.received ── read, obeyed ──► asking ── model.answered, in time and usable ──► reply, perhaps in its words
 *                                       └── failure, or the alarm 'model' ──► reply by the embedded reading
 */
import type { Fact, ModelThread } from '../kernel/events.ts';
import type { Proposal } from '../ports/model.ts';
import type { Reading, SlotReading } from '../ports/reader.ts';
import type { Asking, Conversation, Phase } from './conversation.ts';
import { interpret, readsLikeCommands, speaksOfACall } from './interpret.ts';
import { type HeardText, learn, revoked } from './learn.ts';
import { accepts, nextQuestion, questionFor } from './questions.ts';
import { reply } from './reply.ts';
import { firstName } from './sentences.ts';
import { dropAsking, historyFor, MAX_TEXTS_OUT, setTimer, type Work } from './work.ts';

/** A lead who waits longer than this for an answer begins to doubt that anybody reads. */
export const MODEL_DEADLINE_MS = 2_500;
/** Questions to a model in one thread: bounds what a talk between two machines can cost. */
const MAX_MODEL_TURNS = 60;
const TURNS_SHOWN = 16;
const CHARS_SHOWN = 600;
/** Above this the embedded reading stands: it is a sure rule, such as a menu pick or "call me now". */
const SURE_OF_ITSELF = 0.95;
/** Below this the embedded reader sees no wish for a call in the text at all. */
const SEES_A_CALL = 0.15;
const SURE_OF_DANGER = 0.8;
const SURE_OF_AN_OPT_OUT = 0.5;
const ANSWERED_IN: readonly Phase[] = ['talking', 'offering', 'booked', 'ready'];

/** Whether a model was asked; if not, the caller answers at once. A text that reads like commands never reaches one. */
export function askModel(w: Work, reading: Reading, text: HeardText & { atMs: number }): boolean {
  const turns = w.s.modelTurns ?? 0;
  if (!w.inputs.modelReady || turns >= MAX_MODEL_TURNS || w.s.textsOut >= MAX_TEXTS_OUT) return false;
  if (readsLikeCommands(text.body) || isSureOfDanger(reading)) return false;
  const turnId = w.context.id();
  w.s.modelTurns = turns + 1;
  const { messageId, body } = text;
  w.s.asking = { turnId, messageId, body, atMs: w.nowMs, reading };
  const untilMs = w.nowMs + MODEL_DEADLINE_MS;
  setTimer(w, 'model', untilMs);
  const { leadId, playbookId } = w.s;
  w.orders.push({ type: 'model.ask', turnId, leadId, playbookId, untilMs, thread: threadOf(w) });
  return true;
}

/** A complaint or a danger goes to people at once; a guess at one is worth a second look. */
function isSureOfDanger({ action, confidence }: Reading): boolean {
  return action === 'escalate' && confidence >= SURE_OF_DANGER;
}

/** What a model may know: the texts that were seen, and values that are not sensitive. */
function threadOf(w: Work): ModelThread {
  const { s, inputs } = w;
  const known = Object.entries(s.fields).filter(
    ([field]) => questionFor(inputs.playbook, field)?.sensitive !== true,
  );
  return {
    leadName: firstName(inputs.lead.name),
    language: s.language,
    turns: historyFor(w)
      .slice(-TURNS_SHOWN)
      .map(({ from, text }) => ({
        from: from === 'lead' ? 'lead' : 'assistant',
        text: text.slice(0, CHARS_SHOWN),
      })),
    known: Object.fromEntries(known.map(([field, { value }]) => [field, value])),
    asked: s.lastAsked ?? null,
    next: nextQuestion(inputs.playbook, s)?.field ?? null,
  };
}

/** The alarm: what was read at once is answered now. */
export function modelLate(w: Work): void {
  const { asking } = w.s;
  if (!asking) return;
  dropAsking(w);
  answer(w, asking, asking.reading);
}

/** An answer to another turn than the one being waited for changes nothing: it was late, or told twice. */
export function modelAnswered(w: Work, fact: Extract<Fact, { type: 'model.answered' }>): void {
  const { asking } = w.s;
  if (!asking || asking.turnId !== fact.turnId) return;
  dropAsking(w);
  const { proposal } = fact;
  if (!proposal) {
    answer(w, asking, asking.reading);
    return;
  }
  if (proposal.action === 'opt_out' && proposal.confidence >= SURE_OF_AN_OPT_OUT) {
    revoked(w, asking);
    return;
  }
  const reading = interpret(w.s, adopt(w, asking, proposal), {
    id: asking.messageId,
    text: asking.body,
    atMs: asking.atMs,
  });
  learn(w, reading, asking, 'model');
  if (reading.action === 'ask' || reading.action === 'answer')
    w.proposal = { turnId: asking.turnId, text: proposal.reply, asks: proposal.asks };
  answer(w, asking, reading);
}

function answer(w: Work, asking: Asking, reading: Reading): void {
  if (!ANSWERED_IN.includes(w.s.phase)) return;
  w.answersSinceMs = asking.atMs;
  reply(w, reading, asking.body);
}

/** The model's reading where it stands on the lead's own words; the embedded one elsewhere. */
function adopt(w: Work, asking: Asking, proposal: Proposal): Reading {
  const own = asking.reading;
  const slots = { ...own.slots, ...supportedSlots(w, asking, proposal) };
  if (own.confidence >= SURE_OF_ITSELF) return { ...own, slots };
  const { playbook } = w.inputs;
  const known = proposal.knowledge.filter((id) => playbook.knowledge.some((entry) => entry.id === id));
  const objection = playbook.objections.find((entry) => entry.id === proposal.objection);
  const { objectionId: _own, ...rest } = own;
  return {
    ...rest,
    slots,
    // "Stop" in words that only the model understands is obeyed above; a weak guess at it is no reason to fall silent.
    action: proposal.action === 'opt_out' ? own.action : proposal.action,
    confidence: proposal.confidence,
    ready: proposal.action === 'transfer' && !wishIsSeen(w.s, own, asking.body) ? 'unclear' : proposal.ready,
    isQuestion: proposal.isQuestion,
    answered: proposal.answered,
    language: proposal.language,
    asksFor: known.map((knowledgeId) => ({ knowledgeId, score: 0.9 })),
    ...(objection ? { objectionId: objection.id } : {}),
    reasons: [
      {
        code: 'model',
        text: `read as "${proposal.action}" by the model`,
        weight: 0,
        messageId: asking.messageId,
      },
      ...own.reasons,
    ],
  };
}

/** A call starts on the lead's wish, never on a model's word alone: without one in sight, a plain yes is asked for. */
function wishIsSeen(s: Conversation, own: Reading, body: string): boolean {
  return (
    own.action === 'transfer' ||
    own.probabilities.transfer >= SEES_A_CALL ||
    s.offer?.kind === 'call-now' ||
    speaksOfACall(body)
  );
}

/** Values of the playbook's own fields, each with words of the lead's text behind it. */
function supportedSlots(w: Work, asking: Asking, { fields }: Proposal): Record<string, SlotReading> {
  const said = plain(asking.body);
  const turn = w.s.turns.findIndex((one) => one.id === asking.messageId);
  const slots: Record<string, SlotReading> = {};
  for (const { field, value, quote } of fields) {
    const question = questionFor(w.inputs.playbook, field);
    const words = plain(quote);
    if (!question || question.sensitive || words === '' || !said.includes(words)) continue;
    if (!accepts(question.value, value) || !standsOn(value, words, question.value.kind)) continue;
    slots[field] = { value, turn, messageId: asking.messageId, confidence: 0.8 };
  }
  return slots;
}

/** Numbers, names and addresses are said as they are; choices and yes or no may be said in other words. */
function standsOn(value: string | number | boolean, words: string, kind: string): boolean {
  if (kind === 'choice' || kind === 'yes-no' || kind === 'credit' || kind === 'term' || kind === 'date')
    return true;
  if (typeof value === 'number') return words.replace(/[^\d]/g, '') !== '';
  return words.includes(plain(String(value)));
}

function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@]+/gu, ' ')
    .trim()} `.replace(/^ +$/, '');
}
