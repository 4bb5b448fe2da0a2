/**
 * The rooms' states, as their saves wrote them, and what lists read of them: bookings, the line of those who wait, the
 * language of a thread. A room's table was empty when the rehearsal began, so what was never written is not there.
 */

import { type KnownStatements, type Row, text } from './known.ts';
import type { Leads } from './leads.ts';
import { readBack } from './read-back.ts';

interface Thread extends Row {
  language?: string;
  booking?: { atMs: number } | null;
  waiting?: { sinceMs: number; notBeforeMs?: number } | null;
}

export function rememberStates(leads: Leads): KnownStatements {
  const threads = new Map<string, Thread>();
  const bookings = new Map<string, number>();
  const waiting = new Map<string, { sinceMs: number; turnMs: number }>();
  const transfers = new Map<string, Row>();

  function saveThread([id, state]: readonly unknown[]): void {
    const key = text(id);
    const thread = readBack<Thread>(state);
    threads.set(key, thread);
    if (thread.booking?.atMs === undefined) bookings.delete(key);
    else bookings.set(key, thread.booking.atMs);
    const line = thread.waiting;
    if (line?.sinceMs === undefined) waiting.delete(key);
    else waiting.set(key, { sinceMs: line.sinceMs, turnMs: line.notBeforeMs ?? line.sinceMs });
  }
  const tables = ['conversations'];
  const saved = { tables, writes: true, apply: saveThread } as const;
  return {
    ...stateRows('transfer', 'transfers', transfers),
    ...stateRows('call', 'calls', new Map()),
    'begin-conversation': saved,
    'save-conversation': saved,
    'load-conversation': {
      tables: ['conversations', 'leads'],
      answer([id]) {
        const state = threads.get(text(id));
        if (!state) return { rows: [] };
        const beside = leads.beside.get(text(id));
        return beside === undefined ? undefined : { rows: [{ state, beside }] };
      },
      learn([id], rows) {
        if (rows[0]?.beside) leads.beside.set(text(id), rows[0].beside);
      },
    },
    'booked-times': {
      tables,
      answer([sinceMs, exceptId]) {
        const booked: number[] = [];
        for (const [id, atMs] of bookings) if (atMs > Number(sinceMs) && id !== exceptId) booked.push(atMs);
        return { rows: [{ booked: booked.length > 0 ? booked : null }] };
      },
      inOrder: ([row]) => [...((row?.booked as number[] | null) ?? [])].sort((a, b) => a - b),
    },
    'waiting-first': {
      tables,
      answer([limit, nowMs]) {
        const line = [...waiting].filter(([, { turnMs }]) => turnMs <= Number(nowMs));
        line.sort(([a, x], [b, y]) => x.sinceMs - y.sinceMs || (a < b ? -1 : 1));
        return { rows: line.slice(0, Number(limit)).map(([id]) => ({ id })) };
      },
    },
    'language-of-thread': {
      tables,
      answer([id]) {
        const thread = threads.get(text(id));
        return { rows: thread ? [{ language: thread.language ?? null }] : [] };
      },
    },
    'transfer-of-call': {
      tables: ['transfers'],
      answer: ([id]) => ({ rows: transfers.has(text(id)) ? [{ '?column?': 1 }] : [] }),
    },
  };
}

/** A table of one state a key. */
function stateRows(room: string, table: string, states: Map<string, Row>): KnownStatements {
  const tables = [table];
  const apply = ([id, state]: readonly unknown[]) => void states.set(text(id), readBack(state));
  return {
    [`begin-${room}`]: { tables, writes: true, apply },
    [`save-${room}`]: { tables, writes: true, apply },
    [`load-${room}`]: {
      tables,
      answer([id]) {
        const state = states.get(text(id));
        return { rows: state ? [{ state }] : [] };
      },
    },
  };
}
