import { type HeaderField, longName, parseCSeq } from './headers.ts';
import { MAX_HEADER_CHARS, MAX_HEADERS, MAX_MESSAGE_BYTES } from './limits.ts';
import type { SipMessage } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { bad, good, type Result, type SipError } from './result.ts';
import { isToken, parseNumber, splitValues } from './text.ts';
import { parseVia } from './via.ts';

/**
 * What came of reading a message. A request that is wrong but whose sender can be answered carries the status of the
 * answer and the header lines an answer copies; anything else is dropped and counted.
 */
export type ParsedMessage =
  | { ok: true; message: SipMessage }
  | { ok: false; error: SipError; answer?: { status: 400 | 505; headers: HeaderField[] } };

const EMPTY = new Uint8Array(0);

/** Where the header block ends and the body begins. A message without the empty line has no body. */
function headEnd(data: Buffer, start: number): { head: number; body: number } {
  const crlf = data.indexOf('\r\n\r\n', start, 'latin1');
  const lf = data.indexOf('\n\n', start, 'latin1');
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { head: crlf, body: crlf + 4 };
  if (lf >= 0) return { head: lf, body: lf + 2 };
  return { head: data.length, body: data.length };
}

/** Header lines with folded ones joined (RFC 3261 7.3.1). */
function unfold(text: string): string[] {
  const lines: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const first = line.charCodeAt(0);
    if ((first === 32 || first === 9) && lines.length > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line);
  }
  return lines;
}

function readHeaders(lines: string[]): Result<HeaderField[]> {
  if (lines.length > MAX_HEADERS + 1) return bad('too-many-headers', 'lines');
  const fields: HeaderField[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.length > MAX_HEADER_CHARS) return bad('too-large', 'header line');
    const colon = line.indexOf(':');
    const name = colon < 0 ? '' : line.slice(0, colon).trim();
    // A line that is no header says nothing we could act on: it is skipped, as the standard asks for unknown ones.
    if (name === '' || !isToken(name)) continue;
    fields.push({ name: longName(name), value: line.slice(colon + 1).trim() });
  }
  return good(fields);
}

type StartLine = { method: string; uri: string; version: string } | { status: number; reason: string };

