/** The token of an opt-out link: names one lead, signed, so that nobody opts others out by guessing. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Db } from '../../../kernel/loop.ts';

/** 128 bits of the signature: short enough for a text, far beyond guessing. */
const SIGNATURE_BYTES = 16;
const SHAPE = /^([A-Za-z0-9_-]{1,120})\.([A-Za-z0-9_-]{22})$/;

const signature = (key: Buffer, leadId: string): Buffer =>
  createHmac('sha256', key).update(`opt-out\n${leadId}`).digest().subarray(0, SIGNATURE_BYTES);

/** Pure. */
export function signToken(key: Buffer, leadId: string): string {
  return `${Buffer.from(leadId).toString('base64url')}.${signature(key, leadId).toString('base64url')}`;
}

/** The lead's id, or null when the token was not signed with this key. Pure. */
export function readToken(key: Buffer, token: string): string | null {
  const [, named, signed] = SHAPE.exec(token) ?? [];
  if (named === undefined || signed === undefined) return null;
  const leadId = Buffer.from(named, 'base64url').toString();
  // Compared as text: the last letter of base64url has spare bits, and one link has one spelling.
  const good = signature(key, leadId).toString('base64url');
  return timingSafeEqual(Buffer.from(signed), Buffer.from(good)) ? leadId : null;
}

/** The installation's key; made on first use. Two processes that make it at once keep the same one. */
export async function linkKey(db: Db, nowMs: number): Promise<Buffer> {
  const read = async () =>
    (
      await db.query<{ secret: Buffer }>({
        name: 'link-key',
        text: `select secret from baton.link_keys where name = 'opt-out'`,
        values: [],
      })
    ).rows[0]?.secret;
  const known = await read();
  if (known) return known;
  await db.query({
    text: `insert into baton.link_keys (name, secret, created_ms) values ('opt-out', $1, $2) on conflict (name) do nothing`,
    values: [randomBytes(32), nowMs],
  });
  const made = await read();
  if (!made) throw new Error('The key of opt-out links was not kept.');
  return made;
}
