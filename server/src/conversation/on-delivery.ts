/** What became of a text: the gate held or refused it, the carrier took, delivered or failed it. */
import type { Fact } from '../kernel/events.ts';
import { need, say } from './compose.ts';
import type { Turn } from './conversation.ts';
import { discloses } from './guard.ts';
import { sentencesOf } from './sentences.ts';
import { clearTimers, rest, setTimer, type Work } from './work.ts';

type Of<T extends Fact['type']> = Extract<Fact, { type: T }>;

const MAX_FAILURES = 3;

function outbound(w: Work, messageId: string): Turn | undefined {
  return w.s.turns.find((turn) => turn.id === messageId && turn.from !== 'lead');
}

/** The number takes texts: failures before this one no longer count. */
export function textDelivered(w: Work): void {
  w.s.failuresInARow = 0;
}

/** A number that takes nothing, three times running, is not written to any more. */
export function textFailed(w: Work, fact: Of<'text.failed'>): void {
  const turn = outbound(w, fact.messageId);
  if (turn?.state !== 'ordered') return;
  turn.state = 'failed';
  w.s.failuresInARow += 1;
  const open = w.s.phase === 'talking' || w.s.phase === 'offering';
  if (!open || w.s.failuresInARow < MAX_FAILURES) return;
  rest(w, 'closed', 'unreachable by text');
  w.facts.push({ type: 'lead.closed', leadId: w.s.leadId, why: 'unreachable by text' });
}

/** Deferred: kept, and tried again then unless the lead or a newer text has made it pointless. */
export function textHeld(w: Work, fact: Of<'text.held'>): void {
  const turn = outbound(w, fact.messageId);
  if (turn?.state !== 'ordered') return;
  turn.state = 'held';
  unsay(w, turn);
  if (turn.from === 'agent' || w.s.turns.at(-1)?.id !== turn.id) return;
  if (!['talking', 'offering', 'booked'].includes(w.s.phase)) return;
  w.s.held = {
    body: turn.text,
    kind: turn.kind ?? 'reply',
    untilMs: fact.untilMs,
    words: fact.words,
    ...(turn.asks ? { asks: turn.asks } : {}),
    ...(w.s.offer?.slots[0] ? { staleAtMs: w.s.offer.slots[0].atMs } : {}),
    ...(w.s.offer ? { offer: w.s.offer } : {}),
  };
  if (turn.kind === 'opening') w.s.phase = 'opening-held';
  clearTimers(w, ['follow-up']);
  setTimer(w, 'retry', Math.max(fact.untilMs, w.nowMs + 1000));
}

/** Not permitted, and time alone does not mend it: the reason is kept, nothing is tried again. */
export function textRefused(w: Work, fact: Of<'text.refused'>): void {
  const turn = outbound(w, fact.messageId);
  if (turn?.state !== 'ordered') return;
  turn.state = 'refused';
  unsay(w, turn);
  w.s.refused = { reason: fact.reason, words: fact.words, atMs: w.nowMs };
  // The rules want the seller and the way out named again (each fifth text, and after a long rest): once more, with them.
  if (fact.reason === 'CONTENT' && turn.from === 'assistant' && !discloses(turn.text, w.inputs.playbook)) {
    w.s.disclosed = false;
    say(w, [need([turn.text])], {
      kind: turn.kind ?? 'reply',
      now: true,
      ...(turn.asks ? { asks: turn.asks } : {}),
    });
    return;
  }
  // A refused follow-up or reply is not tried again: the cadence goes on to its next step by its own alarm.
  if (turn.kind === 'opening' && w.s.phase === 'talking' && w.s.textsIn === 0) {
    w.s.phase = 'opening-held';
    clearTimers(w, ['follow-up', 'retry']);
  }
}

/** The lead never saw it: a question in it was not asked, a disclosure in it not made. */
function unsay(w: Work, turn: Turn): void {
  const sentences = sentencesOf(turn.text);
  w.s.said = w.s.said.filter((sentence) => !sentences.includes(sentence));
  if (turn.asks) w.s.asked[turn.asks] = Math.max(0, (w.s.asked[turn.asks] ?? 1) - 1);
  const seen = w.s.turns.some(
    (other) =>
      other.from === 'assistant' &&
      other.id !== turn.id &&
      other.state !== 'held' &&
      other.state !== 'refused',
  );
  if (!seen) w.s.disclosed = false;
}
