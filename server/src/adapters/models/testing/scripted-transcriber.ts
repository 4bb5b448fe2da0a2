/**
 * Speech to text for tests: an HTTP server that takes `POST /audio/transcriptions` as the real ones do, reads the form and the WAV in
 * it, and answers by a script. It stands at the far end of the wire, so everything of ours before it is the real thing.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readWav } from '../../../media/wav.ts';

/** What goes wrong: nothing; no answer at all; no JSON; another form; cut on the wire; too many requests; ill; wrong key; no such path; hung up; an answer without end. */
export const FAULTS = [
  'none',
  'slow',
  'broken',
  'other-form',
  'cut-off',
  'rate-limited',
  'overloaded',
  'unknown-key',
  'no-such-path',
  'hung-up',
  'endless',
] as const;
export type TranscriberFault = (typeof FAULTS)[number];

export interface HeardRequest {
  path: string;
  headers: IncomingMessage['headers'];
  /** Fields of the form but the file. */
  fields: Record<string, string>;
  fileName: string;
  fileType: string;
  sampleRateHz: number;
  channels: number;
  pcm: Int16Array;
}

export interface ScriptedTranscriber {
  url: string;
  heard: HeardRequest[];
  /** Requests that are not answered yet. */
  open(): number;
  /** Decides each answer from what was sent. */
  script(act: (heard: HeardRequest) => { fault?: TranscriberFault; text?: string }): void;
  /** Lets those go that were held by `slow`, with these words. */
  release(text: string): void;
  close(): Promise<void>;
}

export async function startScriptedTranscriber(): Promise<ScriptedTranscriber> {
  const heard: HeardRequest[] = [];
  const held: ServerResponse[] = [];
  let act: Parameters<ScriptedTranscriber['script']>[0] = () => ({ text: '' });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      read(request, Buffer.concat(chunks)).then(
        (one) => {
          heard.push(one);
          const { fault = 'none', text = '' } = act(one);
          if (fault === 'slow') held.push(response);
          else answer(response, fault, text);
        },
        (error: unknown) => send(response, 400, { error: { message: String(error) } }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    heard,
    open: () => held.filter((response) => !response.destroyed).length,
    script(next) {
      act = next;
    },
    release(text) {
      for (const response of held.splice(0)) send(response, 200, { text });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The form, read by the platform's own parser: it is none of ours. */
async function read(request: IncomingMessage, body: Buffer): Promise<HeardRequest> {
  const type = request.headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = form.get('file');
  if (!(file instanceof File)) throw new Error('no file');
  const { samples, sampleRateHz, channels } = readWav(Buffer.from(await file.arrayBuffer()));
  const fields: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value;
  return {
    path: request.url ?? '',
    headers: request.headers,
    fields,
    fileName: file.name,
    fileType: file.type,
    sampleRateHz,
    channels,
    pcm: samples,
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const failed = (type: string, message: string) => ({ error: { message, type, param: null, code: null } });

function answer(response: ServerResponse, fault: TranscriberFault, text: string): void {
  switch (fault) {
    case 'none':
      // whisper.cpp ends each segment with a line break; others add usage.
      send(response, 200, { text: ` ${text}\n`, usage: { type: 'duration', seconds: 2 } });
      return;
    case 'slow':
      return;
    case 'broken':
      send(response, 200, '<html>502 Bad Gateway</html>');
      return;
    case 'other-form':
      send(response, 200, { error: 'failed to read audio data' });
      return;
    case 'cut-off':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '400' });
      response.write('{"text":"please st', () => response.destroy());
      return;
    case 'rate-limited':
      send(response, 429, failed('rate_limit_error', `Slow down: "${text}"`), { 'retry-after': '7' });
      return;
    case 'overloaded':
      send(response, 503, failed('server_error', 'The model is loading'));
      return;
    case 'unknown-key':
      send(response, 401, failed('invalid_request_error', 'Incorrect API key: sk-very-secret'));
      return;
    case 'no-such-path':
      send(response, 404, { detail: 'Not Found' });
      return;
    case 'hung-up':
      response.destroy();
      return;
    case 'endless':
      send(response, 200, { text: 'you '.repeat(200_000) });
      return;
  }
}
