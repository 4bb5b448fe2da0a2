/** Keys this installation makes for itself, one row each; made on first use. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Tx } from '../../../kernel/loop.ts';

/** `opt-out` signs links, `erasure` makes numbers into keyed hashes, `archive` seals what an erasure must keep. */
export type SecretName = 'opt-out' | 'erasure' | 'archive';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** 32 random bytes. Two processes that make it at once keep the same one. */
export async function secretOf(tx: Tx, name: SecretName, nowMs: number): Promise<Buffer> {
  const read = async () =>
    (
      await tx.query<{ secret: Buffer }>({
        name: 'link-key',
        text: 'select secret from baton.link_keys where name = $1',
        values: [name],
      })
    ).rows[0]?.secret;
  const known = await read();
  if (known) return known;
  await tx.query({
    text: 'insert into baton.link_keys (name, secret, created_ms) values ($1, $2, $3) on conflict (name) do nothing',
    values: [name, randomBytes(32), nowMs],
  });
  const made = await read();
  if (!made) throw new Error(`The key "${name}" was not kept.`);
  return made;
}

/** AES-256-GCM: nonce, tag, then the text. */
export function seal(key: Buffer, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws Error when the key is another or a byte was changed */
export function unseal(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const body = sealed.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}
