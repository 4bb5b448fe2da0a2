-- A state that PostgreSQL would cut up and lay aside (beyond 2 kB, as most threads are) costs every save a second table and its
-- index. Up to half a page it stays in its row.
alter table baton.conversations set (toast_tuple_target = 4080);
alter table baton.transfers set (toast_tuple_target = 4080);

-- What a lead asked for is looked up before every call that may be promised: only the facts that can hold it.
create index journal_wishes on baton.journal (lead_id, seq) where type in ('caller.asked', 'turn.read', 'lead.booked');
