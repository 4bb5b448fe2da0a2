/** The do-not-contact store as people see and change it. */
import type { z } from 'zod';
import type { SuppressionInput, SuppressionPage } from '../../../../contract/compliance.ts';
import { addSuppression, liftSuppressions, listsWith, phoneDigits } from '../../consent/index.ts';
import { HELD } from '../../consent/records/store.ts';
import { channelsOf, purposesOf } from '../../consent/suppressions/masks.ts';
import { BatonError } from '../../errors.ts';
import type { Tx } from '../../kernel/loop.ts';
import { inTransaction as transaction } from '../../kernel/transaction.ts';
import { parsePhone } from '../../lead/phone.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';

interface Row {
  id: number | string;
  phone: number | string | null;
  seller_id: string;
  channels: number;
  purposes: number;
  reason: string;
  verbatim: string | null;
  received_ms: number | string;
  effective_ms: number | string;
  lifted_ms: number | string | null;
  lifted_by: string | null;
  lead_id: string | null;
  evidence_ref: string | null;
}
const columns =
  'id, phone, seller_id, channels, purposes, reason, verbatim, received_ms, effective_ms, lifted_ms, lifted_by, lead_id, evidence_ref';

const e164 = (text: string): string => {
  const phone = parsePhone(text);
  if (!phone.ok) throw new BatonError('BAD_PHONE', phone.message);
  return phone.e164;
};

