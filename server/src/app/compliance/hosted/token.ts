/** The token of an opt-out link: names one lead, signed, so that nobody opts others out by guessing. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Db } from '../../../kernel/loop.ts';
import { secretOf } from '../keeping/secrets.ts';

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

/** The installation's key for these links. */
export const linkKey = (db: Db, nowMs: number): Promise<Buffer> => secretOf(db, 'opt-out', nowMs);
