/**
 * After a crash: legs died with the process that held them. Each transfer that was running is told so, leg by leg, and
 * each lead who had called in; their own tables do the rest: the winner is gone, the next wave rings, or the lead is told
 * and booked.
 */
import type { Fact } from '../kernel/events.ts';
import type { Db, Loop } from '../kernel/loop.ts';
import type { Telephony } from '../ports/telephony.ts';
import { leadLegLives, liveAgentLegs, type Transfer } from '../transfer/transfer.ts';

/** @returns how many legs were found dead. Legs that live but belong to no transfer and no caller are hung up. */
export async function recoverCalls(db: Db, loop: Loop, telephony: Telephony): Promise<number> {
  const { rows } = await db.query<{ state: Transfer }>({
    text: `select state from baton.transfers where phase <> 'ended' order by ready_ms`,
    values: [],
  });
  const alive = await telephony.liveLegs();
  const known = new Set<string>();
  const facts: Fact[] = [];
  for (const { state } of rows) {
    const legIds = liveAgentLegs(state).map((leg) => leg.legId);
    // Agents first: a lead on hold is kept while the next wave is looked for, if their leg lives.
    if (leadLegLives(state) && state.leadLeg) legIds.push(state.leadLeg.legId);
    for (const legId of legIds) {
      known.add(legId);
      if (!alive.some((leg) => leg.legId === legId))
        facts.push({ type: 'leg.ended', callId: state.callId, legId, by: 'network', cause: 'network' });
    }
  }
  const callers = await db.query<{ id: string; leg_id: string }>({
    text: `select id, state->>'legId' as leg_id from baton.callers where phase <> 'over'`,
    values: [],
  });
  for (const { id: callId, leg_id: legId } of callers.rows) {
    const told = known.has(legId);
    known.add(legId);
    if (!told && !alive.some((leg) => leg.legId === legId))
      facts.push({ type: 'leg.ended', callId, legId, by: 'network', cause: 'network' });
  }
  for (const leg of alive) if (!known.has(leg.legId)) await telephony.hangup(leg.legId, 'network');
  for (const fact of facts) await loop.emit(fact);
  return facts.length;
}
