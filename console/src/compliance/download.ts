/** A file from the API, saved by the browser. The pane's own sign-in goes along, which a plain link would not carry. */
import { ApiError } from '../api/client.ts';
import { paneToken } from '../api/pane.ts';

/** @throws ApiError as the server said it */
export async function download(path: string, name: string): Promise<void> {
  const token = paneToken();
  const response = await fetch(path, {
    credentials: 'same-origin',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  }).catch(() => null);
  if (response === null || !response.ok) throw await errorOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What the page holds, saved by the browser. */
export function saveJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Sends a file as it is, without reading it into memory. */
export async function upload<T>(path: string, file: File): Promise<T> {
  const token = paneToken();
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'text/csv', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: file,
  }).catch(() => null);
  if (response === null || !response.ok) throw await errorOf(response);
  return (await response.json()) as T;
}

async function errorOf(response: Response | null): Promise<ApiError> {
  const unknown = {
    code: response === null ? 'NETWORK' : `HTTP_${response.status}`,
    message: response === null ? 'The server was not reached.' : `The server answered ${response.status}.`,
    hint: 'Try again.',
    requestId: response?.headers.get('x-request-id') ?? '',
  };
  if (response === null) return new ApiError(0, unknown);
  const body = (await response.json().catch(() => ({}))) as { error?: Partial<typeof unknown> };
  return new ApiError(response.status, { ...unknown, ...body.error });
}
