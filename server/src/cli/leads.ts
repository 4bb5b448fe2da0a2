/**
 * `./baton leads import FILE [--playbook ID] [--country US] [--dry-run] [--server URL]`: brings leads in from a CSV
 * file through the API of a running server.
 *
 * The file is read piece by piece and sent in batches, so its size does not matter. Each batch carries an idempotency
 * key made of its content: after a broken connection the same command goes on where it stopped, and nobody is added
 * twice. Exit code 0 when every row is good, 1 when some are not.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import type { ErrorBody, ImportPreview } from '../../../contract/api.ts';
import { type Config, childEnvironment, readConfig } from '../config.ts';
import { BatonError, ERRORS, type ErrorCode } from '../errors.ts';
import { readLocalToken } from '../http/local-token.ts';
import { columns, print, progress } from './output.ts';

const BATCH_ROWS = 2_000;
const BATCH_CHARS = 4_000_000;
const SHOWN_ERRORS = 50;
const TRIES = 3;
const TRY_AGAIN_MS = 1_000;
const ANSWER_LIMIT_MS = 300_000;

type Preview = z.output<typeof ImportPreview>;

/** One part of the file, with its header on top. */
export interface Batch {
  csv: string;
  /** Line of the file on which its first record begins. */
  firstLine: number;
  headerLines: number;
}

/** `./baton leads`. @returns the exit code */
export async function run(argv: string[]): Promise<number> {
  const usage = 'Usage: ./baton leads import FILE [--playbook ID] [--country US] [--dry-run] [--server URL]';
  const options = optionsOf(argv, usage);
  const config = readConfig();
  const url = options.server ?? urlOf(config);
  return importFile({ ...options, url, token: await tokenOf(config, url) }, { print, progress });
}

function optionsOf(argv: string[], usage: string) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        playbook: { type: 'string', default: '' },
        country: { type: 'string', default: 'US' },
        'dry-run': { type: 'boolean', default: false },
        server: { type: 'string' },
      },
    });
    const [word, file, ...more] = positionals;
    if (word !== 'import' || file === undefined || more.length > 0)
      throw new Error('FILE is missing, or too much is given');
    const { playbook, country, server } = values;
    return { file, playbook, country, dryRun: values['dry-run'], server: server?.replace(/\/+$/, '') };
  } catch (error) {
    throw new BatonError('USAGE', `${error instanceof Error ? error.message : 'Not understood'}.`, {
      hint: usage,
    });
  }
}

