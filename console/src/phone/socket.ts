/** A WebSocket that comes back: back-off with chance, and a watch for connections that are dead but look open. */
import type { StationDown, StationUp } from '../../../contract/station.ts';

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 4_000;
/** The server pings every 5 s. */
const SILENT_LIMIT_MS = 13_000;
/** Close codes after which coming back by oneself is of no use: signed out, not allowed, no such thing. */
const REFUSALS: Record<number, string> = { 4401: 'SIGNED_OUT', 4403: 'NOT_ALLOWED', 4404: 'NOT_FOUND' };

export interface StationSocket {
  /** False when it is not open; the frame is then not sent and not kept. */
  send(frame: StationUp): boolean;
  isOpen(): boolean;
  close(): void;
  /** After `close`: begin again. */
  reopen(): void;
}

export interface SocketEvents {
  onOpen(): void;
  onLost(): void;
  /** The server will not have us; nothing is tried again before `reopen`. */
  onRefused(code: string): void;
  onMessage(message: StationDown): void;
}

/** Opens at once and stays open until `close`. */
export function openSocket(url: string, events: SocketEvents): StationSocket {
  let socket: WebSocket | undefined;
  let wanted = true;
  let retryMs = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let silent: ReturnType<typeof setTimeout> | undefined;

  const address = (): string => {
    const absolute = new URL(url, location.href);
    if (absolute.protocol === 'http:') absolute.protocol = 'ws:';
    if (absolute.protocol === 'https:') absolute.protocol = 'wss:';
    return absolute.href;
  };

  const watch = (opened: WebSocket): void => {
    clearTimeout(silent);
    silent = setTimeout(() => lose(opened), SILENT_LIMIT_MS);
  };

  /** Gives one connection up, whether it closed or only fell silent, exactly once. */
  const lose = (opened: WebSocket): void => {
    if (socket !== opened) return;
    socket = undefined;
    clearTimeout(silent);
    opened.close();
    events.onLost();
    if (!wanted) return;
    retry = setTimeout(open, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  };

  const open = (): void => {
    const opened = new WebSocket(address());
    socket = opened;
    opened.onopen = () => {
      retryMs = FIRST_RETRY_MS;
      watch(opened);
      events.onOpen();
    };
    opened.onclose = ({ code }) => {
      const refusal = REFUSALS[code];
      if (refusal !== undefined && socket === opened) wanted = false;
      lose(opened);
      if (refusal !== undefined) events.onRefused(refusal);
    };
    opened.onmessage = (event) => {
      if (socket !== opened || typeof event.data !== 'string') return;
      watch(opened);
      const message = parse(event.data);
      if (message !== undefined) events.onMessage(message);
    };
  };

  open();
  return {
    send: (frame) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    close: () => {
      wanted = false;
      clearTimeout(retry);
      clearTimeout(silent);
      socket?.close();
    },
    reopen: () => {
      wanted = true;
      retryMs = FIRST_RETRY_MS;
      if (socket !== undefined) lose(socket);
      else open();
    },
  };
}

/** What our own server sends is trusted to be of the contract; what is not JSON is ignored. */
function parse(data: string): StationDown | undefined {
  try {
    return JSON.parse(data) as StationDown;
  } catch {
    return undefined;
  }
}
