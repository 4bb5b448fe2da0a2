/** Two small rooms without state of their own: whose turn is it, and which transfer must stop. */
import type { Fact } from '../kernel/events.ts';
import type { RoomHandler } from '../kernel/loop.ts';
import { type Made, nothing } from '../kernel/made.ts';

/** A freed agent is offered to this many leads in turn before the queue rests until the next one is freed; who stepped aside is passed over. */
const turns = 20;

/**
 * An agent became free: the lead who waits longest hears of it. Only when they do not use it (they have to be asked
 * first, or this agent may not serve them) does the next hear of it: one free agent never starts two transfers.
 */
export const waitingRoom: RoomHandler = {
  async handle(tx, _key, fact, nowMs) {
    if (fact.type === 'lead.turn-passed') return turn(fact.agentId, fact.next);
    if (fact.type !== 'agent.freed') return nothing;
    const { rows } = await tx.query<{ id: string }>({
      name: 'waiting-first',
      text: `select id from baton.conversations where waiting_ms is not null and turn_ms <= $2
             order by waiting_ms, id limit $1`,
      values: [turns, nowMs],
    });
    return turn(
      fact.agentId,
      rows.map((row) => row.id),
    );
  },
};

function turn(agentId: string, queue: string[]): Made {
  const [leadId, ...next] = queue;
  return leadId === undefined
    ? nothing
    : { ...nothing, facts: [{ type: 'lead.turn-came', leadId, agentId, next }] };
}

/**
 * A lead revoked consent, to everything, to calls or to promotions, which our calls are: what rings for them stops (T7), and so does a
 * message that the gate has let be left on their voicemail.
 */
export const revocationRoom: RoomHandler = {
  async handle(tx, key, fact) {
    if (fact.type !== 'consent.revoked' && fact.type !== 'consent.narrowed') return nothing;
    if (fact.type === 'consent.narrowed' && fact.stops === 'texts') return nothing;
    const { rows } = await tx.query<{ id: string }>({
      name: 'live-transfers-of-lead',
      text: `select id from baton.transfers where lead_id = $1 and phase <> 'ended'`,
      values: [key],
    });
    const machines = await tx.query<{ id: string }>({
      name: 'voicemails-of-lead',
      text: `select c.id from baton.transfers t join baton.calls c on c.id = t.id
             where t.lead_id = $1 and c.state->>'phase' = 'voicemail'`,
      values: [key],
    });
    const words = 'The lead asked us to stop.';
    const stopped = machines.rows.map(
      ({ id }): Fact => ({ type: 'voicemail.stopped', callId: id, leadId: key, words }),
    );
    const facts = rows.map(
      (row): Fact => ({
        type: 'call.refused',
        transferId: row.id,
        leadId: key,
        reason: 'CONSENT_REVOKED',
        words,
      }),
    );
    return { ...nothing, facts: [...facts, ...stopped] };
  },
};
