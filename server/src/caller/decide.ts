/** The caller's table: every phase answers every fact that concerns it. The drawing and I1 to I7 stand above `Caller`. */
import type { Fact } from '../kernel/events.ts';
import type { Context, Decision } from '../kernel/room.ts';
import { type Caller, type CallerInputs, keyOf, type Line, type Offer } from './caller.ts';
import * as words from './words.ts';

type Step = Decision<Caller>;
type Ctx = Context<CallerInputs>;

/** From the end of a menu to saying it again. */
const listenMs = 6_000;
/** The longest a text of ours may take; past it, it counts as said. */
const speakMs = 40_000;
const answerMs = 10_000;
/** Two decisions of other rooms. */
const askMs = 15_000;
/** Longer than any transfer may take (its own limit is at most ten minutes). */
const transferMs = 15 * 60_000;
/** Between two facts about one hang-up. */
const settleMs = 2_000;
/** How often a menu is said. */
const maxTimes = 3;

const stay = (state: Caller): Step => ({ state, facts: [], orders: [], timers: [] });

function andThen(first: Step, next: (state: Caller) => Step): Step {
  const second = next(first.state);
  return {
    state: second.state,
    facts: [...first.facts, ...second.facts],
    orders: [...first.orders, ...second.orders],
    timers: [...first.timers, ...second.timers],
  };
}

/** Replaces the one deadline (I4). */
function deadline(state: Caller, atMs: number | null): Step {
  const token = state.token + 1;
  return {
    ...stay({ ...state, token, deadlineMs: atMs }),
    timers: [{ name: 'deadline', token, atMs }],
  };
}

function say(state: Caller, text: string, nowMs: number): Step {
  const said = state.said + 1;
  const { id: callId, legId } = state;
  return andThen(deadline({ ...state, said }, nowMs + speakMs), (next) => ({
    ...stay(next),
    facts: [{ type: 'call.say', callId, legId, number: said, text }],
  }));
}

/** The last words; the call ends when they are said. */
function goodbye(state: Caller, text: string, nowMs: number): Step {
  return say({ ...state, phase: 'goodbye', offers: [] }, text, nowMs);
}

/** What may be chosen now: an agent only while one is free (I3) and none was tried for (I6). */
function offersNow(state: Caller, { freeNow }: CallerInputs): Offer[] {
  return state.tried || freeNow <= 0 ? ['callback', 'stop'] : ['agent', 'callback', 'stop'];
}

/** Says `before` and the keys. `times` counts how often in a row nobody pressed one. */
function menu(state: Caller, line: Line, before: string, times: number, { nowMs, inputs }: Ctx): Step {
  const offers = offersNow(state, inputs);
  const sorry = state.tried || offers.includes('agent') || times > 0 ? '' : words.nobodyNow(line);
  const text = [before, sorry, words.menu(offers, line)].filter((part) => part !== '').join(' ');
  return say({ ...state, phase: 'menu', offers, times }, text, nowMs);
}

/** Gone, by whose doing ever: what they are owed goes on without the call. */
function over(state: Caller, hangup: boolean): Step {
  const { id: callId, legId, leadId } = state;
  const rang = state.phase === 'asking' || state.phase === 'transfer';
  const owed = !state.wanted || state.settled ? null : rang ? 'lead-left' : 'unanswered';
  return andThen(deadline({ ...state, phase: 'over', offers: [] }, null), (next) => ({
    ...stay(next),
    orders: hangup ? [{ type: 'leg.hangup', callId, legId, cause: 'hung-up' }] : [],
    facts: leadId === null ? [] : [{ type: 'caller.left', callId, leadId, owed }],
  }));
}

/** A number of ours is answered at once; any other is refused in the carrier's own terms. */
function incoming(state: Caller, { nowMs }: Ctx): Step {
  const { id: callId, legId } = state;
  if (state.line === null)
    return {
      ...stay({ ...state, phase: 'over' }),
      orders: [{ type: 'leg.hangup', callId, legId, cause: 'unreachable' }],
    };
  return andThen(deadline(state, nowMs + answerMs), (next) => ({
    ...stay(next),
    orders: [{ type: 'leg.answer', callId, legId }],
  }));
}

function answered(state: Caller, line: Line, context: Ctx): Step {
  const { phone } = state;
  if (phone === null) return goodbye(state, `${words.greeting(line)} ${words.hidden(line)}`, context.nowMs);
  const step = menu(state, line, words.greeting(line), 0, context);
  if (context.inputs.leadId !== null) return step;
  // Nobody we know: a lead from here on. They began it, so nothing is sent to them for it.
  const lead = {
    leadId: context.id(),
    phone,
    name: phone,
    playbookId: line.playbookId,
    channel: 'sms' as const,
    source: 'inbound-call',
    wroteFirst: true,
    demo: line.demo,
  };
  return { ...step, facts: [{ type: 'lead.arrived', lead }, ...step.facts] };
}

function ask(state: Caller, want: 'agent' | 'callback', leadId: string, nowMs: number): Step {
  const verbatim = want === 'agent' ? 'pressed 1 to speak with somebody now' : 'pressed 2 to be called back';
  const asking: Caller = {
    ...state,
    phase: 'asking',
    offers: [],
    wanted: state.wanted || want === 'agent',
  };
  return andThen(deadline(asking, nowMs + askMs), (next) => ({
    ...stay(next),
    facts: [{ type: 'caller.asked', callId: state.id, leadId, want, verbatim }],
  }));
}

