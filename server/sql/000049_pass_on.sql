-- A call that was passed on has a result of each agent who had the lead.
alter table baton.dispositions drop constraint dispositions_pkey;
alter table baton.dispositions add primary key (transfer_id, agent_id);
