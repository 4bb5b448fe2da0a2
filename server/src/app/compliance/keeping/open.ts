/** What an erasure sealed, opened for somebody who must answer for it: nobody reads it without an entry in the log. */
import type { z } from 'zod';
import type { SealedRecords } from '../../../../../contract/compliance-files.ts';
import { appendLog } from '../../../consent/index.ts';
import { BatonError } from '../../../errors.ts';
import { inTransaction } from '../../../kernel/transaction.ts';
import type { Core } from '../../core.ts';
import { asQueryable } from '../../record.ts';
import { secretOf, unseal } from './secrets.ts';

/** One person's calls within a term of years; more than this under one reference is no single request. */
const MOST_RECORDS = 500;

interface SealedRow {
  id: string;
  kind: string;
  made_ms: number;
  until_ms: number;
  sealed: Buffer;
}

/**
 * The records sealed under the reference of an erasure. The entry that says who read how many and why is committed with the
 * reading: when it cannot be written, nothing is answered.
 * @throws BatonError NOT_FOUND, CONFLICT when the key is another than the one that sealed them
 */
export async function openArchive(
  core: Core,
  actor: { name: string },
  asked: { reference: string; reason: string },
  nowMs: number,
): Promise<z.input<typeof SealedRecords>> {
  const { reference, reason } = asked;
  const key = await secretOf(core.db, 'archive', nowMs);
  return inTransaction(core.db, async (tx) => {
    const { rows } = await tx.query<SealedRow>({
      name: 'archive-of-reference',
      text: `select id, kind, made_ms, until_ms, sealed from baton.erasure_archive
             where reference = $1 and until_ms > $2 order by made_ms, id limit $3`,
      values: [reference, nowMs, MOST_RECORDS],
    });
    if (rows.length === 0)
      throw new BatonError('NOT_FOUND', 'Nothing is sealed under this reference, or its term has ended.', {
        hint: 'Give the reference exactly as it was given when the person was erased.',
      });
    const records = rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      sealedAtMs: Number(row.made_ms),
      untilMs: Number(row.until_ms),
      record: opened(key, row),
    }));
    await appendLog(asQueryable(tx), {
      atMs: nowMs,
      kind: 'list',
      sellerId: core.settings.seller.id,
      phone: null,
      leadId: null,
      payload: {
        list: 'sealed archive',
        opened: records.map(({ id }) => id),
        by: actor.name,
        reference,
        reason,
      },
    });
    return { reference, records };
  });
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
