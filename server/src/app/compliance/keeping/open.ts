/** What an erasure sealed, found and opened for somebody who must answer for it: nobody reads it without an entry in the log. */
import type { z } from 'zod';
import type { ArchiveOpenings, SealedList, SealedRecords } from '../../../../../contract/compliance-files.ts';
import { appendLog, phoneHmac } from '../../../consent/index.ts';
import { BatonError } from '../../../errors.ts';
import type { Tx } from '../../../kernel/loop.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import { parsePhone } from '../../../lead/phone.ts';
import type { Core } from '../../core.ts';
import { asQueryable } from '../../queryable.ts';
import { secretOf, unseal } from './secrets.ts';

/** One person's calls within a term of years; more than this under one reference is no single request. */
const MOST_RECORDS = 500;

interface Asked {
  reference?: string | undefined;
  phone?: string | undefined;
}

interface SealedRow {
  id: string;
  kind: string;
  reference: string;
  made_ms: number;
  until_ms: number;
  sealed: Buffer;
}

/** @throws BatonError VALIDATION when neither or both are asked for, or the number is none */
async function rowsOf(core: Core, tx: Tx, { reference, phone }: Asked, nowMs: number): Promise<SealedRow[]> {
  if ((reference === undefined) === (phone === undefined))
    throw new BatonError(
      'VALIDATION',
      'Ask by the reference of the erasure or by the number: one of the two.',
      {
        details: { field: 'reference' },
      },
    );
  const { rows } = await tx.query<SealedRow>({
    name: 'archive-of',
    text: `select id, kind, reference, made_ms, until_ms, sealed from baton.erasure_archive
           where (reference = $1 or phone_hmac = $2) and until_ms > $3 order by made_ms, id limit $4`,
    values: [
      reference ?? null,
      phone === undefined ? null : await hashOf(core, phone, nowMs),
      nowMs,
      MOST_RECORDS,
    ],
  });
  return rows;
}

async function hashOf(core: Core, phone: string, nowMs: number): Promise<Buffer> {
  const parsed = parsePhone(phone);
  if (!parsed.ok) throw new BatonError('VALIDATION', parsed.message, { details: { field: 'phone' } });
  return phoneHmac(await secretOf(core.db, 'erasure', nowMs), parsed.e164);
}

const labelOf = (row: SealedRow) => ({
  id: row.id,
  kind: row.kind,
  reference: row.reference,
  sealedAtMs: Number(row.made_ms),
  untilMs: Number(row.until_ms),
});

/** What there is, unopened; empty when there is nothing, or its term has ended. */
export async function findArchive(
  core: Core,
  asked: Asked,
  nowMs: number,
): Promise<z.input<typeof SealedList>> {
  return { records: (await rowsOf(core, core.db, asked, nowMs)).map(labelOf) };
}

/**
 * The records opened. The entry that says who read which and why is committed with the reading: when it cannot be written, nothing is
 * answered.
 * @throws BatonError NOT_FOUND, CONFLICT when the key is another than the one that sealed them
 */
export async function openArchive(
  core: Core,
  actor: { name: string },
  asked: Asked & { reason: string },
  nowMs: number,
): Promise<z.input<typeof SealedRecords>> {
  const key = await secretOf(core.db, 'archive', nowMs);
  return inTransaction(core.db, async (tx) => {
    const rows = await rowsOf(core, tx, asked, nowMs);
    if (rows.length === 0)
      throw new BatonError('NOT_FOUND', 'Nothing is sealed under this, or its term has ended.', {
        hint: 'Give the reference exactly as it was given when the person was erased. What was sealed by an older version is found by reference alone.',
      });
    const records = rows.map((row) => ({ ...labelOf(row), record: opened(key, row) }));
    await appendLog(asQueryable(tx), {
      atMs: nowMs,
      kind: 'archive',
      sellerId: core.settings.seller.id,
      phone: null,
      leadId: null,
      payload: {
        opened: records.map(({ id }) => id),
        by: actor.name,
        references: [...new Set(records.map(({ reference }) => reference))],
        reason: asked.reason,
      },
    });
    return { records };
  });
}

interface Opening {
  opened: string[];
  by: string;
  reason: string;
  references?: string[];
  /** In the entries of the first version. */
  reference?: string;
}

export async function archiveOpenings(core: Core, limit: number): Promise<z.input<typeof ArchiveOpenings>> {
  const { rows } = await core.db.query<{ at_ms: number; payload: Opening }>({
    name: 'archive-openings',
    text: `select at_ms, payload from baton.consent_log
           where (kind = 'archive' or (kind = 'list' and payload->>'list' = 'sealed archive')) and payload is not null
           order by at_ms desc limit $1`,
    values: [limit],
  });
  return {
    openings: rows.map(({ at_ms, payload }) => ({
      atMs: Number(at_ms),
      by: payload.by,
      reason: payload.reason,
      references: payload.references ?? (payload.reference ? [payload.reference] : []),
      records: payload.opened.length,
    })),
  };
}

function opened(key: Buffer, row: SealedRow): unknown {
  try {
    return JSON.parse(unseal(key, row.sealed)) as unknown;
  } catch {
    throw new BatonError('CONFLICT', `Record ${row.id} does not open with this installation's key.`, {
      hint: 'Its bytes were changed, or the database came from another installation without its keys.',
    });
  }
}
