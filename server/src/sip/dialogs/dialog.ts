import {
  bad,
  buildRequest,
  formatUri,
  good,
  type HeaderField,
  header,
  headerValues,
  MAX_CSEQ,
  type NameAddr,
  parseNameAddr,
  type Result,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  tagOf,
  withTag,
} from '../grammar/index.ts';

/** A relation between two user agents (RFC 3261 12), as plain data; every function here returns a new one. */
export interface Dialog {
  callId: string;
  localTag: string;
  remoteTag: string;
  /** From of what we send, To of what we get. */
  local: NameAddr;
  remote: NameAddr;
  /** CSeq of our last request. */
  localSeq: number;
  /** CSeq of their last request; undefined before the first. */
  remoteSeq: number | undefined;
  /** Their Contact: the Request-URI of what we send. */
  target: string;
  /** Route values, next hop first. */
  routes: string[];
  /** Whether we sent the INVITE (and so own the Call-ID: RFC 3261 14.1 asks who waits longer after a glare). */
  caller: boolean;
}

const MAX_ROUTES = 20;

/** The URI of the first Contact; undefined when there is none or it is unreadable. */
export function contactOf(message: SipMessage): string | undefined {
  const first = headerValues(message, 'contact')[0];
  const address = first === undefined ? undefined : parseNameAddr(first);
  return address?.ok ? formatUri(address.value.uri) : undefined;
}

function recordRoutes(message: SipMessage): string[] | undefined {
  const routes = headerValues(message, 'record-route');
  return routes.length > MAX_ROUTES || !routes.every((route) => parseNameAddr(route).ok) ? undefined : routes;
}

/** The callee's dialog, made when it answers an INVITE with a tag (RFC 3261 12.1.1). */
export function dialogFromRequest(request: SipRequest, localTag: string): Result<Dialog> {
  const target = contactOf(request);
  const routes = recordRoutes(request);
  if (target === undefined) return bad('missing-header', 'contact');
  if (!routes) return bad('bad-header', 'record-route');
  return good({
    callId: request.callId,
    localTag,
    remoteTag: tagOf(request.from) ?? '',
    local: withTag(request.to, localTag),
    remote: request.from,
    localSeq: 0,
    remoteSeq: request.cseq.number,
    target,
    routes,
    caller: false,
  });
}

/** The caller's dialog, made by an answer with a tag (RFC 3261 12.1.2). */
export function dialogFromResponse(request: SipRequest, response: SipResponse): Result<Dialog> {
  const routes = recordRoutes(response);
  if (!routes) return bad('bad-header', 'record-route');
  return good({
    callId: request.callId,
    localTag: tagOf(request.from) ?? '',
    remoteTag: tagOf(response.to) ?? '',
    local: request.from,
    remote: response.to,
    localSeq: request.cseq.number,
    remoteSeq: undefined,
    // A 1xx may come without Contact; the request's own URI is the best guess until a better one comes.
    target: contactOf(response) ?? request.uri,
    routes: routes.reverse(),
    caller: true,
  });
}

/** The 2xx decides the route set and target anew (RFC 3261 13.2.2.4). */
export function confirmDialog(dialog: Dialog, response: SipResponse): Dialog {
  const routes = recordRoutes(response);
  const target = contactOf(response);
  return { ...dialog, routes: routes ? routes.reverse() : dialog.routes, target: target ?? dialog.target };
}

/** Target refresh by a re-INVITE or UPDATE and their 2xx (RFC 3261 12.2.1.2); the route set stays. */
export function refreshTarget(dialog: Dialog, message: SipMessage): Dialog {
  const target = contactOf(message);
  return target === undefined ? dialog : { ...dialog, target };
}

/** Their request by its CSeq (RFC 3261 12.2.2): undefined when it came out of order and gets a 500. */
export function takeRequest(dialog: Dialog, request: SipRequest): Dialog | undefined {
  const { number } = request.cseq;
  if (dialog.remoteSeq !== undefined && number <= dialog.remoteSeq) return undefined;
  return { ...dialog, remoteSeq: number };
}

export interface DialogRequestParts {
  headers?: readonly HeaderField[];
  body?: Uint8Array | string;
  contentType?: string;
}

/** The next request of ours (RFC 3261 12.2.1.1), loose and strict routes both. ACK repeats the INVITE's CSeq: give it. */
export function requestInDialog(
  dialog: Dialog,
  method: string,
  parts: DialogRequestParts = {},
  ackSeq?: number,
): { dialog: Dialog; request: SipRequest } {
  const cseq = ackSeq ?? Math.min(dialog.localSeq + 1, MAX_CSEQ);
  const { uri, routes } = routing(dialog);
  const { local: from, remote: to, callId } = dialog;
  const request = buildRequest({ method, uri, from, to, callId, cseq, routes, ...parts });
  return { dialog: ackSeq === undefined ? { ...dialog, localSeq: cseq } : dialog, request };
}

/** A first hop without `lr` is a strict router: it gets itself as Request-URI and the target as last route. */
function routing(dialog: Dialog): { uri: string; routes: string[] } {
  const first = dialog.routes[0] === undefined ? undefined : parseNameAddr(dialog.routes[0]);
  if (!first?.ok) return { uri: dialog.target, routes: [] };
  const { uri } = first.value;
  if (uri.scheme !== 'sip' && uri.scheme !== 'sips') return { uri: dialog.target, routes: dialog.routes };
  if (uri.params.has('lr')) return { uri: dialog.target, routes: dialog.routes };
  return { uri: formatUri(uri), routes: [...dialog.routes.slice(1), `<${dialog.target}>`] };
}

/** The URI whose address the next request goes to. */
export function nextHop(dialog: Dialog): string {
  const first = dialog.routes[0] === undefined ? undefined : parseNameAddr(dialog.routes[0]);
  return first?.ok ? formatUri(first.value.uri) : dialog.target;
}

export function dialogKey(callId: string, localTag: string): string {
  return `${callId}|${localTag}`;
}

/** Whether a message says it speaks SDP in its body. */
export function sdpBody(message: SipMessage): string | undefined {
  if (message.body.length === 0) return undefined;
  const type = (header(message, 'content-type') ?? 'application/sdp').split(';', 1)[0]!.trim().toLowerCase();
  return type === 'application/sdp' ? Buffer.from(message.body).toString('utf8') : undefined;
}
