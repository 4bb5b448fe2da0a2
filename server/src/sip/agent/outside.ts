import {
  buildRequest,
  type HeaderField,
  type NameAddr,
  parseUri,
  type SipResponse,
  sipUri,
  withTag,
} from '../grammar/index.ts';
import { sendRequest } from '../transactions/index.ts';
import type { Remote } from '../transport/index.ts';
import type { Core } from './core.ts';
import type { Credentials } from './digest.ts';
import type { Outcome } from './in-dialog.ts';
import { type ProofState, proofFor } from './proof.ts';
import { resolveTargets } from './resolve.ts';

export interface OutsideRequest {
  method: string;
  /** Request-URI. */
  uri: string;
  /** Looked up for the address when it differs from the Request-URI. */
  route?: string;
  from: string;
  to: string;
  callId: string;
  /** Called for each attempt: it must grow. */
  nextCSeq: () => number;
  headers?: (remote: Remote) => HeaderField[];
  credentials?: Credentials;
}

export type OutsideOutcome = Outcome | { type: 'no-address' };

function address(uri: string): NameAddr {
  const parsed = parseUri(uri);
  return { uri: parsed.ok ? parsed.value : sipUri(undefined, 'invalid.invalid'), params: new Map() };
}

/** A request that belongs to no dialog (REGISTER, OPTIONS): looked up, proven if asked, failed over to the next address. */
export async function requestOutside(
  core: Core,
  request: OutsideRequest,
): Promise<OutsideOutcome & { remote?: Remote }> {
  const targets = await resolveTargets(
    request.route ?? request.uri,
    core.hub.has,
    core.resolver,
    core.ids.chance,
  ).catch(() => []);
  let last: OutsideOutcome & { remote?: Remote } = { type: 'no-address' };
  for (const remote of targets) {
    last = { ...(await tryOne(core, request, remote)), remote };
    const dead = last.type !== 'response' || last.response.status === 503 || last.response.status === 408;
    if (!dead) return last;
  }
  return last;
}

function tryOne(core: Core, request: OutsideRequest, remote: Remote): Promise<Outcome> {
  const proof: ProofState = { tries: 0 };
  const from = withTag(address(request.from), core.ids.token());
  return new Promise((resolve) => {
    const attempt = (authorization: HeaderField | undefined): void => {
      const headers = [...(request.headers?.(remote) ?? []), ...(authorization ? [authorization] : [])];
      const { method, uri, callId } = request;
      const made = buildRequest({
        method,
        uri,
        from,
        to: address(request.to),
        callId,
        cseq: request.nextCSeq(),
        headers,
      });
      const onResponse = (response: SipResponse): void => {
        if (response.status < 200) return;
        const header = proofFor(core, response, request.credentials, { method, uri }, proof);
        if (header) attempt(header);
        else resolve({ type: 'response', response });
      };
      sendRequest(core.layer, made, remote, {
        response: onResponse,
        failed: (why) => resolve({ type: 'failed', why }),
      });
    };
    attempt(undefined);
  });
}
