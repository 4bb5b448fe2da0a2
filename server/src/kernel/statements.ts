/** The SQL of the loop itself: its journal and its jobs. */

import type { Rows, Statement } from './made.ts';

type Part = 'journal' | 'jobs' | 'timers' | 'cleared';

/** What each part writes, given how its values are numbered. */
const parts: Record<Part, (value: (n: number) => string) => string> = {
  journal: (value) => `
  insert into baton.journal (at_ms, room, key, type, lead_id, body)
  select ${value(0)}, r.room, r.key, r.type, r.lead_id, r.body
  from rows from (jsonb_to_recordset(${value(1)}::jsonb) as (room text, key text, type text, lead_id text, body jsonb)) with ordinality as r(room, key, type, lead_id, body, n)
  order by r.n`,
  jobs: (value) => `
  insert into baton.jobs (id, kind, room, key, body, due_ms, lease_until_ms, lease_owner)
  select r.id, r.kind, r.room, r.key, r.body, r.due_ms, ${value(1)}, ${value(2)}
  from jsonb_to_recordset(${value(0)}::jsonb) as r(id text, kind text, room text, key text, body jsonb, due_ms bigint)`,
  timers: (value) => `
  insert into baton.jobs (id, kind, room, key, name, body, due_ms)
  select r.id, 'timer', ${value(0)}, r.key, r.name, jsonb_build_object('type', 'timer', 'name', r.name, 'token', r.token), r.due_ms
  from jsonb_to_recordset(${value(1)}::jsonb) as r(id text, key text, name text, token bigint, due_ms bigint)
  on conflict (room, key, name) where kind = 'timer'
  do update set id = excluded.id, body = excluded.body, due_ms = excluded.due_ms,
                lease_until_ms = 0, lease_owner = null, attempts = 0`,
  cleared: (value) => `
  delete from baton.jobs j using unnest(${value(1)}::text[], ${value(2)}::text[]) as c(key, name)
  where j.kind = 'timer' and j.room = ${value(0)} and j.key = c.key and j.name = c.name`,
};

const texts = new Map<string, string>();

/** One text for each set of parts: it is written once, and planned once a connection. */
function textOf(name: string, used: { part: Part; values: unknown[] }[]): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  let before = 0;
  const written = used.map(({ part, values }) => {
    const from = before + 1;
    before += values.length;
    return { part, text: parts[part]((n) => `$${from + n}`) };
  });
  const last = written.pop();
  const others = written.map(({ part, text }) => `${part} as (${text}\n)`);
  const text = `${others.length > 0 ? `with ${others.join(', ')}` : ''}${last?.text}`;
  texts.set(name, text);
  return text;
}

/**
 * Journal, jobs and alarms of one transaction in one statement, which has only the parts that there is something for: most
 * decisions set no alarm, and an empty part costs PostgreSQL half of what a row does.
 * @returns null when nothing is written
 */
export function writeStatement(
  rows: Rows,
  at: { room: string; nowMs: number; leaseUntilMs: number; owner: string },
): Statement | null {
  const used: { part: Part; values: unknown[] }[] = [];
  if (rows.journal.length > 0)
    used.push({ part: 'journal', values: [at.nowMs, JSON.stringify(rows.journal)] });
  if (rows.jobs.length > 0)
    used.push({ part: 'jobs', values: [JSON.stringify(rows.jobs), at.leaseUntilMs, at.owner] });
  if (rows.timers.length > 0) used.push({ part: 'timers', values: [at.room, JSON.stringify(rows.timers)] });
  if (rows.cleared.length > 0)
    used.push({
      part: 'cleared',
      values: [at.room, rows.cleared.map(({ key }) => key), rows.cleared.map(({ name }) => name)],
    });
  if (used.length === 0) return null;
  const name = `loop-write-${used.map(({ part }) => part).join('-')}`;
  return { name, text: textOf(name, used), values: used.flatMap(({ values }) => values) };
}

/** Facts that no room hears, and the end of the order they came of. */
export const keepText = `
with journal as (
  insert into baton.journal (at_ms, room, key, type, lead_id, body)
  select $1, r.room, r.key, r.type, r.lead_id, r.body
  from rows from (jsonb_to_recordset($2::jsonb) as (room text, key text, type text, lead_id text, body jsonb)) with ordinality as r(room, key, type, lead_id, body, n)
  order by r.n
)
delete from baton.jobs where id = $3`;

/** Leases what is due and nobody holds. */
export const sweepText = `
update baton.jobs j set lease_until_ms = $2, lease_owner = $3
from (
  select id from baton.jobs where due_ms <= $1 and lease_until_ms <= $1
  order by due_ms, id limit $4 for update skip locked
) due
where j.id = due.id
returning j.id, j.kind, j.room, j.key, j.name, j.body, j.due_ms, j.attempts`;

/** The next moment at which something is due. What is due later is found by the index; what is due now is leased, and little. */
export const nextText = `
select least((select min(due_ms) from baton.jobs where due_ms > $1),
  (select min(greatest(due_ms, lease_until_ms)) from baton.jobs where due_ms <= $1)) as due`;