function readStartLine(line: string): Result<StartLine> {
  if (/^SIP\//i.test(line)) {
    const match = /^SIP\/2\.0 +(\d{3})(?: (.*))?$/i.exec(line);
    const status = match ? Number(match[1]) : 0;
    if (!match || status < 100 || status > 699) return bad('bad-status', 'status line');
    return good({ status, reason: (match[2] ?? '').trim() });
  }
  const match = /^(\S+) +(\S+) +SIP\/(\d{1,5}\.\d{1,5})\s*$/i.exec(line);
  if (!match || !isToken(match[1]!)) return bad('bad-start-line', 'request line');
  if (/[<>"\0]/.test(match[2]!)) return bad('bad-start-line', 'brackets round the request uri');
  return good({ method: match[1]!, uri: match[2]!, version: match[3]! });
}

/** The one value of a header that may stand only once. */
function single(fields: HeaderField[], name: string): Result<string> {
  let found: string | undefined;
  for (const field of fields) {
    if (field.name !== name) continue;
    if (found !== undefined) return bad('duplicate-header', name);
    found = field.value;
  }
  return found === undefined || found === '' ? bad('missing-header', name) : good(found);
}

function readCore(fields: HeaderField[]): Result<Omit<SipMessage, 'kind' | 'headers' | 'body'>> {
  const viaLine = fields.find((field) => field.name === 'via');
  if (!viaLine) return bad('missing-header', 'via');
  const via = parseVia(splitValues(viaLine.value)?.[0] ?? '');
  if (!via.ok) return via;
  const fromText = single(fields, 'from');
  if (!fromText.ok) return fromText;
  const from = parseNameAddr(fromText.value);
  if (!from.ok) return from;
  const toText = single(fields, 'to');
  if (!toText.ok) return toText;
  const to = parseNameAddr(toText.value);
  if (!to.ok) return to;
  const callId = single(fields, 'call-id');
  if (!callId.ok) return callId;
  const cseqText = single(fields, 'cseq');
  if (!cseqText.ok) return cseqText;
  const cseq = parseCSeq(cseqText.value);
  if (!cseq.ok) return cseq;
  return good({ via: via.value, from: from.value, to: to.value, callId: callId.value, cseq: cseq.value });
}

function readBody(fields: HeaderField[], rest: Buffer): Result<Uint8Array> {
  if (!fields.some((field) => field.name === 'content-length')) return good(rest.length === 0 ? EMPTY : rest);
  const text = single(fields, 'content-length');
  if (!text.ok) return text;
  const length = parseNumber(text.value, MAX_MESSAGE_BYTES);
  if (length === undefined) return bad('bad-content-length', 'not a length');
  if (length > rest.length) return bad('body-too-short', 'content-length past the end');
  return good(length === 0 ? EMPTY : rest.subarray(0, length));
}

const COPIED = new Set(['via', 'from', 'to', 'call-id', 'cseq']);

/** A refused request is answered only when every line an answer needs is there once and its way back is readable. */
function answerable(error: SipError, fields: HeaderField[], method: string): ParsedMessage {
  const copied = fields.filter((field) => COPIED.has(field.name));
  const viaOk = parseVia(
    splitValues(copied.find((field) => field.name === 'via')?.value ?? '')?.[0] ?? '',
  ).ok;
  const whole = ['from', 'to', 'call-id', 'cseq'].every((name) => single(copied, name).ok);
  if (!viaOk || !whole || method === 'ACK') return { ok: false, error };
  return { ok: false, error, answer: { status: error.code === 'bad-version' ? 505 : 400, headers: copied } };
}

/** RFC 3261 20.22 and 20.19: numbers out of range make the request a bad one, not merely the header. */
function rangeError(fields: HeaderField[]): SipError | undefined {
  for (const field of fields) {
    if (field.name === 'max-forwards' && parseNumber(field.value, 255) === undefined) {
      return { code: 'bad-header', detail: 'max-forwards' };
    }
  }
  return undefined;
}

/**
 * Reads one whole SIP message (a datagram, or a framed piece of a stream). Never throws, whatever the bytes.
 * Tolerates what does no harm: bare LF, folding, compact names, white space, leading empty lines, trailing bytes.
 */
export function parseMessage(bytes: Uint8Array): ParsedMessage {
  if (bytes.length > MAX_MESSAGE_BYTES) return bad('too-large', 'message');
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = 0;
  while (start < data.length && (data[start] === 13 || data[start] === 10)) start++;
  if (start === data.length) return bad('empty', 'nothing but line ends');
  const { head, body } = headEnd(data, start);
  const lines = unfold(data.toString('utf8', start, head));
  const startLine = readStartLine(lines[0]!);
  if (!startLine.ok && startLine.error.code === 'bad-status') return startLine;
  const headers = readHeaders(lines);
  if (!headers.ok) return headers;
  const fields = headers.value;
  if (!startLine.ok) return answerable(startLine.error, fields, '');
  const line = startLine.value;
  const fail = (error: SipError): ParsedMessage =>
    'status' in line ? { ok: false, error } : answerable(error, fields, line.method);
  if ('version' in line && line.version !== '2.0') return fail({ code: 'bad-version', detail: 'not 2.0' });
  const core = readCore(fields);
  if (!core.ok) return fail(core.error);
  const content = readBody(fields, data.subarray(body));
  if (!content.ok) return fail(content.error);
  const rest = { headers: fields, body: content.value, ...core.value };
  if ('status' in line) return { ok: true, message: { kind: 'response', ...line, ...rest } };
  if (core.value.cseq.method !== line.method) return fail({ code: 'method-mismatch', detail: 'cseq' });
  const range = rangeError(fields);
  if (range) return fail(range);
  return { ok: true, message: { kind: 'request', method: line.method, uri: line.uri, ...rest } };
}
