-- Sound that goes directly between two far ends while the two talk, and for how long it did.
alter table baton.sip_trunks add column direct_media boolean not null default false;
alter table baton.sip_phones add column direct_media boolean not null default false;
alter table baton.line_quality add column direct_ms integer not null default 0;
