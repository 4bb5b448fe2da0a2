/**
 * One decision under way: a copy of the state, and what will leave with it. Handlers change the copy; the
 * state that came in is never touched, so the decision stays pure from the outside.
 */
import type { Fact, Judged, Order } from '../kernel/events.ts';
import type { Context, Decision, TimerChange } from '../kernel/room.ts';
import {
  AT_REST,
  type Conversation,
  type ConversationDeps,
  type ConversationInputs,
  type Draft,
  nothingOwed,
  TIMER_NAMES,
  type TimerName,
  type Turn,
} from './conversation.ts';
import { discloses } from './guard.ts';
import { readsLikeCommands } from './interpret.ts';
import { countQuestions, sentencesOf } from './sentences.ts';
import { intoWakingHours } from './times.ts';

export interface Work {
  s: Conversation;
  deps: ConversationDeps;
  context: Context<ConversationInputs>;
  inputs: ConversationInputs;
  nowMs: number;
  facts: Fact[];
  orders: Order[];
  timers: TimerChange[];
  /** A model's words for the reply that is being made; used at most once. */
  proposal?: { turnId: string; text: string; asks: string | null };
  /** The words with which a playbook takes a thread over. */
  introduces?: readonly string[];
  /** What a wish for a call was held against, kept with the transfer it starts. */
  judged?: Judged;
  /** When the text being answered came: a reply that was waited for is not paced twice. */
  answersSinceMs?: number;
}

const MINUTE_MS = 60_000;
export const MAX_TURNS = 40;
/** Texts of ours in one thread before it is handed to people: also ends a talk between two machines. */
export const MAX_TEXTS_OUT = 80;
const MAX_SAID = 600;
const SILENT_AFTER_MS = 48 * 60 * MINUTE_MS;
export const ASLEEP_MS = 30 * MINUTE_MS;

export function openWork(
  state: Conversation,
  context: Context<ConversationInputs>,
  deps: ConversationDeps,
): Work {
  return {
    s: copyOf(state),
    deps,
    context,
    inputs: context.inputs,
    nowMs: context.nowMs,
    facts: [],
    orders: [],
    timers: [],
  };
}

/** A state is plain JSON; for that, the general way of copying takes ten times as long. */
function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  const made: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) made[key] = copyOf(part);
  return made as T;
}

export function closeWork(w: Work): Decision<Conversation> {
  ensureNextStep(w);
  return { state: w.s, facts: w.facts, orders: w.orders, timers: w.timers };
}

/** Sets or moves an alarm; the old one, wherever it is, no longer counts (C5). */
export function setTimer(w: Work, name: TimerName, atMs: number): void {
  const token = w.s.nextToken;
  w.s.nextToken += 1;
  w.s.timers[name] = token;
  w.timers = [...w.timers.filter((timer) => timer.name !== name), { name, token, atMs: Math.round(atMs) }];
}

export function clearTimer(w: Work, name: TimerName): void {
  const token = w.s.timers[name];
  if (typeof token !== 'number') return;
  w.s.timers[name] = null;
  w.timers = [...w.timers.filter((timer) => timer.name !== name), { name, token, atMs: null }];
}

export function clearTimers(w: Work, names: readonly TimerName[] = TIMER_NAMES): void {
  for (const name of names) clearTimer(w, name);
}

export function keepTurn(w: Work, turn: Turn): void {
  w.s.turns = [...w.s.turns, turn].slice(-MAX_TURNS);
}

/** Forgets what was about to be said, and what waits for a person to send it. What the lead is owed stays owed. */
export function dropDraft(w: Work): void {
  w.s.draft = null;
  w.s.suggested = null;
  clearTimer(w, 'send');
  dropAsking(w);
}

/** Whatever the model will say comes too late. */
export function dropAsking(w: Work): void {
  delete w.s.asking;
  clearTimer(w, 'model');
}

/** Lets a reply wait for its pace: 1 to 2 s, longer texts later. A draft already waiting is replaced. */
export function queueText(w: Work, draft: Draft): void {
  const length = Math.min(1, draft.body.length / 240);
  const paceMs = 1000 + 1000 * (0.7 * length + 0.3 * w.context.random());
  w.s.draft = draft;
  setTimer(w, 'send', Math.max(w.nowMs, (w.answersSinceMs ?? w.nowMs) + paceMs));
}

/**
 * What a person decides upon where the assistant only drafts. Not what becomes of a call the lead asked for, which is true for
 * a moment, and not the one confirmation of an opt-out, which the law wants at once.
 */
const SUGGESTED: readonly Draft['kind'][] = ['opening', 'reply', 'follow-up'];

export const suggests = (w: Work): boolean => w.s.suggest ?? w.inputs.playbook.assistant.suggest ?? false;

/** Sends a text, or where a person sends lays it before them: then nothing of it counts as said. */
export function sendText(w: Work, draft: Draft): void {
  if (suggests(w) && SUGGESTED.includes(draft.kind)) suggestText(w, draft);
  else orderText(w, draft);
}

function suggestText(w: Work, draft: Draft): void {
  const id = w.context.id();
  w.s.suggested = { ...draft, id, atMs: w.nowMs };
  clearTimer(w, 'follow-up');
  w.facts.push({ type: 'suggestion.made', leadId: w.s.leadId, suggestionId: id });
}

