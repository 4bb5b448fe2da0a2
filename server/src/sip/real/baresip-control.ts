/** The control port of a baresip phone (its module ctrl_tcp): commands, and what it tells, as JSON in netstrings. */
import { connect, type Socket } from 'node:net';

export interface BaresipEvent {
  type: string;
  /** Which call, as the phone names it. */
  id: string;
  /** More about it: why a call is closed, for one. */
  param: string;
}

export interface BaresipControl {
  /** Rejects when the phone does not take the command. */
  command(name: string, words?: string): Promise<void>;
  events: readonly BaresipEvent[];
  close(): void;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** The messages of a stream of netstrings, and what is left of the next. */
function netstrings(text: string): { messages: string[]; rest: string } {
  const messages: string[] = [];
  let rest = text;
  for (;;) {
    const [head, length] = /^(\d+):/.exec(rest) ?? [];
    const begin = head?.length ?? 0;
    const end = begin + Number(length);
    if (head === undefined || rest.length <= end) return { messages, rest };
    messages.push(rest.slice(begin, end));
    rest = rest.slice(end + 1);
  }
}

/** The phone talks to one connection, and that one stays: it is opened with the first command. */
export function openControl(port: number): BaresipControl {
  const events: BaresipEvent[] = [];
  const waiting = new Map<string, Waiting>();
  let socket: Socket | undefined;
  let rest = '';
  let tokens = 0;

  const take = (message: string): void => {
    const told = JSON.parse(message) as Record<string, string | boolean>;
    if (told.event === true)
      events.push({ type: String(told.type), id: String(told.id ?? ''), param: String(told.param ?? '') });
    const one = waiting.get(String(told.token));
    if (told.response !== true || one === undefined) return;
    waiting.delete(String(told.token));
    if (told.ok === true) one.resolve();
    else one.reject(new Error(`baresip: ${told.data}`));
  };
  const lose = (error: Error): void => {
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
    socket = undefined;
  };
  const open = (): Socket => {
    const made = connect(port, '127.0.0.1');
    rest = '';
    made.setEncoding('latin1');
    made.on('data', (chunk: string) => {
      const read = netstrings(rest + chunk);
      rest = read.rest;
      for (const message of read.messages) take(message);
    });
    made.on('error', lose);
    made.on('close', () => lose(new Error('the phone has closed its control port')));
    return made;
  };

  return {
    events,
    command: (name, words) => {
      socket ??= open();
      const token = String(++tokens);
      const text = JSON.stringify({
        command: name,
        token,
        ...(words === undefined ? {} : { params: words }),
      });
      const done = new Promise<void>((resolve, reject) => waiting.set(token, { resolve, reject }));
      socket.write(`${Buffer.byteLength(text)}:${text},`);
      return done;
    },
    close: () => void socket?.destroy(),
  };
}
