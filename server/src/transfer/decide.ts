/**
 * The transfer's table: every phase answers every event. The type has no optional keys, so the compiler notices a
 * missing cell. See SPEC.md for the same table in words.
 */
import type { Fact } from '../kernel/events.ts';
import type { Context, Decision } from '../kernel/room.ts';
import {
  type Cell,
  cancelled,
  connectedEnds,
  type EventName,
  giveBackReserved,
  hangUpLate,
  joinTimedOut,
  keep,
  left,
  legOf,
  revoked,
  tooLate,
  waveOver,
} from './cells.ts';
import {
  agentLink,
  bridged,
  briefDone,
  handBack,
  leadAnswered,
  leadEnded,
  leadMachine,
  winnerGone,
} from './join.ts';
import { passAsked, passNotNow } from './pass.ts';
import { carrierMoved, carrierRefused } from './pass-carrier.ts';
import { settleLeft } from './pass-left.ts';
import { isPassing } from './pass-steps.ts';
import { passRows } from './pass-table.ts';
import { accepted, agentsReserved, asked, askedAgain, declined, legRinging } from './ring.ts';
import { andThen, end, nextWave, settleLeg, stay, whyUntaken } from './steps.ts';
import type { Phase, Transfer } from './transfer.ts';

const table: Record<Phase, Record<EventName, Cell>> = {
  waiting: {
    begin: (state, _fact, context) => nextWave(state, 'nobody-free', context.nowMs),
    'agents.reserved': agentsReserved,
    deadline: (state, _fact, context) =>
      end(state, whyUntaken(state), 'No agent could be reserved in time.', '', context.nowMs),
    'agent.ringing': hangUpLate,
    'agent.answered': hangUpLate,
    'agent.accepted': hangUpLate,
    'agent.declined': keep,
    'agent.leg-gone': keep,
    'lead.ringing': keep,
    'lead.answered': keep,
    'lead.machine': left,
    'lead.leg-gone': leadEnded,
    'agent.link': keep,
    'brief.done': keep,
    'bridge.joined': keep,
    'bridge.failed': keep,
    'hand-back': keep,
    'lead.left': left,
    'consent.revoked': revoked,
    cancelled,
    'unknown-leg': hangUpLate,
    'pass.asked': passNotNow,
    'pass.talk': keep,
    'pass.complete': keep,
    'pass.cancel': keep,
    'agent.moved': keep,
  },
  ringing: {
    begin: keep,
    'agents.reserved': giveBackReserved,
    deadline: waveOver,
    'agent.ringing': legRinging,
    'agent.answered': asked,
    'agent.accepted': accepted,
    'agent.declined': (state, fact, context) => declined(state, fact, context, 'declined'),
    'agent.leg-gone': (state, fact, context) =>
      carrierRefused(state, fact, context) ?? declined(state, fact, context, 'unreachable'),
    'lead.ringing': keep,
    'lead.answered': keep,
    'lead.machine': left,
    'lead.leg-gone': leadEnded,
    'agent.link': keep,
    'brief.done': keep,
    'bridge.joined': keep,
    'bridge.failed': keep,
    'hand-back': keep,
    'lead.left': left,
    'consent.revoked': revoked,
    cancelled,
    'unknown-leg': hangUpLate,
    'pass.asked': passNotNow,
    'pass.talk': keep,
    'pass.complete': keep,
    'pass.cancel': keep,
    'agent.moved': carrierMoved,
  },
  briefing: {
    begin: keep,
    'agents.reserved': giveBackReserved,
    deadline: briefDone,
    'agent.ringing': keep,
    'agent.answered': tooLate,
    'agent.accepted': tooLate,
    'agent.declined': winnerGone,
    'agent.leg-gone': winnerGone,
    'lead.ringing': leadAnswered,
    'lead.answered': leadAnswered,
    'lead.machine': leadMachine,
    'lead.leg-gone': leadEnded,
    'agent.link': agentLink,
    'brief.done': briefDone,
    'bridge.joined': keep,
    'bridge.failed': keep,
    'hand-back': handBack,
    'lead.left': left,
    'consent.revoked': revoked,
    cancelled,
    'unknown-leg': hangUpLate,
    'pass.asked': passNotNow,
    'pass.talk': keep,
    'pass.complete': keep,
    'pass.cancel': keep,
    'agent.moved': keep,
  },
  joining: {
    begin: keep,
    'agents.reserved': giveBackReserved,
    deadline: joinTimedOut,
    'agent.ringing': keep,
    'agent.answered': tooLate,
    'agent.accepted': tooLate,
    'agent.declined': winnerGone,
    'agent.leg-gone': winnerGone,
    'lead.ringing': leadAnswered,
    'lead.answered': leadAnswered,
    'lead.machine': leadMachine,
    'lead.leg-gone': leadEnded,
    'agent.link': agentLink,
    'brief.done': keep,
    'bridge.joined': bridged,
    'bridge.failed': (state, _fact, context) =>
      end(state, 'failed', 'The bridge failed.', 'The join did not work.', context.nowMs),
    'hand-back': handBack,
    'lead.left': left,
    'consent.revoked': revoked,
    cancelled,
    'unknown-leg': hangUpLate,
    'pass.asked': passNotNow,
    'pass.talk': keep,
    'pass.complete': keep,
    'pass.cancel': keep,
    'agent.moved': keep,
  },
  connected: {
    begin: keep,
    'agents.reserved': giveBackReserved,
    deadline: keep,
    'agent.ringing': keep,
    'agent.answered': tooLate,
    'agent.accepted': tooLate,
    'agent.declined': keep,
    // A loser's leg may end late; only the winner's ends the talk.
    'agent.leg-gone': (state, fact, context) =>
      'winner' in state && state.winner && legOf(fact) === state.winner.legId
        ? connectedEnds('The agent')(state, fact, context)
        : settleLeg(state, legOf(fact), 'taken', null, context.nowMs),
    'lead.ringing': keep,
    'lead.answered': keep,
    'lead.machine': keep,
    'lead.leg-gone': (state, fact, context) =>
      andThen(
        {
          ...stay(state),
          state: {
            ...state,
            leadLeg: state.leadLeg && { ...state.leadLeg, state: 'ended', atMs: context.nowMs },
          },
        },
        (next) => connectedEnds('The lead')(next, fact, context),
      ),
    'agent.link': keep,
    'brief.done': keep,
    'bridge.joined': keep,
    'bridge.failed': keep,
    'hand-back': keep,
    // A text "never mind" during the talk changes nothing; hanging up is leg.ended.
    'lead.left': keep,
    // T7: recorded by consent; a running talk goes on until one of the two hangs up.
    'consent.revoked': keep,
    cancelled: (state, fact, context) =>
      end(
        state,
        'connected',
        fact.type === 'supervisor.cancelled' ? `Ended by ${fact.by}.` : 'Ended.',
        '',
        context.nowMs,
      ),
    'unknown-leg': hangUpLate,
    'pass.asked': passAsked,
    'pass.talk': keep,
    'pass.complete': keep,
    'pass.cancel': keep,
    'agent.moved': keep,
  },
  ended: {
    begin: keep,
    'agents.reserved': giveBackReserved,
    deadline: keep,
    'agent.ringing': hangUpLate,
    'agent.answered': hangUpLate,
    'agent.accepted': hangUpLate,
    'agent.declined': keep,
    'agent.leg-gone': keep,
    'lead.ringing': hangUpLate,
    'lead.answered': hangUpLate,
    'lead.machine': hangUpLate,
    'lead.leg-gone': keep,
    'agent.link': keep,
    'brief.done': keep,
    'bridge.joined': keep,
    'bridge.failed': keep,
    'hand-back': keep,
    'lead.left': keep,
    'consent.revoked': keep,
    cancelled: keep,
    'unknown-leg': hangUpLate,
    'pass.asked': passNotNow,
    'pass.talk': keep,
    'pass.complete': keep,
    'pass.cancel': keep,
    'agent.moved': keep,
  },
};

