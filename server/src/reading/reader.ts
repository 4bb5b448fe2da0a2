/** The embedded reader: normalise, understand the question asked, read fields and time, judge the action. Pure. */
import { ACTIONS, type Action, type Reader, type ReadInput, type Reading } from '../ports/reader.ts';
import { assessReadiness } from '../readiness/index.ts';
import { MID_QUESTION } from './action-rules.ts';
import { conceptsIn } from './concepts.ts';
import { type Evidence, gather } from './evidence.ts';
import { matchKnowledge } from './knowledge.ts';
import { LATER_SAID, namesLater, TIME_SAID } from './later-said.ts';
import { maskSensitive } from './mask.ts';
import { actionProbabilities } from './model.ts';
import { isShielded } from './optout-rules.ts';
import type { SlotState } from './slots.ts';
import { AI_CONFIRMED, AI_NAMED } from './thread.ts';

/** A reader that needs nothing: no network, no clock, no state. */
export function createReader(): Reader {
  return { read };
}

function read(input: ReadInput): Reading {
  const e = gather(input);
  const { norm, when, state } = e;
  const { action, confidence, probabilities } = decide(e);
  if (confidence >= SURE_ENOUGH) dropIncidental(state, action, norm.text, input.history.length);
  const timed = action === 'schedule' && when !== null && !when.now;
  const knowledge = matchKnowledge(input.playbook, norm.text);
  const readiness = assessReadiness({
    history: input.history,
    message: input.message,
    messageId: input.messageId,
    nowMs: input.nowMs,
    action,
    confidence,
    when: timed ? when : null,
    asked: state.asked,
    slots: state.slots,
    questions: input.playbook.questions.filter((q) => q.required).map((q) => q.field),
  });
  return {
    action,
    confidence,
    probabilities,
    slots: state.slots,
    ready: readyOf(action, norm.text),
    readiness: readiness.score,
    reasons: [
      {
        code: `rule:${e.rule.rule}`,
        text: e.rule.rule,
        weight: 0,
        turn: input.history.length,
        messageId: input.messageId,
      },
      ...readiness.reasons,
    ],
    at: timed ? when.at : null,
    atWindow: timed ? { from: when.from, to: when.to } : undefined,
    atKind: timed ? when.kind : undefined,
    asksFor: knowledge.asksFor,
    isQuestion: conceptsIn(norm.text).has('question'),
    objectionId: knowledge.objectionId,
    language:
      /\b(que|quiero|gracias|hola|no me|por favor|estoy|llam\w+|cuanto|necesito|tengo|para|manana|si|mi)\b.*\b(que|quiero|gracias|de|la|el|me|por|un|una|no|es|mi|se|y|a las)\b/.test(
        norm.text,
      )
        ? 'es'
        : 'en',
    answered: state.newly.some((f) => state.asked.includes(f))
      ? 'yes'
      : state.unsure
        ? 'unsure'
        : state.asked.length &&
            /\b(rather not|none of your|not telling|why do you need|prefer not|not comfortable)\b/.test(
              norm.text,
            )
          ? 'refused'
          : 'no',
    echo: echoOf(input, state),
  };
}

const ECHO_CHARS = 40;

