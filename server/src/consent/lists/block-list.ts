/** Import of block lists (litigators): numbers that nothing is ever sent to. Streamed; an import adds and never removes. */
import { createHash } from 'node:crypto';
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import { appendLog } from '../audit/store.ts';
import { numberInLine } from './blocks.ts';
import { linesOf } from './store.ts';

/** Numbers written by one statement. */
const WRITE = 5_000;
const SHOWN_BAD_LINES = 20;

export interface BlockImport {
  lines: number;
  /** Numbers of the file that are blocked now, new or not. */
  numbers: number;
  rejected: number;
  sha256: string;
  badLines: number[];
}

/**
 * Blocks every number of a file, one a line. Run inside a transaction: a broken import changes nothing. Contacts that exist
 * move on to a new version, so that what was planned for them is decided again.
 * @throws Error when the file holds no number at all
 */
export async function importBlocks(
  db: Queryable,
  meta: { sellerId: string; kind: 'litigator'; note: string; nowMs: number },
  chunks: AsyncIterable<Buffer | string>,
): Promise<BlockImport> {
  const hash = createHash('sha256');
  const report = { lines: 0, numbers: 0, rejected: 0, badLines: [] as number[] };
  let batch: string[] = [];
  const write = async () => {
    if (batch.length === 0) return;
    const numbers = [...new Set(batch)];
    batch = [];
    report.numbers += numbers.length;
    await db.query(
      sql`insert into baton.consent_blocks (phone, seller_id, kind, at_ms, note)
          select n, ${meta.sellerId}, ${meta.kind}, ${meta.nowMs}, ${meta.note} from unnest(${numbers}::bigint[]) as n
          on conflict (phone, seller_id, kind) do nothing`,
    );
    await db.query(
      sql`update baton.consent_contacts set version = version + 1
          where phone = any(${numbers}::bigint[]) and seller_id = ${meta.sellerId}`,
    );
  };
  for await (const lines of linesOf(chunks, (chunk) => hash.update(chunk))) {
    for (const line of lines) {
      report.lines += 1;
      if (line.trim() === '') continue;
      const number = numberInLine(line);
      if (number === null) {
        report.rejected += 1;
        if (report.badLines.length < SHOWN_BAD_LINES) report.badLines.push(report.lines);
        continue;
      }
      batch.push(String(number));
      if (batch.length >= WRITE) await write();
    }
  }
  await write();
  if (report.numbers === 0) throw new Error('the file holds no telephone number');
  const sha256 = hash.digest('hex');
  const payload = { blocks: meta.kind, numbers: report.numbers, sha256, note: meta.note };
  const { sellerId, nowMs: atMs } = meta;
  await appendLog(db, { atMs, kind: 'list', sellerId, phone: null, leadId: null, payload });
  return { ...report, sha256 };
}
