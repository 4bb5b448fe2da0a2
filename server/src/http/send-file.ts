/** A file as an answer, whole or in part (RFC 9110 section 14): a player seeks by asking for ranges. */
import { createReadStream } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface FileAnswer {
  path: string;
  /** How much of the file counts; what is behind it is not sent. */
  bytes: number;
}

/** The one range asked for: `whole` for none, several, or what is no range; `none` when it lies behind the end. */
export function rangeOf(
  header: string | undefined,
  bytes: number,
): { first: number; last: number } | 'whole' | 'none' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const count = Number(to);
    return count === 0 || bytes === 0 ? 'none' : { first: Math.max(0, bytes - count), last: bytes - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return 'whole';
  if (first >= bytes) return 'none';
  return { first, last: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}

/** Sends it as a stream; nothing is kept by browsers or in between. */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, bytes }: FileAnswer,
): FastifyReply {
  const range = rangeOf(request.headers.range, bytes);
  reply.header('accept-ranges', 'bytes').header('cache-control', 'private, no-store');
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${bytes}`).send('');
  const { first, last } = range === 'whole' ? { first: 0, last: bytes - 1 } : range;
  if (range !== 'whole') reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`);
  reply.header('content-length', last - first + 1);
  return reply.send(createReadStream(path, { start: first, end: last }));
}
