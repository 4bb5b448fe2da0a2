import { branchOf, MAGIC_COOKIE, type SipRequest, type SipResponse, tagOf } from '../grammar/index.ts';

/** Names the server transaction a request belongs to (RFC 3261 17.2.3). ACK belongs to its INVITE. */
export function serverKey(request: SipRequest, method = request.method): string {
  const via = request.via;
  const wanted = method === 'ACK' ? 'INVITE' : method;
  const branch = branchOf(via);
  if (branch.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length) {
    return `${branch}|${via.host}:${via.port ?? ''}|${wanted}`;
  }
  // A sender from before RFC 3261 has no telling branch: the message itself has to name it.
  const { callId, cseq, from } = request;
  return `2543|${callId}|${cseq.number}|${tagOf(from) ?? ''}|${via.host}:${via.port ?? ''}|${branch}|${wanted}`;
}

/** Names the client transaction an answer belongs to (RFC 3261 17.1.3). */
export function clientKey(response: SipResponse): string {
  return `${branchOf(response.via)}|${response.cseq.method}`;
}
