/** Alarms. An alarm whose token is not the present one of its name changes nothing (C5). */
import { hold, offerTimes, slotToTake, startTransfer } from './calls.ts';
import { commonValues, judge, maybe, need, phrases, say } from './compose.ts';
import type { TimerName } from './conversation.ts';
import { modelLate } from './model-turn.ts';
import { wake } from './on-operator.ts';
import { bookSoonest } from './on-transfer.ts';
import { fillIn, sentencesOf } from './sentences.ts';
import { fullTime } from './times.ts';
import { ASLEEP_MS, rest, sendText, setTimer, type Work } from './work.ts';

const MAX_ESCALATIONS = 3;

const ALARMS: Record<TimerName, (w: Work) => void> = {
  send: sendDraft,
  'follow-up': followUp,
  booking: bookedCall,
  asleep,
  retry,
  model: modelLate,
};

export function timerFired(w: Work, name: string, token: number): void {
  if (!Object.hasOwn(ALARMS, name)) return;
  const known = name as TimerName;
  if (w.s.timers[known] !== token) return;
  w.s.timers[known] = null;
  ALARMS[known](w);
}

/** The reply leaves, if it is still true: an offer of a call is judged again by who is free now. */
function sendDraft(w: Work): void {
  const { draft } = w.s;
  w.s.draft = null;
  if (!draft) return;
  const stale = draft.staleAtMs !== undefined && draft.staleAtMs <= w.nowMs;
  const problems = stale ? [] : judge(w, draft.body, draft.kind);
  if (!stale && problems.length === 0) {
    sendText(w, draft);
    return;
  }
  // The opening turned out not to have left: the disclosure goes in front.
  if (problems.length === 1 && problems[0]?.code === 'not-disclosed') {
    if (say(w, [need([draft.body])], { ...draft, now: true })) return;
  }
  if (draft.offer && w.s.transferId === null)
    offerTimes(w, [need(phrases(w).callPitch)], undefined, { now: true });
}

/** The lead has not answered: the next step of the playbook's cadence, or the end of it. */
function followUp(w: Work): void {
  if (w.s.phase !== 'talking' && w.s.phase !== 'offering') return;
  const { playbook } = w.inputs;
  const step = playbook.followUps[w.s.followUpStep];
  if (!step) {
    const afterFollowUps = w.s.followUpStep;
    rest(w, 'silent', null);
    w.facts.push({ type: 'lead.silent', leadId: w.s.leadId, afterFollowUps });
    return;
  }
  w.s.followUpStep += 1;
  const words = w.s.language === 'es' && step.es ? step.es : step.say;
  // Nothing said twice, so when all words are used up this step passes in silence.
  const all = unused(w, words) ? words : phrases(w).nudge;
  say(w, [maybe(all)], { kind: 'follow-up', now: true });
}

function unused(w: Work, words: readonly string[]): boolean {
  return words.some((option) => {
    const text = fillIn(option, commonValues(w));
    return text !== null && !sentencesOf(text).some((sentence) => w.s.said.includes(sentence));
  });
}

/** The hour of a booked call: agents are rung first, the lead when one has accepted. */
function bookedCall(w: Work): void {
  if (!w.s.booking) return;
  w.s.booking = null;
  if (w.s.transferId !== null) return;
  // A person's thread, and one that wants no texts: the call is made, and nothing is written about it.
  const silent = w.s.phase === 'with-human' || w.s.phase === 'opted-out';
  if (w.inputs.mayCallNow.ok && w.inputs.availability.freeNow === 0 && !silent) {
    // Nobody is free at the promised minute: said honestly, and whoever becomes free calls at once.
    bookSoonest(w);
    if (w.s.waiting) w.s.waiting = { ...w.s.waiting, direct: true };
    return;
  }
  if (w.inputs.mayCallNow.ok) {
    startTransfer(w, 'callback');
    if (!silent) say(w, [need(phrases(w).callbackRinging)], { kind: 'notice', now: true });
    return;
  }
  w.facts.push({
    type: 'lead.unbooked',
    leadId: w.s.leadId,
    why: w.inputs.mayCallNow.words ?? 'calls are not permitted now',
  });
  if (silent) return;
  w.s.phase = 'talking';
  const slot = slotToTake(w);
  if (!slot) {
    offerTimes(w, [need(phrases(w).notNow)]);
    return;
  }
  hold(w, slot);
  say(w, [
    need(phrases(w).notNow),
    need(phrases(w).autoBooked, { time: fullTime(slot, w.nowMs, w.s.language) }),
  ]);
}

/** Nobody has touched a thread that waits for people: theirs is given back, a complaint is raised again. */
function asleep(w: Work): void {
  if (w.s.phase === 'with-human') {
    wake(w);
    return;
  }
  if (w.s.phase !== 'escalated' || w.s.escalations >= MAX_ESCALATIONS) return;
  w.s.escalations += 1;
  const messageId = w.s.turns.findLast((turn) => turn.from === 'lead')?.id ?? '';
  const why = 'nobody has answered for 30 minutes';
  w.facts.push({ type: 'lead.escalated', leadId: w.s.leadId, messageId, why });
  setTimer(w, 'asleep', w.nowMs + ASLEEP_MS);
}

/** The gate said "later": later is now. It goes out under a new id if the lead would still want it. */
function retry(w: Work): void {
  const { held } = w.s;
  w.s.held = null;
  if (!held) return;
  const { untilMs: _until, words: _words, ...draft } = held;
  const stale = draft.staleAtMs !== undefined && draft.staleAtMs <= w.nowMs;
  const offersNow = draft.offer?.kind === 'call-now';
  if (w.s.phase === 'opening-held') w.s.phase = 'talking';
  if (stale || offersNow) {
    offerTimes(w, [need(phrases(w).callPitch)], undefined, { now: true });
    return;
  }
  if (judge(w, draft.body, draft.kind).length === 0) sendText(w, draft);
}
