/** The web chat's wire (contract/chat.ts): starts a conversation and keeps its socket. */
import type { z } from 'zod';
import type { ChatDown, ChatStart, ChatText, ChatUp } from '../../contract/chat.ts';

export interface Talk {
  /** False when it cannot be sent now. */
  send(text: string): boolean;
  close(): void;
}
export interface Heard {
  thread(texts: z.infer<typeof ChatText>[], open: boolean): void;
  typing(forMs: number): void;
  link(words: string): void;
  /** The server does not know this conversation any more. */
  gone(): void;
}

const PING_EVERY_MS = 20_000;
const LONGEST_WAIT_MS = 15_000;
const NOT_FOUND = 4404;

/** The conversation's token; rejects with an Error in the server's own words. */
export async function startTalk(server: string, start: z.input<typeof ChatStart>): Promise<string> {
  let response: Response;
  try {
    response = await fetch(`${server}/v1/chat`, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(start),
    });
  } catch {
    throw new Error('The chat was not reached. Check the connection and try again.');
  }
  const body = (await response.json().catch(() => null)) as {
    token?: string;
    error?: { message: string; hint: string };
  } | null;
  if (!response.ok || body?.token === undefined)
    throw new Error(
      body?.error === undefined
        ? 'The chat did not start. Try again.'
        : `${body.error.message} ${body.error.hint}`,
    );
  return body.token;
}

/** Opens the socket and opens it again with back-off until closed. */
export function openTalk(server: string, token: string, heard: Heard): Talk {
  let socket: WebSocket | null = null;
  let over = false;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const url = `${server.replace(/^http/, 'ws')}/v1/chat/${encodeURIComponent(token)}`;
  const push = (frame: ChatUp): boolean => {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };
  const hear = (frame: ChatDown): void => {
    if (frame.type === 'thread') heard.thread(frame.texts, frame.open);
    else if (frame.type === 'typing') heard.typing(frame.untilMs - Date.now());
    else if (frame.type === 'error') heard.link(`${frame.message} ${frame.hint}`);
  };
  const connect = (): void => {
    socket = new WebSocket(url);
    socket.onopen = () => {
      tries = 0;
      heard.link('');
    };
    socket.onmessage = (event) => {
      try {
        hear(JSON.parse(String(event.data)) as ChatDown);
      } catch {
        // Not a frame of ours.
      }
    };
    socket.onclose = (event) => {
      if (over) return;
      if (event.code === NOT_FOUND) {
        heard.gone();
        return;
      }
      heard.link('No connection. Trying again…');
      retry = setTimeout(connect, Math.min(LONGEST_WAIT_MS, 500 * 2 ** tries));
      tries = Math.min(tries + 1, 8);
    };
  };
  connect();
  const ping = setInterval(() => push({ type: 'ping' }), PING_EVERY_MS);
  return {
    send: (body) => {
      const sent = push({ type: 'text', clientId: crypto.randomUUID?.() ?? String(Math.random()), body });
      if (!sent) heard.link('No connection. Your message stays in the field.');
      return sent;
    },
    close: () => {
      over = true;
      clearTimeout(retry);
      clearInterval(ping);
      socket?.close();
    },
  };
}
