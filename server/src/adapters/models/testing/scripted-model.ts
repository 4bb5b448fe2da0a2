/**
 * A provider for tests: an HTTP server that speaks both wire formats as the real ones do and answers by a script. It
 * stands at the far end of the wire, so everything of ours before it is the real thing.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Proposal } from '../../../ports/model.ts';

/** What goes wrong: nothing; no answer at all; no JSON; cut by tokens; cut on the wire; no by the model; not now; ill; wrong form; hung up; wrong key. */
export const FAULTS = [
  'none',
  'slow',
  'broken',
  'truncated',
  'cut-off',
  'refusing',
  'rate-limited',
  'overloaded',
  'other-form',
  'hung-up',
  'unknown-key',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Asked {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** The thread's data, as the adapter sent it. */
  user: string;
}

export interface Act {
  fault: Fault;
  proposal?: Partial<Proposal>;
}

export interface ScriptedModel {
  url: string;
  asked: Asked[];
  /** Decides each answer from what was asked. */
  script(act: (asked: Asked) => Act): void;
  close(): Promise<void>;
}

const USAGE = { in: 900, out: 60 };

const plain: Proposal = {
  action: 'ask',
  confidence: 0.8,
  ready: 'unclear',
  isQuestion: false,
  answered: 'yes',
  language: 'en',
  fields: [],
  knowledge: [],
  objection: null,
  reply: '',
  asks: null,
};

export async function startScriptedModel(): Promise<ScriptedModel> {
  const asked: Asked[] = [];
  let act: (one: Asked) => Act = () => ({ fault: 'none' });
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      const messages = body.messages as { role: string; content: string }[];
      const one = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        user: messages.at(-1)?.content ?? '',
      };
      asked.push(one);
      const wire = one.path.endsWith('/messages') ? anthropic : openAi;
      answer(response, wire, act(one));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    script(next) {
      act = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Wire {
  good(proposal: Proposal): unknown;
  truncated(): unknown;
  refused(): unknown;
  error(type: string, message: string): unknown;
  rateLimit: { headers: Record<string, string>; type: string };
  overload: { status: number; type: string };
  badKey: string;
}

const completion = (message: Record<string, unknown>, finish: string) => ({
  id: 'chatcmpl-scripted',
  object: 'chat.completion',
  created: 1_763_000_000,
  model: 'scripted',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', refusal: null, content: null, ...message },
      logprobs: null,
      finish_reason: finish,
    },
  ],
  usage: { prompt_tokens: USAGE.in, completion_tokens: USAGE.out, total_tokens: USAGE.in + USAGE.out },
});

const openAi: Wire = {
  good: (proposal) => completion({ content: JSON.stringify(proposal) }, 'stop'),
  truncated: () => completion({ content: '{"action":"ask","confid' }, 'length'),
  refused: () => completion({ refusal: "I'm sorry, I can't help with that." }, 'stop'),
  error: (type, message) => ({ error: { message, type, param: null, code: null } }),
  rateLimit: {
    headers: { 'retry-after': '7', 'x-ratelimit-remaining-requests': '0' },
    type: 'rate_limit_error',
  },
  overload: { status: 503, type: 'server_error' },
  badKey: 'invalid_request_error',
};

const message = (content: unknown[], stop: string) => ({
  id: 'msg_scripted',
  type: 'message',
  role: 'assistant',
  model: 'scripted',
  content,
  stop_reason: stop,
  stop_sequence: null,
  usage: {
    input_tokens: USAGE.in - 100,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 100,
    output_tokens: USAGE.out,
  },
});
const toolUse = (input: unknown) => ({ type: 'tool_use', id: 'toolu_scripted', name: 'turn', input });

const anthropic: Wire = {
  good: (proposal) => message([toolUse(proposal)], 'tool_use'),
  truncated: () => message([toolUse({ action: 'ask' })], 'max_tokens'),
  refused: () => message([], 'refusal'),
  error: (type, words) => ({
    type: 'error',
    error: { type, message: words },
    request_id: 'req_scripted',
  }),
  rateLimit: {
    headers: { 'retry-after': '7', 'anthropic-ratelimit-requests-remaining': '0' },
    type: 'rate_limit_error',
  },
  overload: { status: 529, type: 'overloaded_error' },
  badKey: 'authentication_error',
};

function answer(response: ServerResponse, wire: Wire, { fault, proposal }: Act): void {
  const send = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const good = wire.good({ ...plain, ...proposal });
  switch (fault) {
    case 'none':
      send(200, good);
      return;
    case 'slow':
      return;
    case 'broken':
      send(200, '<html>504 Gateway Time-out</html>');
      return;
    case 'truncated':
      send(200, wire.truncated());
      return;
    case 'cut-off': {
      const text = JSON.stringify(good);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) });
      response.write(text.slice(0, 40), () => response.destroy());
      return;
    }
    case 'refusing':
      send(200, wire.refused());
      return;
    case 'rate-limited':
      send(429, wire.error(wire.rateLimit.type, 'Too many requests: "hello"'), wire.rateLimit.headers);
      return;
    case 'overloaded':
      send(wire.overload.status, wire.error(wire.overload.type, 'Overloaded'));
      return;
    case 'other-form':
      send(200, wire.good({ ...plain, action: 'dance' } as unknown as Proposal));
      return;
    case 'hung-up':
      response.destroy();
      return;
    case 'unknown-key':
      send(401, wire.error(wire.badKey, 'invalid x-api-key sk-very-secret'));
      return;
  }
}
