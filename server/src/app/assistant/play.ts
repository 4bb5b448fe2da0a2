/**
 * A conversation without a floor: the real decision over a script of texts, with time that jumps from alarm to alarm.
 * Nothing is sent and nobody is called. Pure: the same script gives the same play.
 */
import { DateTime } from 'luxon';
import type { z } from 'zod';
import type { PlayedText, PlayedTurn } from '../../../../contract/assistant.ts';
import {
  type Conversation,
  type ConversationInputs,
  countSegments,
  newConversation,
  openQuestionType,
  thresholdFor,
} from '../../conversation/index.ts';
import type { Fact, Order } from '../../kernel/events.ts';
import { createRandom } from '../../kernel/ids.ts';
import type { Decide } from '../../kernel/room.ts';
import type { Playbook } from '../../playbook/playbook.ts';

export interface Script {
  playbook: Playbook;
  lead: ConversationInputs['lead'];
  /** When the lead came; the texts follow it. */
  startMs: number;
  /** They wrote first, so there is no opening. */
  wroteFirst: boolean;
  texts: { id: string; body: string; atMs?: number }[];
  freeNow: number;
  mayCallNow: boolean;
}
export type Turn = z.input<typeof PlayedTurn>;
export type Text = z.input<typeof PlayedText>;

/** A reply has left by then (its pace is at most two seconds). */
const REPLY_MS = 4_000;
/** Between two texts without a time of their own. */
const THINKS_MS = 30_000;
const MAX_ALARMS_A_STEP = 100;
const SLOTS_DAYS = 3;
/** US dollars a segment, where the playbook names none. */
const SEGMENT_USD = 0.01;

type Sent = Extract<Order, { type: 'text.send' }>;

/** One turn a step, so that whoever plays it can let a ringing phone go first. */
export function* play(
  decide: Decide<Conversation, ConversationInputs>,
  script: Script,
): Generator<undefined, { opening: Text[]; turns: Turn[] }> {
  const stage = createStage(decide, script);
  const { playbook, lead } = script;
  if (!script.wroteFirst) {
    stage.give({
      type: 'lead.created',
      leadId: lead.id,
      source: 'playground',
      playbookId: playbook.id,
      channel: 'sms',
    });
  }
  const opening = stage.take();
  const turns: Turn[] = [];
  for (const { id, body, atMs } of script.texts) {
    yield undefined;
    stage.playTo(atMs ?? stage.nowMs() + THINKS_MS);
    // Follow-ups that fell due before this text are not its answer.
    stage.take();
    const before = stage.state();
    stage.give({
      type: 'text.received',
      leadId: lead.id,
      messageId: id,
      channel: 'sms',
      body,
      atMs: stage.nowMs(),
    });
    stage.playTo(stage.nowMs() + REPLY_MS);
    turns.push(turnOf(body, before, stage.state(), stage.take(), playbook, lead.tz));
  }
  return { opening: textsOf(opening.orders, playbook), turns };
}

interface Taken {
  facts: Fact[];
  orders: Sent[];
}

