/** The legal abandonment meter over the calls that were really placed. Agent-first keeps it at zero; here is the proof. */
import type { z } from 'zod';
import type { MeterView } from '../../../../contract/compliance.ts';
import { abandonmentMeter, type DialledCall, defaultRules } from '../../consent/index.ts';
import type { Tx } from '../../kernel/loop.ts';
import type { Core } from '../core.ts';

/** Calls counted at most; a floor of a thousand calls a day stays below. */
const MOST = 40_000;

interface CallRow {
  campaign: string;
  dialled_ms: number | string;
  joined_ms: number | string | null;
  answered_ms: number | string | null;
  machine: boolean;
  ended_ms: number | string | null;
}

/**
 * Calls of the window: every attempt to a lead's phone, with when it was answered and when an agent was heard. The end of the
 * greeting is not known, so the answer counts, which is never in our favour. Joined from both sides by keys of their own.
 */
async function callsSince(tx: Tx, sellerId: string, sinceMs: number): Promise<CallRow[]> {
  const { rows } = await tx.query<CallRow>({
    name: 'calls-for-meter',
    text: `select l.playbook as campaign, a.at_ms as dialled_ms, t.joined_ms, f.answered_ms, coalesce(f.machine, false) as machine, f.ended_ms
           from baton.transfers t
           join baton.consent_attempts a on a.ref = t.state->'leadLeg'->>'legId' and a.channel = 'voice' and a.seller_id = $1
           join baton.leads l on l.id = t.lead_id
           left join lateral (
             select min(j.at_ms) filter (where j.type = 'leg.answered') as answered_ms,
                    bool_or(j.type = 'leg.machine') as machine,
                    max(j.at_ms) filter (where j.type = 'leg.ended') as ended_ms
             from baton.journal j
             where j.room in ('transfer', 'call') and j.key = t.id and j.type in ('leg.answered', 'leg.machine', 'leg.ended') and j.body->>'legId' = a.ref
           ) f on true
           where t.ready_ms > $2 order by t.ready_ms desc limit $3`,
    values: [sellerId, sinceMs, MOST + 1],
  });
  return rows;
}

const number = (value: number | string | null) => (value === null ? null : Number(value));

export async function meterNow(core: Core, nowMs: number): Promise<z.input<typeof MeterView>> {
  const { limits } = defaultRules();
  const fromMs = nowMs - limits.abandonWindowMs;
  const found = await callsSince(core.db, core.settings.seller.id, fromMs);
  const rows = found.slice(0, MOST);
  const calls = rows.map((row): DialledCall => {
    const answeredAtMs = number(row.answered_ms);
    return {
      campaignId: row.campaign,
      startedAtMs: Number(row.dialled_ms),
      answeredByPerson: answeredAtMs !== null && !row.machine,
      greetingEndedAtMs: null,
      answeredAtMs,
      connectedAtMs: number(row.joined_ms),
      endedAtMs: number(row.ended_ms) ?? nowMs,
    };
  });
  const campaigns = [...new Set(calls.map((call) => call.campaignId))].sort();
  return {
    fromMs,
    atMs: nowMs,
    bounds: {
      throttle: limits.abandonThrottlePct,
      stop: limits.abandonStopPct,
      legal: limits.abandonLegalPct,
    },
    connectMaxMs: limits.connectMaxMs,
    truncated: found.length > MOST,
    campaigns: campaigns.map((campaign) => {
      const { answered, abandoned, pct, state, overLegal, rungTooShort } = abandonmentMeter(
        calls,
        [campaign],
        nowMs,
        limits,
      );
      const dialled = calls.filter((call) => call.campaignId === campaign).length;
      return { campaign, dialled, answered, abandoned, pct, state, overLegal, rungTooShort };
    }),
  };
}
