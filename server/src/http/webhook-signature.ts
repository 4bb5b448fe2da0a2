/**
 * `Baton-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 of `<t>.<body>` with the webhook's secret. The
 * time is signed too, so that a stolen request is of no use later; while a secret is rotated, both sign. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signature a receiver should take. */
export const TOLERANCE_S = 300;

export function signatureOf(body: string, secrets: readonly string[], atMs: number): string {
  const t = Math.floor(atMs / 1000);
  return [`t=${t}`, ...secrets.map((secret) => `v1=${mac(`${t}.${body}`, secret)}`)].join(',');
}

/** What a receiver does; here for tests and as the example of the docs. */
export function signatureFits(header: string, body: string, secret: string, nowMs: number): boolean {
  const parts = header.split(',').map((part) => part.split('=', 2) as [string, string]);
  const t = Number(parts.find(([name]) => name === 't')?.[1]);
  if (!Number.isInteger(t) || Math.abs(nowMs / 1000 - t) > TOLERANCE_S) return false;
  const want = Buffer.from(mac(`${t}.${body}`, secret));
  return parts.some(([name, value]) => {
    const got = Buffer.from(value ?? '');
    return name === 'v1' && got.length === want.length && timingSafeEqual(got, want);
  });
}

const mac = (text: string, secret: string): string => createHmac('sha256', secret).update(text).digest('hex');
