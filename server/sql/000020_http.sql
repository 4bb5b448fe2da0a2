-- The HTTP edge: who may come in, what was answered already, and what is told to other systems.
-- Instants are epoch milliseconds, written by the program's clock.

create table baton.people (
  id                   text collate "C" primary key,
  email                text not null,
  name                 text not null,
  role                 text not null check (role in ('agent', 'supervisor', 'admin')),
  -- Set when this person takes calls.
  agent_id             text,
  tz                   text not null default 'UTC',
  -- scrypt$log2N$r$p$salt$hash; null: this person cannot sign in with a password (demo people).
  password             text,
  must_change_password boolean not null default false,
  demo                 boolean not null default false,
  disabled_ms          bigint,
  created_ms           bigint not null
);
create unique index people_email on baton.people (lower(email));
create unique index people_agent on baton.people (agent_id) where agent_id is not null;

-- The token itself is never stored; `id` is its SHA-256.
create table baton.sessions (
  id            text collate "C" primary key,
  person_id     text not null references baton.people (id) on delete cascade,
  -- `cookie`: a browser; `pane`: a demo page's own token.
  kind          text not null check (kind in ('cookie', 'pane')),
  created_ms    bigint not null,
  seen_ms       bigint not null,
  -- Slides with use, never beyond `ends_ms`.
  expires_ms    bigint not null,
  ends_ms       bigint not null
);
create index sessions_person on baton.sessions (person_id);
create index sessions_expires on baton.sessions (expires_ms);

create table baton.api_keys (
  id           text collate "C" primary key,
  name         text not null,
  role         text not null check (role in ('agent', 'supervisor', 'admin')),
  -- SHA-256 of the whole key; a key has 256 random bits, so a slow hash would add nothing.
  hash         text not null unique,
  prefix       text not null,
  ends         text not null,
  created_by   text not null,
  created_ms   bigint not null,
  last_used_ms bigint,
  revoked_ms   bigint
);

create table baton.idempotency (
  -- Who and which route, then the caller's key: two callers never meet.
  owner          text not null,
  key            text not null,
  request_hash   text not null,
  -- Null while the first request still runs.
  status         integer,
  response       text,
  lease_until_ms bigint not null,
  expires_ms     bigint not null,
  primary key (owner, key)
);
create index idempotency_expires on baton.idempotency (expires_ms);

create table baton.webhooks (
  id                  text collate "C" primary key,
  url                 text not null,
  events              text[] not null,
  secret              text not null,
  -- Signs too until then, so that the receiver can change secrets without a gap.
  previous_secret     text,
  previous_until_ms   bigint,
  created_ms          bigint not null,
  failing_since_ms    bigint,
  deleted_ms          bigint
);

create table baton.webhook_deliveries (
  id             text collate "C" primary key,
  webhook_id     text not null references baton.webhooks (id) on delete cascade,
  event          text not null,
  -- The very bytes that are signed and sent: text, not jsonb.
  payload        text not null,
  status         text not null check (status in ('pending', 'delivered', 'failed')),
  tries          integer not null default 0,
  next_try_ms    bigint,
  lease_until_ms bigint not null default 0,
  lease_owner    text,
  http_status    integer,
  last_error     text,
  took_ms        integer,
  created_ms     bigint not null
);
create index webhook_deliveries_due on baton.webhook_deliveries (next_try_ms, id) where status = 'pending';
create index webhook_deliveries_log on baton.webhook_deliveries (webhook_id, created_ms desc, id);
