/** Do-not-call and litigator lists: what is on file, and bringing a copy in without ever holding it in memory. */
import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import type { complianceRoutes, ListImport, ListView } from '../../../../contract/compliance.ts';
import { defaultRules, importBlocks, importList } from '../../consent/index.ts';
import { BatonError } from '../../errors.ts';
import { inTransaction as transaction } from '../../kernel/transaction.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';
import { spooled } from './spool.ts';

/** Ten million numbers as "212,5550100" and a line end are 130 MB; the whole national registry is read by area code. */
export const LIST_LIMIT_BYTES = 400_000_000;
/** Clocks of other computers may be ahead by so much. */
const AHEAD_MS = 60_000;

type Query = z.output<(typeof complianceRoutes)['importList']['query']>;

export async function listsOnFile(
  core: Core,
  nowMs: number,
): Promise<{ lists: z.input<typeof ListView>[]; litigators: number }> {
  const sellerId = core.settings.seller.id;
  const { rows } = await core.db.query<{
    list: string;
    numbers: number;
    copy_at_ms: number;
    imported_ms: number;
    area_codes: string[] | null;
    san: string | null;
    sha256: string | null;
  }>({
    name: 'dnc-copies',
    text: 'select list, numbers, copy_at_ms, imported_ms, area_codes, san, sha256 from baton.dnc_copies where seller_id = $1 and active order by list',
    values: [sellerId],
  });
  const blocked = await core.db.query<{ n: number }>({
    name: 'litigators',
    text: `select count(*)::int as n from baton.consent_blocks where seller_id = $1 and kind = 'litigator'`,
    values: [sellerId],
  });
  const { dncMaxAgeMs } = defaultRules().limits;
  const lists = rows.map((row) => ({
    list: row.list,
    numbers: Number(row.numbers),
    copyAtMs: Number(row.copy_at_ms),
    importedAtMs: Number(row.imported_ms),
    areaCodes: row.area_codes,
    san: row.san,
    sha256: row.sha256,
    stale: nowMs - Number(row.copy_at_ms) > dncMaxAgeMs,
  }));
  return { lists, litigators: blocked.rows[0]?.n ?? 0 };
}

/**
 * Takes the file as fast as the sender sends, and imports it from disk in one transaction: a broken upload or file leaves the
 * old copy in force.
 * @throws BatonError VALIDATION, BODY_TOO_LARGE
 */
export async function takeList(
  core: Core,
  actor: { name: string },
  query: Query,
  body: unknown,
  nowMs: number,
  limitBytes = LIST_LIMIT_BYTES,
): Promise<z.input<typeof ListImport>> {
  if (query.copyAtMs > nowMs + AHEAD_MS)
    throw new BatonError('VALIDATION', 'The copy cannot have been taken in the future.');
  return spooled(body, limitBytes, async (file) => {
    try {
      const report = await importFile(core, actor, query, file, nowMs);
      await core.tenantBook?.reload();
      return report;
    } catch (error) {
      if (error instanceof Error && /holds no telephone number/.test(error.message)) {
        throw new BatonError(
          'VALIDATION',
          'The file holds no telephone number, so the copy on file stays as it is.',
          { hint: 'One number a line, ten digits or E.164.' },
        );
      }
      throw error;
    }
  });
}

async function importFile(
  core: Core,
  actor: { name: string },
  query: Query,
  file: string,
  nowMs: number,
): Promise<z.input<typeof ListImport>> {
  const { list, copyAtMs, san, areaCodes } = query;
  const sellerId = core.settings.seller.id;
  return transaction(core.db, async (tx) => {
    const db = asQueryable(tx);
    if (list === 'litigator') {
      const note = `list of ${new Date(copyAtMs).toISOString().slice(0, 10)}, imported by ${actor.name}`;
      return {
        list,
        ...(await importBlocks(db, { sellerId, kind: 'litigator', note, nowMs }, createReadStream(file))),
      };
    }
    const meta = {
      sellerId,
      list,
      copyAtMs,
      nowMs,
      ...(san === undefined ? {} : { san }),
      ...(areaCodes === undefined ? {} : { areaCodes: areaCodes.split(',') }),
    };
    const { copyId: _, ...report } = await importList(db, meta, createReadStream(file));
    return { list, ...report };
  });
}
