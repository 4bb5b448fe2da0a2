/**
 * Facts become deliveries, in the transaction that commits the facts: told exactly once to each webhook that asked for
 * the event, and never about what was rolled back.
 *
 * A room that returns statements appends `webhookStatement(...)` to its saves; whoever holds a transaction calls
 * `enqueueWebhooks`. Afterwards (once committed) `dispatcher.nudge()` sends at once.
 */
import type { Fact } from '../kernel/events.ts';
import type { Tx } from '../kernel/loop.ts';
import type { Statement } from '../kernel/made.ts';
import { tellOf } from './webhook-events.ts';

const TEXT = `
  insert into baton.webhook_deliveries (id, webhook_id, event, payload, status, next_try_ms, created_ms)
  select told.id || '.' || w.id, w.id, told.event, told.payload, 'pending', $4, $4
  from unnest($1::text[], $2::text[], $3::text[]) as told (id, event, payload)
  join baton.webhooks w on told.event = any(w.events) and w.deleted_ms is null
  on conflict (id) do nothing`;

/** The statement that queues these facts; null when none of them is told to anybody. */
export function webhookStatement(
  facts: readonly Fact[],
  context: { nowMs: number; id: () => string },
): Statement | null {
  const ids: string[] = [];
  const events: string[] = [];
  const payloads: string[] = [];
  for (const fact of facts) {
    const told = tellOf(fact);
    if (!told) continue;
    const id = context.id();
    ids.push(id);
    events.push(told.event);
    payloads.push(JSON.stringify({ id, event: told.event, atMs: context.nowMs, data: told.data }));
  }
  if (ids.length === 0) return null;
  return { name: 'webhook_enqueue', text: TEXT, values: [ids, events, payloads, context.nowMs] };
}

/** @returns how many deliveries were queued */
export async function enqueueWebhooks(
  tx: Tx,
  facts: readonly Fact[],
  context: { nowMs: number; id: () => string },
): Promise<number> {
  const statement = webhookStatement(facts, context);
  return statement ? ((await tx.query(statement)).rowCount ?? 0) : 0;
}
