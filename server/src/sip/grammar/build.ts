import { type HeaderField, header } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { formatNameAddr, type NameAddr, tagOf, withTag } from './name-addr.ts';
import { reasonPhrase } from './reasons.ts';
import { formatVia, parseVia, type Via } from './via.ts';

const EMPTY = new Uint8Array(0);
const NO_VIA: Via = { transport: 'UDP', host: 'unset.invalid', params: new Map() };

export interface RequestParts {
  method: string;
  uri: string;
  from: NameAddr;
  to: NameAddr;
  callId: string;
  cseq: number;
  routes?: readonly string[];
  headers?: readonly HeaderField[];
  body?: Uint8Array | string;
  contentType?: string;
}

export function toBytes(body: Uint8Array | string | undefined): Uint8Array {
  return body === undefined ? EMPTY : typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

/** A request without a Via: the transaction that sends it puts its own on top (`withVia`). */
export function buildRequest(parts: RequestParts): SipRequest {
  const headers: HeaderField[] = [];
  for (const route of parts.routes ?? []) headers.push({ name: 'route', value: route });
  headers.push(
    { name: 'max-forwards', value: '70' },
    { name: 'from', value: formatNameAddr(parts.from) },
    { name: 'to', value: formatNameAddr(parts.to) },
    { name: 'call-id', value: parts.callId },
    { name: 'cseq', value: `${parts.cseq} ${parts.method}` },
  );
  if (parts.headers) headers.push(...parts.headers);
  const body = toBytes(parts.body);
  if (body.length > 0) headers.push({ name: 'content-type', value: parts.contentType ?? 'application/sdp' });
  return {
    kind: 'request',
    method: parts.method,
    uri: parts.uri,
    headers,
    body,
    via: NO_VIA,
    from: parts.from,
    to: parts.to,
    callId: parts.callId,
    cseq: { number: parts.cseq, method: parts.method },
  };
}

export function withVia(request: SipRequest, via: Via): SipRequest {
  const own = request.headers.filter((field) => field.name !== 'via');
  return { ...request, via, headers: [{ name: 'via', value: formatVia(via) }, ...own] };
}

export interface ResponseParts {
  reason?: string;
  /** Our tag; put on To unless the request had one already. Not for 100. */
  toTag?: string;
  headers?: readonly HeaderField[];
  body?: Uint8Array | string;
  contentType?: string;
}

/** An answer by RFC 3261 8.2.6: Via, From, To, Call-ID and CSeq copied; Record-Route too where a dialog may arise. */
export function buildResponse(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const to =
    parts.toTag !== undefined && status > 100 && tagOf(request.to) === undefined
      ? withTag(request.to, parts.toTag)
      : request.to;
  const headers: HeaderField[] = [];
  for (const field of request.headers) {
    const copied = field.name === 'via' || (field.name === 'record-route' && status > 100 && status < 300);
    if (copied) headers.push(field);
  }
  headers.push(
    { name: 'from', value: header(request, 'from')! },
    { name: 'to', value: to === request.to ? header(request, 'to')! : formatNameAddr(to) },
    { name: 'call-id', value: request.callId },
    { name: 'cseq', value: `${request.cseq.number} ${request.cseq.method}` },
  );
  if (parts.headers) headers.push(...parts.headers);
  const body = toBytes(parts.body);
  if (body.length > 0) headers.push({ name: 'content-type', value: parts.contentType ?? 'application/sdp' });
  return {
    kind: 'response',
    status,
    reason: parts.reason ?? reasonPhrase(status),
    headers,
    body,
    via: request.via,
    from: request.from,
    to,
    callId: request.callId,
    cseq: request.cseq,
  };
}

/** ACK to a final answer that is not 2xx: same branch, the answer's To, the INVITE's routes (RFC 3261 17.1.1.3). */
export function buildNon2xxAck(invite: SipRequest, to: NameAddr): SipRequest {
  const routes = invite.headers.filter((field) => field.name === 'route').map((field) => field.value);
  const { from, callId, uri } = invite;
  return withVia(
    buildRequest({ method: 'ACK', uri, from, to, callId, cseq: invite.cseq.number, routes }),
    invite.via,
  );
}

/** CANCEL of an INVITE already sent: everything of the INVITE but the method (RFC 3261 9.1). */
export function buildCancel(invite: SipRequest, headers: readonly HeaderField[] = []): SipRequest {
  const routes = invite.headers.filter((field) => field.name === 'route').map((field) => field.value);
  const { from, to, callId, uri } = invite;
  const cseq = invite.cseq.number;
  return withVia(
    buildRequest({ method: 'CANCEL', uri, from, to, callId, cseq, routes, headers }),
    invite.via,
  );
}

/**
 * Writes on the topmost Via where the request really came from (RFC 3261 18.2.1, RFC 3581 4): `received` when the
 * address differs from sent-by or rport was asked for, and the port as `rport`.
 */
export function stampSource(request: SipRequest, sourceHost: string, sourcePort: number): SipRequest {
  const via = request.via;
  const asked = via.params.has('rport');
  if (!asked && via.host === sourceHost) return request;
  const params = new Map(via.params);
  params.set('received', sourceHost);
  if (asked) params.set('rport', String(sourcePort));
  const stamped: Via = { ...via, params };
  const headers = [...request.headers];
  const index = headers.findIndex((field) => field.name === 'via');
  const rest = viaRest(headers[index]!.value);
  headers[index] = { name: 'via', value: formatVia(stamped) + rest };
  return { ...request, via: stamped, headers };
}

/** What follows the first value on a Via line that holds several. */
function viaRest(line: string): string {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ',' && !quoted) return parseVia(line.slice(0, i)).ok ? line.slice(i) : '';
  }
  return '';
}
