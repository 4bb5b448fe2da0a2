/** Two small rooms without state of their own: whose turn is it, and which transfer must stop. */
import type { Fact } from '../kernel/events.ts';
import type { RoomHandler } from '../kernel/loop.ts';
import { type Made, nothing } from '../kernel/made.ts';

/** A freed agent is offered to this many leads in turn before the queue rests until the next one is freed. */
const turns = 5;

/**
 * An agent became free: the lead who waits longest hears of it. Only when they do not use it (they have to be asked
 * first, or this agent may not serve them) does the next hear of it: one free agent never starts two transfers.
 */
export const waitingRoom: RoomHandler = {
  async handle(tx, _key, fact) {
    if (fact.type === 'lead.turn-passed') return turn(fact.agentId, fact.next);
    if (fact.type !== 'agent.freed') return nothing;
    const { rows } = await tx.query<{ id: string }>({
      name: 'waiting-first',
      text: 'select id from baton.conversations where waiting_ms is not null order by waiting_ms, id limit $1',
      values: [turns],
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

/** A lead revoked consent, to everything, to calls or to promotions, which our calls are: what rings for them stops (T7). */
export const revocationRoom: RoomHandler = {
  async handle(tx, key, fact) {
    if (fact.type !== 'consent.revoked' && fact.type !== 'consent.narrowed') return nothing;
    if (fact.type === 'consent.narrowed' && fact.stops === 'texts') return nothing;
    const { rows } = await tx.query<{ id: string }>({
      name: 'live-transfers-of-lead',
      text: `select id from baton.transfers where lead_id = $1 and phase <> 'ended'`,
      values: [key],
    });
    const facts = rows.map(
      (row): Fact => ({
        type: 'call.refused',
        transferId: row.id,
        leadId: key,
        reason: 'CONSENT_REVOKED',
        words: 'The lead asked us to stop.',
      }),
    );
    return { ...nothing, facts };
  },
};