/** @throws BatonError BAD_PHONE */
export async function suppressionPage(
  core: Core,
  query: { phone?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<z.input<typeof SuppressionPage>> {
  const { db } = core;
  const sellerId = core.settings.seller.id;
  const phone = query.phone ? e164(query.phone) : null;
  const before = query.cursor === undefined ? null : Number(query.cursor);
  if (before !== null && !Number.isSafeInteger(before))
    throw new BatonError('VALIDATION', 'The cursor is not one that was given.');
  // Two statements: a number has its own index, and the newest of all are the last ids.
  const { rows } = await db.query<Row>(
    phone === null
      ? {
          name: 'suppressions-newest',
          text: `select ${columns} from baton.consent_suppressions where seller_id in ($1, '*') and ($2::bigint is null or id < $2) order by id desc limit $3`,
          values: [sellerId, before, query.limit + 1],
        }
      : {
          name: 'suppressions-of',
          text: `select ${columns} from baton.consent_suppressions where phone = $4::bigint and seller_id in ($1, '*') and ($2::bigint is null or id < $2) order by id desc limit $3`,
          values: [sellerId, before, query.limit + 1, phoneDigits(phone)],
        },
  );
  const shown = rows.slice(0, query.limit);
  return {
    suppressions: shown.map(view),
    nextCursor: rows.length > query.limit ? String(shown.at(-1)?.id) : null,
    number:
      phone === null
        ? null
        : {
            phone,
            lists: await listsWith(asQueryable(db), sellerId, phone),
            blocks: await blocksOf(db, sellerId, phone),
          },
  };
}

const view = (row: Row): z.input<typeof SuppressionPage>['suppressions'][number] => ({
  id: String(row.id),
  phone: row.phone === null ? null : `+${row.phone}`,
  scope: row.seller_id === '*' ? 'everybody' : 'seller',
  channels: channelsOf(row.channels),
  purposes: purposesOf(row.purposes),
  reason: row.reason,
  verbatim: row.verbatim,
  receivedAtMs: Number(row.received_ms),
  effectiveAtMs: Number(row.effective_ms),
  liftedAtMs: row.lifted_ms === null ? null : Number(row.lifted_ms),
  liftedBy: row.lifted_by,
  leadId: row.lead_id,
  evidenceRef: row.evidence_ref,
  held: HELD.has(row.reason) || row.seller_id === '*' || row.phone === null,
});

async function blocksOf(tx: Tx, sellerId: string, phone: string) {
  const { rows } = await tx.query<{ kind: string; at_ms: number; note: string | null }>({
    name: 'blocks-of',
    text: `select kind, at_ms, note from baton.consent_blocks where phone = $1::bigint and seller_id in ($2, '*') order by kind`,
    values: [phoneDigits(phone), sellerId],
  });
  return rows.map((row) => ({ kind: row.kind, atMs: Number(row.at_ms), note: row.note }));
}

async function leadOf(core: Core, phone: string): Promise<string | null> {
  const { rows } = await core.db.query<{ id: string }>({
    name: 'lead-by-phone',
    text: 'select id from baton.leads where phone = $1',
    values: [phone],
  });
  return rows[0]?.id ?? null;
}

/**
 * Adds an entry by hand; what is planned for a lead of that number stops.
 * @param ref names the receipt, so that the same one suppresses once
 * @throws BatonError BAD_PHONE
 */
export async function suppressByHand(
  core: Core,
  actor: { name: string },
  input: z.output<typeof SuppressionInput>,
  ref: string,
  nowMs: number,
): Promise<string> {
  const phone = e164(input.phone);
  const leadId = await leadOf(core, phone);
  const { id: sellerId } = core.settings.seller;
  const words = `${actor.name}: ${input.words}`;
  await transaction(core.db, (tx) =>
    addSuppression(asQueryable(tx), {
      phone,
      leadId,
      entry: {
        sellerId,
        channels: input.channels,
        purposes: [input.purpose],
        reason: 'staff',
        effectiveAtMs: nowMs,
      },
      receivedAtMs: nowMs,
      verbatim: words,
      evidenceRef: ref,
    }),
  );
  // Only an opt-out of everything ends the conversation; a narrower one is kept by the gate alone.
  const everything =
    input.purpose === 'all' &&
    ['sms', 'voice_ai', 'voice_live'].every((channel) => (input.channels as string[]).includes(channel));
  if (leadId !== null && everything)
    await core.loop.emit({ type: 'consent.revoked', leadId, words, by: 'staff', messageId: ref });
  const { rows } = await core.db.query<{ id: number | string }>({
    name: 'suppression-by-ref',
    text: 'select id from baton.consent_suppressions where seller_id = $1 and evidence_ref = $2 and phone = $3::bigint',
    values: [sellerId, ref, phoneDigits(phone)],
  });
  return String(rows[0]?.id ?? '');
}

/**
 * Lifts one entry, with the reason in the log. A mistake of our own staff may be taken back with a reason alone; what the person
 * withdrew comes back only with a consent they gave afterwards. What is held is never lifted here.
 * @throws BatonError NOT_FOUND, CONFLICT
 */
export async function liftByHand(
  core: Core,
  actor: { name: string },
  id: string,
  reason: string,
  nowMs: number,
): Promise<void> {
  const sellerId = core.settings.seller.id;
  if (!/^\d{1,18}$/.test(id)) throw new BatonError('NOT_FOUND', `There is no opt-out ${id}.`);
  await transaction(core.db, async (tx) => {
    const { rows } = await tx.query<Row>({
      name: 'suppression-lock',
      text: `select ${columns} from baton.consent_suppressions where id = $1 and seller_id in ($2, '*') for update`,
      values: [id, sellerId],
    });
    const row = rows[0];
    if (!row) throw new BatonError('NOT_FOUND', `There is no opt-out ${id}.`);
    if (row.lifted_ms !== null) throw new BatonError('CONFLICT', 'This opt-out was lifted already.');
    const one = view(row);
    if (one.held || one.phone === null) {
      throw new BatonError(
        'CONFLICT',
        `An entry of this kind (${row.seller_id === '*' ? 'of every seller' : row.reason}) is held: it is not lifted.`,
        {
          hint: 'Complaints, wrong or reassigned numbers, legal holds and erasures stay. Talk to counsel.',
        },
      );
    }
    if (row.reason !== 'staff' && !(await consentedSince(tx, sellerId, one.phone, one.receivedAtMs))) {
      throw new BatonError(
        'CONFLICT',
        'The person withdrew this themselves, and has given no consent since.',
        {
          hint: 'It is lifted by START, or by a new consent on your form. A reason alone is not enough.',
        },
      );
    }
    await liftSuppressions(asQueryable(tx), {
      sellerId,
      phone: one.phone,
      leadId: one.leadId,
      ids: [one.id],
      by: `${actor.name}: ${reason}`,
      nowMs,
    });
  });
}

async function consentedSince(tx: Tx, sellerId: string, phone: string, sinceMs: number): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'consent-since',
    text: `select 1 from baton.consent_records r join baton.consent_status s using (consent_id)
           where r.phone = $1::bigint and r.seller_id = $2 and r.at_ms > $3 and s.status = 'active' and not r.archived
             and r.record->'source'->>'kind' = 'own_form' limit 1`,
    values: [phoneDigits(phone), sellerId, sinceMs],
  });
  return (rowCount ?? 0) > 0;
}
