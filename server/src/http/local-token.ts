/**
 * The local admin token: whoever can read the data directory is admin of it anyway, so `./baton leads import` on the
 * same machine needs no API key. The file is for the owner alone (0600) and lives as long as the data.
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newToken } from './secrets.ts';

export const localTokenPath = (dataDir: string): string => path.join(dataDir, 'admin-token');

/** The token, or null when there is none (another machine, a server that never started here). */
export async function readLocalToken(dataDir: string): Promise<string | null> {
  const text = await readFile(localTokenPath(dataDir), 'utf8').catch(() => '');
  return /^ba_[\w-]{43}$/.test(text.trim()) ? text.trim() : null;
}

/** The token of this data directory, made at the first start. */
export async function ensureLocalToken(dataDir: string): Promise<string> {
  const file = localTokenPath(dataDir);
  const found = await readLocalToken(dataDir);
  if (found !== null) {
    await chmod(file, 0o600);
    return found;
  }
  await mkdir(dataDir, { recursive: true });
  const token = newToken('ba');
  // Written aside first: a crash must not leave half a token behind.
  await writeFile(`${file}.new`, `${token}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return token;
}
