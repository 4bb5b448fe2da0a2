/** Answers of the Reassigned Numbers Database, brought in as a file: number, answer, and which database said so (RND-01, RND-02). */
import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import type { complianceRoutes } from '../../../../contract/compliance.ts';
import type { FileReport } from '../../../../contract/compliance-files.ts';
import { appendLog } from '../../consent/index.ts';
import { BatonError } from '../../errors.ts';
import { inTransaction } from '../../kernel/transaction.ts';
import { parsePhone } from '../../lead/phone.ts';
import type { Core } from '../core.ts';
import { asQueryable } from '../queryable.ts';
import { LIST_LIMIT_BYTES } from './lists.ts';
import { type GoodRow, readRows } from './row-file.ts';
import { spooled } from './spool.ts';

const ANSWERS = new Map([
  ['yes', 'yes'],
  ['no', 'no'],
  ['no-data', 'no-data'],
  ['no data', 'no-data'],
  ['no_data', 'no-data'],
]);

interface Check {
  phone: string;
  answer: string;
  databaseDay: string | null;
  queryRef: string | null;
}

function readCheck(cells: string[]): Check | string {
  const [number = '', said = '', day = '', ref = ''] = cells;
  const phone = parsePhone(number);
  if (!phone.ok) return phone.message;
  const answer = ANSWERS.get(said.toLowerCase());
  if (answer === undefined) return `"${said.slice(0, 20)}" is no answer: yes, no or no-data.`;
  if (day !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(day))
    return `"${day.slice(0, 20)}" is no day such as 2026-11-15.`;
  return { phone: phone.e164, answer, databaseDay: day || null, queryRef: ref.slice(0, 100) || null };
}

/** @throws BatonError VALIDATION, BODY_TOO_LARGE */
export async function importNumberChecks(
  core: Core,
  actor: { name: string },
  query: z.output<(typeof complianceRoutes)['importNumberChecks']['query']>,
  body: unknown,
  nowMs: number,
): Promise<z.input<typeof FileReport>> {
  if (query.checkedAtMs > nowMs + 60_000)
    throw new BatonError('VALIDATION', 'The numbers cannot have been checked in the future.');
  const sellerId = core.settings.seller.id;
  const inFile = (file: string) =>
    inTransaction(core.db, async (tx) => {
      const report = await readRows(createReadStream(file), readCheck, async (rows: GoodRow<Check>[]) => {
        // The last line of a number counts; one statement cannot write a row twice.
        const last = new Map(rows.map(({ value }) => [value.phone, value]));
        const checks = [...last.values()];
        const { rowCount } = await tx.query({
          name: 'number-checks-import',
          text: `insert into baton.consent_number_checks (phone, seller_id, at_ms, answer, query_ref, database_day)
               select p, $1, $2, a, r, d from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as t (p, a, r, d)
               on conflict (phone, seller_id, at_ms) do update set answer = excluded.answer, query_ref = excluded.query_ref, database_day = excluded.database_day`,
          values: [
            sellerId,
            query.checkedAtMs,
            checks.map(({ phone }) => phone.slice(1)),
            checks.map(({ answer }) => answer),
            checks.map(({ queryRef }) => queryRef),
            checks.map(({ databaseDay }) => databaseDay),
          ],
        });
        return rowCount ?? 0;
      });
      await appendLog(asQueryable(tx), {
        atMs: nowMs,
        kind: 'number-check',
        sellerId,
        phone: null,
        leadId: null,
        payload: {
          by: actor.name,
          checkedAtMs: query.checkedAtMs,
          taken: report.taken,
          sha256: report.sha256,
        },
      });
      return report;
    });
  return spooled(body, LIST_LIMIT_BYTES, inFile);
}
