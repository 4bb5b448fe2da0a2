-- One row of state a room key. What lists and searches need is generated from the state, so it cannot drift.
create table baton.leads (
  id           text collate "C" primary key,
  phone        text not null unique,
  channel      text not null default 'sms',
  name         text not null,
  tz           text not null,
  zip          text,
  state        text,
  email        text,
  language     text,
  playbook     text not null,
  source       text not null,
  fields       jsonb not null default '{}',
  deal_value   numeric,
  owner_id     text,
  demo         boolean not null default false,
  created_ms   bigint not null
);
create index leads_created on baton.leads (created_ms desc, id);
create index leads_name on baton.leads (lower(name) text_pattern_ops);

create table baton.conversations (
  id        text collate "C" primary key,
  state     jsonb not null,
  phase     text generated always as (state->>'phase') stored,
  since_ms  bigint generated always as ((state->>'sinceMs')::bigint) stored,
  booked_ms bigint generated always as ((state->'booking'->>'atMs')::bigint) stored,
  readiness double precision generated always as ((state->>'readiness')::double precision) stored,
  waiting_ms bigint generated always as ((state->'waiting'->>'sinceMs')::bigint) stored,
  asleep_by text generated always as (state->>'takenOverBy') stored
);
create index conversations_phase on baton.conversations (phase, since_ms);
create index conversations_booked on baton.conversations (booked_ms) where booked_ms is not null;
create index conversations_waiting on baton.conversations (waiting_ms, id) where waiting_ms is not null;

create table baton.messages (
  id            text collate "C" primary key,
  lead_id       text not null references baton.leads (id),
  at_ms         bigint not null,
  channel       text not null,
  sender        text not null check (sender in ('lead', 'assistant', 'agent', 'system')),
  sent_by       text,
  kind          text,
  body          text not null,
  status        text not null,
  status_words  text,
  why           text,
  provider_id   text,
  segments      integer
);
create index messages_lead on baton.messages (lead_id, at_ms, id);
create unique index messages_provider on baton.messages (provider_id) where provider_id is not null;

create table baton.agents (
  id        text collate "C" primary key,
  person_id text,
  name      text not null,
  tz        text not null,
  skills    text[] not null default '{}',
  languages text[] not null default '{en}',
  -- [{"state":"TX","until":"2027-05-31"|null}]
  licences  jsonb not null default '[]',
  -- [{"days":[1..7],"from":"09:00","to":"17:00"}], days are ISO weekdays in the agent's zone
  shifts    jsonb not null default '[]',
  target    jsonb not null,
  demo      boolean not null default false,
  state     jsonb not null,
  hold      text generated always as (state->'hold'->>'kind') stored,
  transfer  text generated always as (state->'hold'->>'transferId') stored
);
create index agents_transfer on baton.agents (transfer) where transfer is not null;

create table baton.transfers (
  id        text collate "C" primary key,
  state     jsonb not null,
  phase     text generated always as (state->>'phase') stored,
  lead_id   text generated always as (state->>'leadId') stored,
  ready_ms  bigint generated always as ((state->>'readyAtMs')::bigint) stored,
  joined_ms bigint generated always as ((state->>'joinedAtMs')::bigint) stored,
  ended_ms  bigint generated always as ((state->>'endedAtMs')::bigint) stored,
  outcome   text generated always as (state->>'outcome') stored,
  agent_id  text generated always as (state->'winner'->>'agentId') stored
);
create index transfers_ready on baton.transfers (ready_ms desc, id);
create index transfers_lead on baton.transfers (lead_id, ready_ms);
create index transfers_agent on baton.transfers (agent_id, ready_ms) where agent_id is not null;
create index transfers_live on baton.transfers (id) where phase <> 'ended';

create table baton.calls (
  id    text collate "C" primary key,
  state jsonb not null
);

create table baton.dispositions (
  transfer_id text collate "C" primary key,
  agent_id    text not null,
  lead_id     text not null,
  at_ms       bigint not null,
  disposition text not null,
  notes       text not null
);
create index dispositions_agent on baton.dispositions (agent_id, at_ms);

create table baton.settings (
  name  text primary key,
  value jsonb not null
);
