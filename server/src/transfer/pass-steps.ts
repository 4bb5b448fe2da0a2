/** What the moves of passing a call on share. */
import type { Fact, Order } from '../kernel/events.ts';
import type { PassEnd, PassStage } from '../kernel/pass.ts';
import { tellPhone } from './pass-phone.ts';
import { deadline, type Step, stay, withLeg, wrapUp } from './steps.ts';
import type { Connected, Pass, PassRecord, Second, Transfer } from './transfer.ts';

/** Characters that are spoken to the second: what the first added, then the brief. */
const maxSpoken = 500;

export type Passing<S extends Pass['stage'] = Pass['stage']> = Connected & {
  pass: Extract<Pass, { stage: S }>;
};
/** Somebody took it, and the first still has the lead. */
export type Taken = Passing<'briefing' | 'talking' | 'joining'>;

export const isPassing = (state: Transfer): state is Passing =>
  state.phase === 'connected' && state.pass != null;

/** The limit of the whole transfer was for reaching the join; here each stage has its own. */
export const stageDeadline = (state: Transfer, atMs: number | null): Step =>
  deadline(atMs === null ? state : { ...state, totalDeadlineMs: atMs }, atMs);

/** The record of one pass, changed. */
export const noted = <S extends Transfer>(state: S, number: number, change: Partial<PassRecord>): S => ({
  ...state,
  passes: (state.passes ?? []).map((one) => (one.number === number ? { ...one, ...change } : one)),
});

/** The lead is with another agent, or with a phone outside (`agentId` null). `from` is who had them. */
export const passedOn = (
  state: Transfer,
  from: { agentId: string | null; name: string } | undefined,
  { agentId, name: agentName }: { agentId: string | null; name: string },
  mode: PassRecord['mode'],
): Fact => ({
  type: 'transfer.passed',
  transferId: state.id,
  leadId: state.leadId,
  fromAgentId: from?.agentId ?? '',
  fromAgentName: from?.name ?? '',
  agentId,
  agentName,
  mode,
});

/** The pass is over without that. */
export const passEnded = (
  state: Transfer,
  from: { agentId: string | null; name: string } | undefined,
  why: PassEnd,
  words: string,
): Fact => ({
  type: 'transfer.pass-ended',
  transferId: state.id,
  leadId: state.leadId,
  agentId: from?.agentId ?? '',
  agentName: from?.name ?? '',
  why,
  words,
});

/** What the first added comes first: it is what the brief cannot know. */
export const spokenTo = ({ winner, spec, pass }: Passing): string =>
  `${winner.name.split(' ')[0]} passes ${spec.leadName} to you. ${pass.note} ${spec.brief.spoken}`
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxSpoken);

/** Tells the call what the second hears. */
export const hears = (state: Transfer, second: Second, stage: PassStage | 'off', spoken?: string): Step => {
  const fact: Fact = { type: 'call.pass', callId: state.callId, legId: second.legId, stage };
  if (spoken !== undefined) fact.spoken = spoken;
  return { ...stay(state), facts: [fact] };
};

/** The second becomes the one who has the lead; the first goes to wrap-up. */
export function secondHasIt(
  state: Taken,
  nowMs: number,
): { state: Connected; facts: Fact[]; orders: Order[] } {
  const { second, number, mode } = state.pass;
  const { away: _, ...winner } = second;
  const first = state.winner;
  const legs = withLeg(withLeg(state, first.legId, { state: 'passed', atMs: nowMs }), second.legId, {
    state: 'won',
    atMs: nowMs,
  }) as Connected;
  const words = `${second.name} has ${state.spec.leadName}.`;
  return {
    state: noted({ ...legs, winner, pass: null }, number, { endedAtMs: nowMs, how: 'passed', words }),
    orders: tellPhone(state.callId, state.pass.phone, 200),
    facts: [...wrapUp(state, first), passedOn(state, first, second, mode)],
  };
}
