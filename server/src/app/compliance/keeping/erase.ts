/**
 * Erasing one person (section 13.2): suppressed first, then everything that is only ours to keep goes; what the law or the defence
 * of claims wants kept is sealed in the archive until its term ends; the opt-out stays as a keyed hash, so that an import of the
 * same number is met by it.
 */
import {
  decideErasure,
  erasePerson,
  type HeldRecord,
  phoneDigits,
  phoneHmac,
  type Retention,
} from '../../../consent/index.ts';
import { BatonError } from '../../../errors.ts';
import type { Tx } from '../../../kernel/loop.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import type { Lead } from '../../../lead/lead.ts';
import type { Core } from '../../core.ts';
import { loadLead } from '../../lead-row.ts';
import { asQueryable } from '../../queryable.ts';
import { eraseOf } from '../../recordings/housekeeping.ts';
import { seal, secretOf } from './secrets.ts';

export interface Erased {
  suppressionsHashed: number;
  consentsArchived: number;
  logRowsEmptied: number;
  /** Calls whose detail was sealed until its term ends. */
  callsArchived: number;
  messagesDeleted: number;
}

/** @throws BatonError NOT_FOUND, CONFLICT while they are on a call */
export async function eraseLead(
  core: Core,
  actor: { name: string },
  leadId: string,
  reference: string,
  nowMs: number,
): Promise<Erased> {
  const lead = await loadLead(core.db, leadId);
  if (!lead) throw new BatonError('NOT_FOUND', `There is no lead ${leadId}.`);
  const live = await core.db.query({
    text: `select 1 from baton.transfers where lead_id = $1 and phase <> 'ended' limit 1`,
    values: [leadId],
  });
  if (live.rowCount)
    throw new BatonError('CONFLICT', 'They are on a call, or one rings. Erase them when it is over.');
  // Suppressed first, without waiting for anything: the conversation rests, and what is planned is not sent.
  await core.loop.emit({
    type: 'consent.revoked',
    leadId,
    words: `Erasure ${reference}, by ${actor.name}`,
    by: 'staff',
    messageId: `erasure:${reference}:${leadId}`,
  });
  if (core.recordingsFolder) await eraseOf(core.db, core.recordingsFolder, leadId, actor.name, nowMs);
  const keys = {
    hmac: await secretOf(core.db, 'erasure', nowMs),
    archive: await secretOf(core.db, 'archive', nowMs),
  };
  return inTransaction(core.db, async (tx) => {
    const callsArchived = await archiveCalls(tx, core.id, lead, reference, keys, nowMs);
    const report = await erasePerson(asQueryable(tx), {
      sellerId: core.settings.seller.id,
      phone: lead.phone,
      hmacKey: keys.hmac,
      nowMs,
      reference,
    });
    const { suppressionsHashed, consentsArchived, logRowsEmptied } = report;
    const messagesDeleted = await deleteOf(tx, lead);
    return { suppressionsHashed, consentsArchived, logRowsEmptied, callsArchived, messagesDeleted };
  });
}

/** When, how long, how it ended, who spoke: no word of what was said. */
async function archiveCalls(
  tx: Tx,
  id: () => string,
  lead: Lead,
  reference: string,
  keys: { archive: Buffer; hmac: Buffer },
  nowMs: number,
): Promise<number> {
  // Found again by the number, of which nothing else is kept.
  const found = phoneHmac(keys.hmac, lead.phone);
  const { rows } = await tx.query<{ id: string; ready_ms: number; call: unknown }>({
    text: `select id, ready_ms, jsonb_build_object('readyAtMs', ready_ms, 'joinedAtMs', joined_ms, 'endedAtMs', ended_ms, 'outcome', outcome,
             'agentId', agent_id, 'agentName', state->'winner'->>'name', 'from', state->'spec'->'seller'->>'number') as call
           from baton.transfers where lead_id = $1`,
    values: [lead.id],
  });
  const records = rows.map((row): HeldRecord => ({ kind: 'call-detail', createdAtMs: Number(row.ready_ms) }));
  const { decisions } = decideErasure(records, nowMs);
  let kept = 0;
  for (const [i, { retention }] of decisions.entries()) {
    if (!isKept(retention)) continue;
    const sealed = seal(
      keys.archive,
      JSON.stringify({ phone: lead.phone, name: lead.name, call: rows[i]?.call }),
    );
    await tx.query({
      text: `insert into baton.erasure_archive (id, reference, kind, made_ms, until_ms, sealed, phone_hmac) values ($1, $2, 'call-detail', $3, $4, $5, $6)`,
      values: [id(), reference, nowMs, retention.untilMs, sealed, found],
    });
    kept += 1;
  }
  return kept;
}

const isKept = (retention: Retention): boolean =>
  retention.action === 'archive' && retention.untilMs !== null;

/** Every row of other rooms that is about this person; the lead's own row last. */
async function deleteOf(tx: Tx, lead: Lead): Promise<number> {
  const run = async (text: string, ...values: unknown[]) => (await tx.query({ text, values })).rowCount ?? 0;
  const calls = `select id from baton.transfers where lead_id = $1`;
  await run(
    `delete from baton.jobs where key = $1 or key = $2 or body->>'leadId' = $1 or key in (${calls})`,
    lead.id,
    lead.phone,
  );
  await run(
    `delete from baton.journal where lead_id = $1 or (room in ('transfer', 'call', 'opt-out') and key in (${calls})) or (room = 'lead' and key = $2)`,
    lead.id,
    lead.phone,
  );
  await run(`delete from baton.calls where id in (${calls})`, lead.id);
  const messages = await run('delete from baton.messages where lead_id = $1', lead.id);
  for (const table of ['dispositions', 'model_turns', 'callers', 'transfers'])
    await run(`delete from baton.${table} where lead_id = $1`, lead.id);
  await run('delete from baton.conversations where id = $1', lead.id);
  for (const table of ['carrier_texts', 'chats'])
    await run(`delete from baton.${table} where phone = $1`, lead.phone);
  await run('delete from baton.number_codes where phone = $1::bigint', phoneDigits(lead.phone));
  await run(
    `update baton.revocation_intake set words = null, sender = null, evidence = null, phones = array_remove(phones, $1) where phones @> array[$1]`,
    lead.phone,
  );
  await run('delete from baton.leads where id = $1', lead.id);
  return messages;
}
