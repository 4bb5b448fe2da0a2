/** Outgoing webhooks: rows of `baton.webhooks` and `baton.webhook_deliveries`. The dispatcher sends what is due. */
import type { z } from 'zod';
import type { WebhookCreated, WebhookDelivery, WebhookSecret, WebhookView } from '../../../contract/api.ts';
import type { Queryable } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import { newToken } from './secrets.ts';

/** After a rotation the old secret signs too for this long. */
export const ROTATION_MS = 86_400_000;

interface Row {
  id: string;
  url: string;
  events: string[];
  created_ms: number;
  failing_since_ms: number | null;
}
const toView = (row: Row): z.input<typeof WebhookView> => ({
  webhookId: row.id,
  url: row.url,
  events: row.events,
  createdAtMs: row.created_ms,
  failingSinceMs: row.failing_since_ms,
});

export async function createWebhook(
  db: Queryable,
  input: { id: string; url: string; events: string[] },
  nowMs: number,
): Promise<z.input<typeof WebhookCreated>> {
  const secret = newToken('whsec');
  const made = await db.query<Row>(sql`
    insert into baton.webhooks (id, url, events, secret, created_ms)
    values (${input.id}, ${input.url}, ${[...new Set(input.events)]}, ${secret}, ${nowMs}) returning *`);
  return { ...toView(made.rows[0]!), secret };
}

export async function listWebhooks(db: Queryable): Promise<z.input<typeof WebhookView>[]> {
  const found = await db.query<Row>(
    sql`select * from baton.webhooks where deleted_ms is null order by created_ms, id limit 200`,
  );
  return found.rows.map(toView);
}

/** What is pending is given up. */
export async function deleteWebhook(db: Queryable, id: string, nowMs: number): Promise<boolean> {
  const done = await db.query(sql`
    with gone as (update baton.webhooks set deleted_ms = ${nowMs} where id = ${id} and deleted_ms is null returning id),
    dropped as (update baton.webhook_deliveries d set status = 'failed', next_try_ms = null,
      last_error = 'The webhook was removed.' from gone where d.webhook_id = gone.id and d.status = 'pending')
    select id from gone`);
  return done.rows.length > 0;
}

/** A new secret; the old one signs beside it for a day, so that the receiver can change without a gap. */
export async function rotateSecret(
  db: Queryable,
  id: string,
  nowMs: number,
): Promise<z.input<typeof WebhookSecret> | null> {
  const secret = newToken('whsec');
  const oldSignsUntilMs = nowMs + ROTATION_MS;
  const done = await db.query(sql`
    update baton.webhooks set previous_secret = secret, previous_until_ms = ${oldSignsUntilMs}, secret = ${secret}
    where id = ${id} and deleted_ms is null returning id`);
  return done.rows.length > 0 ? { secret, oldSignsUntilMs } : null;
}

/** A delivery that says nothing but that it arrives, signed like any other. False when there is no such webhook. */
export async function queueTest(
  db: Queryable,
  webhookId: string,
  deliveryId: string,
  nowMs: number,
): Promise<boolean> {
  const payload = JSON.stringify({ id: deliveryId, event: 'webhook.test', atMs: nowMs, data: { webhookId } });
  const done = await db.query(sql`
    insert into baton.webhook_deliveries (id, webhook_id, event, payload, status, next_try_ms, created_ms)
    select ${deliveryId}, id, 'webhook.test', ${payload}, 'pending', ${nowMs}, ${nowMs}
    from baton.webhooks where id = ${webhookId} and deleted_ms is null returning id`);
  return done.rows.length > 0;
}

interface DeliveryRow {
  id: string;
  event: string;
  created_ms: number;
  status: 'pending' | 'delivered' | 'failed';
  http_status: number | null;
  tries: number;
  next_try_ms: number | null;
  took_ms: number | null;
  last_error: string | null;
  payload: string;
}

/** The newest 200; null when there is no such webhook. */
export async function listDeliveries(
  db: Queryable,
  webhookId: string,
): Promise<z.input<typeof WebhookDelivery>[] | null> {
  const exists = await db.query(
    sql`select 1 from baton.webhooks where id = ${webhookId} and deleted_ms is null`,
  );
  if (exists.rows.length === 0) return null;
  const found = await db.query<DeliveryRow>(sql`
    select * from baton.webhook_deliveries where webhook_id = ${webhookId} order by created_ms desc, id limit 200`);
  return found.rows.map((row) => ({
    deliveryId: row.id,
    event: row.event,
    atMs: row.created_ms,
    status: row.status,
    httpStatus: row.http_status,
    tries: row.tries,
    nextTryAtMs: row.next_try_ms,
    ms: row.took_ms,
    error: row.last_error,
    payload: JSON.parse(row.payload) as unknown,
  }));
}

/** Due at once, whatever came of it before; the count of tries begins anew. */
export async function resendDelivery(db: Queryable, id: string, nowMs: number): Promise<boolean> {
  const done = await db.query(sql`
    update baton.webhook_deliveries d set status = 'pending', tries = 0, next_try_ms = ${nowMs}, lease_until_ms = 0
    from baton.webhooks w where d.id = ${id} and w.id = d.webhook_id and w.deleted_ms is null returning d.id`);
  return done.rows.length > 0;
}
