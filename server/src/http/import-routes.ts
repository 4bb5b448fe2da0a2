/** CSV import: what it would do, and doing it. Rows are read and created a few at a time; nothing waits for the whole. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { z } from 'zod';
import type { ImportPreview } from '../../../contract/api.ts';
import { BatonError, isBatonError } from '../errors.ts';
import type { Edge } from './context.ts';
import { type Header, type RowContext, type RowError, readHeader, readRow } from './csv.ts';
import type { EdgeHandler } from './edge-handler.ts';
import { fieldError } from './errors-out.ts';
import type { Actor, CheckedLead, Intake } from './services.ts';

/** Of one request; `./baton leads import` splits larger files. */
export const MAX_ROWS = 50_000;
const MAX_ERRORS = 200;
const SAMPLE = 5;
/** Rows looked up in one question. */
const BATCH = 500;
/** After so many rows other requests get their turn: about 10 ms of work. */
const PAUSE_AFTER = 200;
/** Leads created at once. */
const AT_ONCE = 8;
const CHUNK_CHARS = 16_384;

type Preview = z.input<typeof ImportPreview>;
interface Good {
  row: number;
  lead: CheckedLead;
}

/**
 * Reads the text and hands over good rows in batches; `pause` lets others work in between.
 * @throws BatonError VALIDATION for a header that cannot be used, BODY_TOO_LARGE beyond MAX_ROWS
 */
export async function readLeads(
  csv: string,
  context: RowContext,
  pause: () => Promise<void>,
  onBatch: (batch: Good[]) => Promise<void>,
): Promise<Preview> {
  const preview: Preview = { columns: [], rows: 0, ok: 0, joined: 0, noConsent: 0, errors: [], sample: [] };
  let header: Header | null = null;
  let batch: Good[] = [];
  const flush = async () => {
    await onBatch(batch);
    batch = [];
  };
  for await (const { cells, line } of records(csv)) {
    if (header === null) {
      header = headerOrThrow(cells);
      preview.columns = header.names;
      continue;
    }
    preview.rows += 1;
    if (preview.rows > MAX_ROWS) {
      throw new BatonError('BODY_TOO_LARGE', `The file has more than ${MAX_ROWS} rows.`);
    }
    if (preview.rows % PAUSE_AFTER === 0) await pause();
    const read = readRow(cells, line, header, context);
    if (read.lead === null) {
      preview.errors.push(...read.errors.slice(0, MAX_ERRORS - preview.errors.length));
      continue;
    }
    preview.ok += 1;
    if (!read.lead.consent) preview.noConsent += 1;
    if (preview.sample.length < SAMPLE) preview.sample.push(read.lead);
    batch.push({ row: line, lead: read.lead });
    if (batch.length >= BATCH) await flush();
  }
  if (header === null) throw fieldError('VALIDATION', 'csv', 'The file is empty.');
  await flush();
  return preview;
}

function headerOrThrow(cells: string[]): Header {
  const { header, error } = readHeader(cells);
  if (error) throw fieldError('VALIDATION', 'csv', error.message);
  return header;
}

/** Records with the line they begin on, parsed piece by piece so that other requests get their turn. */
async function* records(csv: string): AsyncGenerator<{ cells: string[]; line: number }> {
  const firstLine = csv.slice(0, csv.indexOf('\n') < 0 ? 5_000 : csv.indexOf('\n'));
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(firstLine),
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: 100_000,
  });
  const source = Readable.from(pieces(csv));
  // `pipe` does not pass errors on; a source over a string has none, and the parser's are thrown by the loop below.
  source.pipe(parser);
  try {
    for await (const one of parser as AsyncIterable<{ info: { lines: number }; record: string[] }>) {
      // `lines` counts the lines read so far; without quoted line breaks that is the record's own line.
      const breaks = one.record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
      yield { cells: one.record, line: one.info.lines - breaks };
    }
  } catch (error) {
    throw isBatonError(error) ? error : unreadable(error);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function* pieces(csv: string): Generator<string> {
  for (let at = 0; at < csv.length; at += CHUNK_CHARS) yield csv.slice(at, at + CHUNK_CHARS);
}

function unreadable(error: unknown): BatonError {
  const lines =
    typeof error === 'object' && error !== null && 'lines' in error ? ` near line ${error.lines}` : '';
  return fieldError('VALIDATION', 'csv', `The file is not readable as CSV${lines}. Is a quote missing?`);
}

/** Comma, semicolon (Excel in much of Europe) or tab: the one the first line has most of. */
function delimiterOf(line: string): string {
  const count = (one: string) => line.split(one).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function contextOf(intake: Intake, body: { playbook: string; defaultCountry: string }): RowContext {
  const playbookIds = new Set(intake.playbookIds());
  if (body.playbook !== '' && !playbookIds.has(body.playbook)) {
    throw fieldError('UNKNOWN_PLAYBOOK', 'playbook', `No playbook has the id "${body.playbook}".`);
  }
  return { playbook: body.playbook, playbookIds, country: body.defaultCountry.toUpperCase() };
}

const pauseOf = (edge: Edge) => () => new Promise<void>((resolve) => void edge.clock.after(0, resolve));

const importPreview: EdgeHandler<'importPreview'> = async (edge, { body }) => {
  const { intake } = edge.services;
  const seen = new Set<string>();
  let joined = 0;
  const preview = await readLeads(body.csv, contextOf(intake, body), pauseOf(edge), async (batch) => {
    const known = await intake.known(batch.map((one) => one.lead.phone));
    for (const { lead } of batch) {
      if (known.has(lead.phone) || seen.has(lead.phone)) joined += 1;
      seen.add(lead.phone);
    }
  });
  return { ...preview, joined };
};

const importLeads: EdgeHandler<'importLeads'> = async (edge, { body, caller, requestKey }) => {
  const { intake } = edge.services;
  const importId = edge.id();
  const failed: RowError[] = [];
  let joined = 0;
  const preview = await readLeads(body.csv, contextOf(intake, body), pauseOf(edge), async (batch) => {
    const rows = await createAll(intake, caller.actor, batch, requestKey ?? importId);
    for (const row of rows) {
      if ('error' in row) failed.push(row.error);
      else if (row.joined) joined += 1;
    }
  });
  const errors = [...preview.errors, ...failed].sort((a, b) => a.row - b.row).slice(0, MAX_ERRORS);
  return { ...preview, ok: preview.ok - failed.length, joined, errors, importId };
};

/** Rows of one phone go one after the other, so that the second joins the first. */
async function createAll(
  intake: Intake,
  actor: Actor,
  batch: Good[],
  prefix: string,
): Promise<({ joined: boolean } | { error: RowError })[]> {
  const queues = new Map<string, Good[]>();
  for (const one of batch) queues.set(one.lead.phone, [...(queues.get(one.lead.phone) ?? []), one]);
  const waiting = [...queues.values()];
  const results: ({ joined: boolean } | { error: RowError })[] = [];
  const worker = async () => {
    for (let queue = waiting.shift(); queue; queue = waiting.shift()) {
      for (const { row, lead } of queue)
        results.push(await createOne(intake, actor, row, lead, `${prefix}.${row}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function createOne(intake: Intake, actor: Actor, row: number, lead: CheckedLead, requestKey: string) {
  try {
    return { joined: (await intake.create(actor, lead, requestKey)).joinedExisting };
  } catch (error) {
    // What is wrong with one row is told and the rest goes on; what is wrong with us stops the import.
    if (!isBatonError(error) || error.httpStatus >= 500) throw error;
    return { error: { row, column: null, code: error.code, message: error.message } };
  }
}

export const importRoutes = { importPreview, importLeads };
