/**
 * Readiness: how much the conversation says that the lead would talk with a person now, with reasons a person can read.
 * It is not topic intent: a lead may want a quote badly and not want to talk.
 */

import type { Action, HistoryTurn, Reason, SlotReading } from '../ports/reader.ts';
import { conceptsIn } from '../reading/concepts.ts';
import { normalize } from '../reading/text.ts';

export interface ReadinessInput {
  history: HistoryTurn[];
  message: string;
  messageId?: string;
  nowMs: number;
  action: Action;
  /** Calibrated probability of the action. */
  confidence: number;
  when: { at: string; kind: string } | null;
  asked: string[];
  slots: Record<string, SlotReading>;
  /** Names of the required fields. */
  questions: string[];
}
export interface Readiness {
  score: number;
  reasons: Reason[];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** Evidence of earlier turns halves in this time of silence. */
export const HALF_LIFE_MS = 30 * 60_000;

interface Signal {
  code: string;
  text: string;
  weight: number;
  name?: string;
}
const SIGNALS: Signal[] = [
  { code: 'asked_call', name: 'wantHuman', text: 'asked for a person', weight: 1.6 },
  { code: 'asked_call', name: 'callMe', text: 'asked for a call', weight: 1.2 },
  { code: 'free_now', name: 'freeNow', text: 'said they are free', weight: 0.9 },
  { code: 'urgent', name: 'nowWord', text: 'pressed for time', weight: 0.4 },
  { code: 'asked_price', name: 'price', text: 'asked about price: curious', weight: 0.2 },
  { code: 'curious', name: 'curious', text: 'only looking', weight: -0.9 },
  { code: 'not_now', name: 'notNow', text: 'not now', weight: -1.1 },
  { code: 'declined', name: 'notInterested', text: 'declined', weight: -1.8 },
  { code: 'text_only', name: 'textOnly', text: 'prefers text', weight: -1.0 },
];

/** "I need a quote" states a wish; only "how much", "what does it cost" and their like ask the price. */
const ASKS_PRICE =
  /\b(how much|what (is|are|does|do|would|will)\b.{0,30}\b(price|cost|costs|rates?|fees?|run|apr|tuition|premium|deposit|monthly)|(price|cost|costs|fees?|rates?|ballpark)\b.{0,20}\?|cuanto|precio|per (month|person|seat|user)\?|what would i pay|how expensive)/;

function signalsOf(text: string): Signal[] {
  const out: Signal[] = [];
  for (const s of SIGNALS) {
    if (!s.name || !conceptsIn(text).has(s.name) || out.some((o) => o.code === s.code)) continue;
    if (s.code === 'asked_price' && !ASKS_PRICE.test(text)) continue;
    out.push(s);
  }
  return out;
}

const ACTION_WEIGHT: Record<Action, number> = {
  transfer: 3.2,
  schedule: -1.6,
  opt_out: -6,
  wrong_person: -5,
  close: -3.5,
  escalate: -1.2,
  answer: -0.6,
  ask: -0.3,
};
const ACTION_TEXT: Record<Action, string> = {
  transfer: 'wants to talk now',
  schedule: 'wants to talk at another time',
  opt_out: 'asked not to be contacted',
  wrong_person: 'is not the lead',
  close: 'declined or has solved it',
  escalate: 'has a complaint or an emergency',
  answer: 'asked something first',
  ask: 'goes on answering',
};

/** Score 0..1 with signed reasons, newest message last. Pure. */
export function assessReadiness(i: ReadinessInput): Readiness {
  const reasons: Reason[] = [];
  const here = i.history.length;
  const add = (code: string, text: string, weight: number, turn: number, messageId?: string): void => {
    if (Math.abs(weight) >= 0.05)
      reasons.push({ code, text, weight: Math.round(weight * 100) / 100, turn, messageId });
  };
  i.history.forEach((turn, index) => {
    if (turn.from !== 'lead') return;
    const silence = turn.atMs !== undefined ? Math.max(0, i.nowMs - turn.atMs) : (here - index) * 60_000;
    const fade = 0.6 * 0.5 ** (silence / HALF_LIFE_MS);
    for (const s of signalsOf(normalize(turn.text).text))
      add(s.code, s.text, s.weight * fade, index, turn.id);
  });
  for (const s of signalsOf(normalize(i.message).text))
    add(s.code, s.text, s.weight * 0.5, here, i.messageId);
  add(`action_${i.action}`, ACTION_TEXT[i.action], ACTION_WEIGHT[i.action] * i.confidence, here, i.messageId);
  const known = i.questions.filter((q) => i.slots[q]).length;
  if (i.questions.length > 0 && known > 0)
    add(
      'answered',
      `answered ${known} of ${i.questions.length}`,
      0.8 * (known / i.questions.length),
      here,
      i.messageId,
    );
  const reply = replySeconds(i);
  if (reply !== undefined)
    add(
      'reply_speed',
      `replied in ${reply < 120 ? `${reply} s` : `${Math.round(reply / 60)} min`}`,
      reply <= 30 ? 0.5 : reply <= 120 ? 0.25 : reply > 3600 ? -0.4 : 0,
      here,
      i.messageId,
    );
  if (i.when)
    add('conditional', `conditional: wants the call at ${i.when.at.slice(11, 16)}`, -0.8, here, i.messageId);
  const x = reasons.reduce((a, r) => a + r.weight, -0.4);
  return {
    score: Math.round(sigmoid(x) * 1000) / 1000,
    reasons: reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  };
}

function replySeconds(i: ReadinessInput): number | undefined {
  const last = i.history.at(-1);
  if (last?.from !== 'ai' || last.atMs === undefined) return undefined;
  const s = Math.round((i.nowMs - last.atMs) / 1000);
  return s >= 0 ? s : undefined;
}
