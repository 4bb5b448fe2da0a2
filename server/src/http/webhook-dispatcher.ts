/**
 * Sends what is due: takes deliveries with a lease (a dead process's are taken over when it runs out), at most some at
 * once and fewer for one webhook, so that one slow receiver does not hold up the others. A delivery may arrive twice
 * (a crash between answer and record); its `id` tells the receiver.
 */
import type { Pool } from '../adapters/postgres/pool.ts';
import { sql } from '../adapters/postgres/sql.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from './log.ts';
import { type PostResult, type PostRules, post } from './webhook-post.ts';
import { nextOf } from './webhook-retry.ts';
import { signatureOf } from './webhook-signature.ts';

const AT_ONCE = 16;
const AT_ONCE_EACH = 4;
const TIMEOUT_MS = 10_000;
const LEASE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
const NUDGE_MS = 20;
/** Delivered and failed ones are kept this long. */
const KEPT_MS = 30 * 86_400_000;

export interface DispatcherOptions {
  pool: Pool;
  clock: Clock;
  log: Logger;
  /** Fresh ids, to name a lease. */
  id: () => string;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Loopback and private networks too: in demo mode, or when configured. */
  allowPrivate: boolean;
  timeoutMs?: number;
  lookup?: PostRules['lookup'];
}

export interface Dispatcher {
  start(): void;
  /** Something may be due now. */
  nudge(): void;
  /** Sends everything that is due now and waits for it. */
  settle(): Promise<void>;
  /** Takes nothing new and waits for what is under way (bounded by the timeout). */
  stop(): Promise<void>;
}

interface Taken {
  id: string;
  webhook_id: string;
  event: string;
  payload: string;
  tries: number;
  lease_owner: string;
  url: string;
  secret: string;
  previous_secret: string | null;
  previous_until_ms: number | null;
}

export function createWebhookDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock, log } = options;
  const flying = new Map<Promise<void>, string>();
  let looking: Promise<number> | null = null;
  let again = false;
  let nudged = false;
  let stopped = true;
  let alarm: { cancel(): void } | null = null;

  const busy = (): string[] => {
    const counts = new Map<string, number>();
    for (const id of flying.values()) counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts].filter(([, count]) => count >= AT_ONCE_EACH).map(([id]) => id);
  };

  async function look(): Promise<number> {
    const free = AT_ONCE - flying.size;
    if (free <= 0) return 0;
    const taken = await take(options, free, busy());
    for (const one of taken) {
      const flight = deliver(options, one)
        .catch((error: unknown) =>
          log.error({ err: error, deliveryId: one.id }, 'a delivery was not recorded'),
        )
        .finally(() => {
          flying.delete(flight);
          nudge();
        });
      flying.set(flight, one.webhook_id);
    }
    return taken.length;
  }

  /** One look at a time; a nudge during it leads to one more. */
  function lookOnce(): Promise<number> {
    if (looking) {
      again = true;
      return looking;
    }
    looking = look()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'webhooks could not be looked up; they are tried again');
        return 0;
      })
      .finally(() => {
        looking = null;
        if (again && !stopped) {
          again = false;
          void lookOnce();
        }
      });
    return looking;
  }

  /** Every commit may nudge; they are merged, so that a busy floor costs at most 50 looks a second. */
  function nudge(): void {
    if (stopped || nudged) return;
    nudged = true;
    clock.after(NUDGE_MS, () => {
      nudged = false;
      if (!stopped) void lookOnce();
    });
  }

  function tick(): void {
    if (stopped) return;
    void lookOnce();
    alarm = clock.after(LOOK_EVERY_MS, tick);
  }

  return {
    nudge,
    start() {
      stopped = false;
      tick();
    },
    async settle() {
      for (;;) {
        const found = await lookOnce();
        await Promise.all(flying.keys());
        if (found === 0 && flying.size === 0 && !looking) return;
      }
    },
    async stop() {
      stopped = true;
      alarm?.cancel();
      await looking;
      await Promise.all(flying.keys());
    },
  };
}

async function take(options: DispatcherOptions, limit: number, busy: string[]): Promise<Taken[]> {
  const nowMs = options.clock.nowMs();
  const owner = options.id();
  // The inner list gives each webhook its share; the outer one locks, and looks again at what it locked.
  const taken = await options.pool.query<Taken>(sql`
    with fair as (
      select id from (
        select id, next_try_ms, row_number() over (partition by webhook_id order by next_try_ms, id) as place
        from baton.webhook_deliveries
        where status = 'pending' and next_try_ms <= ${nowMs} and lease_until_ms <= ${nowMs}
          and webhook_id <> all(${busy})) ranked
      where place <= ${AT_ONCE_EACH} order by next_try_ms, id limit ${limit}),
    locked as (
      select d.id from baton.webhook_deliveries d join fair on fair.id = d.id
      where d.status = 'pending' and d.lease_until_ms <= ${nowMs} for update of d skip locked)
    update baton.webhook_deliveries d
    set lease_until_ms = ${nowMs + LEASE_MS}, lease_owner = ${owner}, tries = d.tries + 1
    from locked, baton.webhooks w where d.id = locked.id and w.id = d.webhook_id
    returning d.id, d.webhook_id, d.event, d.payload, d.tries, d.lease_owner, w.url, w.secret, w.previous_secret,
      w.previous_until_ms`);
  return taken.rows;
}

async function deliver(options: DispatcherOptions, one: Taken): Promise<void> {
  const startMs = options.clock.nowMs();
  const old = one.previous_until_ms !== null && one.previous_until_ms > startMs ? one.previous_secret : null;
  const secrets = old === null ? [one.secret] : [one.secret, old];
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Baton-Webhooks/1',
    'baton-event': one.event,
    'baton-delivery': one.id,
    'baton-signature': signatureOf(one.payload, secrets, startMs),
  };
  const result = await post(one.url, headers, one.payload, {
    allowPrivate: options.allowPrivate,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    ...(options.lookup ? { lookup: options.lookup } : {}),
  });
  await record(options, one, result, options.clock.nowMs() - startMs);
}

/** Only while the lease is still ours: another may have taken it over meanwhile. */
async function record(
  options: DispatcherOptions,
  one: Taken,
  result: PostResult,
  tookMs: number,
): Promise<void> {
  const nowMs = options.clock.nowMs();
  const next = nextOf(result, one.tries, nowMs, options.random());
  const nextTryMs = next.status === 'pending' ? next.nextTryMs : null;
  const good = next.status === 'delivered';
  await options.pool.query(sql`
    with done as (
      update baton.webhook_deliveries
      set status = ${next.status}, next_try_ms = ${nextTryMs}, lease_until_ms = 0, lease_owner = null,
          http_status = ${result.status}, last_error = ${result.error}, took_ms = ${Math.round(tookMs)}
      where id = ${one.id} and lease_owner = ${one.lease_owner} and status = 'pending' returning webhook_id)
    update baton.webhooks w
    set failing_since_ms = case when ${good} then null else coalesce(w.failing_since_ms, ${nowMs}) end
    from done where w.id = done.webhook_id`);
}

/** Forgets old deliveries; called now and then. */
export async function forgetOldDeliveries(pool: Pool, nowMs: number): Promise<void> {
  await pool.query(sql`
    delete from baton.webhook_deliveries where id in (
      select id from baton.webhook_deliveries
      where status <> 'pending' and created_ms < ${nowMs - KEPT_MS} limit 5000)`);
}
