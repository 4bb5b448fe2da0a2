/** What the carrier still takes now (G17), counted from what was handed over: per minute, and per day for texts. */
import type { PermitInput } from '../../consent/index.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { TenantBook } from './tenant-book.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Kept free for answers and opt-out confirmations: a busy hour must not silence them. */
const RESERVE = 0.1;

interface Used {
  in_minute: number;
  oldest_in_minute: number | null;
  in_day: number;
  oldest_in_day: number | null;
}

/**
 * @returns undefined when the installation has not said what its carrier takes; the gate then denies
 */
export function createAllowance(book: TenantBook, sellerId: string) {
  return async (
    tx: Tx,
    asked: { channel: 'sms' | 'voice'; answers: boolean },
    nowMs: number,
  ): Promise<PermitInput['throughput']> => {
    const limits = book.saved().value.throughput;
    if (limits === null) return undefined;
    const share = asked.answers ? 1 : 1 - RESERVE;
    const used = await usedOf(tx, sellerId, asked.channel, nowMs);
    const perMinute = asked.channel === 'sms' ? limits.segmentsPerMinute : limits.callsPerMinute;
    const minute = windowOf(perMinute * share, used.in_minute, used.oldest_in_minute, MINUTE_MS, nowMs);
    if (asked.channel === 'voice') return minute;
    const day = windowOf(limits.segmentsPerDay * share, used.in_day, used.oldest_in_day, DAY_MS, nowMs);
    return minute.remaining <= day.remaining ? minute : day;
  };
}

/** Something is free again when the oldest of the window leaves it. */
function windowOf(limit: number, used: number, oldestMs: number | null, windowMs: number, nowMs: number) {
  const remaining = Math.max(0, Math.floor(Math.max(1, limit)) - used);
  return { remaining, moreAtMs: oldestMs === null ? nowMs : Number(oldestMs) + windowMs };
}

/** Segments of a text are known once the carrier took it; until then it counts as one. */
async function usedOf(tx: Tx, sellerId: string, channel: string, nowMs: number): Promise<Used> {
  const { rows } = await tx.query<Used>({
    name: 'allowance-used',
    text: `select coalesce(sum(n) filter (where at_ms > $3), 0)::int as in_minute, min(at_ms) filter (where at_ms > $3) as oldest_in_minute,
             coalesce(sum(n), 0)::int as in_day, min(at_ms) as oldest_in_day
           from (select a.at_ms, coalesce(m.segments, 1) as n from baton.consent_attempts a left join baton.messages m on m.id = a.ref
                 where a.seller_id = $1 and a.channel = $2 and a.at_ms > $4 and not a.failed) sent`,
    values: [sellerId, channel, nowMs - MINUTE_MS, nowMs - (channel === 'sms' ? DAY_MS : MINUTE_MS)],
  });
  return rows[0] as Used;
}
