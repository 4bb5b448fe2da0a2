/** A file of one row a line, read as it streams: good rows in batches, bad ones with their line and what is wrong. Bounded in memory. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { FileReport } from '../../../../contract/compliance-files.ts';
import { linesOf } from '../../consent/lists/store.ts';
import { BatonError } from '../../errors.ts';

/** Rows written at once. With 2,000 the garbage of one batch was still there when the next came: 220 MB at most instead of 150. */
const BATCH = 500;
const SHOWN_ERRORS = 200;

export interface GoodRow<T> {
  line: number;
  value: T;
}

/** Cells of a line: commas, semicolons or tabs; quotes around a cell are taken off. Most files are numbers and nothing else. */
const cellsOf = (line: string): string[] =>
  /[,;\t"]/.test(line)
    ? line.split(/[,;\t]/).map((cell) =>
        cell
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .trim(),
      )
    : [line];

/**
 * @param read a row's value, or the words for what is wrong with it
 * @param write takes a batch and says how many rows are new
 * @throws BatonError VALIDATION when not a single row is good
 */
export async function readRows<T>(
  chunks: AsyncIterable<Buffer>,
  read: (cells: string[]) => T | string,
  write: (rows: GoodRow<T>[]) => Promise<number>,
): Promise<z.input<typeof FileReport>> {
  const hash = createHash('sha256');
  const report = {
    lines: 0,
    taken: 0,
    known: 0,
    rejected: 0,
    errors: [] as { line: number; problem: string }[],
  };
  let batch: GoodRow<T>[] = [];
  // One batch is written while the next is read: one in flight, so memory stays bounded.
  let landed: Promise<void> = Promise.resolve();
  const flush = async () => {
    await landed;
    if (batch.length === 0) return;
    const rows = batch;
    batch = [];
    landed = write(rows).then((fresh) => {
      report.taken += fresh;
      report.known += rows.length - fresh;
    });
    // Told at the next flush; until then nobody waits for it.
    landed.catch(() => undefined);
  };
  for await (const lines of linesOf(chunks, (chunk) => hash.update(chunk))) {
    for (const text of lines) {
      report.lines += 1;
      const line = text.trim();
      // A first line without a digit is the header.
      if (line === '' || (report.lines === 1 && !/\d/.test(line))) continue;
      const value = read(cellsOf(line));
      if (typeof value === 'string') {
        report.rejected += 1;
        if (report.errors.length < SHOWN_ERRORS) report.errors.push({ line: report.lines, problem: value });
        continue;
      }
      batch.push({ line: report.lines, value });
      if (batch.length >= BATCH) await flush();
    }
  }
  await flush();
  await landed;
  if (report.taken + report.known === 0)
    throw new BatonError('VALIDATION', 'No row of this file could be taken; nothing was changed.', {
      hint: 'One row a line, the number first. See the details for each line.',
      details: { errors: report.errors },
    });
  return { ...report, sha256: hash.digest('hex') };
}
