-- Leads who call in, one row a call; and what a number of ours says when it is called.
create table baton.callers (
  id       text collate "C" primary key,
  state    jsonb not null,
  phase    text generated always as (state->>'phase') stored,
  lead_id  text generated always as (state->>'leadId') stored
);
create index callers_live on baton.callers (id) where phase <> 'over';

-- the assistant says that the call may be recorded
alter table baton.sip_numbers add column notice boolean not null default true;
