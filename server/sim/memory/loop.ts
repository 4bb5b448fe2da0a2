/** The loop's own rows: jobs that are done or due, and of the journal what a lead said about being called. */

import { type Known, type KnownStatements, type Row, text } from './known.ts';
import type { Messages } from './leads.ts';
import { readBack } from './read-back.ts';

interface Alarm {
  id: string;
  room: string;
  key: string;
  name: string;
  token: number;
  dueMs: number;
  leasedUntilMs: number;
}

/** How many values each part of the loop's write has, in the order in which they stand. */
const valuesOf = { journal: 2, jobs: 3, timers: 2, cleared: 3 } as const;
type Part = keyof typeof valuesOf;

export function rememberLoop(messages: Messages): KnownStatements {
  const alarms = new Map<string, Alarm>();
  const byId = new Map<string, string>();
  /** Alarms that were replaced or taken back while somebody was about to look at them. */
  const gone = new Set<string>();
  /** When jobs that failed are due again: what they are only PostgreSQL knows. */
  let retriesMs: number[] = [];
  const calls = rememberCalls(messages);

  function remove(name: string): void {
    const alarm = alarms.get(name);
    if (!alarm) return;
    alarms.delete(name);
    byId.delete(alarm.id);
    if (alarm.leasedUntilMs > 0) gone.add(alarm.id);
  }
  function done(id: string): void {
    const name = byId.get(id);
    if (name !== undefined) alarms.delete(name);
    byId.delete(id);
    gone.delete(id);
  }
  const write: Record<Part, (values: readonly unknown[]) => void> = {
    journal: ([atMs, rows]) => calls.journal(Number(atMs), text(rows)),
    jobs() {},
    timers([room, rows]) {
      for (const row of JSON.parse(text(rows))) {
        const name = `${room} ${row.key} ${row.name}`;
        remove(name);
        const { id, key, token, due_ms: dueMs } = row;
        alarms.set(name, { id, room: text(room), key, name: row.name, token, dueMs, leasedUntilMs: 0 });
        byId.set(id, name);
      }
    },
    cleared([room, keys, names]) {
      for (const [i, key] of (keys as string[]).entries()) remove(`${room} ${key} ${(names as string[])[i]}`);
    },
  };
  const tables = ['jobs'];
  const known: KnownStatements = {
    ...calls.known,
    'job-claim': {
      tables,
      writes: true,
      answer: ([id]) => ({ rows: [], rowCount: gone.has(text(id)) ? 0 : 1 }),
      apply: ([id]) => done(text(id)),
    },
    'job-done': { tables, writes: true, apply: ([id]) => done(text(id)) },
    'jobs-done': { tables, writes: true, apply: ([ids]) => (ids as string[]).forEach(done) },
    'job-retry': {
      tables,
      writes: true,
      apply([id, , , dueMs]) {
        done(text(id));
        retriesMs.push(Number(dueMs));
      },
    },
    'facts-keep': {
      tables: ['jobs', 'journal'],
      writes: true,
      apply([atMs, rows, ends]) {
        calls.journal(Number(atMs), text(rows));
        if (ends !== null) done(text(ends));
      },
    },
    'jobs-sweep': {
      tables,
      writes: true,
      answer([nowMs, , , limit]) {
        if (retriesMs.some((dueMs) => dueMs <= Number(nowMs))) return undefined;
        return { rows: due(alarms, Number(nowMs)).slice(0, Number(limit)).map(rowOf) };
      },
      learn([nowMs, leaseMs], rows) {
        retriesMs = retriesMs.filter((dueMs) => dueMs > Number(nowMs));
        lease(rows, Number(leaseMs));
      },
      apply([nowMs, leaseMs, , limit]) {
        lease(due(alarms, Number(nowMs)).slice(0, Number(limit)), Number(leaseMs));
      },
      inOrder: (rows) => [...rows].sort(bySoonest),
    },
  };
  function lease(rows: readonly { id?: unknown }[], untilMs: number): void {
    for (const { id } of rows) {
      const alarm = alarms.get(byId.get(text(id)) ?? '');
      if (alarm) alarm.leasedUntilMs = untilMs;
    }
  }
  for (const parts of subsets(Object.keys(valuesOf) as Part[]))
    known[`loop-write-${parts.join('-')}`] = {
      tables: ['jobs', 'journal'],
      writes: true,
      apply(values) {
        let from = 0;
        for (const part of parts) {
          write[part](values.slice(from, from + valuesOf[part]));
          from += valuesOf[part];
        }
      },
    };
  return known;
}

function due(alarms: ReadonlyMap<string, Alarm>, nowMs: number): Alarm[] {
  const found: Alarm[] = [];
  for (const alarm of alarms.values())
    if (alarm.dueMs <= nowMs && alarm.leasedUntilMs <= nowMs) found.push(alarm);
  return found.sort((a, b) => a.dueMs - b.dueMs || (a.id < b.id ? -1 : 1));
}

const rowOf = ({ id, room, key, name, token, dueMs }: Alarm): Row => ({
  id,
  kind: 'timer',
  room,
  key,
  name,
  body: { name, type: 'timer', token },
  due_ms: dueMs,
  attempts: 0,
});

const bySoonest = (a: Row, b: Row) =>
  Number(a.due_ms) - Number(b.due_ms) || (text(a.id) < text(b.id) ? -1 : 1);

function subsets<T>(of: readonly T[]): T[][] {
  return Array.from({ length: 2 ** of.length - 1 }, (_, i) => of.filter((_one, n) => ((i + 1) >> n) & 1));
}

interface Journaled {
  type: string;
  lead_id: string | null;
  body: Row;
}
const aboutCalls = /"type":"(?:turn\.read|caller\.asked|lead\.booked)"/;

/** The lead's own wish to be called: the last text that was read as one, and the last booking. */
function rememberCalls(messages: Messages) {
  const wishes = new Map<string, { atMs: number; body: Row }>();
  const booked = new Map<string, Row>();
  const wish: Known = {
    tables: ['journal', 'messages'],
    answer([leadId]) {
      const last = wishes.get(text(leadId));
      const id = last?.body.messageId;
      const message = id === undefined ? undefined : messages.get(text(id));
      const row = {
        said_ms: last?.atMs ?? null,
        message_id: (message ? id : last?.body.callId) ?? null,
        said: message?.body ?? last?.body.verbatim ?? null,
        booked: booked.get(text(leadId)) ?? null,
      };
      return { rows: [row] };
    },
  };
  return {
    known: { 'call-wish': wish },
    journal(atMs: number, rows: string): void {
      if (!aboutCalls.test(rows)) return;
      for (const { type, lead_id: leadId, body } of readBack<Journaled[]>(rows)) {
        if (leadId === null) continue;
        const wished = type === 'turn.read' && (body.action === 'transfer' || body.action === 'schedule');
        if (wished || type === 'caller.asked') wishes.set(leadId, { atMs, body });
        if (type === 'lead.booked') booked.set(leadId, body);
      }
    },
  };
}
