-- The loop's own tables: what happened (journal) and what is owed (jobs).
create schema if not exists baton;

-- Every fact, append-only, in the order it was committed per room key.
create table baton.journal (
  seq      bigint generated always as identity primary key,
  at_ms    bigint not null,
  room     text not null,
  key      text not null,
  type     text not null,
  lead_id  text,
  body     jsonb not null
);
create index journal_key on baton.journal (room, key, seq);
create index journal_lead on baton.journal (lead_id, seq) where lead_id is not null;
create index journal_type on baton.journal (type, seq);

-- A job is a fact to deliver to a room, an order to perform at an edge, or a room's alarm.
-- A committed job is leased by the process that made it; after a crash the lease runs out and another takes it.
create table baton.jobs (
  id             text collate "C" primary key,
  kind           text not null check (kind in ('fact', 'order', 'timer')),
  room           text not null,
  key            text not null,
  name           text,
  body           jsonb not null,
  due_ms         bigint not null,
  lease_until_ms bigint not null default 0,
  lease_owner    text,
  attempts       integer not null default 0,
  last_error     text
);
create unique index jobs_timer on baton.jobs (room, key, name) where kind = 'timer';
create index jobs_due on baton.jobs (due_ms, id);
