import { MAX_MESSAGE_BYTES } from '../grammar/index.ts';

/** What a stream gave: whole messages, keep-alive pings (RFC 5626 4.4.1), or bytes nobody can frame. */
export type Framed =
  | { type: 'message'; data: Buffer }
  | { type: 'ping' }
  | { type: 'broken'; why: 'too-large' | 'bad-length' | 'no-length' };

export interface Framer {
  push(chunk: Buffer): Framed[];
}

const LENGTH = /(?:^|\n)(?:content-length|l)[ \t]*:[ \t]*(\d{1,10})[ \t]*(?:\r?\n|$)/i;

/** Cuts a stream into messages by Content-Length, which a stream must have (RFC 3261 18.3). Holds at most one message. */
export function createFramer(): Framer {
  let held: Buffer = Buffer.alloc(0);
  let broken = false;
  const next = (): Framed | undefined => {
    const blank = leadingBlank(held);
    if (blank >= 4) {
      held = held.subarray(4);
      return { type: 'ping' };
    }
    // A single CRLF is a pong or padding; wait for a second before deciding that it is a ping.
    if (blank > 0 && blank < held.length) held = held.subarray(blank);
    if (held.length === 0 || leadingBlank(held) > 0) return undefined;
    const end = held.indexOf('\r\n\r\n', 0, 'latin1');
    if (end < 0) return held.length > MAX_MESSAGE_BYTES ? { type: 'broken', why: 'too-large' } : undefined;
    const match = LENGTH.exec(held.toString('latin1', 0, end));
    if (!match) return { type: 'broken', why: 'no-length' };
    const total = end + 4 + Number(match[1]);
    if (total > MAX_MESSAGE_BYTES) return { type: 'broken', why: 'too-large' };
    if (held.length < total) return undefined;
    const data = Buffer.from(held.subarray(0, total));
    held = held.subarray(total);
    return { type: 'message', data };
  };
  return {
    push(chunk) {
      if (broken) return [];
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const out: Framed[] = [];
      for (let piece = next(); piece; piece = next()) {
        out.push(piece);
        if (piece.type !== 'broken') continue;
        broken = true;
        held = Buffer.alloc(0);
        break;
      }
      return out;
    },
  };
}

function leadingBlank(data: Buffer): number {
  let count = 0;
  while (count < 4 && count < data.length && data[count] === (count % 2 === 0 ? 13 : 10)) count++;
  return count === 1 || count === 3 ? count - 1 + (count === data.length ? 1 : 0) : count;
}
