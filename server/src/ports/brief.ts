/** What the winner is told before the join. Pure; every fact names the message it came from; nothing sensitive in it. */
import type { Playbook } from '../playbook/playbook.ts';
import type { HistoryTurn, Reason, SlotValue } from './reader.ts';

export interface BriefFact {
  /** "known", "why", "objection", "promise", "timing", "budget", ... : the row of the offer card. */
  kind: 'who' | 'why' | 'known' | 'budget' | 'timing' | 'objection' | 'done' | 'promise' | 'caution';
  label: string;
  text: string;
  /** Index of the turn it came from; -1 when it came from the lead's record. */
  source: number;
  messageId?: string;
}

export interface Brief {
  /** One line, at most 90 characters. */
  headline: string;
  /** At most 350 characters, at most 8 s spoken; no digits of sensitive numbers. */
  spoken: string;
  /** Screen form: plain text, one fact a line. */
  screen: string;
  facts: BriefFact[];
  /** What was left out and why ("card number removed"). */
  withheld: string[];
}

export interface BriefInput {
  playbook: Playbook;
  lead: { name: string; tz: string; zip?: string };
  turns: HistoryTurn[];
  slots?: Record<string, { value: SlotValue; messageId?: string; turn?: number }>;
  reasons?: Reason[];
  nowMs?: number;
}

export type MakeBrief = (input: BriefInput) => Brief;
