/** One POST to a webhook: no redirect is followed, the answer's body is not read, and the time is bounded. */
import { lookup as dnsLookup } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress, urlFault } from './webhook-target.ts';

export interface PostResult {
  /** Null when there was no answer. */
  status: number | null;
  /** Why there was none, in words. */
  error: string | null;
  retryAfterMs: number | null;
}

export interface PostRules {
  allowPrivate: boolean;
  timeoutMs: number;
  /** The resolver; a test's own. */
  lookup?: typeof dnsLookup;
}

/** Never throws: every failure is a result. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  rules: PostRules,
): Promise<PostResult> {
  const fault = urlFault(url, rules.allowPrivate);
  if (fault) return none(fault);
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    let request: ClientRequest;
    try {
      request = send(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
        signal: AbortSignal.timeout(rules.timeoutMs),
        agent: false,
        ...(rules.allowPrivate ? {} : { lookup: guarded(rules.lookup ?? dnsLookup) }),
      });
    } catch (error) {
      resolve(none(wordsOf(error, rules)));
      return;
    }
    request.on('error', (error) => resolve(none(wordsOf(error, rules))));
    request.on('response', (response: IncomingMessage) => {
      resolve({ status: response.statusCode ?? null, error: null, retryAfterMs: retryAfter(response) });
      response.on('error', () => undefined);
      response.destroy();
    });
    request.end(body);
  });
}

const none = (error: string): PostResult => ({ status: null, error, retryAfterMs: null });

/** Addresses are checked where the connection takes them from: between check and use nothing can change. */
function guarded(lookup: typeof dnsLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const first = addresses[0];
      if (!first || addresses.some((one) => isPrivateAddress(one.address))) {
        return callback(new Error('PRIVATE_ADDRESS'), '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function wordsOf(error: unknown, rules: PostRules): string {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'AbortError' || name === 'TimeoutError')
    return `No answer within ${rules.timeoutMs / 1000} s.`;
  if (message === 'PRIVATE_ADDRESS') return 'The name leads to this machine or a private network.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The name of the server is not known.';
  if (code === 'ECONNREFUSED') return 'The server refuses connections.';
  if (code === 'ECONNRESET') return 'The server ended the connection without an answer.';
  return `No answer (${code ?? name ?? 'unknown'}).`;
}

function retryAfter(response: IncomingMessage): number | null {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
