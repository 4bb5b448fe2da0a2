/** What the lead of a running call asked us to stop since it began, whichever way the wish came: for the agent who talks with them. */
import type { z } from 'zod';
import type { DeskCall } from '../../../../contract/api.ts';
import { channelsOf, purposesOf } from '../../consent/suppressions/masks.ts';
import type { Tx } from '../../kernel/loop.ts';
import { scopeOf } from '../compliance/intake/withdraw.ts';

type OptedOut = z.input<typeof DeskCall>['optedOut'];

export async function optedOutSince(
  tx: Tx,
  lead: { id: string; phone: string },
  sinceMs: number,
): Promise<OptedOut> {
  const { rows } = await tx.query<{
    channels: number;
    purposes: number;
    verbatim: string | null;
    received_ms: string;
  }>({
    name: 'opted-out-since',
    text: `select channels, purposes, verbatim, received_ms from baton.consent_suppressions
           where phone = substr($1, 2)::bigint and lead_id = $2 and received_ms >= $3 and lifted_ms is null
           order by id desc limit 1`,
    values: [lead.phone, lead.id, sinceMs],
  });
  const row = rows[0];
  if (!row) return null;
  const scope = { channels: channelsOf(row.channels), purposes: purposesOf(row.purposes) };
  return { stops: scopeOf({ scope }), words: row.verbatim ?? '', atMs: Number(row.received_ms) };
}
