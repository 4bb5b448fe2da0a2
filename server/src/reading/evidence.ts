/** Everything the grammars find in one input; the reader judges it and the trainer learns from it. */
import type { HistoryTurn, ReadInput } from '../ports/reader.ts';
import { judge } from './action-rules.ts';
import { type DialogueContext, readContext } from './context.ts';
import type { ActionEvidence } from './features.ts';
import { findStanding, standing, takenTime } from './offered-times.ts';
import { isOptOut } from './optout.ts';
import { readSlots, type SlotState } from './slots.ts';
import { type Norm, normalize } from './text.ts';
import type { OptOutReading, RuleVerdict } from './verdicts.ts';
import { parseWhen, type When } from './when.ts';

/** "Do you have saturday hours": the day is asked about, not wished for. */
const ASKS_HOURS =
  /^(so |and |but |ok )*(do|are|is|will|what|when) .*\b(open|hours|closed|close at|availability)\b/;
/** Then a lone figure is the count. */
const ASKS_COUNT = /\b(how (many|much)|cuant[oa]s?)\b/;
const CALL_WORDS = /\b(call|ring|phone|talk|speak|reach|llam\w+)\b/;

export interface Evidence extends ActionEvidence {
  norm: Norm;
  ctx: DialogueContext;
  optOut: OptOutReading;
  when: When | null;
  state: SlotState;
  rule: RuleVerdict;
  /** When the message arrived. */
  nowMs: number;
}

export function gather(input: ReadInput): Evidence {
  const norm = normalize(input.message);
  const ctx = readContext(input.history);
  const state = readSlots(
    input.playbook,
    input.history,
    input.message,
    input.nowMs,
    input.lead.tz,
    input.askedField,
    input.messageId,
  );
  const aboutCall = /\b(call|talk|phone|speak|reach|ring|chat|connect|llam\w+|hablar)\b/.test(ctx.lastAi);
  // "When would you start?" asks for a field, not for a time to call.
  if (state.asked.length > 0 && !aboutCall) ctx.asksTime = false;
  const optOut = isOptOut(input.message);
  const place = { nowMs: input.nowMs, tz: input.lead.tz };
  findStanding(ctx, input.history, norm.text, state.asked.length > 0, place);
  const answersField =
    state.asked.length > 0 &&
    !ctx.changesTime &&
    !ctx.offersNow &&
    !ctx.asksTime &&
    !ctx.missedCall &&
    !/\b(call|ring|talk|phone|speak|busy|later|llam\w+|marc\w+|reach|try me|cant|driving|work)\b/.test(
      norm.text,
    );
  const lately = standing(ctx);
  const agreed = lately.length > 0 ? lately : (ctx.stale ?? []);
  const options = {
    ...place,
    loose:
      !ASKS_COUNT.test(ctx.lastAi) &&
      (ctx.asksTime || ctx.offersNow || ctx.missedCall || ctx.changesTime || agreed.length > 0),
    asked: ctx.text,
    before: ctx.asksTime ? lastSaid(input.history) : undefined,
    standing: agreed.length === 1 ? agreed[0]?.at : undefined,
  };
  let when = answersField ? null : parseWhen(input.message, options);
  const asideTime =
    when !== null && !ctx.asksTime && !ctx.offersNow && !ctx.missedCall && notOfTheCall(norm.text, input);
  if (asideTime) when = null;
  // "Monday?" "thursday better": the day of the visit, which the thread is about, and not of a call.
  const visitDay =
    state.newly.some((f) => f.includes('day')) &&
    !ctx.offersNow &&
    !ctx.asksTime &&
    !ctx.missedCall &&
    !CALL_WORDS.test(norm.text);
  if (visitDay) when = null;
  if (ASKS_HOURS.test(norm.text) || isToday(when, input.nowMs, norm.text)) when = null;
  if (when !== null && isCount(state, input, ctx, norm.text)) when = null;
  const taken = state.asked.length > 0 && !ctx.changesTime ? null : takenTime(ctx, norm.text, options, when);
  if (taken) when = taken;
  const rule = judge({
    norm,
    ctx,
    optOut,
    when,
    tookTime: taken !== null,
    leadFirstName: input.lead.name.split(/\s+/)[0] ?? '',
    newSlots: state.newly.length,
    answeredAsked: state.newly.some((f) => state.asked.includes(f)),
    asked: Math.max(state.asked.length, visitDay ? 1 : 0),
    asksWeekday: visitDay || state.asked.some((f) => f.includes('day')),
  });
  const optOutP = optOut.optOut ? optOut.confidence : 1 - optOut.confidence;
  return {
    norm,
    ctx,
    optOut,
    when,
    state,
    rule,
    nowMs: input.nowMs,
    optOutP,
    newSlots: state.newly.length,
    answeredAsked: state.newly.some((f) => state.asked.includes(f)),
    asked: state.asked.length,
  };
}

/** The lead's last text before the assistant's question. */
const lastSaid = (history: HistoryTurn[]): string | undefined =>
  history.findLast((turn) => turn.from === 'lead')?.text;

/** "Call me today" names no time: it is as good as now. */
function isToday(when: When | null, nowMs: number, text: string): boolean {
  if (when?.kind !== 'day' || /\b(later|after|anytime)\b/.test(text)) return false;
  return Date.parse(when.from) === Math.floor(nowMs / 60_000) * 60_000;
}

/** "Make it 14, my cousins in": the figure went into a count or an amount, and nobody spoke of a call. */
function isCount(state: SlotState, input: ReadInput, ctx: DialogueContext, text: string): boolean {
  if (ctx.offersNow || ctx.asksTime || ctx.missedCall || ctx.changesTime || CALL_WORDS.test(text))
    return false;
  return state.newly.some(
    (f) => typeof state.slots[f]?.value === 'number' && state.slots[f]?.turn === input.history.length,
  );
}

/** "6 tickets for saturday and can i talk to somebody": the day belongs to the tickets, not to the call. */
function notOfTheCall(text: string, input: ReadInput): boolean {
  const clauses = text.split(
    /[.,;!?]| and (?=can|could|may|please|call|have|someone|somebody|i want|want|need|get)| can (?=i|someone|somebody|u|you)| so | because /,
  );
  if (clauses.length < 2) return false;
  const calls = clauses.filter((c) =>
    /\b(call|talk|speak|phone|ring|connect|someone|somebody|person|human|llam\w+|hablar)\b/.test(c),
  );
  if (calls.length === 0) return false;
  const options = { nowMs: input.nowMs, tz: input.lead.tz, loose: false };
  if (calls.some((c) => parseWhen(c, options) !== null)) return false;
  return clauses.some(
    (c) =>
      !calls.includes(c) &&
      /\b(for|by|on|before|this|tickets?|tix|game|show|class(es)?|move|moving|closing|party|wedding|event|starts?|flight|trip|appointment|deadline|due)\b/.test(
        c,
      ) &&
      parseWhen(c, options) !== null,
  );
}
