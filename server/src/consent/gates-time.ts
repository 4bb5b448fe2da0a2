/** G11 quiet hours and G12 frequency caps. */
import { localTime } from './clock.ts';
import { rowOn, rowsFor } from './compile.ts';
import { allow, type Case, defer, deny } from './gate.ts';
import { commonInstant, type HoursQuery, sameWallTime, withAlsoZones } from './hours.ts';
import type { GateAnswer, PastAttempt, PermitInput } from './types.ts';
import { placeName, timeAt, weekdayName, whenAt, who } from './words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How this attempt reads the hour tables. */
export function hoursQuery(c: Case): HoursQuery {
  const { attempt, tenant, rules } = c.input;
  const exceptions: string[] = [];
  for (const place of c.places) {
    for (const row of rowsFor(rules.hours, place)) {
      const id = row.exception?.id;
      if (id !== undefined && tenant.exceptions?.includes(id) === true && c.consent.kind === 'PEWC')
        exceptions.push(id);
    }
  }
  return {
    channel: attempt.channel,
    aiVoice: c.aiVoice,
    productDefault: tenant.hours !== 'legal',
    exceptions,
  };
}

/** QH-03 needs the person's own words; some states do not accept it at all. */
function requestLifts(c: Case): boolean {
  if (!c.requested) return false;
  return c.candidates.every(({ place, clock }) => {
    const row = rowOn(rowsFor(c.input.rules.hours, place), localTime(clock, c.input.nowMs).day);
    return row !== undefined && !row.noRequestOverride;
  });
}

export function g11QuietHours(c: Case): GateAnswer {
  const { attempt, nowMs, rules } = c.input;
  if (attempt.channel === 'webchat') return allow('G11', 'the person is in the chat now');
  if (attempt.kind === 'confirmation') return allow('G11', 'confirms at once', 'REV-05');
  if (c.reply) return allow('G11', 'answers the person’s own message', 'REPLY');
  if (attempt.kind === 'code') return allow('G11', 'somebody is on the form and waits for it', 'CODE');
  if (requestLifts(c)) return allow('G11', 'the person asked for this time', 'QH-03');
  if (c.candidates.length === 0)
    return deny(c, 'G11', 'JURISDICTION_UNKNOWN', 'TZ-01', 'the local time is not known.');
  const list = withAlsoZones(rules, c.candidates, nowMs);
  const answer = commonInstant(rules, list, nowMs, hoursQuery(c));
  if (answer.open) return allow('G11', `inside the window in ${c.places.join(', ')}`, 'QH-01');
  const { binding } = answer;
  if (binding === null) return deny(c, 'G11', 'QUIET_HOURS', 'TZ-01', 'the local time is not known.');
  const reason = answer.barred ? 'BARRED_DAY' : 'QUIET_HOURS';
  const ruleId = `QH ${binding.place}`;
  const is = sameWallTime(list, nowMs) ? 'it is' : 'it may be';
  const day = weekdayName(localTime(binding.clock, nowMs).weekday);
  const now = answer.barred
    ? `today (${day}) is a barred day in ${placeName(rules, binding.place)}.`
    : `${is} ${timeAt(binding.clock, nowMs)} for ${who(c.input)}.`;
  if (!Number.isFinite(answer.atMs)) {
    return deny(c, 'G11', reason, ruleId, `${now} There is no permitted time within 14 days.`);
  }
  return defer(
    c,
    'G11',
    reason,
    ruleId,
    answer.atMs,
    `${now} It may go at ${whenAt(binding.clock, answer.atMs, nowMs)}.`,
  );
}

/** Attempts that count: not direct answers, not failures before ringing (CAP-01, 4.4). */
export function counted(history: readonly PastAttempt[]): PastAttempt[] {
  return history.filter(
    (a) => a.channel !== 'webchat' && a.directReply !== true && a.failedBeforeRinging !== true,
  );
}

/** The instant at which fewer than `cap` of these lie in the rolling window (strictly later than now - window). */
export function capFreeAt(times: readonly number[], cap: number, windowMs: number, nowMs: number): number {
  const inside = times.filter((at) => at > nowMs - windowMs).sort((a, b) => a - b);
  if (inside.length < cap) return nowMs;
  return (inside[inside.length - cap] as number) + windowMs;
}

