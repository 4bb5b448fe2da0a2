/** Import and look-up of do-not-call lists: national, state, Canada, per seller. Streamed; memory is bounded by one batch. */
import { createHash } from 'node:crypto';
import type { Queryable } from '../../adapters/postgres/pool.ts';
import { sql } from '../../adapters/postgres/sql.ts';
import { appendLog, phoneDigits } from '../audit/store.ts';
import { blocksOf, hasLine, LINES, mergeLines, numberInLine } from './blocks.ts';

/** Numbers sorted in memory at once: 8 bytes each, 16 MB. */
const BATCH = 2_000_000;
/** Blocks written by one statement. */
const WRITE = 2_000;

export interface ListMeta {
  sellerId: string;
  /** "national", "US-TX", "CA", "GB". */
  list: string;
  /** When the copy was taken from the registry (decides its age). */
  copyAtMs: number;
  nowMs: number;
  /** Subscription number, as proof. */
  san?: string;
  /** Area codes the subscription covers; absent means all. */
  areaCodes?: readonly string[];
}

export interface ImportReport {
  copyId: number;
  lines: number;
  numbers: number;
  rejected: number;
  sha256: string;
  /** First lines that hold no number, by line number (bounded); their text is not kept. */
  badLines: number[];
}

async function flush(db: Queryable, copyId: number, batch: Float64Array, count: number): Promise<void> {
  batch.subarray(0, count).sort();
  let blocks: string[] = [];
  let lines: Buffer[] = [];
  const write = async () => {
    if (blocks.length === 0) return;
    const found = await db.query<{ block: number | string; lines: Buffer }>(
      sql`select block, lines from baton.dnc_blocks where copy_id = ${copyId} and block = any(${blocks}::bigint[])`,
    );
    const there = new Map(found.rows.map((row) => [String(row.block), row.lines]));
    const merged = lines.map((packed, i) => {
      const known = there.get(blocks[i] as string);
      return known === undefined ? packed : Buffer.from(mergeLines(known, packed));
    });
    await db.query(
      sql`insert into baton.dnc_blocks (copy_id, block, lines)
          select ${copyId}, b, l from unnest(${blocks}::bigint[], ${merged}::bytea[]) as t (b, l)
          on conflict (copy_id, block) do update set lines = excluded.lines`,
    );
    blocks = [];
    lines = [];
  };
  for (const { block, lines: packed } of blocksOf(batch, count)) {
    blocks.push(String(block));
    lines.push(Buffer.from(packed));
    if (blocks.length >= WRITE) await write();
  }
  await write();
}

/** Splits chunks into lines; a line is at most 200 characters, longer ones count as bad. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer | string>,
  feed: (chunk: Buffer | string) => void,
): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    feed(chunk);
    const parts = (rest + chunk.toString()).split('\n');
    rest = (parts.pop() ?? '').slice(0, 200);
    yield parts;
  }
  if (rest !== '') yield [rest];
}

/**
 * Imports one list file as a new copy and makes it the active one when it is complete; the copy before is removed. Run inside a
 * transaction: a broken import leaves the old copy in force. Lines without a number are counted and skipped.
 * @throws Error when the file holds no number at all (an empty list would open every gate).
 */
export async function importList(
  db: Queryable,
  meta: ListMeta,
  chunks: AsyncIterable<Buffer | string>,
): Promise<ImportReport> {
  const made = await db.query<{ id: number | string }>(
    sql`insert into baton.dnc_copies (seller_id, list, copy_at_ms, imported_ms, san, area_codes)
        values (${meta.sellerId}, ${meta.list}, ${meta.copyAtMs}, ${meta.nowMs}, ${meta.san ?? null}, ${meta.areaCodes ?? null})
        returning id`,
  );
  const copyId = Number(made.rows[0]?.id);
  const hash = createHash('sha256');
  const batch = new Float64Array(BATCH);
  const badLines: number[] = [];
  let count = 0;
  let lineNo = 0;
  let rejected = 0;
  for await (const lines of linesOf(chunks, (chunk) => hash.update(chunk))) {
    for (const line of lines) {
      lineNo += 1;
      if (line.trim() === '') continue;
      const number = numberInLine(line);
      if (number === null) {
        rejected += 1;
        if (badLines.length < 20) badLines.push(lineNo);
        continue;
      }
      batch[count] = number;
      count += 1;
      if (count < BATCH) continue;
      await flush(db, copyId, batch, count);
      count = 0;
    }
  }
  if (count > 0) await flush(db, copyId, batch, count);
  const numbers = await countNumbers(db, copyId);
  if (numbers === 0) throw new Error(`the file of list ${meta.list} holds no telephone number`);
  const sha256 = hash.digest('hex');
  await db.query(
    sql`delete from baton.dnc_copies where seller_id = ${meta.sellerId} and list = ${meta.list} and active`,
  );
  await db.query(
    sql`update baton.dnc_copies set active = true, numbers = ${numbers}, sha256 = ${sha256} where id = ${copyId}`,
  );
  const { sellerId, list, copyAtMs, nowMs: atMs } = meta;
  await appendLog(db, {
    atMs,
    kind: 'list',
    sellerId,
    phone: null,
    leadId: null,
    payload: { list, copyAtMs, numbers, rejected, sha256 },
  });
  return { copyId, lines: lineNo, numbers, rejected, sha256, badLines };
}

async function countNumbers(db: Queryable, copyId: number): Promise<number> {
  const counted = await db.query<{ n: number | string }>(
    sql`select coalesce(sum(case get_byte(lines, 0) when 1 then (length(lines) - 1) / 2
                                else bit_count(substring(lines from 2)) end), 0)::bigint as n
        from baton.dnc_blocks where copy_id = ${copyId}`,
  );
  return Number(counted.rows[0]?.n ?? 0);
}

/** Active copies of a seller, as the gate's facts. */
export async function activeLists(
  db: Queryable,
  sellerId: string,
): Promise<{ list: string; copyAtMs: number; areaCodes: 'all' | string[] }[]> {
  const found = await db.query<{ list: string; copy_at_ms: number | string; area_codes: string[] | null }>(
    sql`select list, copy_at_ms, area_codes from baton.dnc_copies where seller_id = ${sellerId} and active order by list`,
  );
  return found.rows.map((row) => ({
    list: row.list,
    copyAtMs: Number(row.copy_at_ms),
    areaCodes: row.area_codes ?? 'all',
  }));
}

/** The active lists a number is on. One key per list. */
export async function listsWith(db: Queryable, sellerId: string, phone: string): Promise<string[]> {
  const { block, line } = placeOf(phone);
  const found = await db.query<{ list: string; lines: Buffer }>(
    sql`select c.list, b.lines from baton.dnc_copies c join baton.dnc_blocks b on b.copy_id = c.id
        where c.seller_id = ${sellerId} and c.active and b.block = ${block}`,
  );
  return found.rows.filter((row) => hasLine(row.lines, line)).map((row) => row.list);
}

/** Where a number stands in a list: its block of ten thousand, and its line there. */
export function placeOf(phone: string): { block: number; line: number } {
  const number = Number(phoneDigits(phone));
  const block = Math.floor(number / LINES);
  return { block, line: number - block * LINES };
}
