-- Who works here and who changed what.

-- An agent who left: never offered anything again, and still named in old transfers.
alter table baton.agents add column retired_ms bigint;

-- A supervisor is on one call at most; asked at each press of Listen.
create index calls_monitor on baton.calls ((state->'monitor'->>'personId')) where jsonb_typeof(state->'monitor') = 'object';

-- What people changed in the installation. Append-only.
create table baton.changes (
  id       text collate "C" primary key,
  at_ms    bigint not null,
  -- Person, key or `local`, and the name it had then.
  by_id    text not null,
  by_name  text not null,
  -- A sentence: "changed the licences".
  words    text not null,
  -- `person`, `agent`, `settings`, `api-key`, `webhook`.
  kind     text not null,
  thing_id text not null,
  thing    text not null,
  -- Only the fields that changed; never a secret.
  before   jsonb,
  after    jsonb
);
create index changes_at on baton.changes (at_ms desc, id desc);

-- What people keep for themselves or for all: canned replies, and views of the leads page.
create table baton.saved (
  id         text collate "C" primary key,
  kind       text not null check (kind in ('reply', 'view')),
  -- Who made it; a shared one is everybody's, and outlives its maker.
  owner_id   text not null,
  owner_name text not null,
  shared     boolean not null,
  name       text not null,
  body       text not null,
  at_ms      bigint not null
);
-- One name once among the shared, and once among those of a person.
create unique index saved_name on baton.saved (kind, lower(name), (case when shared then '' else owner_id end));