/** The lead's own few words for what they just gave ("two cars", "renewal in March"); nothing sensitive, no questions. */
function echoOf(input: ReadInput, state: SlotState): string | undefined {
  const here = input.history.length;
  const given = Object.entries(state.slots).filter(
    ([name, slot]) => slot.turn === here && slot.confidence > AI_CONFIRMED && state.newly.includes(name),
  );
  if (given.length === 0) return undefined;
  const first = (input.message.split(/[.!?;\n]/)[0] ?? '')
    .replace(
      /^\W*((uh+|um+|well|so|ok|okay|yeah|yes|yep|its|it's|it is|i have|i've got|i got|we have|just|my|the|hi|hello|hey|i need|need|looking for|i want|i'm with|im with|with|its a|a|an)[\s,]+)+/i,
      '',
    )
    .replace(/[\s,]+(lol|haha|please|pls|plz|thanks|thx|i think|i guess|tho|though)$/i, '')
    .trim();
  const short = first.length >= 2 && first.length <= ECHO_CHARS && first.split(/\s+/).length <= 6;
  const asks = /\?|^(what|how|why|who|when|where|can|do|does|is|are|will)\b/i.test(first);
  if (short && !asks && maskSensitive(first).withheld.length === 0) return first;
  const [name, slot] = given[0] as [string, (typeof given)[number][1]];
  const sensitive = input.playbook.questions.find((q) => q.field === name)?.sensitive ?? false;
  return sensitive || typeof slot.value !== 'string' || slot.value.length > ECHO_CHARS
    ? undefined
    : slot.value.replace(/_/g, ' ');
}

/** Below this the action may well be wrong, and what was read stays. */
const SURE_ENOUGH = 0.6;

/** Confidence of a company or program that no list knows. */
const UNKNOWN_NAME = 0.6;

/** "We are staying with amfam": the farewell says whose customer they are. */
const STAYS = /\b(stay\w*|stick\w*|happy|renewed|remain\w*|keeping)( \w+)? (with|w)\b/;

/** A complaint or a farewell mentions many things that are no answers: keep what was asked for, and an urgent visit. */
function dropIncidental(state: SlotState, action: Action, text: string, here: number): void {
  if (action !== 'escalate' && action !== 'opt_out' && action !== 'wrong_person' && action !== 'close')
    return;
  for (const [name, slot] of Object.entries(state.slots)) {
    if (slot.turn !== here) continue;
    if (slot.confidence === AI_CONFIRMED || slot.confidence === AI_NAMED) {
      // Who is not the lead confirms nothing.
      if (action === 'wrong_person') slot.confidence = AI_NAMED;
      continue;
    }
    if (action === 'close' && name.endsWith('carrier') && STAYS.test(text)) continue;
    if (['urgent', 'cancel', 'billing'].includes(String(slot.value))) continue;
    // Who complains and names an account wants it looked up.
    if (action === 'escalate' && String(slot.value).includes('@')) continue;
    // "Leave me be" is no insurer: an answer to the question stays only when it is surely one.
    if (state.asked.includes(name) && slot.confidence > UNKNOWN_NAME) continue;
    delete state.slots[name];
  }
}

/**
 * What an error costs tips a close call: a transfer that was not wanted wastes an agent, an opt-out missed breaks a law.
 * Chosen on the held-out folds (`train` prints the sweep): accuracy stays, precision of transfers and recall of opt-outs rise.
 */
const DECISION_WEIGHT: Partial<Record<Action, number>> = {
  transfer: 0.75,
  opt_out: 1.4,
  escalate: 1.4,
};

/** Where stop, quit or remove is aimed at something else, a close call is no opt-out. */
const SHIELDED = 0.01;

/** The classifier of opt-outs, which has seen many near-misses, is nearly sure that this is none. */
const UNLIKELY_OPT_OUT = 0.12;
const UNLIKELY = 0.25;

/** After a question for a field, words with no sign of anything else are most often its answer, however odd. */
const PLAIN_ANSWER = 2.5;

/** A sure rule decides; otherwise the classifier, which has seen what the rules guessed. */
function decide(e: Evidence): { action: Action; confidence: number; probabilities: Record<Action, number> } {
  if (e.rule.sure)
    return {
      action: e.rule.action,
      confidence: e.rule.confidence,
      probabilities: spread(e.rule.action, e.rule.confidence),
    };
  const p = actionProbabilities(e);
  const open = !e.ctx.offersNow && !e.ctx.asksTime && !e.ctx.missedCall;
  const asksToo = /\?/.test(e.norm.raw) || MID_QUESTION.test(e.norm.text);
  const given = e.answeredAsked && e.optOutP < 0.5 && !asksToo && e.rule.action !== 'escalate';
  const plain = e.asked > 0 && open && ((e.rule.action === 'ask' && !asksToo) || given);
  const shielded = isShielded(e.norm.text);
  const later = namesLater(e);
  const weighed = p.map(
    (x, i) =>
      x *
      (DECISION_WEIGHT[ACTIONS[i] as Action] ?? 1) *
      (plain && ACTIONS[i] === 'ask' ? PLAIN_ANSWER : 1) *
      (later && ACTIONS[i] === 'transfer' ? LATER_SAID : 1) *
      (later && ACTIONS[i] === 'schedule' ? TIME_SAID : 1) *
      (ACTIONS[i] !== 'opt_out' ? 1 : shielded ? SHIELDED : e.optOutP < UNLIKELY_OPT_OUT ? UNLIKELY : 1),
  );
  const best = weighed.indexOf(Math.max(...weighed));
  const probabilities = Object.fromEntries(ACTIONS.map((a, i) => [a, p[i] ?? 0])) as Record<Action, number>;
  const confidence = later
    ? (weighed[best] as number) / weighed.reduce((a, b) => a + b, 0)
    : (p[best] as number);
  return { action: ACTIONS[best] as Action, confidence, probabilities };
}

function readyOf(action: Action, text: string): 'yes' | 'no' | 'unclear' {
  if (action === 'transfer') return 'yes';
  if (action === 'schedule' || action === 'opt_out' || action === 'wrong_person' || action === 'close')
    return 'no';
  if (action === 'escalate')
    return /\b(want|need|get|give|call|talk|speak|who do i call|put)\b.{0,30}\b(manager|supervisor|in charge|someone|somebody|human|person|boss|owner|fraud|now|corporate|call me)\b|\bwho do i call\b|\bcall me\b/.test(
      text,
    )
      ? 'yes'
      : 'unclear';
  if (
    /\b(not yet|not now|not my call|not ready|before i (agree|talk|call)|dont call|no calls?|rather text|not today|later)\b/.test(
      text,
    )
  )
    return 'no';
  return 'unclear';
}

function spread(action: Action, p: number): Record<Action, number> {
  const rest = (1 - p) / (ACTIONS.length - 1);
  return Object.fromEntries(ACTIONS.map((a) => [a, a === action ? p : rest])) as Record<Action, number>;
}
