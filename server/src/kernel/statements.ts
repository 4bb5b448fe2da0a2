/** The SQL of the loop itself: its journal and its jobs. */

/** Journal, jobs and alarms of one transaction in one statement. */
export const writeText = `
with journal as (
  insert into baton.journal (at_ms, room, key, type, lead_id, body)
  select $1, r.room, r.key, r.type, r.lead_id, r.body
  from rows from (jsonb_to_recordset($2::jsonb) as (room text, key text, type text, lead_id text, body jsonb)) with ordinality as r(room, key, type, lead_id, body, n)
  order by r.n
), jobs as (
  insert into baton.jobs (id, kind, room, key, body, due_ms, lease_until_ms, lease_owner)
  select r.id, r.kind, r.room, r.key, r.body, r.due_ms, $4, $5
  from jsonb_to_recordset($3::jsonb) as r(id text, kind text, room text, key text, body jsonb, due_ms bigint)
), timers as (
  insert into baton.jobs (id, kind, room, key, name, body, due_ms)
  select r.id, 'timer', $6, r.key, r.name, jsonb_build_object('type', 'timer', 'name', r.name, 'token', r.token), r.due_ms
  from jsonb_to_recordset($7::jsonb) as r(id text, key text, name text, token bigint, due_ms bigint)
  on conflict (room, key, name) where kind = 'timer'
  do update set id = excluded.id, body = excluded.body, due_ms = excluded.due_ms,
                lease_until_ms = 0, lease_owner = null, attempts = 0
)
delete from baton.jobs j using jsonb_to_recordset($8::jsonb) as c(key text, name text)
where j.kind = 'timer' and j.room = $6 and j.key = c.key and j.name = c.name`;

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
