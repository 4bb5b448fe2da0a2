/**
 * The event table: which room hears which fact. A newcomer reads this first. Rooms never call each other; what one
 * says and another hears is a row here.
 */
import type { Fact, FactType } from '../kernel/events.ts';
import type { Target } from '../kernel/made.ts';

type Route<T extends FactType> = (fact: Extract<Fact, { type: T }>) => Target[];
type Table = { [T in FactType]: Route<T> };

const conversation = (fact: { leadId: string }): Target[] => [{ room: 'conversation', key: fact.leadId }];
const transfer = (fact: { transferId: string }): Target[] => [{ room: 'transfer', key: fact.transferId }];
const call = (fact: { callId: string }): Target[] => [{ room: 'call', key: fact.callId }];
const agent = (fact: { agentId: string }): Target[] => [{ room: 'agents', key: fact.agentId }];
/** A call has its transfer's id: what happens to a leg concerns both. */
const leg = (fact: { callId: string }): Target[] => [
  { room: 'transfer', key: fact.callId },
  { room: 'call', key: fact.callId },
];
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
  'text.sent': conversation,
  'text.delivered': conversation,
  'text.failed': conversation,
  'text.held': conversation,
  'text.refused': conversation,
  // A ZIP said in passing tells where the lead is: hours and licences follow from it.
  'turn.read': (fact) => (fact.slots.zip ? [{ room: 'lead', key: fact.leadId }] : []),
  'thread.taken-over': conversation,
  'thread.given-back': conversation,
  'thread.written': conversation,
  'consent.given': conversation,
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
  'lead.wrong-person': nobody,
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
  'transfer.joined': conversation,
  'transfer.ended': conversation,
  'supervisor.cancelled': transfer,
  'call.refused': transfer,
  'lead.left': transfer,

  'leg.ringing': leg,
  'leg.answered': leg,
  'leg.machine': leg,
  'leg.key': (fact) => transfer({ transferId: fact.callId }),
  'leg.heard': call,
  'leg.ended': leg,
  'leg.lost': leg,
  'leg.back': leg,
  'play.finished': call,
  'call.arranged': call,
  'call.phase': call,
  'call.ask': call,
  'bridge.joined': transfer,
  'bridge.failed': transfer,
  'call.hold': call,
  'call.mute': call,
  'call.monitor': call,
};

export function route(fact: Fact): Target[] {
  return (table[fact.type] as (fact: Fact) => Target[])(fact);
}
