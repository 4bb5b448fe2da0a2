/** Secrets: how they are made, and how they are kept. What has 256 random bits is hashed fast, what people choose slowly. */
import { createHash, randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { BatonError } from '../errors.ts';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** OWASP Password Storage Cheat Sheet, scrypt: N=2^15, r=8, p=3 (32 MB, about 0.2 s here). */
const COST = { log2N: 15, r: 8, p: 3 };
const HASH_BYTES = 32;
/** Each takes 32 MB and a thread of the pool: more at once would starve file and DNS work. */
const AT_ONCE = 3;
const MOST_WAITING = 50;

/** `prefix` says what a leaked token is, to people and to secret scanners. */
export function newToken(prefix: 'bs' | 'bk' | 'ba' | 'whsec'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** How a token is stored and looked up. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Equal in a time that does not tell where they differ. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** Four groups of letters without look-alikes: about 79 bits, and readable over a shoulder or a phone. */
export function oneTimePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derived(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/**
 * False also for a stored value that is not readable. With `stored` null it works as long as with one, so that the
 * time of an answer does not tell which accounts exist.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [kind, log2N, r, p, salt, hash] = (stored ?? '').split('$');
  if (kind !== 'scrypt' || !salt || !hash) {
    await derived(password, Buffer.alloc(16), COST);
    return false;
  }
  const want = Buffer.from(hash, 'base64');
  const got = await derived(password, Buffer.from(salt, 'base64'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  });
  return want.length === got.length && timingSafeEqual(want, got);
}

let running = 0;
const waiting: (() => void)[] = [];

async function derived(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new BatonError('UNAVAILABLE', 'Too many sign-ins at once.');
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    const N = 2 ** cost.log2N;
    // Unicode forms of one password are one password (RFC 8265 asks for NFC).
    return await derive(password.normalize('NFC'), salt, HASH_BYTES, {
      N,
      r: cost.r,
      p: cost.p,
      maxmem: 256 * N * cost.r,
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
