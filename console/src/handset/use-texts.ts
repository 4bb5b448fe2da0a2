/** The handset's text channel: what a carrier would deliver, and nothing else. Reconnects; an unsent text waits. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import type { HandsetDown, HandsetText, HandsetUp } from '../../../contract/live.ts';
import { socketUrl } from '../api/pane.ts';

export type Text = z.infer<typeof HandsetText>;
/** A text on its way: shown at once, as a phone does, and said to be sending. */
export interface Pending {
  clientId: string;
  body: string;
  atMs: number;
  failed: boolean;
}
export interface Texts {
  state: 'connecting' | 'open' | 'lost' | 'refused';
  refusal: string | null;
  seller: { name: string; number: string } | null;
  texts: Text[];
  pending: Pending[];
  send(body: string): void;
  retry(clientId: string): void;
  behave(how: { voicemail?: boolean; delayMs?: number }): void;
  /** Rehearsal: loses the network for `ms`. */
  drop(ms: number): void;
}

const PING_EVERY_MS = 5_000;
const ACK_LIMIT_MS = 10_000;

export function useTexts(number: string): Texts {
  const [state, setState] = useState<Texts['state']>('connecting');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [thread, setThread] = useState<{ seller: { name: string; number: string }; texts: Text[] } | null>(
    null,
  );
  const [pending, setPending] = useState<Pending[]>([]);
  const socket = useRef<WebSocket | null>(null);
  const downUntil = useRef(0);
  const acked = useRef(new Map<string, string>());

  const push = useCallback((frame: HandsetUp): boolean => {
    if (socket.current?.readyState !== WebSocket.OPEN) return false;
    socket.current.send(JSON.stringify(frame));
    return true;
  }, []);

  useEffect(() => {
    let over = false;
    let tries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hear = (frame: HandsetDown): void => {
      if (frame.type === 'thread') {
        setThread({ seller: frame.seller, texts: frame.texts });
        setState('open');
        const known = new Set(frame.texts.map((t) => t.id));
        setPending((was) => was.filter((p) => !known.has(acked.current.get(p.clientId) ?? '')));
      } else if (frame.type === 'ack') {
        acked.current.set(frame.clientId, frame.id);
        setThread((now) => {
          if (now?.texts.some((t) => t.id === frame.id))
            setPending((was) => was.filter((p) => p.clientId !== frame.clientId));
          return now;
        });
      } else if (frame.type === 'error') {
        setRefusal(`${frame.message} ${frame.hint}`.trim());
      }
    };
    const connect = (): void => {
      const wait = downUntil.current - Date.now();
      if (wait > 0) {
        timer = setTimeout(connect, wait);
        return;
      }
      const mine = new WebSocket(socketUrl(`/v1/handset/${encodeURIComponent(number)}`));
      socket.current = mine;
      mine.onopen = () => {
        tries = 0;
        setRefusal(null);
        setState('open');
      };
      mine.onmessage = (event) => {
        try {
          hear(JSON.parse(String(event.data)) as HandsetDown);
        } catch {
          // A frame that is no JSON is not ours to show.
        }
      };
      mine.onclose = (event) => {
        if (over) return;
        if (event.code === 4403 || event.code === 4404) {
          setState('refused');
          return;
        }
        setState(tries >= 3 ? 'refused' : 'lost');
        timer = setTimeout(connect, Math.min(4_000, 250 * 2 ** tries));
        tries = Math.min(tries + 1, 6);
      };
    };
    connect();
    const ping = setInterval(() => push({ type: 'ping', nowMs: Date.now() }), PING_EVERY_MS);
    return () => {
      over = true;
      clearTimeout(timer);
      clearInterval(ping);
      if (socket.current !== null) socket.current.onclose = null;
      socket.current?.close();
    };
  }, [number, push]);

  useEffect(() => {
    if (pending.length === 0) return;
    const timer = setInterval(() => {
      const late = Date.now() - ACK_LIMIT_MS;
      setPending((was) =>
        was.some((p) => !p.failed && p.atMs < late)
          ? was.map((p) => (p.atMs < late ? { ...p, failed: true } : p))
          : was,
      );
    }, 1_000);
    return () => clearInterval(timer);
  }, [pending.length]);

  const send = useCallback(
    (body: string) => {
      const clientId = crypto.randomUUID();
      const sent = push({ type: 'text', clientId, body });
      setPending((was) => [...was, { clientId, body, atMs: Date.now(), failed: !sent }]);
    },
    [push],
  );
  const retry = useCallback(
    (clientId: string) =>
      setPending((was) =>
        was.map((p) => {
          if (p.clientId !== clientId || !p.failed) return p;
          // The same clientId again: the server knows a repeated try from a second text.
          return { ...p, atMs: Date.now(), failed: !push({ type: 'text', clientId, body: p.body }) };
        }),
      ),
    [push],
  );
  const behave = useCallback(
    (how: { voicemail?: boolean; delayMs?: number }) => void push({ type: 'behave', ...how }),
    [push],
  );
  const drop = useCallback((ms: number) => {
    downUntil.current = Date.now() + ms;
    socket.current?.close();
  }, []);
  return {
    state,
    refusal,
    seller: thread?.seller ?? null,
    texts: thread?.texts ?? [],
    pending,
    send,
    retry,
    behave,
    drop,
  };
}
