/**
 * What the lead just said. The embedded reader answers in milliseconds with no network; a model behind
 * `ports/model.ts` may answer instead, judged by the same guardrails.
 *
 * A reader MUST be a pure function of its input, MUST name the message each field came from, MUST return `opt_out`
 * for a revocation whatever else the message says, and MUST NOT invent a value the lead did not give.
 */
import type { Playbook } from '../playbook/playbook.ts';

/** What the assistant may do next. The embedded reader's weights stand in this order. */
export const ACTIONS = [
  'ask',
  'answer',
  'transfer',
  'schedule',
  'opt_out',
  'wrong_person',
  'close',
  'escalate',
] as const;
export type Action = (typeof ACTIONS)[number];

export type SlotValue = string | number | boolean;

/** `from: 'ai'` is the assistant (or an agent writing for it), `'lead'` the lead. `id` names the stored message. */
export interface HistoryTurn {
  from: 'ai' | 'lead';
  text: string;
  id?: string;
  /** Epoch milliseconds, where known (readiness uses reply speed). */
  atMs?: number;
}

export interface ReadInput {
  playbook: Playbook;
  lead: { name: string; tz: string; zip?: string };
  /** Instant the message arrived, epoch milliseconds. */
  nowMs: number;
  /** Oldest first; the message to judge is not in it. */
  history: HistoryTurn[];
  message: string;
  messageId?: string;
  /** The field the last assistant turn asked for, when the conversation knows it; otherwise it is inferred. */
  askedField?: string;
}

export interface SlotReading {
  value: SlotValue;
  /** Index into history, or `history.length` for the message itself. */
  turn: number;
  messageId?: string;
  confidence: number;
}

/** One observed fact for or against readiness, in words a person can read. */
export interface Reason {
  code: string;
  text: string;
  /** Signed contribution to the score. */
  weight: number;
  /** Index into history, or `history.length` for the message itself. */
  turn?: number;
  messageId?: string;
}

export interface Reading {
  action: Action;
  /** Calibrated probability that `action` is right. */
  confidence: number;
  /** Probability of each action; sums to 1. */
  probabilities: Record<Action, number>;
  slots: Record<string, SlotReading>;
  ready: 'yes' | 'no' | 'unclear';
  /** 0..1 over the whole conversation. */
  readiness: number;
  reasons: Reason[];
  /** The wished start of a call, ISO 8601 with offset in the lead's zone, or null. */
  at: string | null;
  /** The acceptable window of that call where the lead gave one, ISO 8601. */
  atWindow?: { from: string; to: string };
  /** Where `at` came from, in words: "after 6" is a lower bound. */
  atKind?: 'exact' | 'approximate' | 'after' | 'daypart' | 'day';
  /** Ids of the playbook's knowledge entries the lead asks for, best first. */
  asksFor: { knowledgeId: string; score: number }[];
  /** The lead asked something, whether or not the playbook knows the answer. */
  isQuestion: boolean;
  /** Playbook objection raised, if any. */
  objectionId?: string;
  /** 'en' or 'es' (best guess). */
  language: string;
  /** The lead answered the question that was asked (also with "I don't know"). */
  answered: 'yes' | 'refused' | 'unsure' | 'no';
  /** A short echo of what the lead said, for acknowledging in their words ("two cars", "renewal in March"); may be empty. */
  echo?: string;
}

export interface Reader {
  read(input: ReadInput): Reading;
}
