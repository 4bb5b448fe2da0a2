/** What we write into and read out of SIP beside the call itself. Pure. */
import type { DialOrder } from '../../ports/telephony.ts';
import type { HeaderField } from '../../sip/index.ts';

/** Short enough for a datagram with everything else in it. */
const BRIEF_MAX_BYTES = 240;

/** The text in at most so many bytes of UTF-8, never a broken character, on one line. */
export function oneLineOf(text: string, maxBytes: number): string {
  const line = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
  if (Buffer.byteLength(line) <= maxBytes) return line;
  let out = '';
  let bytes = 3;
  for (const letter of line) {
    bytes += Buffer.byteLength(letter);
    if (bytes > maxBytes) break;
    out += letter;
  }
  return `${out.trimEnd()}…`;
}

/**
 * Who calls and why, for a phone's screen or a contact-centre program. Not for carriers: what goes to `phone` targets
 * leaves the house.
 */
export function contextHeaders(order: DialOrder): HeaderField[] {
  if (order.target.kind === 'phone') return [];
  const headers: HeaderField[] = [{ name: 'x-baton-leg', value: oneLineOf(order.legId, 120) }];
  if (order.context === undefined) return headers;
  const { headline, transferId } = order.context;
  headers.push({ name: 'x-baton-transfer', value: oneLineOf(transferId, 120) });
  headers.push({ name: 'x-baton-brief', value: oneLineOf(headline, BRIEF_MAX_BYTES) });
  return headers;
}

/** A key sent as INFO: `Signal=5` of application/dtmf-relay, or a bare character of application/dtmf. */
export function keyOfInfo(contentType: string, body: string): string | undefined {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  const text =
    type === 'application/dtmf-relay'
      ? /^\s*Signal\s*=\s*(\S+)/im.exec(body)?.[1]
      : type === 'application/dtmf'
        ? body.trim()
        : undefined;
  if (text === undefined) return undefined;
  if (/^[0-9*#A-Da-d]$/.test(text)) return text.toUpperCase();
  // Some phones send the event's number.
  return text === '10' ? '*' : text === '11' ? '#' : undefined;
}

/** The body of such an INFO. */
export function infoOfKey(key: string): { contentType: string; body: string } {
  return { contentType: 'application/dtmf-relay', body: `Signal=${key}\r\nDuration=160\r\n` };
}

/** A key takes 160 ms and 100 ms of pause in the stream. */
export const KEY_TAKES_MS = 260;
const COMMA_MS = 2_000;
const BEFORE_MS = 1_000;

/**
 * When which keys of an extension are pressed after the answer, and when the dialling is over: `,` or `p` waits 2 s, other
 * signs are left out. Bounded to 32 keys and half a minute.
 */
export function extensionPlan(extension: string): {
  steps: { atMs: number; keys: string }[];
  doneMs: number;
} {
  const steps: { atMs: number; keys: string }[] = [];
  let atMs = BEFORE_MS;
  let left = 32;
  for (const part of extension.toUpperCase().match(/[,P]+|[0-9*#A-D]+/g) ?? []) {
    if (/[,P]/.test(part[0]!)) atMs += Math.min(part.length * COMMA_MS, 30_000);
    else if (left > 0) {
      const keys = part.slice(0, left);
      left -= keys.length;
      steps.push({ atMs, keys });
      atMs += keys.length * KEY_TAKES_MS;
    }
  }
  return { steps, doneMs: Math.min(atMs, 45_000) };
}