function createStage(decide: Decide<Conversation, ConversationInputs>, script: Script) {
  const { playbook, lead } = script;
  const random = createRandom(1);
  let ids = 0;
  let nowMs = script.startMs;
  let state = newConversation(lead.id, playbook.id, 'sms');
  let taken: Taken = { facts: [], orders: [] };
  const alarms = new Map<string, { token: number; atMs: number }>();

  function give(fact: Fact): void {
    const inputs: ConversationInputs = {
      lead,
      playbook,
      availability: {
        freeNow: script.freeNow,
        expectedWaitMs: null,
        soonest: halfHours(nowMs, lead.tz),
      },
      mayCallNow: script.mayCallNow ? { ok: true } : { ok: false, words: 'calls are not permitted now' },
    };
    const made = decide(state, fact, { nowMs, id: () => `play-${++ids}`, random, inputs });
    state = made.state;
    for (const { name, token, atMs } of made.timers) {
      if (atMs === null) alarms.delete(name);
      else alarms.set(name, { token, atMs });
    }
    taken.facts.push(...made.facts);
    for (const order of made.orders) if (order.type === 'text.send') taken.orders.push(order);
  }

  function playTo(untilMs: number): void {
    for (let i = 0; i < MAX_ALARMS_A_STEP; i++) {
      const due = [...alarms].filter(([, { atMs }]) => atMs <= untilMs);
      const [name, alarm] = due.toSorted((a, b) => a[1].atMs - b[1].atMs)[0] ?? [];
      if (name === undefined || alarm === undefined) break;
      alarms.delete(name);
      nowMs = Math.max(nowMs, alarm.atMs);
      give({ type: 'timer', name, token: alarm.token });
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  return {
    give,
    playTo,
    nowMs: () => nowMs,
    state: () => state,
    take(): Taken {
      const all = taken;
      taken = { facts: [], orders: [] };
      return all;
    },
  };
}

function turnOf(
  text: string,
  before: Conversation,
  after: Conversation,
  { facts, orders }: Taken,
  playbook: Playbook,
  tz: string,
): Turn {
  const read = facts.find((fact) => fact.type === 'turn.read');
  return {
    text,
    action: read?.action ?? 'not read',
    confidence: read?.confidence ?? 0,
    ready: read?.ready ?? 'unclear',
    readiness: after.readiness,
    threshold: thresholdFor(playbook, before),
    questionType: openQuestionType(playbook, before),
    reasons: (read?.reasons ?? []).map(({ code, text: words, weight }) => ({ code, text: words, weight })),
    fields: Object.fromEntries(Object.entries(after.fields).map(([field, { value }]) => [field, value])),
    said: textsOf(orders, playbook),
    events: facts.flatMap((fact) => eventWords(fact, tz)),
    refused: after.guard !== before.guard && after.guard ? after.guard.words : null,
    phase: after.phase,
  };
}

function textsOf(orders: readonly Sent[], playbook: Playbook): Text[] {
  return orders.map(({ body, kind }) => {
    const { encoding, segments } = countSegments(body);
    return { body, kind, encoding, segments, costUsd: segments * (playbook.costs.segment ?? SEGMENT_USD) };
  });
}

function eventWords(fact: Fact, tz: string): string[] {
  switch (fact.type) {
    case 'lead.ready':
      return ['Agents are rung.'];
    case 'lead.booked':
      return [
        `A call is booked for ${DateTime.fromMillis(fact.atMs, { zone: tz, locale: 'en-US' }).toFormat('ccc h:mm a')}.`,
      ];
    case 'lead.unbooked':
      return [`The booking is dropped: ${fact.why}.`];
    case 'lead.left':
      return ['The ringing is stopped.'];
    case 'lead.closed':
      return [`The thread is closed: ${fact.why}.`];
    case 'lead.escalated':
      return [`People are called in: ${fact.why}.`];
    case 'lead.wrong-person':
      return ['Noted as the wrong person.'];
    case 'lead.handed-over':
      return [`Handed over to ${fact.playbookId} with ${fact.context}.`];
    case 'consent.revoked':
      return ['Opted out.'];
    case 'consent.given':
      return ['Opted in again.'];
    default:
      return [];
  }
}

/** Bookable starts of the play: each half hour of the next days from 9 to 19 at the lead's place. */
function halfHours(nowMs: number, tz: string): { atMs: number; tz: string }[] {
  const first = DateTime.fromMillis(nowMs + 30 * 60_000, { zone: tz }).startOf('hour');
  return Array.from({ length: SLOTS_DAYS * 48 }, (_, i) => first.plus({ minutes: 30 * i }))
    .filter((at) => at.toMillis() > nowMs && at.hour >= 9 && at.hour < 19)
    .map((at) => ({ atMs: at.toMillis(), tz }));
}
