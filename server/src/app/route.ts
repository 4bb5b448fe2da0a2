/**
 * The event table: which room hears which fact. A newcomer reads this first. Rooms never call each other; what one
 * says and another hears is a row here.
 */
import type { Fact, FactType } from '../kernel/events.ts';
import type { Target } from '../kernel/made.ts';
import { isMonitorLeg } from '../kernel/monitor-leg.ts';
import { cameIn } from '../ports/telephony.ts';
import { mayOptOut } from './compliance/call-opt-out.ts';

type Route<T extends FactType> = (fact: Extract<Fact, { type: T }>) => Target[];
type Table = { [T in FactType]: Route<T> };

const conversation = (fact: { leadId: string }): Target[] => [{ room: 'conversation', key: fact.leadId }];
const transfer = (fact: { transferId: string }): Target[] => [{ room: 'transfer', key: fact.transferId }];
const call = (fact: { callId: string }): Target[] => [{ room: 'call', key: fact.callId }];
const agent = (fact: { agentId: string }): Target[] => [{ room: 'agents', key: fact.agentId }];
/** A call has its transfer's id: what happens to a leg concerns both. A supervisor's leg concerns the call alone. */
const leg = (fact: { callId: string; legId: string }): Target[] => [
  ...(isMonitorLeg(fact.legId) ? [] : [{ room: 'transfer', key: fact.callId } as const]),
  { room: 'call', key: fact.callId },
];
/** A lead who called in is the caller room's from the first ring to the end, whatever else runs on the call. */
const caller = (fact: { callId: string }): Target[] =>
  cameIn(fact.callId) ? [{ room: 'caller', key: fact.callId }] : [];
/** Whose leg it is the room finds out; most keys are no opt-out and do not go there. */
const optOut = (fact: Extract<Fact, { type: 'leg.key' | 'leg.said' }>): Target[] =>
  mayOptOut(fact) ? [{ room: 'opt-out', key: fact.callId }] : [];
const nobody = (): Target[] => [];

const table: Table = {
  timer: nobody,

  'lead.arrived': (fact) => [{ room: 'lead', key: fact.lead.phone }],
  'lead.created': conversation,
  'lead.seen-again': conversation,
  'lead.updated': conversation,
  'lead.turn-came': conversation,
  'lead.turn-passed': () => [{ room: 'waiting', key: 'floor' }],

  'text.received': conversation,
  // That a text left is what a thread assumes; it is told when one did not.
  'text.sent': nobody,
  'text.delivered': conversation,
  'text.failed': conversation,
  'text.held': conversation,
  'text.refused': conversation,
  // A ZIP said in passing tells where the lead is: hours and licences follow from it.
  'turn.read': (fact) => (fact.slots.zip ? [{ room: 'lead', key: fact.leadId }] : []),
  // The lead's own playbook follows, so that lists, skills and licences do too.
  'lead.handed-over': (fact) => [{ room: 'lead', key: fact.leadId }],
  'model.answered': conversation,
  'model.refused': nobody,
  'thread.taken-over': conversation,
  'thread.given-back': conversation,
  'thread.written': conversation,
  'thread.suggest-set': conversation,
  'suggestion.sent': conversation,
  'suggestion.discarded': conversation,
  'suggestion.made': nobody,
  'consent.given': conversation,
  'consent.narrowed': (fact) => [{ room: 'revocation', key: fact.leadId }],
  'records.due': () => [{ room: 'keeping', key: 'records' }],
  // Suppression itself is written in the transaction of the receipt; here a running transfer is stopped.
  'consent.revoked': (fact) => [
    { room: 'revocation', key: fact.leadId },
    ...(fact.by === 'lead' ? [] : conversation(fact)),
  ],
  'lead.ready': transfer,
  'lead.book': conversation,
  'lead.booked': nobody,
  'lead.unbooked': nobody,
  'lead.silent': nobody,
  'lead.closed': nobody,
  'lead.wrong-person': (fact) => [{ room: 'wrong-number', key: fact.leadId }],
  'lead.escalated': nobody,

  'agents.wanted': () => [{ room: 'agents', key: 'floor' }],
  'agents.reserved': transfer,
  'agent.freed': () => [{ room: 'waiting', key: 'floor' }],
  'agent.busy': agent,
  'agent.released': agent,
  'agent.wrap-up': agent,
  'agent.presence-set': agent,
  'agent.paused': nobody,
  'agent.disposition': agent,

  'transfer.requested': conversation,
  'transfer.offered': nobody,
  'agent.accepted': transfer,
  'agent.declined': transfer,
  'transfer.accepted': conversation,
  'brief.done': transfer,
  'transfer.skip-brief': transfer,
  'transfer.hand-back': transfer,
  'transfer.joined': (fact) => [...conversation(fact), ...caller({ callId: fact.transferId })],
  'transfer.ended': (fact) => [...conversation(fact), ...caller({ callId: fact.transferId })],
  'transfer.pass-asked': transfer,
  'transfer.pass-talk': transfer,
  'transfer.pass-complete': transfer,
  'transfer.pass-cancel': transfer,
  'transfer.pass-refused': nobody,
  'transfer.passing': nobody,
  'transfer.pass-bridged': nobody,
  'transfer.passed': nobody,
  'transfer.pass-ended': nobody,
  'supervisor.cancelled': transfer,
  'call.refused': transfer,
  'lead.left': transfer,

  'leg.ringing': leg,
  'leg.answered': (fact) => [...leg(fact), ...caller(fact)],
  'leg.machine': leg,
  'leg.records': call,
  // Of an id that is no leg here: the call knows nothing of it.
  'leg.moved': (fact) => transfer({ transferId: fact.callId }),
  'leg.refer': (fact) => [{ room: 'referral', key: fact.callId }],
  // An opt-out is heard first, so that it is written in the transaction of its receipt.
  'leg.key': (fact) =>
    isMonitorLeg(fact.legId)
      ? []
      : [...optOut(fact), ...transfer({ transferId: fact.callId }), ...caller(fact)],
  'leg.said': optOut,
  'leg.heard': call,
  'leg.ended': (fact) => [...leg(fact), ...caller(fact)],
  'leg.lost': leg,
  'leg.back': leg,
  'play.finished': call,
  'call.arranged': call,
  'recording.started': call,
  'recording.ended': call,
  'call.record': call,
  'call.unannounced': call,
  'call.announced': call,
  'call.phase': call,
  'call.ask': call,
  'call.pass': call,
  'call.say': call,
  'call.said': caller,
  'voicemail.permitted': call,
  'voicemail.refused': call,
  'voicemail.stopped': call,
  // What the lead is texted about the call waits for that.
  'voicemail.left': conversation,
  'voicemail.not-left': conversation,
  'bridge.joined': transfer,
  'bridge.failed': transfer,
  'call.hold': call,
  'call.mute': call,
  'call.monitor': call,
  'monitor.began': nobody,
  'call.help': call,

  'leg.incoming': caller,
  'caller.asked': conversation,
  'caller.told': caller,
  'caller.left': conversation,
};

export function route(fact: Fact): Target[] {
  return (table[fact.type] as (fact: Fact) => Target[])(fact);
}
