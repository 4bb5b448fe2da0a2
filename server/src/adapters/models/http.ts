/** What all wire formats share: one POST, a bounded body, and what a status means. */
import { ModelError, type ModelFailure } from '../../ports/model.ts';

/** A proposal is some hundred bytes; this is far above any of them. */
const MAX_BODY_BYTES = 256_000;
/** Nobody is left alone for longer on a header's word. */
const MAX_RETRY_AFTER_MS = 10 * 60_000;

/** @returns the parsed body of a 2xx answer. @throws ModelError for everything else */
export async function postJson(
  url: string,
  headers: Record<string, string>,
  body: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  return post(url, { 'content-type': 'application/json', ...headers }, JSON.stringify(body), signal);
}

/** The same with a form of several parts; the boundary is told by whoever sends it. */
export async function postForm(
  url: string,
  headers: Record<string, string>,
  form: FormData,
  signal: AbortSignal,
): Promise<unknown> {
  return post(url, headers, form, signal);
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: string | FormData,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await sent(url, headers, body, signal);
  if (!response.ok) {
    // The body may quote the prompt back, so it is not read into messages.
    await response.body?.cancel().catch(() => undefined);
    throw failureOf(response);
  }
  const text = await readBounded(response, signal);
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError('malformed', 'The provider answered with something that is no JSON.');
  }
}

async function sent(
  url: string,
  headers: Record<string, string>,
  body: string | FormData,
  signal: AbortSignal,
) {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...headers },
      body,
      redirect: 'error',
      signal,
    });
  } catch (error) {
    throw fromFetch(error, signal);
  }
}

async function readBounded(response: Response, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > MAX_BODY_BYTES) break;
      text += decoder.decode(chunk as Uint8Array, { stream: true });
    }
  } catch (error) {
    throw fromFetch(error, signal);
  }
  if (bytes > MAX_BODY_BYTES)
    throw new ModelError('malformed', `The answer is longer than ${MAX_BODY_BYTES} bytes.`);
  return text + decoder.decode();
}

function fromFetch(error: unknown, signal: AbortSignal): ModelError {
  if (signal.aborted) return new ModelError('deadline', 'The model did not answer in time.');
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  return new ModelError('unreachable', `The provider was not reached, or hung up${code}.`);
}

function failureOf(response: Response): ModelError {
  const { status } = response;
  const [failure, words] = MEANS[status] ?? (status >= 500 ? OVERLOADED : NOT_ACCEPTED);
  const retryAfterMs = failure === 'rate-limited' || failure === 'overloaded' ? retryAfter(response) : null;
  return new ModelError(failure, `${words} (HTTP ${status}).`, { retryAfterMs });
}

type Meaning = [failure: ModelFailure, words: string];
const OVERLOADED: Meaning = ['overloaded', 'The provider failed or is overloaded'];
const NOT_ACCEPTED: Meaning = ['not-accepted', 'The provider does not accept the request'];
const NO_KEY: Meaning = ['not-authorised', 'The provider does not accept the key'];
const MEANS: Record<number, Meaning> = {
  401: NO_KEY,
  402: ['rate-limited', "The provider's account has no credit left"],
  403: NO_KEY,
  404: ['not-accepted', 'The provider knows no such address or model'],
  408: OVERLOADED,
  429: ['rate-limited', 'The provider asks for fewer requests, or the account has reached its limit'],
};

/** `Retry-After` as seconds or as a date (RFC 9110, 10.2.3); a date counts from the answer's own `Date`. */
function retryAfter({ headers }: Response): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(value.trim())
    ? Number(value) * 1_000
    : Date.parse(value) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null;
}

/** A number of an answer that may be anything. */
export const count = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