function urlOf(config: Pick<Config, 'http'>): string {
  const { host, port } = config.http;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** An API key of the environment; otherwise, on the machine of the data, the token in the data directory. */
async function tokenOf(config: Pick<Config, 'dataDir'>, url: string): Promise<string> {
  const key = childEnvironment().BATON_API_KEY;
  if (key) return key;
  const local = /^https?:\/\/(127\.|localhost|\[::1\])/.test(url)
    ? await readLocalToken(config.dataDir)
    : null;
  if (local !== null) return local;
  throw new BatonError('NOT_SIGNED_IN', 'There is no API key, and no local token in the data directory.', {
    hint: 'Set BATON_API_KEY to a key made in Settings > API keys, or BATON_DATA to the data of the server that runs here.',
  });
}

export interface ImportOptions {
  file: string;
  playbook: string;
  country: string;
  dryRun: boolean;
  url: string;
  token: string;
}
export interface Out {
  print(line: string): void;
  progress(line: string): void;
}

/** Sends the file and prints what came of it. */
export async function importFile(options: ImportOptions, out: Out): Promise<number> {
  const sum = { rows: 0, ok: 0, joined: 0, noConsent: 0, again: 0 };
  const errors: Preview['errors'] = [];
  let wrong = 0;
  for await (const batch of batchesOf(textOf(options.file))) {
    const { preview, replayed } = await send(options, batch);
    for (const name of ['rows', 'ok', 'joined', 'noConsent'] as const) sum[name] += preview[name];
    if (replayed) sum.again += preview.ok;
    wrong += preview.rows - preview.ok;
    const shift = batch.firstLine - batch.headerLines - 1;
    const placed = preview.errors.map((one) => ({
      ...one,
      row: one.row > batch.headerLines ? one.row + shift : one.row,
    }));
    errors.push(...placed.slice(0, SHOWN_ERRORS - errors.length));
    out.progress(`${sum.rows} rows read, ${sum.ok} ${options.dryRun ? 'good' : 'imported'}`);
  }
  report(options, sum, errors, wrong, out);
  return wrong === 0 ? 0 : 1;
}

function report(
  options: ImportOptions,
  sum: { rows: number; ok: number; joined: number; noConsent: number; again: number },
  errors: Preview['errors'],
  wrong: number,
  out: Out,
): void {
  const done = options.dryRun ? 'would be imported' : 'imported';
  out.print(`${sum.rows} rows: ${sum.ok} ${done}, ${wrong} not.`);
  if (sum.joined > 0)
    out.print(`${sum.joined} of them ${options.dryRun ? 'would join' : 'joined'} leads that exist already.`);
  if (sum.noConsent > 0)
    out.print(`${sum.noConsent} have no consent on record: they are kept, and nothing is sent to them.`);
  if (sum.again > 0) out.print(`${sum.again} had been imported by this command before.`);
  if (errors.length === 0) return;
  out.print('');
  for (const line of columns(
    errors.map((one) => [`line ${one.row}`, one.column ?? '', one.code, one.message]),
  )) {
    out.print(line);
  }
  if (wrong > errors.length) out.print('  More rows are wrong; mend these first and run it again.');
}

async function send(options: ImportOptions, batch: Batch): Promise<{ preview: Preview; replayed: boolean }> {
  const body = JSON.stringify({
    csv: batch.csv,
    playbook: options.playbook,
    defaultCountry: options.country,
  });
  const at = `${options.url}/v1/leads/import${options.dryRun ? '/preview' : ''}`;
  const key = `cli-${createHash('sha256').update(body).digest('hex')}`;
  for (let tried = 1; ; tried++) {
    try {
      const response = await fetch(at, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${options.token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body,
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      if (!response.ok) throw await refusal(response);
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { preview: (await response.json()) as Preview, replayed };
    } catch (error) {
      // A refusal stays one; a broken connection is tried again with the same key.
      const passing = !(error instanceof BatonError) || error.httpStatus === 429 || error.httpStatus === 503;
      if (!passing || tried >= TRIES)
        throw error instanceof BatonError ? error : unreachable(options.url, error);
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS * tried));
    }
  }
}

async function refusal(response: Response): Promise<BatonError> {
  const body = (await response.json().catch(() => null)) as z.output<typeof ErrorBody> | null;
  const code = body?.error.code ?? '';
  if (!body || !(code in ERRORS)) {
    return new BatonError(
      'UNAVAILABLE',
      `The server answered ${response.status} in a way that is not Baton's.`,
      {
        hint: 'Check the address; --server URL names another one.',
      },
    );
  }
  const { message, hint, fields } = body.error;
  return new BatonError(code as ErrorCode, message, { hint, ...(fields ? { details: fields } : {}) });
}

function unreachable(url: string, cause: unknown): BatonError {
  return new BatonError('UNAVAILABLE', `No Baton answers at ${url}.`, {
    hint: 'Start it with ./baton start, or name its address with --server URL.',
    cause,
  });
}

async function* textOf(file: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>;
  } catch (error) {
    const { code } = error as { code?: string };
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : (code ?? 'unknown');
    throw new BatonError('USAGE', `"${file}" cannot be read: ${why}.`, {
      hint: 'Check the name of the file.',
    });
  }
}

/**
 * Cuts a CSV between records: a line break inside quotes is none. Every batch begins with the file's first record, and
 * keeps its text as it is, empty lines too, so that lines can be counted.
 */
export async function* batchesOf(text: AsyncIterable<string>, most = BATCH_ROWS): AsyncGenerator<Batch> {
  let rest = '';
  let quoted = false;
  let scanned = 0;
  let line = 1;
  let header: { text: string; lines: number } | null = null;
  let batch = { text: '', rows: 0, firstLine: 0 };
  const made = (): Batch => ({
    csv: (header?.text ?? '') + batch.text,
    firstLine: batch.firstLine,
    headerLines: header?.lines ?? 0,
  });
  const take = (record: string): void => {
    const lines = record.split('\n').length - 1;
    if (header === null)
      header = { text: record.endsWith('\n') ? record : `${record}\n`, lines: Math.max(1, lines) };
    else {
      if (batch.rows === 0) batch.firstLine = line;
      batch = { ...batch, text: batch.text + record, rows: batch.rows + 1 };
    }
    line += lines;
  };
  for await (const piece of text) {
    rest += piece;
    let from = 0;
    for (; scanned < rest.length; scanned++) {
      const letter = rest[scanned];
      if (letter === '"') quoted = !quoted;
      if (letter !== '\n' || quoted) continue;
      take(rest.slice(from, scanned + 1));
      from = scanned + 1;
      if (batch.rows >= most || batch.text.length >= BATCH_CHARS) {
        yield made();
        batch = { text: '', rows: 0, firstLine: 0 };
      }
    }
    rest = rest.slice(from);
    scanned -= from;
    if (rest.length > BATCH_CHARS) {
      throw new BatonError('VALIDATION', `The quote in the record that begins on line ${line} never ends.`, {
        hint: 'Mend the file there.',
      });
    }
  }
  if (rest !== '') take(rest);
  if (batch.rows > 0) yield made();
}
