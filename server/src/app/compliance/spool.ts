/** An upload, taken to disk as fast as the sender sends, then worked on: no transaction waits for somebody's network. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BatonError } from '../../errors.ts';

const isStream = (body: unknown): body is NodeJS.ReadableStream =>
  typeof body === 'object' && body !== null && 'pipe' in body;

/** Stops a stream that grows beyond the limit. */
function bounded(limitBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limitBytes)
        done(
          new BatonError(
            'BODY_TOO_LARGE',
            `A file of more than ${limitBytes} bytes is not taken; split it by area code.`,
          ),
        );
      else done(null, chunk);
    },
  });
}

/**
 * Runs `work` on the path of the uploaded file, which is gone afterwards.
 * @throws BatonError VALIDATION when there is no file, BODY_TOO_LARGE
 */
export async function spooled<T>(
  body: unknown,
  limitBytes: number,
  work: (file: string) => Promise<T>,
): Promise<T> {
  if (!isStream(body))
    throw new BatonError(
      'VALIDATION',
      'Send the file itself, as text/csv: one row a line, the number first.',
    );
  const folder = await mkdtemp(path.join(tmpdir(), 'baton-list-'));
  const file = path.join(folder, 'list');
  try {
    await pipeline(body, bounded(limitBytes), createWriteStream(file, { mode: 0o600 }));
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