function pressed(state: Caller, line: Line, key: string, context: Ctx): Step {
  const { leadId } = state;
  const offer = state.offers.find((one) => keyOf[one] === key);
  // I2. A caller's first key may come before they are kept as a lead; the menu is said again then.
  if (state.phase !== 'menu' || offer === undefined || leadId === null) return stay(state);
  if (offer !== 'stop') return ask(state, offer, leadId, context.nowMs);
  const step = goodbye({ ...state, settled: true }, words.stopped(line), context.nowMs);
  return {
    ...step,
    facts: [
      {
        type: 'consent.revoked',
        leadId,
        words: 'pressed 9 on a call',
        messageId: `${state.legId}:9`,
        by: 'keypress',
      },
      ...step.facts,
    ],
  };
}

function told(state: Caller, line: Line, fact: Extract<Fact, { type: 'caller.told' }>, context: Ctx): Step {
  if (state.phase !== 'asking') return stay(state);
  const { nowMs } = context;
  const settled = { ...state, settled: true };
  switch (fact.answer) {
    case 'ringing': {
      const step = say({ ...state, phase: 'transfer', tried: true }, words.ringing(line), nowMs);
      return andThen(step, (next) => deadline(next, nowMs + transferMs));
    }
    case 'nobody-free':
      return menu(state, line, words.nobodyNow(line), 1, {
        ...context,
        inputs: { ...context.inputs, freeNow: 0 },
      });
    case 'already-running':
      return goodbye(settled, words.alreadyRinging, nowMs);
    case 'booked':
      return goodbye(settled, words.booked(fact.words ?? 'at the time you were told'), nowMs);
    case 'no-time':
      return goodbye(settled, words.noTime, nowMs);
    case 'not-allowed':
      return goodbye(settled, words.mayNotCall(line), nowMs);
  }
}

/** A transfer came to its end. After a talk both are hung up on already; otherwise the caller is still here. */
function transferEnded(state: Caller, line: Line, outcome: string, context: Ctx): Step {
  if (state.phase !== 'transfer' && state.phase !== 'talking') return stay(state);
  if (outcome === 'connected') return over({ ...state, settled: true }, false);
  // Their leg has ended, which is about to be told; or they wrote that they cannot talk, and are still there.
  if (outcome === 'lead-left') return deadline({ ...state, phase: 'transfer' }, context.nowMs + settleMs);
  if (outcome === 'not-permitted')
    return goodbye({ ...state, settled: true }, words.stopped(line), context.nowMs);
  return menu(state, line, words.nobodyTook, 0, context);
}

/** A text of ours was heard to its end, or should have been by now. */
function heard(state: Caller, number: number, nowMs: number): Step {
  if (number !== state.said) return stay(state);
  if (state.phase === 'goodbye') return over(state, true);
  return state.phase === 'menu' ? deadline(state, nowMs + listenMs) : stay(state);
}

function alarm(state: Caller, line: Line, context: Ctx): Step {
  switch (state.phase) {
    case 'menu':
      return state.times + 1 < maxTimes
        ? menu(state, line, '', state.times + 1, context)
        : goodbye(state, words.silence, context.nowMs);
    case 'transfer':
      return menu(state, line, words.nobodyTook, 0, context);
    case 'asking':
      return goodbye(state, words.trouble, context.nowMs);
    case 'ringing':
    case 'goodbye':
      return over(state, true);
    case 'talking':
    case 'over':
      return stay(state);
  }
}

/** They talk: from here the transfer alone ends it. */
function joined(state: Caller): Step {
  return state.phase === 'transfer'
    ? deadline({ ...state, phase: 'talking', settled: true }, null)
    : stay(state);
}

function onLine(state: Caller, line: Line, fact: Fact, context: Ctx): Step {
  switch (fact.type) {
    case 'leg.answered':
      return state.phase === 'ringing' ? answered(state, line, context) : stay(state);
    case 'leg.key':
      return pressed(state, line, fact.key, context);
    case 'caller.told':
      return told(state, line, fact, context);
    case 'transfer.joined':
      return joined(state);
    case 'transfer.ended':
      return transferEnded(state, line, fact.outcome, context);
    case 'call.said':
      return heard(state, fact.number, context.nowMs);
    case 'timer':
      return fact.token === state.token ? alarm(state, line, context) : stay(state);
    default:
      return stay(state);
  }
}

export function decideCaller(before: Caller, fact: Fact, context: Ctx): Step {
  if (before.phase === 'over' || ('legId' in fact && fact.legId !== before.legId)) return stay(before);
  const state =
    before.leadId === context.inputs.leadId ? before : { ...before, leadId: context.inputs.leadId };
  const step =
    fact.type === 'leg.incoming'
      ? state.token === 0 && state.phase === 'ringing'
        ? incoming(state, context)
        : stay(state)
      : fact.type === 'leg.ended'
        ? over(state, false)
        : state.line === null
          ? stay(state)
          : onLine(state, state.line, fact, context);
  // One alarm: of several settings in one decision the last one counts.
  return { ...step, timers: step.timers.slice(-1) };
}
