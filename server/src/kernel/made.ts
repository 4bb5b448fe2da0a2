/** What a room's handling of one fact leads to, as the rows that one transaction writes. */
import type { Fact, Order } from './events.ts';
import type { TimerChange } from './room.ts';

/** A statement that saves the room's own rows. */
export interface Statement {
  name?: string;
  text: string;
  values: unknown[];
}

export interface Made {
  facts: Fact[];
  orders: Order[];
  timers: TimerChange[];
  saves: Statement[];
}

export const nothing: Made = { facts: [], orders: [], timers: [], saves: [] };

/** Where a fact goes: the event table of app.ts. */
export interface Target {
  room: string;
  key: string;
}

export interface JobRow {
  id: string;
  kind: 'fact' | 'order' | 'timer';
  room: string;
  key: string;
  name: string | null;
  body: Fact | Order;
  due_ms: number;
  attempts: number;
}

export interface JournalRow {
  room: string;
  key: string;
  type: string;
  lead_id: string | null;
  body: Fact;
}

export interface Rows {
  journal: JournalRow[];
  jobs: JobRow[];
  timers: { id: string; key: string; name: string; token: number; due_ms: number }[];
  cleared: { key: string; name: string }[];
}

export function leadOf(fact: Fact): string | null {
  return 'leadId' in fact && typeof fact.leadId === 'string' ? fact.leadId : null;
}

/**
 * Turns what was made into rows. Facts go to the journal and, as jobs, to every target of the event table; orders
 * become jobs keyed so that those about one leg or one call stay in order.
 */
export function toRows(
  made: Made,
  at: { room: string; key: string; nowMs: number },
  id: () => string,
  route: (fact: Fact) => Target[],
  orderKey: (order: Order) => string,
): Rows {
  const rows: Rows = { journal: [], jobs: [], timers: [], cleared: [] };
  for (const fact of made.facts) {
    rows.journal.push({ room: at.room, key: at.key, type: fact.type, lead_id: leadOf(fact), body: fact });
    for (const target of route(fact)) {
      rows.jobs.push(job(id(), 'fact', target.room, target.key, fact, at.nowMs));
    }
  }
  for (const order of made.orders) {
    rows.jobs.push(job(id(), 'order', order.type, orderKey(order), order, at.nowMs));
  }
  for (const timer of made.timers) {
    const key = timer.key ?? at.key;
    if (timer.atMs === null) rows.cleared.push({ key, name: timer.name });
    else
      rows.timers.push({
        id: id(),
        key,
        name: timer.name,
        token: timer.token,
        due_ms: Math.ceil(timer.atMs),
      });
  }
  return rows;
}

/** The rows of several decisions of one room, in order; of each alarm only the last word counts. */
export function joined(parts: readonly Rows[]): Rows {
  if (parts.length === 1 && parts[0]) return parts[0];
  const alarms = new Map<string, { set?: Rows['timers'][number]; clear?: Rows['cleared'][number] }>();
  const rows: Rows = { journal: [], jobs: [], timers: [], cleared: [] };
  for (const part of parts) {
    rows.journal.push(...part.journal);
    rows.jobs.push(...part.jobs);
    for (const clear of part.cleared) alarms.set(`${clear.key} ${clear.name}`, { clear });
    for (const set of part.timers) alarms.set(`${set.key} ${set.name}`, { set });
  }
  for (const { set, clear } of alarms.values()) {
    if (set) rows.timers.push(set);
    else if (clear) rows.cleared.push(clear);
  }
  return rows;
}

function job(
  id: string,
  kind: 'fact' | 'order',
  room: string,
  key: string,
  body: Fact | Order,
  dueMs: number,
): JobRow {
  return { id, kind, room, key, name: null, body, due_ms: dueMs, attempts: 0 };
}
