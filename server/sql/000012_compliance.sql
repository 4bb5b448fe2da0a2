-- The compliance page lists decisions newest first, over all people.
create index consent_log_decisions on baton.consent_log (at_ms desc, chain desc, seq desc) where kind = 'decision';
-- The key that signs opt-out links; made by the program on first use, one row.
create table baton.link_keys (
  name       text primary key,
  secret     bytea not null,
  created_ms bigint not null
);