/** The rows of `connected` while the call is passed on. */
const passTable = passRows(table.connected);

/** What a fact means to this transfer, or null when it means nothing (a stale alarm: T5). */
export function eventName(state: Transfer, fact: Fact): EventName | null {
  const lead = 'legId' in fact && state.leadLeg?.legId === fact.legId;
  const agent = 'legId' in fact && state.offered.some((leg) => leg.legId === fact.legId);
  const side = (ofLead: EventName, ofAgent: EventName): EventName =>
    lead ? ofLead : agent ? ofAgent : 'unknown-leg';
  switch (fact.type) {
    case 'lead.ready':
      return state.phase === 'waiting' && state.wave === 0 ? 'begin' : null;
    case 'agents.reserved':
      return 'agents.reserved';
    case 'timer':
      return fact.token === state.token ? 'deadline' : null;
    case 'leg.ringing':
      return side('lead.ringing', 'agent.ringing');
    case 'leg.answered':
      return side('lead.answered', 'agent.answered');
    // T6: a machine on an agent's leg counts as a leg that went away.
    case 'leg.machine':
      return side('lead.machine', 'agent.leg-gone');
    case 'leg.ended':
      return lead ? 'lead.leg-gone' : agent ? 'agent.leg-gone' : null;
    case 'leg.lost':
    case 'leg.back':
      if (isPassing(state) && 'second' in state.pass && state.pass.second.legId === fact.legId)
        return 'agent.link';
      return 'winner' in state && state.winner?.legId === fact.legId ? 'agent.link' : null;
    case 'agent.accepted':
      return agent ? 'agent.accepted' : 'unknown-leg';
    case 'agent.declined':
      return 'agent.declined';
    // T13: keys count only on the leg they were pressed on, and only on one that was asked.
    case 'leg.key':
      return !agent || lead
        ? null
        : fact.key === '1'
          ? 'agent.accepted'
          : fact.key === '2'
            ? 'agent.declined'
            : null;
    case 'brief.done':
    case 'transfer.skip-brief':
      return 'brief.done';
    case 'transfer.hand-back':
      return 'hand-back';
    case 'bridge.joined':
      return 'bridge.joined';
    case 'bridge.failed':
      return 'bridge.failed';
    case 'lead.left':
      return 'lead.left';
    case 'consent.revoked':
    case 'call.refused':
      return 'consent.revoked';
    case 'supervisor.cancelled':
      return 'cancelled';
    case 'transfer.pass-asked':
      return 'pass.asked';
    case 'transfer.pass-talk':
      return 'pass.talk';
    case 'transfer.pass-complete':
      return 'pass.complete';
    case 'transfer.pass-cancel':
      return 'pass.cancel';
    case 'leg.moved':
      return agent ? 'agent.moved' : null;
    default:
      return null;
  }
}

export function decideTransfer(state: Transfer, fact: Fact, context: Context): Decision<Transfer> {
  // Says the question again and changes nothing else, so it is no cell of the table.
  if (fact.type === 'leg.key' && fact.key === '3' && (state.phase === 'ringing' || isPassing(state)))
    return askedAgain(state, fact);
  const name = eventName(state, fact);
  if (name === null) return stay(state);
  const row = isPassing(state) ? passTable[state.pass.stage] : table[state.phase];
  return settleLeft(row[name](state, fact, context), context.nowMs);
}
