/** A change of one agent's state that is no fact of the journal: more wrap-up. Under the row's lock, with its alarm. */
import type { AgentState } from '../agents/agent.ts';
import type { Db } from '../kernel/loop.ts';
import type { Decision } from '../kernel/room.ts';
import { inTransaction } from '../kernel/transaction.ts';

export async function changeAgent(
  db: Db,
  agentId: string,
  change: (state: AgentState) => Decision<AgentState>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { rows } = await tx.query<{ state: AgentState }>({
      text: 'select state from baton.agents where id = $1 for update',
      values: [agentId],
    });
    if (!rows[0]) return;
    const step = change(rows[0].state);
    await tx.query({
      text: 'update baton.agents set state = $2 where id = $1',
      values: [agentId, JSON.stringify(step.state)],
    });
    for (const timer of step.timers) {
      await tx.query({
        text: `update baton.jobs set due_ms = $2, body = jsonb_set(body, '{token}', to_jsonb($3::bigint)) where kind = 'timer' and room = 'agents' and key = $1`,
        values: [agentId, timer.atMs, timer.token],
      });
    }
  });
}
