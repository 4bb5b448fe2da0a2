/** The HTTP client, from the contract's route table: `await call('accept', { params: { id } })`. */
import routeTable from 'virtual:routes';
import type { z } from 'zod';
import type { RouteName, routes } from '../../../contract/routes.ts';
import { paneToken } from './pane.ts';

type Routes = typeof routes;
type BodyOf<N extends RouteName> = Routes[N] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
type QueryOf<N extends RouteName> = Routes[N] extends { query: infer Q extends z.ZodType }
  ? { [K in keyof z.input<Q>]?: string | number | undefined }
  : undefined;
export type ResponseOf<N extends RouteName> = z.infer<Routes[N]['response']>;
type HasParams<P extends string> = P extends `${string}/:${string}` ? true : false;

type Needs<N extends RouteName> = (HasParams<Routes[N]['path']> extends true
  ? { params: { id: string } }
  : { params?: undefined }) &
  (BodyOf<N> extends undefined ? { body?: undefined } : { body: BodyOf<N> }) & {
    query?: QueryOf<N>;
    signal?: AbortSignal;
    /** Kept by the caller over retries of one act, so that it is done once. */
    idempotencyKey?: string;
  };

type Args<N extends RouteName> =
  HasParams<Routes[N]['path']> extends true
    ? [needs: Needs<N>]
    : BodyOf<N> extends undefined
      ? [needs?: Needs<N>]
      : [needs: Needs<N>];

/** What the server refused or could not do, in its own words. `code` is `NETWORK` when it was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly requestId: string;
  readonly fields: Record<string, string>;
  constructor(
    status: number,
    body: { code: string; message: string; hint: string; requestId: string; fields?: Record<string, string> },
  ) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code;
    this.hint = body.hint;
    this.requestId = body.requestId;
    this.fields = body.fields ?? {};
  }
}

const expired = new Set<() => void>();
/** Told when the server no longer knows this person (401 on anything but the sign-in itself). */
export function onSignInExpired(listener: () => void): () => void {
  expired.add(listener);
  return () => expired.delete(listener);
}
export function reportSignInExpired(): void {
  for (const listener of expired) listener();
}

function addressOf(
  path: string,
  params: { id: string } | undefined,
  query: Record<string, unknown> | undefined,
): string {
  const filled = params === undefined ? path : path.replace(':id', encodeURIComponent(params.id));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

async function errorOf(response: Response): Promise<ApiError> {
  const fallback = {
    code: `HTTP_${response.status}`,
    message: `The server answered ${response.status}.`,
    hint: 'Try again. If it stays, give the request id to your admin.',
    requestId: response.headers.get('x-request-id') ?? '',
  };
  try {
    const body = (await response.json()) as { error?: ConstructorParameters<typeof ApiError>[1] };
    return new ApiError(response.status, { ...fallback, ...body.error });
  } catch {
    return new ApiError(response.status, fallback);
  }
}

/** Where a route is, for what fetches by itself (a player). */
export function addressFor(name: RouteName, id: string): string {
  return addressOf(routeTable[name]?.[1] ?? '', { id }, undefined);
}

const quiet401 = new Set<RouteName>(['signIn', 'demoSignIn', 'me', 'signOut']);

/** Calls one route of the contract. Rejects with `ApiError`, or with the abort's `DOMException`. */
export async function call<N extends RouteName>(name: N, ...[needs]: Args<N>): Promise<ResponseOf<N>> {
  const row = routeTable[name];
  if (row === undefined) throw new Error(`no such route: ${name}`);
  const [method, path, , idempotent] = row;
  const headers: Record<string, string> = { accept: 'application/json' };
  const token = paneToken();
  if (token !== null) headers.authorization = `Bearer ${token}`;
  if (needs?.body !== undefined) headers['content-type'] = 'application/json';
  if (idempotent === 1) headers['idempotency-key'] = needs?.idempotencyKey ?? crypto.randomUUID();
  let response: Response;
  try {
    response = await fetch(
      addressOf(path, needs?.params, needs?.query as Record<string, unknown> | undefined),
      {
        method,
        headers,
        credentials: 'same-origin',
        ...(needs?.body === undefined ? {} : { body: JSON.stringify(needs.body) }),
        ...(needs?.signal === undefined ? {} : { signal: needs.signal }),
      },
    );
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, {
      code: 'NETWORK',
      message: 'The server was not reached.',
      hint: 'Check the connection. What you wrote is kept on this page.',
      requestId: '',
    });
  }
  if (!response.ok) {
    const error = await errorOf(response);
    if (response.status === 401 && !quiet401.has(name)) reportSignInExpired();
    throw error;
  }
  return (response.status === 204 ? { ok: true } : await response.json()) as ResponseOf<N>;
}

/** Least role of a route, from the same table the server checks. */
export const leastRole = (name: RouteName): string => routeTable[name]?.[2] ?? 'admin';