/** Orders a text now, and counts it as said. Returns its message id. */
export function orderText(w: Work, draft: Draft): string {
  const messageId = w.context.id();
  const order: Order = {
    type: 'text.send',
    messageId,
    leadId: w.s.leadId,
    channel: w.s.channel,
    body: draft.body,
    kind: draft.kind,
  };
  const answers = draft.inReplyToMs ?? (draft.kind === 'notice' ? lastWordMs(w) : undefined);
  if (answers !== undefined) order.inReplyToMs = answers;
  if (draft.by) order.by = draft.by;
  w.orders.push(order);
  keepTurn(w, {
    id: messageId,
    from: 'assistant',
    text: draft.body,
    atMs: w.nowMs,
    kind: draft.kind,
    state: 'ordered',
    ...(draft.asks ? { asks: draft.asks } : {}),
  });
  w.s.textsOut += 1;
  w.s.said = [...new Set([...w.s.said, ...sentencesOf(draft.body)])].slice(-MAX_SAID);
  w.s.disclosed ||= discloses(draft.body, w.inputs.playbook);
  w.s.owed = nothingOwed();
  noteAsking(w, draft);
  planFollowUp(w);
  return messageId;
}

/** What became of a call the lead asked for answers them, as long as they have just written. */
const ANSWERS_WITHIN_MS = 10 * MINUTE_MS;
function lastWordMs(w: Work): number | undefined {
  const atMs = w.s.turns.findLast((turn) => turn.from === 'lead')?.atMs;
  return atMs !== undefined && w.nowMs - atMs <= ANSWERS_WITHIN_MS ? atMs : undefined;
}

function noteAsking(w: Work, draft: Draft): void {
  if (draft.asks) {
    w.s.asked[draft.asks] = (w.s.asked[draft.asks] ?? 0) + 1;
    w.s.lastAsked = draft.asks;
    w.s.offer = null;
  } else if (draft.offer) {
    w.s.offer = draft.offer;
    w.s.offersMade += 1;
    w.s.lastOfferAtTextsIn = w.s.textsIn;
    delete w.s.lastAsked;
  } else if (draft.kind !== 'follow-up' && countQuestions(draft.body) > 0) {
    delete w.s.lastAsked;
  }
}

/** The next step of a thread in which the lead has the word: a follow-up, or after the last one, silence. */
export function planFollowUp(w: Work): void {
  if (w.s.phase !== 'talking' && w.s.phase !== 'offering') {
    clearTimer(w, 'follow-up');
    return;
  }
  const step = w.inputs.playbook.followUps[w.s.followUpStep];
  const dueMs = step ? w.nowMs + step.afterMinutes * MINUTE_MS : w.nowMs + SILENT_AFTER_MS;
  setTimer(w, 'follow-up', step ? intoWakingHours(dueMs, w.inputs.lead.tz) : dueMs);
}

/** An open thread in which nothing was left to say still has a next step (C8). */
function ensureNextStep(w: Work): void {
  if (w.s.phase !== 'talking' && w.s.phase !== 'offering') return;
  const waits =
    w.s.suggested != null ||
    w.s.draft !== null ||
    w.s.held !== null ||
    w.s.transferId !== null ||
    w.s.asking !== undefined;
  if (!waits && w.s.timers['follow-up'] === null) planFollowUp(w);
}

/**
 * Ends the thread's own activity: no alarm, no draft, nothing held. A running transfer is not ours to
 * forget.
 */
export function rest(w: Work, phase: 'closed' | 'silent' | 'opted-out', why: string | null): void {
  w.s.phase = phase;
  w.s.closedWhy = why;
  w.s.draft = null;
  w.s.suggested = null;
  delete w.s.asking;
  w.s.held = null;
  w.s.offer = null;
  w.s.waiting = null;
  w.s.outcomeOwed = null;
  w.s.afterMessage = null;
  w.s.takenOverBy = null;
  w.s.owed = nothingOwed();
  clearTimers(w);
}

export function isAtRest(state: Conversation): boolean {
  return AT_REST.includes(state.phase);
}

/** A booked call that will not be made. */
export function dropBooking(w: Work, why: string): void {
  if (!w.s.booking) return;
  w.s.booking = null;
  clearTimer(w, 'booking');
  w.facts.push({ type: 'lead.unbooked', leadId: w.s.leadId, why });
}

/** The phase a thread is in when nothing special is going on. */
export function settle(w: Work): void {
  w.s.phase = w.s.transferId ? 'ready' : w.s.booking ? 'booked' : 'talking';
  w.s.takenOverBy = null;
  if (w.s.waiting) delete w.s.waiting.notBeforeMs;
  clearTimer(w, 'asleep');
}

/** Whether a call could be started for this lead at this moment. */
export function callPossible(w: Work): boolean {
  return w.inputs.availability.freeNow > 0 && w.inputs.mayCallNow.ok && w.s.transferId === null;
}

export function historyFor(
  w: Work,
  beforeId?: string,
): { from: 'ai' | 'lead'; text: string; id: string; atMs: number }[] {
  const unseen: (string | undefined)[] = ['refused', 'held', 'failed'];
  // What a former playbook did not pass on is not there for this one.
  const from = w.s.turns.findIndex((turn) => turn.id === w.s.seenFrom);
  return (
    w.s.turns
      .slice(Math.max(0, from))
      .filter((turn) => turn.id !== beforeId && !unseen.includes(turn.state))
      // Commands to a machine are no word of the lead about themselves: neither the reader nor the brief learns from them.
      .filter((turn) => turn.from !== 'lead' || !readsLikeCommands(turn.text))
      .map((turn) => ({
        from: turn.from === 'lead' ? 'lead' : 'ai',
        text: turn.text,
        id: turn.id,
        atMs: turn.atMs,
      }))
  );
}
