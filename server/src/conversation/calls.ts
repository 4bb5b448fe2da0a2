/** Calls: when one may start, when one is booked, and what the lead is told either way. */
import { DateTime } from 'luxon';
import type { Fact } from '../kernel/events.ts';
import type { Reading } from '../ports/reader.ts';
import { callerBrief } from './caller-brief.ts';
import { maybe, need, type Part, phrases, type Saying, say } from './compose.ts';
import type { Slot } from './conversation.ts';
import { namesNoDay, readsLikeCommands } from './interpret.ts';
import { openQuestionType, thresholdFor } from './questions.ts';
import { fullTime, nearestSlots, oneTime, slotForWish, twoSlots, twoTimes, waitWords } from './times.ts';
import { callPossible, clearTimer, dropBooking, historyFor, setTimer, type Work } from './work.ts';

type Origin = Extract<Fact, { type: 'lead.ready' }>['origin'];
export type Refusal = 'already-running' | 'premature' | 'nobody-free' | 'not-permitted-now';

/** A wait for an agent is kept this long. */
export const WAIT_KEPT_MS = 4 * 60 * 60_000;
const ASAP =
  /\b(asap|a\.s\.a\.p|as soon as|soon as|first (one|person|agent|available)|whenever (some|any) ?(one|body)|whoever(?:'s| is) (first|free|next)|en cuanto|lo antes posible|cuando (alguien|se desocupe))\b/i;

/**
 * Whether a transfer may start on this reading; null when it may. The lead must want it now, with the
 * confidence or the readiness that the question type demands; a lead who already said yes to "call you
 * now?" has confirmed it.
 */
export function refusal(w: Work, reading: Reading): { code: Refusal; words: string } | null {
  const { s, inputs } = w;
  if (s.transferId) return { code: 'already-running', words: 'a transfer is already running' };
  const threshold = thresholdFor(inputs.playbook, s);
  const confirmed = s.offer?.kind === 'call-now' || s.guard?.code === 'premature';
  const sure = confirmed ? 0.5 : threshold;
  const score = sureness(reading);
  if (readsLikeCommands(lastWords(w))) {
    return {
      code: 'premature',
      words: 'the text reads like commands to a machine, so a plain yes is asked for',
    };
  }
  if (reading.ready !== 'yes' || score < sure) {
    const words = `not sure enough that a call is wanted now: ${score.toFixed(2)}, needs ${sure.toFixed(2)}`;
    return { code: 'premature', words };
  }
  if (!inputs.mayCallNow.ok) {
    return {
      code: 'not-permitted-now',
      words: inputs.mayCallNow.words ?? 'calls are not permitted at this hour',
    };
  }
  if (inputs.availability.freeNow <= 0)
    return { code: 'nobody-free', words: 'no agent is free for this lead' };
  return null;
}

/** A person's thread and an opt-out stay what they are while the lead, who called in, talks with an agent. */
const KEPT: readonly string[] = ['with-human', 'escalated', 'opted-out'];

/** What is held against the threshold, 0..1. */
function sureness({ confidence, readiness }: Reading): number {
  return confidence >= 0.5 ? Math.max(confidence, readiness) : (confidence + readiness) / 2;
}

/** Starts the one transfer of this thread (C4); the brief leaves with it. A caller's transfer has the id of their call. */
export function startTransfer(w: Work, origin: Origin, transferId = w.context.id()): void {
  const { s, inputs } = w;
  const { playbook, lead } = inputs;
  s.transferId = transferId;
  s.acceptedBy = null;
  // Of those, a complaint's booking was dropped; a thread that wants no texts keeps its booked call and its silence.
  const kept = KEPT.includes(s.phase) && (origin === 'caller' || s.phase !== 'escalated');
  if (!kept) s.phase = 'ready';
  s.offer = null;
  s.waiting = null;
  s.guard = null;
  clearTimer(w, 'follow-up');
  const turns = historyFor(w);
  const slots = Object.fromEntries(
    Object.entries(s.fields).map(([field, known]) => [
      field,
      {
        value: known.value,
        ...(known.messageId ? { messageId: known.messageId } : {}),
        turn: turns.findIndex((turn) => turn.id === known.messageId),
      },
    ]),
  );
  const made = w.deps.makeBrief({
    playbook,
    lead: { name: lead.name, tz: lead.tz, ...(lead.zip ? { zip: lead.zip } : {}) },
    turns,
    slots,
    reasons: s.reasons,
    nowMs: w.nowMs,
  });
  const brief = origin === 'caller' ? callerBrief(made, lead, playbook.subject, turns.length > 0) : made;
  const strongest = s.reasons.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 5);
  w.facts.push({
    type: 'lead.ready',
    leadId: s.leadId,
    transferId,
    origin,
    readiness: s.readiness,
    ...(w.judged ? { judged: w.judged } : {}),
    reasons: strongest.map((reason) => reason.text),
    brief,
    need: {
      skills: [...playbook.needs.skills],
      ...(playbook.needs.licence && lead.state ? { licenceState: lead.state } : {}),
      ...(languageNeeded(w) ? { language: languageNeeded(w) } : {}),
      ...(lead.ownerId ? { ownerId: lead.ownerId } : {}),
      ...(w.inputs.department ? { department: w.inputs.department } : {}),
    },
    mode: playbook.transfer.mode,
    ring: playbook.transfer.ring,
  });
}

function languageNeeded(w: Work): string | undefined {
  const language = w.s.language === 'es' ? 'es' : w.inputs.lead.language;
  return language && language !== 'en' ? language : undefined;
}

/** The lead wants a call now: it starts, or they are told honestly why not and what instead. */
export function wantsCall(w: Work, reading: Reading, before: Part[]): boolean {
  const no = refusal(w, reading);
  if (!no) {
    w.judged = {
      playbookId: w.s.playbookId,
      questionType: openQuestionType(w.inputs.playbook, w.s),
      score: sureness(reading),
      threshold: thresholdFor(w.inputs.playbook, w.s),
    };
    startTransfer(w, 'text');
    return say(w, [...before, need(phrases(w).ringing)]);
  }
  w.s.guard = { code: no.code, words: no.words, atMs: w.nowMs };
  const asap = ASAP.test(lastWords(w));
  switch (no.code) {
    case 'already-running':
      return say(w, [...before, maybe(phrases(w).stillRinging)]);
    case 'premature':
      if (callPossible(w)) {
        w.s.phase = 'offering';
        return say(w, [...before, need(phrases(w).confirmCall)], { offer: offerNow(w) });
      }
      return offerTimes(w, [...before, need(phrases(w).callPitch)]);
    case 'not-permitted-now':
      return offerTimes(w, [...before, need(phrases(w).notNow)]);
    case 'nobody-free':
      w.s.waiting = { sinceMs: w.nowMs, direct: asap, asks: 0 };
      return asap
        ? waitAndBook(w, before)
        : offerTimes(w, [...before, need(phrases(w).nobodyFree), ...waitPart(w)]);
  }
}

function lastWords(w: Work): string {
  return w.s.turns.findLast((turn) => turn.from === 'lead')?.text ?? '';
}

function offerNow(w: Work) {
  return { kind: 'call-now' as const, slots: [], atMs: w.nowMs };
}

function waitPart(w: Work): Part[] {
  const waitMs = w.inputs.availability.expectedWaitMs;
  if (waitMs === null || waitMs > 45 * 60_000) return [];
  return [maybe(phrases(w).waitAbout, { wait: waitWords(waitMs, w.s.language) })];
}

/** "As soon as someone is free": waits, with the soonest slot held as a floor so that nothing is lost. */
function waitAndBook(w: Work, before: Part[]): boolean {
  const slot = twoSlots(w.inputs.availability.soonest, w.nowMs)[0];
  const parts = [...before, need(phrases(w).nobodyFree), need(phrases(w).waitDirect)];
  if (w.s.booking || !slot) {
    settleAfterWait(w);
    return say(w, parts);
  }
  hold(w, slot);
  return say(w, [...parts, need(phrases(w).bookedAnyway, { time: fullTime(slot, w.nowMs, w.s.language) })]);
}

function settleAfterWait(w: Work): void {
  w.s.phase = w.s.booking ? 'booked' : 'offering';
}

/** A proactive offer: a call now when somebody is free, otherwise times. */
export function offerCall(w: Work, before: Part[]): boolean {
  if (!callPossible(w)) return offerTimes(w, [...before, need(phrases(w).callPitch)]);
  w.s.phase = 'offering';
  return say(w, [...before, need(phrases(w).offerNow)], { offer: offerNow(w) });
}

/** Offers up to two times: the given ones, or the soonest. Asks for a time when none is known. */
export function offerTimes(w: Work, before: Part[], slots?: Slot[], how: Saying = {}): boolean {
  const offered = slots ?? twoSlots(w.inputs.availability.soonest, w.nowMs);
  const [first, second] = offered;
  if (w.s.phase !== 'with-human') w.s.phase = w.s.booking ? 'booked' : 'offering';
  const offer = { kind: 'times' as const, slots: offered, atMs: w.nowMs };
  if (!first) {
    w.s.waiting ??= { sinceMs: w.nowMs, direct: false, asks: 0 };
    return say(w, [...before, need(phrases(w).noTimes)], how);
  }
  const saying = { ...how, offer, staleAtMs: first.atMs };
  if (!second) {
    return say(
      w,
      [...before, need(phrases(w).oneTime, { time1: oneTime(first, w.nowMs, w.s.language) })],
      saying,
    );
  }
  const [time1, time2] = twoTimes(first, second, w.nowMs, w.s.language);
  return say(w, [...before, need(phrases(w).twoTimes, { time1, time2 })], saying);
}

/** Puts a call in the book, with its alarm; says nothing. */
export function hold(w: Work, slot: Slot): void {
  const moved = w.s.booking !== null && w.s.booking.atMs !== slot.atMs;
  if (moved) w.facts.push({ type: 'lead.unbooked', leadId: w.s.leadId, why: 'moved to another time' });
  const same = w.s.booking?.atMs === slot.atMs;
  w.s.booking = { atMs: slot.atMs, tz: w.inputs.lead.tz };
  w.s.offer = null;
  if (w.s.phase !== 'with-human' && w.s.phase !== 'on-call' && w.s.transferId === null) w.s.phase = 'booked';
  clearTimer(w, 'follow-up');
  if (same) return;
  setTimer(w, 'booking', slot.atMs);
  w.facts.push({ type: 'lead.booked', leadId: w.s.leadId, atMs: slot.atMs, tz: w.inputs.lead.tz });
}

/** A lead who does not answer is booked by us at most so often; after that their own word is waited for. */
const MAX_AUTO_BOOKED = 2;

/**
 * The slot we may take for the lead without their word: the soonest at which they may be called; null when there is
 * none, or when we did so too often already.
 */
export function slotToTake(w: Work): Slot | null {
  if (w.s.autoBooked >= MAX_AUTO_BOOKED) return null;
  const fromMs = w.inputs.mayCallNow.untilMs ?? 0;
  const soonest = w.inputs.availability.soonest.filter((slot) => slot.atMs >= fromMs);
  const slot = twoSlots(soonest, w.nowMs)[0] ?? null;
  if (slot) w.s.autoBooked += 1;
  return slot;
}

/** Books what the lead chose and confirms it in their zone. */
export function book(w: Work, slot: Slot, before: Part[] = []): boolean {
  const time = fullTime({ atMs: slot.atMs, tz: w.inputs.lead.tz }, w.nowMs, w.s.language);
  const had = w.s.booking;
  hold(w, slot);
  w.s.waiting = null;
  const words = !had
    ? phrases(w).booked
    : had.atMs === slot.atMs
      ? phrases(w).stillBooked
      : phrases(w).rebooked;
  return say(w, [...before, need(words, { time })]);
}

const CALLS_OFF =
  /\b(can'?t make|cannot make|won'?t make|not gonna make|cancel|call (it|that) off|forget the call|something came up)\b/i;

/** The span a vague wish names; null when it names none. */
function windowOf(reading: Reading, readMs: number): { fromMs: number; toMs: number } | null {
  const fromMs = reading.atWindow ? Date.parse(reading.atWindow.from) : readMs;
  const toMs = reading.atWindow ? Date.parse(reading.atWindow.to) : readMs + 4 * 60 * 60_000;
  return Number.isFinite(fromMs) && Number.isFinite(toMs) ? { fromMs, toMs } : null;
}

/** An hour without a day, said about a booked call, means the booked day. */
function onBookedDay(w: Work, atMs: number, message: string): number {
  if (!w.s.booking || !namesNoDay(message)) return atMs;
  const clock = DateTime.fromMillis(atMs, { zone: w.inputs.lead.tz });
  const day = DateTime.fromMillis(w.s.booking.atMs, { zone: w.inputs.lead.tz });
  const moved = day.set({ hour: clock.hour, minute: clock.minute }).toMillis();
  return moved > w.nowMs ? moved : atMs;
}

/** The lead named a time, a part of a day, or only that it should be later. */
export function wantsTime(w: Work, reading: Reading, message: string, before: Part[]): boolean {
  const { soonest } = w.inputs.availability;
  const readMs = reading.at === null ? Number.NaN : Date.parse(reading.at);
  const vague = reading.atKind === 'day' || reading.atKind === 'daypart';
  if (Number.isFinite(readMs) && !vague) {
    const atMs = onBookedDay(w, readMs, message);
    const toMs = reading.atWindow ? Date.parse(reading.atWindow.to) : undefined;
    const wish = { atMs, ...(toMs ? { toMs } : {}), ...(reading.atKind ? { kind: reading.atKind } : {}) };
    const slot = slotForWish(soonest, wish, w.inputs.lead.tz, w.nowMs);
    if (slot) return book(w, slot, before);
    return offerTimes(w, [...before, need(phrases(w).thatTimeTaken)], nearestSlots(soonest, atMs, w.nowMs));
  }
  if (w.s.booking && CALLS_OFF.test(message)) {
    dropBooking(w, 'called off by the lead');
    return offerTimes(w, [...before, need(phrases(w).unbooked)]);
  }
  const window = windowOf(reading, readMs);
  if (window) {
    const inside = twoSlots(soonest, w.nowMs, window);
    if (inside.length > 0) return offerTimes(w, before, inside);
    return offerTimes(
      w,
      [...before, need(phrases(w).thatTimeTaken)],
      nearestSlots(soonest, window.fromMs, w.nowMs),
    );
  }
  w.s.phase = w.s.booking ? 'booked' : 'offering';
  if (w.s.offer?.kind === 'times' || soonest.length === 0) {
    const offer = { kind: 'times' as const, slots: w.s.offer?.slots ?? [], atMs: w.nowMs };
    return say(w, [...before, need(phrases(w).whenSuits)], { offer });
  }
  return offerTimes(w, before);
}