/** Unanswered attempts in a row, newest run only: a rest of `restMs` between two attempts ends a run. */
export function unansweredRun(
  history: readonly PastAttempt[],
  lastInboundAtMs: number | undefined,
  restMs: number,
): { count: number; lastMs: number } {
  const newest = counted(history).sort((a, b) => b.atMs - a.atMs);
  let count = 0;
  let previous: number | null = null;
  for (const attempt of newest) {
    const answered =
      attempt.answered === true || (lastInboundAtMs !== undefined && lastInboundAtMs >= attempt.atMs);
    if (answered || (previous !== null && previous - attempt.atMs >= restMs)) break;
    count += 1;
    previous = attempt.atMs;
  }
  return { count, lastMs: newest[0]?.atMs ?? 0 };
}

/** The strictest statutory cap of the candidate places today. A requested call is not counted where the row says so. */
function stateCap(c: Case): { cap: number; place: string } | null {
  const { rules, nowMs } = c.input;
  let best: { cap: number; place: string } | null = null;
  for (const { place, clock } of c.candidates) {
    const row = rowOn(rowsFor(rules.hours, place), localTime(clock, nowMs).day);
    if (row === undefined || row.cap24 === null) continue;
    if (c.requested && row.capExemptsRequests) continue;
    if (best === null || row.cap24 < best.cap) best = { cap: row.cap24, place };
  }
  return best;
}

function lower(own: number | undefined, bound: number): number {
  return own === undefined ? bound : Math.min(own, bound);
}

function capWords(c: Case, untilMs: number): string {
  const clock = c.candidates[0]?.clock;
  return clock === undefined ? '' : ` The next may go after ${whenAt(clock, untilMs, c.input.nowMs)}.`;
}

/**
 * G12, rolling windows, all channels together, per seller and number. A call the person asked for is held only to the
 * statutory cap of a state, not to the product's own.
 */
export function g12Caps(c: Case): GateAnswer {
  const { attempt, history, tenant, nowMs, rules, lead } = c.input;
  const { limits } = rules;
  if (attempt.channel === 'webchat') return allow('G12', 'web chat is not counted');
  if (attempt.kind === 'confirmation' || attempt.kind === 'help') return allow('G12', 'not counted');
  if (c.reply) return allow('G12', 'an answer is logged, not counted', 'REPLY');
  const times = counted(history).map((a) => a.atMs);
  const state = stateCap(c);
  if (state !== null) {
    const until = capFreeAt(times, state.cap, DAY_MS, nowMs);
    if (until > nowMs) {
      const because = `${state.cap} contact attempts within 24 hours is the limit in ${placeName(rules, state.place)}.`;
      return deny(c, 'G12', 'CAP_24H', `CAP ${state.place}`, because + capWords(c, until), until);
    }
  }
  // They asked to be called, not for a message each time.
  if (c.requested) return voicemailCap(c) ?? allow('G12', 'the person asked for this call', 'QH-03');
  const perDay = lower(tenant.caps?.per24h, limits.per24h);
  const dayUntil = capFreeAt(times, perDay, DAY_MS, nowMs);
  if (dayUntil > nowMs) {
    const because = `${perDay} contact attempts within 24 hours is the limit.`;
    return deny(c, 'G12', 'CAP_24H', 'CAP-01', because + capWords(c, dayUntil), dayUntil);
  }
  const perWeek = lower(tenant.caps?.per7d, limits.per7d);
  const weekUntil = capFreeAt(times, perWeek, 7 * DAY_MS, nowMs);
  if (weekUntil > nowMs) {
    const because = `${perWeek} contact attempts within 7 days is the limit.`;
    return deny(c, 'G12', 'CAP_7D', 'CAP-01', because + capWords(c, weekUntil), weekUntil);
  }
  const run = unansweredRun(history, lead.lastInboundAtMs, limits.restMs);
  const rested = run.lastMs + limits.restMs;
  if (run.count >= limits.unanswered && nowMs < rested) {
    const because = `${run.count} attempts in a row went unanswered, so there is a rest of 72 hours.`;
    return deny(c, 'G12', 'CAP_UNANSWERED', 'CAP-01', because + capWords(c, rested), rested);
  }
  return voicemailCap(c) ?? allow('G12', 'below every limit', 'CAP-01');
}

function voicemailCap(c: Case): GateAnswer | null {
  const { attempt, history, nowMs, rules } = c.input;
  if (attempt.voicemail !== true) return null;
  const times = history.filter((a) => a.voicemail === true).map((a) => a.atMs);
  const until = capFreeAt(times, rules.limits.voicemailPer72h, 72 * HOUR_MS, nowMs);
  if (until <= nowMs) return null;
  return deny(c, 'G12', 'CAP_VOICEMAIL', 'CAP-01', 'one voicemail within 72 hours is the limit.', until);
}

/** Kept here for callers that plan: whether an input is a counted attempt at all. */
export function isCounted(input: PermitInput): boolean {
  return input.attempt.channel !== 'webchat' && input.attempt.directReply === undefined;
}
