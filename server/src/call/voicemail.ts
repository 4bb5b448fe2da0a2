/**
 * A message on the machine that answered for the lead, once the transfer is over:
 *
 *   asking --permitted--> waiting --leg.records--> speaking --said--> over, left
 *     | refused             | 45 s without a tone     | the machine hangs up: over, left in part
 *     v                     v                         v cannot be spoken, too long
 *   over, not left: the leg is hung up
 *
 * At any moment: they ask us to stop, and it does.
 *
 * The gate is asked before anything else: a machine that has begun to record keeps what it hears, silence too. Nobody but the
 * machine is on the call. Pure.
 */
import type { Fact } from '../kernel/events.ts';
import type { Decision } from '../kernel/room.ts';
import { type Call, saySource } from './call.ts';

type Step = Decision<Call>;
type Arrange = (call: Call) => Step;
const stay = (state: Call): Step => ({ state, facts: [], orders: [], timers: [] });

export const VOICEMAIL_TIMER = 'voicemail';
/** From the verdict to the end of the machine's greeting. */
export const WAIT_MS = 45_000;
/** The longest message. */
const SPEAK_MS = 90_000;

/** 1: until it records; 2: until the message is said; 3: none. */
const alarm = (atMs: number | null, token: number): Step['timers'][number] => ({
  name: VOICEMAIL_TIMER,
  token,
  atMs,
});

/** The lead's leg, which a machine took, is the call's from here on. */
export function beginVoicemail(
  call: Call,
  fact: Extract<Fact, { type: 'call.phase' }>,
  nowMs: number,
  arrange: Arrange,
): Step {
  const { message, leadLegId } = fact;
  if (message === undefined || leadLegId === undefined || call.phase === 'over') return stay(call);
  const { leadId, written } = message;
  const next: Call = {
    ...call,
    phase: 'voicemail',
    leadLegId,
    agentLegId: null,
    second: null,
    asked: {},
    say: null,
    voicemail: { ...message, stage: 'asking' },
  };
  const step = arrange(next);
  return {
    ...step,
    orders: [...step.orders, { type: 'voicemail.ask', callId: call.id, legId: leadLegId, leadId, written }],
    timers: [...step.timers, alarm(nowMs + WAIT_MS, 1)],
  };
}

/** Ends it: the leg is let go, and what came of it is told once. */
function over(call: Call, told: { left: 'whole' | 'part' } | { why: string }, arrange: Arrange): Step {
  const { leadLegId, voicemail } = call;
  if (voicemail === undefined || leadLegId === null) return stay(call);
  const step = arrange({
    ...call,
    phase: 'over',
    leadLegId: null,
    say: null,
    voicemail: { ...voicemail, stage: 'over' },
  });
  const about = { callId: call.id, leadId: voicemail.leadId };
  return {
    ...step,
    facts: [
      'left' in told
        ? { type: 'voicemail.left', ...about, legId: leadLegId, whole: told.left === 'whole' }
        : { type: 'voicemail.not-left', ...about, why: told.why },
    ],
    orders: [...step.orders, { type: 'leg.hangup', callId: call.id, legId: leadLegId, cause: 'hung-up' }],
    timers: [alarm(null, 3)],
  };
}

/** What a fact means to the message; null: nothing, so that the call's other parts may look at it. */
export function voicemailFact(call: Call, fact: Fact, nowMs: number, arrange: Arrange): Step | null {
  const { voicemail } = call;
  if (call.phase !== 'voicemail' || voicemail === undefined) return null;
  const { stage } = voicemail;
  switch (fact.type) {
    case 'voicemail.permitted':
      return stage === 'asking'
        ? stay({ ...call, voicemail: { ...voicemail, stage: 'waiting' } })
        : stay(call);
    case 'voicemail.refused':
      return over(call, { why: fact.words }, arrange);
    // The gate answered before they said so. What has been spoken by now has been left.
    case 'voicemail.stopped':
      return over(call, stage === 'speaking' ? { left: 'part' } : { why: fact.words }, arrange);
    case 'leg.records': {
      if (fact.legId !== call.leadLegId || stage === 'speaking') return stay(call);
      // A machine that records before the gate has answered: a blank message is worse than none.
      if (stage === 'asking')
        return over(call, { why: 'The machine recorded before the message was allowed.' }, arrange);
      const number = (call.lastSaid ?? 0) + 1;
      const step = arrange({
        ...call,
        say: { number, text: voicemail.spoken },
        lastSaid: number,
        voicemail: { ...voicemail, stage: 'speaking' },
      });
      return { ...step, timers: [...step.timers, alarm(nowMs + SPEAK_MS, 2)] };
    }
    case 'play.finished':
      return stage === 'speaking' && call.say && fact.sourceId === saySource(call, call.say.number)
        ? over(call, { left: 'whole' }, arrange)
        : null;
    case 'call.unannounced':
      return over(call, { why: 'The message could not be spoken.' }, arrange);
    case 'timer':
      if (fact.name !== VOICEMAIL_TIMER) return null;
      if (stage === 'speaking') return fact.token === 2 ? over(call, { left: 'part' }, arrange) : stay(call);
      return fact.token === 1
        ? over(call, { why: 'The machine gave no sign that it records.' }, arrange)
        : stay(call);
    case 'leg.ended':
      if (fact.legId !== call.leadLegId) return null;
      return stage === 'speaking'
        ? over(call, { left: 'part' }, arrange)
        : over(call, { why: 'The machine hung up.' }, arrange);
    default:
      return null;
  }
}
