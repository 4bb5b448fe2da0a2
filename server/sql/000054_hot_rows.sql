-- A state that changes with every fact leaves its old version behind. PostgreSQL clears those away by itself, at once and
-- within the page, when no index names what changed and the page has room for the next version. So: no index on an
-- expression over the state, no column that nobody reads, and room.
alter table baton.agents drop column hold, drop column transfer;
alter table baton.agents set (fillfactor = 25);

drop index baton.calls_monitor;
-- A supervisor is on one call at most; asked at each press of Listen.
alter table baton.calls add column monitor_by text generated always as (state->'monitor'->>'personId') stored;
create index calls_monitor on baton.calls (monitor_by) where monitor_by is not null;

alter table baton.calls set (fillfactor = 50);
alter table baton.conversations set (fillfactor = 70);
alter table baton.transfers set (fillfactor = 50);

-- Nearly every row is gone within the second it came in.
alter table baton.jobs set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 2000);
