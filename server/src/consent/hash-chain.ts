/** Canonical JSON and hash links for append-only records: any later change to a row breaks the chain. */
import { createHash } from 'node:crypto';

/** Hash before the first row of a chain. */
export const GENESIS = '0'.repeat(64);

/** Hex SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** JSON with sorted keys and no undefined, so that the same value always hashes the same. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return 'null';
}

/** The hash of one link: what came before, its place in the chain, and the digest of its content. */
export function linkHash(hashPrev: string, chain: number, seq: number, digest: string): string {
  return sha256(`${hashPrev}\n${chain}\n${seq}\n${digest}`);
}
