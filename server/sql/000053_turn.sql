-- Who waits for an agent may be unable to use a turn for a while (not to be called before eight, just asked): the
-- line reads from when on it is theirs again, so that they do not stand before those behind them.
drop index baton.conversations_waiting;
alter table baton.conversations add column turn_ms bigint generated always as (
  coalesce((state->'waiting'->>'notBeforeMs')::bigint, (state->'waiting'->>'sinceMs')::bigint)) stored;
create index conversations_waiting on baton.conversations (waiting_ms, id) include (turn_ms) where waiting_ms is not null;
