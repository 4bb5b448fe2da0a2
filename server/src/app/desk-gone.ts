/**
 * The winner's desk is gone before the join: the lead must never be joined to nobody. The engine keeps a lost leg for
 * a while, so that a reload comes back into a live call; before the join that would be too long for a lead who waits.
 * So a short grace, enough for a reload, and then the transfer is handed back: the next agents ring.
 */

import { loadAgent } from '../agents/store.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Fact } from '../kernel/events.ts';
import type { Db } from '../kernel/loop.ts';
import { loadTransfer } from './views/desk.ts';

/** A reload takes one to two seconds. */
export const deskGraceMs = 3_000;

export interface DeskGoneParts {
  db: Db;
  clock: Clock;
  emit: (fact: Fact) => Promise<void>;
  isOnline: (stationId: string) => boolean;
  onError: (error: unknown, what: string) => void;
}

/** @returns to be called when a desk went offline */
export function createDeskGone(parts: DeskGoneParts): (agentId: string) => void {
  async function handBack(agentId: string): Promise<void> {
    if (parts.isOnline(`desk:${agentId}`)) return;
    const agent = await loadAgent(parts.db, agentId);
    if (agent?.state.hold?.kind !== 'on-call') return;
    const transfer = await loadTransfer(parts.db, agent.state.hold.transferId);
    if (transfer?.phase !== 'briefing' && transfer?.phase !== 'joining') return;
    // The transfer's own table checks again, under its lock, that this agent has it and that nobody is joined yet.
    await parts.emit({ type: 'transfer.hand-back', transferId: transfer.id, agentId });
  }
  return (agentId) => {
    parts.clock.after(deskGraceMs, () => {
      handBack(agentId).catch((error) =>
        parts.onError(error, 'handing back the transfer of a desk that is gone'),
      );
    });
  };
}
